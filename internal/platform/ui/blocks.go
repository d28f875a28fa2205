package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"stillhome/internal/platform/govuk"
)

// Block is anything that can stand on a page.
type Block = templ.Component

// Heading is a heading inside a page, below its title.
func Heading(text string) Block { return textIn("h2", "govuk-heading-m", text) }

// Subheading is a heading below a Heading.
func Subheading(text string) Block { return textIn("h3", "govuk-heading-s", text) }

// Para is one paragraph.
func Para(text string) Block { return textIn("p", "govuk-body", text) }

// Text is words as somebody wrote them, with their line breaks.
func Text(text string) Block { return textIn("p", "govuk-body stillhome-lines", text) }

// Inset is text set apart from what is around it.
func Inset(text string) Block {
	return govuk.InsetText(govuk.InsetTextParams{Content: govuk.Content{Text: text}})
}

// Warning is what must not be missed.
func Warning(text string) Block {
	return govuk.WarningText(govuk.WarningTextParams{Content: govuk.Content{Text: text}})
}

// Confirmation says in a large box that something is done.
func Confirmation(title, text string) Block {
	return govuk.Panel(govuk.PanelParams{TitleText: title, HeadingLevel: 2, Content: govuk.Content{Text: text}})
}

// TagKind says what a tag's colour stands for. The words say it too.
type TagKind int

// The kinds of tag. Plain is the one when none is said.
const (
	Plain   TagKind = iota
	Quiet           // over, or not yet
	Good            // done, or going well
	Waiting         // somebody should look at this
	Urgent          // somebody must act now
)

// tagClasses are the colours of the kinds of tag.
var tagClasses = map[TagKind]string{
	Plain: "govuk-tag--teal", Quiet: "govuk-tag--grey", Good: "govuk-tag--green",
	Waiting: "govuk-tag--yellow", Urgent: "govuk-tag--red",
}

// Tag is a short status word.
type Tag struct {
	Text string
	Kind TagKind
}

// Render draws the tag.
func (t Tag) Render(ctx context.Context, w io.Writer) error { return t.draw().Render(ctx, w) }

func (t Tag) draw() govuk.HTML {
	return govuk.Tag(govuk.TagParams{Content: govuk.Content{Text: t.Text}, Classes: tagClasses[t.Kind]})
}

// Details is a line that opens to show more.
func Details(summary string, blocks ...Block) Block {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		inside, err := drawAll(ctx, blocks)
		if err != nil {
			return err
		}
		return govuk.Details(govuk.DetailsParams{SummaryText: summary, Content: govuk.Content{HTML: inside}}).Render(ctx, w)
	})
}

// Links is a list of links.
func Links(links ...Link) Block {
	var items govuk.HTML
	for _, l := range links {
		items += group("li", "", anchorTo("govuk-link", l))
	}
	return group("ul", "govuk-list stillhome-links", items)
}

// Bullets is a list of short sentences.
func Bullets(texts ...string) Block {
	var items govuk.HTML
	for _, t := range texts {
		items += textIn("li", "", t)
	}
	return group("ul", "govuk-list govuk-list--bullet", items)
}

// ButtonLink leads to a page where something is done, looking like a button.
func ButtonLink(text, href string) Block {
	return govuk.Button(govuk.ButtonParams{Content: govuk.Content{Text: text}, Href: href})
}

// SecondaryLink is a ButtonLink for what is done less often.
func SecondaryLink(text, href string) Block {
	return govuk.Button(govuk.ButtonParams{Content: govuk.Content{Text: text}, Href: href, Classes: "govuk-button--secondary"})
}

// PostButton is a form of one button. About says for screen readers what it
// acts on, where several buttons have the same words.
type PostButton struct {
	Text, About string
	Action      string
	Hidden      []Pair
	Secondary   bool
	Warning     bool
}

// Render draws the button in its form.
func (b PostButton) Render(ctx context.Context, w io.Writer) error {
	words := govuk.Escape(b.Text)
	if b.About != "" {
		words += textIn("span", "govuk-visually-hidden", " "+b.About)
	}
	button := govuk.Button(govuk.ButtonParams{
		Content: govuk.Content{HTML: words},
		Classes: joined(pick(b.Secondary, "govuk-button--secondary"), pick(b.Warning, "govuk-button--warning")),
	})
	return govuk.Element("form", govuk.Attributes{
		govuk.Attr("method", "post"), govuk.Attr("action", b.Action), govuk.Attr("class", "stillhome-post"),
	}, hiddenFields(b.Hidden), button).Render(ctx, w)
}

// Group puts several blocks where one is wanted.
func Group(blocks ...Block) Block {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, b := range blocks {
			if err := b.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// Columns puts blocks side by side, one below the other on a narrow screen.
func Columns(blocks ...Block) Block { return wrapped("div", "stillhome-columns", "div", blocks) }

// Actions puts buttons on one line.
func Actions(blocks ...Block) Block { return wrapped("div", "stillhome-actions", "", blocks) }

// wrapped puts blocks in one element, each in one of its own if each is set.
func wrapped(tag, class, each string, blocks []Block) Block {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		parts := make([]govuk.HTML, 0, len(blocks))
		for _, b := range blocks {
			drawn, err := govuk.Draw(ctx, b)
			if err != nil {
				return err
			}
			if each != "" {
				drawn = group(each, "", drawn)
			}
			parts = append(parts, drawn)
		}
		return group(tag, class, parts...).Render(ctx, w)
	})
}

// Live is a part of a page that the server keeps fresh: url is an event stream
// whose "fragment" events replace what is inside. Without a script the page
// shows what it had when it was made.
func Live(url string, block Block) Block {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		inside, err := govuk.Draw(ctx, block)
		if err != nil {
			return err
		}
		return govuk.Element("div", govuk.Attributes{govuk.Attr("data-live", url)}, inside).Render(ctx, w)
	})
}

// drawAll gives blocks as one piece of markup.
func drawAll(ctx context.Context, blocks []Block) (govuk.HTML, error) {
	return govuk.Draw(ctx, Group(blocks...))
}

// Exit is a button that leaves the page at once for another that says nothing
// of it, and takes the page out of the way of the Back button. Pressing Escape
// or Shift three times does the same. Without a script it is a plain link.
func Exit(href string) Block {
	return govuk.Element("div", govuk.Attributes{govuk.Attr("class", "stillhome-exit")},
		govuk.Element("a", govuk.Attributes{
			govuk.Attr("class", "govuk-button govuk-button--warning"), govuk.Attr("href", href), govuk.Attr("rel", "nofollow noreferrer"),
			govuk.Attr("role", "button"), bare("data-exit"),
		}, govuk.Escape("Exit this page")))
}
