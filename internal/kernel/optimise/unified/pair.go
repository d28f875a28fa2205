package unified

import "math"

// halvesTried is how many places of one stop are tried with all places of the
// other.
const halvesTried = 5

// half is a place for one stop of two, and the least it can cost.
type half struct {
	in        insertion
	window    [2]int  // of both stops
	base      float64 // beside lateness
	cost      float64
	start     Ticks
	push      int64
	low, high float64 // the keys of its neighbours
}

// pairPlaces lists places for two stops by two workers, with the least each can
// cost: the best of one stop, drawn at random, with all of the other.
func (l *look) pairPlaces(i, j int32, window [2]int, limit float64) {
	if l.chance.Next()&1 == 0 {
		i, j = j, i
	}
	from := len(l.halves)
	l.listHalves(i, window, limit)
	halves := l.halves[from:]
	n, m := &l.nodes[i], &l.nodes[j]
	late := l.problem.Weights.Late
	for _, a := range l.able[j] {
		r := int16(a.Worker)
		base := float64(a.Cost) - l.mayLose(r)
		for p := 0; p <= len(l.rounds[r]); p++ {
			l.looks++
			g := l.between(m, r, p)
			low, high := l.keys(insertion{j, r, p})
			own := base + float64(g.detour+g.push) + g.idle
			for k := range halves {
				h := &halves[k]
				if h.in.round == r || low >= h.high || high <= h.low || own+h.base >= limit {
					continue
				}
				second := max(g.start, h.start+n.gap)
				start := max(h.start, second+m.gap)
				least := own + h.base + float64(h.push+late*int64(l.late(n, start)+l.late(m, second)))
				if least < limit && !l.overlooks() {
					l.promising = append(l.promising, promise{least: least, node: j, round: r, at: int16(p), half: int16(from + k)})
				}
			}
		}
	}
}

// listHalves lists the cheapest places for one stop alone, cheapest first.
func (l *look) listHalves(i int32, window [2]int, limit float64) {
	n := &l.nodes[i]
	from := len(l.halves)
	for _, a := range l.able[i] {
		r := int16(a.Worker)
		lose := l.mayLose(r)
		for p := 0; p <= len(l.rounds[r]); p++ {
			l.looks++
			g := l.between(n, r, p)
			base := float64(a.Cost) + float64(g.detour) + g.idle - lose
			late := float64(g.late + g.push)
			cost := base + lose + late
			full := len(l.halves)-from == halvesTried
			if !g.possible || base+late >= limit || full && cost >= l.halves[len(l.halves)-1].cost || l.overlooks() {
				continue
			}
			if !full {
				l.halves = append(l.halves, half{})
			}
			at := len(l.halves) - 1
			for at > from && l.halves[at-1].cost > cost {
				l.halves[at] = l.halves[at-1]
				at--
			}
			h := half{in: insertion{i, r, p}, window: window, base: base, cost: cost, start: g.start, push: g.push}
			h.low, h.high = l.keys(h.in)
			l.halves[at] = h
		}
	}
}

// keys are those of a place's neighbours.
func (l *look) keys(in insertion) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	nodes := l.rounds[in.round]
	if in.at > 0 {
		low = l.nodes[nodes[in.at-1]].key
	}
	if in.at < len(nodes) {
		high = l.nodes[nodes[in.at]].key
	}
	return low, high
}
