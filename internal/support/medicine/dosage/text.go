package dosage

import (
	"slices"
	"strings"
)

// Text is the whole dose in words. Lines with one sequence hold together ("and"),
// later ones follow ("then"). No lines give no words. Error: dosage.incomplete,
// for a dose that cannot be said whole.
func Text(list []Dosage) (string, error) {
	if len(list) > 1 && slices.ContainsFunc(list, func(d Dosage) bool { return d.Sequence == nil }) {
		return "", unsaid("it has several lines, and does not say which comes first")
	}
	lines := slices.Clone(list)
	slices.SortStableFunc(lines, func(a, b Dosage) int { return number(a.Sequence) - number(b.Sequence) })
	var out strings.Builder
	for i, d := range lines {
		said, err := d.text()
		if err != nil {
			return "", err
		}
		switch {
		case i == 0:
		case number(d.Sequence) == number(lines[i-1].Sequence):
			out.WriteString(", and ")
		default:
			out.WriteString(", then ")
		}
		out.WriteString(said)
	}
	return out.String(), nil
}

func number(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// text is one line. What stands together in one inner list is said in one
// breath, the rest between dashes.
func (d Dosage) text() (string, error) {
	repeat, events := Repeat{}, []string(nil)
	var code *Concept
	if d.Timing != nil {
		events, code = d.Timing.Event, d.Timing.Code
		if d.Timing.Repeat != nil {
			repeat = *d.Timing.Repeat
		}
	}
	rate, err := d.doseAndRate()
	if err != nil {
		return "", err
	}
	breaths := [][]func() (string, error){
		{named("way to give it", d.Method), rate.dose},
		{rate.rate},
		{repeat.over},
		{func() (string, error) { return repeat.often(code) }},
		{repeat.around},
		{repeat.weekdays, repeat.clock},
		{named("route", d.Route)},
		{named("place on the body", d.Site)},
		{d.needed},
		{repeat.bounds},
		{repeat.takes},
		{func() (string, error) { return onDays(events) }},
		{d.mostPerPeriod},
		{most("per dose", d.MaxDosePerAdministration)},
		{most("for the lifetime of the patient", d.MaxDosePerLifetime)},
		{d.additional},
		{func() (string, error) { return d.PatientInstruction, nil }},
	}
	var out []string
	for _, breath := range breaths {
		var words []string
		for _, part := range breath {
			said, err := part()
			if err != nil {
				return "", err
			}
			if said != "" {
				words = append(words, said)
			}
		}
		if len(words) > 0 {
			out = append(out, strings.Join(words, " "))
		}
	}
	if len(out) == 0 {
		return d.Text, nil // nothing but words was sent
	}
	return strings.Join(out, " - "), nil
}

// named says a concept by its words, where there is one.
func named(what string, c *Concept) func() (string, error) {
	return func() (string, error) {
		if c == nil {
			return "", nil
		}
		return c.said(what)
	}
}

// said is the words of a concept: its own text, else those of its first code.
func (c Concept) said(what string) (string, error) {
	if c.Text != "" {
		return c.Text, nil
	}
	if len(c.Coding) == 0 || c.Coding[0].Display == "" {
		return "", unsaid("the %s is a code without words", what)
	}
	return c.Coding[0].Display, nil
}

func (d Dosage) doseAndRate() (DoseAndRate, error) {
	switch len(d.DoseAndRate) {
	case 0:
		return DoseAndRate{}, nil
	case 1:
		return d.DoseAndRate[0], nil
	}
	return DoseAndRate{}, unsaid("it has more than one amount, and does not say which is meant")
}

func (r DoseAndRate) dose() (string, error) {
	switch {
	case r.DoseQuantity != nil && r.DoseRange != nil:
		return "", unsaid("it has more than one amount, and does not say which is meant")
	case r.DoseQuantity != nil:
		return r.DoseQuantity.said("amount")
	case r.DoseRange != nil:
		return r.DoseRange.said("amount")
	}
	return "", nil
}

func (r DoseAndRate) rate() (string, error) {
	var said string
	var err error
	switch {
	case r.RateRatio != nil:
		said, err = r.RateRatio.rate()
	case r.RateRange != nil:
		said, err = r.RateRange.said("rate")
	case r.RateQuantity != nil:
		said, err = r.RateQuantity.said("rate")
	default:
		return "", nil
	}
	return "at a rate of " + said, err
}

func (d Dosage) needed() (string, error) {
	if d.AsNeededCodeableConcept == nil {
		if d.AsNeededBoolean {
			return "as required", nil
		}
		return "", nil
	}
	why := d.AsNeededCodeableConcept
	if why.Text != "" {
		return "as required for " + why.Text, nil
	}
	words, err := displays("reason to take it", why.Coding)
	return "as required for " + words, err
}

// displays joins the words of several codes. No code, and one without words,
// is an error.
func displays(what string, codes []Coding) (string, error) {
	var words []string
	for _, c := range codes {
		words = append(words, c.Display)
	}
	if len(words) == 0 || slices.Contains(words, "") {
		return "", unsaid("the %s is a code without words", what)
	}
	return and(words), nil
}

func (d Dosage) additional() (string, error) {
	var words []string
	for _, c := range d.AdditionalInstruction {
		said, err := c.said("instruction")
		if err != nil {
			return "", err
		}
		words = append(words, said)
	}
	return and(words), nil
}

func (d Dosage) mostPerPeriod() (string, error) {
	r := d.MaxDosePerPeriod
	if r == nil {
		return "", nil
	}
	amount, err := r.Numerator.said("maximum")
	if err != nil {
		return "", err
	}
	in, err := r.Denominator.time("time of the maximum")
	return "up to a maximum of " + amount + " in " + in, err
}

func most(of string, q *Quantity) func() (string, error) {
	return func() (string, error) {
		if q == nil {
			return "", nil
		}
		amount, err := q.said("maximum")
		return "up to a maximum of " + amount + " " + of, err
	}
}

// and joins words as they are said: a, b and c.
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
