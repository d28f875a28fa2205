// Package episodetest takes people through referral and acceptance, by use
// cases, so that tests of what follows can begin where theirs begins; and
// serves their pages as a browser would ask for them.
package episodetest

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/referral"
)

var may = gate.Action{Name: "test.prepare", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// Write runs fn as the service itself.
func Write(t testing.TB, g *gate.Gate, fn func(tx *gate.Tx) error) {
	t.Helper()
	if err := g.Write(gatetest.System(), may, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

// Read runs fn as the service itself.
func Read(t testing.TB, g *gate.Gate, fn func(s *gate.Snapshot) error) {
	t.Helper()
	if err := g.Read(gatetest.System(), may, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

// Fails stops the test unless the error has the code; an empty code means
// there must be no error.
func Fails(t testing.TB, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Fatalf("got %v, want %q", err, code)
	}
}

// Counted runs one write that must succeed with at most 12 statements.
func Counted(t testing.TB, ctx context.Context, write func(ctx context.Context) error) {
	t.Helper()
	ctx, n := gate.WithCounter(ctx)
	Fails(t, write(ctx), "")
	if len(n.Statements) > 12 {
		t.Errorf("the write takes %d statements, at most 12:\n%s", len(n.Statements), strings.Join(n.Statements, "\n"))
	}
}

// Wrong says which fields of a form an error complains of, in order.
func Wrong(err error) string {
	f, _ := fault.Of(err)
	if f == nil {
		return ""
	}
	return strings.Join(f.Order, " ")
}

// Office is somebody who coordinates, with an account.
func Office(t testing.TB, g *gate.Gate) context.Context {
	t.Helper()
	return gatetest.As(t, g, "office", actor.Coordinator)
}

// Matched is somebody about whom a referral waits for a decision. The hospital
// is ready on the day of the test.
func Matched(t testing.TB, g *gate.Gate) (ids.Person, referral.ID) {
	t.Helper()
	id, who := referral.ID(ids.New()), ids.Person(ids.New())
	today := g.Clock.Today()
	Fails(t, referral.Receive(gatetest.System(), g, referral.Arrival{Does: referral.Asks, Referral: referral.Referral{
		ID: id, Source: referral.Staff, Sender: "Ward 3", Given: "Joan", Family: "Madeup", Born: "1941-03-27", Postcode: place.Postcode("CB1 0AH"),
		Hospital: "Test Hospital", AdmittedOn: today.Add(-9), ReadyOn: today, Reason: "Broke a hip",
	}}), "")
	Fails(t, referral.NewPerson(Office(t, g), g, referral.Newcomer{Referral: id, Person: who, Version: 1}), "")
	return who, id
}

// Accepted is somebody whose support has been accepted and has left hospital.
func Accepted(t testing.TB, g *gate.Gate) episode.Episode {
	t.Helper()
	who, from := Matched(t, g)
	id := episode.ID(ids.New())
	Fails(t, episode.Accept(Office(t, g), g, episode.Acceptance{
		ID: id, Referral: from, Person: who, Reason: episode.ReasonHome, Words: "Wants to be at home and can get better.",
		Pathway: episode.FromHospital, ReadyOn: g.Clock.Today(), DischargedOn: g.Clock.Today(),
	}), "")
	return Get(t, g, who, id)
}

// Started is somebody whose first visit was today.
func Started(t testing.TB, g *gate.Gate) episode.Episode {
	t.Helper()
	e := Accepted(t, g)
	Write(t, g, func(tx *gate.Tx) error { return episode.Start(tx, e.Person, e.ID, tx.Today()) })
	return Get(t, g, e.Person, e.ID)
}

// Get is an episode as it stands.
func Get(t testing.TB, g *gate.Gate, who ids.Person, id episode.ID) (e episode.Episode) {
	t.Helper()
	Read(t, g, func(s *gate.Snapshot) (err error) {
		e, err = episode.Get(s, who, id)
		return err
	})
	return e
}

// Site serves routes over a test's record. Whoever asks says by account.
type Site struct {
	t     testing.TB
	srv   *httptest.Server
	count *gate.Counter
}

// Budget of statements a page: 8, of which the bar at the top of a person's
// page takes 2 that are not served here.
const (
	budget = 8
	bar    = 2
)

// Serve serves the routes until the test ends. An account's roles are those
// the record gives it.
func Serve(t testing.TB, g *gate.Gate, routes ...[]web.Route) *Site {
	t.Helper()
	s, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Test Council", ODS: "V396BB", Gate: g}}, Routes: slices.Concat(routes...), Plain: true,
		Identify: func(ctx context.Context, _ *web.Site, cookie, _ string) (actor.Actor, error) {
			if cookie == "" {
				return actor.Actor{}, nil
			}
			var roles []actor.Role
			err := g.Read(gatetest.System(), may, gate.Council, func(s *gate.Snapshot) (err error) {
				roles, err = gate.RolesOf(s, cookie)
				return err
			})
			return actor.Actor{ID: cookie, Name: "Test " + cookie, Roles: roles}, err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, count := gate.WithCounter(context.Background())
	srv := httptest.NewUnstartedServer(s.Handler())
	srv.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	srv.Start()
	t.Cleanup(srv.Close)
	return &Site{t, srv, count}
}

// Get asks for a page as an account and gives its status and markup. It fails
// the test if the page asks the record too often.
func (s *Site) Get(account, path string) (int, string) {
	s.t.Helper()
	s.count.Statements = nil
	status, page := s.send(account, http.MethodGet, path, nil)
	most := budget
	if strings.HasPrefix(path, "/people/") {
		most -= bar
	}
	if n := len(s.count.Statements); n > most && status == http.StatusOK {
		s.t.Errorf("%s takes %d statements, at most %d:\n%s", path, n, most, strings.Join(s.count.Statements, "\n"))
	}
	return status, page
}

// Post sends a form as an account. A form that succeeded gives 303 and where
// it leads.
func (s *Site) Post(account, path string, form url.Values) (int, string) {
	s.t.Helper()
	return s.send(account, http.MethodPost, path, form)
}

func (s *Site) send(account, method, path string, form url.Values) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, s.srv.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: "stillhome-session", Value: account})
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if res.StatusCode == http.StatusSeeOther {
		return res.StatusCode, res.Header.Get("Location")
	}
	return res.StatusCode, string(b)
}

// Shows stops the test unless the page is there and has every text.
func (s *Site) Shows(account, path string, texts ...string) string {
	s.t.Helper()
	status, page := s.Get(account, path)
	if status != http.StatusOK {
		s.t.Fatalf("%s answered %d", path, status)
	}
	for _, want := range texts {
		if !strings.Contains(page, want) {
			s.t.Errorf("%s does not say %q", path, want)
		}
	}
	return page
}

// Date is a date as a form sends it.
func Date(form url.Values, name, date string) {
	p := strings.Split(date, "-")
	form.Set(name+"-year", p[0])
	form.Set(name+"-month", p[1])
	form.Set(name+"-day", p[2])
}
