package govuk

import "strconv"

// SummaryAction is one link beside a row or in the head of a card.
// VisuallyHiddenText says what "Change" changes, for screen readers.
type SummaryAction struct {
	Content
	Href, VisuallyHiddenText, Classes string
	Attributes                        Attributes
}

// SummaryActions are the links beside a row or in the head of a card.
type SummaryActions struct {
	Items   []SummaryAction
	Classes string
}

// SummaryText is the key or the value of a row.
type SummaryText struct {
	Content
	Classes string
}

// SummaryRow is one row. A row without a key or value is left out.
type SummaryRow struct {
	Key, Value SummaryText
	Actions    SummaryActions
	Classes    string
}

// SummaryCardTitle is the heading of a card; HeadingLevel is 2 when not set.
type SummaryCardTitle struct {
	Content
	HeadingLevel int
	Classes      string
}

// SummaryCard is the box around a list, with a heading and links of its own.
type SummaryCard struct {
	Title      SummaryCardTitle
	Actions    SummaryActions
	Classes    string
	Attributes Attributes
}

// SummaryListParams are the parameters of SummaryList.
type SummaryListParams struct {
	Rows       []SummaryRow
	Card       *SummaryCard
	Classes    string
	Attributes Attributes
}

// SummaryList draws what is known about one thing, as keys and values.
func SummaryList(p SummaryListParams) HTML {
	anyActions := false
	for _, row := range p.Rows {
		anyActions = anyActions || len(row.Actions.Items) > 0
	}
	var about Content
	if p.Card != nil {
		about = p.Card.Title.Content
	}
	var rows HTML
	for _, row := range p.Rows {
		if row.Key.given() || row.Value.given() {
			rows += row.draw(about, anyActions)
		}
	}
	list := Element("dl", with(p.Attributes, class("govuk-summary-list", p.Classes)), rows)
	if p.Card == nil {
		return list
	}
	return p.Card.draw(list)
}

// draw gives one row; about is the heading of the card it is in.
func (r SummaryRow) draw(about Content, anyActions bool) HTML {
	var actions HTML
	if items := r.Actions.Items; len(items) > 0 {
		actions = Element("dd", Attributes{class("govuk-summary-list__actions", r.Actions.Classes)},
			drawActions(items, about, "govuk-summary-list__actions-list", "govuk-summary-list__actions-list-item"))
	}
	return Element("div", Attributes{class("govuk-summary-list__row", when(anyActions && r.Actions.Items == nil, "govuk-summary-list__row--no-actions"), r.Classes)},
		Element("dt", Attributes{class("govuk-summary-list__key", r.Key.Classes)}, r.Key.markup()),
		Element("dd", Attributes{class("govuk-summary-list__value", r.Value.Classes)}, r.Value.markup()),
		actions)
}

// draw gives the card with the list in it.
func (c SummaryCard) draw(list HTML) HTML {
	level := "h2"
	if c.Title.HeadingLevel > 0 {
		level = "h" + strconv.Itoa(c.Title.HeadingLevel)
	}
	var title, actions HTML
	if c.Title.given() {
		title = Element(level, Attributes{class("govuk-summary-card__title", c.Title.Classes)}, c.Title.markup())
	}
	switch items := c.Actions.Items; len(items) {
	case 0:
	case 1:
		actions = Element("div", Attributes{class("govuk-summary-card__actions", c.Actions.Classes)}, items[0].draw(c.Title.Content))
	default:
		actions = drawActions(items, c.Title.Content, spaced("govuk-summary-card__actions", c.Actions.Classes), "govuk-summary-card__action")
	}
	return Element("div", with(c.Attributes, class("govuk-summary-card", c.Classes)),
		Element("div", Attributes{class("govuk-summary-card__title-wrapper")}, title, actions),
		Element("div", Attributes{class("govuk-summary-card__content")}, list))
}

// drawActions gives one link as it is, and several as a list.
func drawActions(items []SummaryAction, about Content, listClass, itemClass string) HTML {
	if len(items) == 1 {
		return items[0].draw(about)
	}
	var list HTML
	for _, item := range items {
		list += Element("li", Attributes{class(itemClass)}, item.draw(about))
	}
	return Element("ul", Attributes{class(listClass)}, list)
}

// draw gives one link, saying for screen readers what it is about.
func (a SummaryAction) draw(about Content) HTML {
	var more HTML
	if a.VisuallyHiddenText != "" {
		more = " " + Escape(a.VisuallyHiddenText)
	}
	if about.given() {
		more += " (" + about.markup() + ")"
	}
	if more != "" {
		more = Element("span", Attributes{class("govuk-visually-hidden")}, more)
	}
	return Element("a", with(a.Attributes, class("govuk-link", a.Classes), Attr("href", a.Href)), a.markup(), more)
}
