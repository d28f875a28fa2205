package visit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
)

// AdditionKind says why something was added to a record.
type AdditionKind string

// The kinds.
const (
	Corrected    AdditionKind = "correction"
	SecondWorker AdditionKind = "second_worker"
	// told is a worry, which stands in a table of its own: Was is its kind, Now
	// how soon.
	told AdditionKind = "concern"
)

// Addition is one thing added to a visit's record later. Was and Now are steps
// of the ladder where Task is set; Now is the feeling in a second worker's
// record.
type Addition struct {
	ID            string
	Visit         ID
	Person        ids.Person
	Kind          AdditionKind
	Task          plan.TaskID
	Was, Now      string
	Words         string
	Arrived, Left when.Instant // of the second worker
	By            ids.Account
	At            when.Instant
}

// correct is the rule of a correction: what to add, and the task as it is
// right; a Task without an id where only words are added. Errors:
// visit.not_recorded; visit.correction, by field.
func (v Visit) correct(r Correction, tasks []Task) (Addition, Task, error) {
	if !v.Recorded() {
		return Addition{}, Task{}, fault.New(fault.Invalid, "visit.not_recorded", "There is no record of this visit yet. Record it instead.")
	}
	r.Words = strings.TrimSpace(r.Words)
	var c fault.Checks
	c.Field(!ids.Valid(r.ID), "id", "Start the form again: it has lost its number.")
	c.Field(utf8.RuneCountInString(r.Words) < 5, "words", "Say in a few words what is right, and how you know.")
	c.Field(utf8.RuneCountInString(r.Words) > mostNote, "words", "Use %d characters or fewer.", mostNote)
	a := Addition{ID: r.ID, Visit: v.ID, Person: v.Person, Kind: Corrected, Words: r.Words}
	var t Task
	if r.Task != "" {
		i := slices.IndexFunc(tasks, func(t Task) bool { return t.Task == r.Task })
		c.Field(i < 0, "task", "Choose one of the tasks of this visit.")
		c.Field(!assessment.Level(r.Level).Known(), "level", "Choose one of the steps of the ladder.")
		if i >= 0 {
			t = tasks[i]
			a.Task, a.Was, a.Now = t.Task, string(t.Level), r.Level
			t.Level = assessment.Level(r.Level)
		}
	}
	return a, t, c.Err("visit.correction")
}

// CallOff is why a planned visit will not happen.
type CallOff string

// The reasons.
const (
	InHospital  CallOff = "hospital"
	Away        CallOff = "away"
	NotNeeded   CallOff = "not_needed"
	PlanChanged CallOff = "plan_changed"
	SupportOver CallOff = "support_over"
	OtherReason CallOff = "other"
)

// CallOffs lists the reasons that somebody may choose, in the order of the
// form.
var CallOffs = []CallOff{NotNeeded, Away, InHospital, OtherReason}

var callOffLabels = map[CallOff]string{
	InHospital: "In hospital", Away: "Away from home", NotNeeded: "Not needed: the person asked",
	PlanChanged: "The plan has changed", SupportOver: "Support has ended", OtherReason: "Another reason",
}

// Label is the reason in words for a screen.
func (c CallOff) Label() string { return callOffLabels[c] }

// cancel is the rule of calling off. Errors: visit.not_planned;
// visit.cancellation, by field.
func (v Visit) cancel(r Cancellation, by ids.Account, now when.Instant) (Visit, error) {
	to, ok := v.State.next("cancel")
	if !ok {
		return v, fault.New(fault.Conflict, "visit.not_planned", "This visit is no longer planned, so it cannot be cancelled. Look at it again.")
	}
	var c fault.Checks
	c.Field(r.Reason.Label() == "", "reason", "Choose a reason.")
	c.Field(r.Reason == OtherReason && strings.TrimSpace(r.Note) == "", "note", "Say in a few words why.")
	checkNote(&c, r.Note)
	if err := c.Err("visit.cancellation"); err != nil {
		return v, err
	}
	v.State, v.Reason, v.Note = to, string(r.Reason), strings.TrimSpace(r.Note)
	v.Channel, v.RecordedBy, v.RecordedAt = Office, by, now
	return v, nil
}

func (v Visit) cancelled() Cancelled {
	return Cancelled{Visit: v.ID, Person: v.Person, Episode: v.Episode, On: v.On, Minutes: v.DurationMin * v.Workers}
}
