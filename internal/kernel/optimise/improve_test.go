package optimise_test

import (
	"reflect"
	"testing"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
	"stillhome/internal/kernel/optimise/published/day"
)

var town = day.Size{Shifts: 14, Visits: 130, SideKm: 8}

func improved(t *testing.T, p optimise.Problem, from optimise.Plan, rounds int64) (optimise.Plan, optimise.Found) {
	t.Helper()
	plan, found, err := optimise.Improve(p, from, optimise.Search{Seed: 7, Rounds: rounds})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range checkplan.Check(p, plan) {
		t.Error(b)
	}
	if found.After > found.Before || found.After != p.Price(plan) {
		t.Errorf("%+v, and the plan costs %d", found, p.Price(plan))
	}
	return plan, found
}

// TestImprove: every rule is in use on these days, and none is broken; the
// plan is better, and the same again.
func TestImprove(t *testing.T) {
	for seed := range uint64(4) {
		p := day.Made(town, seed)
		first, err := optimise.Construct(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range checkplan.Check(p, first) {
			t.Error(b)
		}
		plan, found := improved(t, p, first, 1000)
		if found.After >= found.Before {
			t.Errorf("seed %d: nothing found: %+v", seed, found)
		}
		again, _ := improved(t, p, first, 1000)
		if !reflect.DeepEqual(plan, again) {
			t.Errorf("seed %d: another plan from the same seed", seed)
		}
		fromNothing, _ := improved(t, p, optimise.Plan{}, 1000)
		if len(fromNothing.Unplaced) > len(first.Unplaced) {
			t.Errorf("seed %d: %d unplaced from nothing, %d by Construct", seed, len(fromNothing.Unplaced), len(first.Unplaced))
		}
	}
}

// TestImproveKeepsPins: what is pinned is where it was, to the minute.
func TestImproveKeepsPins(t *testing.T) {
	p := day.Made(town, 3)
	first, err := optimise.Construct(p)
	if err != nil {
		t.Fatal(err)
	}
	where := map[optimise.VisitID]*optimise.Pin{}
	for _, run := range first.Runs {
		for _, stop := range run.Stops {
			if where[stop.Visit] == nil {
				where[stop.Visit] = &optimise.Pin{StartMin: stop.StartMin}
			}
			where[stop.Visit].Shifts = append(where[stop.Visit].Shifts, run.Shift)
		}
	}
	for i := range p.Visits {
		if i%3 == 0 {
			p.Visits[i].Pin = where[p.Visits[i].ID]
		}
	}
	plan, _ := improved(t, p, first, 1500) // checkplan says where a pin is lost
	if len(plan.NotKept) > 0 {
		t.Errorf("pins given up: %+v", plan.NotKept)
	}
}

// TestImproveACounty: a day of full size stays sound.
func TestImproveACounty(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: a full-size day takes some seconds")
	}
	p := day.Made(day.County, 1)
	first, err := optimise.Construct(p)
	if err != nil {
		t.Fatal(err)
	}
	plan, found := improved(t, p, first, 3000)
	t.Logf("%d visits unplaced by construction, %d after %d rounds of search; cost %d, then %d",
		len(first.Unplaced), len(plan.Unplaced), found.Rounds, found.Before, found.After)
	if len(plan.Unplaced) >= len(first.Unplaced) {
		t.Error("no more visits are placed")
	}
}
