package roster

import (
	"context"
	"reflect"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// improveRounds is how long a better rota is looked for: two or three seconds
// on a day of a thousand visits, less on a smaller one. The same day gives the
// same rota.
const improveRounds = 30_000

// Gained is what a better rota is better by.
type Gained struct {
	Placed    int // more visits have a worker
	TravelMin int // less travel
	Familiar  int // more workers at the door of somebody they know
}

// Improve looks for a better rota of a day that was built and not yet given
// out, and keeps it where there is one. It may move every visit, also those a
// coordinator put somewhere by hand, but for what is over or under way. Nothing
// is kept where the day changed meanwhile. Errors: roster.past; roster.not_built;
// roster.published; roster.no_better; roster.moved_on.
func Improve(ctx context.Context, g *gate.Gate, day when.Date) (Gained, error) {
	var m material
	err := g.Read(ctx, MayBuild, gate.Council, func(s *gate.Snapshot) (err error) {
		if err := mayImprove(s, day); err != nil {
			return err
		}
		m, err = load(s, day)
		return err
	})
	if err != nil {
		return Gained{}, err
	}
	before, err := optimise.Rebuild(m.problem, m.plan())
	if err != nil {
		return Gained{}, err
	}
	after, found, err := optimise.Improve(m.problem, before, optimise.Search{Seed: 1, Rounds: improveRounds})
	if err != nil {
		return Gained{}, err
	}
	if found.After >= found.Before {
		return Gained{}, fault.New(fault.Conflict, "roster.no_better", "No better rota was found. The rota is as it was.")
	}
	err = g.Write(ctx, MayBuild, gate.Council, func(tx *gate.Tx) error {
		if err := mayImprove(tx.Snapshot, day); err != nil {
			return err
		}
		now, err := load(tx.Snapshot, day)
		if err != nil {
			return err
		}
		if !m.same(now) {
			return fault.New(fault.Conflict, "roster.moved_on", "Somebody changed the day while a better rota was looked for, so nothing was kept. Look again.")
		}
		as, not := now.rota(after)
		tx.Emit(Built{On: day, Placed: len(as), Unplaced: len(not)})
		return put(tx, now, as, not)
	})
	return Gained{
		Placed:    after.Totals.VisitsPlaced - before.Totals.VisitsPlaced,
		TravelMin: before.Totals.TravelMin - after.Totals.TravelMin,
		Familiar:  after.Totals.FamiliarStops - before.Totals.FamiliarStops,
	}, err
}

func mayImprove(s *gate.Snapshot, day when.Date) error {
	d, err := DayOf(s, day)
	switch {
	case err != nil:
		return err
	case day < s.Today():
		return fault.New(fault.Invalid, "roster.past", "That day is over, so its rota cannot be changed any more.")
	case d.BuiltAt.IsZero():
		return fault.New(fault.Invalid, "roster.not_built", "Build the rota first.")
	case d.Published():
		return fault.New(fault.Conflict, "roster.published", "This day has been given out to workers, so it is not planned anew. Find cover for single visits instead.")
	}
	return nil
}

// same reports whether the day is as it was, travel apart.
func (m material) same(now material) bool {
	return reflect.DeepEqual(m.now, now.now) && reflect.DeepEqual(m.loose, now.loose) &&
		reflect.DeepEqual(m.problem.Shifts, now.problem.Shifts) && reflect.DeepEqual(m.problem.Visits, now.problem.Visits)
}
