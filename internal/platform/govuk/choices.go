package govuk

import (
	"slices"
	"strconv"
)

// ChoiceItem is one checkbox or radio. An item with a Divider is only that
// word; an item with nothing in it is left out. Checked overrides the chosen
// value when set. Conditional is shown while the item is chosen.
type ChoiceItem struct {
	Content
	ID, Name, Value string
	Hint            HintParams
	Label           LabelParams
	Checked         *bool
	Disabled        bool
	Divider         string
	Behaviour       string
	Conditional     struct{ HTML HTML }
	Attributes      Attributes
}

// empty says whether the item is only a gap.
func (i ChoiceItem) empty() bool {
	return !i.given() && i.Value == "" && i.Divider == "" && i.ID == ""
}

// CheckboxesParams are the parameters of Checkboxes. IDPrefix is Name when
// empty; the first box has that id, so an error can link to it.
type CheckboxesParams struct {
	IDPrefix, Name string
	Items          []ChoiceItem
	Values         []string
	DescribedBy    string
	Fieldset       *FieldsetParams
	Hint           *HintParams
	ErrorMessage   *ErrorMessageParams
	FormGroup      FormGroupParams
	Classes        string
	Attributes     Attributes
}

// Checkboxes draws a question with any number of answers.
func Checkboxes(p CheckboxesParams) HTML {
	c := choices{
		kind: "checkbox", block: "govuk-checkboxes", name: p.Name, prefix: or(p.IDPrefix, p.Name), values: p.Values,
		fieldset: p.Fieldset, hint: p.Hint, errorMessage: p.ErrorMessage, group: p.FormGroup, classes: p.Classes, attributes: p.Attributes,
	}
	c.describedBy = p.DescribedBy
	if p.Fieldset == nil {
		c.passDown = true
	} else if p.Fieldset.DescribedBy != "" {
		c.describedBy = p.Fieldset.DescribedBy
	}
	return c.draw(p.Items)
}

// RadiosParams are the parameters of Radios. IDPrefix is Name when empty; the
// first radio has that id, so an error can link to it.
type RadiosParams struct {
	IDPrefix, Name string
	Items          []ChoiceItem
	Value          string
	Fieldset       *FieldsetParams
	Hint           *HintParams
	ErrorMessage   *ErrorMessageParams
	FormGroup      FormGroupParams
	Classes        string
	Attributes     Attributes
}

// Radios draws a question with one answer.
func Radios(p RadiosParams) HTML {
	c := choices{
		kind: "radio", block: "govuk-radios", name: p.Name, prefix: or(p.IDPrefix, p.Name),
		fieldset: p.Fieldset, hint: p.Hint, errorMessage: p.ErrorMessage, group: p.FormGroup, classes: p.Classes, attributes: p.Attributes,
	}
	if p.Value != "" {
		c.values = []string{p.Value}
	}
	if p.Fieldset != nil {
		c.describedBy = p.Fieldset.DescribedBy
	}
	return c.draw(p.Items)
}

// choices is what checkboxes and radios share.
type choices struct {
	kind, block, name, prefix string
	values                    []string
	describedBy               string
	passDown                  bool // each box is described by what describes the group
	fieldset                  *FieldsetParams
	hint                      *HintParams
	errorMessage              *ErrorMessageParams
	group                     FormGroupParams
	classes                   string
	attributes                Attributes
}

// draw gives the whole question.
func (c choices) draw(items []ChoiceItem) HTML {
	q := question{id: c.prefix, describedBy: c.describedBy, hint: c.hint, errorMessage: c.errorMessage, group: c.group}
	explained, describedBy := q.explain()
	perItem := ""
	if c.passDown {
		perItem = describedBy
	}
	drawn := make([]HTML, 0, len(items)+2)
	drawn = append(drawn, c.group.BeforeInputs.markup())
	for i, item := range items {
		if !item.empty() {
			drawn = append(drawn, c.item(item, i+1, perItem))
		}
	}
	drawn = append(drawn, c.group.AfterInputs.markup())
	list := Element("div", append(with(c.attributes, class(c.block, c.classes)), Attr("data-module", c.block)), drawn...)
	return q.boxWithLegend(c.fieldset, "", describedBy, Join(explained, list))
}

// item draws one box or radio; number counts from 1.
func (c choices) item(item ChoiceItem, number int, describedBy string) HTML {
	if item.Divider != "" {
		return Element("div", Attributes{class(c.block + "__divider")}, Escape(item.Divider))
	}
	id := item.ID
	if id == "" {
		id = c.prefix
		if number > 1 {
			id += "-" + strconv.Itoa(number)
		}
	}
	checked := chosen(item.Checked, slices.Contains(c.values, item.Value))
	var hint HTML
	if item.Hint.given() {
		h := item.Hint
		h.ID, h.Classes = id+"-item-hint", spaced(c.block+"__hint", h.Classes)
		hint = Hint(h)
		describedBy = spaced(describedBy, h.ID)
	}
	conditional := item.Conditional.HTML
	controls := when(conditional != "", "conditional-"+id)
	name := c.name
	if c.kind == "checkbox" {
		name = or(item.Name, c.name)
	}
	box := Element("div", Attributes{class(c.block + "__item")},
		Element("input", with(item.Attributes, class(c.block+"__input"),
			Attr("id", id), Attr("name", name), Attr("type", c.kind), Attr("value", item.Value),
			flag("checked", checked), flag("disabled", item.Disabled),
			optional("data-aria-controls", controls), optional("data-behaviour", item.Behaviour),
			optional("aria-describedby", describedBy))),
		" ",
		Label(LabelParams{Content: item.Content, For: id, Classes: spaced(c.block+"__label", item.Label.Classes), Attributes: item.Label.Attributes}),
		" ", hint)
	if conditional == "" {
		return box
	}
	return Join(box, Element("div", Attributes{
		class(c.block+"__conditional", when(!checked, c.block+"__conditional--hidden")), Attr("id", controls),
	}, conditional))
}
