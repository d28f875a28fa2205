package twin

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stillhome/internal/platform/gate"
)

// plant puts a leak into a world.
func (w *world) plant(t testing.TB, l *leak) {
	t.Helper()
	if l.sql != "" {
		err := w.g.Write(system(), may, gate.Council, func(tx *gate.Tx) error {
			return tx.Exec("CREATE TRIGGER twin_leak AFTER INSERT ON safeguarding_concern BEGIN " + l.sql + "; END")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if l.wrap != nil {
		w.handler = l.wrap(w, w.handler)
	}
	if l.conn != nil {
		w.door.wrap = func(c net.Conn) net.Conn { return l.conn(w, c) }
	}
}

// where is a leak in what is answered at certain addresses, once something is
// sealed. change may alter what will be sent.
func where(address string, change func(w *world, r *http.Request, out *httptest.ResponseRecorder)) func(*world, http.Handler) http.Handler {
	at := regexp.MustCompile(address)
	return func(w *world, next http.Handler) http.Handler {
		return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			if !at.MatchString(r.Method+" "+r.URL.Path) || streams.MatchString(r.URL.Path) {
				next.ServeHTTP(out, r)
				return
			}
			kept := httptest.NewRecorder()
			next.ServeHTTP(kept, r)
			if w.hidden() > 0 {
				change(w, r, kept)
			}
			for name, values := range kept.Header() {
				out.Header()[name] = values
			}
			out.WriteHeader(kept.Code)
			out.Write(kept.Body.Bytes())
		})
	}
}

// edit alters the body of a page that is shown.
func edit(from, to string) func(*world, *http.Request, *httptest.ResponseRecorder) {
	return func(w *world, r *http.Request, out *httptest.ResponseRecorder) {
		if out.Code < http.StatusBadRequest {
			replace(from, to)(w, r, out)
		}
	}
}

// replace alters any body.
func replace(from, to string) func(*world, *http.Request, *httptest.ResponseRecorder) {
	return func(_ *world, _ *http.Request, out *httptest.ResponseRecorder) {
		body := strings.Replace(out.Body.String(), from, to, 1)
		out.Body.Reset()
		out.Body.WriteString(body)
	}
}

// header adds a header to a page that is shown.
func header(name, value string) func(*world, *http.Request, *httptest.ResponseRecorder) {
	return func(_ *world, _ *http.Request, out *httptest.ResponseRecorder) {
		if out.Code == http.StatusOK {
			out.Header().Add(name, value)
		}
	}
}

// drawn is an id that a page drew for what is about to be added.
var drawn = regexp.MustCompile(`value="01([0-9a-f]{6}-[0-9a-f]{4}-7)`)

// row is one row of a list.
var row = regexp.MustCompile(`(?s)<tr role="row" class="govuk-table__row">.*?</tr>`)

// swapRows has the second and third rows of a list change places: the first
// may be its head.
func swapRows(_ *world, _ *http.Request, out *httptest.ResponseRecorder) {
	body := out.Body.String()
	rows := row.FindAllString(body, 3)
	if len(rows) < 3 {
		return
	}
	body = strings.Replace(strings.Replace(strings.Replace(body, rows[1], "here", 1), rows[2], rows[1], 1), "here", rows[2], 1)
	out.Body.Reset()
	out.Body.WriteString(body)
}

// counted is a number that stands by itself in a cell.
var counted = regexp.MustCompile(`>([0-9]+)<`)

// countLess takes one from the first number of a page.
func countLess(_ *world, _ *http.Request, out *httptest.ResponseRecorder) {
	body := out.Body.String()
	at := counted.FindStringSubmatchIndex(body)
	if at == nil {
		return
	}
	n, _ := strconv.Atoi(body[at[2]:at[3]])
	out.Body.Reset()
	out.Body.WriteString(body[:at[2]] + strconv.Itoa(n-1) + body[at[3]:])
}

// lineLess takes the last line of a file away.
func lineLess(_ *world, _ *http.Request, out *httptest.ResponseRecorder) {
	lines := strings.SplitAfter(strings.TrimSpace(out.Body.String()), "\n")
	out.Body.Reset()
	out.Body.WriteString(strings.Join(lines[:len(lines)-1], ""))
}

// swapping is a connection on which two headers change places.
type swapping struct {
	net.Conn
	w *world
}

func swapHeaders(w *world, c net.Conn) net.Conn { return swapping{c, w} }

// Write is net.Conn's.
func (s swapping) Write(b []byte) (int, error) {
	const first, second = "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n", "Referrer-Policy: same-origin\r\n"
	if s.w.hidden() > 0 {
		b = bytes.Replace(b, []byte(first+second), []byte(second+first), 1)
	}
	return s.Conn.Write(b)
}

// waking sends a sign of life on an open page when something was sealed.
type waking struct {
	http.ResponseWriter
	mu sync.Mutex
}

func wakes(w *world, next http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if !streams.MatchString(r.URL.Path) {
			next.ServeHTTP(out, r)
			return
		}
		k := &waking{ResponseWriter: out}
		done, over := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for w.hidden() == 0 {
				select {
				case <-over:
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
			if k.Header().Get("Content-Type") == "text/event-stream" {
				k.Write([]byte(": still here\n\n"))
				k.FlushError()
			}
		}()
		next.ServeHTTP(k, r)
		close(over)
		<-done
	})
}

// Write is http.ResponseWriter's.
func (k *waking) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ResponseWriter.Write(b)
}

// FlushError is http.ResponseController's.
func (k *waking) FlushError() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return http.NewResponseController(k.ResponseWriter).Flush()
}

// Unwrap is http.ResponseController's.
func (k *waking) Unwrap() http.ResponseWriter { return k.ResponseWriter }
