package synced

import (
	"cmp"
	"math"
	"slices"
)

// Options says how long and how to search.
type Options struct {
	Seed       uint64
	Iterations int64          // rounds of search; zero for no limit
	Done       func() float64 // share of the time that is used up, 1 or more to stop; may be nil
	Hot, Cold  float64        // how much worse is accepted at first and at last
	Start      *Solution      // where to begin; may be nil. What does not fit is placed anew
}

// Result is the best solution found, and how much work it took.
type Result struct {
	Solution   Solution
	Iterations int64
	Looks      int64 // places for a visit looked at
}

type search struct {
	*look
	near   [][]int32
	ruined []uint32 // by round: in this ruin already
	ruins  uint32
	string []int32
	order  []float64
	rooms  []room
	tries  []int32 // by visit: how often a round of search began at it because it was left out

	temperature float64 // how much worse is accepted now
}

// Solve searches until the iterations or the time are used up.
func Solve(p *Problem, o Options) Result {
	s := newSearch(p, o)
	best, bestOut := slices.Clone(s.nodes), slices.Clone(s.out)
	current := s.cost()
	bestCost := current
	s.temperature = o.Hot
	var n int64
	for ; len(p.Visits) > 0 && (o.Iterations == 0 || n < o.Iterations); n++ {
		if n%askEvery == 0 {
			used := o.used(n)
			if used >= 1 {
				break
			}
			s.temperature = o.Hot * math.Pow(o.Cold/o.Hot, used)
			if n%rekeyEvery == 0 {
				s.rekey()
			}
		}
		if !s.round(current + int64(-s.temperature*math.Log(s.chance.Unit()))) {
			continue
		}
		if current = s.cost(); current < bestCost {
			bestCost = current
			copy(best, s.nodes)
			bestOut = append(bestOut[:0], s.out...)
		}
	}
	copy(s.nodes, best)
	s.out = append(s.out[:0], bestOut...)
	return Result{Solution: s.solution(), Iterations: n, Looks: s.count}
}

// askEvery is how many rounds of search go by before the time is asked and the
// temperature set, rekeyEvery how many before the keys are put right.
const (
	askEvery   = 64
	rekeyEvery = 8 * askEvery
)

// used is the share of the iterations or the time that is used up after n
// rounds.
func (o *Options) used(n int64) float64 {
	used := 0.0
	if o.Iterations > 0 {
		used = float64(n) / float64(o.Iterations)
	}
	if o.Done != nil {
		used = max(used, o.Done())
	}
	return used
}

// newSearch is a search with its first solution made.
func newSearch(p *Problem, o Options) *search {
	s := &search{near: neighbours(p), ruined: make([]uint32, len(p.Workers)), tries: make([]int32, len(p.Visits)), order: make([]float64, len(p.Visits))}
	s.look = newLook(newState(p), o.Seed)
	s.begin()
	if o.Start != nil {
		s.resume(o.Start)
	}
	s.construct()
	return s
}

// round takes some visits out and puts them back. Where the whole would cost
// more than limit, all is put back as it was, and it reports false.
func (s *search) round(limit int64) bool {
	s.begin()
	seed := s.begins()
	s.ruin(s.centre(seed))
	tried := s.tryLeftOut(seed)
	s.settle()
	// Taking out can make others later: a pause is taken where the worker was
	// before it, and without a visit before it that may be farther away.
	if !s.late {
		s.sort(tried)
		if s.recreate(limit) {
			return true
		}
	}
	s.rollback()
	return false
}

// recreate puts every absent visit back, in order, where it costs least, or leaves it out
// where that is cheaper. It gives up as soon as the whole costs more than
// limit.
func (s *search) recreate(limit int64) bool {
	for len(s.absent) > 0 {
		last := len(s.absent) - 1
		v := s.absent[last]
		room := limit - s.cost() + 1
		leftOut := s.problem.Visits[v].LeftOut
		at := s.bestSpot(v, min(room, leftOut))
		s.absent = s.absent[:last]
		if at.cost == noSpot {
			if leftOut >= room {
				s.absent = append(s.absent, v)
				return false
			}
			s.out = append(s.out, v)
			s.sum.leftOut += leftOut
			continue
		}
		s.place(v, at)
	}
	return s.cost() <= limit
}

func (s *search) place(v int32, at spot) {
	window := *at.window
	window.Earliest = at.early
	for w := range s.problem.Visits[v].Stops {
		s.putIn(s.first[v]+int32(w), at.after[w], at.key, window)
	}
	s.settle()
}

// begins is the visit around which to take others out: more often than not one
// that is left out, where there are any.
func (s *search) begins() int32 {
	if len(s.out) > 0 {
		v, share := s.out[s.chance.Below(len(s.out))], leftOutShare
		if s.hopeless(v) {
			share = lateShare
		}
		if s.chance.Unit() < share {
			s.tries[v]++
			return v
		}
	}
	return int32(s.chance.Below(len(s.problem.Visits)))
}

// hopeless is true of a visit that was begun at many times and that the search is
// now too cold for to put it in another's place.
func (s *search) hopeless(v int32) bool {
	return s.tries[v] >= manyTries && s.temperature < coldShare*float64(s.problem.Visits[v].LeftOut)
}

// centre is the visit itself, or for a pause one on the round it belongs to.
func (s *search) centre(v int32) int32 {
	if !s.problem.Visits[v].Pause {
		return v
	}
	n := s.able[s.first[v]][0].head
	for range 1 + s.chance.Below(longestString) {
		if next := s.nodes[n].next; s.nodes[next].next != none {
			n = next
		}
	}
	if visit := s.nodes[n].visit; visit != none {
		return visit
	}
	return v
}

// tryLeftOut takes a visit and those near it among those to place, where they
// are left out, and gives how many there were.
func (s *search) tryLeftOut(seed int32) (tried int) {
	for _, v := range s.near[seed] {
		if len(s.out) == 0 || tried == leftOutTried {
			break
		}
		if s.nodes[s.first[v]].round >= 0 || v != seed && s.hopeless(v) && s.chance.Unit() >= lateShare {
			continue
		}
		if at := slices.Index(s.out, v); at >= 0 {
			s.out[at] = s.out[len(s.out)-1]
			s.out = s.out[:len(s.out)-1]
			s.sum.leftOut -= s.problem.Visits[v].LeftOut
			s.absent = append(s.absent, v)
			s.again[v] = s.change
			tried++
		}
	}
	return tried
}

// leftOutTried is how many visits left out are tried in each round of search,
// leftOutShare how often a round of search begins at one of them, and
// dearFirstShare how often the visits that are dear to leave out are then put
// back first. Once a visit was begun at manyTries times and the search accepts only
// a coldShare of what it costs left out, there is little hope for it, and lateShare
// of the rounds is enough, and of the times it is near another one.
const (
	leftOutTried   = 3
	leftOutShare   = 0.5
	dearFirstShare = 0.7
	manyTries      = 500
	coldShare      = 0.01
	lateShare      = 0.05
)

// sort puts the absent visits in an order to put them back, last first; some
// of them may be tried again that were left out.
func (s *search) sort(tried int) {
	dearFirst := tried > 0 && s.chance.Unit() < dearFirstShare
	kind := s.chance.Below(10)
	for _, v := range s.absent {
		visit := &s.problem.Visits[v]
		window := &visit.Windows[0]
		switch {
		case dearFirst:
			s.order[v] = float64(visit.LeftOut) + s.chance.Unit()
		case kind < 3:
			s.order[v] = s.chance.Unit()
		case kind < 5: // those by two workers first
			s.order[v] = float64(len(visit.Stops)) + s.chance.Unit()
		case kind < 7: // tightest window first
			s.order[v] = -float64(window.Due - window.Earliest)
		case kind < 9: // earliest first
			s.order[v] = -float64(window.Earliest)
		default: // latest first
			s.order[v] = float64(window.Due)
		}
	}
	slices.SortStableFunc(s.absent, func(a, b int32) int { return cmp.Compare(s.order[a], s.order[b]) })
}

// construct makes the first solution, in order of due times.
func (s *search) construct() {
	slices.SortStableFunc(s.absent, func(a, b int32) int {
		return cmp.Compare(s.problem.Visits[b].Windows[0].Due, s.problem.Visits[a].Windows[0].Due)
	})
	for len(s.absent) > 0 {
		last := len(s.absent) - 1
		v := s.absent[last]
		s.absent = s.absent[:last]
		if at := s.bestSpot(v, s.problem.Visits[v].LeftOut); at.cost != noSpot {
			s.place(v, at)
			continue
		}
		s.out = append(s.out, v)
		s.sum.leftOut += s.problem.Visits[v].LeftOut
	}
}

func (s *search) solution() Solution {
	sol := Solution{Rounds: make([][]StopAt, len(s.problem.Workers))}
	c := &sol.Cost
	for w := range sol.Rounds {
		n := s.nodes[s.head(int16(w))].next
		var load Ticks
		for ; s.nodes[n].next != none; n = s.nodes[n].next {
			node := &s.nodes[n]
			sol.Rounds[w] = append(sol.Rounds[w], StopAt{int(node.visit), int(n - s.first[node.visit]), node.start})
			c.Travel += int64(node.leg)
			c.Lateness += node.late()
			c.Worst = max(c.Worst, node.late())
			if !node.pause {
				load += node.duration
			}
			if node.turn {
				c.Turns++
			}
		}
		c.Travel += int64(s.nodes[n].leg)
		c.Extra += s.extra(int16(w), load)
		c.Assigned += s.problem.assigned(w, sol.Rounds[w])
	}
	for _, v := range s.out {
		sol.LeftOut = append(sol.LeftOut, int(v))
		c.LeftOut += s.problem.Visits[v].LeftOut
	}
	slices.Sort(sol.LeftOut)
	total := sums{c.Travel, c.Lateness, c.Worst, c.Assigned, c.Extra, c.Turns, c.LeftOut}
	c.Total = total.total(s.problem)
	return sol
}
