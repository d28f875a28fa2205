package visit

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

// ID names one visit.
type ID string

// State is where a visit stands.
type State string

// The states. Codes never change meaning.
const (
	Planned    State = "planned"
	Done       State = "done"
	Unanswered State = "no_answer"
	Unwanted   State = "not_wanted"
	Missed     State = "missed"
	CalledOff  State = "cancelled"
)

var stateLabels = map[State]string{
	Planned: "Planned", Done: "Visited", Unanswered: "No answer", Unwanted: "Chose not to",
	Missed: "No record", CalledOff: "Cancelled",
}

// Label is the state in words for a screen.
func (s State) Label() string { return stateLabels[s] }

// Transition is one change of state that may happen.
type Transition struct {
	From   State
	Action string
	To     State
}

// Transitions is every change of state there is. What was recorded in a home
// wins over what the office thought: a visit called off or missed may turn out
// to have been made. Visits called off for a stay in hospital are planned again
// when the person comes home.
var Transitions = []Transition{
	{Planned, "record", Done},
	{Planned, "no_answer", Unanswered},
	{Planned, "not_wanted", Unwanted},
	{Planned, "miss", Missed},
	{Planned, "cancel", CalledOff},
	{Unanswered, "record", Done},
	{Unanswered, "not_wanted", Unwanted},
	{Missed, "record", Done},
	{Missed, "no_answer", Unanswered},
	{Missed, "not_wanted", Unwanted},
	{Unwanted, "record", Done},
	{CalledOff, "record", Done},
	{CalledOff, "restore", Planned},
}

// next is the state after an action; false when the action does not fit.
func (s State) next(action string) (State, bool) {
	i := slices.IndexFunc(Transitions, func(t Transition) bool { return t.From == s && t.Action == action })
	if i < 0 {
		return s, false
	}
	return Transitions[i].To, true
}

// Feeling is how the person was, compared with the visit before, as the worker
// and the person see it.
type Feeling string

// The feelings. Empty when nobody said.
const (
	Better Feeling = "better"
	Same   Feeling = "same"
	Worse  Feeling = "worse"
)

// Feelings lists them in the order forms show them.
var Feelings = []Feeling{Better, Same, Worse}

var feelingLabels = map[Feeling]string{Better: "Better", Same: "About the same", Worse: "Not so well", "": ""}

// Label is the feeling in words for a screen.
func (f Feeling) Label() string { return feelingLabels[f] }

// Channel is how a record came in.
type Channel string

// The channels.
const (
	Web    Channel = "web"    // the phone-sized page
	App    Channel = "app"    // the phone's own queue
	Office Channel = "office" // somebody told the office
	Paper  Channel = "paper"  // written up from paper
)

var channelLabels = map[Channel]string{
	Web: "On the phone", App: "On the phone", Office: "By the office, as told", Paper: "By the office, from paper",
}

// Label is the channel in words for a screen.
func (c Channel) Label() string { return channelLabels[c] }

// Visit is one attendance at a person's home. Planned times are minutes since
// midnight by the clock in the UK; what was recorded are instants.
type Visit struct {
	ID      ID
	Person  ids.Person
	Episode episode.ID
	Pattern plan.PatternID // empty when it was added by hand
	On      when.Date      // the day it is planned for
	Part    plan.Part      // of the day; empty when it was added by hand

	StartMin    int // as agreed with the person
	EarliestMin int // may begin from here
	LatestMin   int // to here
	DurationMin int
	Workers     int // 1 or 2
	MustBeAt    bool
	Skills      []plan.Skill // what each worker must be trained in
	First       bool         // of the episode: longer

	State      State
	Arrived    when.Instant // zero until somebody said they came
	Left       when.Instant
	Feeling    Feeling
	Note       string
	Channel    Channel
	RecordedBy ids.Account
	RecordedAt when.Instant
	// Reason is a code, or several with commas: what was tried when nobody
	// answered, why the person chose not to, why the office called it off.
	Reason  string
	Version int
}

// EndMin is when it ends as planned, in minutes since midnight.
func (v Visit) EndMin() int { return v.StartMin + v.DurationMin }

// Recorded reports whether somebody said what happened at the door.
func (v Visit) Recorded() bool {
	return v.State == Done || v.State == Unanswered || v.State == Unwanted
}

// Task is at which step of the ladder one task went.
type Task struct {
	Visit    ID
	Task     plan.TaskID
	On       when.Date
	Activity assessment.Activity
	Level    assessment.Level
}

// PartLabel is the part of the day in words for a screen; "Visit" for one
// added by hand.
func (v Visit) PartLabel() string {
	if v.Part == "" {
		return "Visit"
	}
	return v.Part.Label()
}

// Times is when it is planned, as a screen shows it: 8:30am to 9:15am.
func (v Visit) Times() string {
	return when.Hour(v.StartMin) + " to " + when.Hour(v.EndMin())
}

// Added says that there is one more visit to place on a day: added by hand, or
// planned again.
type Added struct {
	Visit   ID
	Person  ids.Person
	On      when.Date
	Workers int
}

// EventName is the event's stable name.
func (Added) EventName() string { return "visit.added" }

// Recorded says that a visit was made and what it was.
type Recorded struct {
	Visit   ID
	Person  ids.Person
	Episode episode.ID
	On      when.Date
	First   bool // of the episode
}

// EventName is the event's stable name.
func (Recorded) EventName() string { return "visit.recorded" }

// NotMade says that nobody answered, the person chose not to, or no record
// came: State says which.
type NotMade struct {
	Visit   ID
	Person  ids.Person
	Episode episode.ID
	On      when.Date
	State   State
}

// EventName is the event's stable name.
func (NotMade) EventName() string { return "visit.not_made" }

// Cancelled says that a planned visit will not happen.
type Cancelled struct {
	Visit   ID
	Person  ids.Person
	Episode episode.ID
	On      when.Date
	Minutes int // freed, for each worker
}

// EventName is the event's stable name.
func (Cancelled) EventName() string { return "visit.cancelled" }
