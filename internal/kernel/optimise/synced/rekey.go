package synced

import (
	"cmp"
	"slices"
)

// rekey gives every visit on a round a key as close to its start as the order
// of rounds allows, so that places at the same time in two rounds lie at the
// same keys. Nothing is absent when it is called.
func (s *state) rekey() {
	s.ranked = s.ranked[:0]
	for v := range s.first {
		if s.nodes[s.first[v]].round >= 0 {
			s.ranked = append(s.ranked, int32(v))
		}
	}
	slices.SortFunc(s.ranked, func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.nodes[s.first[a]].key, s.nodes[s.first[b]].key), cmp.Compare(a, b))
	})
	for _, v := range s.ranked {
		i := s.first[v]
		key := float64(s.nodes[i].start)
		for j := i; j != none; j = s.other(v, j) {
			key = max(key, s.nodes[s.nodes[j].prev].key+leastKeyStep)
		}
		for _, link := range s.before[v] {
			if n := &s.nodes[s.first[link.Visit]]; n.round >= 0 {
				key = max(key, n.key+leastKeyStep)
			}
		}
		for j := i; j != none; j = s.other(v, j) {
			s.nodes[j].key = key
		}
	}
}

// leastKeyStep keeps keys apart that would else be the same.
const leastKeyStep = 1e-3

// other is the second stop of a visit after its first, or none.
func (s *state) other(v, j int32) int32 {
	if j == s.first[v] {
		return s.nodes[j].twin
	}
	return none
}
