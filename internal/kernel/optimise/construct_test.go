package optimise_test

import (
	"reflect"
	"testing"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
)

func construct(t testing.TB, p optimise.Problem) optimise.Plan {
	t.Helper()
	plan, err := optimise.Construct(p)
	if err != nil {
		t.Fatal(err)
	}
	mustBeSound(t, p, plan)
	return plan
}

func mustBeSound(t testing.TB, p optimise.Problem, plan optimise.Plan) {
	t.Helper()
	for _, b := range checkplan.Check(p, plan) {
		t.Error(b)
	}
}

func TestMadeDaysAreSound(t *testing.T) {
	placed, all := 0, 0
	for seed := range uint64(200) {
		size := smallDay
		size.visits += int(seed % 30) // from easy to far too much
		plan := construct(t, madeDay(size, seed))
		placed += plan.Totals.VisitsPlaced
		all += size.visits
	}
	if 10*placed < 7*all {
		t.Errorf("only %d of %d visits placed: the test shows little", placed, all)
	}
}

func TestFullDaysAreSound(t *testing.T) {
	for seed := range uint64(3) {
		// 90 shifts have fewer minutes than the visits and their travel need:
		// the plan must be sound all the same. 130 have enough.
		short := construct(t, madeDay(fullDay, seed))
		staffed := fullDay
		staffed.shifts = 130
		plan := construct(t, madeDay(staffed, seed))
		t.Logf("seed %d: 90 shifts %+v; 130 shifts %+v", seed, short.Totals, plan.Totals)
		if short.Totals.VisitsPlaced < 700 || plan.Totals.VisitsPlaced < 870 {
			t.Errorf("seed %d: only %d and %d of %d placed", seed, short.Totals.VisitsPlaced, plan.Totals.VisitsPlaced, fullDay.visits)
		}
	}
}

func TestSameProblemSamePlan(t *testing.T) {
	if !reflect.DeepEqual(construct(t, madeDay(smallDay, 7)), construct(t, madeDay(smallDay, 7))) {
		t.Error("two runs differ")
	}
}

func BenchmarkFullDay(b *testing.B) {
	p := madeDay(fullDay, 1)
	for b.Loop() {
		if _, err := optimise.Construct(p); err != nil {
			b.Fatal(err)
		}
	}
}
