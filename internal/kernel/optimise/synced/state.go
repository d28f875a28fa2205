package synced

import (
	"math"
	"slices"
)

// node is one stop, or the start or end of a round. It fills one cache line.
type node struct {
	key        float64 // order among all visits; rises along every round
	place      int32
	duration   Ticks
	early, due Ticks // of the window it is in
	latest     Ticks
	start      Ticks // when it starts in the solution at hand
	leg        Ticks // travel from the node before
	prev, next int32 // nodes, or none
	visit      int32 // none for the ends of rounds
	twin       int32 // the visit's other stop, or none
	twinGap    Ticks // the other stop starts at least so long after this one
	round      int16 // worker, or none
	linked     bool  // other visits wait for this one, or it for them
	pause      bool
	last       bool // for a pause, as what it follows
	turn       bool // the worker comes here from one that is last, and this is not
}

const none = -1

// state is a solution that can be changed and put back.
type state struct {
	problem *Problem
	nodes   []node    // stops, then the head and tail of each round
	first   []int32   // by visit: its first stop
	before  [][]Link  // by visit: those it must follow
	behind  [][]Link  // by visit: those that must follow it
	toward  [][]Ticks // by mode, travel turned round: [place*Places+from]
	price   []int32   // stop x worker: what it would cost now, beside travel
	met     []int32   // person x worker: how often they have met, these visits among it
	doors   [][]int32 // by person: the stops at their door
	stops   int       // nodes that are stops
	absent  []int32   // visits to place
	out     []int32   // visits left out for good

	sum   sums
	load  []Ticks // by round: time at visits
	stale bool    // sum.worst may be too high
	late  bool    // since the change began, something got a start it must not have

	change     uint32
	saved      []savedNode // nodes as they were when the change began
	savedStamp []uint32    // by node: saved in this change already
	savedLoad  []savedLoad
	savedMet   []savedMet
	savedOut   []int32
	savedSum   sums

	dirty   []int32  // a heap of visits to settle anew, by key
	waiting []uint32 // by visit: in the heap, in this round of settling
	settles uint32
	ranked  []int32 // see rekey
}

type savedNode struct {
	at int32
	node
}

type savedLoad struct {
	round int16
	load  Ticks
}

type savedMet struct{ person, round, met int32 }

// sums are what the cost is made of.
type sums struct{ travel, late, worst, assigned, extra, turns, leftOut int64 }

func newState(p *Problem) *state {
	s := &state{problem: p, first: make([]int32, len(p.Visits)), settles: 2}
	s.before, s.behind = make([][]Link, len(p.Visits)), make([][]Link, len(p.Visits))
	for v := range p.Visits {
		for _, link := range p.Visits[v].After {
			s.before[v] = append(s.before[v], link)
			s.behind[link.Visit] = append(s.behind[link.Visit], Link{v, link.Gap, link.Most})
		}
	}
	for v := range p.Visits {
		s.addStops(v)
		s.absent = append(s.absent, int32(v))
	}
	s.stops = len(s.nodes)
	s.price = slices.Repeat([]int32{unable}, s.stops*len(p.Workers))
	for v := range p.Visits {
		for i := range p.Visits[v].Stops {
			for _, a := range p.Visits[v].Stops[i].Able {
				s.price[(int(s.first[v])+i)*len(p.Workers)+int(a.Worker)] = a.Cost
			}
		}
	}
	for w := range p.Workers {
		s.addRound(w)
	}
	s.addPeople()
	for _, travel := range p.Travel {
		turned := make([]Ticks, len(travel))
		for a := range p.Places {
			for b := range p.Places {
				turned[b*p.Places+a] = travel[a*p.Places+b]
			}
		}
		s.toward = append(s.toward, turned)
	}
	s.savedStamp, s.waiting = make([]uint32, len(s.nodes)), make([]uint32, len(p.Visits))
	return s
}

func (s *state) addStops(v int) {
	visit := &s.problem.Visits[v]
	s.first[v] = int32(len(s.nodes))
	for i := range visit.Stops {
		stop := &visit.Stops[i]
		n := node{
			place: int32(stop.Place), duration: stop.Duration, prev: none, next: none, round: none, visit: int32(v),
			twin: none, linked: len(s.before[v])+len(s.behind[v]) > 0, pause: visit.Pause, last: visit.Last,
		}
		if len(visit.Stops) == 2 {
			n.twin, n.twinGap = s.first[v]+int32(1-i), visit.MinGap
			if i == 1 {
				n.twinGap = -visit.MaxGap
			}
		}
		s.nodes = append(s.nodes, n)
	}
}

func (s *state) addRound(w int) {
	worker := &s.problem.Workers[w]
	head := int32(len(s.nodes))
	leg := s.problem.Travel[worker.Mode][worker.Start*s.problem.Places+worker.End]
	if worker.Start == worker.End {
		leg = 0
	}
	s.nodes = append(
		s.nodes,
		node{
			key: math.Inf(-1), place: int32(worker.Start), start: worker.From, due: Never, latest: Never,
			prev: none, next: head + 1, round: int16(w), visit: none, twin: none,
		},
		node{
			key: math.Inf(1), place: int32(worker.End), start: worker.From + leg, due: Never, latest: worker.Until,
			leg: leg, prev: head, next: none, round: int16(w), visit: none, twin: none,
		})
	s.load = append(s.load, 0)
}

func (s *state) head(round int16) int32 { return int32(s.stops) + 2*int32(round) }

func (s *state) distance(round int16, from, to int32) Ticks {
	return s.problem.Travel[s.problem.Workers[round].Mode][int(from)*s.problem.Places+int(to)]
}

// cost is what the solution at hand costs, visits still to place apart.
func (s *state) cost() int64 {
	s.freshenWorst()
	return s.sum.total(s.problem)
}

func (m *sums) total(p *Problem) int64 {
	return p.TravelWeight*m.travel + p.LateWeight*m.late + p.WorstWeight*m.worst + m.assigned + m.extra + p.TurnBack*m.turns + m.leftOut
}

func (s *state) freshenWorst() {
	if !s.stale {
		return
	}
	s.stale = false
	var worst Ticks
	for i := range s.nodes[:s.stops] {
		if n := &s.nodes[i]; n.round >= 0 {
			worst = max(worst, n.start-n.due)
		}
	}
	s.sum.worst = int64(worst)
}

func (n *node) late() int64 { return int64(max(0, n.start-n.due)) }

// extra is what a round costs for its load.
func (s *state) extra(round int16, load Ticks) int64 {
	w := &s.problem.Workers[round]
	return w.ExtraWeight * int64(max(0, load-w.Enough))
}
