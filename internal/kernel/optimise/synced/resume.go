package synced

import (
	"cmp"
	"slices"
)

// resume places the visits of a solution as far as they fit, in order of their
// starts. The rest stays absent.
func (s *search) resume(from *Solution) {
	at := make([][2]int32, len(s.problem.Visits)) // by visit and stop: the round, plus one
	starts := make([]Ticks, len(s.problem.Visits))
	for w, round := range from.Rounds {
		for _, stop := range round {
			at[stop.Visit][stop.Stop] = int32(w + 1)
			starts[stop.Visit] = max(starts[stop.Visit], stop.Start)
		}
	}
	order := slices.Clone(s.absent)
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(starts[a], starts[b]) })
	s.absent = s.absent[:0]
	for n, v := range order {
		if !s.resumeVisit(v, at[v], starts[v], float64(n)) {
			s.absent = append(s.absent, v)
		}
	}
}

func (s *search) resumeVisit(v int32, rounds [2]int32, start Ticks, key float64) bool {
	visit := &s.problem.Visits[v]
	window := slices.IndexFunc(visit.Windows, func(w Window) bool { return start >= w.Earliest && start <= w.Latest })
	if window < 0 {
		return false
	}
	for i := range visit.Stops {
		if rounds[i] == 0 || !slices.ContainsFunc(visit.Stops[i].Able, func(a Able) bool { return a.Worker == rounds[i]-1 }) {
			return false
		}
	}
	for i := range visit.Stops {
		tail := s.head(int16(rounds[i]-1)) + 1
		s.putIn(s.first[v]+int32(i), s.nodes[tail].prev, key, visit.Windows[window])
	}
	s.settle()
	if s.sound(v) {
		return true
	}
	s.takeOut(v)
	s.absent = s.absent[:len(s.absent)-1]
	s.settle()
	return false
}

// sound is true where a visit that was just put at the end of its rounds is in
// time for all that is hard.
func (s *search) sound(v int32) bool {
	for i := range s.problem.Visits[v].Stops {
		n := &s.nodes[s.first[v]+int32(i)]
		if end := &s.nodes[n.next]; n.start > n.latest || end.start > end.latest {
			return false
		}
		for _, link := range s.before[v] {
			if other := &s.nodes[s.first[link.Visit]]; other.round >= 0 && link.Most < Never && n.start > other.start+link.Most {
				return false
			}
		}
	}
	return true
}
