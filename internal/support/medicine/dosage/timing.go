package dosage

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unit is a unit of time of UCUM, in words.
var unit = map[string]string{"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}

// each is how once in a unit of time is said by one word.
var each = map[string]string{"s": "every second", "min": "every minute", "h": "hourly", "d": "daily", "wk": "weekly", "mo": "monthly", "a": "annually"}

// over is how long one dose takes: over 2 hours (maximum 12 hours).
func (r Repeat) over() (string, error) {
	switch {
	case r.Duration == "" && r.DurationMax == "":
		return "", nil
	case r.Duration == "":
		return "", unsaid("it says how long a dose may last, and not how long it lasts")
	case unit[r.DurationUnit] == "":
		return "", unsaid("the length of a dose has no unit of time")
	}
	in := func(n json.Number) string { return plain(n) + " " + plural(unit[r.DurationUnit], n) }
	said := "over " + in(r.Duration)
	if r.DurationMax != "" {
		said += " (maximum " + in(r.DurationMax) + ")"
	}
	return said, nil
}

// often is how many times in how long: 3 times every 4 to 8 hours. A code for
// the whole timing stands in where the rule itself does not say.
func (r Repeat) often(code *Concept) (string, error) {
	every, err := r.every()
	if err != nil {
		return "", err
	}
	one := plain(r.Period) == "1" && r.PeriodMax == ""
	f, most := number(r.Frequency), number(r.FrequencyMax)
	switch {
	case f < 0 || most < 0:
		return "", unsaid("the number of times is below nought")
	case r.Frequency == nil && r.FrequencyMax == nil && r.Period == "" && code != nil:
		return code.said("timing")
	case r.Frequency == nil && r.FrequencyMax == nil && r.Period == "":
		return "", nil
	case r.Frequency == nil && r.FrequencyMax == nil && one:
		return each[r.PeriodUnit], nil
	case r.Frequency == nil && r.FrequencyMax == nil:
		return "", unsaid("it says in what time, and not how many times")
	case f == 1 && r.FrequencyMax == nil && (r.Period == "" || one):
		return "once" + every, nil
	case f == 1 && r.FrequencyMax == nil:
		return strings.TrimSpace(every), nil
	case f == 2 && r.FrequencyMax == nil:
		return "twice" + every, nil
	case r.FrequencyMax == nil:
		return strconv.Itoa(f) + " times" + every, nil
	case r.Frequency == nil:
		return "up to " + strconv.Itoa(most) + " times" + every, nil
	}
	return strconv.Itoa(f) + " to " + strconv.Itoa(most) + " times" + every, nil
}

// every is the time in which a dose comes so often, with a space before it.
func (r Repeat) every() (string, error) {
	word := unit[r.PeriodUnit]
	switch {
	case r.Period == "" && r.PeriodMax == "":
		return "", nil
	case r.Period == "":
		return "", unsaid("it says the longest time between doses, and not the shortest")
	case word == "":
		return "", unsaid("the time between doses has no unit")
	case r.PeriodMax != "":
		return " every " + plain(r.Period) + " to " + plain(r.PeriodMax) + " " + plural(word, r.PeriodMax), nil
	case plain(r.Period) != "1":
		return " every " + plain(r.Period) + " " + plural(word, r.Period), nil
	case word == "hour":
		return " an hour", nil
	}
	return " a " + word, nil
}

// around is when in the day by what the person does, FHIR's event timing.
// Those that an offset can be counted from have words for that.
var around = map[string]struct{ said, after string }{
	"MORN": {said: "in the morning"}, "MORN.early": {said: "in the early morning"}, "MORN.late": {said: "in the late morning"},
	"NOON": {said: "around midday"},
	"AFT":  {said: "in the afternoon"}, "AFT.early": {said: "in the early afternoon"}, "AFT.late": {said: "in the late afternoon"},
	"EVE": {said: "in the evening"}, "EVE.early": {said: "in the early evening"}, "EVE.late": {said: "in the late evening"},
	"NIGHT": {said: "at night"},
	"PHS":   {"once asleep", "after falling asleep"},
	"HS":    {"before sleep", "before sleep"}, "WAKE": {"after waking", "after waking"},
	"C": {said: "with a meal"}, "CM": {said: "at breakfast"}, "CD": {said: "at lunch"}, "CV": {said: "at dinner"},
	"AC": {"before a meal", "before a meal"}, "ACM": {"before breakfast", "before breakfast"},
	"ACD": {"before lunch", "before lunch"}, "ACV": {"before dinner", "before dinner"},
	"PC": {"after a meal", "after a meal"}, "PCM": {"after breakfast", "after breakfast"},
	"PCD": {"after lunch", "after lunch"}, "PCV": {"after dinner", "after dinner"},
}

func (r Repeat) around() (string, error) {
	if len(r.When) == 0 {
		if r.Offset != nil {
			return "", unsaid("it says how long before or after, and not of what")
		}
		return "", nil
	}
	var words []string
	for _, code := range r.When {
		w, known := around[code]
		switch {
		case !known:
			return "", unsaid("the time of day is a code that is not known here")
		case r.Offset == nil:
			words = append(words, w.said)
		case w.after == "":
			return "", unsaid("it says how long before or after, and not of what")
		default:
			words = append(words, w.after)
		}
	}
	said := and(words)
	if r.Offset != nil {
		said = minutes(*r.Offset) + " " + said
	}
	return said, nil
}

// minutes says them in the largest unit that needs no fraction.
func minutes(n int) string {
	word := "minute"
	switch {
	case n >= 24*60 && n%(24*60) == 0:
		n, word = n/(24*60), "day"
	case n >= 60 && n%60 == 0:
		n, word = n/60, "hour"
	}
	return fmt.Sprintf("%d %s", n, plural(word, json.Number(strconv.Itoa(n))))
}

var weekdays = map[string]string{
	"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}

func (r Repeat) weekdays() (string, error) {
	var words []string
	for _, d := range r.DayOfWeek {
		if weekdays[d] == "" {
			return "", unsaid("a day of the week is a code that is not known here")
		}
		words = append(words, weekdays[d])
	}
	if len(words) == 0 {
		return "", nil
	}
	return "on " + and(words), nil
}

func (r Repeat) clock() (string, error) {
	var words []string
	for _, t := range r.TimeOfDay {
		at, err := time.Parse("15:04:05", t) // takes parts of a second too
		if err != nil {
			return "", unsaid("a time of day cannot be read")
		}
		layout := "15:04"
		if at.Second() != 0 {
			layout = time.TimeOnly
		}
		words = append(words, at.Format(layout))
	}
	if len(words) == 0 {
		return "", nil
	}
	return "at " + and(words), nil
}

func (r Repeat) bounds() (string, error) {
	switch {
	case r.BoundsDuration != nil:
		said, err := r.BoundsDuration.time("length of the course")
		return "for " + said, err
	case r.BoundsRange != nil:
		said, err := r.BoundsRange.course()
		return "for " + said, err
	case r.BoundsPeriod != nil:
		return r.BoundsPeriod.said()
	}
	return "", nil
}

// course is the length of a course between two limits, either of which may be
// missing whole.
func (b *Range) course() (string, error) {
	const low, high = "shortest length of the course", "longest length of the course"
	switch {
	case b.Low == nil && b.High == nil:
		return "", unsaid("the length of the course is empty")
	case b.Low == nil:
		said, err := b.High.time(high)
		return "up to " + said, err
	case b.High == nil:
		said, err := b.Low.time(low)
		return "at least " + said, err
	}
	from, err := b.Low.time(low)
	if err != nil {
		return "", err
	}
	to, err := b.High.time(high)
	if b.Low.Unit == b.High.Unit {
		from = plain(b.Low.Value)
	}
	return from + " to " + to, err
}

func (p *Period) said() (string, error) {
	start, err := day(p.Start)
	if err != nil {
		return "", err
	}
	end, err := day(p.End)
	switch {
	case err != nil:
		return "", err
	case start == "" && end == "":
		return "", unsaid("the days of the course are empty")
	case end == "":
		return "from " + start, nil
	case start == "":
		return "until " + end, nil
	}
	return "from " + start + " to " + end, nil
}

// takes is how often it is taken in all.
func (r Repeat) takes() (string, error) {
	switch {
	case r.Count == nil && r.CountMax == nil:
		return "", nil
	case r.Count == nil:
		return "", unsaid("it says how many doses at most, and not how many")
	case r.CountMax != nil:
		return fmt.Sprintf("take %d to %d times", *r.Count, *r.CountMax), nil
	case *r.Count == 1:
		return "take once", nil
	case *r.Count == 2:
		return "take twice", nil
	}
	return fmt.Sprintf("take %d times", *r.Count), nil
}

func onDays(events []string) (string, error) {
	if len(events) == 0 {
		return "", nil
	}
	words := make([]string, 0, len(events))
	for _, e := range events {
		d, err := day(e)
		if err != nil {
			return "", err
		}
		words = append(words, d)
	}
	if slices.Contains(words, "") {
		return "", unsaid("a day is empty")
	}
	return "on " + and(words), nil
}

// day is a FHIR date, with or without a time, as it is written here. A year or
// a month alone is no day.
func day(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	date, clock, timed := strings.Cut(s, "T")
	d, err := time.Parse(time.DateOnly, date)
	if err == nil && timed {
		_, err = time.Parse(time.RFC3339Nano, date+"T"+clock)
	}
	if err != nil {
		return "", unsaid("a day cannot be read")
	}
	return d.Format("02/01/2006"), nil
}
