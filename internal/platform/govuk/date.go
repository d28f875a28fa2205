package govuk

import "strings"

// DateItem is one box of a DateInput. Error says whether this box is wrong;
// when no box says so, an error message marks them all. Omit leaves out one of
// the three usual boxes.
type DateItem struct {
	ID, Name, Label, Classes         string
	Value                            *string
	Inputmode, Autocomplete, Pattern string
	Error                            *bool
	Omit                             bool
	Attributes                       Attributes
}

// DateInputParams are the parameters of DateInput. The boxes are Items when
// given, else Day, Month and Year, each with a default when nil. Values are
// keyed by the names of the boxes, prefix included.
type DateInputParams struct {
	ID, NamePrefix   string
	Day, Month, Year *DateItem
	Items            []DateItem
	Values           map[string]string
	Fieldset         *FieldsetParams
	Hint             *HintParams
	ErrorMessage     *ErrorMessageParams
	FormGroup        FormGroupParams
	Classes          string
	Attributes       Attributes
}

// DateInput draws a question answered by a date people know, in three boxes.
func DateInput(p DateInputParams) HTML {
	describedBy := ""
	if p.Fieldset != nil {
		describedBy = p.Fieldset.DescribedBy
	}
	q := question{id: p.ID, describedBy: describedBy, hint: p.Hint, errorMessage: p.ErrorMessage, group: p.FormGroup}
	explained, describedBy := q.explain()
	items := p.boxes()
	anyWrong := false
	for _, item := range items {
		anyWrong = anyWrong || item.wrong()
	}
	drawn := []HTML{p.FormGroup.BeforeInputs.markup()}
	for _, item := range items {
		drawn = append(drawn, p.item(item, p.ErrorMessage != nil && !anyWrong))
	}
	drawn = append(drawn, p.FormGroup.AfterInputs.markup())
	attrs := append(with(p.Attributes, class("govuk-date-input", p.Classes)), optional("id", p.ID))
	return q.boxWithLegend(p.Fieldset, "group", describedBy, Join(explained, Element("div", attrs, drawn...)))
}

// wrong says whether this box itself is marked as wrong.
func (i DateItem) wrong() bool {
	return i.Error != nil && *i.Error || strings.Contains(i.Classes, "govuk-input--error")
}

// boxes gives the boxes to draw, each with its name, width and value settled.
func (p DateInputParams) boxes() []DateItem {
	parts := [3]struct {
		name  string
		width string
		given *DateItem
	}{{"day", "2", p.Day}, {"month", "2", p.Month}, {"year", "4", p.Year}}
	settle := func(item DateItem, name, width string, fallback *string) DateItem {
		item.Name = or(item.Name, name)
		if item.Value == nil {
			item.Value = fallback
		}
		if !strings.Contains(item.Classes, "govuk-input--width-") {
			item.Classes = spaced("govuk-input--width-"+width, item.Classes)
		}
		return item
	}
	value := func(name string) *string {
		if v, ok := p.Values[name]; ok {
			return &v
		}
		return nil
	}
	var boxes []DateItem
	if len(p.Items) == 0 {
		for _, part := range parts {
			item := DateItem{Value: value(part.name)}
			if part.given != nil {
				item = *part.given
			}
			if item.Omit {
				continue
			}
			boxes = append(boxes, settle(item, part.name, part.width, nil))
		}
		return boxes
	}
	for _, item := range p.Items {
		if item.Name == "" && item.Label == "" && item.ID == "" {
			continue
		}
		name, width, fallback := "", "2", (*string)(nil)
		for _, part := range parts {
			own := part.name
			if part.given != nil {
				own = or(part.given.Name, own)
			}
			if item.Name == part.name || item.Name == own {
				name, width, fallback = part.name, part.width, value(part.name)
				if part.given != nil {
					fallback = part.given.Value
				}
				break
			}
		}
		boxes = append(boxes, settle(item, name, width, fallback))
	}
	return boxes
}

// item draws one settled box; markAll marks it wrong unless it says it is not.
func (p DateInputParams) item(item DateItem, markAll bool) HTML {
	classes := item.Classes
	marked := strings.Contains(classes, "govuk-input--error")
	if !marked && (item.wrong() || markAll && (item.Error == nil || *item.Error)) {
		classes = spaced("govuk-input--error", classes)
	}
	name := item.Name
	if p.NamePrefix != "" {
		name = p.NamePrefix + "-" + name
	}
	value := p.Values[name]
	if item.Value != nil {
		value = *item.Value
	}
	return Element("div", Attributes{class("govuk-date-input__item")}, Input(InputParams{
		Label:        LabelParams{Content: Content{Text: or(item.Label, capitalise(item.Name))}, Classes: "govuk-date-input__label"},
		ID:           or(item.ID, p.ID+"-"+item.Name),
		Classes:      spaced("govuk-date-input__input", classes),
		Name:         name,
		Value:        value,
		Inputmode:    or(item.Inputmode, "numeric"),
		Autocomplete: item.Autocomplete,
		Pattern:      item.Pattern,
		Attributes:   item.Attributes,
	}))
}

// capitalise gives a plain word a capital first letter.
func capitalise(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + strings.ToLower(word[1:])
}
