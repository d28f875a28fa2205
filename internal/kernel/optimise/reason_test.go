package optimise_test

import (
	"testing"

	"stillhome/internal/kernel/optimise"
)

func TestReasonsSayWhatIsMissing(t *testing.T) {
	medicines := []optimise.Skill{"medicines training"}
	for _, c := range []struct {
		name string
		set  func(nia, fred *optimise.Shift, v *optimise.Visit)
		code optimise.ReasonCode
		text string
	}{
		{
			"nobody has the skill", func(_, _ *optimise.Shift, v *optimise.Visit) { v.Skills = medicines },
			optimise.LacksSkill, "No worker has medicines training.",
		},
		{
			"one of two has the skill", func(nia, _ *optimise.Shift, v *optimise.Visit) {
				v.Skills, nia.Skills, v.Workers = medicines, medicines, 2
			},
			optimise.LacksSkill, "It needs two workers, and only one worker has medicines training.",
		},
		{
			"none may be sent", func(_, _ *optimise.Shift, v *optimise.Visit) { v.NotWorkers = []optimise.WorkerID{"Nia", "Fred"} },
			optimise.NotToSend, "No suitable worker may be sent to this person.",
		},
		{
			"gender", func(_, _ *optimise.Shift, v *optimise.Visit) { v.Gender, v.GenderMust = "woman", true },
			optimise.OtherGender, "No suitable worker is a woman.",
		},
		{
			"known", func(_, _ *optimise.Shift, v *optimise.Visit) { v.KnownOnly = true },
			optimise.NotKnown, "No suitable worker has been to this person before.",
		},
		{
			"hours", func(nia, fred *optimise.Shift, _ *optimise.Visit) { nia.StartMin, fred.StartMin = hm(12, 0), hm(12, 0) },
			optimise.NotWorking, "No suitable worker works long enough between 9:00am and 10:00am.",
		},
		{
			"rest", func(nia, fred *optimise.Shift, _ *optimise.Visit) {
				nia.RestUntilMin, fred.RestUntilMin = hm(12, 0), hm(12, 0)
			},
			optimise.Resting, "No suitable worker has finished their rest between 9:00am and 10:00am.",
		},
		{
			"too far to be there", func(nia, fred *optimise.Shift, v *optimise.Visit) {
				nia.StartMin, v.Place = hm(9, 50), 25
				fred.StartMin = hm(9, 50)
			},
			optimise.Busy, "No shift has 30 minutes free between 9:00am and 10:00am; nearest is Nia at 10:15am.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			nia, fred, v := near(), far(), visitAt("v", 0, hm(9, 0))
			c.set(&nia, &fred, &v)
			mustBeUnplaced(t, construct(t, road([]optimise.Shift{nia, fred}, v)), "v", c.code, c.text)
		})
	}
	alone := visitAt("v", 0, 540)
	alone.Workers = 2
	mustBeUnplaced(t, construct(t, road([]optimise.Shift{near()}, alone)), "v", optimise.NoShifts, "It needs two workers, and only one works that day.")
	mustBeUnplaced(t, construct(t, road(nil, visitAt("v", 0, 540))), "v", optimise.NoShifts, "Nobody works that day.")
}

func TestNearestNamesWhoAndWhen(t *testing.T) {
	sam := near()
	sam.ID, sam.Worker, sam.Label, sam.Skills = "sam", "Sam", "Sam", []optimise.Skill{"medicines training"}
	busy := visitAt("busy", 0, hm(7, 30))
	busy.LatestMin, busy.DurationMin, busy.Skills = busy.EarliestMin, 100, sam.Skills
	late := visitAt("late", 0, hm(7, 30))
	late.DurationMin, late.Skills = 45, sam.Skills
	busy.MustBeAt = true
	plan := construct(t, road([]optimise.Shift{sam, far()}, late, busy))
	// 07:30 and 100 minutes is 09:10.
	mustBeUnplaced(t, plan, "late", optimise.Busy,
		"No shift with medicines training has 45 minutes free between 7:30am and 8:30am; nearest is Sam at 9:10am.")
	if r := plan.Unplaced[0].Reason; r.Shift != "sam" || r.StartMin != hm(9, 10) {
		t.Errorf("%+v", r)
	}

	two := visitAt("two", 0, hm(7, 30))
	two.Workers, two.LatestMin = 2, hm(7, 59) // Fred drives an hour: 08:00
	plan = construct(t, road([]optimise.Shift{near(), far()}, two))
	mustBeUnplaced(t, plan, "two", optimise.NoCommonTime,
		"No two shifts have 30 minutes free together between 7:30am and 7:59am; nearest is Nia and Fred at 8:00am.")
}
