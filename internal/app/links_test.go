package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
)

// budget is the most statements a page may cost, with knowing who asks and the
// bar about the person.
const budget = 8

// crawler follows the links one role is shown.
type crawler struct {
	t      *testing.T
	role   actor.Role
	h      http.Handler
	cookie *http.Cookie
	seen   map[string]int // by shape of address
	pages  int
}

// Every link that somebody is shown leads to a page for them, within its
// budget of statements. The pages are those of a small made-up service.
func TestLinksLead(t *testing.T) {
	crawls(t)
	if testing.Short() {
		t.Skip("makes a service")
	}
	a, err := app.OpenDemo(t.Context(), app.Demo{Dir: t.TempDir(), People: 4, Weeks: 2, Seed: 3, Today: "2026-11-30"})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	server, err := a.Server()
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range actor.Roles {
		t.Run(string(role), func(t *testing.T) {
			c := &crawler{t: t, role: role, h: server.Handler(), seen: map[string]int{}}
			c.signIn()
			c.visit("/", "the start")
			t.Logf("%d pages", c.pages)
		})
	}
}

func (c *crawler) signIn() {
	c.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/demo/sign-in", strings.NewReader(url.Values{"as": {string(c.role)}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	for _, k := range w.Result().Cookies() {
		if k.Name == "stillhome-session" {
			c.cookie = k
		}
	}
	if c.cookie == nil {
		c.t.Fatalf("%s cannot sign in: %d", c.role, w.Code)
	}
}

var variable = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}-\d{2}|\d+`)

// visit asks for a page and follows its links; of addresses of one shape a few
// are enough.
func (c *crawler) visit(path, from string) {
	shape := variable.ReplaceAllString(path, "*")
	if c.seen[path] > 0 || c.seen[shape] >= 3 || strings.HasPrefix(path, "/static/") || strings.HasSuffix(path, "/live") {
		return
	}
	c.seen[path]++
	c.seen[shape]++
	ctx, n := gate.WithCounter(context.Background())
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	r.AddCookie(c.cookie)
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	c.pages++
	switch {
	case w.Code == http.StatusSeeOther:
		c.visit(w.Header().Get("Location"), path)
		return
	case w.Code != http.StatusOK:
		c.t.Errorf("%s leads %s to %s: %d", from, c.role, path, w.Code)
		return
	}
	if len(n.Statements) > budget {
		c.t.Errorf("%s costs %d statements, at most %d:\n  %s", path, len(n.Statements), budget, strings.Join(short(n.Statements), "\n  "))
	}
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		return
	}
	for _, href := range links(c.t, w.Body.String()) {
		if strings.HasPrefix(href, "/") {
			c.visit(strings.Split(href, "#")[0], path)
		}
	}
}

func short(statements []string) (out []string) {
	for _, s := range statements {
		s = strings.Join(strings.Fields(s), " ")
		out = append(out, fmt.Sprintf("%.110s", s))
	}
	return out
}

// links are the addresses a page leads to, each once.
func links(t *testing.T, page string) (out []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if n.Data == "a" && a.Key == "href" && !slices.Contains(out, a.Val) {
				out = append(out, a.Val)
			}
		}
	}
	return out
}
