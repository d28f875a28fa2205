package roster

import (
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
	Sheet
	Visit  visit.Visit
	Name   string // of the person
	Person ids.Person
	Now    []Assignment // where it is; empty when it is loose
	Choice optimise.Choice
	NotNow error // why no places could be looked for
}

// FindCover looks for places for one visit, beside what a draft already
// changes, in five statements. Errors: gate.not_found; visit.fixed for one that
// is over or under way; roster.draft.
func FindCover(s *gate.Snapshot, day when.Date, id visit.ID, draft Draft) (Cover, error) {
	d, m, err := dayAndMaterial(s, day)
	if err != nil {
		return Cover{}, err
	}
	v, err := m.find(id)
	if err != nil {
		return Cover{}, err
	}
	plan, err := m.drafted(draft.Without(id))
	if err != nil {
		return Cover{}, err
	}
	c := Cover{Visit: v.Visit, Name: v.name, Person: v.Person, Sheet: m.preview(s, d, plan, draft)}
	for _, e := range c.Visits {
		if e.ID == id {
			c.Now = e.With
		}
	}
	if m.late(id) {
		c.NotNow = errPassed
		return c, nil
	}
	choice, err := optimise.Best(m.problem, plan, optimise.VisitID(id))
	if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.Invalid {
		c.NotNow = err
		return c, nil
	}
	c.Choice = choice
	return c, err
}

// CoverPlan is what could be done about every visit of a day that has lost a
// worker or never had one.
type CoverPlan struct {
	Sheet          // as the day would be with all of it
	Draft  Draft   // all of it: what was chosen before, then what is proposed
	Chosen Draft   // what was chosen before
	Lost   []Lost  // those nobody can make first, then by start
	Passed []Entry // whose times have all passed: the people must be rung
	Others int     // visits without their workers that it is not about
}

// Lost is one visit with the proposal for it, or why there is none.
type Lost struct {
	Entry
	Plan   optimise.Recovered
	Chosen bool // a coordinator put it there, in the draft
}

// PlanCover proposes a place for each visit without its workers, the smallest
// change first, beside what a draft already changes, in five statements. With a
// shift it is about the visits that shift had. Errors: those of Preview.
func PlanCover(s *gate.Snapshot, day when.Date, of ShiftID, draft Draft) (CoverPlan, error) {
	d, m, err := dayAndMaterial(s, day)
	if err != nil {
		return CoverPlan{}, err
	}
	base, err := m.drafted(draft)
	if err != nil {
		return CoverPlan{}, err
	}
	about, whole := m.lost(of), m.whole()
	problem := m.problem
	problem.Visits = slices.DeleteFunc(slices.Clone(problem.Visits), func(v optimise.Visit) bool {
		return !about[visit.ID(v.ID)] && !whole[visit.ID(v.ID)]
	})
	r, err := optimise.Recover(problem, withLost(base, m.before()))
	if err != nil {
		return CoverPlan{}, err
	}
	out := CoverPlan{Draft: slices.Clone(draft), Chosen: draft}
	for _, x := range r.Placings {
		if len(out.Draft) >= MostPlacings || !about[visit.ID(x.Visit)] {
			continue
		}
		out.Draft = out.Draft.With(placing(x))
	}
	placed, err := m.drafted(out.Draft)
	if err != nil {
		return CoverPlan{}, err
	}
	out.Sheet = m.preview(s, d, placed, out.Draft)
	for _, x := range r.Visits {
		if e, ok := out.Sheet.Visit(visit.ID(x.Visit)); ok && about[e.ID] {
			out.Lost = append(out.Lost, Lost{Entry: e, Plan: x})
		}
	}
	out.Lost = append(out.Lost, m.chosen(out.Sheet, draft, about)...)
	for _, v := range m.visits {
		if !v.over() && !about[v.ID] && !whole[v.ID] {
			out.Others++
		}
	}
	for _, v := range m.passed {
		if e, ok := out.Sheet.Visit(v.ID); ok && about[v.ID] {
			out.Passed = append(out.Passed, e)
		}
	}
	return out, nil
}

// placing is a proposal as a draft holds it.
func placing(x optimise.Placing) Placing {
	p := Placing{Visit: visit.ID(x.Visit), StartMin: x.StartMin}
	for _, id := range x.Shifts {
		p.Shifts = append(p.Shifts, ShiftID(id))
	}
	return p
}

// lost are the visits without their workers: those a shift had, or all where it
// is empty.
func (m material) lost(of ShiftID) map[visit.ID]bool {
	whole, had, lost := m.whole(), standings(m.before()), map[visit.ID]bool{}
	for _, v := range m.visits {
		if !v.over() && !whole[v.ID] && (of == "" || slices.Contains(had[v.ID].shifts, of)) {
			lost[v.ID] = true
		}
	}
	return lost
}

// chosen are the visits a plan is about that a draft has placed.
func (m material) chosen(s Sheet, draft Draft, about map[visit.ID]bool) (out []Lost) {
	was := standings(m.before())
	for _, p := range draft {
		e, ok := s.Visit(p.Visit)
		if !ok || !about[p.Visit] || len(e.With) < e.Workers {
			continue
		}
		r := optimise.Recovered{Visit: optimise.VisitID(p.Visit), BeforeMin: optimise.AnyTime, StartMin: e.StartsAt()}
		if before, had := was[p.Visit]; had {
			r.BeforeMin = before.start
			for _, id := range before.shifts {
				r.From = append(r.From, optimise.ShiftID(id))
			}
		}
		for _, a := range e.With {
			r.To = append(r.To, optimise.ShiftID(a.Shift))
		}
		out = append(out, Lost{Entry: e, Plan: r, Chosen: true})
	}
	return out
}

// withLost is a plan together with where the visits it leaves out were before.
func withLost(p, before optimise.Plan) optimise.Plan {
	has := standings(p)
	p.Runs = slices.Clone(p.Runs)
	for _, run := range before.Runs {
		lost := optimise.Run{Shift: run.Shift}
		for _, stop := range run.Stops {
			if _, ok := has[visit.ID(stop.Visit)]; !ok {
				stop.TravelMin = 0 // it was the way from one that stays
				lost.Stops = append(lost.Stops, stop)
			}
		}
		if len(lost.Stops) > 0 {
			p.Runs = append(p.Runs, lost)
		}
	}
	return p
}
