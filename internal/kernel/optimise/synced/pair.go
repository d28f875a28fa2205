package synced

import "math"

// fewHalves is how many places of the first stop are tried with all places of
// the second; wideHalves where the visit is looked at everywhere.
const (
	fewHalves  = 5
	wideHalves = 10
)

// half is a place for one stop of two, and the least it can cost.
type half struct {
	after int32
	base  int64 // beside travel and lateness
	cost  int64
	start Ticks
}

// bestPair looks for a cheaper place for two stops by two workers; for the
// first of them beside the visits given, or everywhere where there are none,
// and at the given number of places.
func (l *look) bestPair(i, j int32, near []int32, halves int, low, high float64, best *spot) (found bool) {
	swapped := l.chance.Next()&1 == 0
	if swapped {
		i, j = j, i
	}
	kept := l.halves(i, near, l.room[:0:halves], low, high, best.cost)
	if len(kept) == 0 {
		return false
	}
	firsts := l.firstEnds(i, kept, low, high)
	seconds := l.secondEnds(i, j, firsts, best.cost)
	for k := range firsts {
		f := &firsts[k]
		if kept[k].cost >= best.cost {
			break
		}
		for h := range seconds {
			s := &seconds[h]
			if f.cost+s.cost >= best.cost || s.low >= f.high || s.high <= f.low || s.round == f.round || l.overlooks() {
				continue
			}
			l.count++
			if l.both(i, j, f, s, best) {
				found = true
			}
		}
	}
	if found && swapped {
		best.after[0], best.after[1] = best.after[1], best.after[0]
	}
	return found
}

// halves fills in the cheapest places for one stop alone, cheapest first, as
// many as there is room for.
func (l *look) halves(i int32, near []int32, found []half, low, high float64, limit int64) []half {
	p := l.problem
	n := &l.nodes[i]
	mode := int32(none)
	var to, on []Ticks
	tw, lw := p.TravelWeight, p.LateWeight
	if near != nil {
		return l.halvesBeside(i, near, found, low, high, limit)
	}
	for _, r := range l.able[i] {
		if r.mode != mode {
			mode = r.mode
			to, on = l.row(mode, n.place)
		}
		a := r.head
		A := &l.nodes[a]
		base, fits := l.taking(A.round, n.duration)
		if base += l.priceOf(i, A.round); !fits {
			continue
		}
		for A.next != none {
			B := &l.nodes[A.next]
			if reach := A.start + A.duration; A.key >= high || reach > n.latest || base+int64(reach-n.due)*lw >= limit {
				break
			}
			if B.key <= low {
				a, A = A.next, B
				continue
			}
			l.count++
			onward := B
			if B.pause {
				onward = &l.nodes[B.next]
			}
			turn := int64(0)
			if A.last || n.last {
				turn = l.turnBack(A, n, onward)
			}
			cost := base + turn + tw*(int64(to[A.place])+int64(on[onward.place])-int64(onward.leg))
			start := max(n.early, A.start+A.duration+to[A.place])
			arrive := start + n.duration
			if !B.pause {
				arrive += on[B.place]
			}
			cost += lw * (int64(max(0, start-n.due)) + int64(max(0, arrive-max(B.start, B.due))))
			if cost < limit && start <= n.latest && arrive <= B.latest && !l.overlooks() {
				found = keep(found, half{a, base + turn, cost, start})
			}
			a, A = A.next, B
		}
	}
	return found
}

// keep adds a half to those found, cheapest first, while there is room.
func keep(found []half, h half) []half {
	if len(found) < cap(found) {
		found = found[:len(found)+1]
	} else if h.cost >= found[len(found)-1].cost {
		return found
	}
	at := len(found) - 1
	for at > 0 && found[at-1].cost > h.cost {
		found[at] = found[at-1]
		at--
	}
	found[at] = h
	return found
}

// halvesBeside is halves next to the visits given only, and on empty rounds.
func (l *look) halvesBeside(i int32, near []int32, found []half, low, high float64, limit int64) []half {
	n := &l.nodes[i]
	lw := l.problem.LateWeight
	consider := func(a int32) {
		A := &l.nodes[a]
		B := &l.nodes[A.next]
		if A.key >= high || B.key <= low {
			return
		}
		l.count++
		cost, toward, onward := l.detour(i, n, A, B)
		if cost >= limit {
			return
		}
		base := cost - l.problem.TravelWeight*int64(toward+onward-l.legAfter(B))
		start := max(n.early, A.start+A.duration+toward)
		arrive := start + n.duration
		if !B.pause {
			arrive += onward
		}
		cost += lw * (int64(max(0, start-n.due)) + int64(max(0, arrive-max(B.start, B.due))))
		if cost < limit && start <= n.latest && arrive <= B.latest && !l.overlooks() {
			for k := range found {
				if found[k].after == a {
					return
				}
			}
			found = keep(found, half{a, base, cost, start})
		}
	}
	for _, w := range near {
		for j := l.first[w]; j != none; j = l.other(w, j) {
			if r := l.nodes[j].round; r >= 0 && l.may(i, r) {
				consider(j)
				consider(l.nodes[j].prev)
			}
		}
	}
	for _, r := range l.able[i] {
		if l.nodes[l.nodes[r.head].next].next == none {
			consider(r.head)
		}
	}
	return found
}

// legAfter is the travel now to a node, or past it where it is a pause.
func (l *look) legAfter(n *node) Ticks {
	if n.pause {
		n = &l.nodes[n.next]
	}
	return n.leg
}

// end is a place for one stop of a visit by two workers.
type end struct {
	low, high     float64 // the keys it lies between
	cost          int64   // beside lateness
	start, latest Ticks   // as far as its own worker is concerned
	onward        Ticks   // travel to what comes after it
	after         int32
	round         int16
}

// firstEnds is what the places for one stop mean for the other.
func (l *look) firstEnds(i int32, halves []half, low, high float64) []end {
	n := &l.nodes[i]
	l.firsts = l.firsts[:0]
	for _, h := range halves {
		before := &l.nodes[h.after]
		onward, more := l.onward(before, n)
		travel := int64(l.distance(before.round, before.place, n.place)) + int64(more)
		l.firsts = append(l.firsts, end{
			low: max(low, before.key), high: min(high, l.nodes[before.next].key),
			cost: h.base + l.problem.TravelWeight*travel, start: h.start, latest: n.latest, onward: onward, after: h.after, round: before.round,
		})
	}
	return l.firsts
}

// secondEnds lists the places for stop j, the other of a visit, that may go with
// one of those for stop i and cost less than limit together with it.
func (l *look) secondEnds(i, j int32, firsts []end, limit int64) []end {
	n, m := &l.nodes[i], &l.nodes[j]
	early, low, high, least := Never, math.Inf(1), math.Inf(-1), int64(math.MaxInt64)
	for k := range firsts {
		f := &firsts[k]
		early, low, high, least = min(early, f.start), min(low, f.low), max(high, f.high), min(least, f.cost)
	}
	early = max(m.early, early+n.twinGap)
	l.seconds = l.seconds[:0]
	mode := int32(none)
	var to, on []Ticks
	for _, r := range l.able[j] {
		if r.mode != mode {
			mode = r.mode
			to, on = l.row(mode, m.place)
		}
		a := r.head
		A := &l.nodes[a]
		base, fits := l.taking(A.round, m.duration)
		if base += l.priceOf(j, A.round) + least; !fits || base >= limit {
			continue
		}
		for A.next != none && A.key < high && A.start+A.duration <= m.latest {
			B := &l.nodes[A.next]
			if B.key <= low {
				a, A = A.next, B
				continue
			}
			l.count++
			next := B
			if B.pause {
				next = &l.nodes[B.next]
			}
			toward, onward := to[A.place], on[next.place]
			cost := base + l.problem.TravelWeight*(int64(toward)+int64(onward)-int64(next.leg))
			if A.last || m.last {
				cost += l.turnBack(A, m, next)
			}
			latest := B.latest - m.duration
			if !B.pause {
				latest -= onward
			}
			latest = min(latest, m.latest)
			if start := max(early, A.start+A.duration+toward); cost < limit && start <= latest {
				l.seconds = append(l.seconds, end{A.key, B.key, cost - least, start, latest, onward, a, A.round})
			}
			a, A = A.next, B
		}
	}
	return l.seconds
}

// both looks at a place for each stop of a visit.
func (l *look) both(i, j int32, f, s *end, best *spot) bool {
	n, m := &l.nodes[i], &l.nodes[j]
	lw, worst := l.problem.LateWeight, l.sum.worst
	second := max(s.start, f.start+n.twinGap)
	first := max(f.start, second+m.twinGap)
	if first > f.latest || second > s.latest {
		return false
	}
	most := max(worst, int64(first-n.due), int64(second-m.due))
	late := int64(max(0, first-n.due)) + int64(max(0, second-m.due))
	cost := f.cost + s.cost
	if cost+lw*late+l.problem.WorstWeight*(most-worst) >= best.cost {
		return false
	}
	l.queue = l.queue[:0]
	l.pushNext(&l.nodes[f.after], first+n.duration, f.onward)
	l.pushNext(&l.nodes[s.after], second+m.duration, s.onward)
	if i < j {
		l.pushBehind(n, first)
	} else {
		l.pushBehind(m, second)
	}
	if cost += l.ripple(late, most, best.cost-cost); cost >= best.cost {
		return false
	}
	best.cost, best.after, best.start = cost, [2]int32{f.after, s.after}, min(first, second)
	return true
}

// onward is the travel from a stop to what comes after a node, and how much
// more that is than the travel there now. A pause is taken on the way.
func (l *look) onward(before, n *node) (travel, more Ticks) {
	next := &l.nodes[before.next]
	if next.pause {
		next = &l.nodes[next.next]
	}
	travel = l.distance(before.round, n.place, next.place)
	return travel, travel - next.leg
}

// pushNext adds to the queue what comes after a node, where a stop put between
// ends at end and travel on takes so long.
func (l *look) pushNext(before *node, end, travel Ticks) {
	next := &l.nodes[before.next]
	if !next.pause {
		if end+travel > next.start {
			l.queue = append(l.queue, push{before.next, end + travel})
		}
		return
	}
	l.queue = append(l.queue, push{before.next, end}, push{next.next, max(next.start, end) + next.duration + travel})
}
