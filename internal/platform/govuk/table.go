package govuk

import "strconv"

// TableHead is one column heading; Format "numeric" aligns right.
type TableHead struct {
	Content
	Format, Classes  string
	Colspan, Rowspan int
	Attributes       Attributes
}

// TableCell is one cell; Format "numeric" aligns right.
type TableCell struct {
	Content
	Format, Classes  string
	Colspan, Rowspan int
	Attributes       Attributes
}

// TableParams are the parameters of Table. A nil row is left out.
type TableParams struct {
	Caption, CaptionClasses string
	Head                    []TableHead
	Rows                    [][]TableCell
	FirstCellIsHeader       bool
	Classes                 string
	Attributes              Attributes
}

// span gives a colspan or rowspan, left out when not set.
func span(name string, cells int) Attribute {
	if cells == 0 {
		return Attribute{}
	}
	return Attr(name, strconv.Itoa(cells))
}

// Table draws a table.
func Table(p TableParams) HTML {
	var caption, head, body HTML
	if p.Caption != "" {
		caption = Element("caption", Attributes{class("govuk-table__caption", p.CaptionClasses)}, Escape(p.Caption))
	}
	if p.Head != nil {
		cells := make([]HTML, 0, len(p.Head))
		for _, h := range p.Head {
			cells = append(cells, Element("th", with(h.Attributes, Attr("scope", "col"),
				class("govuk-table__header", format("govuk-table__header", h.Format), h.Classes),
				span("colspan", h.Colspan), span("rowspan", h.Rowspan)), h.markup()))
		}
		head = Element("thead", Attributes{class("govuk-table__head")}, Element("tr", Attributes{class("govuk-table__row")}, cells...))
	}
	rows := make([]HTML, 0, len(p.Rows))
	for _, row := range p.Rows {
		if row != nil {
			rows = append(rows, p.row(row))
		}
	}
	body = Element("tbody", Attributes{class("govuk-table__body")}, rows...)
	return Element("table", with(p.Attributes, class("govuk-table", p.Classes)), caption, head, body)
}

// row draws one row of the body.
func (p TableParams) row(row []TableCell) HTML {
	cells := make([]HTML, 0, len(row))
	for i, c := range row {
		tag, scope, look := "td", Attribute{}, class("govuk-table__cell", format("govuk-table__cell", c.Format), c.Classes)
		if i == 0 && p.FirstCellIsHeader {
			tag, scope, look = "th", Attr("scope", "row"), class("govuk-table__header", c.Classes)
		}
		cells = append(cells, Element(tag, with(c.Attributes, scope, look, span("colspan", c.Colspan), span("rowspan", c.Rowspan)), c.markup()))
	}
	return Element("tr", Attributes{class("govuk-table__row")}, cells...)
}

// format gives the class for a cell's format.
func format(block, name string) string {
	if name == "" {
		return ""
	}
	return block + "--" + name
}

// TaskListTitle is what a task is called.
type TaskListTitle struct {
	Content
	Classes string
}

// TaskListStatus is how far a task is: a tag, or plain words.
type TaskListStatus struct {
	Content
	Tag     *TagParams
	Classes string
}

// TaskListItem is one task; it can be opened when it has an Href.
type TaskListItem struct {
	Title   TaskListTitle
	Hint    *Content
	Status  TaskListStatus
	Href    string
	Classes string
}

// empty says whether the item is only a gap.
func (i TaskListItem) empty() bool { return !i.Title.given() && i.Href == "" }

// TaskListParams are the parameters of TaskList. IDPrefix is "task-list" when empty.
type TaskListParams struct {
	Items      []TaskListItem
	IDPrefix   string
	Classes    string
	Attributes Attributes
}

// TaskList draws tasks and how far each is.
func TaskList(p TaskListParams) HTML {
	prefix := or(p.IDPrefix, "task-list")
	var items HTML
	for i, item := range p.Items {
		if !item.empty() {
			items += item.draw(prefix + "-" + strconv.Itoa(i+1))
		}
	}
	return Element("ul", with(p.Attributes, class("govuk-task-list", p.Classes)), items)
}

// draw gives one task, with ids made from its own.
func (i TaskListItem) draw(id string) HTML {
	var hint HTML
	describedBy := id + "-status"
	if i.Hint != nil {
		hint = Element("div", Attributes{Attr("id", id+"-hint"), class("govuk-task-list__hint")}, i.Hint.markup())
		describedBy = spaced(id+"-hint", describedBy)
	}
	title := Element("div", Attributes{optional("class", i.Title.Classes)}, i.Title.markup())
	if i.Href != "" {
		title = Element("a", Attributes{
			class("govuk-link", "govuk-task-list__link", i.Title.Classes),
			Attr("href", i.Href), Attr("aria-describedby", describedBy),
		}, i.Title.markup())
	}
	status := i.Status.markup()
	if i.Status.Tag != nil {
		status = Tag(*i.Status.Tag)
	}
	return Element("li", Attributes{class("govuk-task-list__item", when(i.Href != "", "govuk-task-list__item--with-link"), i.Classes)},
		Element("div", Attributes{class("govuk-task-list__name-and-hint")}, title, hint),
		Element("div", Attributes{class("govuk-task-list__status", i.Status.Classes), Attr("id", id+"-status")}, status))
}
