package synced

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
	for _, h := range l.halves(i, near, l.room[:0:halves], low, high, best.cost) {
		if h.cost >= best.cost {
			break
		}
		if l.complete(i, j, low, high, h, best) {
			found = true
			if swapped {
				best.after[0], best.after[1] = best.after[1], best.after[0]
			}
		}
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
		if base += r.cost; !fits {
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

// complete looks at every place for stop j beside one for stop i.
func (l *look) complete(i, j int32, low, high float64, h half, best *spot) (found bool) {
	p := l.problem
	n, m := &l.nodes[i], &l.nodes[j]
	mode := int32(none)
	var to, on []Ticks
	tw, lw, ww, worst := p.TravelWeight, p.LateWeight, p.WorstWeight, l.sum.worst
	before := &l.nodes[h.after]
	after := &l.nodes[before.next]
	low, high = max(low, before.key), min(high, after.key)
	firstTravel, leaves := h.base, int64(0)
	onward, leg := l.onward(before, n)
	leaves += int64(leg)
	firstTravel += tw * (int64(l.distance(before.round, before.place, n.place)) + leaves)
	for _, r := range l.able[j] {
		if r.mode != mode {
			mode = r.mode
			to, on = l.row(mode, m.place)
		}
		a := r.head
		A := &l.nodes[a]
		base, fits := l.taking(A.round, m.duration)
		if base += r.cost + firstTravel; A.round == before.round || !fits {
			continue
		}
		for A.next != none && A.key < high {
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
			travel := base + tw*(int64(to[A.place])+int64(on[next.place])-int64(next.leg))
			if A.last || m.last {
				travel += l.turnBack(A, m, next)
			}
			if travel < best.cost && !l.overlooks() {
				second := max(m.early, A.start+A.duration+to[A.place], h.start+n.twinGap)
				first := max(h.start, second+m.twinGap)
				most := max(worst, int64(first-n.due), int64(second-m.due))
				late := int64(max(0, first-n.due)) + int64(max(0, second-m.due))
				if cost := travel + lw*late + ww*(most-worst); cost < best.cost && first <= n.latest && second <= m.latest {
					l.queue = l.queue[:0]
					l.pushNext(before, first+n.duration, onward)
					l.pushNext(A, second+m.duration, on[next.place])
					if i < j {
						l.pushBehind(n, first)
					} else {
						l.pushBehind(m, second)
					}
					if len(l.queue) > 0 {
						cost = travel + l.ripple(late, most, best.cost-travel)
					}
					if cost < best.cost {
						best.cost, best.after, best.start, found = cost, [2]int32{h.after, a}, min(first, second), true
					}
				}
			}
			a, A = A.next, B
		}
	}
	return found
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
