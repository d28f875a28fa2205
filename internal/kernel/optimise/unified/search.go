package unified

import (
	"cmp"
	"math"
	"slices"
)

// Options says how long and how to search.
type Options struct {
	Seed       uint64
	Iterations int64          // rounds of search; zero for no limit
	Done       func() float64 // share of the time that is used up, 1 or more to stop; may be nil
	// Temperatures at the start and at the end, as shares of what a visit costs
	// in the first solution.
	Hot, Cold float64
	// How far below the idlest, in ticks, another worker's idle time still
	// counts, at the start and at the end.
	SoftHot, SoftCold float64
}

// Result is the best solution found, and how much work it took.
type Result struct {
	Solution   Solution
	Iterations int64
	Looks      int64 // places looked at
	Tried      int64 // of those, how many were reckoned to the end
}

type search struct {
	*look
	near      [][]int32
	firstNode []int32  // by visit
	ruined    []uint32 // by round: in this ruin already
	ruins     uint32
	string    []int32
	order     []float64 // by unit
}

func newSearch(p *Problem, seed uint64, softness float64) *search {
	s := &search{near: near(p), ruined: make([]uint32, len(p.Workers)), firstNode: make([]int32, len(p.Visits))}
	st := newState(p)
	st.idle.weight, st.idle.softness = float64(p.Weights.Idle), softness
	st.idle.reckon(st.tallies)
	s.look = newLook(st, seed)
	s.order = make([]float64, len(s.units))
	for u := range s.units {
		if v := s.units[u].visit; v != none && (u == 0 || s.units[u-1].visit != v) {
			s.firstNode[v] = s.units[u].nodes[0]
		}
	}
	return s
}

// Solve searches until the iterations or the time are used up. Every stop of a
// visit that is not optional must have somebody able, two stops two people.
func Solve(p *Problem, o Options) Result {
	s := newSearch(p, o.Seed, o.SoftHot)
	s.construct()
	best := s.keep(nil)
	current := s.cost()
	bestCost := s.exact()
	perVisit := bestCost / float64(max(1, len(p.Visits)))
	var temperature float64
	var n int64
	for ; len(p.Visits) > 0 && (o.Iterations == 0 || n < o.Iterations); n++ {
		if n%64 == 0 {
			used := 0.0
			if o.Iterations > 0 {
				used = float64(n) / float64(o.Iterations)
			}
			if o.Done != nil {
				used = max(used, o.Done())
			}
			if used >= 1 {
				break
			}
			temperature = perVisit * o.Hot * math.Pow(o.Cold/o.Hot, used)
			s.idle.softness = o.SoftHot * math.Pow(o.SoftCold/o.SoftHot, used)
			s.idle.reckon(s.tallies)
			current = s.cost()
			if n%8192 == 0 {
				s.renumber()
			}
		}
		limit := current - temperature*math.Log(s.chance.Unit())
		floor := s.idle.cost - s.idle.weight*s.idle.softness
		s.begin()
		s.ruin()
		s.tryLeftOut()
		s.settle()
		if !s.recreate(limit, floor) {
			s.rollback()
			continue
		}
		current = s.cost()
		if cost := s.exact(); cost < bestCost {
			bestCost = cost
			best = s.keep(best)
		}
	}
	s.restore(best)
	return Result{Solution: s.solution(), Iterations: n, Looks: s.looks, Tried: s.tried}
}

// exact is the cost with the idlest worker's idle time alone.
func (s *state) exact() float64 { return s.cost() - s.idle.cost + s.idle.weight*s.idle.most }

// recreate puts every absent unit back where it costs least, or leaves it out
// where that is cheaper. It gives up where one cannot be put back, or as soon as
// the whole is sure to cost more than limit: what is put in adds to all costs
// but for idle time, which is taken never to fall below a floor.
func (s *search) recreate(limit, floor float64) bool {
	s.sort()
	for len(s.absent) > 0 {
		room := limit - s.cost() + max(0, s.idle.cost-floor)
		if room < 0 {
			return false
		}
		last := len(s.absent) - 1
		u := s.absent[last]
		s.absent = s.absent[:last]
		if !s.place(u, room) {
			return false
		}
	}
	return s.cost() <= limit
}

// place puts a unit where it costs least, within the room there is, or leaves
// it out. An optional visit's two loose units are put in or left out together.
func (s *search) place(u int32, room float64) bool {
	unit := &s.units[u]
	if unit.other != none && unit.leftOut < required {
		s.absent = slices.DeleteFunc(s.absent, func(o int32) bool { return o == unit.other })
		return s.placeBoth(u, unit.other, room)
	}
	at := s.bestSpot(u, min(unit.leftOut, room))
	if at.cost < noSpot {
		s.putAt(u, at)
		return true
	}
	return s.leave(u, room)
}

func (s *search) placeBoth(a, b int32, room float64) bool {
	limit := min(s.units[a].leftOut, room)
	if s.chance.Next()&1 == 0 {
		a, b = b, a
	}
	at := s.bestSpot(a, limit)
	if at.cost == noSpot {
		return s.leave(a, room)
	}
	s.putAt(a, at)
	if at = s.bestSpot(b, limit-at.cost); at.cost < noSpot {
		s.putAt(b, at)
		return true
	}
	s.takeOut(a)
	s.absent = s.absent[:len(s.absent)-1]
	s.settle()
	return s.leave(a, room)
}

// leave leaves a unit out, where there is room for what that costs; of two loose
// ones it stands for both.
func (s *search) leave(u int32, room float64) bool {
	if s.units[u].leftOut > min(room, required-1) {
		s.absent = append(s.absent, u)
		return false
	}
	if other := s.units[u].other; other != none {
		u = min(u, other)
	}
	s.out = append(s.out, u)
	s.leftOut += s.units[u].leftOut
	return true
}

// putAt puts a unit in its spot, with a key between its neighbours'.
func (s *search) putAt(u int32, at spot) {
	low, high := s.keys(at.at[0])
	if at.at[1].node != none {
		l, h := s.keys(at.at[1])
		low, high = max(low, l), min(high, h)
	}
	key := float64(at.start)
	switch {
	case low < key && key < high:
	case math.IsInf(low, -1):
		key = high - 1
	case math.IsInf(high, 1):
		key = low + 1
	default:
		key = low + (high-low)/2
	}
	for _, in := range at.at {
		if in.node == none {
			continue
		}
		if v := s.units[u].visit; v != none {
			n := s.edit(in.node)
			w := at.window[0]
			if n.twin != none && in.node > n.twin {
				w = at.window[1]
			}
			s.open(in.node, &s.problem.Visits[v], w)
		}
		s.putIn(in.node, in.round, in.at, key)
	}
	s.settle()
}

// tryLeftOut takes some of the units left out among those to place.
func (s *search) tryLeftOut() {
	for range min(len(s.out), leftOutTried) {
		at := s.chance.Below(len(s.out))
		u := s.out[at]
		s.out[at] = s.out[len(s.out)-1]
		s.out = s.out[:len(s.out)-1]
		s.leftOut -= s.units[u].leftOut
		s.absent = append(s.absent, u)
		if other := s.units[u].other; other != none {
			s.absent = append(s.absent, other)
		}
	}
}

// leftOutTried is how many units left out are tried in each round of search.
const leftOutTried = 3

// sort puts the absent units in an order to put them back, last first.
func (s *search) sort() {
	kind := s.chance.Below(10)
	for _, u := range s.absent {
		n := &s.nodes[s.units[u].nodes[0]]
		opens, closes := n.early, n.latest
		if v := s.units[u].visit; v != none {
			w := s.problem.Visits[v].Windows
			opens, closes = w[0].Opens, w[len(w)-1].Closes
		}
		switch {
		case kind < 3:
			s.order[u] = s.chance.Unit()
		case kind < 5: // those by two workers first
			s.order[u] = s.chance.Unit()
			if n.twin != none {
				s.order[u]++
			}
		case kind < 7: // tightest window first
			s.order[u] = -float64(closes - opens)
		case kind < 9: // earliest first
			s.order[u] = -float64(opens)
		default: // latest first
			s.order[u] = float64(closes)
		}
	}
	slices.SortStableFunc(s.absent, func(a, b int32) int { return cmp.Compare(s.order[a], s.order[b]) })
}

// construct makes the first solution, in order of closing times; lunches last.
func (s *search) construct() {
	due := func(u int32) Ticks {
		if v := s.units[u].visit; v != none {
			return s.problem.Visits[v].Windows[0].Closes
		}
		return Never
	}
	slices.SortStableFunc(s.absent, func(a, b int32) int { return cmp.Compare(due(b), due(a)) })
	s.begin()
	for len(s.absent) > 0 {
		last := len(s.absent) - 1
		u := s.absent[last]
		s.absent = s.absent[:last]
		s.place(u, required)
	}
}

// renumber spreads the keys out again, in the same order.
func (s *search) renumber() {
	order := make([]int32, len(s.units))
	for u := range order {
		order[u] = int32(u)
	}
	key := func(u int32) float64 { return s.nodes[s.units[u].nodes[0]].key }
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(key(a), key(b)) })
	last := math.Inf(-1)
	for _, u := range order {
		k := max(float64(s.nodes[s.units[u].nodes[0]].start), last+1e-3)
		last = k
		for _, i := range s.units[u].nodes {
			if i != none {
				s.nodes[i].key = k
			}
		}
	}
}

// kept is a solution to come back to.
type kept struct {
	nodes  []node
	rounds [][]int32
	out    []int32
}

func (s *search) keep(k *kept) *kept {
	if k == nil {
		k = &kept{nodes: make([]node, len(s.nodes)), rounds: make([][]int32, len(s.rounds))}
	}
	copy(k.nodes, s.nodes)
	for r := range s.rounds {
		k.rounds[r] = append(k.rounds[r][:0], s.rounds[r]...)
	}
	k.out = append(k.out[:0], s.out...)
	return k
}

func (s *search) restore(k *kept) {
	s.begin()
	copy(s.nodes, k.nodes)
	s.leftOut = 0
	s.out = append(s.out[:0], k.out...)
	for _, u := range s.out {
		s.leftOut += s.units[u].leftOut
	}
	for r := range s.rounds {
		s.rounds[r] = append(s.rounds[r][:0], k.rounds[r]...)
		s.editRound(int16(r))
	}
	s.freshen()
}
