package review

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

// ID of a review.
type ID string

// Decision is what a review decides.
type Decision string

// The decisions.
const (
	CarryOn     Decision = "carry_on"
	FewerVisits Decision = "fewer_visits"
	Finish      Decision = "finish"
	LongTerm    Decision = "long_term"
)

// Decisions lists them with their words, in the order of the form.
var Decisions = []struct {
	Code      Decision
	Say, Hint string
}{
	{CarryOn, "Carry on as now", ""},
	{FewerVisits, "Fewer or shorter visits", "Change the visits after you save this."},
	{Finish, "Finish: the person can manage", "End the support after you save this."},
	{LongTerm, "Longer-term support is needed", "Say why below."},
}

// Label is the decision in words for a screen.
func (d Decision) Label() string {
	for _, x := range Decisions {
		if x.Code == d {
			return x.Say
		}
	}
	return ""
}

// GoalResult is what became of one goal.
type GoalResult struct {
	Goal   plan.GoalID
	Result plan.Result
	Words  string // in the person's words; may be empty

	GoalWords string // the goal itself; filled by OfPerson
}

// Review is one look back with the person.
type Review struct {
	ID            ID         `json:"id"`
	Person        ids.Person `json:"-"`
	Episode       episode.ID `json:"-"`
	On            when.Date  `json:"on"`
	Account       ids.Account
	ByName        string    // filled by OfPerson
	PersonsView   string    `json:"persons_view"`
	WorkersView   string    `json:"workers_view"`
	Decision      Decision  `json:"decision"`
	DecisionWords string    `json:"decision_words"`
	Next          when.Date `json:"next"` // of the next review, where support carries on
	Goals         []GoalResult
	RecordedAt    when.Instant
}

// Met is what the review found of the goals together, as Client Level Data
// asks: all met, at least one met or partly met, or none. Empty without goals.
func (r Review) Met() plan.Result {
	if len(r.Goals) == 0 {
		return ""
	}
	met, some := 0, false
	for _, g := range r.Goals {
		if g.Result == plan.Met {
			met++
		}
		some = some || g.Result == plan.Met || g.Result == plan.Partly
	}
	switch {
	case met == len(r.Goals):
		return plan.Met
	case some:
		return plan.Partly
	}
	return plan.NotMet
}

func (r Review) check(p plan.Plan, today when.Date) error {
	var c fault.Checks
	c.Field(r.On == "" || r.On > today, "on", "Enter the day of the review: today or before.")
	c.Field(r.On != "" && r.On < today.Add(-60), "on", "Check the day: it is more than 60 days ago.")
	said := map[plan.GoalID]plan.Result{}
	for _, g := range r.Goals {
		_, ours := p.Goal(g.Goal)
		c.Field(!ours || g.Result.Label() == "", "goal_"+string(g.Goal), "Choose whether the goal was met.")
		said[g.Goal] = g.Result
	}
	for _, g := range p.Goals {
		c.Field(said[g.ID] == "", "goal_"+string(g.ID), "Choose whether this goal was met.")
	}
	c.Field(len([]rune(r.PersonsView)) < 3, "persons_view", "Write how the person sees it, in their own words.")
	c.Field(r.Decision.Label() == "", "decision", "Choose what was decided.")
	c.Field(r.Decision == LongTerm && len([]rune(r.DecisionWords)) < 10, "decision_words", "Say why longer-term support is needed.")
	goesOn := r.Decision == CarryOn || r.Decision == FewerVisits
	c.Field(goesOn && (r.Next == "" || r.Next <= r.On), "next", "Enter the day of the next review.")
	c.Field(goesOn && r.Next > r.On.Add(42) && r.On != "", "next", "Review again within 6 weeks (NICE NG21).")
	return c.Err("review.review")
}
