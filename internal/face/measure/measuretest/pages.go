package measuretest

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
)

// Pages serves routes over one record. The one who asks is named by account.
type Pages struct {
	t     testing.TB
	g     *gate.Gate
	srv   *httptest.Server
	roles map[string][]actor.Role
	last  []string // what the newest page asked of the record; tests ask one at a time
}

// Answer is what a page said.
type Answer struct {
	Status     int
	Body       string
	Location   string
	Type       string
	Statements []string // what was asked of the record
}

// Serve serves the routes until the test ends.
func Serve(t testing.TB, g *gate.Gate, routes []web.Route) *Pages {
	t.Helper()
	p := &Pages{t: t, g: g, roles: map[string][]actor.Role{}}
	counted := make([]web.Route, len(routes))
	for i, r := range routes {
		handle := r.Handle
		r.Handle = func(c *web.Call) (web.Reply, error) {
			ctx, n := gate.WithCounter(c.Context)
			c.Context = ctx
			reply, err := handle(c)
			p.last = n.Statements
			return reply, err
		}
		counted[i] = r
	}
	srv, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Testshire", ODS: "V396BB", Gate: g}}, Routes: counted, Plain: true,
		Identify: func(_ context.Context, _ *web.Site, cookie, _ string) (actor.Actor, error) {
			if cookie == "" {
				return actor.Actor{}, nil
			}
			return actor.Actor{ID: cookie, Name: "Test " + cookie, Roles: p.roles[cookie]}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.srv = httptest.NewServer(srv.Handler())
	t.Cleanup(p.srv.Close)
	return p
}

// Know gives an account its roles, in the record and in its session.
func (p *Pages) Know(account string, roles ...actor.Role) {
	p.t.Helper()
	gatetest.As(p.t, p.g, account, roles...)
	p.roles[account] = roles
}

// Get asks for a page as an account; empty for nobody signed in.
func (p *Pages) Get(account, path string) Answer {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodGet, p.srv.URL+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.send(account, r)
}

// First is the first part that an event stream sends to an account.
func (p *Pages) First(account, path string) string {
	p.t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.srv.URL+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: account})
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	var part []string
	for lines.Scan() && lines.Text() != "" {
		part = append(part, lines.Text())
	}
	return strings.Join(part, "\n")
}

// Post sends a form as an account.
func (p *Pages) Post(account, path string, form url.Values) Answer {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodPost, p.srv.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.send(account, r)
}

func (p *Pages) send(account string, r *http.Request) Answer {
	p.t.Helper()
	if account != "" {
		r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: account})
	}
	p.last = nil
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return Answer{
		Status: resp.StatusCode, Body: string(b), Location: resp.Header.Get("Location"),
		Type: resp.Header.Get("Content-Type"), Statements: p.last,
	}
}
