package solve

import (
	"io"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
	"stillhome/internal/kernel/optimise/published/day"
)

type dayProblem struct{ in *optimise.Problem }

func openDay(r io.Reader) (Problem, error) {
	in, err := day.Read(r)
	return dayProblem{in}, err
}

// Check implements Problem. Everything is in whole minutes, so the tolerance
// has no use.
func (p dayProblem) Check(solution io.Reader, _ float64) (Report, error) {
	plan, err := day.ReadPlan(solution)
	if err != nil {
		return Report{}, err
	}
	return p.report(plan), nil
}

func (p dayProblem) report(plan *optimise.Plan) Report {
	cost := day.Reckon(p.in, plan)
	r := Report{
		Cost: cost.Total,
		Components: []Component{
			{"visits_unplaced", float64(cost.VisitsUnplaced)},
			{"travel_min", float64(cost.TravelMin)},
			{"stranger_stops", float64(cost.StrangerStops)},
			{"other_gender_stops", float64(cost.OtherGenderStops)},
			{"waiting_min", float64(cost.WaitingMin)},
		},
		Violations: []Violation{},
	}
	for _, b := range checkplan.Check(*p.in, *plan) {
		r.Violations = append(r.Violations, Violation{string(b.Code), b.String()})
	}
	return r
}

// Solve implements Problem.
func (p dayProblem) Solve(b Budget) (Answer, error) {
	first, err := optimise.Construct(*p.in)
	if err != nil {
		return Answer{}, err
	}
	plan, found, err := optimise.Improve(*p.in, first, optimise.Search{Seed: b.Seed, Rounds: b.Iterations, Done: b.Spent})
	if err != nil {
		return Answer{}, err
	}
	a := Answer{
		Report: p.report(&plan), Write: func(w io.Writer) error { return day.WritePlan(w, &plan) },
		Iterations: found.Rounds, Evaluations: found.Looks,
	}
	return a, sound(a.Report)
}
