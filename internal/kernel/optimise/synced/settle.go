package synced

// wake asks for a node's visit to be settled anew; at the end of a round that
// is done at once.
func (s *state) wake(i int32) {
	n := &s.nodes[i]
	if n.visit != none {
		s.wakeVisit(n.visit)
		return
	}
	before := &s.nodes[n.prev]
	if start := before.start + before.duration + n.leg; start != n.start {
		s.edit(i).start = start
		s.late = s.late || start > n.latest
	}
}

func (s *state) wakeVisit(v int32) {
	if s.waiting[v] == s.settles || s.nodes[s.first[v]].round < 0 {
		return
	}
	s.waiting[v] = s.settles
	s.dirty = append(s.dirty, v)
	s.up(len(s.dirty) - 1)
}

// settle gives every visit that was woken its earliest starts, in the order of
// keys, and wakes those that follow. Each visit is settled once.
func (s *state) settle() {
	for len(s.dirty) > 0 {
		v := s.dirty[0]
		last := len(s.dirty) - 1
		s.dirty[0] = s.dirty[last]
		s.dirty = s.dirty[:last]
		s.down(0)
		s.waiting[v] = s.settles - 1
		a := s.first[v]
		n := &s.nodes[a]
		if n.round < 0 {
			continue // taken out after it was woken
		}
		start, latest := s.reached(n), n.latest
		if n.linked {
			start, latest = max(start, s.notBefore(v)), min(latest, s.notAfter(v))
		}
		if n.twin == none {
			s.setStart(a, start)
			s.late = s.late || start > latest
			continue
		}
		b := n.twin
		m := &s.nodes[b]
		other := max(s.reached(m), start+n.twinGap)
		start = max(start, other+m.twinGap)
		s.setStart(a, start)
		s.setStart(b, other)
		s.late = s.late || start > latest || other > m.latest
	}
	s.settles += 2
}

// reached is when a stop could start as far as its own worker is concerned.
func (s *state) reached(n *node) Ticks {
	before := &s.nodes[n.prev]
	return max(n.early, before.start+before.duration+n.leg)
}

// notBefore is when a visit could start as far as those it follows are
// concerned.
func (s *state) notBefore(v int32) Ticks {
	var start Ticks
	for _, link := range s.before[v] {
		if n := &s.nodes[s.first[link.Visit]]; n.round >= 0 {
			start = max(start, n.start+link.Gap)
		}
	}
	return start
}

// notAfter is when a visit must start at the latest as far as those it follows
// are concerned.
func (s *state) notAfter(v int32) Ticks {
	last := Never
	for _, link := range s.before[v] {
		if n := &s.nodes[s.first[link.Visit]]; n.round >= 0 && link.Most < Never {
			last = min(last, n.start+link.Most)
		}
	}
	return last
}

func (s *state) setStart(i int32, start Ticks) {
	if s.nodes[i].start == start {
		return
	}
	n := s.edit(i)
	was := n.late()
	n.start = start
	now := n.late()
	s.sum.late += now - was
	if now > s.sum.worst {
		s.sum.worst = now
		s.stale = false
	} else if was > now && was >= s.sum.worst {
		s.stale = true
	}
	s.wake(n.next)
	if n.linked {
		for _, link := range s.behind[n.visit] {
			s.wakeVisit(int32(link.Visit))
		}
	}
}

func (s *state) sooner(i, j int) bool {
	return s.nodes[s.first[s.dirty[i]]].key < s.nodes[s.first[s.dirty[j]]].key
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
