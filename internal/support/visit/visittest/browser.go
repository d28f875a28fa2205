package visittest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/person"
)

// Browser asks for pages as whoever the context of a call says.
type Browser struct {
	t       testing.TB
	handler http.Handler
}

// Answer is what came back.
type Answer struct {
	Status     int
	Body       string
	To         string // where a form leads next
	Statements int    // those of the page itself, not of signing in
}

// Has reports whether the page shows all the texts, as HTML.
func (a Answer) Has(texts ...string) bool {
	for _, s := range texts {
		if !strings.Contains(a.Body, s) {
			return false
		}
	}
	return true
}

// Serve serves some routes with the person's bar above pages about somebody.
func Serve(t testing.TB, g *gate.Gate, routes ...[]web.Route) *Browser {
	t.Helper()
	var all []web.Route
	for _, r := range routes {
		all = append(all, r...)
	}
	s, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Madeup County", Gate: g}}, Routes: all, Plain: true, Bar: person.Bar,
		Identify: func(ctx context.Context, _ *web.Site, _, _ string) (actor.Actor, error) {
			who, _ := actor.From(ctx)
			return who, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{t, s.Handler()}
}

// Get asks for a page.
func (b *Browser) Get(ctx context.Context, path string) Answer {
	b.t.Helper()
	return b.ask(ctx, http.MethodGet, path, nil)
}

// Post sends a form: names and values in turn.
func (b *Browser) Post(ctx context.Context, path string, pairs ...string) Answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.ask(ctx, http.MethodPost, path, form)
}

func (b *Browser) ask(ctx context.Context, method, path string, form url.Values) Answer {
	b.t.Helper()
	ctx, counter := gate.WithCounter(ctx)
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return Answer{w.Code, w.Body.String(), w.Header().Get("Location"), len(counter.Statements)}
}
