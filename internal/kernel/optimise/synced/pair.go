package synced

import "math"

// pairsTried is how many places of the first stop are tried with all places of
// the second.
const pairsTried = 5

// half is a place for one stop of two, and the least it can cost.
type half struct {
	after int32
	cost  int64 // travel and its own lateness
	start Ticks
}

// bestPair is the cheapest place for two stops by two workers.
func (l *look) bestPair(i, j int32, limit int64) spot {
	if l.chance.next()&1 == 0 {
		i, j = j, i
	}
	best := spot{cost: limit}
	best.after[0] = none
	var halves [pairsTried]half
	for _, h := range halves[:l.halves(i, &halves, limit)] {
		if h.cost >= best.cost {
			break
		}
		l.complete(i, j, h, &best)
	}
	if best.after[0] == none {
		return spot{cost: noSpot}
	}
	low, high := math.Inf(-1), math.Inf(1)
	for _, a := range best.after {
		low, high = max(low, l.nodes[a].key), min(high, l.nodes[l.nodes[a].next].key)
	}
	best.key = between(low, high, l.nodes[i].early)
	if i > j {
		best.after[0], best.after[1] = best.after[1], best.after[0]
	}
	return best
}

// halves fills in the cheapest places for one stop alone, cheapest first.
func (l *look) halves(i int32, found *[pairsTried]half, limit int64) int {
	p := l.problem
	n := &l.nodes[i]
	to := l.to[int(n.place)*p.Places : (int(n.place)+1)*p.Places]
	on := p.Travel[int(n.place)*p.Places : (int(n.place)+1)*p.Places]
	got := 0
	for _, a := range l.able[i] {
		A := &l.nodes[a]
		for A.next != none {
			B := &l.nodes[A.next]
			if int64(A.start+A.duration-n.due)*p.LatenessWeight >= limit {
				break
			}
			l.count++
			cost := int64(to[A.place]) + int64(on[B.place]) - int64(B.leg)
			start := max(n.early, A.start+A.duration+to[A.place])
			if start > n.due {
				cost += p.LatenessWeight * int64(start-n.due)
			}
			if arrive := start + n.duration + on[B.place]; arrive > B.start && arrive > B.due {
				cost += p.LatenessWeight * int64(arrive-max(B.start, B.due))
			}
			if cost < limit && (got < pairsTried || cost < found[got-1].cost) && !l.overlooks() {
				if got < pairsTried {
					got++
				}
				at := got - 1
				for at > 0 && found[at-1].cost > cost {
					found[at] = found[at-1]
					at--
				}
				found[at] = half{a, cost, start}
			}
			a, A = A.next, B
		}
	}
	return got
}

// complete looks at every place for stop j beside one for stop i.
func (l *look) complete(i, j int32, h half, best *spot) {
	p := l.problem
	n, m := &l.nodes[i], &l.nodes[j]
	to := l.to[int(m.place)*p.Places : (int(m.place)+1)*p.Places]
	on := p.Travel[int(m.place)*p.Places : (int(m.place)+1)*p.Places]
	before := &l.nodes[h.after]
	after := &l.nodes[before.next]
	onward := l.distance(n.place, after.place)
	firstTravel := int64(l.distance(before.place, n.place)) + int64(onward) - int64(after.leg)
	lw, ww, worst := p.LatenessWeight, p.WorstWeight, l.worst
	for _, a := range l.able[j] {
		A := &l.nodes[a]
		if A.round == before.round {
			continue
		}
		for A.next != none && A.key < after.key {
			B := &l.nodes[A.next]
			if B.key <= before.key {
				a, A = A.next, B
				continue
			}
			l.count++
			travel := firstTravel + int64(to[A.place]) + int64(on[B.place]) - int64(B.leg)
			if travel < best.cost {
				second := max(m.early, A.start+A.duration+to[A.place], h.start+n.twinGap)
				first := max(h.start, second+m.twinGap)
				high := max(worst, int64(first-n.due), int64(second-m.due))
				late := int64(max(0, first-n.due)) + int64(max(0, second-m.due))
				cost := travel + lw*late + ww*(high-worst)
				if cost < best.cost && !l.overlooks() {
					arrive, arriveB := first+n.duration+onward, second+m.duration+on[B.place]
					l.queue = l.queue[:0]
					if arrive > after.start {
						l.queue = append(l.queue, push{before.next, arrive})
					}
					if arriveB > B.start {
						l.queue = append(l.queue, push{A.next, arriveB})
					}
					if len(l.queue) > 0 {
						cost = travel + l.ripple(late, high, best.cost-travel)
					}
					if cost < best.cost {
						best.cost, best.after = cost, [2]int32{h.after, a}
					}
				}
			}
			a, A = A.next, B
		}
	}
}
