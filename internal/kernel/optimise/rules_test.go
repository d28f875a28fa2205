package optimise_test

import (
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
)

// Each rule is set so that breaking it would save an hour's drive: the visit is
// at Nia's door and only Fred, 60 minutes off, may make it.
func TestRulesHoldWhereBreakingIsCheaper(t *testing.T) {
	for _, c := range []struct {
		rule string
		set  func(nia, fred *optimise.Shift, v *optimise.Visit)
	}{
		{"skill", func(_, fred *optimise.Shift, v *optimise.Visit) {
			v.Skills, fred.Skills = []optimise.Skill{"medicines training"}, []optimise.Skill{"medicines training"}
		}},
		{"every skill", func(nia, fred *optimise.Shift, v *optimise.Visit) {
			v.Skills = []optimise.Skill{"a", "b"}
			nia.Skills, fred.Skills = []optimise.Skill{"a"}, []optimise.Skill{"b", "a"}
		}},
		{"not to send", func(_, _ *optimise.Shift, v *optimise.Visit) { v.NotWorkers = []optimise.WorkerID{"Nia"} }},
		{"gender required", func(nia, fred *optimise.Shift, v *optimise.Visit) {
			nia.Gender, fred.Gender, v.Gender, v.GenderMust = "woman", "man", "man", true
		}},
		{"gender required, not known for Nia", func(_, fred *optimise.Shift, v *optimise.Visit) {
			fred.Gender, v.Gender, v.GenderMust = "man", "man", true
		}},
		{"known workers only", func(_, fred *optimise.Shift, v *optimise.Visit) {
			v.KnownOnly, fred.Known = true, map[optimise.PersonID]int{v.Person: 1}
		}},
		{"start of shift", func(nia, _ *optimise.Shift, _ *optimise.Visit) { nia.StartMin = hm(10, 1) }},
		{"end of shift", func(nia, _ *optimise.Shift, _ *optimise.Visit) { nia.EndMin = hm(9, 29) }},
		{"rest", func(nia, _ *optimise.Shift, _ *optimise.Visit) { nia.RestUntilMin = hm(10, 1) }},
		{"travel by own mode", func(nia, _ *optimise.Shift, v *optimise.Visit) {
			// 37 minutes' drive is 185 on foot: there at 10:05. Fred drives 23.
			nia.Mode, v.Place = place.OnFoot, 37
		}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			nia, fred, v := near(), far(), visitAt("v", 0, hm(9, 0))
			c.set(&nia, &fred, &v)
			p := road([]optimise.Shift{nia, fred}, v)
			plan := construct(t, p)
			mustBeOn(t, plan, "v", "far", -1)

			p.Shifts = p.Shifts[:1]
			if plan := construct(t, p); len(plan.Unplaced) != 1 {
				t.Errorf("with Nia alone it should not be placed: %+v", plan.Runs)
			}
		})
	}
}

func TestWindowHoldsWhereBreakingIsCheaper(t *testing.T) {
	// Both visits are at minute 30 of the road, due at 08:00 sharp. One worker
	// doing them in a row would drive 30 minutes; two drive 60.
	a, b := visitAt("a", 30, hm(8, 0)), visitAt("b", 30, hm(8, 0))
	a.LatestMin, b.LatestMin = a.EarliestMin, b.EarliestMin+29
	plan := construct(t, road([]optimise.Shift{near(), far()}, a, b))
	if plan.Totals.TravelMin != 60 || plan.Totals.VisitsPlaced != 2 {
		t.Errorf("%+v", plan.Totals)
	}
	b.LatestMin++ // now b may wait for a to end
	plan = construct(t, road([]optimise.Shift{near(), far()}, a, b))
	if plan.Totals.TravelMin != 30 {
		t.Errorf("%+v", plan.Totals)
	}
}

func TestBreakHoldsWhereBreakingIsCheaper(t *testing.T) {
	// From 07:00, thirteen half hours at Nia's door with no travel are 6 h 30:
	// she can do twelve, then owes a break of 30 minutes, so the thirteenth
	// starts at 13:30 and not at 13:00.
	var visits []optimise.Visit
	for i := range 13 {
		v := visitAt(optimise.VisitID(rune('a'+i)), 0, hm(7, 0)+30*i)
		v.LatestMin = v.EarliestMin
		visits = append(visits, v)
	}
	visits[12].LatestMin += 30
	plan := construct(t, road([]optimise.Shift{near()}, visits...))
	mustBeOn(t, plan, "m", "near", hm(13, 30))
	if b := plan.Runs[0].Breaks; len(b) != 1 || b[0] != (optimise.Break{StartMin: hm(13, 0), EndMin: hm(13, 30)}) {
		t.Errorf("breaks %+v", b)
	}
	if plan.Totals.WaitingMin != 0 {
		t.Errorf("the break is counted as waiting: %+v", plan.Totals)
	}

	visits[12].LatestMin -= 15 // no time for the break: the visit must not be there
	plan = construct(t, road([]optimise.Shift{near()}, visits...))
	if len(plan.Unplaced) != 1 {
		t.Errorf("a break was skipped: %+v", plan.Runs[0])
	}

	none := near()
	none.BreakMin = 0
	if plan = construct(t, road([]optimise.Shift{none}, visits...)); len(plan.Unplaced) != 0 {
		t.Errorf("a break was planned where none is owed: %+v", plan.Unplaced)
	}
}

func TestTwoWorkersStartTogether(t *testing.T) {
	double := visitAt("two", 30, hm(9, 0))
	double.Workers = 2
	// Nia is held until 09:30 at her door, then drives 30 minutes: 10:00.
	held := visitAt("held", 0, hm(9, 0))
	held.LatestMin = held.EarliestMin
	held.NotWorkers = []optimise.WorkerID{"Fred"}
	// Fred has a visit after, which must wait for the pair: 10:30 + 30 = 11:00.
	after := visitAt("after", 60, hm(10, 0))
	after.NotWorkers = []optimise.WorkerID{"Nia"}
	plan := construct(t, road([]optimise.Shift{near(), far()}, after, double, held))
	on, at := shiftsOf(plan, "two")
	if len(on) != 2 || at != hm(10, 0) {
		t.Errorf("two workers: on %v at %d", on, at)
	}
	mustBeOn(t, plan, "after", "far", hm(11, 0))

	// Ten minutes more on the held visit and the pair cannot meet by 10:00.
	held.DurationMin = 40
	plan = construct(t, road([]optimise.Shift{near(), far()}, after, double, held))
	if plan.Totals.VisitsPlaced != 2 {
		t.Errorf("three visits cannot all be made: %+v", plan.Runs)
	}

	// Two shifts of one worker are not two workers.
	again := far()
	again.Worker, again.StartMin = "Nia", hm(9, 0)
	early := near()
	early.EndMin = hm(9, 0)
	plan = construct(t, road([]optimise.Shift{early, again}, double))
	mustBeUnplaced(t, plan, "two", optimise.NoShifts, "It needs two workers, and only one works that day.")
}

// Two doubles shared by two workers in opposite order would wait for each
// other for ever; the order must be the same on both runs.
func TestPairsNeverWaitInACircle(t *testing.T) {
	var visits []optimise.Visit
	for i := range 6 {
		v := visitAt(optimise.VisitID(rune('a'+i)), 10*(i%3), hm(8, 0))
		v.Workers, v.LatestMin = 2, hm(13, 0)
		visits = append(visits, v)
	}
	plan := construct(t, road([]optimise.Shift{near(), far()}, visits...))
	if plan.Totals.VisitsPlaced != 6 {
		t.Errorf("%+v", plan.Totals)
	}
}

func TestTimesAreRoundedUp(t *testing.T) {
	v := visitAt("v", 1, hm(7, 0))
	p := road([]optimise.Shift{near()}, v)
	p.Travel = func(int, int, place.Mode) int { return 61 }
	plan := construct(t, p)
	mustBeOn(t, plan, "v", "near", hm(7, 2))
}

func TestLoneVisitsArePlaced(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(s *optimise.Shift, v *optimise.Visit)
	}{
		{"plain", func(*optimise.Shift, *optimise.Visit) {}},
		{"the first minute", func(s *optimise.Shift, v *optimise.Visit) { v.EarliestMin, v.LatestMin = s.StartMin, s.StartMin }},
		{"up to the last minute", func(s *optimise.Shift, v *optimise.Visit) { v.EarliestMin, v.LatestMin = hm(14, 30), hm(14, 30) }},
		{"window opens before the shift", func(s *optimise.Shift, v *optimise.Visit) { v.EarliestMin = hm(5, 0) }},
		{"window closes after the shift", func(s *optimise.Shift, v *optimise.Visit) { v.LatestMin = hm(23, 0) }},
		{"seven hours long, no break owed", func(s *optimise.Shift, v *optimise.Visit) {
			v.DurationMin, v.EarliestMin, s.BreakMin = 420, hm(7, 0), 0
		}},
		{"after midnight", func(s *optimise.Shift, v *optimise.Visit) {
			s.StartMin, s.EndMin, v.EarliestMin, v.LatestMin = hm(22, 0), hm(31, 0), hm(25, 0), hm(25, 30)
		}},
		{"must be at", func(_ *optimise.Shift, v *optimise.Visit) { v.MustBeAt = true }},
		{"preferred gender not on duty", func(_ *optimise.Shift, v *optimise.Visit) { v.Gender = "woman" }},
		{"pinned where it fits", func(_ *optimise.Shift, v *optimise.Visit) {
			v.Pin = &optimise.Pin{Shifts: []optimise.ShiftID{"near"}, StartMin: hm(9, 20)}
		}},
		{"pinned where it does not", func(_ *optimise.Shift, v *optimise.Visit) {
			v.Pin = &optimise.Pin{Shifts: []optimise.ShiftID{"gone"}, StartMin: hm(9, 20)}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, v := near(), visitAt("v", 0, hm(9, 0))
			c.set(&s, &v)
			mustBeOn(t, construct(t, road([]optimise.Shift{s}, v)), "v", "near", -1)
		})
	}
	double := visitAt("v", 0, hm(9, 0))
	double.Workers = 2
	if plan := construct(t, road([]optimise.Shift{near(), far()}, double)); plan.Totals.VisitsPlaced != 1 {
		t.Errorf("a lone visit by two workers: %+v", plan.Unplaced)
	}
	if plan := construct(t, road(nil)); len(plan.Runs) != 0 {
		t.Errorf("an empty day: %+v", plan)
	}
}

func TestMustBeAtGoesFirst(t *testing.T) {
	dose := visitAt("dose", 0, hm(9, 0))
	dose.MustBeAt = true
	rest := visitAt("rest", 0, hm(9, 0))
	rest.LatestMin = rest.EarliestMin // tighter, but not due by the clock
	dose.LatestMin = dose.EarliestMin + 15
	plan := construct(t, road([]optimise.Shift{near()}, rest, dose))
	mustBeOn(t, plan, "dose", "near", hm(9, 0))
	mustBeUnplaced(t, plan, "rest", optimise.Busy, "")
}

func TestWishesAreWeighedInTravel(t *testing.T) {
	// The visit is `nearer` minutes closer to Nia than to Fred. A known face is
	// worth 15 minutes less 15/(5+1) = 12.5; a preferred gender 30.
	for _, c := range []struct {
		name   string
		place  int
		set    func(nia, fred *optimise.Shift, v *optimise.Visit)
		expect optimise.ShiftID
	}{
		{"nothing wished", 29, func(_, _ *optimise.Shift, _ *optimise.Visit) {}, "near"},
		{"known, 12 further", 24, func(_, fred *optimise.Shift, v *optimise.Visit) {
			fred.Known = map[optimise.PersonID]int{v.Person: 5}
		}, "far"},
		{"known, 14 further", 23, func(_, fred *optimise.Shift, v *optimise.Visit) {
			fred.Known = map[optimise.PersonID]int{v.Person: 5}
		}, "near"},
		{"gender, 28 further", 16, func(_, fred *optimise.Shift, v *optimise.Visit) { fred.Gender, v.Gender = "man", "man" }, "far"},
		{"gender, 32 further", 14, func(_, fred *optimise.Shift, v *optimise.Visit) { fred.Gender, v.Gender = "man", "man" }, "near"},
	} {
		t.Run(c.name, func(t *testing.T) {
			nia, fred, v := near(), far(), visitAt("v", c.place, hm(9, 0))
			c.set(&nia, &fred, &v)
			mustBeOn(t, construct(t, road([]optimise.Shift{nia, fred}, v)), "v", c.expect, -1)
		})
	}
}

func TestBadProblemsAreRefused(t *testing.T) {
	for _, c := range []struct {
		code  string
		spoil func(p *optimise.Problem)
	}{
		{"optimise.travel", func(p *optimise.Problem) { p.Travel = nil }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[0].ID = "" }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[0].Worker = "" }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[1].ID = "near" }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[0].EndMin = p.Shifts[0].StartMin }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[0].EndMin = 3000 }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[0].StartMin = -1 }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[0].Start = -1 }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[0].Mode = "horse" }},
		{"optimise.shift", func(p *optimise.Problem) { p.Shifts[0].BreakMin = -1 }},
		{"optimise.shifts_overlap", func(p *optimise.Problem) { p.Shifts[1].Worker = "Nia" }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[0].ID = "" }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[1].ID = p.Visits[0].ID }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[0].Person = "" }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[0].Place = -1 }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[0].LatestMin = p.Visits[0].EarliestMin - 1 }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[0].DurationMin = 0 }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[0].Workers = 3 }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[0].GenderMust = true }},
		{"optimise.visit", func(p *optimise.Problem) { p.Visits[0].Pin = &optimise.Pin{StartMin: -2} }},
	} {
		p := road([]optimise.Shift{near(), far()}, visitAt("a", 0, 540), visitAt("b", 0, 600))
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		c.spoil(&p)
		if _, err := optimise.Construct(p); !fault.Is(err, c.code) {
			t.Errorf("want %s, got %v", c.code, err)
		}
	}
}
