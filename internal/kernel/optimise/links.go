package optimise

import "slices"

// link is a Gap between visits by number, from the start of the first to the
// start of the second.
type link struct {
	visit       int
	least, most int32
}

func (d *draft) linkVisits() {
	numbers := make(map[VisitID]int, len(d.problem.Visits))
	for v := range d.problem.Visits {
		numbers[d.problem.Visits[v].ID] = v
	}
	for v := range d.problem.Visits {
		for _, gap := range d.problem.Visits[v].After {
			first := numbers[gap.Visit]
			length := int32(d.problem.Visits[first].DurationMin)
			between := link{first, length + int32(gap.LeastMin), noCost}
			if gap.MostMin > 0 {
				between.most = length + int32(gap.MostMin)
			}
			d.after[v] = append(d.after[v], between)
			d.then[first] = append(d.then[first], link{v, between.least, between.most})
		}
	}
}

func (d *draft) linked(v int) bool { return len(d.after[v])+len(d.then[v]) > 0 }

// notBefore is the earliest start that the visits linked to one allow.
func (d *draft) notBefore(v int) int32 {
	start := int32(unset)
	for _, l := range d.after[v] {
		if d.start[l.visit] != unset {
			start = max(start, d.start[l.visit]+l.least)
		}
	}
	for _, l := range d.then[v] {
		if d.start[l.visit] != unset && l.most != noCost {
			start = max(start, d.start[l.visit]-l.most)
		}
	}
	return start
}

// notAfter is the latest start that the visits it follows allow.
func (d *draft) notAfter(v int) int32 {
	start := int32(noCost)
	for _, l := range d.after[v] {
		if d.start[l.visit] != unset && l.most != noCost {
			start = min(start, d.start[l.visit]+l.most)
		}
	}
	return start
}

// wakeLinked asks for the runs of visits linked to one to be walked again from
// there on.
func (d *draft) wakeLinked(v int) {
	for _, links := range [][]link{d.after[v], d.then[v]} {
		for _, l := range links {
			for w := range 2 {
				stop := stopOf(l.visit, w)
				if s := d.on[stop]; s != unset {
					d.waiting = append(d.waiting, redo{int(s), slices.Index(d.runs[s], stop)})
				}
			}
		}
	}
}

// goesOn is what it costs to make a visit at a place in a run because somebody
// has an infection there: more where the worker goes on from it to somebody
// without, less where that was so already and now is not.
func (d *draft) goesOn(v, s, at int) int32 {
	run, cost := d.runs[s], int32(0)
	before := at > 0 && d.problem.Visits[run[at-1].visit()].Infection
	here := d.problem.Visits[v].Infection
	if before && !here {
		cost += goesOnCost
	}
	if at < len(run) && !d.problem.Visits[run[at].visit()].Infection {
		if here {
			cost += goesOnCost
		}
		if before {
			cost -= goesOnCost
		}
	}
	return cost
}
