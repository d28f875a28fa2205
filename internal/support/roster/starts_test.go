package roster_test

import (
	"slices"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit/visittest"
)

func (s *scene) starts(t *testing.T, day when.Date, w roster.Wanted) (out roster.Starts, err error) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		out, err = roster.StartsOn(x, day, w)
		return nil
	})
	return out, err
}

// TestBestStartsOfSomebodyNew: three starts beside what stands, by the rules of any
// visit, and nothing is kept.
func TestBestStartsOfSomebodyNew(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4, 4)
		w := roster.Wanted{Person: s.people[3].ID, DurationMin: 60, Workers: 1, FromMin: 8 * 60, UntilMin: 12 * 60}
		if got, err := s.starts(t, tomorrow, w); err != nil || got.Built || len(got.Choice.Options) > 0 {
			t.Errorf("a day that is not built: %d starts, %v", len(got.Choice.Options), err)
		}
		s.must(t, roster.Build(s.office, g, tomorrow))
		before := s.assignments(t)
		got, err := s.starts(t, tomorrow, w)
		if err != nil || len(got.Choice.Options) != 3 || got.Name != "Person3 Madeup" {
			t.Fatalf("%q: %d starts, %v", got.Name, len(got.Choice.Options), err)
		}
		for _, o := range got.Choice.Options {
			if o.StartMin < w.FromMin || o.StartMin > w.UntilMin || len(o.Reasons) == 0 || got.Shift(o.Shifts[0]).Name == "" {
				t.Errorf("start %+v", o)
			}
		}
		if after := s.assignments(t); len(after) != len(before) {
			t.Error("looking changed the rota")
		}
		for p, a := range s.assignments(t) {
			if a != before[p] {
				t.Errorf("looking changed %+v to %+v", before[p], a)
			}
		}

		// What the person asked for counts, and what a worker must be trained in.
		barred := got.Choice.Options[0].Shifts[0]
		for name, shift := range s.shifts {
			if shift == roster.ShiftID(barred) {
				s.must(t, preference.AddPair(s.office, g, preference.Pair{ID: preference.PairID(ids.New()), Person: w.Person, Member: s.members[name].ID, Tie: preference.Never, Why: preference.Safety}))
			}
		}
		got, err = s.starts(t, tomorrow, w)
		if err != nil || len(got.Choice.Options) == 0 {
			t.Fatal(err)
		}
		for _, o := range got.Choice.Options {
			if slices.Contains(o.Shifts, barred) {
				t.Error("somebody is proposed who must not go there")
			}
		}
		two := w
		two.Workers = 2
		if got, err = s.starts(t, tomorrow, two); err != nil || len(got.Choice.Options) == 0 || len(got.Choice.Options[0].Shifts) != 2 {
			t.Errorf("two workers: %+v, %v", got.Choice.Options, err)
		}
		trained := w
		trained.Skills = []staff.Skill{"catheter"}
		if got, err = s.starts(t, tomorrow, trained); err != nil || len(got.Choice.Options) > 0 || got.Choice.WhyNot.Text == "" {
			t.Errorf("nobody is trained: %+v, %v", got.Choice, err)
		}

		for field, bad := range map[string]roster.Wanted{
			"duration": {Person: w.Person, DurationMin: 4, Workers: 1, FromMin: 480, UntilMin: 600},
			"workers":  {Person: w.Person, DurationMin: 60, Workers: 3, FromMin: 480, UntilMin: 600},
			"from":     {Person: w.Person, DurationMin: 60, Workers: 1, FromMin: -1, UntilMin: 600},
			"until":    {Person: w.Person, DurationMin: 60, Workers: 1, FromMin: 600, UntilMin: 599},
		} {
			if _, err := s.starts(t, tomorrow, bad); !fault.Is(err, "roster.wanted") {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := s.starts(t, today.Add(-1), w); !fault.Is(err, "roster.past") {
			t.Errorf("yesterday: %v", err)
		}
		w.Person = ids.Person(ids.New())
		if _, err := s.starts(t, tomorrow, w); !gate.Missing(err) {
			t.Errorf("somebody who is not in the record: %v", err)
		}
	})
}
