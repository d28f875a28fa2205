package choice

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/risk"
)

// Mark is how the person agreed.
type Mark string

// The marks.
const (
	Signed Mark = "signed"
	Aloud  Mark = "aloud"
)

// Marks lists them in the order of the form.
var Marks = []Mark{Signed, Aloud}

var markWords = map[Mark]string{Signed: "They signed it, or made their mark", Aloud: "Agreed aloud, read back to them"}

// Label is the mark in words for a screen.
func (m Mark) Label() string { return markWords[m] }

// Deciding is who decides about this risk.
type Deciding string

// The answers.
const (
	NoDoubt  Deciding = "no_doubt"
	Assessed Deciding = "assessed"
)

// Decidings lists them in the order of the form.
var Decidings = []Deciding{NoDoubt, Assessed}

var decidingWords = map[Deciding]string{
	NoDoubt: "Nobody doubts that they can decide this", Assessed: "Somebody asked, and it is written down",
}

// Label is the answer in words for a screen.
func (d Deciding) Label() string { return decidingWords[d] }

// Choice is one risk that the person chooses to take. The json names are those of
// the form.
type Choice struct {
	ID       string `json:"id"`
	Person   ids.Person
	On       when.Date `json:"on"`
	Wants    string    `json:"wants"`   // in their own words
	Matters  string    `json:"matters"` // why, in their own words
	Benefits string    `json:"benefits"`
	Risks    string    `json:"risks"`
	Agreed   string    `json:"agreed"`  // what everybody does
	Limits   string    `json:"limits"`  // where it ends
	Present  string    `json:"present"` // who was there

	Deciding   Deciding `json:"deciding"`
	CapacityID string   `json:"capacity"` // the decision that was written down

	Mark       Mark      `json:"mark"`
	ReviewOn   when.Date `json:"review_on"`
	ReviewWhen string    `json:"review_when"` // what else makes somebody look again

	Replaces string // the one this takes the place of

	Recorded when.Instant
	ByName   string // filled by reads only
	Ended    when.Instant
	EndedWhy string
	Version  int
}

func (x Choice) check(today when.Date) error {
	var c risk.Checks
	c.ID(x.ID)
	c.Done(x.On, today, "on", "Enter the day on which you talked about it.")
	c.Words(x.Wants, "wants", "Write what they want, in their own words.")
	c.Words(x.Matters, "matters", "Write why it matters to them, in their own words.")
	c.Words(x.Benefits, "benefits", "Say what is good about it.")
	c.Words(x.Risks, "risks", "Say what could happen, and how likely it is.")
	c.Words(x.Agreed, "agreed", "Say what was agreed: who does what.")
	c.Words(x.Limits, "limits", "Say where it ends: what would make you stop and talk again.")
	c.Words(x.Present, "present", "Say who was there.")
	c.Field(x.Deciding.Label() == "", "deciding", "Say whether anybody doubts that they can decide this.")
	c.Field(x.Deciding == Assessed && x.CapacityID == "", "capacity", "Choose which decision was written down. Write it down first if it is not there.")
	c.Field(x.Mark.Label() == "", "mark", "Say how the person agreed.")
	c.Words(x.ReviewWhen, "review_when", "Say what makes somebody look again: a fall, a stay in hospital, or that they ask.")
	c.Again(x.ReviewOn, today, risk.LongestReview, "review_on")
	return c.Err("risk.choice")
}
