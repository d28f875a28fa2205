package optimise_test

import (
	"reflect"
	"slices"
	"testing"

	"stillhome/internal/kernel/optimise"
)

func pinned(v optimise.Visit, start int, shifts ...optimise.ShiftID) optimise.Visit {
	v.Pin = &optimise.Pin{Shifts: shifts, StartMin: start}
	return v
}

func TestPinsAreKeptAgainstTheCost(t *testing.T) {
	// The visit is at Nia's door; it was published for Fred at 09:40.
	plan := construct(t, road([]optimise.Shift{near(), far()}, pinned(visitAt("v", 0, hm(9, 0)), hm(9, 40), "far")))
	mustBeOn(t, plan, "v", "far", hm(9, 40))

	// Put on Fred at any time: as early as he can.
	plan = construct(t, road([]optimise.Shift{near(), far()}, pinned(visitAt("v", 0, hm(9, 0)), optimise.AnyTime, "far")))
	mustBeOn(t, plan, "v", "far", hm(9, 0))

	// A visit that must be at a time comes after what was published.
	dose := visitAt("dose", 0, hm(9, 30))
	dose.MustBeAt, dose.LatestMin = true, dose.EarliestMin
	plan = construct(t, road([]optimise.Shift{near()}, dose, pinned(visitAt("v", 0, hm(9, 0)), hm(9, 40), "near")))
	mustBeOn(t, plan, "v", "near", hm(9, 40))
	mustBeUnplaced(t, plan, "dose", optimise.Busy, "")
}

func TestPinsThatCannotBeKeptSaySo(t *testing.T) {
	for _, c := range []struct {
		name string
		code optimise.ReasonCode
		text string
		pin  optimise.Pin
		set  func(nia *optimise.Shift, v *optimise.Visit)
	}{
		{"shift gone", optimise.ShiftGone, "The shift it was on is no longer worked.", optimise.Pin{Shifts: []optimise.ShiftID{"gone"}, StartMin: hm(9, 0)}, nil},
		{"now two workers", optimise.WorkersChanged, "It was planned for one worker and now needs two workers.", optimise.Pin{Shifts: []optimise.ShiftID{"near"}, StartMin: hm(9, 0)}, func(_ *optimise.Shift, v *optimise.Visit) {
			v.Workers = 2
		}},
		{"window moved", optimise.OutsideWindow, "8:00am is not between 9:00am and 10:00am, when it may start.", optimise.Pin{Shifts: []optimise.ShiftID{"near"}, StartMin: hm(8, 0)}, nil},
		{"skill lapsed", optimise.LacksSkill, "Nia does not have hoist training.", optimise.Pin{Shifts: []optimise.ShiftID{"near"}, StartMin: hm(9, 0)}, func(_ *optimise.Shift, v *optimise.Visit) {
			v.NotWorkers, v.Skills = nil, []optimise.Skill{"hoist training"}
		}},
		{"shift cut", optimise.Busy, "Nia does not have 30 minutes free between 9:00am and 10:00am; the nearest start is 9:10am.", optimise.Pin{Shifts: []optimise.ShiftID{"near"}, StartMin: hm(9, 0)}, func(nia *optimise.Shift, _ *optimise.Visit) {
			nia.StartMin = hm(9, 10)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			nia, v := near(), visitAt("v", 0, hm(9, 0))
			v.Pin = &c.pin
			if c.set != nil {
				c.set(&nia, &v)
			}
			plan := construct(t, road([]optimise.Shift{nia, far()}, v))
			if len(plan.NotKept) != 1 || plan.NotKept[0].Reason.Code != c.code || plan.NotKept[0].Reason.Text != c.text {
				t.Errorf("%+v", plan.NotKept)
			}
			if c.code != optimise.LacksSkill && plan.Totals.VisitsPlaced != 1 {
				t.Errorf("it could have gone elsewhere: %+v", plan.Unplaced)
			}
		})
	}
}

func TestALostPinGivesTheWindowBack(t *testing.T) {
	nia := near()
	nia.StartMin = hm(9, 10)
	plan := construct(t, road([]optimise.Shift{nia}, pinned(visitAt("v", 0, hm(9, 0)), hm(9, 0), "near")))
	mustBeOn(t, plan, "v", "near", hm(9, 10))
	if len(plan.NotKept) != 1 {
		t.Errorf("nobody is told: %+v", plan.NotKept)
	}
}

// starts is where each visit is, for comparing plans.
func starts(p optimise.Problem, plan optimise.Plan) map[optimise.VisitID]optimise.Pin {
	at := map[optimise.VisitID]optimise.Pin{}
	for _, v := range p.Visits {
		if on, start := shiftsOf(plan, v.ID); len(on) > 0 {
			at[v.ID] = optimise.Pin{Shifts: on, StartMin: start}
		}
	}
	return at
}

func TestRebuildKeepsTheRest(t *testing.T) {
	for seed := range uint64(40) {
		p := madeDay(smallDay, seed)
		old := construct(t, p)
		before := starts(p, old)

		// The worker of one shift is ill and one visit is cancelled.
		ill, cancelled := p.Shifts[seed%6].ID, p.Visits[seed].ID
		p.Shifts = slices.Delete(slices.Clone(p.Shifts), int(seed%6), int(seed%6)+1)
		p.Visits = slices.Delete(slices.Clone(p.Visits), int(seed), int(seed)+1)
		plan, err := optimise.Rebuild(p, old)
		if err != nil {
			t.Fatal(err)
		}
		mustBeSound(t, p, plan)
		if len(plan.NotKept) != 0 {
			t.Errorf("seed %d: %+v", seed, plan.NotKept)
		}
		after := starts(p, plan)
		for id, was := range before {
			if id != cancelled && !slices.Contains(was.Shifts, ill) && !reflect.DeepEqual(after[id], was) {
				t.Errorf("seed %d: visit %s moved from %v to %v", seed, id, was, after[id])
			}
		}
		for i := range p.Visits {
			if p.Visits[i].Pin != nil {
				t.Fatal("Rebuild wrote into the caller's visits")
			}
		}
	}
}

func TestRebuildChangesNothingWhereNothingChanged(t *testing.T) {
	p := madeDay(smallDay, 3)
	p.Visits = p.Visits[:20]
	old := construct(t, p)
	plan, err := optimise.Rebuild(p, old)
	if err != nil || !reflect.DeepEqual(starts(p, old), starts(p, plan)) {
		t.Errorf("%v: the plan changed", err)
	}
}
