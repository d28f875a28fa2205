package check

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/supply"
)

// ID names one check.
type ID string

// Understood is how well the person could say, in their own words, what they
// take, what for and when.
type Understood string

// How well it was understood. Codes never change meaning.
const (
	Well   Understood = "well"
	Partly Understood = "partly"
	NotYet Understood = "not_yet"
)

// Understandings lists them in the order of the form.
var Understandings = []Understood{Well, Partly, NotYet}

var understoodWords = map[Understood]string{Well: "Could say all of it", Partly: "Could say some of it", NotYet: "Could not say it yet"}

// Label is how well, in words for a screen.
func (u Understood) Label() string { return understoodWords[u] }

// Count is how many of a medicine were found. Expected is what should have been
// there; Known is false where nobody could reckon that.
type Count struct {
	Medicine medicine.ID
	Name     string
	Found    float64
	Expected float64
	Known    bool
}

// Check is one visit at which the medicines were looked at. Effects, Stored and
// OutOfDate are empty where all is well, and else say what is not.
type Check struct {
	ID         ID `json:"id"`
	Person     ids.Person
	Understood Understood `json:"understood"`
	Said       string     `json:"said"` // in the person's own words
	Effects    string     `json:"effects"`
	Stored     string     `json:"stored"`
	OutOfDate  string     `json:"out_of_date"`
	Words      string     `json:"words"`
	At         when.Instant
	Counts     []Count
	Owner      ids.Account `json:"owner"`  // whose what is found is
	DueOn      when.Date   `json:"due_on"` // by when it is to be put right
	By         string      // filled by lists
	Open       int         // findings still open, filled by lists
}

// Kind says what was found.
type Kind string

// What may be found. Codes never change meaning.
const (
	Missing       Kind = "missing" // fewer than there should be
	Over          Kind = "over"    // more: doses may have been left out
	Understanding Kind = "understanding"
	Effects       Kind = "effects"
	Storage       Kind = "storage"
	OutOfDate     Kind = "out_of_date"
)

var kindWords = map[Kind]string{
	Missing: "Fewer than there should be", Over: "More than there should be: doses may have been left out", Understanding: "Not yet understood",
	Effects: "A side effect", Storage: "Not kept as it should be", OutOfDate: "Out of date",
}

// Label is what was found, in words for a screen.
func (k Kind) Label() string { return kindWords[k] }

// Finding is one thing that is not as it should be.
type Finding struct {
	ID       string
	Check    ID
	Person   ids.Person
	Medicine medicine.ID
	Kind     Kind
	Words    string
	Owner    ids.Account
	DueOn    when.Date
	Closed   when.Instant
	Done     string // what was done
	Version  int

	OwnerName, PersonName, Name string // filled by lists
}

// Late reports whether its day has passed.
func (f Finding) Late(today when.Date) bool { return f.Closed.IsZero() && f.DueOn < today }

// Limits of what can be written.
const (
	mostWords = 2_000
	mostDays  = 60
	backDays  = 7
	ahead     = 10 * time.Minute
)

func (k Check) check(now when.Instant) error {
	var c fault.Checks
	long := func(s string) bool { return utf8.RuneCountInString(s) > mostWords }
	c.Field(!ids.Valid(string(k.ID)), "id", "Start the form again: it has lost its number.")
	c.Field(k.Understood.Label() == "", "understood", "Choose how much of it they could say.")
	c.Field(k.Said == "", "said", "Write down what they said, in their own words.")
	for _, s := range []struct{ name, words string }{{"said", k.Said}, {"effects", k.Effects}, {"stored", k.Stored}, {"out_of_date", k.OutOfDate}, {"words", k.Words}} {
		c.Field(long(s.words), s.name, "Use %d characters or fewer.", mostWords)
	}
	c.Field(k.At.IsZero(), "time", "Enter the time, like 8:30am.")
	c.Field(k.At.After(now.Add(ahead).Time), "time", "That is still to come. Check the day and the time.")
	c.Field(!k.At.IsZero() && k.At.On().Days(now.On()) > backDays, "on", "That is more than %d days ago. Check the day.", backDays)
	if len(k.findings()) > 0 {
		c.Field(k.Owner == "", "owner", "Choose who puts right what you found.")
		c.Field(k.DueOn == "", "due_on", "Enter the day by which it is to be put right.")
		c.Field(k.DueOn != "" && (k.DueOn < now.On() || now.On().Days(k.DueOn) > mostDays), "due_on", "Enter a day from today to %d days from now.", mostDays)
	}
	return c.Err("check.new")
}

// findings are what of a check is not as it should be.
func (k Check) findings() []Finding {
	var out []Finding
	add := func(kind Kind, m medicine.ID, words string) {
		out = append(out, Finding{
			ID: ids.Derived("check.finding", string(k.ID), string(kind), string(m)), Check: k.ID, Person: k.Person, Medicine: m, Kind: kind, Words: words,
			Owner: k.Owner, DueOn: k.DueOn, Version: 1,
		})
	}
	for _, n := range k.Counts {
		if !n.Known || math.Abs(n.Found-n.Expected) < 0.01 {
			continue
		}
		kind := Over
		if n.Found < n.Expected {
			kind = Missing
		}
		add(kind, n.Medicine, fmt.Sprintf("%s: %s found, and there should be %s.", n.Name, supply.Number(n.Found), supply.Number(n.Expected)))
	}
	if k.Understood == Partly || k.Understood == NotYet {
		add(Understanding, "", k.Understood.Label()+": “"+strings.TrimRight(k.Said, ".")+"”")
	}
	for _, x := range []struct {
		kind  Kind
		words string
	}{{Effects, k.Effects}, {Storage, k.Stored}, {OutOfDate, k.OutOfDate}} {
		if x.words != "" {
			add(x.kind, "", x.words)
		}
	}
	return out
}
