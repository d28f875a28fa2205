package plan

import (
	"slices"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/person"
)

// Bounds of a plan.
const (
	maxGoals    = 6
	maxSteps    = 10
	maxTasks    = 12
	maxPatterns = 10
	maxWords    = 300
	shortVisit  = 30 // minutes; under it NG21 asks for reasons
	maxWindow   = 180
	maxAfter    = 12 * 60
	firstReview = 14 // days after agreeing, unless another day is chosen
)

func tooLong(s string) bool { return utf8.RuneCountInString(s) > maxWords }

// check says what is wrong with a goal.
func (g Goal) check(c *fault.Checks, today when.Date) {
	c.Field(g.Words == "", "words", "Write what the person wants to do, in their own words.")
	c.Field(tooLong(g.Words) || tooLong(g.Why), "words", "Use %d characters or fewer.", maxWords)
	c.Field(!g.Activity.Known(), "activity", "Choose what the goal is about.")
	c.Field(g.Baseline != "" && !g.Baseline.Known(), "baseline", "Choose one of the steps of the ladder.")
	c.Field(!g.Target.Tried(), "target", "Choose the step the person wants to reach.")
	c.Field(g.Target.Tried() && g.Target.Score() < g.Baseline.Score(), "target", "The target is below where the person is now. Choose the same step or a higher one.")
	c.Field(g.TargetOn != "" && g.TargetOn < today.Add(-1), "target_on", "The target date has passed. Choose a later one.")
	c.Field(len(g.Steps) > maxSteps, "steps", "Use %d steps or fewer.", maxSteps)
	for _, s := range g.Steps {
		c.Field(tooLong(s.Words), "steps", "Use %d characters or fewer for each step.", maxWords)
	}
}

// check says what is wrong with a pattern. Has tells which goals the plan has.
func (p Pattern) check(c *fault.Checks, has func(GoalID) bool) {
	c.Field(p.Part.Label() == "", "part", "Choose the part of the day.")
	c.Field(p.Weekdays < 1 || p.Weekdays > EveryDay, "weekdays", "Choose at least one day of the week.")
	c.Field(p.StartMin < 0 || p.StartMin >= 24*60, "start", "Enter a time, like 8:30.")
	c.Field(p.EarliestMin > p.StartMin || p.StartMin-p.EarliestMin > maxWindow, "earliest", "Enter the start or a time up to %d minutes before it.", maxWindow)
	c.Field(p.LatestMin < p.StartMin || p.LatestMin-p.StartMin > maxWindow, "latest", "Enter the start or a time up to %d minutes after it.", maxWindow)
	c.Field(p.MustBeAt && p.EarliestMin != p.LatestMin, "earliest", "When the time must be kept, the visit cannot begin earlier or later.")
	c.Field(p.DurationMin < 5 || p.DurationMin > 480, "duration", "Enter a length from 5 to 480 minutes.")
	c.Field(p.Workers != 1 && p.Workers != 2, "workers", "Choose 1 or 2 workers.")
	c.Field(p.AfterLeastMin < 0 || p.AfterLeastMin > maxAfter, "after_least", "Enter minutes from 0 to %d.", maxAfter)
	c.Field(p.AfterMostMin < 0 || p.AfterMostMin > maxAfter, "after_most", "Enter minutes from 0 to %d.", maxAfter)
	c.Field(p.AfterMostMin > 0 && p.AfterMostMin < p.AfterLeastMin, "after_most", "Enter at least as many minutes as above, or leave this empty.")
	p.checkOther(c)
	for _, s := range p.Skills {
		c.Field(!slices.Contains(staff.Skills, s), "skills", "Choose skills from the list.")
	}
	p.Short.check(c, p.DurationMin)
	c.Field(len(p.Tasks) == 0, "tasks", "Say what the visit does for at least one goal.")
	c.Field(len(p.Tasks) > maxTasks, "tasks", "Use %d tasks or fewer for one visit.", maxTasks)
	for _, t := range p.Tasks {
		c.Field(t.Words == "" || tooLong(t.Words) || !t.Activity.Known(), "tasks", "Say in a few words what each task is.")
		c.Field(!has(t.Goal), "tasks", "Each task must be for one of the goals of this plan.")
	}
}

// checkOther is what is wrong with the other time at which a visit may begin.
func (p Pattern) checkOther(c *fault.Checks) {
	if p.OrEarliestMin == 0 && p.OrLatestMin == 0 {
		return
	}
	c.Field(p.MustBeAt, "or_earliest", "When the time must be kept, there is no other time: leave this empty.")
	c.Field(p.OrEarliestMin <= 0 || p.OrLatestMin >= 24*60 || p.OrLatestMin < p.OrEarliestMin, "or_earliest", "Enter both the earliest and the latest time, like 13:00 and 14:30, the earliest first.")
	c.Field(p.OrLatestMin-p.OrEarliestMin > 2*maxWindow, "or_latest", "Enter a time up to %d minutes after the earliest.", 2*maxWindow)
	c.Field(p.OrEarliestMin <= p.LatestMin && p.OrLatestMin >= p.EarliestMin, "or_earliest", "This time meets the one above. Make that one longer instead.")
}

// check is NG21's rule for visits under 30 minutes.
func (s Short) check(c *fault.Checks, minutes int) {
	if minutes >= shortVisit || minutes < 5 {
		return
	}
	const rule = "A visit under 30 minutes is right only if the worker is known to the person, the visit is part of more support, and the time is enough for one task or safety check (NICE NG21). Confirm all three, or make the visit longer."
	c.Field(!s.KnownWorker, "known_worker", rule)
	c.Field(!s.PartOfMore, "part_of_more", rule)
	c.Field(utf8.RuneCountInString(s.For) < 5, "short_for", rule)
	c.Field(tooLong(s.For), "short_for", "Use %d characters or fewer.", maxWords)
}

// sameVisit reports whether two patterns ask for the same visits, tasks apart.
func (p Pattern) sameVisit(q Pattern) bool {
	return p.Part == q.Part && p.Weekdays == q.Weekdays && p.StartMin == q.StartMin && p.EarliestMin == q.EarliestMin &&
		p.LatestMin == q.LatestMin && p.DurationMin == q.DurationMin && p.Workers == q.Workers && p.MustBeAt == q.MustBeAt &&
		p.AfterLeastMin == q.AfterLeastMin && p.AfterMostMin == q.AfterMostMin &&
		p.OrEarliestMin == q.OrEarliestMin && p.OrLatestMin == q.OrLatestMin && joinSkills(p.Skills) == joinSkills(q.Skills) && p.Short.For == q.Short.For
}

// writtenAs is the form of copy that meets each need for written information.
var writtenAs = map[person.NeedCode]Format{
	"large_print": LargePrint, "easy_read": EasyRead, "braille": Braille, "audio": Audio, "electronic": Email, "translated": OtherLanguage,
}

// Fits reports whether a copy in this form meets the person's needs: any of
// the forms they need, or any form when they need none in particular.
func (f Format) Fits(needs []person.Need) bool {
	special := false
	for _, n := range needs {
		if form, ok := writtenAs[n.Code]; ok && n.Ended.IsZero() {
			if form == f {
				return true
			}
			special = true
		}
	}
	return !special || f == NoCopy
}

// Agreement is that the person and the service agree.
type Agreement struct {
	Ref
	By       Agreer    `json:"by"`
	On       when.Date `json:"on"`
	Copy     Format    `json:"copy"`
	ReviewOn when.Date `json:"review"`
}

func (a Agreement) check(p Plan, needs []person.Need, today when.Date) error {
	var c fault.Checks
	c.Field(len(p.Goals) == 0, "by", "Add at least one goal before you agree the plan.")
	c.Field(len(p.Patterns) == 0, "by", "Add at least one visit before you agree the plan.")
	c.Field(a.By.Label() == "", "by", "Choose who agreed on the person's side.")
	c.Field(a.On == "" || a.On > today, "on", "Enter the day it was agreed: today or before.")
	c.Field(a.Copy.Label() == "", "copy", "Choose in which form the person has their copy.")
	c.Field(a.Copy.Label() != "" && !a.Copy.Fits(needs), "copy", "The person needs written information in another form: see the top of the page. Give the copy in that form.")
	c.Field(a.ReviewOn == "" || a.ReviewOn <= a.On, "review", "Enter the day of the first review, after the day it was agreed.")
	c.Field(a.ReviewOn > a.On.Add(42) && a.On != "", "review", "Review a plan within 6 weeks (NICE NG21).")
	return c.Err("plan.agreement")
}
