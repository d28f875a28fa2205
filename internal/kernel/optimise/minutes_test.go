package optimise_test

import (
	"reflect"
	"slices"
	"testing"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
)

// TestAPlanHoldsWhenTravelGrows: ways that are found to take longer do not undo
// what people were told; what is placed anew is reckoned as it is known now.
func TestAPlanHoldsWhenTravelGrows(t *testing.T) {
	p := madeDay(shape{shifts: 24, people: 60, visits: 160, double: 0.2, spreadKm: 15}, 1)
	plan, err := optimise.Construct(p)
	if err != nil {
		t.Fatal(err)
	}
	before := p.Travel
	p.Travel = func(from, to int, mode place.Mode) int { return before(from, to, mode)*3/2 + 60 }
	fresh, err := optimise.Construct(p)
	if err != nil || fresh.Totals.TravelMin <= plan.Totals.TravelMin {
		t.Fatalf("travel did not grow: %d, %d, %v", plan.Totals.TravelMin, fresh.Totals.TravelMin, err)
	}

	placed, err := optimise.Place(p, plan, nil)
	if err != nil || !reflect.DeepEqual(stops(placed), stops(plan)) {
		t.Errorf("looking at the plan changed it: %v", err)
	}
	again, err := optimise.Place(p, placed, nil)
	if err != nil || !reflect.DeepEqual(stops(again), stops(plan)) {
		t.Errorf("looking twice changed it: %v", err)
	}
	rebuilt, err := optimise.Rebuild(p, plan)
	if err != nil || len(rebuilt.NotKept) > 0 {
		t.Errorf("building again could not keep %v: %v", rebuilt.NotKept, err)
	}
	r, err := optimise.Recover(p, plan)
	if err != nil || len(r.Visits) != len(plan.Unplaced) || len(r.Moved) > 0 {
		t.Errorf("%d visits to cover, %d moved, %v; %d had no worker", len(r.Visits), len(r.Moved), err, len(plan.Unplaced))
	}
	visit := plan.Runs[0].Stops[1]
	choice, err := optimise.Best(p, plan, visit.Visit)
	if err != nil || len(choice.Options) == 0 {
		t.Fatalf("%d places for a visit: %v", len(choice.Options), err)
	}

	// A way that the plan says took no time is not known.
	bare := optimise.Plan{Runs: slices.Clone(plan.Runs)}
	for i := range bare.Runs {
		bare.Runs[i].Stops = slices.Clone(plan.Runs[i].Stops)
		for k := range bare.Runs[i].Stops {
			bare.Runs[i].Stops[k].TravelMin = 0
		}
	}
	if fell, err := optimise.Place(p, bare, nil); err != nil || fell.Totals.VisitsPlaced >= plan.Totals.VisitsPlaced {
		t.Errorf("with ways nobody knows %d visits hold of %d: %v", fell.Totals.VisitsPlaced, plan.Totals.VisitsPlaced, err)
	}

	// A visit that leaves its run makes a new way, and so does its own.
	off, err := optimise.Place(p, plan, []optimise.Placing{{Visit: visit.Visit, StartMin: optimise.AnyTime}})
	if err != nil {
		t.Fatal(err)
	}
	next := plan.Runs[0].Stops[2].Visit
	at := func(id optimise.VisitID) int {
		for i := range p.Visits {
			if p.Visits[i].ID == id {
				return p.Visits[i].Place
			}
		}
		return -1
	}
	first := plan.Runs[0].Stops[0].Visit
	want := (p.Travel(at(first), at(next), p.Shifts[0].Mode) + 59) / 60
	for _, stop := range off.Runs[0].Stops {
		if stop.Visit == next && stop.TravelMin != want {
			t.Errorf("the new way takes %d minutes, want %d", stop.TravelMin, want)
		}
	}

	// A search reckons all of it as it is known now, also what it began from.
	_, found, err := optimise.Improve(p, plan, optimise.Search{Seed: 1, Rounds: 1})
	if err != nil || found.Before <= p.Price(plan) {
		t.Errorf("before the search the plan cost %d, with the ways it was made with %d: %v", found.Before, p.Price(plan), err)
	}
}

// stops are where and when a plan has what, with the ways it reckons.
func stops(p optimise.Plan) (all [][]optimise.Stop) {
	for _, run := range p.Runs {
		all = append(all, run.Stops)
	}
	return all
}
