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
	Hot, Cold  float64        // temperatures, in ticks
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
}

// Solve searches until the iterations or the time are used up.
func Solve(p *Problem, o Options) Result {
	s := &search{near: neighbours(p), ruined: make([]uint32, len(p.Workers)), order: make([]float64, len(p.Visits))}
	s.look = newLook(newState(p), o.Seed)
	s.construct()
	best := slices.Clone(s.nodes)
	current := s.cost()
	bestCost := current
	temperature := o.Hot
	var n int64
	for ; o.Iterations == 0 || n < o.Iterations; n++ {
		if n%64 == 0 {
			used := 0.0
			if o.Iterations > 0 {
				used = float64(n) / float64(o.Iterations)
			}
			if o.Done != nil {
				used = max(used, o.Done())
			}
			if used >= 1 {
				break
			}
			temperature = o.Hot * math.Pow(o.Cold/o.Hot, used)
		}
		limit := current + int64(-temperature*math.Log(s.chance.unit()))
		s.begin()
		s.ruin()
		s.settle()
		if !s.recreate(limit) {
			s.rollback()
			continue
		}
		current = s.cost()
		if current < bestCost {
			bestCost = current
			copy(best, s.nodes)
		}
	}
	copy(s.nodes, best)
	return Result{Solution: s.solution(), Iterations: n, Looks: s.count}
}

// recreate puts every absent visit back where it costs least. It gives up as
// soon as the whole costs more than limit.
func (s *search) recreate(limit int64) bool {
	s.sort()
	for len(s.absent) > 0 {
		last := len(s.absent) - 1
		v := s.absent[last]
		at := s.bestSpot(v, limit-s.cost()+1)
		if at.cost == noSpot {
			return false
		}
		s.absent = s.absent[:last]
		for w := range s.problem.Visits[v].Stops {
			s.putIn(s.first[v]+int32(w), at.after[w], at.key)
		}
		s.settle()
	}
	return s.cost() <= limit
}

// sort puts the absent visits in an order to put them back, last first.
func (s *search) sort() {
	kind := s.chance.below(10)
	for _, v := range s.absent {
		stop := &s.problem.Visits[v].Stops[0]
		double := float64(len(s.problem.Visits[v].Stops) - 1)
		switch {
		case kind < 3:
			s.order[v] = s.chance.unit()
		case kind < 5: // those by two workers first
			s.order[v] = double + s.chance.unit()
		case kind < 7: // tightest window first
			s.order[v] = -float64(stop.Due - stop.Earliest)
		case kind < 9: // earliest first
			s.order[v] = -float64(stop.Earliest)
		default: // latest first
			s.order[v] = float64(stop.Due)
		}
	}
	slices.SortStableFunc(s.absent, func(a, b int32) int { return cmp.Compare(s.order[a], s.order[b]) })
}

// construct makes the first solution, in order of due times.
func (s *search) construct() {
	slices.SortStableFunc(s.absent, func(a, b int32) int {
		return cmp.Compare(s.problem.Visits[b].Stops[0].Due, s.problem.Visits[a].Stops[0].Due)
	})
	s.begin()
	for len(s.absent) > 0 {
		last := len(s.absent) - 1
		v := s.absent[last]
		at := s.bestSpot(v, noSpot)
		if at.cost == noSpot {
			panic("nobody can do a visit")
		}
		s.absent = s.absent[:last]
		for w := range s.problem.Visits[v].Stops {
			s.putIn(s.first[v]+int32(w), at.after[w], at.key)
		}
		s.settle()
	}
}

func (s *search) solution() Solution {
	sol := Solution{Rounds: make([][]StopAt, len(s.problem.Workers))}
	c := &sol.Cost
	for w := range sol.Rounds {
		n := s.nodes[s.head(int32(w))].next
		for ; s.nodes[n].next != none; n = s.nodes[n].next {
			node := &s.nodes[n]
			sol.Rounds[w] = append(sol.Rounds[w], StopAt{int(node.visit), int(n - s.first[node.visit]), node.start})
			c.Travel += int64(node.leg)
			c.Lateness += node.late()
			c.Worst = max(c.Worst, node.late())
		}
		c.Travel += int64(s.nodes[n].leg)
	}
	c.Total = c.Travel + s.problem.LatenessWeight*c.Lateness + s.problem.WorstWeight*c.Worst
	return sol
}
