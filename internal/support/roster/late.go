package roster

import (
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/visit"
)

// LeastLate and MostLate are how many minutes late a plan can be made for. Over
// four hours a worker is not late but away.
const (
	LeastLate = 5
	MostLate  = 4 * 60
)

// LatePlan is what could be done about the rest of a run whose worker is late.
type LatePlan struct {
	CoverPlan // Lost are the visits that cannot start when they were to, those that stay with the worker too
	Shift     Shift
	Next      Entry // the visit the worker comes late to; empty where none is left
}

// Left reports whether the run has a visit that nobody has begun.
func (p LatePlan) Left() bool { return p.Next.ID != "" }

// PlanLate proposes what becomes of the visits of a run whose worker comes so many
// minutes late to the next one, beside what a draft already changes, in six
// statements. Each visit stays with the worker at a later time, or goes to
// somebody else, whichever changes less; what nobody can make in time is taken
// off the rota by the draft, so that it is seen. Zero minutes ask only for the
// run. Errors: roster.late, by field; roster.past; gate.not_found for a shift that
// nobody works that day; those of Preview.
func PlanLate(s *gate.Snapshot, day when.Date, of ShiftID, minutes int, draft Draft) (LatePlan, error) {
	if day < s.Today() {
		return LatePlan{}, fault.New(fault.Invalid, "roster.past", "That day is over, so its rota cannot be changed any more.")
	}
	var c fault.Checks
	c.Field(minutes != 0 && minutes < LeastLate || minutes > MostLate, "minutes", "Say how many minutes late, from %d to %d. Whoever comes later than that is away: report that instead.", LeastLate, MostLate)
	if err := c.Err("roster.late"); err != nil {
		return LatePlan{}, err
	}
	d, m, err := dayAndMaterial(s, day)
	if err != nil {
		return LatePlan{}, err
	}
	i := slices.IndexFunc(m.workers, func(w worker) bool { return w.ID == of })
	if i < 0 {
		return LatePlan{}, gate.NotFound()
	}
	base, err := m.drafted(draft)
	if err != nil {
		return LatePlan{}, err
	}
	out := LatePlan{Shift: m.workers[i].Shift, CoverPlan: CoverPlan{Draft: draft, Chosen: draft}}
	run := slices.IndexFunc(base.Runs, func(r optimise.Run) bool { return ShiftID(r.Shift) == of })
	next := m.nextStop(base.Runs[run])
	if next < 0 || minutes == 0 {
		out.Sheet = m.preview(s, d, base, draft)
		if next >= 0 {
			out.Next, _ = out.Sheet.Visit(visit.ID(base.Runs[run].Stops[next].Visit))
		}
		return out, nil
	}
	r, err := m.recoverLate(base, run, next, minutes)
	if err != nil {
		return LatePlan{}, err
	}
	out.Draft = slices.Clone(draft)
	about := map[visit.ID]bool{}
	for _, x := range r.Visits {
		about[visit.ID(x.Visit)] = true
		if len(x.To) == 0 {
			out.Draft = out.Draft.With(Placing{Visit: visit.ID(x.Visit), StartMin: optimise.AnyTime})
		}
	}
	for _, x := range r.Placings {
		out.Draft = out.Draft.With(placing(x))
	}
	placed, err := m.drafted(out.Draft)
	if err != nil {
		return LatePlan{}, err
	}
	out.Sheet = m.preview(s, d, placed, out.Draft)
	out.Next, _ = out.Sheet.Visit(visit.ID(base.Runs[run].Stops[next].Visit))
	for _, x := range r.Visits {
		if e, ok := out.Sheet.Visit(visit.ID(x.Visit)); ok {
			out.Lost = append(out.Lost, Lost{Entry: e, Plan: x})
		}
	}
	chosen := map[visit.ID]bool{}
	for _, p := range draft {
		chosen[p.Visit] = !about[p.Visit]
	}
	out.Lost = append(out.Lost, m.chosen(out.Sheet, draft, chosen)...)
	return out, nil
}

// RunsOf are the shifts that have a visit, those of both workers where it has two;
// none where nobody is to come.
func RunsOf(s *gate.Snapshot, id visit.ID) ([]ShiftID, error) {
	as, err := assignedTo(s, id)
	var runs []ShiftID
	for _, a := range as {
		runs = append(runs, a.Shift)
	}
	return runs, err
}

// nextStop is the first stop of a run that nobody has begun, or -1.
func (m material) nextStop(run optimise.Run) int {
	return slices.IndexFunc(run.Stops, func(x optimise.Stop) bool {
		return slices.ContainsFunc(m.visits, func(v placed) bool { return v.ID == visit.ID(x.Visit) && !v.over() })
	})
}

// delayed names the time a worker loses before the next visit. No visit of the
// record has such an identifier.
const delayed = "delayed"

// recoverLate plans the rest of a run again whose worker comes late to one of its
// stops. Before the first stop they set off later. After another one the time lost
// is a visit of its own, where the worker was last, that nobody can move.
func (m material) recoverLate(base optimise.Plan, run, next, minutes int) (optimise.Recovery, error) {
	p := m.problem
	shift := slices.IndexFunc(p.Shifts, func(s optimise.Shift) bool { return s.ID == base.Runs[run].Shift })
	p.Shifts = slices.Clone(p.Shifts)
	stands := standings(base)
	p.Visits = slices.DeleteFunc(slices.Clone(p.Visits), func(v optimise.Visit) bool { return len(stands[visit.ID(v.ID)].shifts) == 0 })
	s, stops := &p.Shifts[shift], base.Runs[run].Stops
	setsOff := min(stops[next].StartMin+minutes-stops[next].TravelMin, s.EndMin)
	if next == 0 {
		s.RestUntilMin = max(s.RestUntilMin, setsOff)
		return optimise.Recover(p, base)
	}
	before := p.Visits[slices.IndexFunc(p.Visits, func(v optimise.Visit) bool { return v.ID == stops[next-1].Visit })]
	from := stops[next-1].StartMin + before.DurationMin
	lost := optimise.Visit{
		ID: delayed, Person: delayed, Place: before.Place, EarliestMin: from, LatestMin: from, DurationMin: max(1, setsOff-from), Workers: 1,
		Pin: &optimise.Pin{Shifts: []optimise.ShiftID{s.ID}, StartMin: from},
	}
	p.Visits = append(p.Visits, lost)
	if s.MostMin > 0 { // the week's hours count visits, not this
		s.MostMin += lost.DurationMin
	}
	base.Runs = slices.Clone(base.Runs)
	base.Runs[run].Stops = slices.Insert(slices.Clone(stops), next, optimise.Stop{Visit: delayed, StartMin: from})
	return optimise.Recover(p, base)
}
