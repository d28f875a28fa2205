package optimise

import (
	"cmp"
	"fmt"
	"slices"
)

// Rebuild makes the plan again after the problem changed: a visit or a shift
// removed, added or altered. Every visit that kept its shifts stays on them at
// the time it had, unless a hard rule now forbids it; then it is in NotKept.
// Visits that lost a shift, and new ones, are placed as Construct would. A Pin
// in the problem overrides the old plan. Errors: those of Problem.Check.
func Rebuild(p Problem, old Plan) (Plan, error) {
	pins := pinsOf(old)
	shifts := make(map[ShiftID]bool, len(p.Shifts))
	for i := range p.Shifts {
		shifts[p.Shifts[i].ID] = true
	}
	p.Visits = slices.Clone(p.Visits)
	for i := range p.Visits {
		v := &p.Visits[i]
		pin, placed := pins[v.ID]
		gone := slices.ContainsFunc(pin.Shifts, func(s ShiftID) bool { return !shifts[s] })
		if v.Pin == nil && placed && !gone {
			v.Pin = &pin
		}
	}
	return construct(&p, old)
}

// pinsOf is where a plan has each visit.
func pinsOf(plan Plan) map[VisitID]Pin {
	pins := make(map[VisitID]Pin)
	for _, run := range plan.Runs {
		for _, stop := range run.Stops {
			pin := pins[stop.Visit]
			pin.StartMin = stop.StartMin
			pin.Shifts = append(pin.Shifts, run.Shift)
			pins[stop.Visit] = pin
		}
	}
	return pins
}

// keepPinned places pinned visits in order of time, those free in time last,
// and says which could not be kept.
func (d *draft) keepPinned() []NotKept {
	var pinned []int
	for v := range d.problem.Visits {
		if d.problem.Visits[v].Pin != nil {
			pinned = append(pinned, v)
		}
	}
	slices.SortStableFunc(pinned, func(a, b int) int {
		timeA, timeB := d.problem.Visits[a].Pin.StartMin, d.problem.Visits[b].Pin.StartMin
		if timeA == AnyTime || timeB == AnyTime {
			return cmp.Compare(timeB, timeA) // AnyTime is below every time
		}
		return cmp.Compare(timeA, timeB)
	})
	var notKept []NotKept
	for _, v := range pinned {
		if why := d.keep(v); why.Code != "" {
			d.widen(v)
			notKept = append(notKept, NotKept{d.problem.Visits[v].ID, why})
		}
	}
	return notKept
}

// keep places one visit as pinned, or says why it cannot.
func (d *draft) keep(v int) Reason {
	shifts, why := d.pinnedOn(v)
	switch {
	case why.Code != "":
		return why
	case d.placeOn(v, shifts):
		return Reason{}
	}
	return d.busyOn(v, shifts)
}

// pinnedOn narrows a visit to the time of its pin and gives the shifts of that,
// or says which rule forbids them.
func (d *draft) pinnedOn(v int) (shifts []int, why Reason) {
	visit := &d.problem.Visits[v]
	if len(visit.Pin.Shifts) != visit.Workers {
		return nil, Reason{Code: WorkersChanged, Text: fmt.Sprintf("It was planned for %s and now needs %s.",
			workers(len(visit.Pin.Shifts)), workers(visit.Workers))}
	}
	if at := visit.Pin.StartMin; at != AnyTime {
		if !visit.mayStart(at) {
			return nil, Reason{Code: OutsideWindow, StartMin: at, Text: fmt.Sprintf("%s is not %s, when it may start.", clock(at), window(visit))}
		}
		d.narrow(v, int32(at), int32(at))
	}
	for _, id := range visit.Pin.Shifts {
		s := slices.IndexFunc(d.problem.Shifts, func(s Shift) bool { return s.ID == id })
		if s < 0 {
			return nil, Reason{Code: ShiftGone, Shift: id, Text: "The shift it was on is no longer worked."}
		}
		if bar := d.problem.barred(v, s); bar.Code != "" {
			return nil, bar
		}
		shifts = append(shifts, s)
	}
	return shifts, Reason{}
}

// busyOn says that the shifts have no time for a visit.
func (d *draft) busyOn(v int, shifts []int) Reason {
	if len(shifts) == 1 {
		return d.busyAlone(v, shifts[0])
	}
	return d.busyTogether(v, shifts)
}

// placeOn places a visit on just these shifts, as cheaply as it can.
func (d *draft) placeOn(v int, shifts []int) bool {
	if len(shifts) == 1 {
		best, ok := d.bestOn(v, shifts[0])
		if ok {
			d.choose(v, best)
			d.attempt(v, []spot{best.spot}, true)
		}
		return ok
	}
	found := d.pairs(v, 1, func(s int) bool { return slices.Contains(shifts, s) })
	if len(found) == 0 {
		return false
	}
	d.choose(v, found[0].first)
	d.attempt(v, []spot{found[0].first.spot, found[0].second.spot}, true)
	return true
}
