package synced

import "math"

// node is one stop, or the start or end of a round. It fills one cache line.
type node struct {
	key        float64 // order among all visits; rises along every round
	place      int32
	duration   Ticks
	early, due Ticks
	start      Ticks // when it starts in the solution at hand
	leg        Ticks // travel from the node before
	prev, next int32 // nodes; none where not on a round
	round      int32 // worker, or none
	visit      int32 // none for the ends of rounds
	twin       int32 // the visit's other stop, or none
	twinGap    Ticks // the other stop starts at least so long after this one
}

const none = -1

// state is a solution that can be changed and put back.
type state struct {
	problem  *Problem
	nodes    []node  // stops, then the head and tail of each round
	first    []int32 // by visit: its first stop
	stops    int
	to       []Ticks // travel turned round: to[place*Places+from]
	absent   []int32 // visits not on any round
	travel   int64
	lateness int64
	worst    int64
	stale    bool // worst may be too high

	saved   []savedNode // nodes as they were when the change began
	stamp   []uint32    // by node: saved in this change already
	change  uint32
	before  totals
	dirty   []int32  // a heap of visits to settle anew, by key
	waiting []uint32 // by visit: in the heap, in this round of settling
	settles uint32
}

type savedNode struct {
	at int32
	node
}

type totals struct{ travel, lateness, worst int64 }

func newState(p *Problem) *state {
	s := &state{problem: p, first: make([]int32, len(p.Visits))}
	for v := range p.Visits {
		visit := &p.Visits[v]
		s.first[v] = int32(len(s.nodes))
		for i := range visit.Stops {
			stop := &visit.Stops[i]
			n := node{
				place: int32(stop.Place), duration: stop.Duration, early: stop.Earliest, due: stop.Due, start: stop.Earliest,
				prev: none, next: none, round: none, visit: int32(v), twin: none,
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
	s.stops = len(s.nodes)
	for w := range p.Workers {
		worker := &p.Workers[w]
		head := int32(len(s.nodes))
		leg := p.Travel[worker.Start*p.Places+worker.End]
		if worker.Start == worker.End {
			leg = 0
		}
		s.nodes = append(
			s.nodes,
			node{key: math.Inf(-1), place: int32(worker.Start), start: worker.From, due: Never, prev: none, next: head + 1, round: int32(w), visit: none, twin: none},
			node{key: math.Inf(1), place: int32(worker.End), start: worker.From + leg, due: Never, leg: leg, prev: head, next: none, round: int32(w), visit: none, twin: none})
	}
	for v := range p.Visits {
		s.absent = append(s.absent, int32(v))
	}
	s.to = make([]Ticks, len(p.Travel))
	for a := range p.Places {
		for b := range p.Places {
			s.to[b*p.Places+a] = p.Travel[a*p.Places+b]
		}
	}
	s.stamp = make([]uint32, len(s.nodes))
	s.waiting = make([]uint32, len(p.Visits))
	s.settles = 2
	return s
}

func (s *state) head(round int32) int32 { return int32(s.stops) + 2*round }

func (s *state) distance(from, to int32) Ticks {
	return s.problem.Travel[int(from)*s.problem.Places+int(to)]
}

// cost is what the solution at hand costs, absent visits apart.
func (s *state) cost() int64 {
	s.freshenWorst()
	return s.travel + s.problem.LatenessWeight*s.lateness + s.problem.WorstWeight*s.worst
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
	s.worst = int64(worst)
}

func (n *node) late() int64 { return int64(max(0, n.start-n.due)) }

// begin starts a change that can be put back as a whole.
func (s *state) begin() {
	s.freshenWorst()
	s.saved = s.saved[:0]
	s.change++
	s.before = totals{s.travel, s.lateness, s.worst}
}

// rollback puts everything back as it was at begin. No visit was absent then.
func (s *state) rollback() {
	for i := range s.saved {
		s.nodes[s.saved[i].at] = s.saved[i].node
	}
	s.travel, s.lateness, s.worst = s.before.travel, s.before.lateness, s.before.worst
	s.stale = false
	s.absent = s.absent[:0]
}

// edit is a node about to be written to.
func (s *state) edit(i int32) *node {
	n := &s.nodes[i]
	if s.stamp[i] != s.change {
		s.stamp[i] = s.change
		s.saved = append(s.saved, savedNode{i, *n})
	}
	return n
}

// takeOut takes a visit off its rounds. Call settle afterwards.
func (s *state) takeOut(v int32) {
	s.absent = append(s.absent, v)
	for i, end := s.first[v], s.first[v]+int32(len(s.problem.Visits[v].Stops)); i < end; i++ {
		n := s.edit(i)
		if late := n.late(); late > 0 {
			s.lateness -= late
			s.stale = true
		}
		before, after := s.edit(n.prev), s.edit(n.next)
		leg := s.distance(before.place, after.place)
		s.travel += int64(leg) - int64(n.leg) - int64(after.leg)
		before.next, after.prev, after.leg = n.next, n.prev, leg
		s.wake(n.next)
		n.prev, n.next, n.round = none, none, none
	}
}

// putIn places a stop of a visit after a node. All stops of a visit get the
// same key. Call settle afterwards.
func (s *state) putIn(i, after int32, key float64) {
	n, before := s.edit(i), s.edit(after)
	n.prev, n.next, n.round, n.key = after, before.next, before.round, key
	next := s.edit(before.next)
	n.leg = s.distance(before.place, n.place)
	onward := s.distance(n.place, next.place)
	s.travel += int64(n.leg) + int64(onward) - int64(next.leg)
	before.next, next.prev, next.leg = i, i, onward
	n.start = n.early
	s.lateness += n.late()
	s.wake(i)
	s.wake(n.next)
}
