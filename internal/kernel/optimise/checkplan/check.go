package checkplan

import (
	"fmt"

	"stillhome/internal/kernel/optimise"
)

// Code names the rule a plan breaks. Codes are stable.
type Code string

// The rules, as they are checked.
const (
	Runs       Code = "runs"        // there is not exactly one run per shift, in order
	NoSuch     Code = "no_such"     // a visit the problem does not have
	Twice      Code = "twice"       // a visit on more runs than it needs workers, or placed and listed unplaced
	Missing    Code = "missing"     // a visit on too few runs and not listed
	NoReason   Code = "no_reason"   // listed without saying why
	SameWorker Code = "same_worker" // one worker is both of two
	Apart      Code = "apart"       // two workers do not start together
	Window     Code = "window"      // starts outside its window
	Length     Code = "length"      // does not last as long as planned
	TooEarly   Code = "too_early"   // the worker sets off before the shift or its rest allows
	TooLate    Code = "too_late"    // the last visit ends after the shift
	Travel     Code = "travel"      // arrives sooner than travel allows, or travel is written down wrong
	Overlap    Code = "overlap"     // two visits of one run at once, or starting before arriving
	Break      Code = "break"       // more than six hours on end, or a break that is too short or not free
	Skill      Code = "skill"       // a worker lacks a skill
	NotToSend  Code = "not_to_send" // a worker not to be sent
	Gender     Code = "gender"      // a required gender is not met
	NotKnown   Code = "not_known"   // a stranger where only known workers may come
	Gap        Code = "gap"         // too soon or too long after a visit it follows
	TooMuch    Code = "too_much"    // more time at visits than the shift may have
	PinLost    Code = "pin_lost"    // a pinned visit moved and nobody is told
	Totals     Code = "totals"      // the sums are wrong
)

// Breach is one rule broken, and where.
type Breach struct {
	Code  Code
	Shift optimise.ShiftID // empty where it is about no one shift
	Visit optimise.VisitID // empty where it is about no one visit
	Text  string           // for developers
}

// String is the breach on one line, for test output.
func (b Breach) String() string {
	return fmt.Sprintf("%s: shift %s, visit %s: %s", b.Code, b.Shift, b.Visit, b.Text)
}

// Check lists every breach it finds; none means the plan is sound. The problem
// itself is taken to be sound, see Problem.Check.
func Check(p optimise.Problem, plan optimise.Plan) []Breach {
	c := checker{problem: p, plan: plan, visits: map[optimise.VisitID]optimise.Visit{}, placed: map[optimise.VisitID][]placing{}}
	for _, v := range p.Visits {
		c.visits[v.ID] = v
	}
	if len(plan.Runs) != len(p.Shifts) {
		c.report(Runs, "", "", "%d runs for %d shifts", len(plan.Runs), len(p.Shifts))
		return c.found
	}
	for i, run := range plan.Runs {
		if run.Shift != p.Shifts[i].ID {
			c.report(Runs, run.Shift, "", "expected the run of shift %s", p.Shifts[i].ID)
			continue
		}
		c.run(p.Shifts[i], run)
	}
	c.coverage()
	c.gaps()
	c.pins()
	c.totals()
	return c.found
}

// placing is one worker's part in a visit.
type placing struct {
	shift optimise.Shift
	start int
}

type checker struct {
	problem optimise.Problem
	plan    optimise.Plan
	visits  map[optimise.VisitID]optimise.Visit
	placed  map[optimise.VisitID][]placing
	found   []Breach
}

func (c *checker) report(code Code, shift optimise.ShiftID, visit optimise.VisitID, format string, args ...any) {
	c.found = append(c.found, Breach{code, shift, visit, fmt.Sprintf(format, args...)})
}

// coverage checks that each visit has the workers it needs, together, or is
// listed with a reason.
func (c *checker) coverage() {
	listed := map[optimise.VisitID]int{}
	for _, u := range c.plan.Unplaced {
		listed[u.Visit]++
		if _, ok := c.visits[u.Visit]; !ok {
			c.report(NoSuch, "", u.Visit, "listed unplaced")
		}
		if u.Reason.Code == "" || u.Reason.Text == "" {
			c.report(NoReason, "", u.Visit, "unplaced without a reason")
		}
	}
	for _, v := range c.problem.Visits {
		on := c.placed[v.ID]
		switch {
		case len(on) > v.Workers, len(on) > 0 && listed[v.ID] > 0, listed[v.ID] > 1:
			c.report(Twice, "", v.ID, "on %d runs and listed %d times", len(on), listed[v.ID])
		case listed[v.ID] == 0 && len(on) < v.Workers:
			c.report(Missing, "", v.ID, "on %d runs, needs %d", len(on), v.Workers)
		case len(on) == 2 && on[0].start != on[1].start:
			c.report(Apart, on[1].shift.ID, v.ID, "starts at %d and %d", on[0].start, on[1].start)
		case len(on) == 2 && on[0].shift.Worker == on[1].shift.Worker:
			c.report(SameWorker, on[1].shift.ID, v.ID, "worker %s twice", on[0].shift.Worker)
		}
	}
}

// gaps checks each visit against those it follows, where both are made.
func (c *checker) gaps() {
	for _, v := range c.problem.Visits {
		for _, g := range v.After {
			before, after := c.placed[g.Visit], c.placed[v.ID]
			if len(before) == 0 || len(after) == 0 {
				continue
			}
			gap := after[0].start - before[0].start - c.visits[g.Visit].DurationMin
			if gap < g.LeastMin || g.MostMin > 0 && gap > g.MostMin {
				c.report(Gap, after[0].shift.ID, v.ID, "starts %d minutes after %s ends, asked for %d to %d", gap, g.Visit, g.LeastMin, g.MostMin)
			}
		}
	}
}

// pins checks that each pinned visit is where it was pinned or reported.
func (c *checker) pins() {
	told := map[optimise.VisitID]bool{}
	for _, n := range c.plan.NotKept {
		told[n.Visit] = true
		if n.Reason.Code == "" || n.Reason.Text == "" {
			c.report(NoReason, "", n.Visit, "not kept without a reason")
		}
	}
	for _, v := range c.problem.Visits {
		if v.Pin == nil || told[v.ID] {
			continue
		}
		kept := len(c.placed[v.ID]) == len(v.Pin.Shifts)
		for _, on := range c.placed[v.ID] {
			if v.Pin.StartMin != optimise.AnyTime && on.start != v.Pin.StartMin {
				kept = false
			}
			wanted := false
			for _, id := range v.Pin.Shifts {
				wanted = wanted || id == on.shift.ID
			}
			kept = kept && wanted
		}
		if !kept {
			c.report(PinLost, "", v.ID, "pinned to %v at %d", v.Pin.Shifts, v.Pin.StartMin)
		}
	}
}

func (c *checker) totals() {
	var sum optimise.Totals
	for i, run := range c.plan.Runs {
		travel := 0
		for _, stop := range run.Stops {
			travel += stop.TravelMin
			sum.Stops++
			if c.problem.Shifts[i].Known[c.visits[stop.Visit].Person] > 0 {
				sum.FamiliarStops++
			}
		}
		if travel != run.TravelMin || run.WaitingMin < 0 {
			c.report(Totals, run.Shift, "", "travel %d written as %d, waiting %d", travel, run.TravelMin, run.WaitingMin)
		}
		sum.TravelMin += travel
		sum.WaitingMin += run.WaitingMin
	}
	sum.VisitsPlaced = len(c.placed)
	sum.VisitsUnplaced = len(c.plan.Unplaced)
	if sum != c.plan.Totals {
		c.report(Totals, "", "", "%+v, written as %+v", sum, c.plan.Totals)
	}
}
