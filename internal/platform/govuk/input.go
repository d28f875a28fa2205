package govuk

import "strconv"

// AffixParams are the parameters of a prefix or suffix of an input, such as "£".
type AffixParams struct {
	Content
	Classes    string
	Attributes Attributes
}

// WrapperParams are the parameters of the box around an input with a prefix or suffix.
type WrapperParams struct {
	Classes    string
	Attributes Attributes
}

// InputParams are the parameters of Input. ID is Name when empty. Spellcheck
// is left to the browser when nil.
type InputParams struct {
	ID, Name, Type, Value                            string
	Inputmode, Autocomplete, Autocapitalize, Pattern string
	Disabled                                         bool
	Spellcheck                                       *bool
	DescribedBy                                      string
	Label                                            LabelParams
	Hint                                             *HintParams
	ErrorMessage                                     *ErrorMessageParams
	Prefix, Suffix                                   AffixParams
	InputWrapper                                     WrapperParams
	FormGroup                                        FormGroupParams
	Classes                                          string
	Attributes                                       Attributes
}

// Input draws a question answered in one line of text.
func Input(p InputParams) HTML {
	id := or(p.ID, p.Name)
	q := question{id: id, describedBy: p.DescribedBy, hint: p.Hint, errorMessage: p.ErrorMessage, group: p.FormGroup}
	explained, describedBy := q.explain()
	input := Element("input", with(p.Attributes,
		class("govuk-input", p.Classes, when(p.ErrorMessage != nil, "govuk-input--error")),
		Attr("id", id), Attr("name", p.Name), Attr("type", or(p.Type, "text")),
		spellcheck(p.Spellcheck),
		optional("value", p.Value),
		flag("disabled", p.Disabled),
		optional("aria-describedby", describedBy),
		optional("autocomplete", p.Autocomplete),
		optional("autocapitalize", p.Autocapitalize),
		optional("pattern", p.Pattern),
		optional("inputmode", p.Inputmode)))
	before, after := p.FormGroup.BeforeInput, p.FormGroup.AfterInput
	if p.Prefix.given() || p.Suffix.given() || before.given() || after.given() {
		input = Element("div", with(p.InputWrapper.Attributes, class("govuk-input__wrapper", p.InputWrapper.Classes)),
			before.markup(), affix(p.Prefix, "prefix"), input, affix(p.Suffix, "suffix"), after.markup())
	}
	return q.box(labelFor(p.Label, id), explained, " ", input)
}

// labelFor draws the label of the control with this id.
func labelFor(p LabelParams, id string) HTML {
	p.For = id
	return Label(p)
}

// spellcheck says yes or no only when told to.
func spellcheck(on *bool) Attribute {
	if on == nil {
		return Attribute{}
	}
	return Attr("spellcheck", strconv.FormatBool(*on))
}

// affix draws a prefix or suffix; screen readers get it from the label.
func affix(p AffixParams, side string) HTML {
	if !p.given() {
		return ""
	}
	return Element("div", with(p.Attributes, class("govuk-input__"+side, p.Classes), Attr("aria-hidden", "true")), p.markup())
}

// TextareaParams are the parameters of Textarea. Rows is 5 when not set.
type TextareaParams struct {
	ID, Name, Value string
	Rows            int
	Autocomplete    string
	Disabled        bool
	Spellcheck      *bool
	DescribedBy     string
	Label           LabelParams
	Hint            *HintParams
	ErrorMessage    *ErrorMessageParams
	FormGroup       FormGroupParams
	Classes         string
	Attributes      Attributes
}

// Textarea draws a question answered in several lines of text.
func Textarea(p TextareaParams) HTML {
	id := or(p.ID, p.Name)
	if p.Rows == 0 {
		p.Rows = 5
	}
	q := question{id: id, describedBy: p.DescribedBy, hint: p.Hint, errorMessage: p.ErrorMessage, group: p.FormGroup}
	explained, describedBy := q.explain()
	// A browser drops the first line break after the tag, so one is given to lose.
	value := Escape(p.Value)
	if p.Value != "" && (p.Value[0] == '\n' || p.Value[0] == '\r') {
		value = "\n" + value
	}
	area := Element("textarea", with(p.Attributes,
		class("govuk-textarea", when(p.ErrorMessage != nil, "govuk-textarea--error"), p.Classes),
		Attr("id", id), Attr("name", p.Name), Attr("rows", strconv.Itoa(p.Rows)),
		spellcheck(p.Spellcheck), flag("disabled", p.Disabled),
		optional("aria-describedby", describedBy), optional("autocomplete", p.Autocomplete)), value)
	return q.box(labelFor(p.Label, id), explained, p.FormGroup.BeforeInput.markup(), " ", area, " ", p.FormGroup.AfterInput.markup())
}

// SelectItem is one choice of a Select. Value is Text when nil. Selected
// overrides the Value of the whole when set.
type SelectItem struct {
	Value      *string
	Text       string
	Selected   *bool
	Disabled   bool
	Attributes Attributes
}

// SelectParams are the parameters of Select. Value names the chosen item.
type SelectParams struct {
	ID, Name, Value string
	Items           []SelectItem
	Disabled        bool
	DescribedBy     string
	Label           LabelParams
	Hint            *HintParams
	ErrorMessage    *ErrorMessageParams
	FormGroup       FormGroupParams
	Classes         string
	Attributes      Attributes
}

// Select draws a question answered by choosing from a drop-down.
func Select(p SelectParams) HTML {
	id := or(p.ID, p.Name)
	q := question{id: id, describedBy: p.DescribedBy, hint: p.Hint, errorMessage: p.ErrorMessage, group: p.FormGroup}
	explained, describedBy := q.explain()
	var options HTML
	for _, item := range p.Items {
		if item.Value == nil && item.Text == "" {
			continue
		}
		effective, value := item.Text, Attribute{}
		if item.Value != nil {
			effective, value = *item.Value, Attr("value", *item.Value)
		}
		options += Element("option", with(item.Attributes, value,
			flag("selected", chosen(item.Selected, p.Value != "" && effective == p.Value)),
			flag("disabled", item.Disabled)), Escape(item.Text))
	}
	control := Element("select", with(p.Attributes,
		class("govuk-select", p.Classes, when(p.ErrorMessage != nil, "govuk-select--error")),
		Attr("id", id), Attr("name", p.Name), flag("disabled", p.Disabled),
		optional("aria-describedby", describedBy)), options)
	return q.box(labelFor(p.Label, id), explained, p.FormGroup.BeforeInput.markup(), " ", control, " ", p.FormGroup.AfterInput.markup())
}

// chosen lets an item's own word win over the value of the whole question.
func chosen(own *bool, byValue bool) bool {
	if own != nil {
		return *own
	}
	return byValue
}
