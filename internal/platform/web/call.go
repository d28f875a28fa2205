package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
)

// Call is one request. It is also the context in which the caller acts.
type Call struct {
	context.Context
	Gate *gate.Gate
	Site *Site
	Who  actor.Actor // the zero Actor on open routes when nobody is signed in

	server *Server
	w      http.ResponseWriter
	r      *http.Request
	route  Route
}

// Path is a part of the address named in the route's pattern.
func (c *Call) Path(name string) string { return plain(c.r.PathValue(name)) }

// Person is whom the page is about: {person} in the pattern. Text that is no
// id of ours is an id that nobody has.
func (c *Call) Person() ids.Person {
	if p := c.Path("person"); ids.Valid(p) {
		return ids.Person(p)
	}
	return "none"
}

// Query is one value of the query string.
func (c *Call) Query(name string) string { return strings.TrimSpace(plain(c.r.URL.Query().Get(name))) }

// Queries is every value of one name in the query string, in order.
func (c *Call) Queries(name string) []string {
	var out []string
	for _, v := range c.r.URL.Query()[name] {
		if v = strings.TrimSpace(plain(v)); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// Header is one request header.
func (c *Call) Header(name string) string { return c.r.Header.Get(name) }

// PageNumber is ?page=N, counted from 1.
func (c *Call) PageNumber() int {
	n, err := strconv.Atoi(c.Query("page"))
	if err != nil {
		return 1
	}
	return max(1, min(n, 10_000))
}

// Date is ?name=2026-11-30, or the three parts that a date field sends
// (NAME-day, NAME-month, NAME-year); the fallback when absent or no date.
func (c *Call) Date(name string, fallback when.Date) when.Date {
	if d, err := formDate(c.r.URL.Query(), name); err == nil && d != "" {
		return d
	}
	return fallback
}

// Network is where the caller comes from, as a network and not a machine (/24
// or /48), for throttling.
func (c *Call) Network() string {
	a, err := netip.ParseAddrPort(c.r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	bits := 24
	if a.Addr().Is6() && !a.Addr().Is4In6() {
		bits = 48
	}
	p, _ := a.Addr().Unmap().Prefix(bits)
	return p.String()
}

// Origin is where the caller's browser takes itself to be:
// "https://stillhome.example". Over plain http it can only be this machine.
func (c *Call) Origin() string {
	name, _, _ := strings.Cut(c.r.Host, ":")
	if c.server.cfg.Plain || name == "localhost" {
		return "http://" + c.r.Host
	}
	return "https://" + c.r.Host
}

// Asset is the address of a file of the static folder.
func (c *Call) Asset(name string) string { return c.server.Asset(name) }

// Body reads the whole body, up to the route's limit. Error: web.too_large.
func (c *Call) Body() ([]byte, error) {
	b, err := io.ReadAll(c.r.Body)
	return b, c.bodyError(err)
}

func (c *Call) bodyError(err error) error {
	if err == nil {
		return nil
	}
	if _, tooLarge := err.(*http.MaxBytesError); tooLarge {
		return fault.New(fault.Invalid, "web.too_large", "What you sent is larger than %d MB, which is the most we can take.", c.limit()>>20)
	}
	return fault.New(fault.Invalid, "web.cut_short", "What you sent did not arrive whole. Send it again.")
}

func (c *Call) limit() int64 {
	if c.route.Limit > 0 {
		return c.route.Limit
	}
	return 1 << 20
}

// Upload is one file that a form sent.
type Upload struct {
	Name, MediaType string // as the browser says; neither is to be trusted
	Bytes           []byte
}

// File is the file sent under the name; false when none was.
func (c *Call) File(name string) (Upload, bool, error) {
	f, h, err := c.r.FormFile(name)
	if err == http.ErrMissingFile {
		return Upload{}, false, nil
	}
	if err != nil {
		return Upload{}, false, c.bodyError(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return Upload{clean(h.Filename), clean(h.Header.Get("Content-Type")), b}, len(b) > 0, c.bodyError(err)
}

// Can reports whether the caller might be allowed the action for somebody, so
// that a page need not show what would be refused. The gate still decides.
func (c *Call) Can(a gate.Action) bool { return a.Who.Might(c.Who.Roles) }

// Now is the moment by the record's clock.
func (c *Call) Now() when.Instant { return c.Gate.Clock.Now() }

// HelpLine is the council's telephone number for help; empty when it has none.
func (c *Call) HelpLine() ui.Phone {
	if c.Site.HelpLine == nil {
		return ui.Phone{}
	}
	return c.Site.HelpLine()
}

// Page is a page of blocks.
func (c *Call) Page(title string, blocks ...ui.Block) Page {
	return Page{ui.Page{Title: title, Blocks: blocks}}
}

// Live streams a part of a page: fn draws it, and what it draws is sent at
// once and whenever it has changed. So a stream says no more than the page.
func (c *Call) Live(fn func() (ui.Block, error)) (Reply, error) {
	if _, err := fn(); err != nil {
		return nil, err
	}
	return stream(func(w http.ResponseWriter) {
		out := http.NewResponseController(w)
		w.Header().Set("Content-Type", "text/event-stream")
		var last string
		c.Gate.Live(c, 300*time.Millisecond, func() error {
			block, err := fn()
			if err != nil {
				return err
			}
			var b bytes.Buffer
			if err := block.Render(c, &b); err != nil {
				return err
			}
			out.SetWriteDeadline(when.Mono().Add(30 * time.Second))
			if b.String() == last {
				_, err = io.WriteString(w, ": still here\n\n")
			} else {
				last = b.String()
				_, err = io.WriteString(w, "event: fragment\ndata: "+strings.ReplaceAll(last, "\n", "\ndata: ")+"\n\n")
			}
			if err != nil {
				return err
			}
			return out.Flush()
		})
	}), nil
}
