package ui

import (
	"cmp"
	"context"
	"io"
	"strconv"

	"stillhome/internal/platform/govuk"
)

// Kind says how a field is answered.
type Kind int

// The kinds of field. KindText is the one when none is said. KindHeading is not
// a field: its Label is a heading between fields and its Hint the text below.
// KindLadder is one choice of few on large keys, for the phone.
const (
	KindText Kind = iota
	KindArea
	KindDate
	KindTime
	KindNumber
	KindTel
	KindEmail
	KindPassword
	KindCode
	KindRadios
	KindChecks
	KindSelect
	KindFile
	KindHeading
	KindLadder
)

// Option is one answer of radios, checks, a select or a ladder.
type Option struct {
	Value, Label, Hint string
}

// Field is one question of a form.
//
// A KindDate has the form values NAME-day, NAME-month and NAME-year, and its
// Value is a date as 2026-11-30. A KindTime has the value 08:30. A KindChecks
// has any number of Values. Width is the number of characters expected, one of
// 2, 3, 4, 5, 10, 20 and 30; Rows the lines of a KindArea.
type Field struct {
	Name, Label, Hint string
	Kind              Kind
	Value             string
	Values            []string
	Options           []Option
	Optional          bool
	Width             int
	Rows              int
	Prefix, Suffix    string
	Autocomplete      string
	Inputmode         string
	NoSpellcheck      bool
	Accept            string
}

// Pair is a name with a value, for what a form sends without asking.
type Pair struct {
	Name, Value string
}

// Version is what the reader saw of a record, sent back with a form so that a
// change made meanwhile is noticed.
func Version(n int) Pair { return Pair{Name: "version", Value: strconv.Itoa(n)} }

// Coded is one value of a closed list, which knows its words for a screen.
type Coded interface {
	~string
	Label() string
}

// Options offers the values of a closed list, in its order.
func Options[T Coded](all []T) []Option {
	out := make([]Option, 0, len(all))
	for _, x := range all {
		out = append(out, Option{Value: string(x), Label: x.Label()})
	}
	return out
}

// AnyOf offers the values of a closed list to filter by, and all of them first.
func AnyOf[T Coded](all []T) []Option {
	return append([]Option{{Label: "All"}}, Options(all)...)
}

// Link is words that lead somewhere.
type Link struct {
	Text, Href string
}

// Form is the one form of every page. It posts to Action. Give an ID, made of
// lower-case letters and hyphens, when a page has several forms. Small sets it
// tighter, for a form beside other things. After problems it shows what was
// typed, except passwords, codes and files.
type Form struct {
	ID        string
	Action    string
	Fields    []Field
	Hidden    []Pair
	Submit    string
	Warning   bool
	Small     bool
	Multipart bool
	Cancel    Link
}

// Render draws the form.
func (f Form) Render(ctx context.Context, w io.Writer) error {
	problems, values := ProblemsFrom(ctx), SubmittedFrom(ctx)
	if values.Get(FormName) != f.ID {
		problems, values = nil, nil
	}
	hidden := f.Hidden
	if f.ID != "" {
		hidden = append([]Pair{{FormName, f.ID}}, hidden...)
	}
	inside := make([]govuk.HTML, 0, len(f.Fields)+2)
	inside = append(inside, hiddenFields(hidden))
	for _, field := range f.Fields {
		if values != nil {
			field = field.withSubmitted(values)
		}
		inside = append(inside, field.draw(f.ID, problems))
	}
	inside = append(inside, f.buttons())
	attrs := govuk.Attributes{
		govuk.Attr("class", joined("stillhome-form", pick(f.Small, "stillhome-form--small"))),
		govuk.Attr("method", "post"), govuk.Attr("action", f.Action), bare("novalidate"),
	}
	if f.Multipart {
		attrs = append(attrs, govuk.Attr("enctype", "multipart/form-data"))
	}
	return govuk.Element("form", attrs, inside...).Render(ctx, w)
}

// buttons draws the button that sends and the link that does not.
func (f Form) buttons() govuk.HTML {
	button := govuk.Button(govuk.ButtonParams{
		Content: govuk.Content{Text: cmp.Or(f.Submit, "Save")},
		Classes: pick(f.Warning, "govuk-button--warning"),
	})
	if f.Cancel.Href == "" {
		return button
	}
	return group("div", "govuk-button-group", button, " ", anchorTo("govuk-link", Link{cmp.Or(f.Cancel.Text, "Cancel"), f.Cancel.Href}))
}

// hiddenFields draws what a form sends without asking.
func hiddenFields(pairs []Pair) govuk.HTML {
	var drawn govuk.HTML
	for _, p := range pairs {
		drawn += govuk.Element("input", govuk.Attributes{
			govuk.Attr("type", "hidden"), govuk.Attr("name", p.Name), govuk.Attr("value", p.Value),
		})
	}
	return drawn
}
