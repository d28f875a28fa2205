package visit

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
)

// Recording is what happened at a visit that was made.
type Recording struct {
	Person  ids.Person
	Visit   ID
	Version int // the visit as the recorder saw it; 0 where they did not
	Arrived when.Instant
	Left    when.Instant
	Tasks   []TaskDone // any number of the visit's tasks
	Feeling Feeling    // may be empty
	Note    string     // may be empty
	Channel Channel
}

// TaskDone is at which step of the ladder one task went. Activity may be empty
// where the task is one of the person's plan.
type TaskDone struct {
	Task     plan.TaskID
	Activity assessment.Activity // may be empty where the plan knows it
	Level    assessment.Level
}

// NotAnswered is what was done when nobody came to the door.
type NotAnswered struct {
	Person  ids.Person
	Visit   ID
	Version int
	Arrived when.Instant
	Tried   []Tried
	Note    string
	Channel Channel
}

// Tried is one thing to do before leaving a door that nobody opens.
type Tried string

// What to try, in the order to try it.
const (
	Knocked   Tried = "knocked"
	Rang      Tried = "rang"
	Looked    Tried = "looked"
	KeySafe   Tried = "key_safe"
	Neighbour Tried = "neighbour"
	Contact   Tried = "contact"
)

// Tries lists what to try, in order.
var Tries = []Tried{Knocked, Rang, Looked, KeySafe, Neighbour, Contact}

var triedLabels = map[Tried]string{
	Knocked: "Knocked and rang the bell", Rang: "Rang the person’s phone", Looked: "Looked through the window and letter box",
	KeySafe: "Tried the key safe, if there is one", Neighbour: "Asked a neighbour", Contact: "Rang the keyholder or family",
}

// Label is what was tried, in words for a screen.
func (t Tried) Label() string { return triedLabels[t] }

// Declined is a visit that the person chose not to have.
type Declined struct {
	Person  ids.Person
	Visit   ID
	Version int
	Arrived when.Instant // zero where the worker never set off
	Reason  Declining
	Note    string
	Channel Channel
}

// Declining is why the person chose not to have the visit today.
type Declining string

// The reasons.
const (
	NoReason   Declining = "no_reason"
	Managed    Declining = "managed"
	HasCompany Declining = "has_company"
	GoingOut   Declining = "going_out"
	Resting    Declining = "resting"
	NotWell    Declining = "not_well"
	BadTime    Declining = "bad_time"
)

// Declinings lists the reasons in the order forms show them.
var Declinings = []Declining{Managed, HasCompany, GoingOut, Resting, BadTime, NotWell, NoReason}

var decliningLabels = map[Declining]string{
	NoReason: "Did not say why", Managed: "Has managed without help", HasCompany: "Has family or friends there",
	GoingOut: "Is going out", Resting: "Is asleep or resting", NotWell: "Does not feel well", BadTime: "It is a bad time",
}

// Label is the reason in words for a screen.
func (d Declining) Label() string { return decliningLabels[d] }

// Limits of what can be true of a visit.
const (
	longestVisit = 12 * time.Hour
	// ahead is how far a phone's clock may run before ours.
	ahead = 10 * time.Minute
	// aroundDays is how far from its planned day a visit may have been made.
	aroundDays = 1
	mostTasks  = 60
	mostNote   = 5_000
)

// checkTimes says what is wrong with when the worker came and left.
func (v Visit) checkTimes(c *fault.Checks, arrived, left, now when.Instant) {
	far := func(i when.Instant) bool {
		return max(v.On.Days(i.On()), i.On().Days(v.On)) > aroundDays
	}
	c.Field(arrived.IsZero(), "arrived", "Enter when the visit began, like 8:30.")
	c.Field(!arrived.IsZero() && far(arrived), "arrived", "This visit is planned for %s: check the day it began.", v.On.Said())
	c.Field(arrived.After(now.Add(ahead).Time), "arrived", "A visit cannot begin in the future: check the time it began.")
	c.Field(left.IsZero(), "left", "Enter when the visit ended, like 9:15.")
	c.Field(!left.IsZero() && left.Before(arrived.Time), "left", "A visit cannot end before it starts.")
	c.Field(left.After(now.Add(ahead).Time), "left", "A visit cannot end in the future: check the time it ended.")
	c.Field(!left.IsZero() && left.Sub(arrived.Time) > longestVisit, "left", "A visit cannot last longer than 12 hours: check the time it ended.")
}

func checkNote(c *fault.Checks, note string) {
	c.Field(utf8.RuneCountInString(note) > mostNote, "note", "Use %d characters or fewer.", mostNote)
}

// past is what was known before: what the person's tasks are, at which steps
// they went, and how the latest visits ended.
type past struct {
	activities map[plan.TaskID]assessment.Activity
	levels     map[plan.TaskID][]Task // newest first
	states     []State                // newest first
}

// record is the rule of a visit that was made. It gives the visit as it then
// is, its tasks, and what the office must hear of. Errors:
// visit.already_recorded; visit.recording, by field.
func (v Visit) record(r Recording, before past, by ids.Account, now when.Instant) (Visit, []Task, []alert.New, error) {
	to, ok := v.State.next("record")
	if !ok {
		return v, nil, nil, fault.New(fault.Conflict, "visit.already_recorded", "This visit has already been recorded. Add to the record instead.")
	}
	var c fault.Checks
	v.checkTimes(&c, r.Arrived, r.Left, now)
	_, known := feelingLabels[r.Feeling]
	c.Field(!known, "feeling", "Choose better, about the same, or not so well.")
	checkNote(&c, r.Note)
	c.Field(len(r.Tasks) > mostTasks, "tasks", "A visit can have %d tasks at most.", mostTasks)
	tasks := v.tasks(r, before, &c)
	if err := c.Err("visit.recording"); err != nil {
		return v, nil, nil, err
	}
	v.State, v.Arrived, v.Left, v.Feeling, v.Note = to, r.Arrived, r.Left, r.Feeling, strings.TrimSpace(r.Note)
	v.Channel, v.RecordedBy, v.RecordedAt, v.Reason = r.Channel, by, now, ""
	var concerns []alert.New
	if detail := worse(r.Feeling, tasks, before); detail != "" {
		concerns = append(concerns, alert.New{Kind: alert.WorseThanBefore, Person: v.Person, Source: string(v.ID), Detail: detail})
	}
	return v, tasks, concerns, nil
}

// tasks gives what was recorded of each task, the last word on each. A task
// that is not in the plan is kept: the worker was there and we were not.
func (v Visit) tasks(r Recording, before past, c *fault.Checks) []Task {
	var out []Task
	for _, t := range r.Tasks {
		if t.Level == "" {
			continue
		}
		c.Field(!t.Level.Known(), "level-"+string(t.Task), "Choose one of the steps of the ladder.")
		c.Field(t.Task == "" || len(t.Task) > 100, "tasks", "Say which task each step is about.")
		done := Task{Visit: v.ID, Task: t.Task, On: v.On, Activity: t.Activity, Level: t.Level}
		if activity, ok := before.activities[t.Task]; ok {
			done.Activity = activity
		}
		if !done.Activity.Known() {
			done.Activity = assessment.Other
		}
		if i := slices.IndexFunc(out, func(x Task) bool { return x.Task == t.Task }); i >= 0 {
			out[i] = done
			continue
		}
		out = append(out, done)
	}
	return out
}

// The two signs that somebody is not so well as before.
const (
	feelsWorse alert.Detail = "feeling"
	taskFell   alert.Detail = "task"
)

// lookBack is how many earlier records of a task count, fall by how many steps
// a task must have gone down from every one of them.
const (
	lookBack = 3
	fall     = 2
)

// worse says by which sign the person is not so well as before; empty where
// they are not.
func worse(f Feeling, tasks []Task, before past) alert.Detail {
	if f == Worse {
		return feelsWorse
	}
	for _, t := range tasks {
		var earlier []int
		for _, e := range before.levels[t.Task] {
			if e.Level.Tried() && len(earlier) < lookBack {
				earlier = append(earlier, e.Level.Score())
			}
		}
		if t.Level.Tried() && len(earlier) == lookBack && t.Level.Score() <= slices.Min(earlier)-fall {
			return taskFell
		}
	}
	return ""
}

// noAnswer is the rule of a door that nobody opened: always an alert to act on
// now. Errors: visit.already_recorded; visit.not_answered, by field.
func (v Visit) noAnswer(n NotAnswered, by ids.Account, now when.Instant) (Visit, []alert.New, error) {
	to, ok := v.State.next("no_answer")
	if !ok {
		return v, nil, fault.New(fault.Conflict, "visit.already_recorded", "This visit has already been recorded. Add to the record instead.")
	}
	var c fault.Checks
	v.checkTimes(&c, n.Arrived, n.Arrived, now)
	var tried []string
	for _, t := range n.Tried {
		c.Field(t.Label() == "", "tried", "Choose what you tried from the list.")
		if !slices.Contains(tried, string(t)) {
			tried = append(tried, string(t))
		}
	}
	checkNote(&c, n.Note)
	if err := c.Err("visit.not_answered"); err != nil {
		return v, nil, err
	}
	v.State, v.Arrived, v.Reason, v.Note = to, n.Arrived, strings.Join(tried, ","), strings.TrimSpace(n.Note)
	v.Channel, v.RecordedBy, v.RecordedAt = n.Channel, by, now
	return v, []alert.New{{Kind: alert.NoAnswer, Level: alert.ActNow, Person: v.Person, Source: string(v.ID)}}, nil
}

// Tried is what was done when nobody answered; empty for any other visit.
func (v Visit) Tried() []Tried {
	if v.State != Unanswered || v.Reason == "" {
		return nil
	}
	var out []Tried
	for _, t := range strings.Split(v.Reason, ",") {
		out = append(out, Tried(t))
	}
	return out
}

// notWanted is the rule of a visit the person chose not to have. The office
// hears of the first of an episode, of one of several, and of anybody unwell.
// Errors: visit.already_recorded; visit.not_wanted, by field.
func (v Visit) notWanted(d Declined, before past, by ids.Account, now when.Instant) (Visit, []alert.New, error) {
	to, ok := v.State.next("not_wanted")
	if !ok {
		return v, nil, fault.New(fault.Conflict, "visit.already_recorded", "This visit has already been recorded. Add to the record instead.")
	}
	var c fault.Checks
	if !d.Arrived.IsZero() {
		v.checkTimes(&c, d.Arrived, d.Arrived, now)
	}
	c.Field(d.Reason.Label() == "", "reason", "Choose why, as the person put it.")
	checkNote(&c, d.Note)
	if err := c.Err("visit.not_wanted"); err != nil {
		return v, nil, err
	}
	v.State, v.Arrived, v.Reason, v.Note = to, d.Arrived, string(d.Reason), strings.TrimSpace(d.Note)
	v.Channel, v.RecordedBy, v.RecordedAt = d.Channel, by, now
	why := alert.Detail("")
	recent := before.states[:min(len(before.states), lookBack)]
	switch {
	case d.Reason == NotWell:
		why = "not_well"
	case v.First:
		why = "first"
	case slices.Contains(recent, Unwanted):
		why = "repeated"
	}
	if why == "" {
		return v, nil, nil
	}
	return v, []alert.New{{Kind: alert.NotWanted, Level: alert.Today, Person: v.Person, Source: string(v.ID), Detail: why}}, nil
}
