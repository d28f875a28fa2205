package uhhc

import (
	"fmt"

	"stillhome/internal/kernel/optimise/published"
)

// Cost is what a solution costs.
type Cost struct {
	Plain    Components `json:"plain"`    // in minutes, services, patients and breaks
	Weighted Components `json:"weighted"` // with the instance's weights
}

// Objective is what the benchmark compares.
func (c Cost) Objective() float64 { return c.Weighted.Sum() }

// Check reckons the cost from the routes and their times, and lists every rule
// they break, see the package comment; none means the solution is sound. Times
// and a claimed cost may be off by the tolerance. Where a stop names nothing
// that exists the cost leaves it out.
func Check(in *Instance, s *Solution, tolerance float64) (Cost, []published.Violation) {
	c := checker{
		in: in, tolerance: tolerance, patient: map[string]int{}, caregiver: map[string]int{}, service: map[string]int{},
		given: map[[2]int][]giving{}, routes: make([]int, len(in.Caregivers)), visited: make([]bool, len(in.Patients)),
	}
	for i := range in.Patients {
		c.patient[in.Patients[i].ID] = i
	}
	for i := range in.Caregivers {
		c.caregiver[in.Caregivers[i].ID] = i
	}
	for i, id := range in.Services {
		c.service[id] = i
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
	cost := Cost{Plain: c.cost, Weighted: c.cost.Times(in.Weights)}
	c.claim(s.Claimed, cost)
	return cost, c.found
}

// giving is one service as it was given.
type giving struct {
	caregiver string
	start     float64
}

type checker struct {
	in                          *Instance
	tolerance                   float64
	patient, caregiver, service map[string]int
	routes                      []int               // by caregiver: how many
	visited                     []bool              // by patient
	given                       map[[2]int][]giving // by patient and place in its needs
	cost                        Components
	found                       []published.Violation
}

func (c *checker) report(code published.Code, caregiver, patient, say string, args ...any) {
	c.found = append(c.found, published.Violation{Code: code, Caregiver: caregiver, Patient: patient, Text: fmt.Sprintf(say, args...)})
}

// differs says whether two figures are further apart than the tolerance.
func (c *checker) differs(a, b float64) bool { return a-b > c.tolerance || b-a > c.tolerance }

// coverage checks that a patient is given everything once or nothing, and that
// two services fit together.
func (c *checker) coverage(p int) {
	patient := &c.in.Patients[p]
	if !c.visited[p] {
		c.cost.Unscheduled++
		if !patient.Optional {
			c.report(published.Missing, "", patient.ID, "%s is not visited and is not optional", patient.ID)
		}
		return
	}
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
	case patient.Sync == Simultaneous && c.differs(gap, 0):
		c.report(published.Apart, "", patient.ID, "the services of %s start at %g and %g and should start together", patient.ID, first.start, second.start)
	case patient.Sync == Sequential && gap < patient.MinGap-c.tolerance:
		c.report(published.ShortGap, "", patient.ID, "the second service of %s starts %g after the first and should start at least %g after", patient.ID, gap, patient.MinGap)
	case patient.Sync == Sequential && gap > patient.MaxGap+c.tolerance:
		c.report(published.LongGap, "", patient.ID, "the second service of %s starts %g after the first and should start at most %g after", patient.ID, gap, patient.MaxGap)
	}
}

// claim compares what the file says with what it costs.
func (c *checker) claim(claimed *Claimed, cost Cost) {
	if claimed == nil {
		return
	}
	if c.differs(claimed.Objective, cost.Objective()) {
		c.report(published.Claimed, "", "", "the file claims an objective of %g and costs %g", claimed.Objective, cost.Objective())
	}
	known := map[string]bool{}
	for _, p := range cost.Weighted.Parts() {
		known[p.Name] = true
		if says, ok := claimed.Components[p.Name]; ok && c.differs(says, p.Value) {
			c.report(published.Claimed, "", "", "the file claims %g for %s, which is %g", says, p.Name, p.Value)
		}
	}
	for name := range claimed.Components {
		if !known[name] {
			c.report(published.Claimed, "", "", "the file claims a cost for %s, which this benchmark does not have", name)
		}
	}
}
