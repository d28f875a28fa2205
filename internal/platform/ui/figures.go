package ui

import (
	"cmp"
	"context"
	"io"

	"stillhome/internal/platform/govuk"
)

// Figure is one big number. Of says what it is made of, such as "83% (52 of
// 63)"; Definition how it is counted; Href leads to the list behind it. A
// figure that is not known says so in Value.
type Figure struct {
	Label      string
	Value      string
	Of         string
	Definition string
	Href       string
}

// Figures are big numbers side by side. Empty is the sentence shown when there
// are none.
type Figures struct {
	Items []Figure
	Empty string
}

// Render draws the figures.
func (f Figures) Render(ctx context.Context, w io.Writer) error {
	if len(f.Items) == 0 {
		return textIn("p", "stillhome-empty", cmp.Or(f.Empty, "There are no figures yet.")).Render(ctx, w)
	}
	items := make([]govuk.HTML, 0, len(f.Items))
	for _, item := range f.Items {
		items = append(items, item.draw())
	}
	return group("ul", "stillhome-figures", items...).Render(ctx, w)
}

// draw gives one figure.
func (f Figure) draw() govuk.HTML {
	label := govuk.Escape(f.Label)
	if f.Href != "" {
		label = anchorTo("govuk-link", Link{f.Label, f.Href})
	}
	drawn := group("p", "stillhome-figure__label", label) + textIn("p", "stillhome-figure__value", cmp.Or(f.Value, "Not known"))
	if f.Of != "" {
		drawn += textIn("p", "stillhome-figure__of", f.Of)
	}
	if f.Definition != "" {
		drawn += govuk.Details(govuk.DetailsParams{
			SummaryHTML: govuk.Escape("How this is counted") + textIn("span", "govuk-visually-hidden", ": "+f.Label),
			Content:     govuk.Content{Text: f.Definition},
		})
	}
	return group("li", "stillhome-figure", drawn)
}

// Event is one thing that happened.
type Event struct {
	When  string
	Who   string
	What  string
	Href  string
	Block Block
}

// Timeline is what happened, in the order given. Empty is the sentence shown
// when nothing has.
type Timeline struct {
	Events []Event
	Empty  string
}

// Render draws the timeline.
func (t Timeline) Render(ctx context.Context, w io.Writer) error {
	if len(t.Events) == 0 {
		return textIn("p", "stillhome-empty", cmp.Or(t.Empty, "Nothing has happened yet.")).Render(ctx, w)
	}
	items := make([]govuk.HTML, 0, len(t.Events))
	for _, e := range t.Events {
		what := govuk.Escape(e.What)
		if e.Href != "" {
			what = anchorTo("govuk-link", Link{e.What, e.Href})
		}
		drawn := group("p", "stillhome-event__what", what)
		when := govuk.Escape(e.When)
		if e.Who != "" {
			when += govuk.Escape(" by " + e.Who)
		}
		drawn += group("p", "stillhome-event__when", when)
		if e.Block != nil {
			inside, err := govuk.Draw(ctx, e.Block)
			if err != nil {
				return err
			}
			drawn += inside
		}
		items = append(items, group("li", "stillhome-event", drawn))
	}
	return group("ol", "stillhome-timeline", items...).Render(ctx, w)
}
