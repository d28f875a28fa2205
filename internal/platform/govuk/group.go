package govuk

// LabelParams are the parameters of Label. IsPageHeading wraps it in an h1.
type LabelParams struct {
	Content
	For           string
	IsPageHeading bool
	Classes       string
	Attributes    Attributes
}

// Label draws the label of one control; nothing when it has no words.
func Label(p LabelParams) HTML {
	if !p.given() {
		return ""
	}
	attrs := append(Attributes{class("govuk-label", p.Classes)}, p.Attributes...)
	label := Element("label", append(attrs, optional("for", p.For)), p.markup())
	if p.IsPageHeading {
		return Element("h1", Attributes{class("govuk-label-wrapper")}, label)
	}
	return label
}

// HintParams are the parameters of Hint.
type HintParams struct {
	Content
	ID         string
	Classes    string
	Attributes Attributes
}

// Hint draws the help under a label.
func Hint(p HintParams) HTML {
	return Element("div", with(p.Attributes, optional("id", p.ID), class("govuk-hint", p.Classes)), p.markup())
}

// ErrorMessageParams are the parameters of ErrorMessage. VisuallyHiddenText is
// read before the message: "Error" when nil, nothing when it is empty.
type ErrorMessageParams struct {
	Content
	ID                 string
	Classes            string
	Attributes         Attributes
	VisuallyHiddenText *string
}

// ErrorMessage draws what is wrong with one control.
func ErrorMessage(p ErrorMessageParams) HTML {
	before := "Error"
	if p.VisuallyHiddenText != nil {
		before = *p.VisuallyHiddenText
	}
	inside := p.markup()
	if before != "" {
		inside = Join(hidden(before+":"), " ", inside)
	}
	return Element("p", with(p.Attributes, optional("id", p.ID), class("govuk-error-message", p.Classes)), inside)
}

// LegendParams are the words of a fieldset.
type LegendParams struct {
	Content
	Classes       string
	IsPageHeading bool
}

// FieldsetParams are the parameters of Fieldset.
type FieldsetParams struct {
	Legend      LegendParams
	DescribedBy string
	Classes     string
	Role        string
	Attributes  Attributes
	HTML        HTML
}

// Fieldset draws a group of controls with one legend.
func Fieldset(p FieldsetParams) HTML {
	var legend HTML
	if p.Legend.given() {
		legend = p.Legend.markup()
		if p.Legend.IsPageHeading {
			legend = Element("h1", Attributes{class("govuk-fieldset__heading")}, legend)
		}
		legend = Element("legend", Attributes{class("govuk-fieldset__legend", p.Legend.Classes)}, legend)
	}
	attrs := with(p.Attributes, class("govuk-fieldset", p.Classes), optional("role", p.Role), optional("aria-describedby", p.DescribedBy))
	return Element("fieldset", attrs, legend, p.HTML)
}

// FormGroupParams are the parameters of the box around one question. Before
// and after stand next to the control itself.
type FormGroupParams struct {
	Classes                   string
	Attributes                Attributes
	BeforeInput, AfterInput   Content
	BeforeInputs, AfterInputs Content
}

// question is what every control has around it: the words, the hint, the error.
type question struct {
	id           string
	describedBy  string
	hint         *HintParams
	errorMessage *ErrorMessageParams
	group        FormGroupParams
}

// explain draws the hint and the error, and gives the ids that describe the control.
func (q question) explain() (drawn HTML, describedBy string) {
	describedBy = q.describedBy
	if q.hint != nil {
		h := *q.hint
		h.ID = q.id + "-hint"
		describedBy = spaced(describedBy, h.ID)
		drawn = Hint(h)
	}
	if q.errorMessage != nil {
		e := *q.errorMessage
		e.ID = q.id + "-error"
		describedBy = spaced(describedBy, e.ID)
		drawn = Join(drawn, " ", ErrorMessage(e))
	}
	return drawn, describedBy
}

// box draws the form group around finished parts.
func (q question) box(parts ...HTML) HTML {
	attrs := with(q.group.Attributes, class("govuk-form-group", when(q.errorMessage != nil, "govuk-form-group--error"), q.group.Classes))
	return Element("div", attrs, parts...)
}

// boxWithLegend draws the form group, and a fieldset inside it where wanted.
func (q question) boxWithLegend(fieldset *FieldsetParams, role, describedBy string, inside HTML) HTML {
	if fieldset == nil {
		return q.box(inside)
	}
	f := *fieldset
	f.DescribedBy, f.Role, f.HTML = describedBy, role, inside
	return q.box(Fieldset(f))
}
