package optimise_test

import (
	"reflect"
	"slices"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
)

func recovered(t *testing.T, p optimise.Problem, old optimise.Plan) optimise.Recovery {
	t.Helper()
	r, err := optimise.Recover(p, old)
	if err != nil {
		t.Fatal(err)
	}
	mustBeSound(t, p, r.Plan)
	return r
}

// named is a shift like another of somebody else.
func named(s optimise.Shift, id optimise.ShiftID, worker optimise.WorkerID) optimise.Shift {
	s.ID, s.Worker, s.Label = id, worker, string(worker)
	return s
}

func TestRecoverProposesAndExplains(t *testing.T) {
	sick := named(near(), "sick", "Amina")
	nia, fred := near(), far()
	lost := visitAt("lost", 10, hm(9, 0))
	dose := visitAt("dose", 10, hm(11, 0))
	dose.Skills = []optimise.Skill{"medicines training"}
	sick.Skills = dose.Skills
	kept := visitAt("kept", 0, hm(8, 0))
	nia.Known = map[optimise.PersonID]int{lost.Person: 4}
	fred.RestUntilMin = hm(12, 0)
	old := optimise.Plan{Runs: []optimise.Run{
		{Shift: "sick", Stops: []optimise.Stop{{Visit: "lost", StartMin: hm(9, 10)}, {Visit: "dose", StartMin: hm(11, 0)}}},
		{Shift: "near", Stops: []optimise.Stop{{Visit: "kept", StartMin: hm(8, 0)}}},
	}}
	r := recovered(t, road([]optimise.Shift{nia, fred}, lost, dose, kept), old)
	mustBeOn(t, r.Plan, "kept", "near", hm(8, 0))
	mustBeOn(t, r.Plan, "lost", "near", hm(9, 10))
	want := []optimise.Recovered{
		{
			Visit: "dose", From: []optimise.ShiftID{"sick"}, BeforeMin: hm(11, 0), StartMin: optimise.AnyTime,
			Against: []optimise.Against{
				{Shift: "near", Reason: optimise.Reason{Code: optimise.LacksSkill, Shift: "near", Text: "Nia does not have medicines training."}},
				{Shift: "far", Reason: optimise.Reason{Code: optimise.LacksSkill, Shift: "far", Text: "Fred does not have medicines training."}},
			},
			WhyNot: optimise.Reason{Code: optimise.LacksSkill, Text: "No worker has medicines training."},
		},
		{
			Visit: "lost", From: []optimise.ShiftID{"sick"}, To: []optimise.ShiftID{"near"}, ShiftTimes: []optimise.Span{{hm(7, 0), hm(15, 0)}},
			BeforeMin: hm(9, 10), StartMin: hm(9, 10), ExtraTravelMin: 10,
			Reasons: []optimise.Reason{
				{Code: optimise.ExtraTravel, Text: "Adds 10 minutes of travel."},
				{Code: optimise.Familiar, Text: "Nia has been here 4 times before."},
			},
			Against: []optimise.Against{{Shift: "far", Reason: optimise.Reason{Code: optimise.Resting, Shift: "far", Text: "Fred is resting until 12:00pm."}}},
		},
	}
	if !reflect.DeepEqual(r.Visits, want) {
		t.Errorf("got  %+v\nwant %+v", r.Visits, want)
	}
}

// Of two workers the one who is there stays, though others would be nearer.
func TestRecoverKeepsThePartner(t *testing.T) {
	pair := visitAt("pair", 0, hm(9, 0))
	pair.Workers = 2
	fred := far()
	fred.Start = 20
	p := road([]optimise.Shift{near(), named(near(), "near2", "Ned"), fred}, pair)
	r := recovered(t, p, optimise.Plan{Runs: []optimise.Run{
		{Shift: "far", Stops: []optimise.Stop{{Visit: "pair", StartMin: hm(9, 20)}}},
		{Shift: "sick", Stops: []optimise.Stop{{Visit: "pair", StartMin: hm(9, 20)}}},
	}})
	on, start := shiftsOf(r.Plan, "pair")
	if !slices.Contains(on, "far") || len(on) != 2 || start != hm(9, 20) {
		t.Errorf("the pair is on %v at %d", on, start)
	}
}

func TestRecoverNeverMovesAPin(t *testing.T) {
	done := pinned(visitAt("done", 30, hm(9, 0)), hm(9, 10), "near")
	told := visitAt("told", 0, hm(9, 0)) // half an hour long, and half an hour away
	p := road([]optimise.Shift{near(), far()}, done, told)
	r, err := optimise.Recover(p, optimise.Plan{Runs: []optimise.Run{{Shift: "near", Stops: []optimise.Stop{{Visit: "told", StartMin: hm(9, 0)}, {Visit: "done", StartMin: hm(9, 10)}}}}})
	if err != nil || len(r.Visits) != 0 || len(r.Plan.NotKept) != 1 || r.Plan.NotKept[0].Visit != "done" {
		t.Errorf("proposed %+v, not kept %+v, %v", r.Visits, r.Plan.NotKept, err)
	}
}

// roomyDay has time to spare, as a day on which cover can be found has.
var roomyDay = shape{shifts: 130, people: 200, visits: 550, double: 0.1, spreadKm: 25}

// One sick worker of a day: everybody else keeps their worker, few start
// later, and whatever is proposed is true.
func TestRecoverADay(t *testing.T) {
	for seed := range uint64(8) {
		p := madeDay(roomyDay, seed)
		old := construct(t, p)
		sick := p.Shifts[0].ID
		p.Shifts = p.Shifts[1:]
		r := recovered(t, p, old)
		mustPlaceAgain(t, p, old, r)
		lost := len(old.Runs[0].Stops) + len(old.Unplaced)
		if len(r.Visits) != lost {
			t.Errorf("seed %d: %d proposals for %d visits", seed, len(r.Visits), lost)
		}
		asked := map[optimise.VisitID]bool{}
		covered := 0
		for i, x := range r.Visits {
			asked[x.Visit] = true
			on, start := shiftsOf(r.Plan, x.Visit)
			if len(x.To) == 0 {
				if x.WhyNot.Code == "" || i > 0 && len(r.Visits[i-1].To) > 0 {
					t.Errorf("seed %d: %+v is not explained or not on top", seed, x)
				}
				continue
			}
			covered++
			if len(on) != len(x.To) || start != x.StartMin || len(x.Reasons) == 0 || slices.Contains(x.To, sick) {
				t.Errorf("seed %d: proposed %+v, the plan has %v at %d", seed, x, on, start)
			}
		}
		moved := 0
		was, is := starts(p, old), starts(p, r.Plan)
		for id, before := range was {
			if asked[id] {
				continue
			}
			if !slices.Equal(before.Shifts, is[id].Shifts) {
				t.Errorf("seed %d: %s went from %v to %v", seed, id, before.Shifts, is[id].Shifts)
			}
			if before.StartMin != is[id].StartMin {
				moved++
			}
		}
		if moved != len(r.Moved) || 100*moved > 15*len(was) {
			t.Errorf("seed %d: %d of %d moved, %d listed", seed, moved, len(was), len(r.Moved))
		}
		if 2*covered < len(old.Runs[0].Stops) {
			t.Errorf("seed %d: %d of %d covered, so the test shows little", seed, covered, lost)
		}
		t.Logf("seed %d: %d of %d covered, %d others later", seed, covered, lost, moved)
	}
}

// mustPlaceAgain holds that a draft of the proposals gives what was proposed.
func mustPlaceAgain(t *testing.T, p optimise.Problem, old optimise.Plan, r optimise.Recovery) {
	t.Helper()
	again, err := optimise.Place(p, old, r.Placings)
	if err != nil || len(again.NotKept) > 0 || !reflect.DeepEqual(starts(p, again), starts(p, r.Plan)) {
		t.Errorf("the placings make another plan: %v, not kept %+v", err, again.NotKept)
	}
}

// On a tight day proposals push one another about.
func TestPlacingsMakeTheProposedPlan(t *testing.T) {
	later := 0
	for seed := range uint64(150) {
		p := madeDay(smallDay, seed)
		old := construct(t, p)
		p.Shifts = p.Shifts[1:]
		r := recovered(t, p, old)
		mustPlaceAgain(t, p, old, r)
		later += len(r.Moved)
	}
	if later < 20 {
		t.Errorf("only %d visits start later, so the test shows little", later)
	}
}

func TestPlaceDoesJustThat(t *testing.T) {
	v, w := visitAt("v", 0, hm(9, 0)), visitAt("w", 0, hm(9, 0))
	loose := visitAt("loose", 0, hm(13, 0))
	p := road([]optimise.Shift{near(), far()}, v, w, loose)
	old := optimise.Plan{Runs: []optimise.Run{{Shift: "near", Stops: []optimise.Stop{{Visit: "v", StartMin: hm(9, 0)}, {Visit: "w", StartMin: hm(9, 30)}}}}}
	place := func(chosen ...optimise.Placing) optimise.Plan {
		t.Helper()
		plan, err := optimise.Place(p, old, chosen)
		if err != nil {
			t.Fatal(err)
		}
		mustBeSound(t, p, plan)
		return plan
	}
	plan := place(optimise.Placing{Visit: "w", Shifts: []optimise.ShiftID{"far"}, StartMin: hm(9, 40)})
	mustBeOn(t, plan, "w", "far", hm(9, 40))
	mustBeOn(t, plan, "v", "near", hm(9, 0))
	mustBeUnplaced(t, plan, "loose", optimise.Busy, "")

	plan = place(optimise.Placing{Visit: "w", StartMin: optimise.AnyTime}, optimise.Placing{Visit: "loose", Shifts: []optimise.ShiftID{"near"}, StartMin: optimise.AnyTime})
	mustBeUnplaced(t, plan, "w", optimise.Busy, "")
	mustBeOn(t, plan, "loose", "near", hm(13, 0))

	plan = place(optimise.Placing{Visit: "w", Shifts: []optimise.ShiftID{"near"}, StartMin: hm(12, 0)})
	mustBeOn(t, plan, "w", "near", hm(9, 30))
	if len(plan.NotKept) != 1 || plan.NotKept[0].Reason.Code != optimise.OutsideWindow {
		t.Errorf("out of its window: %+v", plan.NotKept)
	}
	if _, err := optimise.Place(p, old, []optimise.Placing{{Visit: "ghost"}}); !fault.Is(err, "optimise.no_visit") {
		t.Errorf("a visit from nowhere: %v", err)
	}
}

func BenchmarkRecover(b *testing.B) {
	p := madeDay(fullDay, 1)
	old, err := optimise.Construct(p)
	if err != nil {
		b.Fatal(err)
	}
	p.Shifts = p.Shifts[1:]
	for b.Loop() {
		if _, err := optimise.Recover(p, old); err != nil {
			b.Fatal(err)
		}
	}
}
