package checkplan_test

import (
	"testing"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
	"stillhome/internal/kernel/place"
)

// sound is a small day with its plan, both written by hand: Ann and Bob start
// at place 0; place n is n minutes away. One visit by two workers, one pinned,
// one that nobody can make, and a break after 13:00.
func sound() (optimise.Problem, optimise.Plan) {
	shift := func(id, worker string, skills ...optimise.Skill) optimise.Shift {
		return optimise.Shift{
			ID: optimise.ShiftID(id), Worker: optimise.WorkerID(worker), StartMin: 420, EndMin: 900, Mode: place.Car,
			Skills: skills, Gender: "woman", BreakMin: 30, Known: map[optimise.PersonID]int{"P": 2},
		}
	}
	visit := func(id string, at, early, late, length int) optimise.Visit {
		return optimise.Visit{
			ID: optimise.VisitID(id), Person: "P", Place: at,
			EarliestMin: early, LatestMin: late, DurationMin: length, Workers: 1,
		}
	}
	early, pair, dose, later, never := visit("early", 10, 430, 430, 120), visit("pair", 10, 540, 600, 60),
		visit("dose", 20, 600, 720, 120), visit("later", 20, 780, 840, 30), visit("never", 5, 0, 60, 30)
	pair.Workers = 2
	dose.Skills, dose.KnownOnly, dose.Gender, dose.GenderMust = []optimise.Skill{"medicines"}, true, "woman", true
	dose.Pin = &optimise.Pin{Shifts: []optimise.ShiftID{"a"}, StartMin: 630}
	p := optimise.Problem{
		Shifts: []optimise.Shift{shift("a", "ann", "medicines"), shift("b", "bob")},
		Visits: []optimise.Visit{early, pair, dose, later, never},
		Travel: func(from, to int, _ place.Mode) int { return 60 * max(from-to, to-from) },
	}
	stop := func(id string, travel, arrive, start, end int) optimise.Stop {
		return optimise.Stop{Visit: optimise.VisitID(id), TravelMin: travel, ArriveMin: arrive, StartMin: start, EndMin: end}
	}
	return p, optimise.Plan{
		Runs: []optimise.Run{
			{
				Shift: "a", TravelMin: 20, WaitingMin: 10,
				Stops: []optimise.Stop{
					stop("early", 10, 430, 430, 550), stop("pair", 0, 550, 560, 620),
					stop("dose", 10, 630, 630, 750), stop("later", 0, 780, 780, 810),
				},
				Breaks: []optimise.Break{{StartMin: 750, EndMin: 780}},
			},
			{Shift: "b", TravelMin: 10, Stops: []optimise.Stop{stop("pair", 10, 560, 560, 620)}},
		},
		Unplaced: []optimise.Unplaced{{Visit: "never", Reason: optimise.Reason{Code: optimise.NotWorking, Text: "Nobody works then."}}},
		Totals:   optimise.Totals{VisitsPlaced: 4, VisitsUnplaced: 1, TravelMin: 30, WaitingMin: 10, Stops: 5, FamiliarStops: 5},
	}
}

func TestASoundPlanPasses(t *testing.T) {
	for _, b := range checkplan.Check(sound()) {
		t.Error(b)
	}
}

// Each corruption is one thing gone wrong; the checker must name that thing,
// whatever else follows from it.
func TestCorruptPlansAreNamed(t *testing.T) {
	type (
		problem = *optimise.Problem
		plan    = *optimise.Plan
	)
	for _, c := range []struct {
		name    string
		want    checkplan.Code
		corrupt func(p problem, plan plan)
	}{
		{"a run is lost", checkplan.Runs, func(_ problem, l plan) { l.Runs = l.Runs[:1] }},
		{"runs in the wrong order", checkplan.Runs, func(_ problem, l plan) { l.Runs[0], l.Runs[1] = l.Runs[1], l.Runs[0] }},
		{"a visit from nowhere", checkplan.NoSuch, func(_ problem, l plan) { l.Runs[0].Stops[3].Visit = "ghost" }},
		{"a ghost is listed unplaced", checkplan.NoSuch, func(_ problem, l plan) { l.Unplaced[0].Visit = "ghost" }},
		{"made twice", checkplan.Twice, func(_ problem, l plan) { l.Runs[1].Stops = append(l.Runs[1].Stops, l.Runs[0].Stops[3]) }},
		{"placed and listed", checkplan.Twice, func(_ problem, l plan) { l.Unplaced[0].Visit = "later" }},
		{"forgotten", checkplan.Missing, func(_ problem, l plan) { l.Unplaced = nil }},
		{"one of two workers", checkplan.Missing, func(_ problem, l plan) { l.Runs[1].Stops = nil }},
		{"no reason", checkplan.NoReason, func(_ problem, l plan) { l.Unplaced[0].Reason.Text = "" }},
		{"one worker is both", checkplan.SameWorker, func(p problem, _ plan) { p.Shifts[1].Worker = "ann" }},
		{"not together", checkplan.Apart, func(_ problem, l plan) { l.Runs[1].Stops[0].StartMin++; l.Runs[1].Stops[0].EndMin++ }},
		{"before its window", checkplan.Window, func(p problem, _ plan) { p.Visits[3].EarliestMin = 781 }},
		{"after its window", checkplan.Window, func(p problem, _ plan) { p.Visits[0].LatestMin = 429 }},
		{"cut short", checkplan.Length, func(_ problem, l plan) { l.Runs[0].Stops[3].EndMin-- }},
		{"sets off before the shift", checkplan.TooEarly, func(p problem, _ plan) { p.Shifts[0].StartMin = 421 }},
		{"sets off before rest is over", checkplan.TooEarly, func(p problem, _ plan) { p.Shifts[0].RestUntilMin = 421 }},
		{"after the shift", checkplan.TooLate, func(p problem, _ plan) { p.Shifts[0].EndMin = 809 }},
		{"faster than travel", checkplan.Travel, func(_ problem, l plan) { l.Runs[0].Stops[2].ArriveMin-- }},
		{"travel written too short", checkplan.Travel, func(_ problem, l plan) { l.Runs[0].Stops[2].TravelMin-- }},
		{"travel written too long", checkplan.Travel, func(_ problem, l plan) { l.Runs[0].Stops[1].TravelMin++ }},
		{"travel by another mode", checkplan.Travel, func(p problem, _ plan) {
			p.Travel = func(int, int, place.Mode) int { return 601 }
		}},
		{"two at once", checkplan.Overlap, func(_ problem, l plan) { l.Runs[0].Stops[1].StartMin = 549 }},
		{"starts before arriving", checkplan.Overlap, func(_ problem, l plan) { l.Runs[0].Stops[3].ArriveMin++ }},
		{"no break", checkplan.Break, func(_ problem, l plan) { l.Runs[0].Breaks = nil }},
		{"a short break", checkplan.Break, func(_ problem, l plan) { l.Runs[0].Breaks[0].EndMin-- }},
		{"a break during a visit", checkplan.Break, func(_ problem, l plan) { l.Runs[0].Breaks[0].StartMin-- }},
		{"skill", checkplan.Skill, func(p problem, _ plan) { p.Shifts[0].Skills = nil }},
		{"not to send", checkplan.NotToSend, func(p problem, _ plan) { p.Visits[1].NotWorkers = []optimise.WorkerID{"bob"} }},
		{"gender", checkplan.Gender, func(p problem, _ plan) { p.Shifts[0].Gender = "man" }},
		{"not known", checkplan.NotKnown, func(p problem, _ plan) { p.Shifts[0].Known = nil }},
		{"pin at another time", checkplan.PinLost, func(p problem, _ plan) { p.Visits[2].Pin.StartMin = 631 }},
		{"pin on another shift", checkplan.PinLost, func(p problem, _ plan) { p.Visits[2].Pin.Shifts[0] = "b" }},
		{"travel summed wrong", checkplan.Totals, func(_ problem, l plan) { l.Runs[0].TravelMin++ }},
		{"in none of its windows", checkplan.Window, func(p problem, _ plan) {
			p.Visits[3].EarliestMin, p.Visits[3].Or = 790, []optimise.Window{{EarliestMin: 700, LatestMin: 779}}
		}},
		{"too soon after another", checkplan.Gap, func(p problem, _ plan) { p.Visits[2].After = []optimise.Gap{{Visit: "early", LeastMin: 81}} }},
		{"too long after another", checkplan.Gap, func(p problem, _ plan) { p.Visits[2].After = []optimise.Gap{{Visit: "early", MostMin: 79}} }},
		{"more than may be", checkplan.TooMuch, func(p problem, _ plan) { p.Shifts[0].MostMin = 329 }},
		{"home too late", checkplan.TooLate, func(p problem, l plan) { p.Shifts[0].End, p.Shifts[0].EndMin, l.Runs[0].HomeMin = new(int), 829, 20 }},
		{"the way home is not said", checkplan.Travel, func(p problem, _ plan) { p.Shifts[0].End = new(int) }},
		{"totals wrong", checkplan.Totals, func(_ problem, l plan) { l.Totals.VisitsPlaced++ }},
		{"familiar faces wrong", checkplan.Totals, func(_ problem, l plan) { l.Totals.FamiliarStops-- }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, plan := sound()
			c.corrupt(&p, &plan)
			found := checkplan.Check(p, plan)
			for _, b := range found {
				if b.Code == c.want {
					return
				}
			}
			t.Errorf("want %s, found %v", c.want, found)
		})
	}
}

// TestWhatIsAllowed: each rule just kept is no breach.
func TestWhatIsAllowed(t *testing.T) {
	p, plan := sound()
	p.Visits[2].After = []optimise.Gap{{Visit: "early", LeastMin: 80, MostMin: 80}}
	p.Visits[2].Infection, p.Shifts[0].MostMin = true, 330
	p.Visits[0].EarliestMin, p.Visits[0].LatestMin, p.Visits[0].Or = 100, 200, []optimise.Window{{EarliestMin: 430, LatestMin: 430}}
	p.Shifts[0].End, p.Shifts[0].EndMin, plan.Runs[0].HomeMin = new(int), 830, 20
	for _, b := range checkplan.Check(p, plan) {
		t.Error(b)
	}
}

func TestAPinMayBeLostIfSomebodyIsTold(t *testing.T) {
	p, plan := sound()
	p.Visits[2].Pin.StartMin = 640
	plan.NotKept = []optimise.NotKept{{Visit: "dose", Reason: optimise.Reason{Code: optimise.Busy, Text: "No time."}}}
	for _, b := range checkplan.Check(p, plan) {
		t.Error(b)
	}
}
