package ui

import (
	"cmp"
	"context"
	"io"

	"stillhome/internal/platform/govuk"
)

// Column is one column of a List. Numeric ones are aligned right, with figures
// of equal width.
type Column struct {
	Head    string
	Numeric bool
}

// Cell is what stands in one place of a list: a Block if given, else a Tag if
// it has words, else Text, which is a link where there is an Href.
type Cell struct {
	Text  string
	Href  string
	Tag   Tag
	Block Block
}

// Texts gives cells that are only text.
func Texts(texts ...string) []Cell {
	cells := make([]Cell, 0, len(texts))
	for _, t := range texts {
		cells = append(cells, Cell{Text: t})
	}
	return cells
}

// Row is one row of a List. The first cell names the row; Href makes it a link.
type Row struct {
	Cells []Cell
	Href  string
}

// More leads to the pages of a long list before and after this one. Showing
// says where this page stands: "Showing 1 to 50 of 230".
type More struct {
	Prev, Next string
	Showing    string
}

// Filter is a form above a list that shows part of it. Its answers stand in the
// query string, so that a filtered list can be kept and shared. The handler
// gives each field the value it had. Clear leads to the list without a filter.
type Filter struct {
	Action string
	Fields []Field
	Submit string
	Clear  string
}

// List is the one list of every page: a table that becomes cards on a narrow
// screen. Empty says in a sentence that there is nothing, and why; it is always
// needed.
type List struct {
	Caption       string
	CaptionHidden bool
	Columns       []Column
	Rows          []Row
	Empty         string
	More          More
	Filter        *Filter
}

// Render draws the filter, then the table or the sentence for an empty list.
func (l List) Render(ctx context.Context, w io.Writer) error {
	inside := []govuk.HTML{l.Filter.draw()}
	if len(l.Rows) == 0 {
		if !l.CaptionHidden {
			inside = append(inside, textIn("h2", "govuk-heading-m", l.Caption))
		}
		inside = append(inside, textIn("p", "stillhome-empty", cmp.Or(l.Empty, "There is nothing to show here yet.")))
	} else {
		table, err := l.table(ctx)
		if err != nil {
			return err
		}
		inside = append(inside, table, l.More.draw(l.Caption))
	}
	return group("div", "stillhome-list", inside...).Render(ctx, w)
}

// table draws the rows. Its parts say their roles, because a table that the
// style turns into cards would lose them.
func (l List) table(ctx context.Context) (govuk.HTML, error) {
	var head govuk.HTML
	for _, c := range l.Columns {
		head += govuk.Element("th", govuk.Attributes{
			govuk.Attr("role", "columnheader"), govuk.Attr("scope", "col"),
			govuk.Attr("class", joined("govuk-table__header", pick(c.Numeric, "govuk-table__header--numeric"))),
		}, govuk.Escape(c.Head))
	}
	rows := make([]govuk.HTML, 0, len(l.Rows))
	for _, r := range l.Rows {
		row, err := l.row(ctx, r)
		if err != nil {
			return "", err
		}
		rows = append(rows, row)
	}
	caption := textIn("caption", joined("govuk-table__caption govuk-table__caption--m", pick(l.CaptionHidden, "govuk-visually-hidden")), l.Caption)
	return govuk.Element("table", govuk.Attributes{govuk.Attr("class", "govuk-table stillhome-table"), govuk.Attr("role", "table")},
		caption,
		withRole("thead", "rowgroup", "govuk-table__head", withRole("tr", "row", "govuk-table__row", head)),
		withRole("tbody", "rowgroup", "govuk-table__body", rows...)), nil
}

// row draws one row; cells without a column of their own are left out.
func (l List) row(ctx context.Context, r Row) (govuk.HTML, error) {
	var cells govuk.HTML
	for i, c := range r.Cells {
		if i >= len(l.Columns) {
			break
		}
		column := l.Columns[i]
		if i == 0 && r.Href != "" {
			c.Href = r.Href
		}
		inside, err := c.draw(ctx)
		if err != nil {
			return "", err
		}
		tag, role, class := "td", "cell", joined("govuk-table__cell", pick(column.Numeric, "govuk-table__cell--numeric"))
		attrs := govuk.Attributes{}
		if i == 0 {
			tag, role, class = "th", "rowheader", "govuk-table__header"
			attrs = append(attrs, govuk.Attr("scope", "row"))
		}
		attrs = append(attrs, govuk.Attr("role", role), govuk.Attr("class", class), govuk.Attr("data-label", column.Head))
		cells += govuk.Element(tag, attrs, inside)
	}
	return withRole("tr", "row", "govuk-table__row", cells), nil
}

// draw gives what is in the cell.
func (c Cell) draw(ctx context.Context) (govuk.HTML, error) {
	switch {
	case c.Block != nil:
		return govuk.Draw(ctx, c.Block)
	case c.Tag.Text != "":
		return c.Tag.draw(), nil
	case c.Href != "":
		return anchorTo("govuk-link", Link{c.Text, c.Href}), nil
	}
	return govuk.Escape(c.Text), nil
}

// withRole puts parts in an element that says its role.
func withRole(tag, role, class string, parts ...govuk.HTML) govuk.HTML {
	return govuk.Element(tag, govuk.Attributes{govuk.Attr("role", role), govuk.Attr("class", class)}, parts...)
}

// draw gives the way to the rest of the list.
func (m More) draw(what string) govuk.HTML {
	var showing, links govuk.HTML
	if m.Showing != "" {
		showing = textIn("p", "stillhome-showing", m.Showing)
	}
	if m.Prev != "" || m.Next != "" {
		links = govuk.Pagination(govuk.PaginationParams{
			Previous: &govuk.PaginationLink{Href: m.Prev}, Next: &govuk.PaginationLink{Href: m.Next},
			LandmarkLabel: "Pages of " + what,
		})
	}
	return showing + links
}

// draw gives the filter; nothing when the list has none.
func (f *Filter) draw() govuk.HTML {
	if f == nil {
		return ""
	}
	var fields govuk.HTML
	for _, field := range f.Fields {
		fields += field.draw("", nil)
	}
	button := govuk.Button(govuk.ButtonParams{Content: govuk.Content{Text: cmp.Or(f.Submit, "Show")}, Classes: "govuk-button--secondary"})
	if f.Clear != "" {
		button = group("div", "govuk-button-group", button, " ", anchorTo("govuk-link", Link{"Show all", f.Clear}))
	}
	return govuk.Element("form", govuk.Attributes{
		govuk.Attr("class", "stillhome-filter"), govuk.Attr("method", "get"), whenSet("action", f.Action), govuk.Attr("role", "search"),
	}, group("div", "stillhome-filter__fields", fields), button)
}
