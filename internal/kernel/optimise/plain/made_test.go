package plain

import (
	"math"

	"stillhome/internal/kernel/optimise/chance"
)

// made is a made-up problem whose ways differ by direction: stops on a square,
// a few side by side, each with a window that a vehicle of its own can keep.
func made(stops, vehicles int, seed uint64) *Problem {
	const side, day = 1000, 10_000
	chance := chance.Source(seed)
	n := stops + 1
	p := &Problem{Vehicles: vehicles, Capacity: 60, Stops: make([]Stop, n), Travel: make([]int32, n*n)}
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = float64(chance.Below(side)), float64(chance.Below(side))
		if i%3 == 2 {
			x[i], y[i] = x[i-1], y[i-1]
		}
	}
	for i := range n {
		for j := range n {
			if i != j {
				// Up the hill, toward a larger y, takes longer.
				p.Travel[i*n+j] = int32(1 + math.Hypot(x[i]-x[j], y[i]-y[j]) + max(0, y[j]-y[i])/2)
			}
		}
	}
	p.Stops[0] = Stop{Latest: day}
	for i := 1; i < n; i++ {
		opens := 1500 + int32(chance.Below(day-5000))
		p.Stops[i] = Stop{Load: 1 + int32(chance.Below(9)), Earliest: opens, Latest: opens + 100 + int32(chance.Below(1500)), Service: int32(chance.Below(200))}
	}
	return p
}

// retold is what a plan says of itself, worked out anew from the order of its
// stops alone; ok is false where it breaks a window or a load.
func retold(p *Problem, routes [][]int) (distance int64, ok bool) {
	n := len(p.Stops)
	ok = len(routes) <= p.Vehicles
	for _, route := range routes {
		at, clock, load := 0, p.Stops[0].Earliest, int32(0)
		for _, stop := range append(append([]int{}, route...), 0) {
			way := p.Travel[at*n+stop]
			distance += int64(way)
			clock = max(clock+way, p.Stops[stop].Earliest)
			ok = ok && clock <= p.Stops[stop].Latest
			clock += p.Stops[stop].Service
			load += p.Stops[stop].Load
			at = stop
		}
		ok = ok && load <= p.Capacity
	}
	return distance, ok
}

// order is the plan's routes, those without stops among them.
func (pl *plan) order() [][]int {
	all := make([][]int, len(pl.routes))
	for r := range pl.routes {
		for _, x := range pl.routes[r].places[1 : len(pl.routes[r].places)-1] {
			all[r] = append(all[r], int(x.stop))
		}
	}
	return all
}
