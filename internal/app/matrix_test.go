package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/world"
)

// routes is every route of the program, the demo's too, by address.
func routes() []web.Route {
	var all []web.Route
	for _, m := range app.Modules(true) {
		all = append(all, m.Routes...)
	}
	slices.SortStableFunc(all, func(a, b web.Route) int { return strings.Compare(a.Pattern+a.Method, b.Pattern+b.Method) })
	return all
}

//go:generate env STILLHOME_UPDATE=1 go test -run ^TestActionsPage$ .

// TestActionsPage holds docs/actions.md to the program: a route without its
// row fails. Run with STILLHOME_UPDATE=1 to write it anew, and read the diff.
func TestActionsPage(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Who may do what\n\nGenerated from the routes and their actions; `make test` fails when it is stale, and `TestEveryRouteEveryRole` asks for every one of them as every role. **yes**: for anybody in the council. **work**: only for people on their work at the time, or behind a broken glass. **own**: only the person themselves, or whom they are close to. Roles that are not in a row get the page that says nothing is there.\n\n")
	b.WriteString("| | address | action |")
	for _, r := range actor.Roles {
		b.WriteString(" " + string(r) + " |")
	}
	b.WriteString("\n|---|---|---|" + strings.Repeat("---|", len(actor.Roles)) + "\n")
	for _, r := range routes() {
		name := "`" + r.Action.Name + "`"
		if r.Open {
			name = "open to anyone"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |", r.Method, r.Pattern, name)
		for _, role := range actor.Roles {
			b.WriteString(" " + may(r, role) + " |")
		}
		b.WriteString("\n")
	}
	const page = "../../docs/actions.md"
	if os.Getenv("STILLHOME_UPDATE") != "" {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(page)
	if err != nil || string(have) != b.String() {
		t.Errorf("docs/actions.md is stale (%v): run go generate ./internal/app and read what changed", err)
	}
}

func may(r web.Route, role actor.Role) string {
	switch {
	case r.Open:
		return "open"
	case slices.Contains(r.Action.Who.Any, role):
		return "yes"
	case slices.Contains(r.Action.Who.Related, role) && (role == actor.Person || role == actor.Family):
		return "own"
	case slices.Contains(r.Action.Who.Related, role):
		return "work"
	}
	return ""
}

// county is a small made-up service with somebody signed in for each role.
type county struct {
	g       *gate.Gate
	handler http.Handler
	tokens  map[actor.Role]string
}

func madeUp(t *testing.T, host string, seed int64) *county {
	t.Helper()
	g := gatetest.SQLite(t)
	if err := world.Build(gatetest.System(), g, world.Options{People: 8, Weeks: 1, Year: 20, Seed: seed}); err != nil {
		t.Fatal(err)
	}
	c := &county{g: g, tokens: map[actor.Role]string{}}
	for _, role := range actor.Roles {
		id := c.value(t, `SELECT id FROM auth_account WHERE login = ?`, "demo."+string(role))
		token, err := auth.StartSession(context.Background(), g, ids.Account(id), "test", auth.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		c.tokens[role] = token
	}
	server, err := app.New(app.Config{Demo: true}, &web.Site{Host: host, Name: host, ODS: "V396BB", Gate: g}).Server()
	if err != nil {
		t.Fatal(err)
	}
	c.handler = server.Handler()
	return c
}

var mayLook = gate.Action{Name: "test.look", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// value is one text of the record; empty when there is none.
func (c *county) value(t *testing.T, q string, args ...any) (v string) {
	t.Helper()
	err := c.g.Read(gatetest.System(), mayLook, gate.Council, func(s *gate.Snapshot) (err error) {
		v, err = gate.Value[string](s, q, args...)
		return err
	})
	if err != nil && !gate.Missing(err) {
		t.Fatal(err)
	}
	return v
}

// ask is one request as a role; an empty token is nobody.
func (c *county) ask(method, host, path, token string) (int, string) {
	body := strings.NewReader("")
	r := httptest.NewRequest(method, "http://"+host+path, body)
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: token})
	}
	ctx, cancel := context.WithTimeout(r.Context(), 150*time.Millisecond)
	defer cancel()
	if strings.HasSuffix(path, "/live") || path == "/desk/alerts" {
		r = r.WithContext(ctx) // a live page goes on until its reader leaves
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// samples are things of one person that exist, for the parts of addresses.
func (c *county) samples(t *testing.T, person string) map[string]string {
	t.Helper()
	return map[string]string{
		"person": person, "whom": person,
		"visit":    c.value(t, `SELECT id FROM visit WHERE person_id = ? AND on_date = '2026-11-30' ORDER BY start_min DESC LIMIT 1`, person),
		"episode":  c.value(t, `SELECT id FROM episode WHERE person_id = ? AND state = 'active'`, person),
		"goal":     c.value(t, `SELECT id FROM plan_goal WHERE person_id = ? LIMIT 1`, person),
		"pattern":  c.value(t, `SELECT id FROM plan_pattern WHERE person_id = ? AND until_on IS NULL LIMIT 1`, person),
		"other":    c.value(t, `SELECT id FROM person WHERE id <> ? ORDER BY id LIMIT 1`, person),
		"referral": c.value(t, `SELECT id FROM referral WHERE state = 'accepted' LIMIT 1`),
		"medicine": c.value(t, `SELECT id FROM medicine WHERE person_id = ? LIMIT 1`, person),
		"concern":  c.value(t, `SELECT concern_id FROM safeguarding_task LIMIT 1`),
		"todo":     c.value(t, `SELECT id FROM safeguarding_task LIMIT 1`),
		"photo":    c.value(t, `SELECT id FROM safeguarding_file LIMIT 1`),
		"noanswer": c.value(t, `SELECT id FROM noanswer WHERE person_id = ? LIMIT 1`, person),
		"alert":    c.value(t, `SELECT id FROM alert ORDER BY raised_at DESC LIMIT 1`),
		"account":  c.value(t, `SELECT id FROM auth_account WHERE login = 'demo.hr'`),
		"member":   c.value(t, `SELECT id FROM staff_member LIMIT 1`),
		"shift":    c.value(t, `SELECT id FROM roster_shift WHERE on_date = '2026-11-30' LIMIT 1`),
		"date":     "2026-11-30", "figure": "people-on-service", "name": "period_days",
	}
}

// crawls leaves a test that asks for thousands of pages out where the race
// detector would make minutes of it: scripts/test.sh runs it without.
func crawls(t *testing.T) {
	t.Helper()
	if racing {
		t.Skip("asks for thousands of pages: it has a step of its own, without the race detector")
	}
}

// TestEveryRouteEveryRole asks for each route as each role, for a person on
// the demo worker's run and for one who is not. Nobody gets in who should not,
// and nobody is kept out who should get in.
func TestEveryRouteEveryRole(t *testing.T) {
	crawls(t)
	c := madeUp(t, "", 1)
	now := c.g.Clock.Now()
	worker := c.value(t, `SELECT id FROM auth_account WHERE login = 'demo.worker'`)
	related := c.value(t, `SELECT person_id FROM gate_relation WHERE account_id = ? AND kind = 'work' AND from_at <= ? AND until_at > ?
		AND person_id IN (SELECT person_id FROM plan WHERE state <> 'ended') LIMIT 1`, worker, now, now)
	if related == "" {
		related = c.value(t, `SELECT person_id FROM visit WHERE on_date = '2026-11-30' AND state = 'planned' AND person_id IN (SELECT person_id FROM plan WHERE state <> 'ended') LIMIT 1`)
	}
	stranger := c.value(t, `SELECT p.id FROM person p WHERE p.id NOT IN (SELECT person_id FROM gate_relation) LIMIT 1`)
	if related == "" || stranger == "" {
		t.Fatal("the made-up service has nobody to ask about")
	}
	for _, role := range []actor.Role{actor.Worker, actor.LeadWorker} {
		gatetest.Relate(t, c.g, c.value(t, `SELECT id FROM auth_account WHERE login = ?`, "demo."+string(role)), related, actor.Work)
	}
	asked := 0
	for _, whom := range []string{related, stranger} {
		have := c.samples(t, whom)
		for _, r := range routes() {
			if r.Open || r.Method == http.MethodPost && whom == related && r.Action.Name == "auth.sign_out" {
				continue
			}
			complete := !strings.Contains(r.Pattern, "/prison/") // whom we ask about is not there
			path := parameter.ReplaceAllStringFunc(strings.TrimSuffix(r.Pattern, "{$}"), func(p string) string {
				v := have[strings.Trim(p, "{}")]
				if v == "" {
					complete = false
					v = ids.New()
				}
				return v
			})
			about := strings.Contains(r.Pattern, "{person}") || strings.Contains(r.Pattern, "{whom}")
			if whom == stranger && !about {
				continue
			}
			for _, role := range actor.Roles {
				if r.Method == http.MethodPost && slices.Contains([]string{"auth.end_account", "auth.sign_out"}, r.Action.Name) && may(r, role) != "" {
					continue // it would sign the test's own people out
				}
				asked++
				status, body := c.ask(r.Method, "localhost", path, c.tokens[role])
				at := fmt.Sprintf("%s %s (%s) as %s", r.Method, r.Pattern, r.Action.Name, role)
				rule := may(r, role)
				allowed := rule == "yes" || (rule == "work" || rule == "own") && whom == related && about || (rule == "work" || rule == "own") && !about
				switch {
				case status >= 500:
					t.Errorf("%s: %d", at, status)
				case !allowed && (status == 200 || status == 303 && !strings.HasPrefix(r.Pattern, "/shift/")):
					t.Errorf("%s: got %d and must not", at, status)
				case !allowed && strings.Contains(body, "Not provided"):
					t.Errorf("%s: a refusal that shows a record", at)
				case allowed && complete && rule == "yes" && (status == 403 || status == 401):
					t.Errorf("%s: kept out with %d", at, status)
				case allowed && complete && rule == "yes" && status == 404 && whom == related && r.Method == http.MethodGet:
					t.Errorf("%s: not found, though it exists: %s", at, path)
				}
			}
			if status, _ := c.ask(r.Method, "localhost", path, ""); status != 303 && status != 401 {
				t.Errorf("%s %s: nobody signed in gets %d", r.Method, r.Pattern, status)
			}
		}
	}
	t.Logf("%d requests", asked)
}

// TestCouncilsApart: what is one council's is nothing to another, by any id and
// with any session.
func TestCouncilsApart(t *testing.T) {
	a, b := madeUp(t, "a.example", 1), madeUp(t, "b.example", 2)
	server, err := app.New(app.Config{Demo: true},
		&web.Site{Host: "a.example", Name: "A", Gate: a.g}, &web.Site{Host: "b.example", Name: "B", Gate: b.g}).Server()
	if err != nil {
		t.Fatal(err)
	}
	both := &county{handler: server.Handler()}
	person := a.value(t, `SELECT person_id FROM episode WHERE state = 'active' LIMIT 1`)
	path := "/people/" + person
	if status, _ := both.ask("GET", "a.example", path, a.tokens[actor.Coordinator]); status != 200 {
		t.Fatalf("at home it answers %d", status)
	}
	if status, _ := both.ask("GET", "b.example", path, a.tokens[actor.Coordinator]); status != 303 {
		t.Errorf("A's session is taken at B's: %d", status)
	}
	_, absent := both.ask("GET", "b.example", "/people/"+ids.New(), b.tokens[actor.Coordinator])
	for _, r := range routes() {
		if !strings.Contains(r.Pattern, "{person}") || r.Method != http.MethodGet {
			continue
		}
		have := a.samples(t, person)
		at := parameter.ReplaceAllStringFunc(r.Pattern, func(p string) string {
			if v := have[strings.Trim(p, "{}")]; v != "" {
				return v
			}
			return ids.New()
		})
		status, body := both.ask("GET", "b.example", at, b.tokens[actor.Coordinator])
		if status != 404 || body != absent {
			t.Errorf("%s: B's coordinator gets %d for A's person, or another page than for nobody", r.Pattern, status)
		}
	}
	if status, _ := both.ask("GET", "c.example", "/", ""); status != http.StatusMisdirectedRequest {
		t.Errorf("a third council's name: %d", status)
	}
}

// TestDemoRoutesAreTheDemosOwn: outside the demo its one-press sign-in and its
// clock do not exist.
func TestDemoRoutesAreTheDemosOwn(t *testing.T) {
	g := gatetest.SQLite(t)
	server, err := app.New(app.Config{}, &web.Site{Name: "X", Gate: g}).Server()
	if err != nil {
		t.Fatal(err)
	}
	c := &county{handler: server.Handler()}
	_, absent := c.ask("POST", "localhost", "/no/such/page", "")
	for _, path := range []string{"/demo/sign-in", "/demo/clock"} {
		if status, body := c.ask("POST", "localhost", path, ""); status != 404 || body != absent {
			t.Errorf("%s answers %d outside the demo", path, status)
		}
	}
	for _, m := range app.Modules(false) {
		for _, r := range m.Routes {
			if strings.HasPrefix(r.Pattern, "/demo") {
				t.Errorf("%s is a route outside the demo", r.Pattern)
			}
		}
	}
}
