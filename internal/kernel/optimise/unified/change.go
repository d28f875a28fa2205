package unified

import "slices"

// begin starts a change that can be put back as a whole.
func (s *state) begin() {
	s.change++
	v := &s.saved
	v.nodes, v.rounds, v.sequences = v.nodes[:0], v.rounds[:0], v.sequences[:0]
	v.out = append(v.out[:0], s.out...)
	v.plain, v.worst, v.leftOut = s.plain, s.worst, s.leftOut
}

// rollback puts everything back as it was at begin. No unit was absent then.
func (s *state) rollback() {
	v := &s.saved
	for i := range v.nodes {
		s.nodes[v.nodes[i].at] = v.nodes[i].node
	}
	from := 0
	for _, r := range v.rounds {
		s.rounds[r.round] = append(s.rounds[r.round][:0], v.sequences[from:from+r.length]...)
		s.tallies[r.round] = r.tally
		from += r.length
	}
	s.out = append(s.out[:0], v.out...)
	s.plain, s.worst, s.leftOut = v.plain, v.worst, v.leftOut
	s.absent = s.absent[:0]
	s.idle.reckon(s.tallies)
}

// edit is a node about to be written to.
func (s *state) edit(i int32) *node {
	n := &s.nodes[i]
	if s.saved.stamp[i] != s.change {
		s.saved.stamp[i] = s.change
		s.saved.nodes = append(s.saved.nodes, savedNode{i, *n})
	}
	return n
}

// editRound remembers a round, and asks for it to be tallied anew.
func (s *state) editRound(r int16) {
	if s.saved.roundStamp[r] != s.change {
		s.saved.roundStamp[r] = s.change
		s.saved.rounds = append(s.saved.rounds, savedRound{r, len(s.rounds[r]), s.tallies[r]})
		s.saved.sequences = append(s.saved.sequences, s.rounds[r]...)
	}
	if s.staleStamp[r] != s.settles {
		s.staleStamp[r] = s.settles
		s.stale = append(s.stale, r)
	}
}

// takeOut takes a unit off its rounds. Call settle afterwards.
func (s *state) takeOut(u int32) {
	s.absent = append(s.absent, u)
	for _, i := range s.units[u].nodes {
		if i == none {
			continue
		}
		n := s.edit(i)
		r, at := n.round, int(n.pos)
		s.editRound(r)
		s.rounds[r] = slices.Delete(s.rounds[r], at, at+1)
		n.round = none
		s.relink(r, at)
	}
}

// putIn places a node in a round before the node now at a position. Call settle
// afterwards.
func (s *state) putIn(i int32, r int16, at int, key float64) {
	n := s.edit(i)
	s.editRound(r)
	s.rounds[r] = slices.Insert(s.rounds[r], at, i)
	n.round, n.key = r, key
	s.relink(r, at)
}

// relink makes positions and travel right where a round was changed, and wakes
// what follows.
func (s *state) relink(r int16, at int) {
	nodes := s.rounds[r]
	for k := max(0, at-1); k < len(nodes); k++ {
		n := s.edit(nodes[k])
		n.pos = int16(k)
		if k > at+2 {
			continue
		}
		n.leg = s.leg(r, nodes, k)
		s.wake(n.unit)
	}
}

// freshen tallies the rounds that changed.
func (s *state) freshen() {
	worst := false
	for _, r := range s.stale {
		s.scratch.load(s, r)
		t := s.tally(&s.scratch, nil)
		s.plain += t.cost - s.tallies[r].cost
		worst = worst || t.worst > s.worst || s.tallies[r].worst == s.worst
		s.tallies[r] = t
	}
	s.stale = s.stale[:0]
	if worst {
		s.worst = 0
		for r := range s.tallies {
			s.worst = max(s.worst, s.tallies[r].worst)
		}
	}
	s.idle.reckon(s.tallies)
}
