package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"github.com/a-h/templ"

	"stillhome/internal/platform/govuk"
)

// Line puts blocks beside each other where there is room.
func Line(blocks ...Block) Block { return wrapped("div", "stillhome-line", "", blocks) }

// LinkRow is a navigation of few links on one line. Label says for screen
// readers what it leads through.
func LinkRow(label string, links ...Link) Block {
	var items govuk.HTML
	for _, l := range links {
		items += group("li", "", anchorTo("govuk-link", l))
	}
	return govuk.Element("nav", govuk.Attributes{govuk.Attr("aria-label", label)}, group("ul", "govuk-list stillhome-links stillhome-links--row", items))
}

// Notice is a band for what is not finished, such as changes not sent.
func Notice(blocks ...Block) Block { return wrapped("div", "stillhome-unsent", "", blocks) }

// Sheets is what is read on paper: blocks in small type, two or three beside each
// other, on A4 across.
func Sheets(blocks ...Block) Block { return wrapped("div", "stillhome-sheets", "div", blocks) }

// Drawn is a part of a page that a script draws better than the server can: the
// script of that name gets the data and replaces what is inside. Without a
// script the blocks stay.
type Drawn struct {
	Script string // the address of the script
	Data   any    // as JSON
	Blocks []Block
}

// Render draws the blocks with the data beside them.
func (d Drawn) Render(ctx context.Context, w io.Writer) error {
	inside, err := drawAll(ctx, d.Blocks)
	if err != nil {
		return err
	}
	// Marshal escapes what could end the element.
	data, err := json.Marshal(d.Data)
	if err != nil {
		return err
	}
	return group("div", "stillhome-drawn",
		govuk.Element("script", govuk.Attributes{govuk.Attr("type", "application/json")}, govuk.HTML(bytes.TrimSpace(data))),
		group("div", "stillhome-drawn__plain", inside),
		govuk.Element("script", govuk.Attributes{govuk.Attr("type", "module"), govuk.Attr("src", d.Script)}),
	).Render(ctx, w)
}

// Picture is a drawing made by the server. Text says in words what it shows;
// what can be read in it must stand in a list beside it.
func Picture(text string, svg templ.Component) Block {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		inside, err := govuk.Draw(ctx, svg)
		if err != nil {
			return err
		}
		return govuk.Element("figure", govuk.Attributes{govuk.Attr("class", "stillhome-picture"), govuk.Attr("role", "img"), govuk.Attr("aria-label", text)}, inside).Render(ctx, w)
	})
}
