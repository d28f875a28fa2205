package unified

import "math"

// pairsTried is how many places of the first stop are tried with all places of
// the second.
const pairsTried = 5

// half is a place for one stop of two, and the least it can cost.
type half struct {
	in   insertion
	base float64 // beside lateness
	cost float64
}

// bestPair looks for a cheaper place for two stops by two workers.
func (l *look) bestPair(i, j int32, window [2]int, best *spot) {
	swapped := l.chance.next()&1 == 0
	if swapped {
		i, j = j, i
	}
	var halves [pairsTried]half
	for _, h := range halves[:l.halves(i, &halves, best.cost)] {
		if h.base >= best.cost {
			continue
		}
		if l.complete(i, j, h, best) {
			best.window = window
			if swapped {
				best.at[0], best.at[1] = best.at[1], best.at[0]
			}
		}
	}
}

// halves fills in the cheapest places for one stop alone, cheapest first.
func (l *look) halves(i int32, found *[pairsTried]half, limit float64) int {
	n := &l.nodes[i]
	late := float64(l.problem.Weights.Late)
	got := 0
	for _, a := range l.able[i] {
		r := int16(a.Worker)
		lose := l.mayLose(r)
		for p := 0; p <= len(l.rounds[r]); p++ {
			l.looks++
			g := l.between(n, r, p)
			base := float64(a.Cost) + float64(g.detour) + g.idle - lose
			cost := base + lose + float64(g.late)
			if p < len(l.rounds[r]) {
				after := &l.nodes[l.rounds[r][p]]
				cost += late * float64(max(0, g.arrives-max(after.start, after.due)))
			}
			if !g.possible || base+float64(g.late) >= limit || got == pairsTried && cost >= found[got-1].cost || l.overlooks() {
				continue
			}
			if got < pairsTried {
				got++
			}
			at := got - 1
			for at > 0 && found[at-1].cost > cost {
				found[at] = found[at-1]
				at--
			}
			found[at] = half{insertion{i, r, p}, base, cost}
		}
	}
	return got
}

// complete looks at every place for stop j beside one for stop i.
func (l *look) complete(i, j int32, h half, best *spot) (found bool) {
	low, high := l.keys(h.in)
	n, m := &l.nodes[i], &l.nodes[j]
	first := l.between(n, h.in.round, h.in.at)
	for _, a := range l.able[j] {
		r := int16(a.Worker)
		base := h.base + float64(a.Cost) - l.mayLose(r)
		if r == h.in.round || base+l.idle.gain[r] >= best.cost {
			continue
		}
		for p := 0; p <= len(l.rounds[r]); p++ {
			in := insertion{j, r, p}
			before, after := l.keys(in)
			if before >= high {
				break
			}
			if after <= low {
				continue
			}
			l.looks++
			g := l.between(m, r, p)
			second := max(g.start, first.start+n.gap)
			start := max(first.start, second+m.gap)
			late := float64(l.problem.Weights.Late) * float64(l.late(n, start)+l.late(m, second))
			if base+float64(g.detour)+g.idle+late >= best.cost || l.overlooks() {
				continue
			}
			if cost := l.try(h.in, in); cost < best.cost {
				best.cost, best.at, best.start, found = cost, [2]insertion{h.in, in}, l.startOf(i), true
			}
		}
	}
	return found
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
