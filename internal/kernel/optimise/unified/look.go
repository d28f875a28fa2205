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
	late     int64
	start    Ticks
	arrives  Ticks // at what comes after
	possible bool
}

// bestSpot is the cheapest place for a unit, if there is one below limit.
func (l *look) bestSpot(u int32, limit float64) spot {
	best := spot{cost: limit}
	best.at[0].node = none
	unit := &l.units[u]
	a, b := unit.nodes[0], unit.nodes[1]
	if unit.visit == none {
		l.bestLunch(a, &best)
	} else {
		visit := &l.problem.Visits[unit.visit]
		for w := range visit.Windows {
			l.open(a, visit, w)
			if b == none {
				l.bestSingle(u, w, &best)
				continue
			}
			for x := w; x < len(visit.Windows); x++ {
				if x > w && visit.MaxGap == 0 {
					break // together
				}
				l.open(b, visit, x)
				l.bestPair(a, b, [2]int{w, x}, &best)
			}
		}
	}
	if best.at[0].node == none {
		return spot{cost: noSpot}
	}
	return best
}

// bestLunch looks for a cheaper place for a lunch.
func (l *look) bestLunch(i int32, best *spot) {
	n := &l.nodes[i]
	r := int16(l.able[i][0].Worker)
	var end Ticks
	for p := 0; p <= len(l.rounds[r]); p++ {
		l.looks++
		if end > n.latest {
			break
		}
		in := insertion{i, r, p}
		if cost := l.try(in); cost < best.cost {
			best.cost, best.at = cost, [2]insertion{in, {node: none}}
			best.start = l.startOf(i)
		}
		if p < len(l.rounds[r]) {
			before := &l.nodes[l.rounds[r][p]]
			end = before.start + before.duration
		}
	}
}

// bestSingle looks for a cheaper place for a stop that is tied to no other.
func (l *look) bestSingle(u int32, window int, best *spot) {
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
		if r == avoid || base+l.idle.gain[r] >= best.cost {
			continue
		}
		for p := 0; p <= len(l.rounds[r]); p++ {
			l.looks++
			g := l.between(n, r, p)
			if base+l.idle.gain[r]+late*float64(g.start-n.due) >= best.cost && n.opens == Never {
				break // later places only start later
			}
			if !g.possible || base+float64(g.detour+g.late)+g.idle >= best.cost || l.overlooks() {
				continue
			}
			in := insertion{i, r, p}
			if cost := l.try(in); cost < best.cost {
				best.cost, best.at, best.window = cost, [2]insertion{in, {node: none}}, [2]int{window}
				best.start = l.startOf(i)
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
	g.arrives = g.start + n.duration + out
	weights := &l.problem.Weights
	g.late = weights.Late * int64(l.late(n, g.start))
	g.detour = weights.Travel * int64(detour)
	if g.idle = l.idle.gain[r]; g.idle < -1 {
		idle := l.tallies[r].idle - l.tallies[r].extra - n.duration - detour
		g.idle = l.idle.of(l.idle.rest[r]+l.idle.term(idle)) - l.idle.cost
	}
	return g
}
