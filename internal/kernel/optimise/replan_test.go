package optimise_test

import (
	"slices"
	"testing"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
	"stillhome/internal/kernel/optimise/published/day"
)

// countyDay is a full-size day with a plan that a short search has improved.
func countyDay(tb testing.TB, seed uint64) (optimise.Problem, optimise.Plan) {
	tb.Helper()
	p := day.Made(day.County, seed)
	plan, err := optimise.Construct(p)
	if err == nil {
		plan, _, err = optimise.Improve(p, plan, optimise.Search{Seed: 1, Rounds: 1500})
	}
	if err != nil {
		tb.Fatal(err)
	}
	return p, plan
}

// without is the day when the worker of a shift with ten visits or more is
// away.
func without(p optimise.Problem, plan optimise.Plan) (optimise.Problem, optimise.Run) {
	i := slices.IndexFunc(plan.Runs, func(r optimise.Run) bool { return len(r.Stops) >= 10 })
	p.Shifts = slices.Delete(slices.Clone(p.Shifts), i, i+1)
	return p, plan.Runs[i]
}

type stand struct {
	shifts string
	start  int
}

func stands(plan optimise.Plan) map[optimise.VisitID]stand {
	out := map[optimise.VisitID]stand{}
	for _, run := range plan.Runs {
		for _, stop := range run.Stops {
			out[stop.Visit] = stand{out[stop.Visit].shifts + " " + string(run.Shift), stop.StartMin}
		}
	}
	return out
}

// TestOneWorkerAway: on full-size days with hardly a worker to spare, visits find
// another worker or a reason, and few others move; nobody who was pinned does.
func TestOneWorkerAway(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: full-size days take some seconds")
	}
	sum := 0
	for seed := range uint64(2) {
		p, plan := countyDay(t, seed+1)
		p, lost := without(p, plan)
		before := stands(plan)
		p.Visits = slices.Clone(p.Visits)
		touched := map[optimise.VisitID]bool{}
		for _, stop := range lost.Stops {
			touched[stop.Visit] = true
		}
		for _, u := range plan.Unplaced {
			touched[u.Visit] = true
		}
		for i := range p.Visits {
			if v := &p.Visits[i]; i%20 == 0 && !touched[v.ID] {
				v.Pin = &optimise.Pin{StartMin: before[v.ID].start}
				for _, run := range plan.Runs {
					if slices.ContainsFunc(run.Stops, func(s optimise.Stop) bool { return s.Visit == v.ID }) {
						v.Pin.Shifts = append(v.Pin.Shifts, run.Shift)
					}
				}
			}
		}
		r, err := optimise.Recover(p, plan)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range checkplan.Check(p, r.Plan) {
			t.Error(b)
		}
		after, moved := stands(r.Plan), 0
		for id, at := range before {
			if !touched[id] && after[id] != at {
				moved++
			}
		}
		covered := 0
		for _, stop := range lost.Stops {
			if _, ok := after[stop.Visit]; ok {
				covered++
			}
		}
		t.Logf("seed %d: %d of %d visits covered, %d of %d others moved", seed+1, covered, len(lost.Stops), moved, len(before))
		if moved*100 > 15*(len(before)-len(touched)) {
			t.Errorf("seed %d: too many others move", seed+1)
		}
		for _, v := range r.Visits {
			if len(v.To) == 0 && v.WhyNot.Text == "" {
				t.Errorf("seed %d: %s has nobody, and no reason", seed+1, v.Visit)
			}
		}
		sum += covered
		if len(r.Plan.NotKept) > 0 {
			t.Errorf("pins given up: %+v", r.Plan.NotKept)
		}
	}
	if sum == 0 {
		t.Error("no visit was covered on any day")
	}
}

// BenchmarkOneWorkerAway covers ten visits or more of a worker who is away on a
// day of 1,000 visits.
func BenchmarkOneWorkerAway(b *testing.B) {
	p, plan := countyDay(b, 1)
	p, _ = without(p, plan)
	for b.Loop() {
		if _, err := optimise.Recover(p, plan); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBestStarts finds the three best places for a visit on a day of 1,000
// visits.
func BenchmarkBestStarts(b *testing.B) {
	p, plan := countyDay(b, 1)
	for b.Loop() {
		if _, err := optimise.Best(p, plan, p.Visits[17].ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkConstruct makes the first full plan of a day of 1,000 visits.
func BenchmarkConstruct(b *testing.B) {
	p := day.Made(day.County, 1)
	for b.Loop() {
		if _, err := optimise.Construct(p); err != nil {
			b.Fatal(err)
		}
	}
}
