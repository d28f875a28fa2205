package roster_test

import (
	"fmt"
	"reflect"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/roster"
)

// TestImprove: a rota made worse by hand is made good again, once; a day not
// built or given out is left alone.
func TestImprove(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3, 8)
		refused := func(code string) {
			t.Helper()
			if _, err := roster.Improve(s.office, g, tomorrow); !fault.Is(err, code) {
				t.Errorf("not %s: %v", code, err)
			}
		}
		refused("roster.not_built")
		if _, err := roster.Improve(s.office, g, today.Add(-1)); !fault.Is(err, "roster.past") {
			t.Errorf("yesterday: %v", err)
		}
		s.must(t, roster.Build(s.office, g, tomorrow))
		if _, err := roster.Improve(s.workers["w0"], g, tomorrow); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a worker: %v", err)
		}
		if _, err := roster.Improve(s.office, g, tomorrow); err != nil && !fault.Is(err, "roster.no_better") {
			t.Fatal(err)
		}
		refused("roster.no_better")
		best := s.travel(t)

		var draft roster.Draft
		for i, p := range s.people {
			to := s.shifts[fmt.Sprintf("w%d", i%3)]
			draft = draft.With(roster.Placing{Visit: s.assignments(t)[p.ID].Visit, Shifts: []roster.ShiftID{to}, StartMin: optimise.AnyTime})
		}
		s.must(t, roster.Confirm(s.office, g, tomorrow, draft, s.preview(t, draft).Seen))
		if s.travel(t) <= best {
			t.Fatalf("dealing visits out in turn needs %d minutes of travel, the best rota %d", s.travel(t), best)
		}
		gained, err := roster.Improve(s.office, g, tomorrow)
		if err != nil || s.travel(t) != best || gained.TravelMin <= 0 || gained.Placed != 0 {
			t.Errorf("%+v, %d minutes, at best %d: %v", gained, s.travel(t), best, err)
		}
		if n := len(s.assignments(t)); n != 8 {
			t.Errorf("%d visits are left of 8", n)
		}
		s.must(t, roster.Publish(s.office, g, tomorrow))
		refused("roster.published")
	})
}

func (s *scene) travel(t *testing.T) (sum int) {
	t.Helper()
	for _, a := range s.assignments(t) {
		sum += a.TravelMin
	}
	return sum
}

// TestInfectionLast: planned from nothing, nobody is visited after a person
// with an infection by the same worker where that can be; a rota that stands is
// not turned upside down when one becomes known.
func TestInfectionLast(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 4)
		s.must(t, roster.Build(s.office, g, tomorrow))
		before := s.assignments(t)
		first := s.people[0]
		s.must(t, preference.Ask(s.office, g, preference.Wish{
			ID: ids.New(), Person: first.ID, Infection: preference.Contagious, InfectionUntil: tomorrow,
		}))
		s.must(t, roster.Build(s.office, g, tomorrow))
		if after := s.assignments(t); !reflect.DeepEqual(before, after) {
			t.Errorf("placing what is loose moved visits:\n%v\n%v", before, after)
		}
		s.must(t, roster.BuildAfresh(s.office, g, tomorrow))
		planned := s.assignments(t)
		infected := planned[first.ID]
		for person, a := range planned {
			if a.Shift == infected.Shift && a.StartMin > infected.StartMin {
				t.Errorf("%s is visited at %d after the infection at %d", person, a.StartMin, infected.StartMin)
			}
		}
		if len(planned) != 4 {
			t.Errorf("%d of 4 visits have a worker", len(planned))
		}
	})
}
