package roster

import (
	"context"
	"reflect"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// Who may do what. The rota is the office's work; those who plan with people
// may look.
var (
	MaySee     = gate.Action{Name: "roster.see", Who: actor.Rule{Any: actor.Practice}}
	MayBuild   = gate.Action{Name: "roster.build", Who: actor.Rule{Any: actor.Office}}
	MayPublish = gate.Action{Name: "roster.publish", Who: actor.Rule{Any: actor.Office}}
	MayMove    = gate.Action{Name: "roster.move", Who: actor.Rule{Any: actor.Office}}
	MayShift   = gate.Action{Name: "roster.shift", Who: actor.Rule{Any: actor.Office}}
)

// Build makes a day's visits and places those that are loose, keeping all
// others where they are. Built again after publishing it tells each worker what
// changed for them. What cannot be placed is kept with the reason. Errors:
// roster.past; those of optimise.Problem.Check.
func Build(ctx context.Context, g *gate.Gate, day when.Date) error {
	return g.Write(ctx, MayBuild, gate.Council, func(tx *gate.Tx) error { return build(tx, day, true) })
}

// BuildAfresh places every visit of a day anew, also those that a coordinator
// put somewhere by hand. Errors: those of Build; roster.published.
func BuildAfresh(ctx context.Context, g *gate.Gate, day when.Date) error {
	return g.Write(ctx, MayBuild, gate.Council, func(tx *gate.Tx) error {
		d, err := DayOf(tx.Snapshot, day)
		if err != nil {
			return err
		}
		if d.Published() {
			return fault.New(fault.Conflict, "roster.published", "This day has been given out to workers. Build it again instead, which keeps what they were told.")
		}
		return build(tx, day, false)
	})
}

func build(tx *gate.Tx, day when.Date, keep bool) error {
	if day < tx.Today() {
		return fault.New(fault.Invalid, "roster.past", "That day is over, so its rota cannot be built any more.")
	}
	if _, err := visit.Generate(tx, day); err != nil {
		return err
	}
	m, err := load(tx.Snapshot, day)
	if err != nil {
		return err
	}
	p, err := optimise.Plan{}, error(nil)
	if keep {
		p, err = optimise.Rebuild(m.problem, m.plan())
	} else {
		p, err = optimise.Construct(m.problem)
	}
	if err != nil {
		return err
	}
	as, not := m.rota(p)
	tx.Emit(Built{On: day, Placed: len(as), Unplaced: len(not)})
	return put(tx, m, as, not)
}

// put keeps a day's rota and, where it had been published, tells those whose
// run is another now.
func put(tx *gate.Tx, m material, as []Assignment, not []Unplaced) error {
	d, err := DayOf(tx.Snapshot, m.day)
	if err != nil {
		return err
	}
	if err := replace(tx, m, as, not); err != nil {
		return err
	}
	if err := markBuilt(tx, m.day); err != nil || !d.Published() {
		return err
	}
	changes := differences(m.now, as)
	if err := insertChanges(tx, changes); err != nil {
		return err
	}
	changed := map[ids.Account]bool{}
	for _, c := range changes {
		changed[c.Account] = true
	}
	if err := relate(tx, m.day, m.workers, as, changed); err != nil {
		return err
	}
	return settleLoose(tx, m.loose, not)
}

// settleLoose raises an alert for each visit that has no worker on a published
// day, and closes those of visits that have one now.
func settleLoose(tx *gate.Tx, before, after []Unplaced) error {
	still := map[visit.ID]bool{}
	for _, u := range after {
		if still[u.Visit] {
			continue
		}
		still[u.Visit] = true
		if err := alert.Raise(tx, alert.New{Kind: alert.Unplaced, Person: u.Person, Source: string(u.Visit), Detail: alert.Detail(u.Code)}); err != nil {
			return err
		}
	}
	for _, u := range before {
		if still[u.Visit] {
			continue
		}
		still[u.Visit] = true
		if err := alert.CloseFor(tx, alert.Unplaced, string(u.Visit), alert.Rearranged); err != nil {
			return err
		}
	}
	return nil
}

// source names the relations that come from one worker's published day.
func source(day when.Date, account ids.Account) string {
	return "rota:" + string(day) + ":" + string(account)
}

// relate lets each worker see the people on their run, and no others, from two
// hours before the shift to twelve after. Only those in the set, or all when
// it is nil.
func relate(tx *gate.Tx, day when.Date, workers []worker, as []Assignment, only map[ids.Account]bool) error {
	type window struct{ from, until int }
	windows := map[ids.Account]window{}
	for _, w := range workers {
		x, ok := windows[w.Account]
		if !ok {
			x = window{w.StartMin, w.EndMin}
		}
		windows[w.Account] = window{min(x.from, w.StartMin), max(x.until, w.EndMin)}
	}
	for account := range only {
		if err := tx.Unrelate(source(day, account)); err != nil {
			return err
		}
	}
	done := map[[2]string]bool{}
	var links []gate.Link
	for _, a := range as {
		pair := [2]string{string(a.Account), string(a.Person)}
		x, ok := windows[a.Account]
		if done[pair] || !ok || only != nil && !only[a.Account] {
			continue
		}
		done[pair] = true
		from, until := day.AtMinute(x.from).Add(-seeBefore), day.AtMinute(x.until).Add(seeAfter)
		links = append(links, gate.Link{
			Account: string(a.Account), Person: string(a.Person), Kind: actor.Work, Source: source(day, a.Account), From: from, Until: until,
		})
	}
	return tx.RelateAll(links)
}

// Publish gives a built day out to its workers. Publishing it again changes
// nothing. Errors: roster.not_built; gate.changed.
func Publish(ctx context.Context, g *gate.Gate, day when.Date) error {
	return g.Write(ctx, MayPublish, gate.Council, func(tx *gate.Tx) error {
		d, err := DayOf(tx.Snapshot, day)
		if err != nil || d.Published() {
			return err
		}
		if d.BuiltAt.IsZero() {
			return fault.New(fault.Invalid, "roster.not_built", "Build the rota of this day first, then publish it.")
		}
		as, err := AssignmentsOn(tx.Snapshot, day)
		if err != nil {
			return err
		}
		ws, _, err := workers(tx.Snapshot, day)
		if err != nil {
			return err
		}
		not, err := UnplacedOn(tx.Snapshot, day)
		if err != nil {
			return err
		}
		if err := relate(tx, day, ws, as, nil); err != nil {
			return err
		}
		if err := settleLoose(tx, nil, not); err != nil {
			return err
		}
		tx.Emit(Published{On: day})
		return markPublished(tx, d)
	})
}

// improveRounds is how long a better rota is looked for: two or three seconds
// on a day of a thousand visits, less on a smaller one. The same day gives the
// same rota.
const improveRounds = 60_000

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
