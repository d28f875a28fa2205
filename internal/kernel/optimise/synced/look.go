package synced

import "math"

// look works out what putting a visit somewhere would cost, without doing it.
// Starts it would change are kept beside the state.
type look struct {
	*state
	later  []Ticks  // by node: the start it would get
	stamp  []uint32 // by node: later holds in this look
	looks  uint32
	queue  []push
	able   [][]int32 // by stop: heads of rounds that can do it
	count  int64     // places looked at
	chance random
	blink  int // places until the next is overlooked
}

// push says that a node can start no earlier than at.
type push struct {
	node int32
	at   Ticks
}

// spot is where a visit goes: after these nodes, with this key.
type spot struct {
	after [2]int32
	key   float64
	cost  int64
}

const noSpot = math.MaxInt64 / 4

func newLook(s *state, seed uint64) *look {
	l := &look{state: s, later: make([]Ticks, len(s.nodes)), stamp: make([]uint32, len(s.nodes)), chance: random(seed)}
	for v := range s.problem.Visits {
		for i := range s.problem.Visits[v].Stops {
			var heads []int32
			for _, w := range s.problem.Visits[v].Stops[i].Able {
				heads = append(heads, s.head(w))
			}
			l.able = append(l.able, heads)
		}
	}
	l.blink = l.chance.geometric(blinkChance)
	return l
}

// overlooks is true now and then, so that the search does not always do the
// obvious.
func (l *look) overlooks() bool {
	l.blink--
	if l.blink < 0 {
		l.blink = l.chance.geometric(blinkChance)
		return true
	}
	return false
}

// bestSpot is the cheapest place for a visit, if there is one below limit.
func (l *look) bestSpot(v int32, limit int64) spot {
	l.freshenWorst()
	i := l.first[v]
	if l.nodes[i].twin == none {
		return l.bestSingle(i, limit)
	}
	return l.bestPair(i, l.nodes[i].twin, limit)
}

func (l *look) bestSingle(i int32, limit int64) spot {
	p := l.problem
	n := &l.nodes[i]
	to := l.to[int(n.place)*p.Places : (int(n.place)+1)*p.Places]
	on := p.Travel[int(n.place)*p.Places : (int(n.place)+1)*p.Places]
	best := spot{cost: limit}
	best.after[0] = none
	lw, ww, worst := p.LatenessWeight, p.WorstWeight, l.worst
	for _, a := range l.able[i] {
		A := &l.nodes[a]
		for A.next != none {
			b := A.next
			B := &l.nodes[b]
			if int64(A.start+A.duration-n.due)*lw >= best.cost {
				break // later places only start later
			}
			l.count++
			cost := int64(to[A.place]) + int64(on[B.place]) - int64(B.leg)
			if cost < best.cost && !l.overlooks() {
				start := max(n.early, A.start+A.duration+to[A.place])
				high := worst
				if start > n.due {
					late := int64(start - n.due)
					cost += lw * late
					high = max(high, late)
				}
				arrive := start + n.duration + on[B.place]
				if arrive > B.start && arrive > B.due {
					late := int64(arrive - B.due)
					cost += lw * (late - int64(max(0, B.start-B.due)))
					high = max(high, late)
				}
				cost += ww * (high - worst)
				if cost < best.cost {
					if arrive > B.start {
						travel := int64(to[A.place]) + int64(on[B.place]) - int64(B.leg)
						cost = travel + l.ripple1(b, arrive, i, start, best.cost-travel)
					}
					if cost < best.cost {
						best.cost, best.after[0] = cost, a
					}
				}
			}
			a, A = b, B
		}
	}
	if best.after[0] == none {
		return spot{cost: noSpot}
	}
	best.key = between(l.nodes[best.after[0]].key, l.nodes[l.nodes[best.after[0]].next].key, n.early)
	return best
}

// ripple1 is the lateness cost of stop i starting at start, where that pushes
// node b to arrive.
func (l *look) ripple1(b int32, arrive Ticks, i int32, start Ticks, limit int64) int64 {
	late := int64(max(0, start-l.nodes[i].due))
	l.queue = append(l.queue[:0], push{b, arrive})
	return l.ripple(late, max(l.worst, late), limit)
}

// ripple follows the pushes in the queue until nothing moves any more, and
// gives the cost of the lateness they add to late and worst; or some cost
// above limit as soon as that is passed.
func (l *look) ripple(late, worst, limit int64) int64 {
	l.looks++
	lw, ww := l.problem.LatenessWeight, l.problem.WorstWeight
	cost := lw*late + ww*(worst-l.worst)
	for len(l.queue) > 0 {
		last := len(l.queue) - 1
		p := l.queue[last]
		l.queue = l.queue[:last]
		for {
			n := &l.nodes[p.node]
			was := n.start
			if l.stamp[p.node] == l.looks {
				was = l.later[p.node]
			}
			if p.at <= was {
				break
			}
			if p.at > n.due {
				now := int64(p.at - n.due)
				cost += lw * (now - int64(max(0, was-n.due)))
				if now > worst {
					cost += ww * (now - worst)
					worst = now
				}
				if cost >= limit {
					return cost
				}
			}
			l.stamp[p.node], l.later[p.node] = l.looks, p.at
			if n.twin != none {
				l.queue = append(l.queue, push{n.twin, p.at + n.twinGap})
			}
			if n.next == none {
				break
			}
			p.node, p.at = n.next, p.at+n.duration+l.nodes[n.next].leg
		}
	}
	return cost
}

// between is a key strictly between two others, near wish where that can be.
func between(low, high float64, wish Ticks) float64 {
	key := float64(wish)
	switch {
	case low < key && key < high:
		return key
	case math.IsInf(low, -1):
		return high - 1
	case math.IsInf(high, 1):
		return low + 1
	}
	return low + (high-low)/2
}
