package roster_test

import (
	"slices"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit/visittest"
)

func (s *scene) latePlan(t *testing.T, day when.Date, shift roster.ShiftID, minutes int, draft roster.Draft) (out roster.LatePlan, err error) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		out, err = roster.PlanLate(x, day, shift, minutes, draft)
		return nil
	})
	return out, err
}

// TestLateKeepsWhatItCan: a few minutes late make visits later with the same
// worker; many leave to others what would be too late, and those who stay are
// never earlier than the worker can be there.
func TestLateKeepsWhatItCan(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 2) // at 9 and 10, half an hour either way
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		as := s.assignments(t)
		var busy roster.Assignment // the first visit of the worker with the most
		count := map[roster.ShiftID]int{}
		for _, a := range as {
			count[a.Shift]++
		}
		for _, a := range as {
			if count[a.Shift] > count[busy.Shift] || a.Shift == busy.Shift && a.StartMin < busy.StartMin {
				busy = a
			}
		}
		look, err := s.latePlan(t, tomorrow, busy.Shift, 0, nil)
		if err != nil || !look.Left() || look.Next.ID != busy.Visit || len(look.Draft) != 0 || len(look.Changes) != 0 {
			t.Fatalf("no minutes: next %s, draft %v, %v", look.Next.ID, look.Draft, err)
		}

		short, err := s.latePlan(t, tomorrow, busy.Shift, 10, nil)
		if err != nil || len(short.Lost) == 0 || len(short.Refused) != 0 {
			t.Fatalf("10 minutes: %d visits, refused %v, %v", len(short.Lost), short.Refused, err)
		}
		for _, x := range short.Lost {
			if len(x.Plan.To) != 1 || roster.ShiftID(x.Plan.To[0]) != busy.Shift {
				t.Errorf("10 minutes late and %s goes to %v", x.Name, x.Plan.To)
			}
		}
		if e, _ := short.Sheet.Visit(busy.Visit); e.StartsAt() < busy.StartMin+10 || e.StartsAt() > e.LatestMin {
			t.Errorf("10 minutes late the next starts at %d, was %d, at the latest %d", e.StartsAt(), busy.StartMin, e.LatestMin)
		}

		long, err := s.latePlan(t, tomorrow, busy.Shift, 120, nil)
		if err != nil || len(long.Refused) != 0 {
			t.Fatalf("two hours: refused %v, %v", long.Refused, err)
		}
		next := long.Lost[slices.IndexFunc(long.Lost, func(x roster.Lost) bool { return x.ID == busy.Visit })]
		if len(next.Plan.To) == 1 && roster.ShiftID(next.Plan.To[0]) == busy.Shift {
			t.Error("two hours late and the next visit stays with the worker")
		}
		for _, e := range long.Visits {
			for _, a := range e.With {
				if a.Shift == busy.Shift && a.StartMin < busy.StartMin+120 {
					t.Errorf("the worker is at %s at %d, before they can be", e.Name, a.StartMin)
				}
			}
		}
		s.must(t, roster.Confirm(s.office, g, tomorrow, long.Draft, long.Seen))
		for _, e := range long.Visits {
			now := s.assignments(t)[e.Person]
			if len(e.With) == 1 && (now.Shift != e.With[0].Shift || now.StartMin != e.With[0].StartMin) {
				t.Errorf("%s: confirmed %+v, kept %+v", e.Name, e.With, now)
			}
		}
		if got := s.calls(t); len(got) == 0 {
			t.Error("nobody is rung")
		}

		for _, minutes := range []int{-1, 4, 241} {
			if _, err := s.latePlan(t, tomorrow, busy.Shift, minutes, nil); !fault.Is(err, "roster.late") {
				t.Errorf("%d minutes: %v", minutes, err)
			}
		}
		if _, err := s.latePlan(t, today.Add(-1), busy.Shift, 10, nil); !fault.Is(err, "roster.past") {
			t.Errorf("yesterday: %v", err)
		}
		if _, err := s.latePlan(t, tomorrow, "nobody", 20, nil); fault.KindOf(err) != fault.NotFound {
			t.Errorf("nobody's shift: %v", err)
		}
	})
}

// TestLateWithNobodyElse: what nobody can make in time is shown as without a
// worker, and the office is alerted when that is confirmed.
func TestLateWithNobodyElse(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 2)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		first := s.assignments(t)[s.people[0].ID]
		plan, err := s.latePlan(t, tomorrow, first.Shift, 90, nil)
		if err != nil || len(plan.Lost) == 0 {
			t.Fatalf("%d visits, %v", len(plan.Lost), err)
		}
		if x := plan.Lost[0]; x.ID != first.Visit || len(x.Plan.To) != 0 || x.Plan.WhyNot.Text == "" {
			t.Errorf("the first is %s to %v: %q", x.Name, x.Plan.To, x.Plan.WhyNot.Text)
		}
		s.must(t, roster.Confirm(s.office, g, tomorrow, plan.Draft, plan.Seen))
		if not := s.unplaced(t); len(not) != 1 || not[0].Visit != first.Visit {
			t.Errorf("without a worker: %+v", not)
		}
		if s.alerts(t)[alert.Unplaced] != 1 {
			t.Errorf("alerts %v", s.alerts(t))
		}
		// What was chosen by hand stays chosen.
		second := s.assignments(t)[s.people[1].ID]
		draft := roster.Draft{to(second, second.Shift, second.StartMin+10)}
		if plan, err = s.latePlan(t, tomorrow, second.Shift, 5, draft); err != nil {
			t.Fatal(err)
		}
		if e, _ := plan.Sheet.Visit(second.Visit); e.StartsAt() != second.StartMin+15 {
			t.Errorf("chosen for %d and five minutes late, proposed at %d", second.StartMin+10, e.StartsAt())
		}
	})
}
