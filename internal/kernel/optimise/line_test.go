package optimise_test

import (
	"testing"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
)

// The tests live on a straight road: a place is its minute along it by car, so
// every sum can be done by eye. On foot it takes five times as long.
func alongTheRoad(from, to int, mode place.Mode) int {
	seconds := 60 * max(from-to, to-from)
	if mode == place.OnFoot {
		seconds *= 5
	}
	return seconds
}

// hm is a time of day in minutes: hm(7, 30) is 450.
func hm(hour, minute int) int { return hour*60 + minute }

// near works 07:00 to 15:00 from the start of the road; far from its minute 60.
func near() optimise.Shift {
	return optimise.Shift{
		ID: "near", Worker: "Nia", Label: "Nia", StartMin: hm(7, 0), EndMin: hm(15, 0),
		Mode: place.Car, BreakMin: 30,
	}
}

func far() optimise.Shift {
	s := near()
	s.ID, s.Worker, s.Label, s.Start = "far", "Fred", "Fred", 60
	return s
}

// visitAt is a 30-minute visit that may start within the hour from a time.
func visitAt(id optimise.VisitID, minute, from int) optimise.Visit {
	return optimise.Visit{
		ID: id, Person: optimise.PersonID("person " + id), Place: minute,
		EarliestMin: from, LatestMin: from + 60, DurationMin: 30, Workers: 1,
	}
}

func road(shifts []optimise.Shift, visits ...optimise.Visit) optimise.Problem {
	return optimise.Problem{Shifts: shifts, Visits: visits, Travel: alongTheRoad}
}

// shiftsOf is where a plan has a visit.
func shiftsOf(plan optimise.Plan, visit optimise.VisitID) (on []optimise.ShiftID, start int) {
	for _, run := range plan.Runs {
		for _, stop := range run.Stops {
			if stop.Visit == visit {
				on, start = append(on, run.Shift), stop.StartMin
			}
		}
	}
	return on, start
}

// mustBeOn checks that a visit is on one shift, at a time unless that is -1.
func mustBeOn(t *testing.T, plan optimise.Plan, visit optimise.VisitID, shift optimise.ShiftID, start int) {
	t.Helper()
	on, at := shiftsOf(plan, visit)
	if len(on) != 1 || on[0] != shift || start >= 0 && at != start {
		t.Errorf("visit %s is on %v at %d, want %s at %d; unplaced %+v", visit, on, at, shift, start, plan.Unplaced)
	}
}

func mustBeUnplaced(t *testing.T, plan optimise.Plan, visit optimise.VisitID, code optimise.ReasonCode, text string) {
	t.Helper()
	for _, u := range plan.Unplaced {
		if u.Visit == visit {
			if u.Reason.Code != code || text != "" && u.Reason.Text != text {
				t.Errorf("visit %s unplaced: %s %q\nwant %s %q", visit, u.Reason.Code, u.Reason.Text, code, text)
			}
			return
		}
	}
	on, at := shiftsOf(plan, visit)
	t.Errorf("visit %s is on %v at %d, want unplaced", visit, on, at)
}
