package visit

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/alert"
)

// Who may do what about a worry. Whoever raised one reads it no more: the words
// are for those who plan.
var (
	MayRaiseConcern = gate.Action{Name: "visit.raise_concern", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MaySeeConcerns  = gate.Action{Name: "visit.see_concerns", Who: actor.Rule{Any: actor.Practice}}
)

// ConcernKind is what a worry is about.
type ConcernKind string

// The kinds. Codes never change meaning.
const (
	Abuse           ConcernKind = "abuse_or_neglect"
	HealthChanged   ConcernKind = "health_changed"
	Fell            ConcernKind = "fall"
	HomeNotSafe     ConcernKind = "home_not_safe"
	MedicineConcern ConcernKind = "medicines"
	// MedicineError is an error with a medicine, or one that nearly was.
	MedicineError ConcernKind = "medicine_error"
	OtherConcern  ConcernKind = "other"
)

// ConcernKinds lists them in the order of the tiles.
var ConcernKinds = []ConcernKind{Abuse, HealthChanged, Fell, HomeNotSafe, MedicineConcern, MedicineError, OtherConcern}

var concernWords = map[ConcernKind]string{
	Abuse: "Someone hurts, scares or neglects them", HealthChanged: "Not well, or something has changed", Fell: "A fall",
	HomeNotSafe: "The home is not safe", MedicineConcern: "Something about medicines", MedicineError: "A medicine went wrong, or nearly", OtherConcern: "Something else",
}

// Label is the kind in words for a screen.
func (k ConcernKind) Label() string { return concernWords[k] }

// Sealed reports whether a worry of this kind goes to the safeguarding lead
// alone. So does one of a kind we do not know: a newer phone may have it.
func (k ConcernKind) Sealed() bool { return k == Abuse || concernWords[k] == "" }

// Urgency is how soon somebody must answer a worry.
type Urgency string

// The urgencies. Codes never change meaning.
const (
	Now       Urgency = "now"
	SameDay   Urgency = "today"
	NextVisit Urgency = "next"
)

// Urgencies lists them in the order of forms.
var Urgencies = []Urgency{Now, SameDay, NextVisit}

var urgencyWords = map[Urgency]string{Now: "Now", SameDay: "Today", NextVisit: "Before the next visit"}

// Label is the urgency in words for a screen.
func (u Urgency) Label() string { return urgencyWords[u] }

// Read is the urgency as it was told; what we do not know is now.
func (u Urgency) Read() Urgency {
	if slices.Contains(Urgencies, u) {
		return u
	}
	return Now
}

var urgencyLevels = map[Urgency]alert.Level{Now: alert.ActNow, SameDay: alert.Today, NextVisit: alert.Inform}

// Concern is a worry about one person, as it was told. Words may be empty: that
// somebody is worried is enough. Visit is empty where it was not at one.
type Concern struct {
	ID       string
	Person   ids.Person
	Visit    ID
	Kind     ConcernKind
	Urgency  Urgency
	Words    string
	At       when.Instant // when it was seen or heard
	Channel  Channel
	Received when.Instant
	By       ids.Account
	ByName   string // filled by reads only
}

// mostConcern is how many characters a worry may have: what somebody said is
// written down word for word.
const mostConcern = 20_000

// RaiseConcern keeps a worry and alerts the office. A kind that is sealed is
// not for here (safeguarding.Raise): it is refused, and nothing of it kept.
// Errors: visit.concern, by field; visit.concern_sealed; gate.exists;
// gate.not_found.
func RaiseConcern(ctx context.Context, g *gate.Gate, c Concern) error {
	if c.Kind.Sealed() {
		return fault.New(fault.Invalid, "visit.concern_sealed", "This is for the safeguarding lead alone. Raise it as a safeguarding concern.")
	}
	c.Words, c.Urgency = strings.TrimSpace(c.Words), c.Urgency.Read()
	return g.Write(ctx, MayRaiseConcern, gate.Person(c.Person), func(tx *gate.Tx) error {
		var checks fault.Checks
		checks.Field(c.ID == "" || len(c.ID) > 100, "id", "Start the form again: it has lost its number.")
		checks.Field(utf8.RuneCountInString(c.Words) > mostConcern, "words", "Use %d characters or fewer.", mostConcern)
		checks.Field(c.At.After(tx.At.Add(ahead).Time), "at", "This cannot have happened in the future: check the time.")
		if err := checks.Err("visit.concern"); err != nil {
			return err
		}
		if c.At.IsZero() {
			c.At = tx.At
		}
		if err := insertConcern(tx, c); err != nil {
			return err
		}
		return alert.Raise(tx, alert.New{
			Kind: alert.Concern, Level: urgencyLevels[c.Urgency], Person: c.Person, Source: c.ID, Detail: alert.Detail(c.Kind),
		})
	})
}

// mostShown is how many worries the person's page shows.
const mostShown = 100

func concernsPage(c *web.Call) (web.Reply, error) {
	var all []Concern
	err := c.Gate.Read(c, MaySeeConcerns, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = concerns(s, c.Person(), mostShown)
		return err
	})
	if err != nil {
		return nil, err
	}
	t := ui.Timeline{Empty: "No concerns have been told."}
	for _, x := range all {
		e := ui.Event{When: x.At.Said(), Who: x.ByName, What: x.title(), Block: ui.Text("“" + x.Words + "”")}
		if x.Words == "" {
			e.Block = ui.Para("Nothing was written. Ring whoever told it.")
		}
		if x.Visit != "" {
			e.Href = path(x.Person, x.Visit)
		}
		t.Events = append(t.Events, e)
	}
	return c.Page("Concerns",
		ui.Para("What workers were concerned about, in their words. What is about abuse or neglect goes to the safeguarding lead alone, and never stands here."),
		t), nil
}

// title is what it is about and how soon: The home is not safe (today).
func (c Concern) title() string {
	return c.Kind.Label() + " (" + strings.ToLower(c.Urgency.Label()) + ")"
}

// said is the title with the words.
func (c Concern) said() string {
	if c.Words == "" {
		return c.title()
	}
	return c.title() + ": “" + c.Words + "”"
}
