package staff_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
)

var prepare = gate.Action{Name: "test.prepare", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func write(t *testing.T, g *gate.Gate, fn func(*gate.Tx) error) {
	t.Helper()
	if err := g.Write(gatetest.System(), prepare, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, g *gate.Gate, fn func(*gate.Snapshot) error) {
	t.Helper()
	if err := g.Read(gatetest.System(), prepare, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

// browser asks for the pages as whoever the context says.
type browser struct{ handler http.Handler }

type answer struct {
	Status     int
	Body, To   string
	Statements int
}

func (a answer) Has(texts ...string) bool {
	for _, s := range texts {
		if !strings.Contains(a.Body, s) {
			return false
		}
	}
	return true
}

func serve(t *testing.T, g *gate.Gate) browser {
	t.Helper()
	s, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Madeup County", Gate: g}}, Routes: staff.Routes, Plain: true,
		Identify: func(ctx context.Context, _ *web.Site, _, _ string) (actor.Actor, error) {
			who, _ := actor.From(ctx)
			return who, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return browser{s.Handler()}
}

func (b browser) Get(ctx context.Context, path string) answer {
	return b.ask(ctx, http.MethodGet, path, nil)
}

func (b browser) Post(ctx context.Context, path string, pairs ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.ask(ctx, http.MethodPost, path, form)
}

func (b browser) ask(ctx context.Context, method, path string, form url.Values) answer {
	ctx, counter := gate.WithCounter(ctx)
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), w.Header().Get("Location"), len(counter.Statements)}
}
