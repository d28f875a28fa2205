package unified

// wake asks for a unit to be settled anew.
func (s *state) wake(u int32) {
	if s.waiting[u] == s.settles {
		return
	}
	s.waiting[u] = s.settles
	s.dirty = append(s.dirty, u)
	s.up(len(s.dirty) - 1)
}

// settle gives every unit that was woken its earliest starts, in the order of
// keys, wakes those that follow, and tallies the rounds changed. Each unit is
// settled once.
func (s *state) settle() {
	for len(s.dirty) > 0 {
		u := s.dirty[0]
		last := len(s.dirty) - 1
		s.dirty[0] = s.dirty[last]
		s.dirty = s.dirty[:last]
		s.down(0)
		s.waiting[u] = s.settles - 1
		a := s.units[u].nodes[0]
		n := &s.nodes[a]
		if n.round < 0 {
			continue // taken out after it was woken
		}
		reach := s.reached(n)
		start := max(reach, n.early)
		if n.twin == none {
			s.setStart(a, reach, start)
			continue
		}
		m := &s.nodes[n.twin]
		reached := s.reached(m)
		other := max(reached, m.early, start+n.gap)
		start = max(start, other+m.gap)
		s.setStart(a, reach, start)
		s.setStart(n.twin, reached, other)
	}
	s.settles += 2
	s.freshen()
}

// reached is when a node could start as far as its own worker is concerned.
func (s *state) reached(n *node) Ticks {
	if n.pos == 0 {
		return s.problem.Workers[n.round].From + n.leg
	}
	before := &s.nodes[s.rounds[n.round][n.pos-1]]
	return before.start + before.duration + n.leg
}

func (s *state) setStart(i int32, reach, start Ticks) {
	n := &s.nodes[i]
	if n.start == start && n.reach == reach {
		return
	}
	n = s.edit(i)
	n.reach = reach
	s.editRound(n.round)
	if n.start == start {
		return
	}
	n.start = start
	if n.twin != none {
		s.editRound(s.nodes[n.twin].round)
	}
	if nodes := s.rounds[n.round]; int(n.pos)+1 < len(nodes) {
		s.wake(s.nodes[nodes[n.pos+1]].unit)
	}
}

func (s *state) sooner(i, j int) bool {
	return s.nodes[s.units[s.dirty[i]].nodes[0]].key < s.nodes[s.units[s.dirty[j]].nodes[0]].key
}

func (s *state) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !s.sooner(i, parent) {
			return
		}
		s.dirty[i], s.dirty[parent] = s.dirty[parent], s.dirty[i]
		i = parent
	}
}

func (s *state) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(s.dirty) {
			return
		}
		if child+1 < len(s.dirty) && s.sooner(child+1, child) {
			child++
		}
		if !s.sooner(child, i) {
			return
		}
		s.dirty[i], s.dirty[child] = s.dirty[child], s.dirty[i]
		i = child
	}
}
