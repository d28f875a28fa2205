package world

import (
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
)

// supported is one life as the service has met it so far.
type supported struct {
	life
	person     ids.Person
	referral   string
	episode    episode.ID
	came       when.Date // the referral
	begins     when.Date // the first visit, as arranged
	started    when.Date // the first visit, as made
	ended      when.Date
	plan       plan.ID
	goals      []plan.GoalID
	tasks      map[plan.TaskID]int // to the index of the ability
	byPattern  map[plan.PatternID][]plan.TaskID
	takes      []medicine.Medicine
	inHospital bool // just now
}

// wants are goals as people say them, by what they are about.
var wants = map[assessment.Activity][]string{
	assessment.Wash:      {"I want to wash at the sink by myself again.", "I’d like a proper shower without anyone holding me."},
	assessment.Dress:     {"I want to dress in my own clothes, not a nightie all day.", "I want to do my own buttons."},
	assessment.Toilet:    {"I want to get to the bathroom on my own at night.", "I don’t want help in the bathroom. That’s private."},
	assessment.Eat:       {"I want to sit at the table and enjoy my dinner.", "I’d like to eat with the others again."},
	assessment.Meals:     {"I want to make my own breakfast and a cup of tea.", "I want to cook a Sunday dinner for my brother."},
	assessment.Move:      {"I want to get up my stairs to my own bed.", "I want to walk to the gate and wave to the children."},
	assessment.Medicines: {"I want to sort out my own tablets.", "I want to know what all these tablets are for."},
}

var doings = map[assessment.Activity]string{
	assessment.Wash: "Wash at the sink", assessment.Dress: "Get dressed", assessment.Toilet: "Use the toilet", assessment.Eat: "Eat and drink",
	assessment.Meals: "Make breakfast or a hot drink", assessment.Move: "Stand up and walk to the kitchen", assessment.Medicines: "Take tablets from the pack",
}

var smallSteps = map[assessment.Activity][]string{
	assessment.Wash:  {"Sit on the stool at the sink", "Wash the top half", "Wash all over with someone near"},
	assessment.Dress: {"Choose clothes the night before", "Do the top half", "Use the sock aid"},
	assessment.Meals: {"Fill the kettle with the cup", "Make toast", "Make breakfast with someone near"},
	assessment.Move:  {"Stand ten times a day", "Walk to the kitchen with the frame", "Do the stairs with someone near"},
}

// slots are the parts of the day, with when a visit there usually starts.
var slots = []struct {
	part               plan.Part
	start, early, late int
	minutes            int
	fits               []assessment.Activity
}{
	{plan.Morning, 8*60 + 30, 7 * 60, 11 * 60, 45, everyday},
	{plan.Lunch, 12*60 + 15, 11*60 + 30, 13*60 + 45, 30, []assessment.Activity{assessment.Eat, assessment.Meals, assessment.Move, assessment.Medicines, assessment.Toilet}},
	{plan.Afternoon, 16*60 + 45, 15*60 + 45, 18 * 60, 30, []assessment.Activity{assessment.Eat, assessment.Meals, assessment.Move, assessment.Medicines, assessment.Toilet}},
	{plan.Evening, 20 * 60, 19 * 60, 21*60 + 15, 30, []assessment.Activity{assessment.Wash, assessment.Dress, assessment.Toilet, assessment.Move, assessment.Medicines}},
}

// slotsFor says which parts of the day somebody is visited in.
func slotsFor(n int) []int {
	return [][]int{{0}, {0, 3}, {0, 1, 3}, {0, 1, 2, 3}}[max(0, min(3, n-1))]
}

// draft is the plan made with the person at the first visit.
func (b *builder) draft(s *supported, from when.Date) plan.Draft {
	s.plan = plan.ID(b.id("plan", s.person))
	s.tasks, s.byPattern = map[plan.TaskID]int{}, map[plan.PatternID][]plan.TaskID{}
	d := plan.Draft{Ref: plan.Ref{Person: s.person, Plan: s.plan}}
	for i, a := range s.abilities {
		id := plan.GoalID(b.id("goal", s.person, i))
		s.goals = append(s.goals, id)
		goal := plan.Goal{
			ID: id, Words: pick(b.r, wants[a.activity]), Activity: a.activity, Baseline: levelOf(a.start),
			Target: assessment.Alone, TargetOn: from.Add(s.stay),
		}
		for n, words := range smallSteps[a.activity] {
			goal.Steps = append(goal.Steps, plan.Step{ID: plan.StepID(b.id("step", id, n)), Words: words})
		}
		d.Goals = append(d.Goals, goal)
	}
	for _, n := range slotsFor(s.visitsADay) {
		d.Patterns = append(d.Patterns, b.pattern(s, n, from))
	}
	return d
}

func (b *builder) pattern(s *supported, n int, from when.Date) plan.Pattern {
	slot := slots[n]
	start := min(max(slot.start+b.r.IntN(13)*15-75, slot.early), slot.late)
	p := plan.Pattern{
		ID: plan.PatternID(b.id("pattern", s.person, n)), Part: slot.part, Weekdays: plan.EveryDay, FromOn: from,
		StartMin: start, EarliestMin: max(slot.early, start-75), LatestMin: min(slot.late, start+90),
		DurationMin: slot.minutes, Workers: 1,
	}
	if s.double && n != 1 {
		p.Workers = 2
	}
	for _, k := range s.skills {
		p.Skills = append(p.Skills, staff.Skill(k))
	}
	if n == 0 && len(s.skills) > 0 && chance(b.r, 0.25) {
		p.MustBeAt, p.EarliestMin, p.LatestMin = true, p.StartMin, p.StartMin
	}
	for i, a := range s.abilities {
		fits := false
		for _, f := range slot.fits {
			fits = fits || f == a.activity
		}
		if fits || i == 0 {
			t := plan.Task{ID: plan.TaskID(b.id("task", s.person, n, i)), Goal: s.goals[i], Activity: a.activity, Words: doings[a.activity]}
			s.tasks[t.ID] = i
			s.byPattern[p.ID] = append(s.byPattern[p.ID], t.ID)
			p.Tasks = append(p.Tasks, t)
		}
	}
	return p
}

// baseline is what was seen at the first visit.
func (b *builder) baseline(s *supported, on when.Date) assessment.Baseline {
	x := assessment.Baseline{
		ID: assessment.ID(b.id("baseline", s.person)), Person: s.person, Episode: s.episode, On: on,
		Matters: pick(b.r, []string{
			"My own home, my own bed and my own front door.", "Being able to see my garden, and the cat.", "I don’t want to be a bother to my daughter.",
			"I want to get back to the Thursday club.", "My privacy. And a decent cup of tea.", "Going to chapel on Sundays.",
		}),
		Before:      fmt.Sprintf("Before this, %s managed without help, and went out twice a week.", s.given),
		ToldService: true, NeedsAsked: true, Consent: "yes", ConsentWords: "Yes, tell whoever needs to know.",
	}
	for _, a := range s.abilities {
		x.Abilities = append(x.Abilities, assessment.Ability{Activity: a.activity, Level: levelOf(a.start)})
	}
	return x
}
