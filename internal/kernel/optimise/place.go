package optimise

import "slices"

// Placing is where a coordinator puts one visit: on as many shifts as it needs
// workers, at a time or at AnyTime. With no shifts it is taken off the rota.
type Placing struct {
	Visit    VisitID
	Shifts   []ShiftID
	StartMin int
}

// Place changes a plan as a coordinator chose, in their order, and nothing
// else: visits without a worker stay so, and others keep theirs; those not
// pinned may start later within their windows. What cannot be done is in
// Plan.NotKept with the rule in the way, and the visit is back where it was if
// there is still room. A visit that the plan has but that no longer fits is
// left out, for Recover. Errors: those of Problem.Check; optimise.no_visit.
func Place(p Problem, old Plan, chosen []Placing) (Plan, error) {
	if err := p.Check(); err != nil {
		return Plan{}, err
	}
	d := newDraft(&p)
	d.tell(old)
	pins := pinsOf(old)
	last := map[VisitID]int{} // of several for one visit the last counts
	skip := map[VisitID]bool{}
	for i, c := range chosen {
		if !slices.ContainsFunc(p.Visits, func(v Visit) bool { return v.ID == c.Visit }) {
			return Plan{}, noVisit()
		}
		last[c.Visit], skip[c.Visit] = i, true
	}
	d.hold(pins, skip)
	p.Visits = slices.Clone(p.Visits)
	var notKept []NotKept
	for i, c := range chosen {
		if last[c.Visit] != i || len(c.Shifts) == 0 {
			continue
		}
		v := slices.IndexFunc(p.Visits, func(v Visit) bool { return v.ID == c.Visit })
		p.Visits[v].Pin = &Pin{Shifts: c.Shifts, StartMin: c.StartMin}
		why := d.put(v, pins[c.Visit])
		if why.Code == "" {
			d.afterwards(v)
			continue
		}
		notKept = append(notKept, NotKept{c.Visit, why})
		d.widen(v)
		if pin, had := pins[c.Visit]; had {
			p.Visits[v].Pin = &pin
			d.put(v, pin)
		}
		d.afterwards(v)
	}
	return d.plan(notKept), nil
}

// afterwards lets a visit that was just placed start later, should what is
// placed after it ask for that, but no earlier.
func (d *draft) afterwards(v int) {
	d.widen(v)
	if d.start[v] != unset {
		d.startFrom(v, d.start[v])
	}
}

// put places a visit on the shifts of its pin where it changes least, or says
// why it cannot.
func (d *draft) put(v int, was Pin) Reason {
	shifts, why := d.pinnedOn(v)
	if why.Code != "" {
		return why
	}
	var best []option
	least, before := int32(noCost), slices.Clone(d.start)
	consider := func(by ...option) {
		if cost, ok := d.changeCost(v, was, by, before); ok && cost < least {
			best, least = by, cost
		}
	}
	if len(shifts) == 1 {
		d.eachFit(v, shifts[0], func(o option) { consider(o) })
	} else if found := d.pairs(v, 1, func(s int) bool { return slices.Contains(shifts, s) }); len(found) > 0 {
		consider(found[0].first, found[0].second)
	}
	if best == nil {
		return d.busyOn(v, shifts)
	}
	d.insert(v, spotsOf(best))
	return Reason{}
}
