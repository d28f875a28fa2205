package solve

import (
	"io"
	"math"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published"
	"stillhome/internal/kernel/optimise/published/hhcrsp"
	"stillhome/internal/kernel/optimise/synced"
)

// ticksPerUnit: published times have at most three decimals.
const ticksPerUnit = 1000

// How willing the search is to accept what is worse, in ticks, at the start
// and at the end.
const (
	hhcrspHot  = 30 * ticksPerUnit
	hhcrspCold = ticksPerUnit / 25
)

type hhcrspProblem struct{ in *hhcrsp.Instance }

func openHHCRSP(r io.Reader) (Problem, error) {
	in, err := hhcrsp.Read(r)
	return hhcrspProblem{in}, err
}

// Check implements Problem.
func (p hhcrspProblem) Check(solution io.Reader, tolerance float64) (Report, error) {
	s, err := hhcrsp.ReadSolution(solution)
	if err != nil {
		return Report{}, err
	}
	return p.report(s, tolerance), nil
}

func (p hhcrspProblem) report(s *hhcrsp.Solution, tolerance float64) Report {
	cost, found := hhcrsp.Check(p.in, s, tolerance)
	return Report{
		Cost: cost.Objective(),
		Components: []Component{
			{"distance", cost.Distance}, {"total_tardiness", cost.TotalTardiness}, {"max_tardiness", cost.MaxTardiness},
		},
		Violations: violations(found),
	}
}

// violations in the words all formats share.
func violations(found []published.Violation) []Violation {
	list := make([]Violation, len(found))
	for i, v := range found {
		list[i] = Violation{string(v.Code), v.Text}
	}
	return list
}

// Solve implements Problem.
func (p hhcrspProblem) Solve(b Budget) (Answer, error) {
	problem, err := p.ticks()
	if err != nil {
		return Answer{}, err
	}
	found := synced.Solve(problem, synced.Options{Seed: b.Seed, Iterations: b.Iterations, Done: b.Spent, Hot: hhcrspHot, Cold: hhcrspCold})
	s := p.solution(found.Solution)
	a := Answer{Report: p.report(s, tight), Write: s.Write, Iterations: found.Iterations, Evaluations: found.Looks}
	return a, sound(a.Report)
}

// ticks is the instance in whole ticks. What is finer than a tick is rounded
// to the side on which no rule can break.
func (p hhcrspProblem) ticks() (*synced.Problem, error) {
	var travel []synced.Ticks
	for _, row := range p.in.Distances {
		for _, d := range row {
			travel = append(travel, up(d))
		}
	}
	problem := &synced.Problem{
		Places: len(p.in.Distances), Travel: [][]synced.Ticks{travel}, Visits: make([]synced.Visit, len(p.in.Patients)),
		TravelWeight: 1, LateWeight: 1, WorstWeight: 1,
	}
	for range p.in.Caregivers {
		problem.Workers = append(problem.Workers, synced.Worker{Until: synced.Never, Enough: synced.Never, Most: synced.Never})
	}
	for i := range p.in.Patients {
		patient := &p.in.Patients[i]
		v := &problem.Visits[i]
		v.LeftOut = synced.Required
		v.Windows = []synced.Window{{Earliest: up(patient.Earliest), Due: down(patient.Latest), Latest: synced.Never}}
		if patient.Sync == hhcrsp.Sequential {
			v.MinGap, v.MaxGap = up(patient.MinGap), down(patient.MaxGap)
		}
		for _, need := range patient.Needs {
			stop := synced.Stop{Place: i + 1, Duration: up(need.Duration)}
			for c := range p.in.Caregivers {
				if p.in.Caregivers[c].Can[need.Service] {
					stop.Able = append(stop.Able, synced.Able{Worker: int32(c)})
				}
			}
			v.Stops = append(v.Stops, stop)
		}
		if !staffed(v) {
			return nil, fault.New(fault.Invalid, "solve.impossible", "Patient %s needs more caregivers than can give the services. Add one, or an ability.", patient.ID)
		}
	}
	return problem, nil
}

// staffed says whether there is somebody for each stop, and two for two.
func staffed(v *synced.Visit) bool {
	for i := range v.Stops {
		if len(v.Stops[i].Able) == 0 {
			return false
		}
	}
	return len(v.Stops) < 2 || len(v.Stops[0].Able) > 1 || len(v.Stops[1].Able) > 1 || v.Stops[0].Able[0].Worker != v.Stops[1].Able[0].Worker
}

func up(t float64) synced.Ticks   { return synced.Ticks(math.Ceil(t*ticksPerUnit - 1e-6)) }
func down(t float64) synced.Ticks { return synced.Ticks(math.Floor(t*ticksPerUnit + 1e-6)) }

// solution is the rounds in the instance's own unit.
func (p hhcrspProblem) solution(found synced.Solution) *hhcrsp.Solution {
	s := &hhcrsp.Solution{Routes: make([]hhcrsp.Route, len(found.Rounds))}
	for c, round := range found.Rounds {
		s.Routes[c].Caregiver = p.in.Caregivers[c].ID
		for _, at := range round {
			patient := &p.in.Patients[at.Visit]
			need := patient.Needs[at.Stop]
			start := float64(at.Start) / ticksPerUnit
			s.Routes[c].Stops = append(s.Routes[c].Stops, hhcrsp.Stop{
				Patient: patient.ID, Service: p.in.Services[need.Service], Start: start, End: start + need.Duration,
			})
		}
	}
	return s
}
