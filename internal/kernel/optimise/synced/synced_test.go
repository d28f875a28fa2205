package synced

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// made is a made-up problem: soft windows as in the published benchmarks, or
// hard ones with everything a council's day has.
func made(visits, workers int, hard bool, seed uint64) *Problem {
	r := rand.New(rand.NewPCG(seed, 9))
	p := &Problem{Places: visits + 1, TravelWeight: 1, LateWeight: 1, WorstWeight: 1, TurnBack: 40}
	at := make([][2]float64, p.Places)
	for i := range at {
		at[i] = [2]float64{r.Float64() * 40, r.Float64() * 40}
	}
	var travel []Ticks
	for _, a := range at {
		for _, b := range at {
			travel = append(travel, Ticks(math.Hypot(a[0]-b[0], a[1]-b[1])))
		}
	}
	p.Travel = [][]Ticks{travel}
	for range workers {
		p.Workers = append(p.Workers, Worker{Until: Never, Enough: Never, Most: Never})
	}
	for i := range visits {
		early := Ticks(r.IntN(420))
		v := Visit{Person: i / 3, Windows: []Window{{early, early + 60, Never}}, LeftOut: Required, Last: r.IntN(8) == 0}
		for range 1 + r.IntN(4)/3 {
			s := Stop{Place: i + 1, Duration: Ticks(10 + r.IntN(20))}
			for w := range workers {
				if r.IntN(4) > 0 {
					s.Able = append(s.Able, Able{Worker: int32(w), Cost: int32(r.IntN(5))})
				}
			}
			v.Stops = append(v.Stops, s)
		}
		if len(v.Stops) == 2 && r.IntN(2) == 0 {
			v.MinGap = Ticks(r.IntN(30))
			v.MaxGap = v.MinGap + Ticks(r.IntN(30))
		}
		if hard {
			v.Windows[0].Latest = early + 120
			v.LeftOut, v.MinGap, v.MaxGap = int64(500*len(v.Stops)), 0, 0
			if r.IntN(10) == 0 {
				v.Windows = append(v.Windows, Window{early + 200, early + 220, early + 260})
			}
			if i > 0 && r.IntN(6) == 0 {
				v.After = []Link{{i - 1, Ticks(20 + r.IntN(40)), Ticks([]int{300, int(Never)}[r.IntN(2)])}}
			}
		}
		p.Visits = append(p.Visits, v)
	}
	if hard {
		for w := range p.Workers {
			p.Workers[w] = Worker{From: 0, Until: 560, Enough: 150, Most: 300, ExtraWeight: 1}
			p.Visits = append(p.Visits, Visit{
				Pause: true, LeftOut: Required, Windows: []Window{{180, 240, 260}},
				Stops: []Stop{{Duration: 20, Able: []Able{{Worker: int32(w)}}}},
			})
		}
		introduce(p, seed)
	}
	return p
}

// introduce gives every person of a problem workers who were there before.
func introduce(p *Problem, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 10))
	p.Strange = []int32{15, 7, 5, 3, 3, 2}
	for range len(p.Visits)/3 + 1 {
		met := make([]int32, len(p.Workers))
		for w := range met {
			met[w] = int32(r.IntN(8) * r.IntN(2))
		}
		p.Met = append(p.Met, met)
	}
}

// visitBefore is what a worker did before a stop, pauses apart.
func (s *state) visitBefore(n *node) int32 {
	for n = &s.nodes[n.prev]; n.pause; n = &s.nodes[n.prev] {
	}
	return n.visit
}

// wanted is what it costs beside travel who makes the stops of a round.
func wanted(s *state, round int16) (cost int64) {
	p := s.problem
	met := map[int]int{}
	for i := s.nodes[s.head(round)].next; s.nodes[i].next != none; i = s.nodes[i].next {
		v := &p.Visits[s.nodes[i].visit]
		for _, a := range v.Stops[i-s.first[s.nodes[i].visit]].Able {
			if int16(a.Worker) == round {
				cost += int64(a.Cost)
			}
		}
		if len(p.Strange) > 0 && !v.Pause {
			cost += int64(p.Strange[min(len(p.Strange)-1, int(p.Met[v.Person][round])+met[v.Person])])
			met[v.Person]++
		}
	}
	return cost
}

// check reckons everything a state remembers anew, in the simplest way.
func check(t *testing.T, s *state) {
	t.Helper()
	p := s.problem
	var sum sums
	starts := make([]Ticks, len(s.nodes))
	for i := range s.nodes {
		starts[i] = math.MinInt32
		if n := &s.nodes[i]; n.prev == none && n.round >= 0 {
			starts[i] = n.start // the start of a round
		}
	}
	for again := true; again; { // each start as late as it must be, and no later
		again = false
		raise := func(i int32, at Ticks) {
			if at > starts[i] {
				starts[i], again = at, true
			}
		}
		for i := range s.nodes {
			n := &s.nodes[i]
			if n.round < 0 || n.prev == none {
				continue
			}
			before := &s.nodes[n.prev]
			leg := s.distance(n.round, before.place, n.place)
			if n.pause {
				leg = 0
			}
			if leg != n.leg || before.next != int32(i) || before.key >= n.key || n.pause && n.place != before.place {
				t.Fatalf("node %d: leg %d, travel %d, keys %g and %g", i, n.leg, leg, before.key, n.key)
			}
			if n.visit != none {
				raise(int32(i), n.early)
				for _, link := range s.before[n.visit] {
					if first := s.first[link.Visit]; s.nodes[first].round >= 0 {
						raise(int32(i), starts[first]+link.Gap)
					}
				}
			}
			if starts[n.prev] > math.MinInt32 {
				raise(int32(i), starts[n.prev]+before.duration+leg)
			}
			if n.twin != none && starts[i] > math.MinInt32 {
				raise(n.twin, starts[i]+n.twinGap)
			}
		}
	}
	load := make([]Ticks, len(p.Workers))
	for i := range s.nodes {
		n := &s.nodes[i]
		if n.round < 0 {
			continue
		}
		if n.start != starts[i] {
			t.Fatalf("node %d starts at %d, could at %d", i, n.start, starts[i])
		}
		if n.start > n.latest {
			t.Fatalf("node %d starts at %d, at the latest at %d", i, n.start, n.latest)
		}
		sum.travel += int64(n.leg)
		if n.visit == none {
			continue
		}
		late := n.late()
		sum.late += late
		sum.worst = max(sum.worst, late)
		if !n.pause {
			load[n.round] += n.duration
		}
		if before := s.visitBefore(n); !n.pause && !n.last && before != none && p.Visits[before].Last {
			sum.turns++
		}
		for _, link := range s.before[n.visit] {
			if first := &s.nodes[s.first[link.Visit]]; first.round >= 0 && link.Most < Never && n.start > first.start+link.Most {
				t.Fatalf("node %d starts too long after visit %d", i, link.Visit)
			}
		}
	}
	for w := range load {
		sum.assigned += wanted(s, int16(w))
		if load[w] != s.load[w] || load[w] > p.Workers[w].Most {
			t.Fatalf("round %d: %d at visits, %d remembered", w, load[w], s.load[w])
		}
		sum.extra += s.extra(int16(w), load[w])
	}
	for v := range p.Visits {
		if on := s.nodes[s.first[v]].round >= 0; on == slices.Contains(s.out, int32(v)) {
			t.Fatalf("visit %d is on a round: %v, and left out: %v", v, on, !on)
		} else if !on {
			sum.leftOut += p.Visits[v].LeftOut
		}
	}
	s.freshenWorst()
	if sum != s.sum {
		t.Fatalf("the sums are %+v, remembered as %+v", sum, s.sum)
	}
}

var problems = []struct {
	name            string
	visits, workers int
	hard            bool
}{{"soft windows", 60, 8, false}, {"hard windows", 60, 7, true}, {"many", 480, 40, true}}

// TestStateIsRight: after every round of search, kept or put back, what the
// state remembers is what a reckoning from nothing gives.
func TestStateIsRight(t *testing.T) {
	for _, c := range problems {
		for seed := range uint64(4) {
			s := newSearch(made(c.visits, c.workers, c.hard, 1), Options{Seed: seed})
			check(t, s.state)
			kept, rounds := 0, 400
			for n := range rounds {
				if n%20 == 0 {
					s.rekey()
				}
				before, out, sum := slices.Clone(s.nodes), slices.Clone(s.out), s.sum
				price, met := slices.Clone(s.price), slices.Clone(s.met)
				if s.round(s.cost() + int64(s.chance.Below(40))) {
					kept++
					check(t, s.state)
				} else if !reflect.DeepEqual(before, s.nodes) || !slices.Equal(out, s.out) || s.sum != sum || len(s.absent) > 0 || !slices.Equal(price, s.price) || !slices.Equal(met, s.met) {
					t.Fatalf("%s: round %d was not put back as it was", c.name, n)
				}
			}
			if kept < rounds/20 || kept == rounds {
				t.Errorf("%s: %d of %d rounds were kept, so one of the two was hardly tried", c.name, kept, rounds)
			}
		}
	}
}

// TestLooksAreExact: what a look says a place costs is what it costs.
func TestLooksAreExact(t *testing.T) {
	p := made(60, 8, false, 2)
	introduce(p, 9)
	s := newSearch(p, Options{Seed: 2})
	for range 300 {
		s.rekey()
		s.begin()
		s.ruin(int32(s.chance.Below(len(p.Visits))))
		s.settle()
		for len(s.absent) > 0 {
			v := s.absent[len(s.absent)-1]
			s.absent = s.absent[:len(s.absent)-1]
			before := s.cost()
			at := s.bestSpot(v, noSpot)
			if at.cost == noSpot {
				t.Fatalf("no place for visit %d", v)
			}
			s.place(v, at)
			if got := s.cost() - before; got != at.cost {
				t.Fatalf("visit %d was to cost %d and costs %d", v, at.cost, got)
			}
		}
	}
}

// TestSameAgain: the same seed and rounds give the same solution, another seed
// another.
func TestSameAgain(t *testing.T) {
	p := made(60, 7, true, 3)
	o := Options{Seed: 5, Iterations: 2000, Hot: 30, Cold: 0.1}
	first, again := Solve(p, o), Solve(p, o)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same search gave another solution")
	}
	o.Seed = 6
	if reflect.DeepEqual(first.Solution, Solve(p, o).Solution) {
		t.Error("two seeds gave the same solution, so the seed is not used")
	}
	o.Start, o.Iterations = &first.Solution, 1
	if resumed := Solve(p, o); resumed.Solution.Cost.Total > first.Solution.Cost.Total {
		t.Errorf("starting from a solution of %d gave %d", first.Solution.Cost.Total, resumed.Solution.Cost.Total)
	}
}

// TestNoAllocations: rounds of search use no new memory once they have run in.
func TestNoAllocations(t *testing.T) {
	for _, c := range problems {
		s := newSearch(made(c.visits, c.workers, c.hard, 4), Options{Seed: 4})
		run := func() { s.round(s.cost() + 20) }
		for range 2000 {
			run()
		}
		if n := testing.AllocsPerRun(2000, run); n > 0 {
			t.Errorf("%s: %v allocations a round", c.name, n)
		}
	}
}

// BenchmarkLooks counts places looked at, and those followed through rounds
// that wait for each other, in a second.
func BenchmarkLooks(b *testing.B) {
	s := newSearch(made(300, 40, false, 1), Options{Seed: 1})
	b.ReportAllocs()
	count, looks := s.count, s.looks
	for b.Loop() {
		s.round(s.cost() + int64(s.chance.Below(20)))
	}
	b.ReportMetric(float64(s.count-count)/b.Elapsed().Seconds(), "looks/s")
	b.ReportMetric(float64(s.looks-looks)/b.Elapsed().Seconds(), "followed/s")
}
