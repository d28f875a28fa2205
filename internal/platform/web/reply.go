package web

import (
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/ui"
)

// Reply is what a handler answers with.
type Reply interface {
	send(c *Call, status int)
}

// Page is a page as it will be shown; the layout around it is this package's.
type Page struct{ ui.Page }

// BackTo puts a link to where one came from above the title.
func (p Page) BackTo(text, href string) Page {
	p.Back = ui.Link{Text: text, Href: href}
	return p
}

// AsWide gives tables the whole width.
func (p Page) AsWide() Page {
	p.Wide = true
	return p
}

// AsField lays the page out for a phone in the hand.
func (p Page) AsField(bottom ...ui.Link) Page {
	p.Field, p.Bottom = true, bottom
	return p
}

func (p Page) send(c *Call, status int) {
	if err := c.dress(&p.Page); err != nil {
		c.fail(err)
		return
	}
	if seen := c.server.cfg.Rendered; seen != nil {
		seen(c.route.Pattern, p.Page)
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(status)
	if c.r.Method == http.MethodHead {
		return
	}
	if err := ui.Layout(p.Page).Render(c.Context, c.w); err != nil {
		slog.Error("a page broke off", "route", c.route.Pattern, "err", err)
	}
}

// Go answers a form that succeeded: see that page next, with these words.
func Go(to, said string) Reply { return redirect{to, said} }

// Again answers a form that failed: its page once more, with what was wrong.
func (c *Call) Again(page Handler, wrong error) (Reply, error) {
	reply, err := page(c)
	if err != nil {
		return nil, err
	}
	return reply, wrong
}

// Added answers a form that adds a record by the id the form carries. Sent
// twice, or changed and sent again after going back, it leads on to the record
// all the same, but says that nothing was saved by the second sending.
func (c *Call) Added(page Handler, err error, to, said string) (Reply, error) {
	switch {
	case err == nil:
		return Go(to, said), nil
	case fault.Is(err, "gate.exists"):
		return Go(to, "This was already saved, as it was first sent. If you have changed it since, check it here."), nil
	}
	return c.Again(page, err)
}

// PersonPath is the address of a person's record, or of a part of it.
func PersonPath(p ids.Person, parts ...string) string {
	return "/people/" + strings.Join(append([]string{string(p)}, parts...), "/")
}

type redirect struct{ to, said string }

const flashCookie = "stillhome-said"

func (r redirect) send(c *Call, _ int) {
	if r.said != "" {
		http.SetCookie(c.w, &http.Cookie{
			Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(r.said)), Path: "/",
			MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: !c.server.cfg.Plain,
		})
	}
	http.Redirect(c.w, c.r, r.to, http.StatusSeeOther)
}

// said takes the words left by the form before, once.
func (c *Call) said() string {
	k, err := c.r.Cookie(flashCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(c.w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: !c.server.cfg.Plain})
	b, err := base64.RawURLEncoding.DecodeString(k.Value)
	if err != nil || len(b) > 300 {
		return ""
	}
	return string(b)
}

// Data answers a program: bytes of a media type.
type Data struct {
	Status    int // default: what the error table says, or 200
	MediaType string
	Bytes     []byte
	// Download is a file name to save under. A file from outside is always
	// saved, never shown, and can run nothing.
	Download string
	// Header holds more headers, or other values of those every answer has.
	Header map[string]string
}

// JSON answers a program in JSON.
func JSON(status int, v any) Reply {
	b, err := json.Marshal(v)
	if err != nil {
		slog.Error("an answer could not be written as JSON", "err", err)
		return Data{Status: http.StatusInternalServerError, MediaType: "application/json", Bytes: []byte(`{}`)}
	}
	return Data{Status: status, MediaType: "application/json", Bytes: append(b, '\n')}
}

func (d Data) send(c *Call, status int) {
	h := c.w.Header()
	h.Set("Content-Type", d.MediaType)
	if d.Download != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": safeName(d.Download)}))
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Content-Type", "application/octet-stream")
	}
	for name, value := range d.Header {
		h.Set(name, value)
	}
	if d.Status != 0 {
		status = d.Status
	}
	c.w.WriteHeader(status)
	c.w.Write(d.Bytes)
}

func safeName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, s)
	return strings.TrimLeft(s, ".")
}

type stream func(http.ResponseWriter)

func (s stream) send(c *Call, _ int) { s(c.w) }

// Cookie sets or, with an empty value, clears the session cookie, and goes on.
func (c *Call) Cookie(value string, until time.Duration) {
	k := &http.Cookie{
		Name: c.server.cookieName(), Value: value, Path: "/", MaxAge: int(until.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: !c.server.cfg.Plain,
	}
	if value == "" {
		k.MaxAge = -1
	}
	http.SetCookie(c.w, k)
}

// SideCookie sets a second, narrower cookie (a known device). SideCookieValue
// reads it.
func (c *Call) SideCookie(name, value string, until time.Duration) {
	http.SetCookie(c.w, &http.Cookie{
		Name: c.server.prefix() + name, Value: value, Path: "/", MaxAge: int(until.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: !c.server.cfg.Plain,
	})
}

// SideCookieValue is the value of a side cookie; empty when there is none.
func (c *Call) SideCookieValue(name string) string {
	k, err := c.r.Cookie(c.server.prefix() + name)
	if err != nil {
		return ""
	}
	return k.Value
}

// SessionToken is the session cookie's value, for signing out.
func (c *Call) SessionToken() string {
	k, err := c.r.Cookie(c.server.cookieName())
	if err != nil {
		return ""
	}
	return k.Value
}

// Status is the HTTP status of each kind of fault (ARCHITECTURE.md section 10).
var Status = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict, fault.Unavailable: http.StatusServiceUnavailable,
}

// fail shows the error page of the kind. What is not a fault is logged with a
// reference number, which is all that is shown of it.
func (c *Call) fail(err error) {
	kind := fault.KindOf(err)
	status := Status[kind]
	if kind == fault.Unauthenticated && c.r.Method == http.MethodGet && c.wantsPage() {
		redirect{to: "/sign-in?next=" + url.QueryEscape(c.r.URL.RequestURI())}.send(c, 0)
		return
	}
	title, say := "Page not found", "We cannot find that, or you do not have access to it. Check the address, or go back and try again."
	switch kind {
	case fault.Internal:
		ref := ids.NewHidden()[:8]
		slog.Error("internal", "ref", ref, "route", c.route.Pattern, "err", err)
		title, say = "Something went wrong", "Nothing you typed was saved. Try again, and if it happens again tell us this reference: "+ref
	case fault.NotFound, fault.Forbidden:
	default:
		f, _ := fault.Of(err)
		title, say = map[fault.Kind]string{
			fault.Invalid: "There is a problem with what was sent", fault.Unauthenticated: "Sign in to continue",
			fault.Conflict: "Someone else changed this first", fault.Unavailable: "Try again in a moment",
		}[kind], f.Say
	}
	if !c.wantsPage() {
		code := "internal"
		if f, ok := fault.Of(err); ok {
			code = f.Code
		}
		JSON(status, map[string]string{"code": code, "message": say}).send(c, status)
		return
	}
	blocks := []ui.Block{ui.Para(say)}
	if kind == fault.Unauthenticated {
		blocks = append(blocks, ui.ButtonLink("Sign in", "/sign-in"))
	} else {
		blocks = append(blocks, ui.Links(ui.Link{Text: "Go to your start page", Href: "/"}))
	}
	c.route.Pattern = "" // an error page says nothing of whom it is about
	c.Page(title, blocks...).send(c, status)
}

func (c *Call) wantsPage() bool {
	a := c.r.Header.Get("Accept")
	return a == "" || strings.Contains(a, "text/html") || a == "*/*" && !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/")
}
