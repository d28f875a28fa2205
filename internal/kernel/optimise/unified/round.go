package unified

// slot is one round laid out to be reckoned: as it is, or as it would be.
type slot struct {
	round  int16
	nodes  []int32
	legs   []Ticks
	starts []Ticks
	at     int   // where a node was put in, or the length
	put    int32 // that node, or none
	worst  Ticks // once tallied, as idle
	idle   Ticks
}

// load lays out a round as it is.
func (sl *slot) load(s *state, round int16) {
	sl.round, sl.put = round, none
	sl.nodes = append(sl.nodes[:0], s.rounds[round]...)
	sl.at = len(sl.nodes)
	sl.legs, sl.starts = sl.legs[:0], sl.starts[:0]
	for _, i := range sl.nodes {
		sl.legs = append(sl.legs, s.nodes[i].leg)
		sl.starts = append(sl.starts, s.nodes[i].start)
	}
}

// leg is the travel to the node at a position. Lunch is had where the worker
// goes next.
func (s *state) leg(round int16, nodes []int32, pos int) Ticks {
	return s.travel(s.placeAt(round, nodes, pos-1), s.placeAt(round, nodes, pos))
}

func (s *state) placeAt(round int16, nodes []int32, pos int) int32 {
	w := &s.problem.Workers[round]
	switch {
	case pos < 0 || len(nodes) == 0:
		return int32(w.Start)
	case pos == len(nodes):
		return int32(w.End)
	case !s.nodes[nodes[pos]].lunch:
		return s.nodes[nodes[pos]].place
	case pos+1 < len(nodes):
		return s.nodes[nodes[pos+1]].place
	}
	return s.placeAt(round, nodes, pos-1)
}

// tally is what one round costs, in ticks and, without idle time and the worst
// lateness, in all.
type tally struct {
	travel, late, wait, extra, idle Ticks
	worst                           Ticks
	assigned                        int64
	delay                           Ticks // the first start is put off by this
	cost                            float64
}

// tally reckons a round. The first start is put off, so that less is waited
// later, for as long as that saves more than it makes late; nodes tied to
// others stay within what the tie allows. Where l is given, twins start as they
// would in its trial.
func (s *state) tally(sl *slot, l *look) (t tally) {
	p := s.problem
	w := &p.Workers[sl.round]
	n := len(sl.nodes)
	if n == 0 {
		t.idle = w.Until - w.From
		return t
	}
	workers := len(p.Workers)
	first := firstPaid(s, sl.nodes)
	var waits, busy, end Ticks
	hard, least := Never, Never
	for k, i := range sl.nodes {
		node := &s.nodes[i]
		start := sl.starts[k]
		t.travel += sl.legs[k]
		busy += node.duration
		t.assigned += int64(s.price[int(i)*workers+int(sl.round)])
		if k > first {
			waits += start - end - sl.legs[k]
		}
		end = start + node.duration
		if start > node.latest {
			t.cost = impossible
		}
		switch {
		case k < first:
			continue
		case node.lunch:
			hard = min(hard, waits+node.latest-start)
			continue
		case node.twin != none:
			if twin := s.startOf(node.twin, l); twin != Never {
				hard = min(hard, waits+twin-start-node.gap)
			}
		}
		late := s.late(node, start)
		t.late += late
		t.worst = max(t.worst, late)
		least = min(least, waits+max(0, node.due-start))
	}
	home := s.leg(sl.round, sl.nodes, n)
	t.travel += home
	back := end + home
	least = min(least, waits+max(0, w.Until-back))
	t.delay = max(0, min(hard, waits))
	if t.delay > least {
		s.trade(sl, &t, first, waits, least, back)
		back += max(0, t.delay-waits)
	}
	t.wait = waits - t.delay
	t.extra = max(0, back-w.Until)
	t.idle = max(w.Until, back) - w.From - t.travel - busy
	weights := &p.Weights
	t.cost += float64(weights.Travel*int64(t.travel) + weights.Late*int64(t.late) + weights.Wait*int64(t.wait) + weights.Extra*int64(t.extra) + t.assigned)
	return t
}

// impossible is the cost of a lunch too late: more than anything else, so that
// no such round is kept.
const impossible = 1e13

// firstPaid is the position of the first node before which waiting is free: not
// lunch, where anything follows.
func firstPaid(s *state, nodes []int32) int {
	if len(nodes) > 1 && s.nodes[nodes[0]].lunch {
		return 1
	}
	return 0
}

// trade puts the first start off by more than comes without lateness, up to
// t.delay, for as long as waiting costs more.
func (s *state) trade(sl *slot, t *tally, first int, waits, least, back Ticks) {
	weights := &s.problem.Weights
	saved := weights.Wait
	delay := least
	for saved > 0 && delay < t.delay {
		// What begins to cost at this delay, and the next delay where more does.
		next := t.delay
		var slope int64
		var sum, end Ticks
		for k, i := range sl.nodes {
			node := &s.nodes[i]
			start := sl.starts[k]
			if k > first {
				sum += start - end - sl.legs[k]
			}
			end = start + node.duration
			if k < first || node.lunch {
				continue
			}
			if at := sum + max(0, node.due-start); at <= delay {
				slope += weights.Late
			} else {
				next = min(next, at)
			}
		}
		if at := waits + max(0, s.problem.Workers[sl.round].Until-back); at <= delay {
			slope += weights.Extra
		} else {
			next = min(next, at)
		}
		if slope >= weights.Wait {
			break
		}
		delay = next
	}
	t.delay = delay
	t.late, t.worst = 0, 0
	s.delayed(sl, first, delay, func(i int32, start Ticks) {
		late := s.late(&s.nodes[i], start)
		t.late += late
		t.worst = max(t.worst, late)
	})
}

// delayed tells each node's start where the first is put off.
func (s *state) delayed(sl *slot, first int, delay Ticks, tell func(i int32, start Ticks)) {
	var sum, end Ticks
	for k, i := range sl.nodes {
		start := sl.starts[k]
		if k > first {
			sum += start - end - sl.legs[k]
		}
		end = start + s.nodes[i].duration
		if k >= first {
			start += max(0, delay-sum)
		}
		tell(i, start)
	}
}

// startOf is when a node starts, or would in a trial; Never where it is absent.
func (s *state) startOf(i int32, l *look) Ticks {
	n := &s.nodes[i]
	if l != nil {
		return l.startOf(i)
	}
	if n.round < 0 {
		return Never
	}
	return n.start
}
