package day

import "stillhome/internal/kernel/optimise"

// What is only wished for, in minutes of travel: the weights by which
// optimise.Construct says that it decides.
const (
	strangerMin    = 15
	otherGenderMin = 30
)

// Cost is what a plan costs, in minutes, and of what it is made up. Visits that
// are unplaced come before it, see the package comment, and have no price.
type Cost struct {
	VisitsUnplaced   int // not part of Total
	TravelMin        int
	StrangerStops    int // the worker had not been to the person before
	OtherGenderStops int // another gender was asked for, and it was not a must
	WaitingMin       int // idle between visits; not part of Total
	Total            int // TravelMin, 15 a stranger, 30 another gender
}

// Reckon adds a plan up from its stops, not from its own totals. Stops at
// visits the problem does not have are left out.
func Reckon(p *optimise.Problem, plan *optimise.Plan) Cost {
	visits := map[optimise.VisitID]*optimise.Visit{}
	for i := range p.Visits {
		visits[p.Visits[i].ID] = &p.Visits[i]
	}
	shifts := map[optimise.ShiftID]*optimise.Shift{}
	for i := range p.Shifts {
		shifts[p.Shifts[i].ID] = &p.Shifts[i]
	}
	c := Cost{VisitsUnplaced: len(plan.Unplaced)}
	for _, run := range plan.Runs {
		c.WaitingMin += run.WaitingMin
		for _, stop := range run.Stops {
			v, s := visits[stop.Visit], shifts[run.Shift]
			if v == nil || s == nil {
				continue
			}
			c.TravelMin += stop.TravelMin
			if s.Known[v.Person] == 0 {
				c.StrangerStops++
			}
			if v.Gender != "" && v.Gender != s.Gender {
				c.OtherGenderStops++
			}
		}
	}
	c.Total = c.TravelMin + strangerMin*c.StrangerStops + otherGenderMin*c.OtherGenderStops
	return c
}
