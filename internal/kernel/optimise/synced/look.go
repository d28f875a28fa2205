package synced

import (
	"math"

	"stillhome/internal/kernel/optimise/chance"
)

// look works out what putting a visit somewhere would cost, without doing it.
// Starts it would change are kept beside the state.
type look struct {
	*state
	later   []Ticks  // by node: the start it would get
	stamp   []uint64 // by node: later holds in this look
	looks   uint64   // places that were followed through what comes after
	queue   []push
	able    [][]able  // by stop
	beside  [][]int32 // by visit: see beside
	again   []uint32  // by visit: the last change in which it was tried again, having been left out
	room    [wideHalves]half
	firsts  []end // places for the first stop of a visit by two workers
	seconds []end // and for the second
	count   int64 // places looked at
	chance  chance.Source
	blink   int // places until the next is overlooked
}

// able is a round that can take a stop.
type able struct {
	head, mode int32
}

// push says that a node can start no earlier than at.
type push struct {
	node int32
	at   Ticks
}

// spot is where a visit goes: after these nodes, with this key.
type spot struct {
	after  [2]int32
	key    float64
	cost   int64
	window *Window
	early  Ticks // no earlier than this, because of other visits
	start  Ticks // of its first stop, about
}

const noSpot = 1 << 61

// wideShare is how often a visit that was left out is looked at everywhere, and
// not only beside those it could well come next to.
const wideShare = 0.3

func newLook(s *state, seed uint64) *look {
	l := &look{
		state: s, later: make([]Ticks, len(s.nodes)), stamp: make([]uint64, len(s.nodes)), again: make([]uint32, len(s.problem.Visits)),
		chance: chance.Source(seed), beside: beside(s.problem), firsts: make([]end, 0, wideHalves), seconds: make([]end, 0, len(s.nodes)),
	}
	for v := range s.problem.Visits {
		for i := range s.problem.Visits[v].Stops {
			var rounds []able
			for _, a := range s.problem.Visits[v].Stops[i].Able {
				rounds = append(rounds, able{s.head(int16(a.Worker)), int32(s.problem.Workers[a.Worker].Mode)})
			}
			l.able = append(l.able, rounds)
		}
	}
	l.blink = l.chance.Geometric(blinkChance)
	return l
}

// overlooks is true now and then, so that the search does not always do the
// obvious.
func (l *look) overlooks() bool {
	l.blink--
	if l.blink < 0 {
		l.blink = l.chance.Geometric(blinkChance)
		return true
	}
	return false
}

// bestSpot is the cheapest place for a visit, if there is one below limit.
func (l *look) bestSpot(v int32, limit int64) spot {
	l.freshenWorst()
	best := spot{cost: limit}
	best.after[0] = none
	visit := &l.problem.Visits[v]
	i := l.first[v]
	n := l.edit(i)
	low, high, notBefore, notAfter := l.order(v)
	near, halves := l.beside[v], fewHalves
	if l.again[v] == l.change && l.chance.Unit() < wideShare {
		near, halves = nil, wideHalves
	}
	for w := range visit.Windows {
		window := &visit.Windows[w]
		early, latest := max(window.Earliest, notBefore), min(window.Latest, notAfter)
		if early > latest {
			continue
		}
		n.early, n.due, n.latest = early, window.Due, latest
		found := false
		switch {
		case n.pause:
			found = l.bestPause(i, low, high, &best)
		case n.twin == none && near != nil:
			found = l.bestBeside(i, near, low, high, &best)
		case n.twin == none:
			found = l.bestSingle(i, low, high, &best)
		default:
			m := l.edit(n.twin)
			m.early, m.due, m.latest = early, window.Due, window.Latest
			found = l.bestPair(i, n.twin, near, halves, low, high, &best)
		}
		if found {
			best.window, best.early = window, early
		}
	}
	if best.after[0] == none {
		return spot{cost: noSpot}
	}
	best.key = l.keyFor(best, low, high)
	return best
}

// order is what a visit's links leave it: keys it must lie between, and starts
// it must not pass.
func (l *look) order(v int32) (low, high float64, notBefore, notAfter Ticks) {
	low, high, notAfter = math.Inf(-1), math.Inf(1), Never
	for _, link := range l.before[v] {
		if n := &l.nodes[l.first[link.Visit]]; n.round >= 0 {
			low = max(low, n.key)
			notBefore = max(notBefore, n.start+link.Gap)
			notAfter = min(notAfter, n.start+min(link.Most, Never))
		}
	}
	for _, link := range l.behind[v] {
		if n := &l.nodes[l.first[link.Visit]]; n.round >= 0 {
			high = min(high, n.key)
			if link.Most < Never {
				notBefore = max(notBefore, n.start-link.Most)
			}
		}
	}
	return low, high, notBefore, notAfter
}

// keyFor is a key strictly between those of a spot's neighbours, near its
// start where that can be.
func (l *look) keyFor(at spot, low, high float64) float64 {
	for _, a := range at.after {
		if a != none {
			low, high = max(low, l.nodes[a].key), min(high, l.nodes[l.nodes[a].next].key)
		}
	}
	key := float64(at.start)
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

// bestSingle looks for a cheaper place for a stop by one worker.
func (l *look) bestSingle(i int32, low, high float64, best *spot) (found bool) {
	p := l.problem
	n := &l.nodes[i]
	mode := int32(none)
	var to, on []Ticks
	tw, lw := p.TravelWeight, p.LateWeight
	for _, r := range l.able[i] {
		if r.mode != mode {
			mode = r.mode
			to, on = l.row(mode, n.place)
		}
		a := r.head
		A := &l.nodes[a]
		base, fits := l.taking(A.round, n.duration)
		if base += l.priceOf(i, A.round); !fits || base >= best.cost {
			continue
		}
		for A.next != none {
			B := &l.nodes[A.next]
			if reach := A.start + A.duration; A.key >= high || reach > n.latest || base+int64(reach-n.due)*lw >= best.cost {
				break // later places only start later
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
			travel := base + tw*(int64(to[A.place])+int64(on[onward.place])-int64(onward.leg))
			if A.last || n.last {
				travel += l.turnBack(A, n, onward)
			}
			if travel < best.cost && !l.overlooks() && l.single(n, a, travel, to[A.place], on[onward.place], best) {
				found = true
			}
			a, A = A.next, B
		}
	}
	return found
}

// turnBack is what it costs to put a stop between two others because some of
// them are last and others are not.
func (l *look) turnBack(A, n, B *node) int64 {
	cost := int64(0)
	for _, way := range [3]struct {
		from, to *node
		cost     int64
	}{{A, n, 1}, {n, B, 1}, {A, B, -1}} {
		if turns(way.from, way.to) {
			cost += way.cost
		}
	}
	return l.problem.TurnBack * cost
}

// single looks at one place for a stop by one worker, after node a; travel is
// the cost but for lateness.
func (l *look) single(n *node, a int32, travel int64, toward, onward Ticks, best *spot) bool {
	A := &l.nodes[a]
	B := &l.nodes[A.next]
	start := max(n.early, A.start+A.duration+toward)
	arrive := start + n.duration
	if !B.pause {
		arrive += onward
	}
	if start > n.latest || arrive > B.latest {
		return false
	}
	lw, worst := l.problem.LateWeight, l.sum.worst
	late := int64(max(0, start-n.due))
	most := max(worst, late)
	cost := travel + lw*late + l.problem.WorstWeight*(most-worst)
	if arrive > B.start || B.pause || n.linked {
		if cost+lw*int64(max(0, arrive-max(B.start, B.due))) >= best.cost {
			return false
		}
		l.queue = append(l.queue[:0], push{A.next, arrive})
		if B.pause {
			l.queue = append(l.queue, push{B.next, max(B.start, arrive) + B.duration + onward})
		}
		l.pushBehind(n, start)
		cost = travel + l.ripple(late, most, best.cost-travel)
	}
	if cost >= best.cost {
		return false
	}
	best.cost, best.after, best.start = cost, [2]int32{a, none}, start
	return true
}

// bestPause looks for a cheaper place for a pause.
func (l *look) bestPause(i int32, low, high float64, best *spot) (found bool) {
	n := &l.nodes[i]
	for _, r := range l.able[i] {
		a := r.head
		for A := &l.nodes[a]; A.next != none; a, A = A.next, &l.nodes[A.next] {
			start := max(n.early, A.start+A.duration)
			if start > n.latest || A.key >= high {
				break
			}
			if l.nodes[A.next].key <= low {
				continue
			}
			l.count++
			l.queue = append(l.queue[:0], push{A.next, start + n.duration + l.nodes[A.next].leg})
			l.pushBehind(n, start)
			base := l.priceOf(i, A.round)
			if cost := base + l.ripple(0, l.sum.worst, best.cost-base); cost < best.cost {
				best.cost, best.after, best.start, found = cost, [2]int32{a, none}, start, true
			}
		}
	}
	return found
}

// row is the travel to a place from all others, and from it on to them.
func (l *look) row(mode, place int32) (to, on []Ticks) {
	from, until := int(place)*l.problem.Places, (int(place)+1)*l.problem.Places
	return l.toward[mode][from:until], l.problem.Travel[mode][from:until]
}

// taking is what it costs a round to take on more time at visits, and whether
// it may.
func (l *look) taking(round int16, duration Ticks) (cost int64, fits bool) {
	w := &l.problem.Workers[round]
	load := l.load[round] + duration
	return w.ExtraWeight * int64(max(0, load-max(w.Enough, l.load[round]))), load <= w.Most
}

// pushBehind adds to the queue what visits linked to this one must wait for.
func (l *look) pushBehind(n *node, start Ticks) {
	if !n.linked {
		return
	}
	for _, link := range l.behind[n.visit] {
		if other := l.first[link.Visit]; l.nodes[other].round >= 0 {
			l.queue = append(l.queue, push{other, start + link.Gap})
		}
	}
}

// ripple follows the pushes in the queue until nothing moves any more, and
// gives the cost of the lateness they add to late and worst; or some cost not
// below limit as soon as that is reached, or a visit cannot be so late.
func (l *look) ripple(late, worst, limit int64) int64 {
	l.looks++
	lw, ww := l.problem.LateWeight, l.problem.WorstWeight
	cost := lw*late + ww*(worst-l.sum.worst)
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
			if p.at > n.latest {
				return noSpot
			}
			l.stamp[p.node], l.later[p.node] = l.looks, p.at
			if n.linked {
				if l.tooLong(n, p.at) {
					return noSpot
				}
				l.pushBehind(n, p.at)
			}
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

// tooLong is true where a visit would start longer after one it follows than
// their link allows.
func (l *look) tooLong(n *node, at Ticks) bool {
	for _, link := range l.before[n.visit] {
		other := l.first[link.Visit]
		if link.Most >= Never || l.nodes[other].round < 0 {
			continue
		}
		start := l.nodes[other].start
		if l.stamp[other] == l.looks {
			start = max(start, l.later[other])
		}
		if at > start+link.Most {
			return true
		}
	}
	return false
}
