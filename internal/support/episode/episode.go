package episode

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/referral"
)

// ID of an episode.
type ID string

// State of an episode.
type State string

// The states, in the order of a spell.
const (
	StateAccepted State = "accepted" // decided, but nobody has visited yet
	StateActive   State = "active"   // from the first recorded visit
	StateEnded    State = "ended"
)

// transitions is every change of state there is.
var transitions = []struct {
	from   State
	action string
	to     State
}{
	{StateAccepted, "start", StateActive},
	{StateAccepted, "end", StateEnded},
	{StateActive, "end", StateEnded},
}

// next is the state after an action; false when the action is not for this
// state.
func (s State) next(action string) (State, bool) {
	for _, t := range transitions {
		if t.from == s && t.action == action {
			return t.to, true
		}
	}
	return s, false
}

var stateWords = map[State]string{StateAccepted: "Accepted, not started yet", StateActive: "Support is under way", StateEnded: "Ended"}

// Label is the state in words for a screen.
func (s State) Label() string { return stateWords[s] }

// Pathway is where the person came from.
type Pathway string

// The pathways. Only the hospital one has a day 91.
const (
	FromHospital  Pathway = "hospital"
	FromCommunity Pathway = "community"
)

var pathwayWords = map[Pathway]string{FromHospital: "From hospital", FromCommunity: "From home"}

// Label is the pathway in words for a screen.
func (p Pathway) Label() string { return pathwayWords[p] }

// Episode is one spell of reablement. Dates are UK dates; an empty date is not
// known or not yet.
type Episode struct {
	ID       ID
	Person   ids.Person
	Referral referral.ID // that it came from
	State    State
	Pathway  Pathway

	AdmittedOn   when.Date // into hospital
	ReadyOn      when.Date // the hospital said the person could go home
	DischargedOn when.Date // left hospital; the anchor of day 91

	AcceptedAt when.Instant
	// StartDueOn is the council's own target, not a national one.
	StartDueOn when.Date
	// PeriodFrom and PeriodUntil are the first and last day of the specified
	// period; both empty before the first visit. PeriodDays is its length.
	PeriodFrom, PeriodUntil when.Date
	PeriodDays              int
	StartedOn, EndedOn      when.Date

	Outcome   Outcome // empty until it has ended
	Sequel    Sequel
	EndWords  string // remaining need, in words
	TakesAway string // the transition plan: what the person has in their hands
	Area      string // postcode district the support is given in, as "CB1"
	Version   int
}

// FreeDays is for how long the specified period is free of charge by law.
// Source: SI 2014/2672 regulation 3, read November 2026.
const FreeDays = 42

// DueOn is when support should start: the target counted from the day the
// hospital is ready, or from acceptance where no hospital is waiting.
// The 2 days are a local target; the national one (NICE QS173 statement 2) is
// for beds only.
func DueOn(ready, accepted when.Date, targetDays int) when.Date {
	if ready == "" {
		ready = accepted
	}
	return ready.Add(targetDays)
}

// Day is which day of the specified period a date is, counted from 1. Zero
// before the period began and after the episode ended.
func (e Episode) Day(on when.Date) int {
	if e.PeriodFrom == "" || on < e.PeriodFrom || e.EndedOn != "" && on > e.EndedOn {
		return 0
	}
	return e.PeriodFrom.Days(on) + 1
}

// DaysLeft is how many days of the specified period are left after a date;
// negative when it is over.
func (e Episode) DaysLeft(on when.Date) int { return on.Days(e.PeriodUntil) }

// FreeUntil is the last day that is free of charge by law: the end of the
// specified period, or of its first six weeks.
func (e Episode) FreeUntil() when.Date {
	if e.PeriodFrom == "" {
		return ""
	}
	return min(e.PeriodUntil, e.PeriodFrom.Add(FreeDays-1))
}
