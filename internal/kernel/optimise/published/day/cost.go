package day

import "stillhome/internal/kernel/optimise"

// Cost is what a plan costs and what it is like. Only Total is compared.
type Cost struct {
	Total            float64 // in minutes of travel, by optimise's Problem.Price
	VisitsUnplaced   int
	TravelMin        int
	StrangerStops    int // the worker had not been to the person before
	OtherGenderStops int // another gender was asked for
	WaitingMin       int // idle between visits
}

// Reckon adds a plan up from its stops, not from its own totals. Runs and stops
// that the day does not have are left out, so that an unsound plan is reckoned
// as far as it goes.
func Reckon(p *optimise.Problem, plan *optimise.Plan) Cost {
	visits := map[optimise.VisitID]*optimise.Visit{}
	for i := range p.Visits {
		visits[p.Visits[i].ID] = &p.Visits[i]
	}
	c := Cost{VisitsUnplaced: len(plan.Unplaced)}
	known := optimise.Plan{Runs: make([]optimise.Run, len(p.Shifts))}
	for i := range min(len(plan.Runs), len(p.Shifts)) {
		run, shift := plan.Runs[i], &p.Shifts[i]
		c.WaitingMin += run.WaitingMin
		var stops []optimise.Stop
		for _, stop := range run.Stops {
			v := visits[stop.Visit]
			if v == nil {
				continue
			}
			stops = append(stops, stop)
			c.TravelMin += stop.TravelMin
			if shift.Known[v.Person] == 0 {
				c.StrangerStops++
			}
			if v.Gender != "" && v.Gender != shift.Gender {
				c.OtherGenderStops++
			}
		}
		run.Stops = stops
		known.Runs[i] = run
	}
	c.Total = float64(p.Price(known)) / 10
	return c
}
