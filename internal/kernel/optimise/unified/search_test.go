package unified

import (
	"math"
	"reflect"
	"slices"
	"testing"
)

// reckoned is the solution at hand worked out without the search's own state:
// the earliest starts by raising them until nothing is broken.
func (s *search) reckoned(t *testing.T) (starts []Ticks) {
	t.Helper()
	starts = make([]Ticks, len(s.nodes))
	for again := true; again; {
		again = false
		for r, nodes := range s.rounds {
			end := s.problem.Workers[r].From
			for k, i := range nodes {
				n := &s.nodes[i]
				start := max(end+s.leg(int16(r), nodes, k), n.early)
				if n.twin != none {
					start = max(start, starts[n.twin]+s.nodes[n.twin].gap)
				}
				if start > starts[i] {
					starts[i], again = start, true
				}
				if start > 100000 {
					t.Fatal("two rounds wait for each other")
				}
				end = starts[i] + n.duration
			}
		}
	}
	return starts
}

// What is kept up to date step by step must be what is worked out from nothing,
// after changes kept and changes put back.
func TestTheStateIsRight(t *testing.T) {
	for seed := range uint64(6) {
		s := begun(made(seed, 40, 5), seed)
		for range 300 {
			s.begin()
			before, cost := s.keep(nil), s.cost()
			s.ruin()
			s.tryLeftOut()
			s.settle()
			if !s.recreate(required, 0) || s.chance.Below(3) == 0 {
				s.rollback()
				if s.cost() != cost || !reflect.DeepEqual(s.rounds, before.rounds) || !slices.Equal(s.out, before.out) {
					t.Fatalf("seed %d: a change was not put back", seed)
				}
			}
			starts := s.reckoned(t)
			placed := 0
			var sum float64
			var worst Ticks
			for r, nodes := range s.rounds {
				for k, i := range nodes {
					n := &s.nodes[i]
					if n.start != starts[i] || n.round != int16(r) || n.pos != int16(k) {
						t.Fatalf("seed %d: node %d starts at %d, worked out %d", seed, i, n.start, starts[i])
					}
					if k > 0 && s.nodes[nodes[k-1]].key >= n.key {
						t.Fatalf("seed %d: keys do not rise along round %d", seed, r)
					}
					placed++
				}
				s.scratch.load(s.state, int16(r))
				tally := s.tally(&s.scratch, nil)
				if tally != s.tallies[r] {
					t.Fatalf("seed %d: round %d is tallied as %+v and is %+v", seed, r, s.tallies[r], tally)
				}
				sum += tally.cost
				worst = max(worst, tally.worst)
			}
			if sum != s.plain || worst != s.worst {
				t.Fatalf("seed %d: rounds cost %g and are kept as %g; the worst is %d, kept as %d", seed, sum, s.plain, worst, s.worst)
			}
			out := 0
			for _, u := range s.out {
				out++
				if s.units[u].nodes[1] != none || s.units[u].other != none {
					out++
				}
			}
			if placed+out != len(s.nodes) {
				t.Fatalf("seed %d: %d placed and %d left out of %d", seed, placed, out, len(s.nodes))
			}
		}
	}
}

// A look must foretell what a unit put in will add. Where travel is uneven a
// stop put in can make a later start earlier; what that changes in the rounds of
// others is not followed, so now and then a look is wrong.
func TestALookTellsWhatItCosts(t *testing.T) {
	right, tooMuch, tooLittle := 0, 0, 0
	for seed := range uint64(6) {
		s := begun(made(seed, 40, 5), seed)
		for range 300 {
			s.begin()
			s.ruin()
			s.settle()
			for len(s.absent) > 0 {
				u := s.absent[len(s.absent)-1]
				s.absent = s.absent[:len(s.absent)-1]
				before := s.cost()
				at := s.bestSpot(u, required)
				if at.cost == noSpot {
					s.leave(u, required)
					s.absent = slices.DeleteFunc(s.absent, func(o int32) bool { return o == s.units[u].other })
					continue
				}
				s.putAt(u, at)
				switch added := s.cost() - before; {
				case math.Abs(added-at.cost) < 1e-6:
					right++
				case added > at.cost:
					tooLittle++
				default:
					tooMuch++
				}
			}
			s.rollback()
		}
	}
	if right < 1000 || tooMuch > right/20 || tooLittle > right/500 {
		t.Errorf("%d foretold rightly, %d too high, %d too low", right, tooMuch, tooLittle)
	}
}

// Nothing is allocated once the search runs.
func TestTheLoopAllocatesNothing(t *testing.T) {
	s := begun(made(3, 60, 6), 3)
	round := func() {
		s.begin()
		s.ruin()
		s.tryLeftOut()
		s.settle()
		if !s.recreate(required, 0) {
			s.rollback()
		}
	}
	for range 500 {
		round()
	}
	if n := testing.AllocsPerRun(500, round); n > 0 {
		t.Errorf("%g allocations a round of search", n)
	}
}

func TestTheSameSeedGivesTheSameAnswer(t *testing.T) {
	p := made(9, 40, 5)
	o := Options{Seed: 5, Iterations: 400, Hot: 0.5, Cold: 0.01, SoftHot: 20, SoftCold: 1}
	first := Solve(p, o)
	if again := Solve(p, o); !reflect.DeepEqual(first, again) {
		t.Error("two answers from one seed")
	}
	o.Seed++
	if other := Solve(p, o); reflect.DeepEqual(first.Solution, other.Solution) {
		t.Error("another seed changes nothing")
	}
	stopped := Solve(p, Options{Seed: 5, Done: func() float64 { return 1 }, Hot: 0.5, Cold: 0.01, SoftHot: 20, SoftCold: 1})
	if stopped.Iterations != 0 || stopped.Solution.Cost.Total <= first.Solution.Cost.Total {
		t.Errorf("stopped at once: %d rounds of search, %d beside %d", stopped.Iterations, stopped.Solution.Cost.Total, first.Solution.Cost.Total)
	}
}
