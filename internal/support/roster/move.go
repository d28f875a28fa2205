package roster

import (
	"context"
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/visit"
)

// Cover is where one visit of a day could go: the best three places with
// reasons, and every shift that could be chosen or could not.
type Cover struct {
	Visit  visit.Visit
	Person ids.Person
	Who    string       // the person's name
	Now    []Assignment // where it is; empty when it is loose
	Choice optimise.Choice
	Shifts []Shift // those worked that day, by start
	Names  map[ShiftID]string
	NotNow error // why no places could be looked for: the rota no longer fits the day
}

// FindCover looks for places for one visit. Errors: gate.not_found;
// visit.not_planned for one that is over.
func FindCover(s *gate.Snapshot, day when.Date, id visit.ID) (Cover, error) {
	m, err := load(s, day)
	if err != nil {
		return Cover{}, err
	}
	v, err := m.find(id)
	if err != nil {
		return Cover{}, err
	}
	c := Cover{Visit: v.Visit, Person: v.Person, Who: v.who, Names: map[ShiftID]string{}}
	for _, w := range m.workers {
		c.Shifts = append(c.Shifts, w.Shift)
		c.Names[w.ID] = w.Name
	}
	for _, a := range m.now {
		if a.Visit == id {
			c.Now = append(c.Now, a)
		}
	}
	if m.late(id) {
		c.NotNow = errPassed
		return c, nil
	}
	choice, err := optimise.Best(m.problem, m.plan(), optimise.VisitID(id))
	if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.Invalid {
		c.NotNow = err
		return c, nil
	}
	c.Choice = choice
	return c, err
}

var errPassed = fault.New(fault.Invalid, "roster.time_passed", timePassedText)

// late reports whether all times of a loose visit have passed.
func (m material) late(id visit.ID) bool {
	return slices.ContainsFunc(m.passed, func(v placed) bool { return v.ID == id })
}

func (m material) find(id visit.ID) (placed, error) {
	i := slices.IndexFunc(m.visits, func(v placed) bool { return v.ID == id })
	if i < 0 {
		return placed{}, gate.NotFound()
	}
	if m.visits[i].over() {
		return placed{}, fault.New(fault.Conflict, "visit.not_planned", "This visit is no longer planned, so it cannot be moved. Look at it again.")
	}
	return m.visits[i], nil
}

// Moving puts one visit on chosen shifts.
type Moving struct {
	On       when.Date
	Visit    visit.ID
	Shifts   []ShiftID // as many as the visit needs workers
	StartMin int       // optimise.AnyTime leaves the time free within the window
}

// Move puts a visit on the shifts a coordinator chose. Others keep their
// workers; those that a place among the best three makes later, within their
// windows, are moved with it. Errors: roster.move, by field; roster.cannot,
// with the rule in the way; roster.time_passed; visit.not_planned; gate.not_found;
// optimise.plan_out_of_date.
func Move(ctx context.Context, g *gate.Gate, mv Moving) error {
	return g.Write(ctx, MayMove, gate.Council, func(tx *gate.Tx) error {
		m, err := load(tx.Snapshot, mv.On)
		if err != nil {
			return err
		}
		v, err := m.find(mv.Visit)
		if err != nil {
			return err
		}
		var c fault.Checks
		c.Field(len(mv.Shifts) != v.Workers, "shift", "Choose %d of the shifts.", v.Workers)
		c.Field(v.Workers == 2 && len(mv.Shifts) == 2 && mv.Shifts[0] == mv.Shifts[1], "shift", "Choose two different shifts.")
		if err := c.Err("roster.move"); err != nil {
			return err
		}
		if m.late(mv.Visit) {
			return errPassed
		}
		p, err := m.moved(mv)
		if err != nil {
			return err
		}
		as, not := m.rota(p)
		tx.Emit(Moved{Visit: v.ID, Person: v.Person, On: mv.On})
		return put(tx, m, as, not)
	})
}

// moved is the day's plan with the visit where it was put.
func (m material) moved(mv Moving) (optimise.Plan, error) {
	id := optimise.VisitID(mv.Visit)
	var shifts []optimise.ShiftID
	for _, s := range mv.Shifts {
		shifts = append(shifts, optimise.ShiftID(s))
	}
	choice, err := optimise.Best(m.problem, m.plan(), id)
	if err != nil {
		return optimise.Plan{}, err
	}
	for _, o := range choice.Options {
		if sameShifts(o.Shifts, shifts) && (mv.StartMin == o.StartMin || mv.StartMin == optimise.AnyTime) {
			return optimise.Accept(m.problem, m.plan(), o)
		}
	}
	problem := m.problem
	problem.Visits = slices.Clone(problem.Visits)
	i := slices.IndexFunc(problem.Visits, func(v optimise.Visit) bool { return v.ID == id })
	problem.Visits[i].Pin = &optimise.Pin{Shifts: shifts, StartMin: mv.StartMin}
	p, err := optimise.Rebuild(problem, m.plan())
	if err != nil {
		return p, err
	}
	for _, n := range p.NotKept {
		if n.Visit == id {
			return p, fault.New(fault.Invalid, "roster.cannot", "This visit cannot go there. %s", n.Reason.Text)
		}
	}
	return p, nil
}

func sameShifts(a, b []optimise.ShiftID) bool {
	if len(a) != len(b) {
		return false
	}
	for _, s := range a {
		if !slices.Contains(b, s) {
			return false
		}
	}
	return true
}
