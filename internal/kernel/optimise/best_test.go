package optimise_test

import (
	"reflect"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
)

func best(t *testing.T, p optimise.Problem, plan optimise.Plan, visit optimise.VisitID) optimise.Choice {
	t.Helper()
	choice, err := optimise.Best(p, plan, visit)
	if err != nil {
		t.Fatal(err)
	}
	return choice
}

func TestBestOffersAndExplains(t *testing.T) {
	urgent := visitAt("urgent", 20, hm(9, 0))
	urgent.Skills = []optimise.Skill{"medicines training"}
	nia, fred, ola, kim := near(), far(), near(), near()
	ola.ID, ola.Worker, ola.Label = "ola", "Ola", "Ola"
	kim.ID, kim.Worker, kim.Label, kim.RestUntilMin = "kim", "Kim", "Kim", hm(11, 0)
	for _, s := range []*optimise.Shift{&nia, &fred, &kim} {
		s.Skills = urgent.Skills
	}
	fred.Known = map[optimise.PersonID]int{urgent.Person: 4}
	held := visitAt("held", 0, hm(9, 0))
	held.NotWorkers = []optimise.WorkerID{"Fred", "Ola", "Kim"}
	p := road([]optimise.Shift{nia, fred, ola, kim}, held)
	plan := construct(t, p)
	p.Visits = append(p.Visits, urgent)

	got := best(t, p, plan, "urgent")
	// Nia: from minute 0, is free at 09:30, drives 20: 09:50, adds 20 minutes of
	// travel, costs 20 + 15. Before `held` she would be back at 09:50: also 20 out
	// and 20 back. Fred: 40 minutes' drive, 15/5 = 3: 43. So Nia leads.
	want := []optimise.Option{
		{
			Visit: "urgent", Shifts: []optimise.ShiftID{"near"}, StartMin: hm(9, 50), ExtraTravelMin: 20,
			Reasons: []optimise.Reason{
				{Code: optimise.ExtraTravel, Text: "Adds 20 minutes of travel."},
				{Code: optimise.Stranger, Text: "First time at this person's door for Nia."},
			},
		},
		{
			Visit: "urgent", Shifts: []optimise.ShiftID{"far"}, StartMin: hm(9, 0), ExtraTravelMin: 40,
			Reasons: []optimise.Reason{
				{Code: optimise.ExtraTravel, Text: "Adds 40 minutes of travel."},
				{Code: optimise.Familiar, Text: "Fred has been here 4 times before."},
			},
		},
	}
	if !reflect.DeepEqual(got.Options, want) {
		t.Errorf("got  %+v\nwant %+v", got.Options, want)
	}
	against := []optimise.Against{
		{Shift: "ola", Reason: optimise.Reason{Code: optimise.LacksSkill, Shift: "ola", Text: "Ola does not have medicines training."}},
		{Shift: "kim", Reason: optimise.Reason{Code: optimise.Resting, Shift: "kim", Text: "Kim is resting until 11:00am."}},
	}
	if !reflect.DeepEqual(got.Against, against) {
		t.Errorf("against %+v", got.Against)
	}

	p.Visits[1].DurationMin = 600
	if none := best(t, p, plan, "urgent"); len(none.Options) != 0 || none.WhyNot.Code != optimise.NotWorking {
		t.Errorf("ten hours: %+v", none)
	}
}

func TestBestListsWhoWouldBeLater(t *testing.T) {
	told := visitAt("told", 0, hm(9, 0))
	p := road([]optimise.Shift{near()}, told)
	plan := construct(t, p)
	urgent := visitAt("urgent", 0, hm(9, 0))
	urgent.LatestMin = urgent.EarliestMin
	p.Visits = append(p.Visits, urgent)
	got := best(t, p, plan, "urgent")
	if len(got.Options) != 1 || !reflect.DeepEqual(got.Options[0].Later, []optimise.Later{{Visit: "told", FromMin: hm(9, 0), ToMin: hm(9, 30)}}) {
		t.Fatalf("%+v", got)
	}
	accepted, err := optimise.Accept(p, plan, got.Options[0])
	if err != nil {
		t.Fatal(err)
	}
	mustBeSound(t, p, accepted)
	mustBeOn(t, accepted, "told", "near", hm(9, 30))

	// Published means the time stays, so there is no room.
	p.Visits[0].Pin = &optimise.Pin{Shifts: []optimise.ShiftID{"near"}, StartMin: hm(9, 0)}
	got = best(t, p, plan, "urgent")
	if len(got.Options) != 0 || got.WhyNot.Code != optimise.Busy ||
		got.Against[0].Reason.Text != "Nia does not have 30 minutes free at 9:00am; the nearest start is 8:30am." {
		t.Errorf("%+v", got)
	}
	if _, err := optimise.Accept(p, plan, optimise.Option{Visit: "urgent", Shifts: []optimise.ShiftID{"near"}, StartMin: hm(9, 0)}); !fault.Is(err, "optimise.option_gone") {
		t.Errorf("accepting what is gone: %v", err)
	}
}

func TestBestRefusesWhatItCannotRead(t *testing.T) {
	p := road([]optimise.Shift{near()}, visitAt("v", 0, hm(9, 0)))
	plan := construct(t, p)
	if _, err := optimise.Best(p, plan, "ghost"); !fault.Is(err, "optimise.no_visit") {
		t.Errorf("a visit from nowhere: %v", err)
	}
	p.Visits = append(p.Visits, visitAt("w", 0, hm(9, 0)))
	p.Visits[0].Skills = []optimise.Skill{"hoist training"}
	if _, err := optimise.Best(p, plan, "w"); !fault.Is(err, "optimise.plan_out_of_date") {
		t.Errorf("a plan that breaks the rules: %v", err)
	}
	p.Travel = nil
	if _, err := optimise.Best(p, plan, "w"); !fault.Is(err, "optimise.travel") {
		t.Errorf("no travel: %v", err)
	}
}

// Every option that Best offers can be accepted, keeps every rule, moves only
// what it listed, and adds the travel it said.
func TestOptionsAreTrue(t *testing.T) {
	offered := 0
	for seed := range uint64(30) {
		p := madeDay(smallDay, seed)
		all := p.Visits
		p.Visits = all[1:]
		plan := construct(t, p)
		before := starts(p, plan)
		p.Visits = all
		choice := best(t, p, plan, all[0].ID)
		if (len(choice.Options) == 0) != (choice.WhyNot.Code != "") {
			t.Errorf("seed %d: %d options and why not is %q", seed, len(choice.Options), choice.WhyNot.Text)
		}
		for _, o := range choice.Options {
			offered++
			accepted, err := optimise.Accept(p, plan, o)
			if err != nil {
				t.Errorf("seed %d: %+v: %v", seed, o, err)
				continue
			}
			mustBeSound(t, p, accepted)
			if got := accepted.Totals.TravelMin - plan.Totals.TravelMin; got != o.ExtraTravelMin {
				t.Errorf("seed %d: travel rose by %d, option said %d", seed, got, o.ExtraTravelMin)
			}
			after := starts(p, accepted)
			moved := 0
			for id, was := range before {
				if now := after[id]; !reflect.DeepEqual(now, was) {
					moved++
				}
			}
			if moved != len(o.Later) {
				t.Errorf("seed %d: %d visits moved, option listed %+v", seed, moved, o.Later)
			}
		}
	}
	if offered < 30 {
		t.Errorf("only %d options: the test shows little", offered)
	}
}
