// Package webtest serves routes over a test's record, as a browser or another
// program would ask for them.
package webtest

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Site answers for one council, V396BB, until the test ends. Whoever asks says
// by account, whose roles are those the record gives it.
type Site struct {
	t       testing.TB
	handler http.Handler
}

var mayLook = gate.Action{Name: "webtest.roles", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// Bar is web.Config.Bar, given so that pages about a person are counted whole.
type Bar func(c *web.Call, p ids.Person) (*ui.PersonBar, error)

// Serve serves the routes.
func Serve(t testing.TB, g *gate.Gate, bar Bar, routes []web.Route) *Site {
	t.Helper()
	s, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Testshire Council", ODS: "V396BB", Gate: g}}, Routes: routes, Bar: bar, Plain: true,
		Identify: func(_ context.Context, _ *web.Site, cookie, bearer string) (actor.Actor, error) {
			account := cookie + bearer
			if account == "" {
				return actor.Actor{}, nil
			}
			who := actor.Actor{ID: account, Name: "Test " + account}
			err := g.Read(gatetest.System(), mayLook, gate.Council, func(s *gate.Snapshot) (err error) {
				who.Roles, err = gate.RolesOf(s, account)
				return err
			})
			return who, err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &Site{t, s.Handler()}
}

// Answer is what came back. Statements are those of the handler and the page,
// without those of signing in.
type Answer struct {
	Status     int
	Body       string
	Location   string
	MediaType  string
	Header     http.Header
	Statements []string
}

// Get asks for a page.
func (s *Site) Get(account, path string) Answer {
	return s.do(account, httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form, given as name and value by turns.
func (s *Site) Post(account, path string, pairs ...string) Answer {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(account, r)
}

// Upload sends a form with one file.
func (s *Site) Upload(account, path, field, name string, file []byte) Answer {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if w, err := m.CreateFormFile(field, name); err == nil {
		w.Write(file)
	}
	m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return s.do(account, r)
}

// Send is another program's call: a body of a media type, by bearer token.
func (s *Site) Send(account, path, mediaType string, body []byte) Answer {
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", mediaType)
	r.Header.Set("Accept", mediaType)
	if account != "" {
		r.Header.Set("Authorization", "Bearer "+account)
	}
	return s.do("", r)
}

func (s *Site) do(account string, r *http.Request) Answer {
	s.t.Helper()
	ctx, counter := gate.WithCounter(r.Context())
	r = r.WithContext(ctx)
	if account != "" {
		r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: account})
		r.Header.Set("Accept", "text/html")
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.t.Fatal(err)
	}
	h := w.Result().Header
	return Answer{w.Code, string(body), h.Get("Location"), h.Get("Content-Type"), h, counter.Statements}
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// Text is what a reader sees of the page.
func (a Answer) Text() string {
	return spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(a.Body, " ")), " ")
}

// Says stops the test unless the answer has the status and the reader sees all
// the words.
func (a Answer) Says(t testing.TB, status int, words ...string) Answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d: %s", a.Status, status, a.Text())
	}
	for _, w := range words {
		if !strings.Contains(a.Text(), w) {
			t.Fatalf("nobody reads %q in: %s", w, a.Text())
		}
	}
	return a
}

// LeadsTo stops the test unless the answer sends the reader on to the address.
func (a Answer) LeadsTo(t testing.TB, to string) Answer {
	t.Helper()
	if a.Status != http.StatusSeeOther || a.Location != to {
		t.Fatalf("status %d to %q, want %q: %s", a.Status, a.Location, to, a.Text())
	}
	return a
}

// Within stops the test when the page took more statements.
func (a Answer) Within(t testing.TB, most int) Answer {
	t.Helper()
	if len(a.Statements) > most {
		t.Fatalf("%d statements, at most %d:\n%s", len(a.Statements), most, strings.Join(a.Statements, "\n"))
	}
	return a
}

// Hidden is the value of a hidden field of the page.
func (a Answer) Hidden(name string) string {
	m := regexp.MustCompile(`<input type="hidden" name="` + regexp.QuoteMeta(name) + `" value="([^"]*)"`).FindStringSubmatch(a.Body)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}
