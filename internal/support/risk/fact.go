package risk

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// Kind says what a safety-critical fact is about.
type Kind string

// The kinds. Allergies come from the list of medicines, how somebody moves from
// the newest assessment of it; the others are written down as facts. Codes
// never change meaning.
const (
	Allergy       Kind = "allergy"
	Resuscitation Kind = "resuscitation"
	Swallowing    Kind = "swallowing"
	Moving        Kind = "moving"
	OtherFact     Kind = "other"
)

// Kinds lists them in the order in which they are shown.
var Kinds = []Kind{Allergy, Resuscitation, Swallowing, Moving, OtherFact}

// FactKinds are those that are written down as facts, in the order of the page.
var FactKinds = []Kind{Resuscitation, Swallowing, OtherFact}

var kindWords = map[Kind]string{
	Allergy: "Allergies", Resuscitation: "Resuscitation", Swallowing: "Eating and drinking", Moving: "Moving", OtherFact: "Must be known",
}

// Label is the kind in words for a screen.
func (k Kind) Label() string { return kindWords[k] }

// Paper is which paper says what is to be done if the heart stops.
type Paper string

// The papers. Source: Resuscitation Council UK, read November 2026.
const (
	DNACPR  Paper = "dnacpr"
	ReSPECT Paper = "respect"
)

// Papers lists them in the order of the form.
var Papers = []Paper{DNACPR, ReSPECT}

var paperWords = map[Paper]string{DNACPR: "DNACPR form", ReSPECT: "ReSPECT form"}

// Label is the paper in words for a screen.
func (p Paper) Label() string { return paperWords[p] }

// Attempt is what the paper says of resuscitation.
type Attempt string

// The answers.
const (
	DoNotAttempt Attempt = "no"
	DoAttempt    Attempt = "yes"
)

// Attempts lists them in the order of the form.
var Attempts = []Attempt{DoNotAttempt, DoAttempt}

var attemptWords = map[Attempt]string{DoNotAttempt: "Do not try to restart the heart", DoAttempt: "Try to restart the heart"}

// Label is the answer in words for a screen.
func (a Attempt) Label() string { return attemptWords[a] }

// Level is one of the levels of food or drink. Source: IDDSI framework 2.0.
type Level string

// FoodLevels and DrinkLevels list the levels, from thick to thin.
var (
	FoodLevels  = []Level{"7", "7e", "6", "5", "4", "3"}
	DrinkLevels = []Level{"0", "1", "2", "3", "4"}
)

var levelWords = map[Level][2]string{
	"0": {"", "Level 0, thin"}, "1": {"", "Level 1, slightly thick"}, "2": {"", "Level 2, mildly thick"},
	"3": {"Level 3, liquidised", "Level 3, moderately thick"}, "4": {"Level 4, pureed", "Level 4, extremely thick"},
	"5": {"Level 5, minced and moist", ""}, "6": {"Level 6, soft and bite-sized", ""},
	"7e": {"Level 7, easy to chew", ""}, "7": {"Level 7, regular", ""},
}

// Food and Drink are the level in words; empty where there is no such level.
func (l Level) Food() string { return levelWords[l][0] }

// Drink is the level of a drink in words; empty where there is no such level.
func (l Level) Drink() string { return levelWords[l][1] }

// Fact is one thing that must be known at once, as it was written down. It is
// never changed: it is ended, and another is added. Columns of other kinds are
// empty. The json names are those of the form.
type Fact struct {
	ID     string     `json:"id"`
	Person ids.Person `json:"-"`
	Kind   Kind       `json:"-"`

	Paper    Paper   `json:"paper"`
	Attempt  Attempt `json:"attempt"`
	Seen     string  `json:"seen"`  // "yes" where one of us has seen the paper
	Place    string  `json:"place"` // where the paper is
	SignedBy string  `json:"signed_by"`

	Food      Level  `json:"food"`
	Drink     Level  `json:"drink"`
	Thickener string `json:"thickener"`

	Words    string    `json:"words"` // more, in words; for OtherFact all there is
	Source   string    `json:"source"`
	KnownOn  when.Date `json:"known_on"` // of the paper or the advice
	ReviewOn when.Date `json:"review_on"`

	Recorded when.Instant
	ByName   string // filled by reads only
	Ended    when.Instant
	EndedWhy string
	Version  int
}

func (f Fact) trimmed() Fact {
	if f.Kind != Resuscitation {
		f.Paper, f.Attempt, f.Seen, f.Place, f.SignedBy = "", "", "", "", ""
	}
	if f.Kind != Swallowing {
		f.Food, f.Drink, f.Thickener = "", "", ""
	}
	return f
}

func (f Fact) check(today when.Date) error {
	var c Checks
	c.ID(f.ID)
	c.Field(!isFact(f.Kind), "kind", "Choose what this is about.")
	switch f.Kind {
	case Resuscitation:
		c.Field(f.Paper.Label() == "", "paper", "Choose which paper it is.")
		c.Field(f.Attempt.Label() == "", "attempt", "Choose what the paper says.")
		c.Field(f.Seen != "yes" && f.Seen != "no", "seen", "Say whether one of us has seen the paper itself.")
		c.Field(f.Seen == "yes" && f.Place == "", "place", "Say where the paper is, so that it can be shown to an ambulance crew.")
		c.Field(f.Seen == "yes" && f.SignedBy == "", "signed_by", "Enter who signed it, as on the paper.")
	case Swallowing:
		c.Field(f.Food.Food() == "", "food", "Choose the level of food.")
		c.Field(f.Drink.Drink() == "", "drink", "Choose the level of drinks.")
		c.Field(f.Drink.Drink() != "" && f.Drink != "0" && f.Thickener == "", "thickener", "Enter which thickener, and how much of it.")
	case OtherFact:
		c.Field(f.Words == "", "words", "Say what must be known.")
	}
	c.AtMost(f.Place, "place")
	c.AtMost(f.SignedBy, "signed_by")
	c.AtMost(f.Thickener, "thickener")
	c.AtMost(f.Words, "words")
	c.Words(f.Source, "source", "Say how we know: the paper, or who told us.")
	c.Done(f.KnownOn, today, "known_on", "Enter the day of the paper or the advice.")
	c.Again(f.ReviewOn, today, LongestReview, "review_on")
	return c.Err("risk.fact")
}

func isFact(k Kind) bool { return k == Resuscitation || k == Swallowing || k == OtherFact }

// Safety is one safety-critical fact as whoever is on the visit reads it.
type Safety struct {
	Kind     Kind
	Words    string
	Short    string // the fewest words that will do, such as for a label
	Source   string
	On       when.Date // of the paper, advice or assessment; may be empty
	ReviewOn when.Date // when somebody looks again; may be empty
}

// Due reports whether somebody should have looked again by now. The fact holds
// all the same.
func (s Safety) Due(today when.Date) bool { return s.ReviewOn != "" && s.ReviewOn <= today }

// Said is where a fact is from and of when: Discharge letter, 3 November 2026.
func (s Safety) Said() string {
	return joined(", ", s.Source, s.On.Said())
}

// mostShort is how many characters a label may have.
const mostShort = 50

// safety is the fact as whoever is on the visit reads it.
func (f Fact) safety() Safety {
	s := Safety{Kind: f.Kind, Words: f.Words, Short: f.Words, Source: f.Source, On: f.KnownOn, ReviewOn: f.ReviewOn}
	switch f.Kind {
	case Resuscitation:
		s.Words, s.Short = f.resuscitation(), f.Paper.Label()+" (not seen)"
		if f.Seen == "yes" {
			s.Short = f.Paper.Label() + ": " + f.Attempt.Label()
		}
	case Swallowing:
		said := "Food: " + f.Food.Food() + ". Drinks: " + f.Drink.Drink() + "."
		if f.Thickener != "" {
			said += " Thickener: " + sentence(f.Thickener)
		}
		s.Words = joined(" ", said, f.Words)
		s.Short = "Food level " + string(f.Food) + ", drinks level " + string(f.Drink)
	default:
		if r := []rune(f.Words); len(r) > mostShort {
			s.Short = string(r[:mostShort]) + "…"
		}
	}
	return s
}

// resuscitation is what to do if the heart stops. A paper that nobody has seen
// changes nothing yet: whoever is there asks for help as for anybody.
func (f Fact) resuscitation() string {
	if f.Seen != "yes" {
		return joined(" ", "We were told of a "+f.Paper.Label()+", and none of us has seen it. Call 999, and say that there may be one.", f.Words)
	}
	said := f.Attempt.Label() + ": " + f.Paper.Label() + ", signed by " + sentence(f.SignedBy) + " The paper is here: " + sentence(f.Place)
	return joined(" ", said, f.Words)
}

// joined puts what is not empty behind one another.
func joined(between string, texts ...string) string {
	var have []string
	for _, t := range texts {
		if t != "" {
			have = append(have, t)
		}
	}
	return strings.Join(have, between)
}

// sentence ends words with a full stop where they have none.
func sentence(words string) string {
	if words == "" || strings.HasSuffix(words, ".") || strings.HasSuffix(words, "!") || strings.HasSuffix(words, "?") {
		return words
	}
	return words + "."
}
