package plain

import (
	"math"

	"stillhome/internal/kernel/fault"
)

// Problem is one depot, its vehicles, and the stops they are to make.
// Everything is in whole units of the caller's choice, one unit for time and
// for distance alike: a way costs as much as it lasts.
type Problem struct {
	Vehicles int   // routes there may be, at least 1
	Capacity int32 // the most one route may carry

	// Stops are the depot, then the stops to make. The depot's window is when
	// vehicles may leave and must be back; it has no load and no service.
	Stops []Stop

	// Travel is the way from one stop to another, row by row: from i to j at
	// i*len(Stops)+j. It may differ by direction and is never negative. Routes
	// are found best where no detour is shorter than the direct way.
	Travel []int32
}

// Stop is one place to be at, once.
type Stop struct {
	Load             int32
	Earliest, Latest int32 // service begins within, both included; early arrival waits
	Service          int32 // how long it takes
}

// Bounds: sums of times stay inside 31 bits, and tables by stop and stop in
// memory.
const (
	largestTime = 100_000_000
	mostStops   = 2_501
)

// check says what is wrong with a problem. Errors: plain.problem.
func (p *Problem) check() error {
	bad := func(say string, args ...any) error {
		return fault.New(fault.Invalid, "plain.problem", say, args...)
	}
	n := len(p.Stops)
	switch {
	case p.Vehicles < 1:
		return bad("There is no vehicle: give at least 1.")
	case n < 1:
		return bad("There is no depot: give it as the first stop.")
	case n > mostStops:
		return bad("There are %d stops: the most is %d.", n-1, mostStops-1)
	case len(p.Travel) != n*n:
		return bad("There are %d ways between %d stops: give one from each to each, the depot among them.", len(p.Travel), n)
	case p.Stops[0].Load != 0 || p.Stops[0].Service != 0:
		return bad("The depot has a load or a service time: both must be 0.")
	}
	for i, s := range p.Stops {
		switch {
		case s.Load < 0 || s.Service < 0 || s.Earliest < 0:
			return bad("Stop %d has a negative load, service or time.", i)
		case s.Latest < s.Earliest:
			return bad("The window of stop %d closes before it opens.", i)
		case s.Latest > largestTime || s.Service > largestTime || s.Load > math.MaxInt32/mostStops:
			return bad("Stop %d has a time over %d or a load over %d: choose a larger unit.", i, largestTime, math.MaxInt32/mostStops)
		}
	}
	for i, way := range p.Travel {
		if i%(n+1) == 0 && way != 0 {
			return bad("The way from stop %d to itself is %d: it must be 0.", i/n, way)
		}
		if way < 0 || way > largestTime {
			return bad("The way from stop %d to stop %d is %d: it must lie between 0 and %d.", i/n, i%n, way, largestTime)
		}
	}
	return nil
}
