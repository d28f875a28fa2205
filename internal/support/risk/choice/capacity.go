package choice

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/risk"
)

// YesNo is an answer of a form.
type YesNo string

// The answers.
const (
	Yes YesNo = "yes"
	No  YesNo = "no"
)

var yesNoWords = map[YesNo]string{Yes: "Yes", No: "No"}

// Label is the answer in words for a screen.
func (y YesNo) Label() string { return yesNoWords[y] }

var yesNos = []YesNo{Yes, No}

// Outcome is whether the person could make one decision at one time.
type Outcome string

// The outcomes. Codes never change meaning.
const (
	Can    Outcome = "can"
	Cannot Outcome = "cannot"
	Wait   Outcome = "wait"
)

// Outcomes lists them in the order of the form.
var Outcomes = []Outcome{Can, Cannot, Wait}

var outcomeWords = map[Outcome]string{
	Can: "They can make this decision", Cannot: "They cannot make this decision now", Wait: "Not today: ask again when they are at their best",
}

// Label is the outcome in words for a screen.
func (o Outcome) Label() string { return outcomeWords[o] }

// Capacity is one decision, and whether the person could make it. The json names
// are those of the form.
type Capacity struct {
	ID       string `json:"id"`
	Person   ids.Person
	Decision string    `json:"decision"`
	On       when.Date `json:"on"`
	Doubt    string    `json:"doubt"`  // why anybody asks
	Helped   string    `json:"helped"` // what was done so that they could decide

	// What the person could do about this decision, Mental Capacity Act s.3.
	Understands  YesNo  `json:"understands"`
	Retains      YesNo  `json:"retains"`
	Weighs       YesNo  `json:"weighs"`
	Communicates YesNo  `json:"communicates"`
	Evidence     string `json:"evidence"`

	// Whether an impairment is why, s.2; only where something was missing.
	Cause      YesNo  `json:"cause"`
	CauseWords string `json:"cause_words"`

	Outcome Outcome `json:"outcome"`

	// What is best, s.4; only where they cannot decide.
	Interests string `json:"interests"` // what the choices are, with what is good and bad about each
	Wishes    string `json:"wishes"`    // what the person wants, wanted and believes
	Consulted string `json:"consulted"` // who was asked, and what they said
	Least     string `json:"least"`     // why nothing less restricting will do
	Decided   string `json:"decided"`   // what was decided, and by whom

	ReviewOn when.Date `json:"review_on"`
	Recorded when.Instant
	ByName   string // filled by reads only
}

// missing reports whether there was something that the person could not do.
func (x Capacity) missing() bool {
	return x.Understands == No || x.Retains == No || x.Weighs == No || x.Communicates == No
}

func (x Capacity) check(today when.Date) error {
	var c risk.Checks
	c.ID(x.ID)
	c.Words(x.Decision, "decision", "Write the one decision this is about.")
	c.Done(x.On, today, "on", "Enter the day on which you talked with them.")
	c.Words(x.Doubt, "doubt", "Say why anybody asks. An unwise choice is not a reason.")
	c.Words(x.Helped, "helped", "Say what was done to help them decide: words, pictures, the time of day, somebody they trust.")
	for _, f := range []struct {
		name  string
		given YesNo
	}{{"understands", x.Understands}, {"retains", x.Retains}, {"weighs", x.Weighs}, {"communicates", x.Communicates}} {
		c.Field(f.given.Label() == "", f.name, "Choose yes or no.")
	}
	c.Words(x.Evidence, "evidence", "Write what you asked, and what they said or did.")
	c.Field(x.Outcome.Label() == "", "outcome", "Choose how it ended.")
	c.Field(x.missing() && x.Cause.Label() == "", "cause", "There was something they could not do. Say now whether an impairment of the mind or brain is why.")
	c.Field(!x.missing() && x.Cause == Yes, "cause", "They could do all four, so nothing has to be explained. Leave this empty.")
	c.Field(x.Cause == Yes && x.CauseWords == "", "cause_words", "Say which impairment, and how it is why.")
	c.AtMost(x.CauseWords, "cause_words")
	c.Field(x.Outcome == Cannot && (!x.missing() || x.Cause != Yes), "outcome", "“Cannot” needs something they could not do, and an impairment that is why. Without both, they can make this decision.")
	c.Field(x.Outcome == Can && x.missing() && x.Cause == Yes, "outcome", "There was something they could not do, and an impairment is why. Choose “cannot”, or “not today”.")
	c.Field(x.Outcome == Wait && !x.missing(), "outcome", "They could do all four: they can make this decision today.")
	x.interestsChecked(&c)
	c.Again(x.ReviewOn, today, risk.LongestReview, "review_on")
	return c.Err("risk.capacity")
}

// interestsChecked holds what is best for somebody to decisions they cannot make.
func (x Capacity) interestsChecked(c *risk.Checks) {
	for _, f := range []struct{ name, words, missing string }{
		{"interests", x.Interests, "Write the choices there are, and what is good and bad about each."},
		{"wishes", x.Wishes, "Write what the person wants, and what they wanted and believed before."},
		{"consulted", x.Consulted, "Say who was asked, and what they said."},
		{"least", x.Least, "Say why nothing that restricts them less will do."},
		{"decided", x.Decided, "Say what was decided, and by whom."},
	} {
		if x.Outcome == Cannot {
			c.Words(f.words, f.name, f.missing)
			continue
		}
		c.Field(f.words != "", f.name, "Leave this empty: nobody decides for somebody who can, or who may be able to soon.")
	}
}

// OrderKind is a paper by which somebody may decide for the person, or by which
// they decided ahead, or somebody who speaks for them.
type OrderKind string

// OrderKinds lists them in the order of the form. Codes never change meaning.
var OrderKinds = []OrderKind{"lpa_health", "lpa_money", "deputy_health", "deputy_money", "adrt", "advocate", "liberty"}

var orderWords = map[OrderKind]string{
	"lpa_health": "Lasting power of attorney, health and welfare", "lpa_money": "Lasting power of attorney, property and money",
	"deputy_health": "Deputy for health and welfare", "deputy_money": "Deputy for property and money",
	"adrt": "Advance decision to refuse treatment", "advocate": "Advocate", "liberty": "Court order or authorisation about their liberty",
}

// Label is the kind in words for a screen.
func (k OrderKind) Label() string { return orderWords[k] }

// Order is one of them, as the paper says. The json names are those of the form.
type Order struct {
	ID      string `json:"id"`
	Person  ids.Person
	Kind    OrderKind `json:"kind"`
	Who     string    `json:"who"`
	Phone   string    `json:"phone"`
	Covers  string    `json:"covers"`
	SeenOn  when.Date `json:"seen_on"` // when one of us saw the paper; empty until then
	Copy    string    `json:"copy"`    // where the copy is
	UntilOn when.Date `json:"until_on"`

	Recorded when.Instant
	ByName   string // filled by reads only
	Ended    when.Instant
	EndedWhy string
	Version  int
}

func (o Order) check(today when.Date) error {
	var c risk.Checks
	c.ID(o.ID)
	c.Field(o.Kind.Label() == "", "kind", "Choose what it is.")
	c.Words(o.Who, "who", "Enter who it is: the attorney, deputy, advocate or court, or whom the person told.")
	c.Words(o.Covers, "covers", "Say what it is about, and what it leaves out.")
	c.AtMost(o.Phone, "phone")
	c.Field(o.SeenOn > today, "seen_on", "That day is still to come.")
	c.Field(o.SeenOn != "" && o.Copy == "" && o.Kind != "advocate", "copy", "Say where the copy is kept.")
	c.AtMost(o.Copy, "copy")
	c.Field(o.UntilOn != "" && o.UntilOn < today, "until_on", "That day has passed: it holds no more.")
	c.Field(o.Kind == "liberty" && o.UntilOn == "", "until_on", "Enter the last day it holds.")
	return c.Err("risk.order")
}

// over reports whether its last day has passed.
func (o Order) over(today when.Date) bool { return o.UntilOn != "" && o.UntilOn < today }
