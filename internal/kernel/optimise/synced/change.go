package synced

// begin starts a change that can be put back as a whole.
func (s *state) begin() {
	s.freshenWorst()
	s.change++
	s.late = false
	s.saved, s.savedLoad, s.savedMet = s.saved[:0], s.savedLoad[:0], s.savedMet[:0]
	s.savedOut = append(s.savedOut[:0], s.out...)
	s.savedSum = s.sum
}

// rollback puts everything back as it was at begin. No visit was absent then.
func (s *state) rollback() {
	for i := range s.saved {
		s.nodes[s.saved[i].at] = s.saved[i].node
	}
	for i := len(s.savedLoad) - 1; i >= 0; i-- {
		s.load[s.savedLoad[i].round] = s.savedLoad[i].load
	}
	for i := len(s.savedMet) - 1; i >= 0; i-- {
		was := &s.savedMet[i]
		s.setMet(was.person, was.round, was.met)
	}
	s.out = append(s.out[:0], s.savedOut...)
	s.sum, s.stale, s.absent = s.savedSum, false, s.absent[:0]
}

// edit is a node about to be written to.
func (s *state) edit(i int32) *node {
	n := &s.nodes[i]
	if s.savedStamp[i] != s.change {
		s.savedStamp[i] = s.change
		s.saved = append(s.saved, savedNode{i, *n})
	}
	return n
}

func (s *state) setLoad(round int16, load Ticks) {
	s.savedLoad = append(s.savedLoad, savedLoad{round, s.load[round]})
	s.sum.extra += s.extra(round, load) - s.extra(round, s.load[round])
	s.load[round] = load
}

// takeOut takes a visit off its rounds. Call settle afterwards.
func (s *state) takeOut(v int32) {
	s.absent = append(s.absent, v)
	for i, end := s.first[v], s.first[v]+int32(len(s.problem.Visits[v].Stops)); i < end; i++ {
		n := s.edit(i)
		if late := n.late(); late > 0 {
			s.sum.late -= late
			s.stale = true
		}
		s.meet(v, n.round, -1)
		s.sum.assigned -= int64(s.price[int(i)*len(s.load)+int(n.round)])
		if !n.pause {
			s.setLoad(n.round, s.load[n.round]-n.duration)
		}
		before, after := s.edit(n.prev), s.edit(n.next)
		s.unjoin(n)
		s.unjoin(after)
		before.next, after.prev = n.next, n.prev
		n.prev, n.next = none, none
		s.join(before, after)
		n.round = none
	}
	for _, link := range s.behind[v] {
		s.wakeVisit(int32(link.Visit))
	}
}

// unjoin takes the way to a node from the sums.
func (s *state) unjoin(n *node) {
	s.sum.travel -= int64(n.leg)
	if n.turn {
		s.sum.turns--
	}
}

// join makes the way between two neighbours right, and wakes the second. A
// pause is wherever the worker was before it, so what follows comes from there.
func (s *state) join(before, after *node) {
	after.leg = s.distance(before.round, before.place, after.place)
	if after.pause {
		after.leg = 0
		if after.place != before.place || after.last != before.last {
			after.place, after.last = before.place, before.last
			follows := s.edit(after.next)
			s.unjoin(follows)
			s.join(after, follows)
		}
	}
	s.sum.travel += int64(after.leg)
	if after.turn = turns(before, after); after.turn {
		s.sum.turns++
	}
	s.wake(before.next)
}

// turns is true where a worker would go on from a stop that is last to one that
// is not.
func turns(before, after *node) bool { return before.last && !after.last && after.visit != none }

// putIn places a stop of a visit after a node, in one of its visit's windows.
// All stops of a visit get the same key. Call settle afterwards.
func (s *state) putIn(i, after int32, key float64, window Window) {
	n, before := s.edit(i), s.edit(after)
	n.prev, n.next, n.round, n.key = after, before.next, before.round, key
	n.early, n.due, n.latest = window.Earliest, window.Due, window.Latest
	n.start = n.early
	s.sum.late += n.late()
	s.sum.worst = max(s.sum.worst, n.late())
	s.sum.assigned += int64(s.price[int(i)*len(s.load)+int(n.round)])
	s.meet(n.visit, n.round, 1)
	if !n.pause {
		s.setLoad(n.round, s.load[n.round]+n.duration)
	}
	next := s.edit(before.next)
	s.unjoin(next)
	before.next, next.prev = i, i
	if n.pause {
		n.place, n.leg, n.last, n.turn = before.place, 0, before.last, false
	} else {
		s.join(before, n)
	}
	s.join(n, next)
	s.wake(i)
	for _, link := range s.behind[n.visit] {
		s.wakeVisit(int32(link.Visit))
	}
}
