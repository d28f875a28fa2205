package noanswer_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/person"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

// scene is one person whose visit at half past eight nobody answers.
type scene struct {
	t                *testing.T
	g                *gate.Gate
	p                visittest.Person
	v                visit.Visit
	web              *webtest.Site
	office, sam, ada context.Context
}

func prepare(t *testing.T, g *gate.Gate) scene {
	t.Helper()
	s := scene{t: t, g: g, p: visittest.AddPerson(t, g, 1, 8*60+30, 45, 1, ""), office: gatetest.As(t, g, "co", actor.Coordinator), web: webtest.Serve(t, g, person.Bar, noanswer.Routes)}
	_, s.sam = visittest.AddWorker(t, g, "sam")
	_, s.ada = visittest.AddWorker(t, g, "ada")
	gatetest.Relate(t, g, "sam", s.p.ID, actor.Work)
	visittest.Write(t, g, func(tx *gate.Tx) error {
		if _, err := visit.Generate(tx, today); err != nil {
			return err
		}
		for _, c := range []person.Contact{
			{ID: person.ContactID(ids.New()), Person: s.p.ID, Name: "Tom Madeup", Relationship: "son", Phone: "01223 000111", Keyholder: true},
			{ID: person.ContactID(ids.New()), Person: s.p.ID, Name: "Ann Other", Relationship: "friend", Phone: "01223 000222"},
		} {
			if err := person.PutContact(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	visittest.Read(t, g, func(x *gate.Snapshot) error {
		vs, err := visit.OfPerson(x, s.p.ID, today, today)
		s.v = vs[0]
		return err
	})
	return s
}

func (s scene) agrees(about person.About, a person.Answer) {
	s.t.Helper()
	err := person.RecordConsent(s.office, s.g, person.Consent{ID: person.ConsentID(ids.New()), Person: s.p.ID, About: about, Answer: a, How: person.Said, Words: "By word."})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s scene) starting() noanswer.Starting {
	return noanswer.Starting{
		Person: s.p.ID, Visit: s.v.ID, Arrived: today.AtMinute(8*60 + 31), At: today.AtMinute(8*60 + 33),
		Tried: []noanswer.Code{noanswer.Knock, noanswer.RingBell, noanswer.Knock}, Channel: visit.App,
	}
}

func (s scene) begin() {
	s.t.Helper()
	if err := noanswer.Begin(s.sam, s.g, s.starting()); err != nil {
		s.t.Fatal(err)
	}
}

func (s scene) step(c noanswer.Code, r noanswer.Result, words string) error {
	return noanswer.Note(s.sam, s.g, noanswer.Stepped{
		ID: ids.New(), Person: s.p.ID, Visit: s.v.ID, Code: c, Result: r, Words: words, At: today.AtMinute(8*60 + 40), Channel: visit.App,
	})
}

func (s scene) end(ctx context.Context, o noanswer.Outcome, words string) error {
	channel := visit.App
	if ctx == s.office {
		channel = visit.Office
	}
	return noanswer.Finish(ctx, s.g, noanswer.Ending{Person: s.p.ID, Visit: s.v.ID, Outcome: o, Words: words, Channel: channel})
}

func (s scene) record() (r noanswer.Record) {
	s.t.Helper()
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) (err error) {
		r, err = noanswer.Get(x, s.p.ID, noanswer.Of(s.v.ID))
		return err
	})
	return r
}

func (s scene) visit() (v visit.Visit) {
	s.t.Helper()
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) (err error) {
		v, err = visit.Get(x, s.p.ID, s.v.ID)
		return err
	})
	return v
}

func (s scene) alerts() (kinds []string) {
	s.t.Helper()
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) error {
		all, err := alert.Open(x)
		for _, a := range all {
			kinds = append(kinds, string(a.Kind))
		}
		slices.Sort(kinds)
		return err
	})
	return kinds
}

// alarms counts those that are open.
func (s scene) alarms() int {
	s.t.Helper()
	n := 0
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) error {
		all, err := lonework.Open(x)
		n = len(all)
		return err
	})
	return n
}

// TestAlarmClosedTooSoon: whoever closes the alarm while the door is open is
// asked again.
func TestAlarmClosedTooSoon(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(8 * 60))
		s := prepare(t, g)
		g.Clock.Set(today.AtMinute(8*60 + 34))
		s.begin()
		for _, minute := range []int{8*60 + 44, 8*60 + 55} {
			g.Clock.Set(today.AtMinute(minute))
			if err := noanswer.Watch(gatetest.System(), g); err != nil {
				t.Fatal(err)
			}
			var all []lonework.Listed
			visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
				all, err = lonework.Open(x)
				return err
			})
			if len(all) != 1 || all[0].How != lonework.NoAnswer || all[0].Visit != s.v.ID {
				t.Fatalf("at %s: %+v", when.Hour(minute), all)
			}
			if err := lonework.Close(s.office, g, lonework.Closing{Alarm: all[0].ID, Found: lonework.Mistake, Words: "I think she is out"}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func (s scene) tasks() (all []noanswer.Task) {
	s.t.Helper()
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) (err error) {
		all, err = noanswer.TasksOf(x, noanswer.Of(s.v.ID))
		return err
	})
	return all
}

func TestStartTwice(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		if err := noanswer.Begin(s.ada, g, s.starting()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker who is not on the person’s work: %v", err)
		}
		other := s.starting()
		other.Visit = visit.ID(ids.New())
		if err := noanswer.Begin(s.sam, g, other); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a visit that is not: %v", err)
		}
		s.begin()
		s.begin() // the second of two workers, or the same told again
		r := s.record()
		if r.State != noanswer.Open || r.Worker != "sam" || r.Started != today.AtMinute(8*60+33) || r.Next != today.AtMinute(8*60+43) {
			t.Errorf("started as %+v", r)
		}
		if got := s.alerts(); !slices.Equal(got, []string{"no_answer"}) {
			t.Errorf("alerts %v", got)
		}
		page := s.web.Get("co", "/people/"+string(s.p.ID)+"/no-answers/"+string(r.ID)).Says(t, 200, "Worker at the door", "Knocked on the door: nothing seen or heard", "At the door again", "Tom Madeup, son (has a key)", "Say only that nobody answers")
		if n := strings.Count(page.Text(), "Knocked on the door: "); n != 1 {
			t.Errorf("what was tried twice stands %d times", n)
		}
	})
}

func TestClock(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(8 * 60))
		s := prepare(t, g)
		g.Clock.Set(today.AtMinute(8*60 + 34))
		s.begin()
		watch := func(minute int) int {
			g.Clock.Set(today.AtMinute(minute))
			if err := noanswer.Watch(gatetest.System(), g); err != nil {
				t.Fatal(err)
			}
			return s.record().Rung
		}
		for _, c := range []struct{ minute, rung int }{{8*60 + 42, 0}, {8*60 + 43, 1}, {8*60 + 44, 1}, {8*60 + 54, 2}, {8*60 + 55, 2}} {
			if got := watch(c.minute); got != c.rung {
				t.Errorf("at %s: rung %d, want %d", when.Hour(c.minute), got, c.rung)
			}
		}
		if got := s.alerts(); !slices.Equal(got, []string{"no_answer"}) || s.alarms() != 1 {
			t.Errorf("alerts %v, %d alarms", got, s.alarms())
		}
		if err := s.end(s.sam, noanswer.OfficeTookOver, "Going on to the next"); err != nil {
			t.Fatal(err)
		}
		if got := watch(9*60 + 10); got != 3 {
			t.Errorf("left to the office, and the clock stands: rung %d", got)
		}
		if err := s.end(s.office, noanswer.AwaySafe, "Her son rang at 9:05"); err != nil {
			t.Fatal(err)
		}
		if err := g.CatchUp(context.Background(), noanswer.Followers); err != nil {
			t.Fatal(err)
		}
		if n := s.alarms(); n != 0 {
			t.Errorf("ended, and %d alarms go on", n)
		}
		if got := watch(11 * 60); got != 3 || len(s.alerts()) != 0 {
			t.Errorf("ended, and the clock goes on: rung %d, alerts %v", got, s.alerts())
		}
	})
}

func TestEnd(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.agrees(person.ShareFamily, person.Yes)
		s.begin()
		if err := s.step(noanswer.Look, noanswer.SignInside, "A lamp is on"); err != nil {
			t.Fatal(err)
		}
		// The phone passes over the sign: kept, and open with the office.
		if err := s.end(s.sam, noanswer.AwaySafe, "A neighbour says she is out"); err != nil {
			t.Fatal(err)
		}
		if r := s.record(); r.State != noanswer.WithOffice || !r.Inside || r.Left.IsZero() {
			t.Errorf("a phone ended it past a sign of somebody inside: %+v", r)
		}
		if v := s.visit(); v.State != visit.Planned {
			t.Errorf("the visit is %s while the office goes on", v.State)
		}
		if f, ok := fault.Of(s.end(s.office, noanswer.AwaySafe, "A neighbour says she is out")); !ok || f.Fields["why_not_999"] == "" {
			t.Errorf("the office ended it past the sign: %v", f)
		}
		if err := s.step(noanswer.Call999, noanswer.CouldNot, ""); err != nil {
			t.Fatal(err)
		}
		if s.record().Called {
			t.Error("999 counts as called though it was not")
		}
		if err := s.step(noanswer.Call999, noanswer.Coming, ""); err != nil {
			t.Fatal(err)
		}
		if err := s.end(s.office, noanswer.FoundFallen, ""); err != nil {
			t.Fatal(err)
		}
		if err := s.end(s.office, noanswer.FoundIll, ""); !fault.Is(err, "noanswer.ended") {
			t.Errorf("ended twice by the office: %v", err)
		}
		if err := s.end(s.sam, noanswer.FoundFallen, "She lay in the hall"); err != nil {
			t.Errorf("a phone that ends it too is refused: %v", err)
		}
		if r := s.record(); r.State != noanswer.Over || r.Outcome != noanswer.FoundFallen || !r.Next.IsZero() {
			t.Errorf("ended as %+v", r)
		}
		if v := s.visit(); v.State != visit.Unanswered || v.Arrived != today.AtMinute(8*60+33) {
			t.Errorf("the visit is %s, arrived %s", v.State, v.Arrived.Clock())
		}
		if got := s.alerts(); len(got) != 0 {
			t.Errorf("alerts left open: %v", got)
		}
		var kinds []string
		for _, k := range s.tasks() {
			kinds = append(kinds, string(k.Kind)+" "+k.Name)
		}
		want := []string{"manager ", "run ", "contact Tom Madeup", "contact Ann Other", "key ", "incident "}
		if !slices.Equal(kinds, want) {
			t.Errorf("tasks %q, want %q", kinds, want)
		}
		// The worker went in after all: what was recorded in the home wins.
		err := visit.Record(s.sam, g, visit.Recording{Person: s.p.ID, Visit: s.v.ID, Arrived: today.AtMinute(8*60 + 31), Left: today.AtMinute(8*60 + 59), Channel: visit.App})
		if err != nil || s.visit().State != visit.Done {
			t.Errorf("recorded after all: %v, %s", err, s.visit().State)
		}
	})
}

func TestAnsweredAfterAllLeavesTheVisit(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.begin()
		if err := s.end(s.sam, noanswer.AnsweredAfterAll, ""); err != nil {
			t.Fatal(err)
		}
		if v := s.visit(); v.State != visit.Planned {
			t.Errorf("the visit is %s", v.State)
		}
		g.Clock.Set(g.Clock.Now().Add(time.Minute))
		if err := noanswer.Begin(s.sam, g, noanswer.Starting{Person: s.p.ID, Visit: s.v.ID, Channel: visit.App}); err != nil {
			t.Fatal(err)
		}
		if r := s.record(); r.State != noanswer.Open || len(s.alerts()) != 1 {
			t.Errorf("started again: %+v, alerts %v", r, s.alerts())
		}
	})
}

// TestStepsOutOfOrder: a step or an end whose beginning never came begins it.
func TestStepsOutOfOrder(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		id := ids.New()
		n := noanswer.Stepped{ID: id, Person: s.p.ID, Visit: s.v.ID, Code: "drone", Result: "seen_it", Words: "x\x00y", At: today.AtMinute(8*60 + 40), Channel: visit.App}
		if err := noanswer.Note(s.sam, g, n); err != nil {
			t.Fatal(err)
		}
		if err := noanswer.Note(s.sam, g, n); !fault.Is(err, "gate.exists") {
			t.Errorf("told twice: %v", err)
		}
		s.web.Get("co", "/people/"+string(s.p.ID)+"/no-answers/"+string(noanswer.Of(s.v.ID))).Says(t, 200, "“drone”: “seen_it”. xy")
	})
}

func TestUnknownOutcomeStaysWithTheOffice(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		if err := s.end(s.sam, "beamed_up", "We do not know this word"); err != nil {
			t.Fatal(err)
		}
		if r := s.record(); r.State != noanswer.WithOffice || len(s.alerts()) != 1 {
			t.Errorf("an outcome we do not know: %+v, alerts %v", r, s.alerts())
		}
	})
}
