package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/platform/govuk"
)

// dateParts are the endings of the three values of a date.
var dateParts = [3]string{"day", "month", "year"}

// withSubmitted gives the field with the value that was sent. What must not
// come back to the page, or cannot, stays empty.
func (f Field) withSubmitted(values Submitted) Field {
	switch f.Kind {
	case KindPassword, KindCode, KindFile, KindHeading:
		f.Value = ""
	case KindChecks:
		f.Values = values[f.Name]
	case KindDate:
		f.Values = nil
		for _, part := range dateParts {
			f.Values = append(f.Values, values.Get(f.Name+"-"+part))
		}
	default:
		if values.Has(f.Name) || f.Kind == KindRadios || f.Kind == KindLadder {
			f.Value = values.Get(f.Name)
		}
	}
	return f
}

// draw gives the field with its problem, if it has one.
func (f Field) draw(form string, problems Problems) govuk.HTML {
	id := fieldID(form, f.Name)
	label := f.Label
	if f.Optional {
		label += " (optional)"
	}
	var hint *govuk.HintParams
	if f.Hint != "" {
		hint = &govuk.HintParams{Content: govuk.Content{Text: f.Hint}}
	}
	problem := errorMessage(problems.About(f.Name))
	legend := &govuk.FieldsetParams{Legend: govuk.LegendParams{Content: govuk.Content{Text: label}, Classes: "govuk-fieldset__legend--s"}}
	words := govuk.LabelParams{Content: govuk.Content{Text: label}, Classes: "govuk-label--s"}
	switch f.Kind {
	case KindHeading:
		return f.heading()
	case KindArea:
		return govuk.Textarea(govuk.TextareaParams{
			ID: id, Name: f.Name, Value: f.Value, Rows: f.Rows, Label: words, Hint: hint, ErrorMessage: problem,
			Autocomplete: f.Autocomplete, Spellcheck: f.spellcheck(),
		})
	case KindDate:
		return f.date(id, legend, hint, problems)
	case KindRadios:
		return govuk.Radios(govuk.RadiosParams{
			IDPrefix: id, Name: f.Name, Value: f.Value, Items: f.items(), Fieldset: legend, Hint: hint, ErrorMessage: problem,
		})
	case KindLadder:
		return govuk.Radios(govuk.RadiosParams{
			IDPrefix: id, Name: f.Name, Value: f.Value, Items: f.items(), Fieldset: legend, Hint: hint, ErrorMessage: problem,
			Classes: "stillhome-ladder",
		})
	case KindChecks:
		return govuk.Checkboxes(govuk.CheckboxesParams{
			IDPrefix: id, Name: f.Name, Values: f.Values, Items: f.items(), Fieldset: legend, Hint: hint, ErrorMessage: problem,
		})
	case KindSelect:
		return govuk.Select(govuk.SelectParams{
			ID: id, Name: f.Name, Value: f.Value, Items: f.selectItems(), Label: words, Hint: hint, ErrorMessage: problem,
		})
	case KindFile:
		return govuk.FileUpload(govuk.FileUploadParams{
			ID: id, Name: f.Name, Label: words, Hint: hint, ErrorMessage: problem,
			Attributes: govuk.Attributes{whenSet("accept", f.Accept)},
		})
	}
	return govuk.Input(f.input(id, words, hint, problem))
}

// input gives the parameters of a field answered in one line.
func (f Field) input(id string, label govuk.LabelParams, hint *govuk.HintParams, problem *govuk.ErrorMessageParams) govuk.InputParams {
	p := govuk.InputParams{
		ID: id, Name: f.Name, Value: f.Value, Label: label, Hint: hint, ErrorMessage: problem,
		Autocomplete: f.Autocomplete, Inputmode: f.Inputmode, Spellcheck: f.spellcheck(),
		Prefix: govuk.AffixParams{Content: govuk.Content{Text: f.Prefix}},
		Suffix: govuk.AffixParams{Content: govuk.Content{Text: f.Suffix}},
	}
	width, no := f.Width, false
	switch f.Kind {
	case KindTime:
		p.Type, p.Classes = "time", "stillhome-time"
	case KindNumber:
		p.Inputmode, p.Spellcheck = cmp.Or(f.Inputmode, "numeric"), &no
		width = or(width, 5)
	case KindTel:
		p.Type, p.Autocomplete = "tel", cmp.Or(f.Autocomplete, "off")
		width = or(width, 20)
	case KindEmail:
		p.Type, p.Autocomplete, p.Spellcheck = "email", cmp.Or(f.Autocomplete, "off"), &no
	case KindPassword:
		p.Type, p.Autocomplete, p.Spellcheck = "password", cmp.Or(f.Autocomplete, "current-password"), &no
		p.Autocapitalize = "none"
	case KindCode:
		p.Inputmode, p.Autocomplete, p.Spellcheck = cmp.Or(f.Inputmode, "numeric"), cmp.Or(f.Autocomplete, "one-time-code"), &no
		p.Classes = "govuk-input--extra-letter-spacing"
		width = or(width, 10)
	}
	if width > 0 {
		p.Classes = joined(p.Classes, "govuk-input--width-"+strconv.Itoa(width))
	}
	return p
}

// date draws three boxes. A problem with one part marks only that box; the
// first box has the field's own id, so the error summary can lead to it.
func (f Field) date(id string, legend *govuk.FieldsetParams, hint *govuk.HintParams, problems Problems) govuk.HTML {
	values := f.Values
	if len(values) != len(dateParts) {
		values = splitDate(f.Value)
	}
	whole := problems.About(f.Name) != ""
	names := []string{f.Name}
	boxes := make([]govuk.DateItem, 0, len(dateParts))
	for i, part := range dateParts {
		name := f.Name + "-" + part
		wrong := whole || problems.About(name) != ""
		boxID := fieldID(id, part)
		if i == 0 && problems.About(name) == "" {
			boxID = id
		}
		boxes = append(boxes, govuk.DateItem{ID: boxID, Name: part, Value: &values[i], Error: &wrong})
		names = append(names, name)
	}
	return govuk.DateInput(govuk.DateInputParams{
		ID: id + "-date", NamePrefix: f.Name, Items: boxes,
		Fieldset: legend, Hint: hint, ErrorMessage: errorMessage(problems.About(names...)),
	})
}

// splitDate gives the day, month and year of a date as 2026-11-30, without leading zeros.
func splitDate(date string) []string {
	parts := strings.Split(date, "-")
	if len(parts) != len(dateParts) {
		return []string{"", "", ""}
	}
	return []string{strings.TrimLeft(parts[2], "0"), strings.TrimLeft(parts[1], "0"), parts[0]}
}

// heading draws a heading between fields.
func (f Field) heading() govuk.HTML {
	drawn := textIn("h2", "govuk-heading-m", f.Label)
	if f.Hint != "" {
		drawn += textIn("p", "govuk-body", f.Hint)
	}
	return drawn
}

// items gives the options as radios or checkboxes.
func (f Field) items() []govuk.ChoiceItem {
	items := make([]govuk.ChoiceItem, 0, len(f.Options))
	for _, o := range f.Options {
		items = append(items, govuk.ChoiceItem{
			Content: govuk.Content{Text: cmp.Or(o.Label, o.Value)}, Value: o.Value,
			Hint: govuk.HintParams{Content: govuk.Content{Text: o.Hint}},
		})
	}
	return items
}

// selectItems gives the options of a drop-down. Until one is chosen the first
// line asks for it, so that nobody sends an answer they did not give.
func (f Field) selectItems() []govuk.SelectItem {
	var items []govuk.SelectItem
	isBlank := func(o Option) bool { return o.Value == "" }
	if !slices.ContainsFunc(f.Options, isBlank) {
		none := ""
		items = append(items, govuk.SelectItem{Value: &none, Text: "Choose one"})
	}
	for _, o := range f.Options {
		items = append(items, govuk.SelectItem{Value: &o.Value, Text: cmp.Or(o.Label, o.Value)})
	}
	return items
}

// spellcheck is left to the browser unless the field says not to.
func (f Field) spellcheck() *bool {
	if !f.NoSpellcheck {
		return nil
	}
	no := false
	return &no
}

// errorMessage gives the parameters for a problem, nil when there is none.
func errorMessage(text string) *govuk.ErrorMessageParams {
	if text == "" {
		return nil
	}
	return &govuk.ErrorMessageParams{Content: govuk.Content{Text: text}}
}
