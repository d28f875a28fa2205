package optimise_test

import (
	"slices"
	"testing"

	"stillhome/internal/kernel/optimise"
)

// TestBestSaysWhatWasWished: languages and liked workers are weighed and said;
// who has had enough work is not offered, and why.
func TestBestSaysWhatWasWished(t *testing.T) {
	nia, fred, ola := near(), far(), near()
	nia.Languages = []optimise.Language{"Polish"}
	ola.ID, ola.Worker, ola.Label, ola.MostMin = "ola", "Ola", "Ola", 75
	one, two, call := visitAt("one", 0, hm(8, 0)), visitAt("two", 0, hm(11, 0)), visitAt("call", 5, hm(9, 30))
	one.NotWorkers, two.NotWorkers = []optimise.WorkerID{"Nia", "Fred"}, []optimise.WorkerID{"Nia", "Fred"}
	call.Language, call.Preferred = "Polish", []optimise.WorkerID{nia.Worker}
	p := road([]optimise.Shift{nia, fred, ola}, one, two)
	plan := construct(t, p)
	p.Visits = append(p.Visits, call)
	choice := best(t, p, plan, "call")
	said := func(shift optimise.ShiftID, text string) {
		t.Helper()
		for _, o := range choice.Options {
			if o.Shifts[0] == shift && slices.ContainsFunc(o.Reasons, func(r optimise.Reason) bool { return r.Text == text }) {
				return
			}
		}
		t.Errorf("%q is not said of %s: %+v", text, shift, choice.Options)
	}
	if choice.Options[0].Shifts[0] != nia.ID {
		t.Errorf("first offered: %+v", choice.Options[0])
	}
	said(nia.ID, "This person likes Nia to come.")
	said(nia.ID, "Speaks Polish: Nia.")
	said(fred.ID, "Does not speak Polish: Fred.")
	if len(choice.Against) != 1 || choice.Against[0].Reason.Text != "Ola may have no more than 1 h 15 at visits that day, and has 1 h." {
		t.Errorf("against: %+v", choice.Against)
	}
}

// TestInfectionComesLastWhereItCan: a worker goes on from an infection to somebody
// without only where a visit would else not be made, and that is priced and said.
func TestInfectionComesLastWhereItCan(t *testing.T) {
	ill, first, second := visitAt("ill", 0, hm(8, 0)), visitAt("first", 0, hm(8, 0)), visitAt("second", 0, hm(9, 0))
	ill.Infection = true
	ill.EarliestMin, ill.LatestMin, second.LatestMin = hm(7, 30), hm(12, 0), hm(12, 0)
	p := road([]optimise.Shift{near()}, ill, first, second)
	plan := construct(t, p)
	if stops := plan.Runs[0].Stops; len(stops) != 3 || stops[2].Visit != "ill" {
		t.Errorf("the infection does not come last: %+v", stops)
	}
	price := p.Price(plan)
	p.Visits[0].LatestMin = hm(7, 30)
	plan = construct(t, p)
	if stops := plan.Runs[0].Stops; len(stops) != 3 || stops[0].Visit != "ill" {
		t.Fatalf("somebody goes without a visit: %+v", plan.Unplaced)
	}
	if more := p.Price(plan) - price; more != 120*10 {
		t.Errorf("going on from an infection costs %d", more)
	}
	choice := best(t, p, plan, "ill")
	if !slices.ContainsFunc(choice.Options[0].Reasons, func(r optimise.Reason) bool { return r.Code == optimise.GoesOn }) {
		t.Errorf("going on is not said: %+v", choice.Options[0].Reasons)
	}
	if d := choice.Options[0].ExtraTravelMin; d != 0 {
		t.Errorf("going on is said as %d minutes of travel", d)
	}
}
