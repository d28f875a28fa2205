package assessment

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
)

// ID of an assessment.
type ID string

// Kind tells the first look from later ones.
type Kind string

// The kinds.
const (
	KindBaseline Kind = "baseline"
	KindReview   Kind = "review"
)

var kindWords = map[Kind]string{KindBaseline: "First visit", KindReview: "Looked at again"}

// Label is the kind in words for a screen.
func (k Kind) Label() string { return kindWords[k] }

// Ability is how one activity is done.
type Ability struct {
	Activity Activity
	Level    Level
	Words    string // what helps, in a few words; may be empty
}

// Assessment is one look at what a person can do.
type Assessment struct {
	ID          ID
	Person      ids.Person
	Episode     episode.ID
	Kind        Kind
	On          when.Date
	Account     ids.Account // who looked
	ByName      string      // filled by History
	Matters     string      // what matters, in the person's words
	Before      string      // how things were before
	ToldService bool        // told what the service will and will not do
	RecordedAt  when.Instant
	Abilities   []Ability // those looked at, in the order of Activities
}

// Level is the step recorded for an activity; empty when it was not looked at.
func (a Assessment) Level(of Activity) Level {
	for _, x := range a.Abilities {
		if x.Activity == of {
			return x.Level
		}
	}
	return ""
}

// Baseline is what a form or the field records at a visit.
type Baseline struct {
	ID     ID         `json:"id"`
	Person ids.Person `json:"-"`
	// Episode is the one the recorder had in mind; empty takes the open one.
	Episode     episode.ID `json:"episode"`
	On          when.Date  `json:"on"`
	Matters     string     `json:"matters"`
	Before      string     `json:"before"`
	ToldService bool       `json:"told"`
	// Consent is the answer to sharing what is needed with the hospital and GP.
	Consent      person.Answer `json:"consent"`
	ConsentWords string        `json:"consent_words"`
	NeedsAsked   bool          `json:"needs_asked"` // communication needs were asked about
	Abilities    []Ability     `json:"-"`
}

// check says what is wrong. A first look asks more than a later one.
func (b Baseline) check(kind Kind, today when.Date) error {
	var c fault.Checks
	c.Field(b.On == "", "on", "Enter the day you looked at this together.")
	c.Field(b.On > today, "on", "The day cannot be in the future.")
	c.Field(b.On != "" && b.On < today.Add(-60), "on", "Check the day: it is more than 60 days ago.")
	c.Field(len(b.Abilities) == 0, "ability_move", "Choose a step for at least one activity.")
	seen := map[Activity]bool{}
	for _, a := range b.Abilities {
		c.Field(!a.Activity.Known() || !a.Level.Known() || seen[a.Activity], "ability_"+string(a.Activity), "Choose one step of the ladder for each activity.")
		seen[a.Activity] = true
	}
	if kind == KindBaseline {
		c.Field(len([]rune(b.Matters)) < 3, "matters", "Write what matters to the person, in their own words.")
		c.Field(!b.ToldService, "told", "Tell the person what the service will and will not do, then tick this.")
		c.Field(!b.NeedsAsked, "needs_asked", "Ask how the person likes to be contacted and told things, then tick this.")
		decided := b.Consent == person.Attorney || b.Consent == person.BestInterests
		c.Field(decided && b.ConsentWords == "", "consent_words", "Say who decided, and why the person could not decide this themselves.")
		c.Field(b.Consent.Label() == "", "consent", "Ask whether we may share this with others who help, and choose the answer.")
	}
	return c.Err("assessment.baseline")
}

// Compared is one activity, first and last time it was looked at.
type Compared struct {
	Activity     Activity
	First, Last  Level
	FirstWords   string
	LastWords    string
	Gained, Lost bool
}

// Compare sets the latest look beside the first, activity by activity. What
// was looked at only once, or was not tried, is neither gained nor lost.
func Compare(first, last Assessment) []Compared {
	var out []Compared
	for _, a := range Activities {
		f, l := first.ability(a), last.ability(a)
		if f.Level == "" && l.Level == "" {
			continue
		}
		both := f.Level.Tried() && l.Level.Tried()
		out = append(out, Compared{
			Activity: a, First: f.Level, Last: l.Level, FirstWords: f.Words, LastWords: l.Words,
			Gained: both && l.Level.Score() > f.Level.Score(), Lost: both && l.Level.Score() < f.Level.Score(),
		})
	}
	return out
}

func (a Assessment) ability(of Activity) Ability {
	for _, x := range a.Abilities {
		if x.Activity == of {
			return x
		}
	}
	return Ability{Activity: of}
}
