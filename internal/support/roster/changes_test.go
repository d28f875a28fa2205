package roster_test

import (
	"context"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/roster/watch"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

func TestCalledOffFreesTheRun(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 2)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		p := s.people[0].ID
		s.must(t, visit.Cancel(s.office, g, visit.Cancellation{Person: p, Visit: s.assignments(t)[p].Visit, Reason: visit.Away}))
		s.must(t, g.CatchUp(context.Background(), roster.Followers))
		if len(s.assignments(t)) != 1 {
			t.Error("the visit is still on the run")
		}
		if c := s.unseen(t, "w0"); len(c) != 1 || c[0].What != roster.Removed {
			t.Errorf("changes %+v", c)
		}
		g.Clock.Set(tomorrow.AtMinute(8 * 60))
		if s.sees(t, "w0", p) || !s.sees(t, "w0", s.people[1].ID) {
			t.Error("access does not follow the run")
		}
	})
}

func TestAbsenceLoosens(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 6)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		before := s.assignments(t)
		mine := 0
		for _, a := range before {
			if a.Account == "w0" {
				mine++
			}
		}
		if mine == 0 || mine == 6 {
			t.Fatalf("w0 has %d of 6", mine)
		}
		s.must(t, staff.ReportAbsence(s.office, g, staff.Absence{
			ID: staff.AbsenceID(ids.New()), Member: s.members["w0"].ID, From: tomorrow, Until: tomorrow, Reason: staff.Unwell,
		}))
		s.must(t, g.CatchUp(context.Background(), roster.Followers))
		if n := len(s.unplaced(t)); n != mine || s.alerts(t)[alert.Unplaced] != mine {
			t.Errorf("%d loose, alerts %v, want %d", n, s.alerts(t), mine)
		}
		s.must(t, roster.Build(s.office, g, tomorrow))
		as, not := s.assignments(t), s.unplaced(t)
		for p, a := range as {
			if a.Account != "w1" {
				t.Errorf("%s is with somebody who is away", p)
			}
		}
		if len(as)+len(not) != 6 || s.alerts(t)[alert.Unplaced] != len(not) {
			t.Errorf("%d placed, %d not, alerts %v", len(as), len(not), s.alerts(t))
		}
	})
}

func TestShifts(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 2)
		m := s.members["w0"].ID
		good := roster.Shift{Member: m, On: tomorrow, StartMin: 16 * 60, EndMin: 21 * 60}
		for name, c := range map[string]struct {
			change func(*roster.Shift)
			code   string
		}{
			"overlaps":         {func(x *roster.Shift) { x.StartMin = 13 * 60 }, "roster.overlap"},
			"ends first":       {func(x *roster.Shift) { x.EndMin = x.StartMin }, "roster.shift"},
			"far too long":     {func(x *roster.Shift) { x.StartMin, x.EndMin = 6*60, 20*60 }, "roster.shift"},
			"nobody":           {func(x *roster.Shift) { x.Member = "" }, "roster.shift"},
			"unknown worker":   {func(x *roster.Shift) { x.Member = "x" }, "gate.not_found"},
			"an evening shift": {func(x *roster.Shift) {}, ""},
		} {
			x := good
			x.ID = roster.ShiftID(ids.New())
			c.change(&x)
			if err := roster.AddShift(s.office, g, x); c.code == "" && err != nil || c.code != "" && !fault.Is(err, c.code) {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		if err := roster.CancelShift(s.office, g, s.shifts["w0"], 1, " "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		s.must(t, roster.CancelShift(s.office, g, s.shifts["w0"], 1, "Training moved to tomorrow."))
		if len(s.unplaced(t)) != 2 || s.alerts(t)[alert.Unplaced] != 2 {
			t.Errorf("loose %v, alerts %v", s.unplaced(t), s.alerts(t))
		}
		if err := roster.CancelShift(s.office, g, s.shifts["w0"], 1, "Again."); !fault.Is(err, "gate.changed") {
			t.Errorf("twice: %v", err)
		}
	})
}

func TestWatch(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 1)
		p := s.people[0].ID
		s.must(t, roster.Build(s.office, g, tomorrow))
		watch := func(minute int) map[alert.Kind]int {
			t.Helper()
			g.Clock.Set(tomorrow.AtMinute(minute))
			s.must(t, watch.Watch(gatetest.System(), g))
			return s.alerts(t)
		}
		a := s.assignments(t)[p]
		if got := watch(a.StartMin + 16); len(got) != 0 {
			t.Errorf("nothing is late before the rota is published: %v", got)
		}
		s.must(t, roster.Publish(s.office, g, tomorrow))
		if got := watch(a.StartMin + 14); len(got) != 0 {
			t.Errorf("14 minutes after its start: %v", got)
		}
		if got := watch(a.StartMin + 15); got[alert.Late] != 1 {
			t.Errorf("15 minutes after its start: %v", got)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error { return alert.CloseFor(tx, alert.Late, string(a.Visit), alert.Safe) })
		if got := watch(a.StartMin + 20); len(got) != 0 {
			t.Errorf("told again after the office answered: %v", got)
		}
		latest := 9*60 + 30
		if got := watch(latest + 119); len(got) != 0 {
			t.Errorf("a minute before it is missed: %v", got)
		}
		if got := watch(latest + 120); got[alert.Missed] != 1 {
			t.Errorf("two hours after its latest start: %v", got)
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			v, err := visit.Get(x, p, a.Visit)
			if v.State != visit.Missed {
				t.Errorf("it is %s", v.State)
			}
			return err
		})
	})
}

// TestWatchGoesOn spoils one visit: the others must be told of all the same.
func TestWatchGoesOn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 2)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE visit SET episode_id = 'gone' WHERE person_id = ?`, s.people[0].ID)
		})
		g.Clock.Set(tomorrow.AtMinute(14 * 60))
		if err := watch.Watch(gatetest.System(), g); err == nil {
			t.Error("the spoiled visit was not spoken of")
		}
		if n := s.alerts(t)[alert.Missed]; n != 1 {
			t.Errorf("%d visits are missed, want that of the other person", n)
		}
	})
}

func TestUnseenChangeIsTold(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 1)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		newcomer := visittest.AddPerson(t, g, 9, 11*60, 45, 1, "")
		s.must(t, roster.Build(s.office, g, tomorrow))
		at := s.assignments(t)[newcomer.ID].StartMin
		watch := func(minute int) int {
			t.Helper()
			g.Clock.Set(tomorrow.AtMinute(minute))
			s.must(t, watch.Watch(gatetest.System(), g))
			return s.alerts(t)[alert.UnseenChange]
		}
		if n := watch(at - 121); n != 0 {
			t.Errorf("%d alerts more than two hours before", n)
		}
		if n := watch(at - 119); n != 1 {
			t.Errorf("%d alerts two hours before", n)
		}
		g.Clock.Set(tomorrow.AtMinute(at - 100))
		s.must(t, roster.Seen(s.workers["w0"], g, s.unseen(t, "w0")[0].ID))
		if n := watch(at - 90); n != 0 {
			t.Errorf("%d alerts after it was seen", n)
		}
	})
}

func TestAddedIsLoose(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 1)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		id := visit.ID(ids.New())
		s.must(t, visit.AddOne(s.office, g, visit.OneOff{ID: id, Person: s.people[0].ID, On: tomorrow, StartMin: 660, WindowMin: 30, DurationMin: 45, Workers: 1}))
		s.must(t, g.CatchUp(context.Background(), roster.Followers))
		if not := s.unplaced(t); len(not) != 1 || not[0].Visit != id || s.alerts(t)[alert.Unplaced] != 1 {
			t.Fatalf("loose %+v, alerts %v", not, s.alerts(t))
		}
		s.must(t, roster.Build(s.office, g, tomorrow))
		if len(s.unplaced(t)) != 0 || len(s.alerts(t)) != 0 {
			t.Errorf("loose %+v, alerts %v", s.unplaced(t), s.alerts(t))
		}
	})
}

// TestDayGoesOn: a rota built again in the middle of its day leaves alone what
// has happened, and gives nobody a visit at a time that has passed.
func TestDayGoesOn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 4)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		early := s.people[0].ID // at 9
		before := s.assignments(t)
		g.Clock.Set(tomorrow.AtMinute(10*60 + 30))
		worker := string(before[early].Account)
		s.must(t, visit.Record(s.workers[worker], g, visit.Recording{
			Person: early, Visit: before[early].Visit, Arrived: tomorrow.AtMinute(9 * 60), Left: tomorrow.AtMinute(9*60 + 40), Channel: visit.Web,
		}))
		s.must(t, roster.CancelShift(s.office, g, s.shifts[worker], 1, "Went home unwell."))
		tooLate := visittest.AddPerson(t, g, 9, 9*60, 45, 1, "") // from half past eight to half past nine
		s.must(t, roster.Build(s.office, g, tomorrow))
		after := s.assignments(t)
		if after[early] != before[early] {
			t.Errorf("a recorded visit left its worker: %+v", after[early])
		}
		for p, a := range after {
			if p != early && string(a.Account) == worker {
				t.Errorf("a visit to come is on a cancelled shift: %+v", a)
			}
			if p != early && before[p].Account != a.Account && a.StartMin < 10*60+45 {
				t.Errorf("placed without notice: %+v", a)
			}
		}
		found := false
		for _, u := range s.unplaced(t) {
			found = found || u.Person == tooLate.ID && u.Code == "time_passed"
		}
		if !found {
			t.Errorf("the visit whose time has passed: %+v", s.unplaced(t))
		}
		vs := s.visitOf(t, tooLate.ID)
		late := roster.Draft{{Visit: vs, Shifts: []roster.ShiftID{s.shifts["w0"]}, StartMin: optimise.AnyTime}}
		if err := roster.Confirm(s.office, g, tomorrow, late, ""); !fault.Is(err, "roster.time_passed") {
			t.Errorf("moved into the past: %v", err)
		}
	})
}

func (s *scene) visitOf(t *testing.T, p ids.Person) (id visit.ID) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		vs, err := visit.OfPerson(x, p, tomorrow, tomorrow)
		if len(vs) == 1 {
			id = vs[0].ID
		}
		return err
	})
	return id
}
