package medicine

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/plan"
)

// Warning is one reason to stop and think before a dose is given. It never keeps
// what happened out of the record.
type Warning string

// The warnings. Codes never change meaning; phones have the same.
const (
	TooEarly   Warning = "too_early"
	Twice      Warning = "twice"
	WasStopped Warning = "stopped"
	NotStarted Warning = "not_started"
	NotDue     Warning = "not_due"
	AllergyTo  Warning = "allergy"
	OverMost   Warning = "over_most"
	Unchecked  Warning = "unchecked"
	SameSite   Warning = "same_site"
	NoWitness  Warning = "no_witness"
	GoesBy     Warning = "elsewhere"
	WordRunOut Warning = "word_run_out"
)

// Warnings lists them, the gravest first.
var Warnings = []Warning{AllergyTo, WasStopped, Twice, OverMost, TooEarly, GoesBy, NotDue, NotStarted, WordRunOut, Unchecked, SameSite, NoWitness}

var warningWords = map[Warning]string{
	TooEarly:   "It is too early. The time since the last dose, or until this one is due, is not over.",
	Twice:      "This dose was recorded before. Nobody should have it twice.",
	WasStopped: "This medicine has been stopped.",
	NotStarted: "This medicine has not been started yet.",
	NotDue:     "This medicine is not taken on that day or at that time.",
	AllergyTo:  "The person may be allergic to this.",
	OverMost:   "This is more than the most for 24 hours.",
	Unchecked:  "A second person has not checked this entry yet.",
	SameSite:   "The last one was at the same place on the body, or that place still has to rest.",
	NoWitness:  "This is a controlled drug: a second person should see it given.",
	GoesBy:     "Another visit was to give this dose. It may already have been given.",
	WordRunOut: "This was changed by telephone and the written word has not come in time.",
}

// Label is the warning in words for a screen.
func (w Warning) Label() string { return warningWords[w] }

// Stops reports whether a form asks again before it saves a dose with the
// warning. That an entry is unchecked stands on its form from the start; those
// that Give answers with a Conflict are told by that.
func (w Warning) Stops() bool {
	return !slices.Contains([]Warning{Unchecked, WasStopped, NotDue, NotStarted, Twice}, w)
}

// Known is what the record knows when a dose is looked at. History are doses of
// this medicine and of the entries it replaced that no other record has put
// right; the order does not matter.
type Known struct {
	History   []Dose
	Allergies []Allergy
	Witness   bool  // the council asks for a witness of controlled drugs
	Right     Right // who holds the right to the slot; zero where nobody asked
	Own       bool  // whoever records it, on a page of their own, is whose phone holds the right
}

// early is how long before its exact time, and before its part of the day, a
// dose may be given without a warning: our assumptions.
const (
	earlyExact = 30 * time.Minute
	earlyPart  = 60
)

// Warn lists what speaks against a dose, the gravest first; nothing where none
// of it was taken. The rules look both ways in time, since a phone without
// signal may bring the earlier of two doses last.
func (m Medicine) Warn(d Dose, k Known) []Warning {
	if !d.Outcome.Given() {
		return nil
	}
	given := make([]Dose, 0, len(k.History))
	for _, x := range k.History {
		if x.Outcome.Given() && x.ID != d.ID && x.ID != d.Corrects {
			given = append(given, x)
		}
	}
	holds := map[Warning]bool{
		AllergyTo:  slices.ContainsFunc(k.Allergies, m.allergic),
		WasStopped: !m.Stopped.IsZero() && !d.At.Before(m.Stopped.Time),
		NotStarted: d.Slot.Day() < m.From,
		NotDue:     d.Slot.Day() >= m.From && !m.On(d.Slot.Day()) || !m.due(d.Slot.Part()),
		Twice: d.Slot.Part() != Needed && slices.ContainsFunc(given, func(x Dose) bool {
			return x.Slot == d.Slot
		}),
		TooEarly:   m.tooSoon(d, given) || m.beforeItsTime(d),
		OverMost:   m.overMost(d, given),
		Unchecked:  m.Checked.IsZero() || d.At.Before(m.Checked.Time),
		SameSite:   m.sameSite(d, given),
		NoWitness:  m.Controlled && k.Witness && d.Witness == "" && d.Help != Self && d.Help != Family,
		GoesBy:     !k.Right.IsZero() && !d.Right && !k.Own && k.Right.Visit != d.Visit,
		WordRunOut: m.WordOver(d.At.On()),
	}
	var out []Warning
	for _, w := range Warnings {
		if holds[w] {
			out = append(out, w)
		}
	}
	return out
}

// tooSoon reports whether another dose is nearer than the least time between
// two. Time is counted as it passes, so the nights of summer time count what
// they have.
func (m Medicine) tooSoon(d Dose, given []Dose) bool {
	gap := time.Duration(m.GapMin) * time.Minute
	return slices.ContainsFunc(given, func(x Dose) bool { return d.At.Sub(x.At.Time).Abs() < gap })
}

// beforeItsTime reports whether a dose of a slot came before the slot did. What a
// dose may be early is counted as time passes, like the least time between two,
// so on the nights of summer time as well.
func (m Medicine) beforeItsTime(d Dose) bool {
	day, part := d.Slot.Day(), d.Slot.Part()
	if part == Needed || part == "" || day == "" {
		return false
	}
	if minute, exact := m.At(part); exact {
		return d.At.Before(day.AtMinute(minute).Add(-earlyExact).Time)
	}
	if part == plan.Night { // begins the day, and ends it
		minute := d.At.Minute()
		return d.At.On() < day || d.At.On() == day && minute >= partFrom[plan.Morning] && minute < partFrom[plan.Night]-earlyPart
	}
	return d.At.Before(day.AtMinute(partFrom[part] - earlyPart).Time)
}

// overMost reports whether some 24 hours that hold this dose have more doses, or
// more units, than the most there may be.
func (m Medicine) overMost(d Dose, given []Dose) bool {
	if m.MostDoses == 0 && m.MostUnits == 0 {
		return false
	}
	all := append(slices.Clone(given), d)
	for _, first := range all {
		doses, units := 0, 0.0
		if d.At.Before(first.At.Time) || d.At.Sub(first.At.Time) >= 24*time.Hour {
			continue
		}
		for _, x := range all {
			if since := x.At.Sub(first.At.Time); since >= 0 && since < 24*time.Hour {
				doses++
				n, _ := Units(x.Amount)
				units += n
			}
		}
		if m.MostDoses > 0 && doses > m.MostDoses || m.MostUnits > 0 && units > float64(m.MostUnits) {
			return true
		}
	}
	return false
}

// sameSite reports whether the place was used at the time before, or has not
// rested as long as was agreed.
func (m Medicine) sameSite(d Dose, given []Dose) bool {
	if d.Site == "" || m.Shape != Patch && m.Shape != Injection {
		return false
	}
	var last Dose
	for _, x := range given {
		if x.Site == d.Site && d.At.Sub(x.At.Time).Abs() < time.Duration(m.RestDays)*24*time.Hour {
			return true
		}
		if x.At.Before(d.At.Time) && x.At.After(last.At.Time) {
			last = x
		}
	}
	return last.Site == d.Site
}

// Units is how many units an amount counts, like "2 tablets", "half" or "1½"; false
// where it counts none. A range counts its larger end.
func Units(amount string) (float64, bool) {
	all := Counts(amount)
	if len(all) == 0 {
		return 0, false
	}
	return slices.Max(all), true
}

// Counts are the numbers of units in words, in their order. A half that belongs
// to the number before is added to it. A weight is no count: "500mg" says how
// strong one is.
func Counts(words string) (out []float64) {
	all := strings.FieldsFunc(fractions.Replace(strings.ToLower(words)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".½¼¾", r)
	})
	last := -1 // where the last number stood
	for i, word := range all {
		n, ok := unitWords[word]
		switch {
		case ok && n < 1 && last >= 0 && (last == i-1 && word != "half" || all[i-1] == "and" || all[i-1] == "a" && all[i-2] == "and"):
			out[len(out)-1] += n
			continue
		case !ok:
			digits := strings.TrimRightFunc(word, func(r rune) bool { return unicode.IsLetter(r) || r == '.' })
			unit := strings.Trim(word[len(digits):], ".")
			if unit == "" && i+1 < len(all) {
				unit = strings.Trim(all[i+1], ".")
			}
			x, err := strconv.ParseFloat(digits, 64)
			n, ok = x, err == nil && x >= 0 && x < 10_000 && !slices.Contains(weights, unit)
		}
		if ok {
			out, last = append(out, n), i
		}
	}
	return out
}

var (
	unitWords = map[string]float64{
		"half": 0.5, "½": 0.5, "¼": 0.25, "¾": 0.75, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	}
	fractions = strings.NewReplacer("½", " ½ ", "¼", " ¼ ", "¾", " ¾ ")
	weights   = []string{"mg", "mgs", "milligram", "milligrams", "mcg", "mcgs", "µg", "μg", "microgram", "micrograms", "ng", "nanogram", "nanograms", "g", "gram", "grams"}
)

// partFrom is the minute from which each part of the day is meant, as PartAt has
// them.
var partFrom = map[plan.Part]int{plan.Morning: 5 * 60, plan.Lunch: 11*60 + 30, plan.Afternoon: 15 * 60, plan.Evening: 18 * 60, plan.Night: 22 * 60}

// DueAt is when a slot of the medicine is due: its exact time, else when its
// part of the day begins. Zero for what is taken when needed.
func (m Medicine) DueAt(s Slot) when.Instant {
	day, part := s.Day(), s.Part()
	if day == "" || part == "" || part == Needed {
		return when.Instant{}
	}
	if minute, exact := m.At(part); exact {
		return day.AtMinute(minute)
	}
	return day.AtMinute(partFrom[part])
}
