package optimise

import (
	"cmp"
	"slices"
)

// Construct makes a plan by greedy insertion. Pinned visits are put back
// first. Then come visits that must be at a time, then the rest, those first
// that would do most harm left out; among equals those by two workers, the
// tightest window first, then the visit by one worker that would lose most if
// its best shift were taken (regret). Each goes where it adds least travel, a
// stranger at the door counting as 15 minutes, a wish passed over as 10 to 30.
//
// It promises that no hard rule is broken and that every visit is placed or
// listed with a reason. It does not promise the best plan, nor that a visit
// listed could not be placed by moving others between workers. Errors: those of
// Problem.Check. 900 visits on 90 shifts take about a tenth of a second.
func Construct(p Problem) (Plan, error) {
	return construct(&p, Plan{})
}

// construct is Construct beside a plan that people were told of.
func construct(p *Problem, told Plan) (Plan, error) {
	if err := p.Check(); err != nil {
		return Plan{}, err
	}
	d := newDraft(p)
	d.tell(told)
	notKept := d.keepPinned()
	d.placeAll()
	return d.plan(notKept), nil
}

// placeAll inserts every visit not yet placed, tier by tier, then looks once
// more at those that found no place, for breaks can move as runs fill.
func (d *draft) placeAll() {
	for _, mustBeAt := range []bool{true, false} {
		for harm := d.mostHarm(); harm >= 0; harm-- {
			d.placeTier(func(v *Visit) bool { return v.MustBeAt == mustBeAt && v.Harm == harm })
		}
	}
	d.placeTier(func(*Visit) bool { return true })
}

func (d *draft) mostHarm() int {
	most := 0
	for v := range d.problem.Visits {
		most = max(most, d.problem.Visits[v].Harm)
	}
	return most
}

func (d *draft) placeTier(in func(*Visit) bool) {
	var doubles, singles []int
	for v := range d.problem.Visits {
		switch visit := &d.problem.Visits[v]; {
		case d.start[v] != unset || !in(visit):
		case visit.Workers == 2:
			doubles = append(doubles, v)
		default:
			singles = append(singles, v)
		}
	}
	d.placeDoubles(doubles)
	d.placeSingles(singles)
}

// tightness orders visits: few minutes to start in, then few shifts that can,
// then the order of the problem.
func (d *draft) tightness(v int) (window, shifts int) {
	for s := range d.problem.Shifts {
		if d.canDo(v, s) {
			shifts++
		}
	}
	window = int(d.late[v] - d.early[v])
	for _, w := range d.others[v] {
		window += w.LatestMin - w.EarliestMin
	}
	return window, shifts
}

func (d *draft) placeDoubles(visits []int) {
	slices.SortStableFunc(visits, func(a, b int) int {
		windowA, shiftsA := d.tightness(a)
		windowB, shiftsB := d.tightness(b)
		return cmp.Or(cmp.Compare(windowA, windowB), cmp.Compare(shiftsA, shiftsB))
	})
	for _, v := range visits {
		if found := d.pairs(v, 1, nil); len(found) > 0 {
			d.choose(v, found[0].first)
			d.attempt(v, []spot{found[0].first.spot, found[0].second.spot}, true)
		}
	}
}

// regretTable holds, for visits still to place, the cheapest cost on each shift.
type regretTable struct {
	visits []int
	cost   [][]int32 // as visits, by shift; noCost where it cannot be done
}

func (d *draft) placeSingles(visits []int) {
	slices.SortStableFunc(visits, func(a, b int) int {
		windowA, _ := d.tightness(a)
		windowB, _ := d.tightness(b)
		return cmp.Compare(windowA, windowB) // breaks ties of regret
	})
	t := regretTable{visits: visits, cost: make([][]int32, len(visits))}
	for i, v := range visits {
		t.cost[i] = make([]int32, len(d.runs))
		for s := range d.runs {
			t.cost[i][s] = d.costOn(v, s)
		}
	}
	for {
		i, s := t.choose()
		if i < 0 {
			return
		}
		best, ok := d.bestOn(t.visits[i], s)
		if !ok { // another run, tied to this one by a shared visit, has filled up
			t.cost[i][s] = noCost
			continue
		}
		d.choose(t.visits[i], best)
		d.attempt(t.visits[i], []spot{best.spot}, true)
		t.visits = slices.Delete(t.visits, i, i+1)
		t.cost = slices.Delete(t.cost, i, i+1)
		changed := slices.Clone(d.touched)
		for i, v := range t.visits {
			for _, s := range changed {
				t.cost[i][s] = d.costOn(v, s)
			}
		}
	}
}

func (d *draft) costOn(v, s int) int32 {
	best, _ := d.bestOn(v, s)
	return best.cost
}

// choose picks the visit with the largest gap between its best and second best
// shift, and the best shift. A visit with one shift left comes before any
// with two. It returns -1 when nothing can be placed.
func (t *regretTable) choose() (visit, shift int) {
	visit, most := -1, int32(-1)
	for i, costs := range t.cost {
		best, second, bestShift := int32(noCost), int32(noCost), -1
		for s, c := range costs {
			switch {
			case c < best:
				best, second, bestShift = c, best, s
			case c < second:
				second = c
			}
		}
		if bestShift >= 0 && second-best > most {
			visit, shift, most = i, bestShift, second-best
		}
	}
	return visit, shift
}
