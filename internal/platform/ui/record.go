package ui

import (
	"cmp"
	"context"
	"io"
	"strings"

	"stillhome/internal/platform/govuk"
)

// NotProvided stands where a value is missing.
const NotProvided = "Not provided"

// RecordRow is one thing known: a Block if given, else Value, with "Not
// provided" when both are missing. ChangeHref adds a Change link; ChangeHidden
// says for screen readers what it changes, the Key in small letters when empty.
type RecordRow struct {
	Key          string
	Value        string
	Block        Block
	ChangeHref   string
	ChangeHidden string
}

// Record is what is known about one thing, as keys and values. With a Title it
// is a card. Links stand in the head of the card. Empty is the sentence shown
// when there are no rows.
type Record struct {
	Title string
	Rows  []RecordRow
	Empty string
	Links []Link
}

// Render draws the record.
func (r Record) Render(ctx context.Context, w io.Writer) error {
	if len(r.Rows) == 0 {
		heading := govuk.HTML("")
		if r.Title != "" {
			heading = textIn("h2", "govuk-heading-m", r.Title)
		}
		return govuk.Join(heading, textIn("p", "stillhome-empty", cmp.Or(r.Empty, "There is nothing to show here yet."))).Render(ctx, w)
	}
	p := govuk.SummaryListParams{}
	if r.Title != "" {
		p.Card = &govuk.SummaryCard{Title: govuk.SummaryCardTitle{Content: govuk.Content{Text: r.Title}}}
		for _, l := range r.Links {
			p.Card.Actions.Items = append(p.Card.Actions.Items, govuk.SummaryAction{Content: govuk.Content{Text: l.Text}, Href: l.Href})
		}
	}
	for _, row := range r.Rows {
		drawn, err := row.draw(ctx)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, drawn)
	}
	return govuk.SummaryList(p).Render(ctx, w)
}

// draw gives one row.
func (r RecordRow) draw(ctx context.Context) (govuk.SummaryRow, error) {
	row := govuk.SummaryRow{Key: govuk.SummaryText{Content: govuk.Content{Text: r.Key}}}
	switch {
	case r.Block != nil:
		drawn, err := govuk.Draw(ctx, r.Block)
		if err != nil {
			return row, err
		}
		row.Value.HTML = drawn
	case strings.TrimSpace(r.Value) == "":
		row.Value.HTML = textIn("span", "stillhome-missing", NotProvided)
	default:
		row.Value.HTML = textIn("span", "stillhome-lines", r.Value)
	}
	if r.ChangeHref != "" {
		row.Actions.Items = []govuk.SummaryAction{{
			Content: govuk.Content{Text: "Change"}, Href: r.ChangeHref,
			VisuallyHiddenText: cmp.Or(r.ChangeHidden, strings.ToLower(r.Key)),
		}}
	}
	return row, nil
}
