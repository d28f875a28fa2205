package synced

import "math"

// On large problems a visit is only looked at beside the visits that it could
// well come next to. With fewer places than fewToLookAt all are looked at.
const (
	besideKept  = 60
	fewToLookAt = 500
)

// beside lists for each visit those it could come just before or just after
// with least travel and waiting; nil where it should be looked at everywhere.
func beside(p *Problem) [][]int32 {
	stops := 0
	for v := range p.Visits {
		stops += len(p.Visits[v].Stops)
	}
	if stops+len(p.Workers) <= fewToLookAt {
		return make([][]int32, len(p.Visits))
	}
	all := make([][]int32, len(p.Visits))
	for v := range p.Visits {
		if p.Visits[v].Pause {
			continue
		}
		all[v] = closest(len(p.Visits), besideKept, func(w int) float64 {
			if w == v || p.Visits[w].Pause {
				return math.MaxFloat64
			}
			return min(follows(p, w, v), follows(p, v, w))
		})
	}
	return all
}

// waitShare is how much a minute of waiting that cannot be avoided counts
// beside a minute of travel, after Vidal and others (2013).
const waitShare = 0.2

// follows is how bad it is for visit w to come just after v.
func follows(p *Problem, v, w int) float64 {
	least := math.MaxFloat64
	for _, a := range p.Visits[v].Stops {
		for _, b := range p.Visits[w].Stops {
			travel := p.Travel[0][a.Place*p.Places+b.Place]
			for _, x := range p.Visits[v].Windows {
				for _, y := range p.Visits[w].Windows {
					if x.Earliest+a.Duration+travel > y.Latest {
						continue
					}
					last := min(x.Latest, max(x.Due, x.Earliest))
					if last >= Never {
						last = x.Latest
					}
					wait := max(0, y.Earliest-last-a.Duration-travel)
					late := max(0, x.Earliest+a.Duration+travel-y.Due)
					least = min(least, float64(travel)+waitShare*float64(wait)+float64(late))
				}
			}
		}
	}
	return least
}

// bestBeside looks for a cheaper place for a stop by one worker, only next to
// the visits given, and on rounds that are empty.
func (l *look) bestBeside(i int32, near []int32, low, high float64, best *spot) (found bool) {
	n := &l.nodes[i]
	for _, w := range near {
		for j := l.first[w]; j != none; j = l.other(w, j) {
			if r := l.nodes[j].round; r >= 0 && l.may(i, r) {
				if l.place(i, n, j, low, high, best) {
					found = true
				}
				if l.place(i, n, l.nodes[j].prev, low, high, best) {
					found = true
				}
			}
		}
	}
	for _, r := range l.able[i] {
		if l.nodes[l.nodes[r.head].next].next == none && l.place(i, n, r.head, low, high, best) {
			found = true
		}
	}
	return found
}

// place looks at one place for a stop by one worker, after node a.
func (l *look) place(i int32, n *node, a int32, low, high float64, best *spot) bool {
	A := &l.nodes[a]
	B := &l.nodes[A.next]
	if A.key >= high || B.key <= low {
		return false
	}
	l.count++
	travel, toward, onward := l.detour(i, n, A, B)
	if travel >= best.cost || l.overlooks() {
		return false
	}
	return l.single(n, a, travel, toward, onward, best)
}

// detour is what a stop costs between two nodes but for lateness, and the
// travel there and on; noSpot where the worker would do too much.
func (l *look) detour(i int32, n, A, B *node) (cost int64, toward, onward Ticks) {
	load, fits := l.taking(A.round, n.duration)
	if !fits {
		return noSpot, 0, 0
	}
	if B.pause {
		B = &l.nodes[B.next]
	}
	mode := l.problem.Workers[A.round].Mode
	row := int(n.place) * l.problem.Places
	toward, onward = l.toward[mode][row+int(A.place)], l.problem.Travel[mode][row+int(B.place)]
	cost = l.priceOf(i, A.round) + load + l.problem.TravelWeight*int64(toward+onward-B.leg)
	if A.last || n.last {
		cost += l.turnBack(A, n, B)
	}
	return cost, toward, onward
}

// priceOf is what it would cost now, beside travel, that a round makes a stop.
func (l *look) priceOf(i int32, round int16) int64 {
	return int64(l.price[int(i)*len(l.load)+int(round)])
}

// may is true where a round's worker can do a stop.
func (l *look) may(i int32, round int16) bool {
	return l.price[int(i)*len(l.load)+int(round)] != unable
}

// unable stands for the price of a worker who may not do a stop.
const unable = math.MaxInt32
