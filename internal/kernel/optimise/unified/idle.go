package unified

import "math"

// idleness is the idle time of the idlest worker, softened: others who are
// nearly as idle count too, so that a search learns to even rounds out long
// before the idlest is the one it changes. As softness falls to nothing the
// cost becomes that of the idlest alone.
type idleness struct {
	weight   float64 // cost of a tick
	softness float64 // in ticks
	most     float64 // the idlest, when last reckoned
	exp      []float64
	sum      float64 // of exp
	cost     float64
	rest     []float64 // by worker: exp of all others
	gain     []float64 // by worker: the most that less idle time could save
}

// reckon works everything out from idle times.
func (d *idleness) reckon(tallies []tally) {
	d.most = 0
	for i := range tallies {
		d.most = max(d.most, float64(tallies[i].idle))
	}
	d.sum = 0
	for i := range tallies {
		d.exp[i] = d.term(tallies[i].idle)
		d.sum += d.exp[i]
	}
	d.cost = d.of(d.sum)
	// A sum of the others: taking one that is nearly all of it from the sum of
	// all would leave nothing but rounding.
	before := 0.0
	for i := range tallies {
		d.rest[i] = before
		before += d.exp[i]
	}
	after := 0.0
	for i := len(tallies) - 1; i >= 0; i-- {
		d.rest[i] += after
		after += d.exp[i]
		d.gain[i] = 0
		if d.exp[i] > negligible*d.sum {
			d.gain[i] = d.of(d.rest[i]) - d.cost
		}
	}
}

// negligible is the share of the sum below which a worker's idle time saves
// nothing.
const negligible = 1e-6

func (d *idleness) term(idle Ticks) float64 {
	x := (float64(idle) - d.most) / d.softness
	switch {
	case x < -600:
		return 0
	case x > 600:
		x = 600
	}
	return math.Exp(x)
}

func (d *idleness) of(sum float64) float64 {
	return d.weight * (d.most + d.softness*math.Log(max(sum, 1e-270)))
}
