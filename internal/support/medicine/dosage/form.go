package dosage

import (
	"encoding/json"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
)

// Unit is what a dose is counted in.
type Unit string

// Units lists them in the order of forms.
var Units = []Unit{"tablet", "capsule", "ml", "mg", "drop", "puff", "spray", "patch", "application", "sachet", "unit", "dose"}

// Label is one of them in words: 1 tablet.
func (u Unit) Label() string { return string(u) }

// counted is so many of them in words: 2 tablets. Measures of weight and volume
// stay as they are.
func (u Unit) counted(n string) string {
	switch {
	case n == "1" || u == "ml" || u == "mg":
		return string(u)
	case u == "patch":
		return "patches"
	}
	return string(u) + "s"
}

// Form is a dose as people here write it down: how much, how often, when, as
// needed for what, and the most. Numbers are as they were typed. Either
// TimesADay or EveryHours is given, or neither; Days and At may stand with
// TimesADay. Most is counted in Unit.
type Form struct {
	Amount         string   `json:"amount"`
	AmountMost     string   `json:"amount_most"` // 1 to 2 tablets; empty for one amount
	Unit           Unit     `json:"unit"`
	TimesADay      int      `json:"times_a_day"`
	EveryHours     int      `json:"every_hours"`
	EveryHoursMost int      `json:"every_hours_most"` // every 4 to 6 hours; 0 for one time
	Days           []string `json:"days"`             // mon to sun; empty for every day
	At             []string `json:"at"`               // 08:00
	Needed         bool     `json:"needed"`
	For            string   `json:"for"` // what it is needed for
	Most           string   `json:"most"`
	MostHours      int      `json:"most_hours"` // in which time Most holds; 24 where it is 0
	ForDays        int      `json:"for_days"`
	Route          string   `json:"route"` // in words: by mouth
	Note           string   `json:"note"`
}

// Limits of what can be written in a form.
const (
	mostTimes = 24
	mostHours = 7 * 24
	mostDays  = 366
	mostText  = 500
)

var amount = regexp.MustCompile(`^[0-9]{1,6}(\.[0-9]{1,4})?$`)

// more reports whether a is more than b.
func more(a, b string) bool {
	x, ok := new(big.Rat).SetString(a)
	y, too := new(big.Rat).SetString(b)
	return ok && too && x.Cmp(y) > 0
}

func (f Form) check() error {
	var c fault.Checks
	number := func(name, s string) {
		c.Field(s != "" && (!amount.MatchString(s) || !more(s, "0")), name, "Enter a number above nought, like 1 or 0.5.")
	}
	c.Field(f.Amount == "", "amount", "Enter how much is taken each time, like 1 or 0.5.")
	number("amount", f.Amount)
	number("amount_most", f.AmountMost)
	c.Field(f.AmountMost != "" && !more(f.AmountMost, f.Amount), "amount_most", "The higher amount must be more than the lower.")
	c.Field(!slices.Contains(Units, f.Unit), "unit", "Choose what it is counted in, like tablet or ml.")
	c.Field(f.TimesADay < 0 || f.TimesADay > mostTimes, "times_a_day", "Enter a number of times from 1 to %d.", mostTimes)
	c.Field(f.EveryHours < 0 || f.EveryHours > mostHours, "every_hours", "Enter a number of hours from 1 to %d.", mostHours)
	c.Field(f.TimesADay > 0 && f.EveryHours > 0, "every_hours", "Say how many times a day or every how many hours, not both.")
	c.Field(f.EveryHoursMost != 0 && (f.EveryHours == 0 || f.EveryHoursMost <= f.EveryHours || f.EveryHoursMost > mostHours),
		"every_hours_most", "The longer time between doses must be more than the shorter.")
	for _, d := range f.Days {
		c.Field(weekdays[d] == "", "days", "Choose days of the week from the list.")
	}
	c.Field(len(f.Days) > 0 && f.EveryHours > 0, "days", "Leave the days empty for a medicine taken every so many hours.")
	for _, t := range f.At {
		_, err := when.ParseHour(t)
		c.Field(err != nil, "at", "Enter each time like 8:00am or 20:00.")
	}
	c.Field(len(f.At) > 0 && f.TimesADay > 0 && len(f.At) != f.TimesADay, "at", "Enter one time for each dose of the day, or none.")
	c.Field(len(f.At) > 0 && f.EveryHours > 0, "at", "Leave the times empty for a medicine taken every so many hours.")
	c.Field(f.Needed && len(f.At) > 0, "at", "Leave the times empty for a medicine taken only when needed.")
	c.Field(f.Needed && f.For == "", "for", "Say what it is taken for, like pain.")
	c.Field(!f.Needed && f.For != "", "for", "Say what it is for only where it is taken when needed.")
	c.Field(!f.Needed && f.TimesADay == 0 && f.EveryHours == 0 && len(f.At) == 0 && len(f.Days) == 0, "times_a_day", "Enter how often it is taken.")
	number("most", f.Most)
	c.Field(f.Needed && f.Most == "", "most", "Enter the most in 24 hours, so that nobody is given too much.")
	c.Field(f.Most != "" && more(f.Amount, f.Most), "most", "The most cannot be less than one dose.")
	c.Field(f.MostHours < 0 || f.MostHours > mostHours, "most_hours", "Enter a number of hours from 1 to %d.", mostHours)
	c.Field(f.ForDays < 0 || f.ForDays > mostDays, "for_days", "Enter a number of days from 1 to %d.", mostDays)
	for _, s := range [][2]string{{"for", f.For}, {"route", f.Route}, {"note", f.Note}} {
		c.Field(utf8.RuneCountInString(s[1]) > mostText, s[0], "Use %d characters or fewer.", mostText)
	}
	return c.Err("dosage.form")
}

// Dosage is the form as one FHIR Dosage. Error: dosage.form, by field.
func (f Form) Dosage() (Dosage, error) {
	f.For, f.Route, f.Note = strings.TrimSpace(f.For), strings.TrimSpace(f.Route), strings.TrimSpace(f.Note)
	if err := f.check(); err != nil {
		return Dosage{}, err
	}
	d := Dosage{PatientInstruction: f.Note, DoseAndRate: []DoseAndRate{{}}}
	if f.AmountMost == "" {
		d.DoseAndRate[0].DoseQuantity = f.quantity(f.Amount)
	} else {
		// One unit for both ends, or "1 tablet to 2 tablets" would be said.
		low, high := f.quantity(f.Amount), f.quantity(f.AmountMost)
		low.Unit = high.Unit
		d.DoseAndRate[0].DoseRange = &Range{Low: low, High: high}
	}
	if r := f.repeat(); r != nil {
		d.Timing = &Timing{Repeat: r}
	}
	if f.Needed {
		d.AsNeededCodeableConcept = &Concept{Text: f.For}
	}
	if f.Route != "" {
		d.Route = &Concept{Text: f.Route}
	}
	if f.Most != "" {
		d.MaxDosePerPeriod = &Ratio{Numerator: f.quantity(f.Most), Denominator: &Quantity{Value: count(or(f.MostHours, 24)), Unit: "hour"}}
	}
	return d, nil
}

func (f Form) quantity(n string) *Quantity {
	value := json.Number(plain(json.Number(n)))
	return &Quantity{Value: value, Unit: f.Unit.counted(string(value))}
}

// repeat is the rule by which it comes again; nil where there is none.
func (f Form) repeat() *Repeat {
	var r Repeat
	one := 1
	switch {
	case f.EveryHours > 0:
		r.Frequency, r.Period, r.PeriodUnit = &one, count(f.EveryHours), "h"
		if f.EveryHoursMost > 0 {
			r.PeriodMax = count(f.EveryHoursMost)
		}
	case f.TimesADay > 0:
		r.Frequency, r.Period, r.PeriodUnit = &f.TimesADay, "1", "d"
	}
	for _, d := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		if slices.Contains(f.Days, d) {
			r.DayOfWeek = append(r.DayOfWeek, d)
		}
	}
	for _, t := range f.At {
		minute, _ := when.ParseHour(t) // checked before
		r.TimeOfDay = append(r.TimeOfDay, clock(minute))
	}
	slices.Sort(r.TimeOfDay)
	if f.ForDays > 0 {
		r.BoundsDuration = &Quantity{Value: count(f.ForDays), Unit: "day"}
	}
	if r.Frequency == nil && r.Period == "" && r.DayOfWeek == nil && r.TimeOfDay == nil && r.BoundsDuration == nil {
		return nil
	}
	return &r
}

// clock is minutes past midnight as FHIR writes a time of day.
func clock(minute int) string {
	return when.Date("2026-01-01").AtMinute(minute).Format("15:04:05")
}

func count(n int) json.Number { return json.Number(strconv.Itoa(n)) }

func or(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}
