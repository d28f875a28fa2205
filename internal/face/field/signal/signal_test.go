package signal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/face/field/signal"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/lonework/late"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/roster/watch"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

// scene is one worker with a published visit at 9 in the morning.
type scene struct {
	t           *testing.T
	g           *gate.Gate
	office, sam context.Context
	person      visittest.Person
	visit       visit.ID
	start       int
}

func prepare(t *testing.T, g *gate.Gate) *scene {
	t.Helper()
	g.Clock.Set(today.AtMinute(6 * 60))
	s := &scene{t: t, g: g, office: gatetest.As(t, g, "co", actor.Coordinator)}
	m, ctx := visittest.AddWorker(t, g, "sam")
	s.sam = ctx
	s.person = visittest.AddPerson(t, g, 1, 9*60, 45, 1, "")
	s.must(roster.AddShift(s.office, g, roster.Shift{ID: roster.ShiftID(ids.New()), Member: m.ID, On: today, StartMin: 420, EndMin: 840}))
	s.must(roster.Build(s.office, g, today))
	s.must(roster.Publish(s.office, g, today))
	visittest.Read(t, g, func(x *gate.Snapshot) error {
		stops, err := roster.MyDay(x, "sam", today)
		s.visit, s.start = stops[0].ID, stops[0].ToldMin
		return err
	})
	return s
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// at moves the clock and lets the service look.
func (s *scene) at(minute int) *scene {
	s.t.Helper()
	s.g.Clock.Set(today.AtMinute(minute))
	s.must(watch.Watch(gatetest.System(), s.g))
	return s
}

// deliver sends some of a phone's facts, or only word of itself.
func (s *scene) deliver(p *phonetest.Phone, facts ...phonetest.Fact) {
	s.t.Helper()
	_, err := field.Deliver(s.sam, s.g, p.Header(), p.Delivery(facts...))
	s.must(err)
}

// says is what stands beside the open alert of a kind.
func (s *scene) says(kind alert.Kind) string {
	s.t.Helper()
	out, found := "", false
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) error {
		open, err := alert.Open(x)
		if err != nil {
			return err
		}
		more, err := signal.Beside(x, open)
		for _, a := range open {
			if a.Kind == kind {
				out, found = more[a.ID], true
			} else if a.Kind == alert.HeldFact && more[a.ID] != "" {
				s.t.Errorf("beside another kind of alert: %s", more[a.ID])
			}
		}
		return err
	})
	if !found {
		s.t.Fatalf("there is no alert %s", kind)
	}
	return out
}

func (s *scene) want(kind alert.Kind, want string) {
	s.t.Helper()
	if got := s.says(kind); got != want {
		s.t.Errorf("it says %q, want %q", got, want)
	}
}

// earlier has the phone record arrivals at the home on earlier visits, which reach
// us so many minutes later.
func (s *scene) earlier(p *phonetest.Phone, person ids.Person, visits int, took time.Duration) {
	s.t.Helper()
	for i := range visits {
		on := today.Add(-1 - i).AtMinute(9 * 60)
		f := p.Record("visit.arrive", on, map[string]any{"person": person, "visit": fmt.Sprintf("old%d%s", i, took), "body": map[string]any{"arrived": on.Text()}})
		s.g.Clock.Set(on.Add(took))
		s.deliver(p, f)
	}
}

func TestLate(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g).at(10 * 60)
		s.want(alert.Late, "") // no phone is set up
		p := phonetest.Enrol(t, s.sam, g)
		s.want(alert.Late, "Worker’s phone was last heard 10:00am, with nothing waiting that we know of.")
		for range 2 {
			p.Record("visit.feeling", g.Clock.Now(), map[string]any{"person": s.person.ID})
		}
		g.Clock.Set(today.AtMinute(10*60 + 12))
		s.deliver(p)
		s.want(alert.Late, "Worker’s phone was last heard 10:12am, 2 records waiting.")
		s.deliver(p, p.Facts[0])
		s.want(alert.Late, "Worker’s phone was last heard 10:12am, 1 record waiting.")
		g.Clock.Set(today.Add(1).AtMinute(0))
		s.want(alert.Late, "Worker’s phone was last heard on 30 November 2026, 10:12am, 1 record waiting.")
	})
}

// TestUsualSignal: what is usual at an address is known from three visits on, and
// not said where it is now so and now so.
func TestUsualSignal(t *testing.T) {
	for _, c := range []struct {
		soon, late int
		want       string
	}{
		{0, 2, ""},
		{0, 3, "No signal is usual at this address."},
		{5, 5, "No signal is usual at this address."},
		{7, 3, ""},
		{8, 2, "There is usually signal at this address."},
		{3, 0, "There is usually signal at this address."},
	} {
		gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
			s := prepare(t, g)
			p := phonetest.Enrol(t, s.sam, g)
			s.earlier(p, s.person.ID, c.soon, time.Minute)
			s.earlier(p, s.person.ID, c.late, 40*time.Minute)
			other := visittest.AddPerson(t, g, 2, 12*60, 45, 1, "")
			s.earlier(p, other.ID, 4, 20*time.Minute)
			s.at(10 * 60)
			words := s.says(alert.Late)
			_, usual, _ := strings.Cut(words, "know of.")
			if got := strings.TrimSpace(usual); got != c.want {
				t.Errorf("%d soon, %d late: %q ends in %q, want %q", c.soon, c.late, words, got, c.want)
			}
		})
	}
}

// TestLastTen: only the last ten visits count.
func TestLastTen(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		p := phonetest.Enrol(t, s.sam, g)
		s.earlier(p, s.person.ID, 10, time.Minute) // the last ten days
		for i := range 10 {                        // and ten before those
			on := today.Add(-12 - i).AtMinute(9 * 60)
			f := p.Record("visit.arrive", on, map[string]any{"person": s.person.ID, "visit": fmt.Sprintf("long ago %d", i), "body": map[string]any{}})
			g.Clock.Set(on.Add(time.Hour))
			s.deliver(p, f)
		}
		if got := s.at(10 * 60).says(alert.Late); !strings.HasSuffix(got, "There is usually signal at this address.") {
			t.Error(got)
		}
	})
}

// TestWhoGoesNow: a change that was not seen says whether it is on the phone; a
// phone that was lost or is no longer used says nothing; nor does anybody who does
// not go there any more.
func TestWhoGoesNow(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		p := phonetest.Enrol(t, s.sam, g)
		g.Clock.Set(today.AtMinute(7 * 60))
		visittest.AddPerson(t, g, 3, 11*60, 45, 1, "")
		s.must(roster.Build(s.office, g, today))
		s.at(9*60 + 10)
		if got := s.says(alert.UnseenChange); !strings.HasSuffix(got, "The change has not reached it.") {
			t.Error(got)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			unseen, err := roster.UnseenBy(tx.Snapshot, "sam", today)
			for _, u := range unseen {
				err = roster.Delivered(tx, "sam", []roster.ChangeID{u.ID})
			}
			return err
		})
		if got := s.says(alert.UnseenChange); !strings.HasSuffix(got, "The change reached it 9:10am.") {
			t.Error(got)
		}
		b := visittest.Serve(t, g, alert.Routes(signal.Beside, late.Beside))
		var id alert.ID
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			open, err := alert.Open(x)
			for _, a := range open {
				if a.Kind == alert.UnseenChange {
					id = a.ID
				}
			}
			return err
		})
		if a := b.Get(s.office, "/alerts/"+string(id)); !a.Has(`href="/rota/2026-11-30/calls"`, "Workers to ring", "The change reached it 9:10am.") {
			t.Errorf("the page of the alert: %s", a.Body)
		}
		s.must(phone.Lose(s.office, g, p.ID, 1))
		if got := s.says(alert.UnseenChange); got != "" {
			t.Errorf("after the phone was lost: %s", got)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`DELETE FROM roster_assignment WHERE visit_id <> ''`) })
		if got := s.says(alert.UnseenChange); got != "" {
			t.Errorf("nobody goes there: %s", got)
		}
	})
}

// TestBesidePages: the words stand in the list of alerts and on the page of one.
func TestBesidePages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		phonetest.Enrol(t, s.sam, g)
		s.at(10 * 60)
		b := visittest.Serve(t, g, alert.Routes(signal.Beside, late.Beside))
		const words = "Worker’s phone was last heard 6:00am, with nothing waiting that we know of."
		a := b.Get(s.office, "/alerts")
		if a.Status != 200 || !a.Has(words, "Visit is late") || a.Statements > 8 {
			t.Fatalf("the list: %d, %d statements: %s", a.Status, a.Statements, a.Body)
		}
		_, rest, _ := strings.Cut(a.Body, `href="/alerts/`)
		id, _, _ := strings.Cut(rest, `"`)
		if a := b.Get(s.office, "/alerts/"+id); a.Status != 200 || !a.Has(words, "What we know") || a.Statements > 8 {
			t.Errorf("its page: %d, %d statements", a.Status, a.Statements)
		}
		if a := b.Get(s.sam, "/alerts"); a.Status != 403 {
			t.Errorf("a worker: %d", a.Status)
		}
	})
}
