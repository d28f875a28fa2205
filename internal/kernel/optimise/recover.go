package optimise

import (
	"cmp"
	"slices"
)

// Recovery is a plan made whole again after visits lost a worker.
type Recovery struct {
	Plan   Plan        // with every proposal in it
	Visits []Recovered // those nobody can make first, then by the start they get
	Moved  []Later     // other visits that start later than they were told, in the problem's order

	// Placings are the proposals in the order they were made: Place makes the
	// same of them, one after the other.
	Placings []Placing
}

// Recovered is one visit that had lost a worker, or never had one, and what is
// proposed for it.
type Recovered struct {
	Visit          VisitID
	From           []ShiftID // the shifts that had it, those not worked any more too; empty where none had
	To             []ShiftID // the shifts proposed, as many as it needs workers; empty where nobody can
	ShiftTimes     []Span    // from when until when each of To is worked
	BeforeMin      int       // when it was to start, or AnyTime where nothing was said
	StartMin       int       // when it starts now; AnyTime where nobody can
	ExtraTravelMin int       // may be negative
	Reasons        []Reason  // for the proposal, the travel first
	Against        []Against // why not the closest others: three at most, those the person knows first
	Later          []Later   // other visits that the proposal makes later
	WhyNot         Reason    // why nobody can; empty where somebody can
}

// Span is a stretch of time in minutes of the day.
type Span struct{ FromMin, UntilMin int }

// What a change costs beside travel and strangers, in the unit of insert.go.
// The sizes are our assumptions, to be tuned with coordinators.
const (
	otherMovedCost   = 10 * costPerTravelMin // one more person is to be told another time
	minuteAwayCost   = costPerTravelMin / 2  // each minute from the time that was told
	partnerMovedCost = 30 * costPerTravelMin // a worker who could have stayed does not
	againstShown     = 3
)

// Recover places the visits of the problem that the old plan has on no shift,
// on a shift that is no longer worked, or where a rule now forbids them. The
// smallest change comes first: every other visit keeps its workers and starts
// no earlier than it was told; of two workers the one who is still there stays;
// a time close to the one that was told is worth travel. A visit with a Pin
// that does not fit is left out and listed in Plan.NotKept, never moved.
// Errors: those of Problem.Check.
func Recover(p Problem, old Plan) (Recovery, error) {
	if err := p.Check(); err != nil {
		return Recovery{}, err
	}
	d := newDraft(&p)
	d.tell(old)
	pins := pinsOf(old)
	lost := d.hold(pins, nil)
	var notKept []NotKept
	lost = slices.DeleteFunc(lost, func(v int) bool {
		if p.Visits[v].Pin == nil {
			return false
		}
		notKept = append(notKept, NotKept{p.Visits[v].ID, Reason{Code: Busy, Text: "It no longer fits between the visits around it."}})
		return true
	})
	d.byUrgency(lost)
	var out Recovery
	proposed := map[int]Recovered{}
	for range 2 { // a second look, for breaks can move as runs fill
		for _, v := range lost {
			if d.start[v] == unset {
				r := d.recover(v, pins[p.Visits[v].ID])
				proposed[v] = r
				if len(r.To) > 0 {
					out.Placings = append(out.Placings, Placing{r.Visit, r.To, int(d.start[v])})
				}
			}
		}
	}
	for _, v := range lost {
		r := proposed[v]
		if d.start[v] == unset {
			r.WhyNot = d.whyUnplaced(v)
		} else {
			r.StartMin = int(d.start[v])
		}
		out.Visits = append(out.Visits, r)
	}
	slices.SortStableFunc(out.Visits, func(a, b Recovered) int {
		return cmp.Or(cmp.Compare(min(len(a.To), 1), min(len(b.To), 1)), cmp.Compare(a.when(), b.when()))
	})
	out.Moved = d.movedSince(pins, lost)
	out.Plan = d.plan(notKept)
	return out, nil
}

// when orders visits that start and those that cannot.
func (r Recovered) when() int {
	if r.StartMin == AnyTime {
		return r.BeforeMin
	}
	return r.StartMin
}

// hold puts visits where a plan has them, at the time it says, in order of
// time, and gives those that are left: not in the plan, not on all their
// shifts any more, against a rule, or to be skipped.
func (d *draft) hold(pins map[VisitID]Pin, skip map[VisitID]bool) (left []int) {
	var told []int
	for v := range d.problem.Visits {
		if pin, ok := pins[d.problem.Visits[v].ID]; ok && !skip[d.problem.Visits[v].ID] {
			told = append(told, v)
			d.startFrom(v, int32(pin.StartMin))
		} else {
			left = append(left, v)
		}
	}
	slices.SortStableFunc(told, func(a, b int) int { return cmp.Compare(d.early[a], d.early[b]) })
	for _, v := range told {
		own := d.problem.Visits[v].Pin
		if own != nil && own.StartMin == int(d.early[v]) {
			d.late[v] = d.early[v]
		}
		if !d.stays(v, pins[d.problem.Visits[v].ID]) {
			d.widen(v)
			left = append(left, v)
		}
	}
	slices.Sort(left)
	return left
}

// stays puts a visit at the end of its runs at just the time it had, or leaves
// all as it was.
func (d *draft) stays(v int, pin Pin) bool {
	var spots []spot
	for _, s := range d.stillThere(pin) {
		if d.canDo(v, s) {
			spots = append(spots, spot{s, len(d.runs[s])})
		}
	}
	if len(spots) != len(pin.Shifts) || len(spots) != d.problem.Visits[v].Workers {
		return false
	}
	ok := d.insert(v, spots) && d.start[v] == int32(pin.StartMin)
	if !ok {
		d.undo(spots)
	}
	return ok
}

// byUrgency puts what must be at a time first, then what needs two workers,
// then what has the least time to start in.
func (d *draft) byUrgency(visits []int) {
	first := func(b bool) int {
		if b {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(visits, func(a, b int) int {
		x, y := &d.problem.Visits[a], &d.problem.Visits[b]
		return cmp.Or(cmp.Compare(first(x.MustBeAt), first(y.MustBeAt)), cmp.Compare(y.Workers, x.Workers),
			cmp.Compare(d.late[a]-d.early[a], d.late[b]-d.early[b]))
	})
}

// recover places one visit where it changes least, if anywhere.
func (d *draft) recover(v int, was Pin) Recovered {
	visit := &d.problem.Visits[v]
	r := Recovered{Visit: visit.ID, From: was.Shifts, BeforeMin: AnyTime, StartMin: AnyTime}
	earliest := []int32{d.early[v]}
	if len(was.Shifts) > 0 {
		r.BeforeMin = was.StartMin
		told := int32(was.StartMin)
		earliest = append(earliest, min(d.late[v], max(d.early[v], told)), max(d.early[v], min(d.late[v], told-30)))
	}
	slices.Sort(earliest)
	var best []option
	least, from, before := int32(noCost), d.early[v], slices.Clone(d.start)
	for _, early := range slices.Compact(earliest) {
		d.early[v] = early
		d.eachWay(v, was, func(by []option) {
			if cost, ok := d.changeCost(v, was, by, before); ok && cost < least {
				best, least, from = slices.Clone(by), cost, early
			}
		})
	}
	d.early[v] = from
	if best == nil {
		d.widen(v)
		r.Against = d.closestAgainst(v, nil)
		return r
	}
	o := d.describe(v, best...)
	r.To, r.ExtraTravelMin, r.Reasons, r.Later = o.Shifts, o.ExtraTravelMin, o.Reasons, o.Later
	for _, one := range best {
		s := &d.problem.Shifts[one.spot.shift]
		r.ShiftTimes = append(r.ShiftTimes, Span{s.StartMin, s.EndMin})
	}
	r.Against = d.closestAgainst(v, best)
	d.choose(v, best[0])
	d.insert(v, spotsOf(best))
	return r
}

func spotsOf(by []option) []spot {
	spots := make([]spot, len(by))
	for i, one := range by {
		spots[i] = one.spot
	}
	return spots
}

// eachWay calls yield with ways to make a visit: every spot for one worker; for
// two, whoever is still there with each other worker, then the cheapest pairs.
func (d *draft) eachWay(v int, was Pin, yield func(by []option)) {
	if !d.double(v) {
		for s := range d.runs {
			d.eachFit(v, s, func(o option) { yield([]option{o}) })
		}
		return
	}
	for _, stays := range d.stillThere(was) {
		if !d.canDo(v, stays) {
			continue
		}
		for s := range d.runs {
			if s == stays || !d.canDo(v, s) {
				continue
			}
			for _, p := range d.pairs(v, 1, func(x int) bool { return x == s || x == stays }) {
				yield([]option{p.first, p.second})
			}
		}
	}
	for _, p := range d.pairs(v, optionsShown, nil) {
		yield([]option{p.first, p.second})
	}
}

// stillThere gives the shifts of a pin that are worked.
func (d *draft) stillThere(was Pin) (shifts []int) {
	for s := range d.problem.Shifts {
		if slices.Contains(was.Shifts, d.problem.Shifts[s].ID) {
			shifts = append(shifts, s)
		}
	}
	return shifts
}

// changeCost tries a way for real and prices what it changes, the starts before
// it being given.
func (d *draft) changeCost(v int, was Pin, by []option, before []int32) (cost int32, ok bool) {
	spots := spotsOf(by)
	defer d.first(v, d.early[v], d.late[v])
	d.choose(v, by[0])
	if ok = d.insert(v, spots); ok {
		others := map[int]bool{}
		for _, s := range d.touched {
			for _, stop := range d.runs[s] {
				if x := stop.visit(); x != v && d.start[x] != before[x] && !others[x] {
					others[x] = true
					cost += otherMovedCost + minuteAwayCost*(d.start[x]-before[x])
				}
			}
		}
		if len(was.Shifts) > 0 {
			away := d.start[v] - int32(was.StartMin)
			cost += minuteAwayCost * max(away, -away)
		}
		for _, stays := range d.stillThere(was) {
			if d.canDo(v, stays) && !slices.ContainsFunc(by, func(o option) bool { return o.spot.shift == stays }) {
				cost += partnerMovedCost
			}
		}
		for _, one := range by {
			cost += one.cost
		}
	}
	d.undo(spots)
	return cost, ok
}

// closestAgainst says why the closest other workers cannot make a visit: those
// who know the person first, then those who set off nearest. Hours that do not
// reach the visit explain nothing and are left out.
func (d *draft) closestAgainst(v int, chosen []option) []Against {
	visit := &d.problem.Visits[v]
	var others []int
	for s := range d.problem.Shifts {
		taken := slices.ContainsFunc(chosen, func(o option) bool { return o.spot.shift == s })
		if !taken && d.problem.bar(v, s) != NotWorking {
			others = append(others, s)
		}
	}
	away := func(s int) int32 { return d.minutes.between(d.problem.Shifts[s].Start, d.where[v], s) }
	knows := func(s int) int { return min(1, d.problem.Shifts[s].Known[visit.Person]) }
	slices.SortStableFunc(others, func(a, b int) int {
		return cmp.Or(cmp.Compare(knows(b), knows(a)), cmp.Compare(away(a), away(b)))
	})
	var out []Against
	for _, s := range others[:min(len(others), 4*againstShown)] {
		if why := d.against(v, s); why.Code != "" && len(out) < againstShown {
			out = append(out, Against{d.problem.Shifts[s].ID, why})
		}
	}
	return out
}

// movedSince lists visits that start later than a plan had them, apart from
// some.
func (d *draft) movedSince(pins map[VisitID]Pin, apart []int) (moved []Later) {
	for v := range d.problem.Visits {
		pin, ok := pins[d.problem.Visits[v].ID]
		if ok && d.start[v] != unset && int(d.start[v]) != pin.StartMin && !slices.Contains(apart, v) {
			moved = append(moved, Later{d.problem.Visits[v].ID, pin.StartMin, int(d.start[v])})
		}
	}
	return moved
}
