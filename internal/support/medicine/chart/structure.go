package chart

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/dosage"
)

// amountFields ask how much is taken each time, for a dose that other systems can
// read. The words of the label stay what is shown.
func amountFields(m medicine.Medicine) []ui.Field {
	var amount, unit string
	if list, err := dosage.Parse([]byte(m.Dosage)); err == nil && len(list) > 0 && len(list[0].DoseAndRate) > 0 {
		if q := list[0].DoseAndRate[0].DoseQuantity; q != nil {
			amount, unit = q.Value.String(), q.Unit
		}
	}
	return []ui.Field{
		{Name: "each", Label: "How much each time, as a number?", Hint: "Where it is always the same, like 1 or 0.5. With this, other systems can read the dose.", Optional: true, Width: 5, Inputmode: "decimal", Value: amount},
		{Name: "each_unit", Label: "Of what?", Kind: ui.KindSelect, Optional: true, Options: append([]ui.Option{{Label: "Not said"}}, ui.Options(dosage.Units)...), Value: unit},
	}
}

// structured is the dose of an entry as FHIR has it, made of the amount and of
// when it is taken; empty where no amount was given. Error: medicine.new, by
// field.
func structured(c *web.Call, m medicine.Medicine) (string, error) {
	each, unit := c.Posted("each"), c.Posted("each_unit")
	if each == "" && unit == "" {
		return "", nil
	}
	f := dosage.Form{Amount: each, Unit: dosage.Unit(unit), Needed: m.Kind == medicine.AsNeeded}
	switch {
	case f.Needed:
		f.For = m.NeededFor
		if m.MostUnits > 0 {
			f.Most = fmt.Sprint(m.MostUnits)
		}
		if m.GapMin > 0 && m.GapMin%60 == 0 {
			f.EveryHours = m.GapMin / 60
		}
	case m.EveryDays == 7:
		f.Days = []string{strings.ToLower(m.From.Weekday().String()[:3])}
	case m.EveryDays > 1:
		f.EveryHours = 24 * m.EveryDays
	default:
		f.TimesADay = len(m.Parts)
		if len(m.Times) == len(m.Parts) {
			for _, minute := range m.Times {
				f.At = append(f.At, fmt.Sprintf("%02d:%02d", minute/60, minute%60))
			}
		}
	}
	d, err := f.Dosage()
	if bad, ok := fault.Of(err); ok { // told at the questions that this form asks
		var checks fault.Checks
		for _, field := range bad.Order {
			at, known := map[string]string{"amount": "each", "unit": "each_unit", "most": "most_units", "for": "needed_for", "times_a_day": "parts", "every_hours": "gap_min"}[field]
			if !known {
				at = "each"
			}
			checks.Field(true, at, "%s", bad.Fields[field])
		}
		return "", checks.Err("medicine.new")
	}
	if err != nil {
		return "", err
	}
	b, err := dosage.Write([]dosage.Dosage{d})
	return string(b), err
}

// structureSaid is the structured dose in words; empty where there is none, or
// where it cannot be said whole.
func structureSaid(m medicine.Medicine) string {
	list, err := dosage.Parse([]byte(m.Dosage))
	if m.Dosage == "" || err != nil {
		return ""
	}
	said, err := dosage.Text(list)
	if err != nil {
		return ""
	}
	return said
}
