package plan

import (
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
)

// The actions.
var (
	// MaySee: those who plan with people; the field for people on their work.
	MaySee = gate.Action{Name: "plan.see", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	// MayWrite: those who plan with people; a lead worker for people on their work.
	MayWrite = gate.Action{Name: "plan.write", Who: actor.Rule{Any: actor.Practice, Related: []actor.Role{actor.LeadWorker}}}
	// MayAgree is as MayWrite: who sits with the person agrees it with them.
	MayAgree = gate.Action{Name: "plan.agree", Who: MayWrite.Who}
)

// Agreed says that the person and the service agreed a plan.
type Agreed struct {
	Person  ids.Person
	Plan    ID
	Episode episode.ID
}

// EventName is the event's stable name.
func (Agreed) EventName() string { return "plan.agreed" }

// PatternAdded says that there is a new visit pattern in an agreed plan.
type PatternAdded struct {
	Person  ids.Person
	Pattern PatternID
	From    when.Date
}

// EventName is the event's stable name.
func (PatternAdded) EventName() string { return "plan.pattern_added" }

// PatternShortened says that a pattern's visits are shorter.
type PatternShortened struct {
	Person     ids.Person
	Pattern    PatternID
	Was, Is    int // minutes
	From       when.Date
	WeeklyLess int // minutes of work
}

// EventName is the event's stable name.
func (PatternShortened) EventName() string { return "plan.pattern_shortened" }

// PatternEnded says that a pattern has no visits after a day.
type PatternEnded struct {
	Person  ids.Person
	Pattern PatternID
	Until   when.Date // the last day there may be a visit
}

// EventName is the event's stable name.
func (PatternEnded) EventName() string { return "plan.pattern_ended" }

// TasksChanged says that a pattern's visits do something else from now on.
type TasksChanged struct {
	Person  ids.Person
	Pattern PatternID
}

// EventName is the event's stable name.
func (TasksChanged) EventName() string { return "plan.tasks_changed" }

// Ended says that a plan is over.
type Ended struct {
	Person  ids.Person
	Episode episode.ID
	On      when.Date
}

// EventName is the event's stable name.
func (Ended) EventName() string { return "plan.ended" }
