package episode

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/referral"
)

// Reason is why somebody is accepted, as a code that can be counted.
type Reason string

// The reasons for accepting. Source: the aims of reablement in the Care Act
// statutory guidance, chapter 2, in plain words.
const (
	ReasonRegain  Reason = "regain"
	ReasonHome    Reason = "home_from_hospital"
	ReasonPrevent Reason = "prevent"
	ReasonReview  Reason = "before_long_term"
)

// Reasons lists the reasons in the order the form offers them.
var Reasons = []Reason{ReasonHome, ReasonRegain, ReasonPrevent, ReasonReview}

var reasonWords = map[Reason]string{
	ReasonHome:    "Coming home from hospital and likely to gain from support",
	ReasonRegain:  "Can get back skills lost through illness or a fall",
	ReasonPrevent: "Support now is likely to prevent a greater need",
	ReasonReview:  "To see what is possible before long-term support is decided",
}

// Label is the reason in words for a screen; empty when it is none of them.
func (r Reason) Label() string { return reasonWords[r] }

// Acceptance is the decision to support somebody.
type Acceptance struct {
	ID           ID          `json:"id"` // of the new episode
	Referral     referral.ID `json:"-"`
	Person       ids.Person  `json:"person"`
	Reason       Reason      `json:"reason"`
	Words        string      `json:"words"` // why, for people to read
	Pathway      Pathway     `json:"pathway"`
	ReadyOn      when.Date   `json:"ready"`      // only from hospital
	DischargedOn when.Date   `json:"discharged"` // if they have left hospital already
	Days         int         `json:"days"`       // of the specified period; 0 takes the council's setting
	LongerReason string      `json:"longer"`     // needed above six weeks
}

// ready is the day the clock to the start runs from.
func (a Acceptance) ready() when.Date {
	if a.ReadyOn == "" {
		return a.DischargedOn
	}
	return a.ReadyOn
}

// maxDays is the longest period the form takes. NG74 has no upper limit; twice
// six weeks catches a slip of the finger.
const maxDays = 84

func (a Acceptance) check(today when.Date) error {
	var c fault.Checks
	c.Field(a.Reason.Label() == "", "reason", "Choose the main reason for accepting.")
	c.Field(len([]rune(a.Words)) < 10, "words", "Say in a few words why support is right for this person.")
	c.Field(a.Pathway != FromHospital && a.Pathway != FromCommunity, "pathway", "Choose whether the person comes from hospital or from home.")
	c.Field(a.Pathway == FromHospital && a.ReadyOn == "" && a.DischargedOn == "", "ready", "Enter the day the hospital is ready, or the day the person left hospital.")
	c.Field(a.Pathway == FromCommunity && (a.ReadyOn != "" || a.DischargedOn != ""), "ready", "Leave the hospital dates empty, or choose that the person comes from hospital.")
	c.Field(a.ReadyOn != "" && (a.ReadyOn < today.Add(-90) || a.ReadyOn > today.Add(90)), "ready", "Check the date: it is more than 90 days away.")
	c.Field(a.DischargedOn > today, "discharged", "The day the person left hospital cannot be in the future.")
	c.Field(a.Days < 1 || a.Days > maxDays, "days", "Enter a number of days from 1 to %d.", maxDays)
	c.Field(a.Days > FreeDays && len([]rune(a.LongerReason)) < 10, "longer", "Say why more than %d days are planned. Support is free by law for the first six weeks.", FreeDays)
	return c.Err("episode.acceptance")
}

// Extension makes the specified period longer.
type Extension struct {
	Person  ids.Person `json:"-"`
	Episode ID         `json:"episode"`
	Version int        `json:"version"`
	Until   when.Date  `json:"until"`
	Reason  string     `json:"reason"`
	// Charge says what was decided about money after six weeks: "free" or
	// "told", when there may be a charge and the person was told before.
	Charge string `json:"charge"`
}

func (x Extension) check(e Episode) error {
	var c fault.Checks
	c.Field(x.Until <= e.PeriodUntil, "until", "Choose a day after %s, when the period ends now.", e.PeriodUntil.Said())
	c.Field(x.Until != "" && e.PeriodFrom.Days(x.Until) >= maxDays, "until", "A period can be at most %d days. End this support and start another if more is needed.", maxDays)
	c.Field(len([]rune(x.Reason)) < 10, "reason", "Say in a few words why more time is needed.")
	past := x.Until > e.PeriodFrom.Add(FreeDays-1)
	c.Field(past && x.Charge != "free" && x.Charge != "told", "charge", "This goes past the six free weeks: choose whether it stays free, or the person was told about a charge.")
	return c.Err("episode.extension")
}

// Discharge corrects or records the day the person left hospital.
type Discharge struct {
	Person  ids.Person `json:"-"`
	Episode ID         `json:"episode"`
	Version int        `json:"version"`
	On      when.Date  `json:"on"`
	Reason  string     `json:"reason"` // needed when another day was recorded
}

func (d Discharge) check(e Episode, today when.Date) error {
	var c fault.Checks
	c.Field(d.On == "", "on", "Enter the day the person left hospital.")
	c.Field(d.On > today, "on", "The day the person left hospital cannot be in the future.")
	c.Field(e.AdmittedOn != "" && d.On != "" && d.On < e.AdmittedOn, "on", "The person went into hospital on %s: enter a day after that.", e.AdmittedOn.Said())
	c.Field(e.Pathway != FromHospital, "on", "This support did not begin with a stay in hospital.")
	c.Field(e.DischargedOn != "" && e.DischargedOn != d.On && len([]rune(d.Reason)) < 10, "reason", "Say why the day recorded before was wrong.")
	return c.Err("episode.discharge")
}

// Ending ends an episode. TakesAway is the person's transition plan: what they
// can do themselves, whom to call, how to come back (NICE QS173 statement 4).
type Ending struct {
	Person    ids.Person
	Episode   ID
	Version   int
	On        when.Date
	Outcome   Outcome
	Sequel    Sequel
	Words     string // remaining need
	TakesAway string
}

func (n Ending) check(e Episode, today when.Date) error {
	var c fault.Checks
	c.Field(!n.Outcome.Known(), "outcome", "Choose how the support ended.")
	c.Field(!n.Sequel.Known(), "sequel", "Choose what follows.")
	c.Field(n.On == "", "on", "Enter the last day of support.")
	c.Field(n.On > today, "on", "The last day of support cannot be in the future.")
	c.Field(n.On != "" && n.On < max(e.StartedOn, e.AcceptedAt.On()), "on", "Support cannot end before it began.")
	c.Field(n.Outcome == Died && n.Sequel != NoSupport, "sequel", "Choose that no support follows.")
	c.Field(n.Sequel.LongTerm() && len([]rune(n.Words)) < 10, "words", "Say what the person still needs help with.")
	goesHome := n.Outcome == Finished || n.Outcome == Advised
	c.Field(goesHome && len([]rune(n.TakesAway)) < 10, "takes_away", "Say what the person takes away: what they do themselves, whom to call and how to come back.")
	c.Field(e.Pathway == FromHospital && e.StartedOn != "" && e.DischargedOn == "" && n.Outcome != Died && n.Outcome != InHospital,
		"on", "Record the day the person left hospital first: we follow up from that day.")
	return c.Err("episode.ending")
}

// Change is one date or state that changed, and why.
type Change struct {
	ID, What, Was, Now, Reason string
	Episode                    ID
	At                         when.Instant
	Account                    ids.Account
	ByName                     string // filled by Changes
}
