package solve

import (
	"io"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published/uhhc"
)

type uhhcProblem struct{ in *uhhc.Instance }

func openUHHC(r io.Reader) (Problem, error) {
	in, err := uhhc.Read(r)
	return uhhcProblem{in}, err
}

// Check implements Problem.
func (p uhhcProblem) Check(solution io.Reader, tolerance float64) (Report, error) {
	s, err := uhhc.ReadSolution(solution)
	if err != nil {
		return Report{}, err
	}
	return p.report(s, tolerance), nil
}

func (p uhhcProblem) report(s *uhhc.Solution, tolerance float64) Report {
	cost, found := uhhc.Check(p.in, s, tolerance)
	r := Report{Cost: cost.Objective(), Violations: violations(found)}
	for _, part := range cost.Weighted.Parts() {
		r.Components = append(r.Components, Component(part))
	}
	return r
}

// Solve implements Problem.
func (p uhhcProblem) Solve(Budget) (Answer, error) {
	return Answer{}, fault.New(fault.Unavailable, "solve.unavailable", "This program can check uhhc solutions and does not yet find them.")
}
