package hhcrsp

import (
	"fmt"

	"stillhome/internal/kernel/optimise/published"
)

// Cost is what a solution costs, in the instance's unit.
type Cost struct {
	Distance       float64 `json:"distance"`
	TotalTardiness float64 `json:"total_tardiness"`
	MaxTardiness   float64 `json:"max_tardiness"`
}

// Objective is what the benchmark compares: a third of each.
func (c Cost) Objective() float64 { return (c.Distance + c.TotalTardiness + c.MaxTardiness) / 3 }

// Check reckons the cost from the routes and their times, and lists every rule
// they break; none means the solution is sound. Times may miss each other by
// the tolerance: 1e-6 is for solutions written to the last digit, 0.002 for
// published ones, which are rounded. Where a stop names nothing that exists the
// cost leaves it out.
func Check(in *Instance, s *Solution, tolerance float64) (Cost, []published.Violation) {
	c := checker{
		in: in, tolerance: tolerance, patient: map[string]int{}, caregiver: map[string]int{},
		given: map[[2]int][]giving{}, routes: make([]int, len(in.Caregivers)),
	}
	for i := range in.Patients {
		c.patient[in.Patients[i].ID] = i
	}
	for i := range in.Caregivers {
		c.caregiver[in.Caregivers[i].ID] = i
	}
	for _, route := range s.Routes {
		c.route(route)
	}
	for i, n := range c.routes {
		if n == 0 {
			c.report(published.NoRoute, in.Caregivers[i].ID, "", "caregiver %s has no route; an idle caregiver has an empty one", in.Caregivers[i].ID)
		}
	}
	for i := range in.Patients {
		c.coverage(i)
	}
	return c.cost, c.found
}

// giving is one service as it was given.
type giving struct {
	caregiver string
	start     float64
}

type checker struct {
	in                 *Instance
	tolerance          float64
	patient, caregiver map[string]int
	routes             []int               // by caregiver: how many
	given              map[[2]int][]giving // by patient and place in its needs
	cost               Cost
	found              []published.Violation
}

func (c *checker) report(code published.Code, caregiver, patient, say string, args ...any) {
	c.found = append(c.found, published.Violation{Code: code, Caregiver: caregiver, Patient: patient, Text: fmt.Sprintf(say, args...)})
}

// route follows one caregiver from the office and back.
func (c *checker) route(r Route) {
	who, known := c.caregiver[r.Caregiver]
	switch {
	case !known:
		c.report(published.UnknownCaregiver, r.Caregiver, "", "there is no caregiver %s", r.Caregiver)
	case c.routes[who] > 0:
		c.report(published.TwoRoutes, r.Caregiver, "", "caregiver %s has a second route", r.Caregiver)
	}
	if known {
		c.routes[who]++
	}
	at, free := 0, 0.0
	for _, stop := range r.Stops {
		p, ok := c.patient[stop.Patient]
		if !ok {
			c.report(published.UnknownPatient, r.Caregiver, stop.Patient, "caregiver %s visits %s, who does not exist", r.Caregiver, stop.Patient)
			continue
		}
		way := c.in.Distances[at][p+1]
		c.cost.Distance += way
		if stop.Start < free+way-c.tolerance {
			c.report(published.Travel, r.Caregiver, stop.Patient, "caregiver %s is free at %g, travels %g to %s, and starts at %g", r.Caregiver, free, way, stop.Patient, stop.Start)
		}
		c.stop(r.Caregiver, who, known, p, stop)
		at, free = p+1, stop.End
	}
	c.cost.Distance += c.in.Distances[at][0]
}

// stop checks one service by itself.
func (c *checker) stop(caregiver string, who int, known bool, p int, stop Stop) {
	patient := &c.in.Patients[p]
	late := max(0, stop.Start-patient.Latest)
	c.cost.TotalTardiness += late
	c.cost.MaxTardiness = max(c.cost.MaxTardiness, late)
	if stop.Start < patient.Earliest-c.tolerance {
		c.report(published.Early, caregiver, stop.Patient, "%s of %s starts at %g, before the window opens at %g", stop.Service, stop.Patient, stop.Start, patient.Earliest)
	}
	service := -1
	for i, id := range c.in.Services {
		if id == stop.Service {
			service = i
		}
	}
	if service < 0 {
		c.report(published.UnknownService, caregiver, stop.Patient, "there is no service %s", stop.Service)
		return
	}
	if known && !c.in.Caregivers[who].Can[service] {
		c.report(published.Unskilled, caregiver, stop.Patient, "caregiver %s cannot give %s, which %s is given", caregiver, stop.Service, stop.Patient)
	}
	for i, need := range patient.Needs {
		if need.Service != service {
			continue
		}
		if off := stop.End - stop.Start - need.Duration; off > c.tolerance || off < -c.tolerance {
			c.report(published.Duration, caregiver, stop.Patient, "%s of %s lasts from %g to %g and should last %g", stop.Service, stop.Patient, stop.Start, stop.End, need.Duration)
		}
		c.given[[2]int{p, i}] = append(c.given[[2]int{p, i}], giving{caregiver, stop.Start})
		return
	}
	c.report(published.NotNeeded, caregiver, stop.Patient, "%s does not need %s", stop.Patient, stop.Service)
}

// coverage checks that a patient is given each service once, and that two fit
// together.
func (c *checker) coverage(p int) {
	patient := &c.in.Patients[p]
	for i, need := range patient.Needs {
		switch n := len(c.given[[2]int{p, i}]); {
		case n == 0:
			c.report(published.Missing, "", patient.ID, "%s is not given %s", patient.ID, c.in.Services[need.Service])
		case n > 1:
			c.report(published.Twice, "", patient.ID, "%s is given %s %d times", patient.ID, c.in.Services[need.Service], n)
		}
	}
	if len(patient.Needs) < 2 || len(c.given[[2]int{p, 0}]) != 1 || len(c.given[[2]int{p, 1}]) != 1 {
		return
	}
	first, second := c.given[[2]int{p, 0}][0], c.given[[2]int{p, 1}][0]
	if first.caregiver == second.caregiver {
		c.report(published.SameCaregiver, first.caregiver, patient.ID, "caregiver %s gives both services to %s", first.caregiver, patient.ID)
	}
	gap := second.start - first.start
	switch {
	case patient.Sync == Simultaneous && (gap > c.tolerance || gap < -c.tolerance):
		c.report(published.Apart, "", patient.ID, "the services of %s start at %g and %g and should start together", patient.ID, first.start, second.start)
	case patient.Sync == Sequential && gap < patient.MinGap-c.tolerance:
		c.report(published.ShortGap, "", patient.ID, "the second service of %s starts %g after the first and should start at least %g after", patient.ID, gap, patient.MinGap)
	case patient.Sync == Sequential && gap > patient.MaxGap+c.tolerance:
		c.report(published.LongGap, "", patient.ID, "the second service of %s starts %g after the first and should start at most %g after", patient.ID, gap, patient.MaxGap)
	}
}
