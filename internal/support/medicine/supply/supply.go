package supply

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/dosage"
)

// Kind says what happened to the stock in a home.
type Kind string

// The kinds. Codes never change meaning. Counted says what is there, whatever
// was reckoned before.
const (
	Delivered Kind = "delivered"
	Collected Kind = "collected"
	Returned  Kind = "returned"
	Counted   Kind = "counted"
)

// Kinds lists them in the order of the form.
var Kinds = []Kind{Delivered, Collected, Returned, Counted}

var kindWords = map[Kind]string{
	Delivered: "Delivered to the home", Collected: "Collected for them", Returned: "Taken back to the pharmacy", Counted: "Counted",
}

// Label is the kind in words for a screen.
func (k Kind) Label() string { return kindWords[k] }

// Movement is one change of what is in the home, in units: tablets, patches or
// millilitres, as the dose counts them.
type Movement struct {
	ID       string `json:"id"`
	Person   ids.Person
	Medicine medicine.ID `json:"medicine"`
	Kind     Kind        `json:"kind"`
	Units    float64
	Who      string `json:"who"` // from where, or to where
	Words    string `json:"words"`
	At       when.Instant
	By       string // name of who recorded it, filled by lists
	Name     string // of the medicine, filled by lists
	line     medicine.ID
}

// Limits of what can be written.
const (
	mostUnits = 10_000
	mostWords = 2_000
	mostName  = 200
	backDays  = 30
	ahead     = 10 * time.Minute
)

// ParseUnits reads a number of units as it was typed: 28 or 13.5. Error: a
// sentence.
func ParseUnits(text string) (float64, error) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || n < 0 || n > mostUnits || math.IsNaN(n) || math.Mod(n*4, 1) != 0 {
		return 0, fault.New(fault.Invalid, "supply.units", "Enter a number from 0 to %d, like 28 or 13.5.", mostUnits)
	}
	return n, nil
}

func (m Movement) check(now when.Instant) error {
	var c fault.Checks
	long := func(s string, most int) bool { return utf8.RuneCountInString(s) > most }
	c.Field(!ids.Valid(m.ID), "id", "Start the form again: it has lost its number.")
	c.Field(m.Medicine == "", "medicine", "Choose which medicine.")
	c.Field(m.Kind.Label() == "", "kind", "Choose what happened.")
	c.Field(m.Kind != Counted && m.Units == 0, "units", "Enter how many, like 28.")
	c.Field((m.Kind == Delivered || m.Kind == Collected || m.Kind == Returned) && m.Who == "", "who", "Enter from where, or to where, like: Test Street Pharmacy.")
	c.Field(long(m.Who, mostName), "who", "Use %d characters or fewer.", mostName)
	c.Field(long(m.Words, mostWords), "words", "Use %d characters or fewer.", mostWords)
	c.Field(m.At.IsZero(), "time", "Enter the time, like 8:30am.")
	c.Field(m.At.After(now.Add(ahead).Time), "time", "That is still to come. Check the day and the time.")
	c.Field(!m.At.IsZero() && m.At.On().Days(now.On()) > backDays, "on", "That is more than %d days ago. Check the day.", backDays)
	return c.Err("supply.new")
}

// Stock is what should be in the home of one medicine. Known is false where it
// was never counted, or where a dose since cannot be counted. Daily is how many
// units a day are taken at set times; 0 where that is not known.
type Stock struct {
	Medicine medicine.Medicine
	Known    bool
	Expected float64
	Daily    float64
	Counted  when.Instant // when it was last counted; zero for never
}

// Days is for how many whole days the stock will do; false where that is not
// known.
func (s Stock) Days() (int, bool) {
	if !s.Known || s.Daily <= 0 {
		return 0, false
	}
	return int(math.Max(0, s.Expected) / s.Daily), true
}

// lowDays is for how many days the stock must do before somebody orders more: a
// weekend and the days a pharmacy takes, an assumption of ours.
const lowDays = 5

// Low reports whether it is running out.
func (s Stock) Low() bool {
	n, known := s.Days()
	return known && n <= lowDays
}

// each is how many units one dose is, from its structure, else from the first
// number of its words; false where neither says one number.
func each(m medicine.Medicine) (float64, bool) {
	if list, err := dosage.Parse([]byte(m.Dosage)); err == nil && len(list) == 1 && len(list[0].DoseAndRate) == 1 {
		if q := list[0].DoseAndRate[0].DoseQuantity; q != nil {
			n, err := q.Value.Float64()
			return n, err == nil && n > 0
		}
		return 0, false
	}
	words := strings.Fields(strings.ToLower(m.Dose))
	if slices.Contains(words, "or") || slices.Contains(words, "to") && len(words) > 2 && words[1] == "to" {
		return 0, false // 1 or 2 tablets
	}
	for _, n := range medicine.Counts(m.Dose) {
		if n > 0 {
			return n, true
		}
	}
	return 0, false
}

// taken is one dose that was taken, with the amount said of it.
type taken struct {
	line   medicine.ID
	part   bool
	amount string
	at     when.Instant
}

// reckon works out what should be in the home of one medicine. all are its
// movements and doses, those of entries that it replaced too, by time.
func reckon(m medicine.Medicine, moves []Movement, doses []taken) Stock {
	s := Stock{Medicine: m}
	one, countable := each(m)
	if m.Kind != medicine.AsNeeded && countable {
		s.Daily = one * float64(len(m.Parts)) / float64(max(m.EveryDays, 1))
	}
	last := -1
	for i, x := range moves {
		if x.Kind == Counted {
			last = i
		}
	}
	if last < 0 || m.Shape == medicine.Cream {
		return s
	}
	s.Known, s.Expected, s.Counted = true, moves[last].Units, moves[last].At
	for _, x := range moves {
		if !x.At.After(s.Counted.Time) {
			continue
		}
		switch x.Kind {
		case Delivered, Collected:
			s.Expected += x.Units
		case Returned:
			s.Expected -= x.Units
		}
	}
	for _, d := range doses {
		if !d.at.After(s.Counted.Time) {
			continue
		}
		n, said := medicine.Units(d.amount)
		switch {
		case said:
			s.Expected -= n
		case countable && !d.part && m.Kind != medicine.AsNeeded:
			s.Expected -= one
		default:
			s.Known = false
		}
	}
	return s
}

// Number is units as people write them: 28, 13.5.
func Number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
