package risk

import (
	"regexp"
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// WarningID names one warning.
type WarningID string

// WarningKind says what a warning is about.
type WarningKind string

// The kinds. Codes never change meaning.
const (
	Violence   WarningKind = "violence"
	Weapons    WarningKind = "weapons"
	Dog        WarningKind = "dog"
	Substance  WarningKind = "substance"
	Infection  WarningKind = "infection"
	Premises   WarningKind = "premises"
	ThirdParty WarningKind = "third_party"
)

// WarningKinds lists them in the order of the form.
var WarningKinds = []WarningKind{Violence, Weapons, Dog, Substance, Infection, Premises, ThirdParty}

var warningWords = map[WarningKind]string{
	Violence: "Somebody was hurt or threatened", Weapons: "Weapons in the home", Dog: "Dog or another animal",
	Substance: "Drugs, alcohol or needles", Infection: "Infection", Premises: "The building or the way there", ThirdParty: "Somebody else who is there",
}

// Label is the kind in words for a screen.
func (k WarningKind) Label() string { return warningWords[k] }

// longestWarning is for how many days a warning may show before somebody looks
// again: 26 weeks, within six months.
const longestWarning = 182

// answerDays is within how many working days a challenge is answered.
const answerDays = 20

// Warning is something that happened, told to those who visit. The json names
// are those of the form.
type Warning struct {
	ID         WarningID   `json:"id"`
	Person     ids.Person  `json:"-"`
	Kind       WarningKind `json:"kind"`
	Happened   string      `json:"happened"` // what was seen or heard
	HappenedOn when.Date   `json:"happened_on"`
	Source     string      `json:"source"` // who saw it, or where it is written
	Todo       string      `json:"todo"`   // what whoever visits does
	Told       string      `json:"told"`   // "yes" where the person knows that this is written down
	ToldWords  string      `json:"told_words"`
	UntilOn    when.Date   `json:"until_on"` // the last day it shows
	// AsSaid says that words of opinion stand there because somebody used them.
	AsSaid bool `json:"as_said"`

	Recorded   when.Instant
	RecordedBy ids.Account
	ByName     string // filled by reads only
	Ended      when.Instant
	EndedWhy   string
	Version    int

	Challenges []Challenge // filled by reads only, the latest first
	Reviews    []Looked    // filled by reads only, the latest first
}

// InForce reports whether the warning shows on a day.
func (w Warning) InForce(on when.Date) bool { return w.Ended.IsZero() && w.UntilOn >= on }

// Open is the challenge that nobody has answered yet; false when there is none.
func (w Warning) Open() (Challenge, bool) {
	i := slices.IndexFunc(w.Challenges, func(c Challenge) bool { return c.Answered.IsZero() })
	if i < 0 {
		return Challenge{}, false
	}
	return w.Challenges[i], true
}

// writtenOrKept reports whether somebody wrote the warning, or looked at it and
// kept it: they do not answer what the person says against it.
func (w Warning) writtenOrKept(by ids.Account) bool {
	return w.RecordedBy == by || slices.ContainsFunc(w.Reviews, func(l Looked) bool { return l.RecordedBy == by })
}

// opinions are words that say what somebody is like, or what we make of it. The
// list is ours: it cannot be whole, and a word in it may be what was said.
var opinions = regexp.MustCompile(`(?i)\b(abusive|addict|aggressive|alcoholic|attention[- ]seeking|awkward|bad[- ]tempered|challenging|crazy|creepy|dangerous|difficult|dirty|disgusting|druggie|druggy|drunkard|hostile|junkie|lazy|mad|manipulative|mental|nasty|non[- ]compliant|odd|paranoid|rude|scary|schizo|strange|threatening|uncooperative|unpleasant|unpredictable|violent|volatile|weird)\b`)

var quoted = regexp.MustCompile(`“[^”]*”|"[^"]*"|‘[^’]*’`)

// Opinions lists words in the text that say what we make of somebody, each
// once. What stands in quotation marks is what somebody said.
func Opinions(text string) []string {
	var out []string
	for _, w := range opinions.FindAllString(quoted.ReplaceAllString(text, ""), -1) {
		if w = strings.ToLower(w); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func (w Warning) check(today when.Date) error {
	var c Checks
	c.ID(string(w.ID))
	c.Field(w.Kind.Label() == "", "kind", "Choose what it is about.")
	c.Words(w.Happened, "happened", "Say what happened: what was seen or heard, where, and who was there.")
	if found := Opinions(w.Happened); len(found) > 0 && !w.AsSaid {
		c.Field(true, "happened", "Say what was seen. “%s” is what we make of it: write what was done or said instead, or put their words in quotation marks.", strings.Join(found, "”, “"))
	}
	c.Done(w.HappenedOn, today, "happened_on", "Enter the day on which it happened.")
	c.Words(w.Source, "source", "Say who saw it, or where it is written.")
	c.Words(w.Todo, "todo", "Say what whoever visits should do.")
	c.Field(w.Told != "yes" && w.Told != "no", "told", "Say whether the person knows that this is written down.")
	c.Field(w.Told == "no" && w.ToldWords == "", "told_words", "Say why the person was not told.")
	c.AtMost(w.ToldWords, "told_words")
	c.Again(w.UntilOn, today, longestWarning, "until_on")
	return c.Err("risk.warning")
}

// Looked is one time that somebody looked at a warning again. The json names
// are those of the form.
type Looked struct {
	ID      string     `json:"id"`
	Person  ids.Person `json:"-"`
	Warning WarningID  `json:"-"`
	Version int        `json:"version"`
	Words   string     `json:"words"` // what is known today
	UntilOn when.Date  `json:"until_on"`

	Recorded   when.Instant
	RecordedBy ids.Account
	ByName     string // filled by reads only
}

func (l Looked) check(today when.Date) error {
	var c Checks
	c.ID(l.ID)
	c.Words(l.Words, "words", "Say what is known today, and how you know.")
	c.Again(l.UntilOn, today, longestWarning, "until_on")
	return c.Err("risk.looked")
}

// Answer is how a challenge ended.
type Answer string

// The answers.
const (
	Stays     Answer = "stays"
	TakenAway Answer = "ended"
)

// Answers lists those that may be chosen, in the order of the form.
var Answers = []Answer{Stays, TakenAway}

var answerWords = map[Answer]string{Stays: "It stays", TakenAway: "It was not right: it ends now"}

// Label is the answer in words for a screen.
func (a Answer) Label() string { return answerWords[a] }

// Challenge is what the person says against a warning. The json names are those
// of the forms.
type Challenge struct {
	ID      string     `json:"id"`
	Person  ids.Person `json:"-"`
	Warning WarningID  `json:"-"`
	Words   string     `json:"words"` // in the person's words
	SaidOn  when.Date  `json:"said_on"`
	DueOn   when.Date  // answered by then

	Recorded    when.Instant
	RecordedBy  ids.Account
	ByName      string // filled by reads only
	Answer      Answer
	AnswerWords string
	Answered    when.Instant
	AnsweredBy  ids.Account
	AnswerName  string // filled by reads only
	Version     int
}

func (x Challenge) check(today when.Date) error {
	var c Checks
	c.ID(x.ID)
	c.Words(x.Words, "words", "Write down what the person says is not right, in their words.")
	c.Done(x.SaidOn, today, "said_on", "Enter the day on which they said it.")
	return c.Err("risk.challenge")
}

// Answering is the answer to a challenge. The json names are those of the form.
type Answering struct {
	Person    ids.Person `json:"-"`
	Warning   WarningID  `json:"-"`
	Challenge string     `json:"-"`
	Version   int        `json:"version"`
	Answer    Answer     `json:"answer"`
	Words     string     `json:"words"` // what the person was told
}

// check holds who answers to somebody who neither wrote the warning nor kept it.
func (a Answering) check(w Warning, by ids.Account) error {
	var c Checks
	c.Field(a.Answer.Label() == "", "answer", "Choose how this ends.")
	c.Words(a.Words, "words", "Say what you looked at, and what you told the person.")
	if err := c.Err("risk.answer"); err != nil {
		return err
	}
	if w.writtenOrKept(by) {
		return fault.New(fault.Invalid, "risk.own_warning", "You wrote this warning, or kept it. Somebody else must answer the person.")
	}
	return nil
}
