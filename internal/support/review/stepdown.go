package review

import (
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

// StepDownID of a proposal.
type StepDownID string

// StepDownKind is what is proposed.
type StepDownKind string

// The kinds. Decide proposes nothing: it says that nothing has changed for a
// long time and somebody should decide with the person.
const (
	EndVisits     StepDownKind = "end"
	ShortenVisits StepDownKind = "shorten"
	Decide        StepDownKind = "decide"
)

var stepDownWords = map[StepDownKind]string{EndVisits: "End these visits", ShortenVisits: "Shorter visits", Decide: "Decide together"}

// Label is the kind in words for a screen.
func (k StepDownKind) Label() string { return stepDownWords[k] }

// StepDownState is where a proposal stands.
type StepDownState string

// The states.
const (
	Proposed StepDownState = "proposed"
	Accepted StepDownState = "accepted"
	Declined StepDownState = "declined"
	Lapsed   StepDownState = "lapsed" // later visits no longer show it
)

var stepDownStateWords = map[StepDownState]string{Proposed: "Waiting for a decision", Accepted: "Accepted", Declined: "Not now", Lapsed: "No longer so"}

// Label is the state in words for a screen.
func (s StepDownState) Label() string { return stepDownStateWords[s] }

// transitions is every change of state there is.
var transitions = []struct {
	from   StepDownState
	action string
	to     StepDownState
}{
	{Proposed, "accept", Accepted},
	{Proposed, "decline", Declined},
	{Proposed, "lapse", Lapsed},
}

func (s StepDownState) next(action string) (StepDownState, bool) {
	for _, t := range transitions {
		if t.from == s && t.action == action {
			return t.to, true
		}
	}
	return s, false
}

// StepDown is one proposal to do less, or to decide, for one visit pattern.
type StepDown struct {
	ID         StepDownID
	Person     ids.Person
	Episode    episode.ID
	Pattern    plan.PatternID
	Kind       StepDownKind
	FromMin    int // length of the visits now
	ToMin      int // 0 when they would end; as now when there is only a decision
	FreedMin   int // minutes of work a week
	Why        string
	State      StepDownState
	ProposedAt when.Instant
	DecidedAt  when.Instant
	DecidedBy  ids.Account
	Words      string // of the decision
	Version    int
}

// Seen is one recorded visit as evidence. Minutes is from arriving to leaving,
// 0 when not known.
type Seen struct {
	On      when.Date
	Minutes int
	Levels  map[plan.TaskID]assessment.Level
}

// Evidence is one pattern with its tasks and recorded visits, newest first.
type Evidence struct {
	Pattern plan.Pattern
	Visits  []Seen
}

// Rule of step-down. All thresholds are local: no standard gives one.
const (
	quarter      = 15 // visits shorten by steps of so many minutes
	shortest     = 30 // NG21: no shorter without reasons that a person must give
	restDays     = 7  // after a decision nothing is proposed for so long
	lookbackDays = 60
)

// propose is the rule. Enough says how many visits in a row must show the same.
//
//   - Every task done alone at each of the last visits: the visits can end.
//   - Every task alone or with a reminder (or watched, and always better than
//     at first), nobody worse than before, and each visit over in a shorter
//     time: the next shorter quarter of an hour, not below 30 minutes.
//   - No task better over twice as many visits, and not all alone: decide.
//   - Anybody who gets worse: nothing. Alerts tell of that.
func (e Evidence) propose(enough int) (StepDown, bool) {
	s := StepDown{
		Person: e.Pattern.Person, Episode: e.Pattern.Episode, Pattern: e.Pattern.ID,
		FromMin: e.Pattern.DurationMin, ToMin: e.Pattern.DurationMin, State: Proposed,
	}
	if enough < 1 || len(e.Pattern.Tasks) == 0 || len(e.Visits) < enough {
		return s, false
	}
	last := e.Visits[:enough]
	if e.atLeast(last, assessment.Alone) {
		s.Kind, s.ToMin, s.FreedMin = EndVisits, 0, e.Pattern.WeekMin()
		s.Why = fmt.Sprintf("has %s without help in the last %d %s visits.", e.done(), enough, e.part())
		return s, true
	}
	if e.worse(enough) {
		return s, false
	}
	if to := (e.Pattern.DurationMin - 1) / quarter * quarter; to >= shortest && e.ready(enough) {
		if longest, known := longest(last); known && longest <= to {
			s.Kind, s.ToMin = ShortenVisits, to
			s.FreedMin = (e.Pattern.DurationMin - to) * e.Pattern.Workers * e.Pattern.Weekdays.Count()
			s.Why = fmt.Sprintf("needs little help now, and each of the last %d %s visits took %d minutes or less of the %d planned.",
				enough, e.part(), longest, e.Pattern.DurationMin)
			return s, true
		}
	}
	if e.unchanged(enough) {
		s.Kind = Decide
		s.Why = fmt.Sprintf("has needed the same help in the last %d %s visits. Is this their best for now?", 2*enough, e.part())
		return s, true
	}
	return s, false
}

// atLeast reports whether every task was at the step or above at every visit.
// A task that was not tried or not recorded shows nothing, so it does not count
// as done.
func (e Evidence) atLeast(visits []Seen, step assessment.Level) bool {
	for _, v := range visits {
		for _, t := range e.Pattern.Tasks {
			if v.Levels[t.ID].Score() < step.Score() {
				return false
			}
		}
	}
	return true
}

// ready reports whether each task needs a reminder at most, or is watched and
// was always above where it began.
func (e Evidence) ready(enough int) bool {
	for _, t := range e.Pattern.Tasks {
		now := e.scores(t.ID, e.Visits[:enough])
		if len(now) < enough {
			return false
		}
		lowest := slices.Min(now)
		if lowest >= assessment.Reminder.Score() {
			continue
		}
		first := e.scores(t.ID, e.Visits)
		if lowest < assessment.Watched.Score() || lowest <= first[len(first)-1] {
			return false
		}
	}
	return true
}

// worse reports whether any task went less well lately than just before: the
// newer half of what was tried, against the half before it.
func (e Evidence) worse(enough int) bool {
	for _, t := range e.Pattern.Tasks {
		tried := e.scores(t.ID, e.Visits[:min(len(e.Visits), 2*enough)])
		half := len(tried) / 2
		if half > 0 && sum(tried[:half]) < sum(tried[half:2*half]) {
			return true
		}
	}
	return false
}

// unchanged reports whether no task rose over twice as many visits.
func (e Evidence) unchanged(enough int) bool {
	if len(e.Visits) < 2*enough {
		return false
	}
	for _, t := range e.Pattern.Tasks {
		tried := e.scores(t.ID, e.Visits[:2*enough])
		half := len(tried) / 2
		if half == 0 || sum(tried[:half]) > sum(tried[len(tried)-half:]) {
			return false
		}
	}
	return true
}

// scores are those of one task where it was tried, newest first.
func (e Evidence) scores(t plan.TaskID, visits []Seen) []int {
	var out []int
	for _, v := range visits {
		if l := v.Levels[t]; l.Tried() {
			out = append(out, l.Score())
		}
	}
	return out
}

func sum(n []int) (total int) {
	for _, x := range n {
		total += x
	}
	return total
}

// longest is the longest visit; known only if every visit has its minutes.
func longest(visits []Seen) (minutes int, known bool) {
	for _, v := range visits {
		if v.Minutes <= 0 {
			return 0, false
		}
		minutes = max(minutes, v.Minutes)
	}
	return minutes, true
}

// didWords say what was done, after "has".
var didWords = map[assessment.Activity]string{
	assessment.Wash: "washed", assessment.Dress: "got dressed", assessment.Toilet: "used the toilet", assessment.Shave: "shaved",
	assessment.Mouth: "looked after teeth and mouth", assessment.Catheter: "looked after the catheter", assessment.Eat: "eaten",
	assessment.Meals: "made meals", assessment.Move: "got up and moved about", assessment.Medicines: "taken medicines",
	assessment.Other: "done everything else",
}

// done lists what the tasks are about: "washed, got dressed and made meals".
func (e Evidence) done() string {
	var words []string
	for _, a := range assessment.Activities {
		if slices.ContainsFunc(e.Pattern.Tasks, func(t plan.Task) bool { return t.Activity == a }) {
			words = append(words, didWords[a])
		}
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func (e Evidence) part() string { return strings.ToLower(e.Pattern.Part.Label()) }
