package solve

import (
	"io"
	"math"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published/uhhc"
	"stillhome/internal/kernel/optimise/unified"
)

// How willing the search is to accept what is worse, as a share of what a visit
// costs, and how far below the idlest another worker's idle time still counts,
// in minutes; each at the start and at the end.
const (
	uhhcHot, uhhcCold         = 0.6, 0.006
	uhhcSoftHot, uhhcSoftCold = 20, 1.5
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
func (p uhhcProblem) Solve(b Budget) (Answer, error) {
	scale := p.scale()
	problem, err := p.ticks(scale)
	if err != nil {
		return Answer{}, err
	}
	found := unified.Solve(problem, unified.Options{
		Seed: b.Seed, Iterations: b.Iterations, Done: b.Spent,
		Hot: uhhcHot, Cold: uhhcCold, SoftHot: uhhcSoftHot * scale.ticks, SoftCold: uhhcSoftCold * scale.ticks,
	})
	s := p.solution(found.Solution, scale)
	cost, _ := uhhc.Check(p.in, s, tight)
	s.Claim(cost)
	a := Answer{Report: p.report(s, tight), Write: s.Write, Iterations: found.Iterations, Evaluations: found.Looks}
	return a, sound(a.Report)
}

// uhhcScale says how many ticks are a minute and how many units of cost are one
// of the benchmark's.
type uhhcScale struct{ ticks, cost float64 }

// scale keeps whole minutes and whole weights as they are, and otherwise goes
// down to thousandths.
func (p uhhcProblem) scale() uhhcScale {
	s := uhhcScale{1, 1}
	in := p.in
	fine := func(t float64) {
		if t != math.Trunc(t) {
			s.ticks = 1000
		}
	}
	for _, row := range in.Distances {
		for _, d := range row {
			fine(d)
		}
	}
	for i := range in.Caregivers {
		fine(in.Caregivers[i].ShiftStart)
		fine(in.Caregivers[i].ShiftEnd)
	}
	for i := range in.Patients {
		patient := &in.Patients[i]
		for _, w := range patient.Windows {
			fine(w.Start)
			fine(w.End)
		}
		for _, n := range patient.Needs {
			fine(n.Duration)
		}
		fine(patient.MinGap)
		fine(patient.MaxGap)
	}
	fine(in.Lunch.Start)
	fine(in.Lunch.End)
	fine(in.Lunch.Duration)
	for _, w := range in.Weights.Parts() {
		if w.Value != math.Trunc(w.Value) {
			s.cost = 1000
		}
	}
	return s
}

func (s uhhcScale) up(t float64) unified.Ticks {
	return unified.Ticks(math.Ceil(t*s.ticks - 1e-6))
}

func (s uhhcScale) down(t float64) unified.Ticks {
	return unified.Ticks(math.Floor(t*s.ticks + 1e-6))
}

// each is a weight for one service or patient, tick a weight for one tick.
func (s uhhcScale) each(w float64) int64 { return int64(math.Round(w * s.cost * s.ticks)) }
func (s uhhcScale) tick(w float64) int64 { return int64(math.Round(w * s.cost)) }

// ticks is the instance in whole ticks. What is finer than a tick is rounded
// to the side on which no rule can break.
func (p uhhcProblem) ticks(s uhhcScale) (*unified.Problem, error) {
	in := p.in
	w := in.Weights
	problem := &unified.Problem{
		Places: len(in.Distances), Workers: make([]unified.Worker, len(in.Caregivers)), Visits: make([]unified.Visit, len(in.Patients)),
		AtEnd: in.AtEnd,
		Lunch: unified.Lunch{
			Earliest: s.up(in.Lunch.Start), Latest: s.down(in.Lunch.End) - s.up(in.Lunch.Duration), Duration: s.up(in.Lunch.Duration),
			Missed: s.each(w.MissedLunchBreak),
		},
		Weights: unified.Weights{
			Travel: s.tick(w.TravelTime), Late: s.tick(w.TotalTardiness), Worst: s.tick(w.HighestTardiness),
			Wait: s.tick(w.TotalWaitingTime), Extra: s.tick(w.TotalExtraTime), Idle: s.tick(w.MaxIdleTime),
		},
	}
	for _, row := range in.Distances {
		for _, d := range row {
			problem.Travel = append(problem.Travel, s.up(d))
		}
	}
	for c := range in.Caregivers {
		caregiver := &in.Caregivers[c]
		problem.Workers[c] = unified.Worker{
			Start: in.Terminals[caregiver.From].Place, End: in.Terminals[caregiver.To].Place,
			From: s.up(caregiver.ShiftStart), Until: s.down(caregiver.ShiftEnd), Lunch: caregiver.Lunch,
		}
	}
	for i := range in.Patients {
		patient := &in.Patients[i]
		v := &problem.Visits[i]
		v.Place, v.Optional, v.LeftOut = patient.Place, patient.Optional, s.each(w.Unscheduled)
		v.Loose = patient.Sync == uhhc.Independent
		if patient.Sync == uhhc.Sequential {
			v.MinGap, v.MaxGap = s.up(patient.MinGap), s.down(patient.MaxGap)
		}
		for _, window := range patient.Windows {
			v.Windows = append(v.Windows, unified.Window{Opens: s.up(window.Start), Closes: s.down(window.End)})
		}
		for _, need := range patient.Needs {
			v.Stops = append(v.Stops, unified.Stop{Duration: s.up(need.Duration), Able: p.able(patient, need.Service, int32(s.each(w.Preferences)))})
		}
		if !patient.Optional && !manned(v) {
			return nil, fault.New(fault.Invalid, "solve.impossible", "Patient %s needs more caregivers than can give the services. Add one, or an ability, or make the patient optional.", patient.ID)
		}
	}
	return problem, nil
}

// able are the caregivers who can give a service to a patient; those the
// patient does not prefer cost something.
func (p uhhcProblem) able(patient *uhhc.Patient, service int, cost int32) []unified.Able {
	var list []unified.Able
	for c := range p.in.Caregivers {
		if !p.in.Caregivers[c].Can[service] || patient.Incompatible != nil && patient.Incompatible[c] {
			continue
		}
		a := unified.Able{Worker: int32(c)}
		if patient.Preferred != nil && !patient.Preferred[c] {
			a.Cost = cost
		}
		list = append(list, a)
	}
	return list
}

// manned says whether there is somebody for each stop, and two for two.
func manned(v *unified.Visit) bool {
	for i := range v.Stops {
		if len(v.Stops[i].Able) == 0 {
			return false
		}
	}
	return len(v.Stops) < 2 || len(v.Stops[0].Able) > 1 || len(v.Stops[1].Able) > 1 || v.Stops[0].Able[0].Worker != v.Stops[1].Able[0].Worker
}

// solution is the rounds in the instance's own unit. Lunch is had at the next
// patient's place, as in the published solutions, or else at the last one's.
func (p uhhcProblem) solution(found unified.Solution, scale uhhcScale) *uhhc.Solution {
	s := &uhhc.Solution{Routes: make([]uhhc.Route, len(found.Rounds))}
	for c, round := range found.Rounds {
		caregiver := &p.in.Caregivers[c]
		s.Routes[c].Caregiver = caregiver.ID
		for k, at := range round {
			start := float64(at.Start) / scale.ticks
			if at.Visit != unified.LunchStop {
				patient := &p.in.Patients[at.Visit]
				need := patient.Needs[at.Stop]
				s.Routes[c].Stops = append(s.Routes[c].Stops, uhhc.Stop{
					Patient: patient.ID, Service: p.in.Services[need.Service], Start: start, End: start + need.Duration,
				})
				continue
			}
			where := p.in.Terminals[caregiver.From].ID
			switch {
			case k+1 < len(round):
				where = p.in.Patients[round[k+1].Visit].ID
			case k > 0:
				where = p.in.Patients[round[k-1].Visit].ID
			}
			s.Routes[c].Stops = append(s.Routes[c].Stops, uhhc.Stop{
				Patient: where, Service: uhhc.LunchBreak, Start: start, End: start + p.in.Lunch.Duration,
			})
		}
	}
	return s
}
