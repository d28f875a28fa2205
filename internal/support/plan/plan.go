package plan

import (
	"slices"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
)

// Typed identifiers of a plan and its parts.
type (
	ID        string
	GoalID    string
	StepID    string
	PatternID string
	TaskID    string
)

// State of a plan.
type State string

// The states.
const (
	StateDraft  State = "draft"
	StateAgreed State = "agreed"
	StateEnded  State = "ended"
)

// transitions is every change of state there is.
var transitions = []struct {
	from   State
	action string
	to     State
}{
	{StateDraft, "agree", StateAgreed},
	{StateDraft, "end", StateEnded},
	{StateAgreed, "end", StateEnded},
}

func (s State) next(action string) (State, bool) {
	for _, t := range transitions {
		if t.from == s && t.action == action {
			return t.to, true
		}
	}
	return s, false
}

var stateWords = map[State]string{StateDraft: "Draft, not agreed yet", StateAgreed: "Agreed", StateEnded: "Ended"}

// Label is the state in words for a screen.
func (s State) Label() string { return stateWords[s] }

// Plan is one person's plan for one episode, whole.
type Plan struct {
	ID       ID
	Person   ids.Person
	Episode  episode.ID
	State    State
	AgreedAt when.Instant
	AgreedBy Agreer
	Copy     Format // in which form the person has their copy
	ReviewOn when.Date
	EndedOn  when.Date
	Version  int
	Goals    []Goal    // in the person's order
	Patterns []Pattern // those in use or to come, by part of the day; ended ones are left out
}

// Goal is something the person wants to do, in their words.
type Goal struct {
	ID       GoalID
	Words    string
	Why      string
	Activity assessment.Activity
	Baseline assessment.Level // where they started; may be empty
	Target   assessment.Level
	TargetOn when.Date
	Result   Result // empty until reviewed
	Version  int
	Steps    []Step
}

// Step is one small step toward a goal.
type Step struct {
	ID     StepID
	Words  string
	DoneOn when.Date
}

// Result is what became of a goal.
type Result string

// The results. Source: CLD "review outcomes achieved" asks the same three.
const (
	Met    Result = "met"
	Partly Result = "partly"
	NotMet Result = "not_met"
)

var resultWords = map[Result]string{Met: "Met", Partly: "Partly met", NotMet: "Not met"}

// Label is the result in words for a screen.
func (r Result) Label() string { return resultWords[r] }

// Part of the day.
type Part string

// The parts of the day.
const (
	Morning   Part = "morning"
	Lunch     Part = "lunch"
	Afternoon Part = "afternoon"
	Evening   Part = "evening"
	Night     Part = "night"
)

// Parts lists the parts of the day in order.
var Parts = []Part{Morning, Lunch, Afternoon, Evening, Night}

var partWords = map[Part]string{Morning: "Morning", Lunch: "Lunchtime", Afternoon: "Afternoon", Evening: "Evening", Night: "Night"}

// Label is the part of the day in words for a screen.
func (p Part) Label() string { return partWords[p] }

// Weekdays is a set of days of the week: 1 for Monday, 2 for Tuesday, 4 for
// Wednesday, up to 64 for Sunday, added together. 127 is every day.
type Weekdays int

// EveryDay is all seven.
const EveryDay Weekdays = 127

// DayBit is the one day as a set.
func DayBit(d time.Weekday) Weekdays { return 1 << ((int(d) + 6) % 7) }

// Has reports whether the date's weekday is in the set.
func (w Weekdays) Has(d when.Date) bool { return w&DayBit(d.Weekday()) != 0 }

// Count is how many days a week.
func (w Weekdays) Count() int {
	n := 0
	for b := Weekdays(1); b <= 64; b <<= 1 {
		if w&b != 0 {
			n++
		}
	}
	return n
}

// Skill is what a worker must be able to do at a visit: one that staff hold.
type Skill = staff.Skill

// Pattern is one visit of the week as planned: "mornings, every day, at 8am".
// Times are minutes past midnight on the UK wall clock, lengths minutes.
type Pattern struct {
	ID          PatternID
	Plan        ID
	Person      ids.Person
	Episode     episode.ID
	Part        Part
	Weekdays    Weekdays
	StartMin    int
	EarliestMin int // the visit may start from here
	LatestMin   int // up to here
	DurationMin int
	Workers     int  // 1 or 2
	MustBeAt    bool // the time matters (medicines): no window
	// AfterLeastMin and AfterMostMin are how long after the end of the person's
	// visit before it on the same day it may start, for medicines that need
	// hours between doses. From the end, because a dose may be given last thing
	// at one visit and first thing at the next. 0 where nothing was agreed.
	AfterLeastMin int
	AfterMostMin  int
	// OrEarliestMin and OrLatestMin are another time at which the visit may
	// begin as well, where the person's day asks for one: before the day centre
	// or after it. Both 0 for none. It does not meet the first.
	OrEarliestMin int
	OrLatestMin   int
	Skills        []Skill
	Short         Short // why it may be under 30 minutes; empty for longer ones
	FromOn        when.Date
	UntilOn       when.Date // last day; empty while it goes on
	Version       int
	Tasks         []Task // filled in a Plan
}

// Short is why a visit may be under 30 minutes. All three must hold: the
// worker is known to the person, the visit is part of more support, and the
// time is enough for one task or safety check, which For names. Source: NICE
// NG21, read in NICE's summary for providers.
type Short struct {
	KnownWorker bool
	PartOfMore  bool
	For         string
}

// Task is what a visit does, for a goal.
type Task struct {
	ID       TaskID
	Pattern  PatternID
	Goal     GoalID
	Activity assessment.Activity
	Words    string
}

// WeekMin is how many minutes of work a week the pattern takes.
func (p Pattern) WeekMin() int { return p.DurationMin * p.Workers * p.Weekdays.Count() }

// On reports whether the pattern has a visit on the date.
func (p Pattern) On(d when.Date) bool {
	return d >= p.FromOn && (p.UntilOn == "" || d <= p.UntilOn) && p.Weekdays.Has(d)
}

// Goal is one of the plan's goals.
func (p Plan) Goal(id GoalID) (Goal, bool) {
	i := slices.IndexFunc(p.Goals, func(g Goal) bool { return g.ID == id })
	if i < 0 {
		return Goal{}, false
	}
	return p.Goals[i], true
}

// Pattern is one of the plan's patterns.
func (p Plan) Pattern(id PatternID) (Pattern, bool) {
	i := slices.IndexFunc(p.Patterns, func(x Pattern) bool { return x.ID == id })
	if i < 0 {
		return Pattern{}, false
	}
	return p.Patterns[i], true
}

// WeekMin is how many minutes of work a week the plan takes.
func (p Plan) WeekMin() int {
	n := 0
	for _, x := range p.Patterns {
		n += x.WeekMin()
	}
	return n
}
