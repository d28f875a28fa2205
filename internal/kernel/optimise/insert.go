package optimise

import (
	"cmp"
	"math"
	"slices"
)

// What is wished for is weighed in tenths of a minute of travel, so that "ten
// minutes further for a known face" is a sum anyone can follow. The sizes are
// our assumptions, to be tuned with coordinators.
const (
	costPerTravelMin = 10
	// firstMeetingCost is what sending a stranger costs: 15 minutes of travel.
	// It is halved after one visit and shared by n+1 after n, for the second
	// visit builds more trust than the twentieth. Source for continuity as an
	// aim, not for the size: NICE NG21 1.1.4.
	firstMeetingCost = 15 * costPerTravelMin
	// What passing over a wish costs: a preferred gender, a worker asked for by
	// name, the person's language.
	otherGenderCost   = 30 * costPerTravelMin
	notPreferredCost  = 10 * costPerTravelMin
	otherLanguageCost = 20 * costPerTravelMin
	// goesOnCost is each time a worker goes on from a person with an infection to
	// one without: two hours of travel. It is a price and no rule, for nobody
	// must go without a visit because of it, and four visits a day cannot all
	// come last.
	goesOnCost = 120 * costPerTravelMin
	// costPerExtraMin is a minute at visits beyond a shift's EnoughMin.
	costPerExtraMin = costPerTravelMin / 2
)

const noCost = math.MaxInt32

func genderCost(v *Visit, s *Shift) int32 {
	if v.Gender != "" && v.Gender != s.Gender {
		return otherGenderCost
	}
	return 0
}

// fixedCost is what the wishes cost that a shift passes over whatever else it
// does.
func fixedCost(v *Visit, s *Shift) int32 {
	cost := genderCost(v, s)
	if len(v.Preferred) > 0 && !slices.Contains(v.Preferred, s.Worker) {
		cost += notPreferredCost
	}
	if v.Language != "" && !slices.Contains(s.Languages, v.Language) {
		cost += otherLanguageCost
	}
	return cost
}

// option is one worker's way to make a visit.
type option struct {
	spot  spot
	cost  int32
	start int32 // earliest for this worker alone
	// latest is the last start that could still leave the next stop its
	// window: no promise, but beyond it there is no hope.
	latest int32
	window Window // the visit's, for this option
}

// wishCost is what a visit costs on a shift apart from travel. Being on the
// same person's earlier visit today counts as knowing them.
func (d *draft) wishCost(v, s int) int32 {
	met := d.problem.Shifts[s].Known[d.problem.Visits[v].Person]
	for _, stop := range d.runs[s] {
		if d.person[stop.visit()] == d.person[v] {
			met++
		}
	}
	return d.wish[v*len(d.problem.Shifts)+s] + meetingCost(met) + d.extraCost(s, d.length[v])
}

// meetingCost is what it costs to send somebody who was there so many times.
func meetingCost(met int) int32 { return firstMeetingCost / int32(met+1) }

// extraCost is what more time at visits costs a shift.
func (d *draft) extraCost(s int, more int32) int32 {
	enough := int32(d.problem.Shifts[s].EnoughMin)
	if enough == 0 {
		return 0
	}
	return costPerExtraMin * (max(0, d.load[s]+more-enough) - max(0, d.load[s]-enough))
}

// eachHope calls yield with every spot on a run that a quick look allows, in
// run order, its cost and start filled in. Times there are lower bounds. The
// visit is in the option's window while yield runs, and in its first one after.
func (d *draft) eachHope(v, s int, yield func(option)) {
	if !d.canDo(v, s) {
		return
	}
	d.hopes(v, s, yield)
	if len(d.others[v]) == 0 {
		return
	}
	early, late := d.early[v], d.late[v]
	for _, w := range d.others[v] {
		d.early[v], d.late[v] = int32(w.EarliestMin), int32(w.LatestMin)
		d.hopes(v, s, yield)
	}
	d.early[v], d.late[v] = early, late
}

// hopes is eachHope for the window the visit is in.
func (d *draft) hopes(v, s int, yield func(option)) {
	shift, run := &d.problem.Shifts[s], d.runs[s]
	wish := d.wishCost(v, s)
	before, left := int32(unset), int32(shift.fromMin())
	window := Window{int(d.early[v]), int(d.late[v])}
	for i := 0; i <= len(run); i++ {
		to := d.way(s, before, v)
		start := max(d.early[v], left+to)
		latest := min(d.late[v], int32(shift.EndMin)-d.length[v])
		if start > latest {
			return // every spot further on is later still
		}
		detour := to
		if i < len(run) {
			next := run[i].visit()
			on := d.way(s, int32(v), next)
			latest = min(latest, d.late[next]-on-d.length[v])
			detour += on - d.way(s, before, next)
		}
		if start <= latest {
			yield(option{spot{s, i}, costPerTravelMin*detour + wish + d.goesOn(v, s, i), start, latest, window})
		}
		if i < len(run) {
			next := run[i].visit()
			before, left = int32(next), d.start[next]+d.length[next]
		}
	}
}

// choose puts the visit into the window of an option, to place it there.
func (d *draft) choose(v int, o option) {
	d.early[v], d.late[v] = int32(o.window.EarliestMin), int32(o.window.LatestMin)
}

// eachFit calls yield with every spot on a run that one worker can really
// make, with its true start, whatever a second worker would add.
func (d *draft) eachFit(v, s int, yield func(option)) {
	d.eachHope(v, s, func(o option) {
		if start, fits := d.attempt(v, []spot{o.spot}, false); fits {
			o.start = start
			yield(o)
		}
	})
}

// bestOn is the cheapest spot on one run for one worker.
func (d *draft) bestOn(v, s int) (best option, ok bool) {
	best.cost = noCost
	d.eachHope(v, s, func(o option) {
		if o.cost >= best.cost {
			return
		}
		if start, fits := d.attempt(v, []spot{o.spot}, false); fits {
			o.start = start
			best, ok = o, true
		}
	})
	return best, ok
}

// pair is a way for two workers to make a visit together.
type pair struct {
	first, second option
	start         int32
}

func (p pair) cost() int32 { return p.first.cost + p.second.cost }

// pairs finds the want cheapest ways for two workers on the allowed shifts,
// one for each two shifts, cheapest first.
func (d *draft) pairs(v, want int, allowed func(s int) bool) []pair {
	var hopes []option
	for s := range d.runs {
		if allowed != nil && !allowed(s) {
			continue
		}
		d.eachFit(v, s, func(o option) { hopes = append(hopes, o) })
	}
	defer d.first(v, d.early[v], d.late[v])
	slices.SortStableFunc(hopes, func(a, b option) int { return cmp.Compare(a.cost, b.cost) })
	var found []pair
	for i := range hopes {
		if len(found) == want && 2*hopes[i].cost >= found[want-1].cost() {
			break
		}
		for j := i + 1; j < len(hopes); j++ {
			p := pair{first: hopes[i], second: hopes[j]}
			if len(found) == want && p.cost() >= found[want-1].cost() {
				break
			}
			same := slices.IndexFunc(found, p.sameShifts)
			if !d.togetherHope(p) || same >= 0 && found[same].cost() <= p.cost() {
				continue
			}
			d.choose(v, p.first)
			start, fits := d.attempt(v, []spot{p.first.spot, p.second.spot}, false)
			if !fits {
				continue
			}
			p.start = start
			if same >= 0 {
				found = slices.Delete(found, same, same+1)
			}
			at, _ := slices.BinarySearchFunc(found, p, func(a, b pair) int {
				return cmp.Or(cmp.Compare(a.cost(), b.cost()), -1) // ties: found first stays first
			})
			found = slices.Insert(found, at, p)
			found = found[:min(len(found), want)]
		}
	}
	return found
}

// first puts the visit back into the window it was in.
func (d *draft) first(v int, early, late int32) { d.early[v], d.late[v] = early, late }

// togetherHope reports whether two options are different workers whose times
// could meet.
func (d *draft) togetherHope(p pair) bool {
	return d.worker[p.first.spot.shift] != d.worker[p.second.spot.shift] && p.first.window == p.second.window &&
		max(p.first.start, p.second.start) <= min(p.first.latest, p.second.latest)
}

func (p pair) sameShifts(q pair) bool {
	a, b := p.first.spot.shift, p.second.spot.shift
	c, d := q.first.spot.shift, q.second.spot.shift
	return a == c && b == d || a == d && b == c
}
