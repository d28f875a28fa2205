// Package solve hands published instances to our engines, one format a file,
// so that neither the formats and their checkers nor the engines know of each
// other.
package solve

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/plain"
	"stillhome/internal/kernel/optimise/published/vrptw"
)

// VRPTW finds short routes for an instance. The result holds the counts of the
// search. Errors: those of plain.Solve; vrptw.unserved where no vehicle was
// found for some customers.
func VRPTW(in *vrptw.Instance, o plain.Options) (*vrptw.Solution, plain.Result, error) {
	result, err := plain.Solve(vrptwProblem(in), o)
	if err != nil {
		return nil, result, err
	}
	if len(result.Unserved) > 0 {
		return nil, result, fault.New(fault.Invalid, "vrptw.unserved", "No vehicle was found for %d customers, the first being %d: search longer, or check that its window can be met.", len(result.Unserved), result.Unserved[0])
	}
	return &vrptw.Solution{Routes: result.Routes, Cost: vrptw.Tenths(result.Distance)}, result, nil
}

// vrptwProblem is the instance in tenths.
func vrptwProblem(in *vrptw.Instance) plain.Problem {
	n := len(in.Sites)
	p := plain.Problem{Vehicles: in.Vehicles, Capacity: int32(in.Capacity), Stops: make([]plain.Stop, n), Travel: make([]int32, 0, n*n)}
	for i, s := range in.Sites {
		p.Stops[i] = plain.Stop{Load: int32(s.Demand), Earliest: int32(10 * s.Ready), Latest: int32(10 * s.Due), Service: int32(10 * s.Service)}
		for j := range n {
			p.Travel = append(p.Travel, int32(in.Travel(i, j)))
		}
	}
	return p
}
