package unified

import (
	"math"
	"testing"
)

// A round is put off by what costs least of all delays that others allow: here
// every delay is tried.
func TestARoundIsPutOffByWhatCostsLeast(t *testing.T) {
	delayed, traded := 0, 0
	for seed := range uint64(120) {
		p := made(seed, 24, 4)
		p.Lunch.Latest = 200
		for v := range p.Visits {
			visit := &p.Visits[v]
			visit.Stops, visit.Windows, visit.Loose = visit.Stops[:1], visit.Windows[:1], false
		}
		s := begun(p, seed)
		for r, nodes := range s.rounds {
			if len(nodes) == 0 {
				continue
			}
			s.scratch.load(s.state, int16(r))
			got := s.tally(&s.scratch, nil)
			best := math.Inf(1)
			for delay := range Ticks(300) {
				best = min(best, s.costAt(int16(r), delay))
			}
			if now := s.costAt(int16(r), got.delay); now != got.cost {
				t.Errorf("seed %d, round %d: costs %g put off by %d, tallied as %g", seed, r, now, got.delay, got.cost)
			}
			if got.cost > best {
				t.Errorf("seed %d, round %d: put off by %d it costs %g, at best %g", seed, r, got.delay, got.cost, best)
			}
			if got.delay > 0 {
				delayed++
				if got.late > 0 && got.wait > 0 {
					traded++
				}
			}
		}
	}
	if delayed < 10 || traded < 3 {
		t.Errorf("%d rounds were put off, %d of them late and waiting: too few to tell", delayed, traded)
	}
}

// costAt walks a round whose first paid start is put off by a delay.
func (s *search) costAt(r int16, delay Ticks) float64 {
	w, weights := &s.problem.Workers[r], &s.problem.Weights
	nodes := s.rounds[r]
	lunchFirst := len(nodes) > 1 && s.nodes[nodes[0]].lunch
	var cost int64
	var end Ticks
	for k, i := range nodes {
		n := &s.nodes[i]
		leg := s.leg(r, nodes, k)
		start := max(end+leg, n.early)
		switch {
		case k == 0:
			start = max(w.From+leg, n.early)
			if !lunchFirst {
				start += delay
			}
		case k == 1 && lunchFirst:
			start += delay
		default:
			cost += weights.Wait * int64(start-end-leg)
		}
		if start > n.latest {
			return math.Inf(1)
		}
		cost += weights.Travel*int64(leg) + int64(s.price[int(i)*len(s.rounds)+int(r)])
		if !n.lunch {
			cost += weights.Late * int64(max(0, start-n.due))
		}
		end = start + n.duration
	}
	home := s.leg(r, nodes, len(nodes))
	return float64(cost + weights.Travel*int64(home) + weights.Extra*int64(max(0, end+home-w.Until)))
}

func TestIdlenessIsTheMostOfAllOnceHard(t *testing.T) {
	d := idleness{weight: 2, softness: 10, exp: make([]float64, 3), rest: make([]float64, 3), gain: make([]float64, 3)}
	tallies := []tally{{idle: 100}, {idle: 95}, {idle: 20}}
	d.reckon(tallies)
	soft := 2 * 10 * math.Log(math.Exp(10)+math.Exp(9.5)+math.Exp(2))
	if math.Abs(d.cost-soft) > 1e-9 {
		t.Errorf("softened it costs %g, by hand %g", d.cost, soft)
	}
	without := 2 * 10 * math.Log(math.Exp(9.5)+math.Exp(2))
	if math.Abs(d.gain[0]-(without-soft)) > 1e-9 {
		t.Errorf("the idlest could save %g, by hand %g", d.gain[0], without-soft)
	}
	// Hard, and the others so far below that they vanish in a sum.
	d.softness = 0.1
	d.reckon(tallies)
	if math.Abs(d.cost-200) > 1e-9 || math.Abs(d.gain[0]+10) > 1e-6 || d.gain[1] != 0 {
		t.Errorf("hard it costs %g and could save %g and %g", d.cost, d.gain[0], d.gain[1])
	}
}
