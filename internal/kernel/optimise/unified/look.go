package unified

import "math"

// noSpot is the cost of what cannot be.
const noSpot = math.MaxFloat64

// spot is where a unit goes.
type spot struct {
	at     [2]insertion // the second's node may be none
	window [2]int
	cost   float64
	start  Ticks
}

// gapBetween is a place for one node: between what is there now, lunch apart.
type gapBetween struct {
	detour   int64 // cost of more travel
	idle     float64
	late     int64 // cost of its own lateness
	push     int64 // cost of what comes after being later
	start    Ticks
	possible bool
}

// bestSpot is the cheapest place for a unit, if there is one below limit. All
// places are looked at; those that could be cheapest are tried first, until no
// other can be cheaper.
func (l *look) bestSpot(u int32, limit float64) spot {
	best := spot{cost: limit}
	best.at[0].node = none
	unit := &l.units[u]
	a, b := unit.nodes[0], unit.nodes[1]
	l.promising, l.halves = l.promising[:0], l.halves[:0]
	if unit.visit == none {
		l.lunchPlaces(a)
	} else {
		visit := &l.problem.Visits[unit.visit]
		for w := range visit.Windows {
			l.open(a, visit, w)
			if b == none {
				l.singlePlaces(u, [2]int{w, w}, limit)
				continue
			}
			for x := w; x < len(visit.Windows); x++ {
				if x > w && visit.MaxGap == 0 {
					break // together
				}
				l.open(b, visit, x)
				l.pairPlaces(a, b, [2]int{w, x}, limit)
			}
		}
	}
	for l.promising.arrange(); len(l.promising) > 0 && l.promising[0].least < best.cost; {
		l.tryPlace(unit, l.promising.pop(), &best)
	}
	if best.at[0].node == none {
		return spot{cost: noSpot}
	}
	return best
}

// tryPlace reckons a place to the end, and keeps it where it is the best.
func (l *look) tryPlace(u *unit, p promise, best *spot) {
	var window [2]int
	at := [2]insertion{{p.node, p.round, int(p.at)}, {node: none}}
	ins := at[:1]
	switch {
	case p.half >= 0:
		h := &l.halves[p.half]
		at[1], window = h.in, h.window
		ins = at[:]
		l.open(u.nodes[0], &l.problem.Visits[u.visit], window[0])
		l.open(u.nodes[1], &l.problem.Visits[u.visit], window[1])
	case u.visit != none:
		window[0] = int(p.window)
		l.open(p.node, &l.problem.Visits[u.visit], window[0])
	}
	if cost := l.try(ins...); cost < best.cost {
		best.cost, best.at, best.window, best.start = cost, at, window, l.startOf(u.nodes[0])
	}
}

// lunchPlaces lists the places for a lunch.
func (l *look) lunchPlaces(i int32) {
	r := int16(l.able[i][0].Worker)
	for p := 0; p <= len(l.rounds[r]); p++ {
		l.looks++
		least := -noSpot
		if p > 0 {
			if before := &l.nodes[l.rounds[r][p-1]]; before.start+before.duration > l.nodes[i].latest {
				break
			}
		}
		l.promising = append(l.promising, promise{least: least, node: i, round: r, at: int16(p), half: none})
	}
}

// singlePlaces lists the places for a stop that is tied to no other, with the
// least each can cost.
func (l *look) singlePlaces(u int32, window [2]int, limit float64) {
	i := l.units[u].nodes[0]
	n := &l.nodes[i]
	avoid := int16(none)
	if other := l.units[u].other; other != none {
		avoid = l.nodes[l.units[other].nodes[0]].round
	}
	late := float64(l.problem.Weights.Late)
	for _, a := range l.able[i] {
		r := int16(a.Worker)
		base := float64(a.Cost) - l.mayLose(r)
		if r == avoid || base+l.idle.gain[r] >= limit {
			continue
		}
		for p := 0; p <= len(l.rounds[r]); p++ {
			l.looks++
			g := l.between(n, r, p)
			if n.opens == Never && base+l.idle.gain[r]+late*float64(g.start-n.due) >= limit {
				break // later places only start later
			}
			least := base + float64(g.detour+g.late+g.push) + g.idle
			if g.possible && least < limit && !l.overlooks() {
				l.promising = append(l.promising, promise{least, i, r, int16(p), none, int16(window[0])})
			}
		}
	}
}

// mayLose is the most that putting a node in a round could save there beside
// idle time: what is waited.
func (l *look) mayLose(r int16) float64 {
	return float64(l.problem.Weights.Wait) * float64(l.tallies[r].wait)
}

// between works out the least that a node costs before the node now at a
// position.
func (l *look) between(n *node, r int16, p int) (g gapBetween) {
	nodes := l.rounds[r]
	w := &l.problem.Workers[r]
	from, to := int32(w.Start), int32(w.End)
	ready, rest := w.From, Ticks(0)
	back := p - 1
	if back >= 0 && l.nodes[nodes[back]].lunch {
		rest = l.nodes[nodes[back]].duration
		back--
	}
	if back >= 0 {
		before := &l.nodes[nodes[back]]
		from, ready = before.place, before.start+before.duration
	}
	next := p
	if next < len(nodes) && l.nodes[nodes[next]].lunch {
		next++
	}
	if next < len(nodes) {
		to = l.nodes[nodes[next]].place
	}
	in, out := l.travel(from, n.place), l.travel(n.place, to)
	detour := in + out
	if len(nodes) > 0 {
		detour -= l.travel(from, to)
	}
	reach := ready + rest + in
	g.start = max(n.early, reach)
	g.possible = reach < n.opens
	weights := &l.problem.Weights
	g.late = weights.Late * int64(l.late(n, g.start))
	if p == next && p < len(nodes) {
		g.push = weights.Late * int64(l.more(&l.nodes[nodes[p]], g.start+n.duration+out))
	}
	g.detour = weights.Travel * int64(detour)
	if g.idle = l.idle.gain[r]; g.idle < -1 {
		idle := l.tallies[r].idle - l.tallies[r].extra - n.duration - detour
		g.idle = l.idle.of(l.idle.rest[r]+l.idle.term(idle)) - l.idle.cost
	}
	return g
}

// more is how much later than now a node would be if it started no earlier.
func (l *look) more(n *node, start Ticks) Ticks {
	if start <= n.due || start <= n.start {
		return 0
	}
	return max(0, l.late(n, start)-l.late(n, n.start))
}
