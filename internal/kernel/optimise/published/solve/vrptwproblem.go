package solve

import (
	"io"

	"stillhome/internal/kernel/optimise/plain"
	"stillhome/internal/kernel/optimise/published/vrptw"
)

type vrptwTask struct{ in *vrptw.Instance }

func openVRPTW(r io.Reader) (Problem, error) {
	in, err := vrptw.Read(r)
	return vrptwTask{in}, err
}

// Check implements Problem. Everything is in whole tenths, so the tolerance has
// no use.
func (p vrptwTask) Check(solution io.Reader, _ float64) (Report, error) {
	s, err := vrptw.ReadSolution(solution)
	if err != nil {
		return Report{}, err
	}
	return p.report(s), nil
}

func (p vrptwTask) report(s *vrptw.Solution) Report {
	cost, found := vrptw.Check(p.in, s)
	distance := float64(cost.Distance) / 10
	r := Report{
		Cost:       distance,
		Components: []Component{{"distance", distance}, {"routes", float64(cost.Routes)}},
		Violations: make([]Violation, len(found)),
	}
	for i, v := range found {
		r.Violations[i] = Violation{string(v.Code), v.Text}
	}
	return r
}

// Solve implements Problem.
func (p vrptwTask) Solve(b Budget) (Answer, error) {
	s, found, err := VRPTW(p.in, plain.Options{Seed: b.Seed, Iterations: b.Iterations, Spent: b.Spent})
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Report: p.report(s), Write: s.Write, Iterations: found.Iterations, Evaluations: found.Evaluations}
	return a, sound(a.Report)
}
