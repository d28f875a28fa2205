package unified

import "slices"

// node is one stop, or a worker's lunch.
type node struct {
	key      float64 // order among all units; rises along every round
	early    Ticks   // starts no earlier: the opening of the window chosen
	due      Ticks   // late if it starts after this, in that window
	opens    Ticks   // the window after that one does
	latest   Ticks   // lunch begins no later
	start    Ticks   // as early as can be in the solution at hand
	reach    Ticks   // as far as its own worker is concerned
	leg      Ticks   // travel from the node before
	duration Ticks
	place    int32
	unit     int32
	twin     int32 // the stop it is tied to, or none
	gap      Ticks // the twin starts at least so long after this one
	round    int16 // worker, or none
	pos      int16 // in the round
	lunch    bool
}

const none = -1

// unit is what is put in or taken out at once: one node, or two that are tied.
type unit struct {
	nodes   [2]int32 // the second may be none
	visit   int32    // none for lunch
	other   int32    // the visit's other unit where it is loose, or none
	leftOut float64  // the cost of leaving it out
}

// required is the cost of leaving out what may not be left out.
const required = 1e15

// state is a solution that can be changed and put back.
type state struct {
	problem *Problem
	nodes   []node
	units   []unit
	price   []int32   // node x worker: the cost beside travel
	able    [][]Able  // by node
	rounds  [][]int32 // by worker: nodes in order
	tallies []tally   // by worker
	absent  []int32   // units to place
	out     []int32   // units left out for good

	plain   float64 // cost of all tallies
	worst   Ticks
	leftOut float64
	idle    idleness

	change uint32
	saved  struct {
		nodes      []savedNode
		stamp      []uint32 // by node: saved in this change already
		rounds     []savedRound
		roundStamp []uint32
		sequences  []int32
		out        []int32
		plain      float64
		worst      Ticks
		leftOut    float64
		idle       float64
	}

	dirty      []int32  // a heap of units to settle anew, by key
	waiting    []uint32 // by unit: in the heap, in this round of settling
	settles    uint32
	stale      []int16 // rounds to tally anew
	staleStamp []uint32
	scratch    slot
}

type savedNode struct {
	at int32
	node
}

type savedRound struct {
	round  int16
	length int
	tally
}

func newState(p *Problem) *state {
	s := &state{problem: p, settles: 2, change: 1}
	for v := range p.Visits {
		s.addVisit(int32(v))
	}
	for w := range p.Workers {
		if p.Workers[w].Lunch {
			s.addLunch(int32(w))
		}
	}
	workers := len(p.Workers)
	s.price = make([]int32, len(s.nodes)*workers)
	for i, able := range s.able {
		for _, a := range able {
			s.price[i*workers+int(a.Worker)] = a.Cost
		}
	}
	s.rounds, s.tallies = make([][]int32, workers), make([]tally, workers)
	s.idle.exp, s.idle.rest, s.idle.gain = make([]float64, workers), make([]float64, workers), make([]float64, workers)
	s.saved.stamp, s.saved.roundStamp = make([]uint32, len(s.nodes)), make([]uint32, workers)
	s.waiting, s.staleStamp = make([]uint32, len(s.units)), make([]uint32, workers)
	for u := range s.units {
		s.absent = append(s.absent, int32(u))
	}
	for w := range p.Workers {
		s.scratch.load(s, int16(w))
		s.tallies[w] = s.tally(&s.scratch, nil)
		s.plain += s.tallies[w].cost
	}
	return s
}

func (s *state) addVisit(v int32) {
	visit := &s.problem.Visits[v]
	leftOut := float64(required)
	if visit.Optional {
		leftOut = float64(visit.LeftOut)
	}
	first := int32(len(s.nodes))
	for i := range visit.Stops {
		s.nodes = append(s.nodes, node{
			duration: visit.Stops[i].Duration, place: int32(visit.Place), unit: int32(len(s.units)), twin: none, round: none, latest: Never,
		})
		s.able = append(s.able, free(visit, i))
		s.open(first+int32(i), visit, 0)
	}
	u := unit{nodes: [2]int32{first, none}, visit: v, other: none, leftOut: leftOut}
	switch {
	case len(visit.Stops) == 1:
	case visit.Loose:
		u.other = int32(len(s.units)) + 1
		s.units = append(s.units, u)
		u = unit{nodes: [2]int32{first + 1, none}, visit: v, other: u.other - 1, leftOut: leftOut}
		s.nodes[first+1].unit++
	default:
		u.nodes[1] = first + 1
		a, b := &s.nodes[first], &s.nodes[first+1]
		a.twin, b.twin = first+1, first
		a.gap, b.gap = visit.MinGap, -visit.MaxGap
	}
	s.units = append(s.units, u)
}

// free are the workers able to do a stop who are not the only one for the
// visit's other stop.
func free(visit *Visit, stop int) []Able {
	able := visit.Stops[stop].Able
	if len(visit.Stops) == 1 || len(visit.Stops[1-stop].Able) != 1 {
		return able
	}
	only := visit.Stops[1-stop].Able[0].Worker
	return slices.DeleteFunc(slices.Clone(able), func(a Able) bool { return a.Worker == only })
}

func (s *state) addLunch(w int32) {
	l := s.problem.Lunch
	i := int32(len(s.nodes))
	s.nodes = append(s.nodes, node{
		early: l.Earliest, due: Never, opens: Never, latest: l.Latest, duration: l.Duration,
		unit: int32(len(s.units)), twin: none, round: none, lunch: true,
	})
	s.able = append(s.able, []Able{{Worker: w}})
	s.units = append(s.units, unit{nodes: [2]int32{i, none}, visit: none, other: none, leftOut: float64(l.Missed)})
}

// open chooses a window for a node.
func (s *state) open(i int32, visit *Visit, window int) {
	n := &s.nodes[i]
	n.early, n.due, n.opens = visit.Windows[window].Opens, s.due(n, &visit.Windows[window]), Never
	if window+1 < len(visit.Windows) {
		n.opens = visit.Windows[window+1].Opens
	}
}

func (s *state) due(n *node, w *Window) Ticks {
	if s.problem.AtEnd {
		return w.Closes - n.duration
	}
	return w.Closes
}

// late is how late a node is if it starts then.
func (s *state) late(n *node, start Ticks) Ticks {
	if start < n.opens {
		return max(0, start-n.due)
	}
	windows := s.problem.Visits[s.units[n.unit].visit].Windows
	last := len(windows) - 1
	for windows[last].Opens > start {
		last--
	}
	return max(0, start-s.due(n, &windows[last]))
}

func (s *state) travel(from, to int32) Ticks {
	return s.problem.Travel[int(from)*s.problem.Places+int(to)]
}

// cost is what the solution at hand costs, units still to place apart.
func (s *state) cost() float64 {
	return s.plain + float64(s.problem.Weights.Worst)*float64(s.worst) + s.idle.cost + s.leftOut
}
