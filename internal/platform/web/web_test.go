package web_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

var (
	may    = gate.Action{Name: "test.page", Who: actor.Rule{Any: []actor.Role{actor.Coordinator}, Related: []actor.Role{actor.Worker}}}
	office = gate.Action{Name: "test.office", Who: actor.Rule{Any: []actor.Role{actor.Coordinator}}}
)

const joan = "0190a000-0000-7000-8000-000000000001"

type form struct {
	Name string    `json:"name"`
	Born when.Date `json:"born"`
	Many []string  `json:"many"`
	Yes  bool      `json:"yes"`
	N    int       `json:"n"`
}

// server serves a few routes; the cookie's value is the account.
func server(t *testing.T, g *gate.Gate) (*httptest.Server, *form) {
	t.Helper()
	var got form
	page := func(c *web.Call) web.Page {
		return c.Page("Form", ui.Form{Action: "/form", Fields: []ui.Field{
			{Name: "name", Label: "Name"}, {Name: "born", Label: "Born", Kind: ui.KindDate}, {Name: "n", Label: "How many"},
		}})
	}
	show := func(page func(*web.Call) web.Page) web.Handler {
		return func(c *web.Call) (web.Reply, error) { return page(c), nil }
	}
	routes := []web.Route{
		web.Get("/people/{person}/x", may, func(c *web.Call) (web.Reply, error) {
			err := c.Gate.Read(c, may, gate.Person(c.Person()), func(s *gate.Snapshot) error {
				_, err := gate.Value[string](s, `SELECT value FROM gate_meta WHERE name = ?`, string(c.Person()))
				return err
			})
			return c.Page("Person", ui.Para("Joan's page")), err
		}),
		web.Get("/office", office, func(c *web.Call) (web.Reply, error) {
			return c.Page("Office"), c.Gate.Read(c, office, gate.Council, func(*gate.Snapshot) error { return nil })
		}),
		web.Post("/form", office, func(c *web.Call) (web.Reply, error) {
			got = form{}
			if err := c.Form(&got); err != nil {
				return page(c), err
			}
			if got.Name == "changed" {
				return page(c), fault.New(fault.Conflict, "gate.changed", "Someone else changed this first.")
			}
			return web.Go("/office", "Saved <b>well</b>."), nil
		}),
		web.Post("/record", office, func(c *web.Call) (web.Reply, error) {
			got = form{}
			if err := c.Form(&got); err != nil {
				return c.Again(show(page), err)
			}
			var err error
			switch got.Name {
			case "twice":
				err = fault.New(fault.Conflict, "gate.exists", "This record exists already.")
			case "wrong":
				err = fault.New(fault.Invalid, "test.wrong", "That is not a name.")
			}
			return c.Added(show(page), err, "/office", "Saved.")
		}),
		web.Get("/broken", office, func(*web.Call) (web.Reply, error) {
			return nil, errors.New("dial tcp: Joan Smith's secret password at internal/x.go:12")
		}),
		web.Get("/panics", office, func(*web.Call) (web.Reply, error) { panic("Joan Smith") }),
		web.Public("/open", func(c *web.Call) (web.Reply, error) { return c.Page("Open"), nil }),
	}
	srv, err := web.New(web.Config{
		Sites: []*web.Site{{Host: "127.0.0.1", Name: "Testshire", ODS: "X1", Gate: g}}, Routes: routes, Plain: true,
		Identify: func(_ context.Context, _ *web.Site, cookie, _ string) (actor.Actor, error) {
			if cookie == "" {
				return actor.Actor{}, nil
			}
			return actor.Actor{ID: cookie, Name: cookie, Roles: []actor.Role{actor.Coordinator}}, nil
		},
		Bar: func(c *web.Call, p ids.Person) (*ui.PersonBar, error) {
			return &ui.PersonBar{Name: "Bar for " + string(p)}, nil
		},
		Nav: []web.Link{{Text: "Office", Href: "/office", Action: office}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(srv.Handler())
	t.Cleanup(s.Close)
	return s, &got
}

func ask(t *testing.T, method, at, account string, body url.Values, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, at, strings.NewReader(body.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if account != "" {
		r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: account})
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

// TestAbsentAndForbiddenAreOneAnswer: byte for byte and header for header.
func TestAbsentAndForbiddenAreOneAnswer(t *testing.T) {
	g := gatetest.SQLite(t)
	s, _ := server(t, g)
	gatetest.As(t, g, "co", actor.Coordinator)
	gatetest.As(t, g, "sam", actor.Worker)
	if err := g.Write(gatetest.System(), gate.Action{Name: "test.put", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(tx *gate.Tx) error {
		return tx.Exec(`INSERT INTO gate_meta (name, value) VALUES (?, 'here')`, joan)
	}); err != nil {
		t.Fatal(err)
	}
	if r, body := ask(t, "GET", s.URL+"/people/"+joan+"/x", "co", nil); r.StatusCode != 200 || !strings.Contains(body, "Bar for "+joan) {
		t.Fatalf("the coordinator gets %d", r.StatusCode)
	}
	shape := func(path string) string {
		r, body := ask(t, "GET", s.URL+path, "sam", nil)
		r.Header.Del("Date")
		var b strings.Builder
		r.Header.Write(&b)
		return r.Status + b.String() + body
	}
	refused := shape("/people/" + joan + "/x")
	for _, absent := range []string{"/people/" + ids.New() + "/x", "/people/nobody/x", "/no/such/page"} {
		if got := shape(absent); got != refused {
			t.Errorf("%s differs from a refusal:\n%s\n---\n%s", absent, got, refused)
		}
	}
	_, forbidden := ask(t, "GET", s.URL+"/office", "sam", nil)
	if _, absent := ask(t, "GET", s.URL+"/no/such/page", "sam", nil); forbidden != absent {
		t.Error("403 and 404 say different things")
	}
}

func TestNobodySignedIn(t *testing.T) {
	g := gatetest.SQLite(t)
	s, _ := server(t, g)
	if r, _ := ask(t, "GET", s.URL+"/office?a=b", "", nil, "Accept", "text/html"); r.StatusCode != 303 || r.Header.Get("Location") != "/sign-in?next=%2Foffice%3Fa%3Db" {
		t.Error(r.Status, r.Header.Get("Location"))
	}
	if r, body := ask(t, "GET", s.URL+"/office", "", nil, "Accept", "application/json"); r.StatusCode != 401 || !strings.Contains(body, "auth.sign_in") {
		t.Error(r.Status, body)
	}
	if r, _ := ask(t, "GET", s.URL+"/open", "", nil); r.StatusCode != 200 {
		t.Error(r.Status)
	}
}

func TestErrorsSayNothing(t *testing.T) {
	g := gatetest.SQLite(t)
	s, _ := server(t, g)
	gatetest.As(t, g, "co", actor.Coordinator)
	for _, path := range []string{"/broken", "/panics"} {
		r, body := ask(t, "GET", s.URL+path, "co", nil)
		if r.StatusCode != 500 || strings.Contains(body, "Joan") || strings.Contains(body, ".go:") || !strings.Contains(body, "reference") {
			t.Errorf("%s: %s\n%s", path, r.Status, body)
		}
	}
}

func TestForms(t *testing.T) {
	g := gatetest.SQLite(t)
	s, got := server(t, g)
	gatetest.As(t, g, "co", actor.Coordinator)
	send := func(v url.Values, header ...string) (*http.Response, string) {
		return ask(t, "POST", s.URL+"/form", "co", v, header...)
	}
	good := url.Values{"name": {" José\r\nx "}, "born-day": {"1"}, "born-month": {"11"}, "born-year": {"1941"}, "many": {"a", "", "b"}, "yes": {"yes"}, "n": {"3"}, "other": {"ignored"}}
	r, _ := send(good)
	if r.StatusCode != 303 || got.Name != "José\nx" || got.Born != "1941-11-01" || len(got.Many) != 2 || !got.Yes || got.N != 3 {
		t.Fatalf("%s %+v", r.Status, *got)
	}
	said := r.Cookies()[0]
	if _, body := ask(t, "GET", s.URL+"/office", "co", nil, "Cookie", "stillhome-session=co; "+said.Name+"="+said.Value); !strings.Contains(body, "Saved &lt;b&gt;well") {
		t.Error("what was said is not shown, or not escaped")
	}
	r, body := send(url.Values{"name": {"<Ada>"}, "born-day": {"31"}, "born-month": {"2"}, "born-year": {"1941"}, "n": {"many"}})
	if r.StatusCode != 422 || !strings.Contains(body, "Enter a real date") || !strings.Contains(body, "Enter a whole number") || !strings.Contains(body, `value="&lt;Ada&gt;"`) || !strings.Contains(body, `value="31"`) {
		t.Errorf("%s\n%s", r.Status, body)
	}
	if r, body := send(url.Values{"name": {"changed"}}); r.StatusCode != 409 || !strings.Contains(body, "Someone else changed this first") {
		t.Error(r.Status, body)
	}
	if r, _ := send(good, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); r.StatusCode != 403 {
		t.Error("a form from elsewhere:", r.Status)
	}
	if r, _ := send(url.Values{"name": {strings.Repeat("x", 2<<20)}}); r.StatusCode != 422 {
		t.Error("a body over 1 MB:", r.Status)
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	g := gatetest.SQLite(t)
	s, _ := server(t, g)
	for _, path := range []string{"/open", "/nothing", "/healthz", "/readyz"} {
		r, body := ask(t, "GET", s.URL+path, "", nil)
		csp := r.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, r.Header)
		}
		for _, at := range regexp.MustCompile(`/static/[^"]+`).FindAllString(body, -1) {
			if a, _ := ask(t, "GET", s.URL+at, "", nil); a.StatusCode != 200 || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %s", at, a.Status)
			}
		}
	}
	if r, _ := ask(t, "GET", s.URL+"/open", "", nil, "Host", "other.example"); r.StatusCode != http.StatusMisdirectedRequest {
		t.Error("a council that is not served here:", r.Status)
	}
}

// TestEveryKindHasAStatus fails when a kind of fault is added and forgotten.
func TestEveryKindHasAStatus(t *testing.T) {
	for _, k := range fault.Kinds {
		if web.Status[k] == 0 {
			t.Errorf("%s has no status", k)
		}
	}
}

// TestAddedTwice: a record's form sent again leads on to the record, and says
// so; any other refusal shows the form again with what was typed.
func TestAddedTwice(t *testing.T) {
	g := gatetest.SQLite(t)
	s, _ := server(t, g)
	gatetest.As(t, g, "co", actor.Coordinator)
	send := func(name string) (*http.Response, string, string) {
		r, body := ask(t, "POST", s.URL+"/record", "co", url.Values{"name": {name}}, "Origin", s.URL)
		said := ""
		for _, c := range r.Cookies() {
			if c.Name == "stillhome-said" {
				b, err := base64.RawURLEncoding.DecodeString(c.Value)
				if err != nil {
					t.Fatal(err)
				}
				said = string(b)
			}
		}
		return r, body, said
	}
	for name, want := range map[string]string{"once": "Saved.", "twice": "already saved, as it was first sent"} {
		if r, _, said := send(name); r.StatusCode != 303 || r.Header.Get("Location") != "/office" || !strings.Contains(said, want) {
			t.Errorf("%s: %d to %q, said %q", name, r.StatusCode, r.Header.Get("Location"), said)
		}
	}
	r, body, said := send("wrong")
	if r.StatusCode != 422 || said != "" || !strings.Contains(body, "That is not a name.") || !strings.Contains(body, `value="wrong"`) {
		t.Errorf("wrong: %d, said %q:\n%s", r.StatusCode, said, body)
	}
}
