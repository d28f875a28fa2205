package govuk

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// HTML is finished markup. It is also a templ.Component, so a component drawn
// here can stand on a page or inside another component's parameters.
type HTML string

// Render writes the markup; it is the method of templ.Component.
func (h HTML) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(h))
	return err
}

// Draw renders any component to markup, for use as a parameter. The error is
// the component's own.
func Draw(ctx context.Context, c templ.Component) (HTML, error) {
	if h, ok := c.(HTML); ok {
		return h, nil
	}
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		return "", err
	}
	return HTML(b.String()), nil
}

// Escape turns text into markup that shows exactly that text.
func Escape(text string) HTML {
	return HTML(templ.EscapeString(text))
}

// Join puts pieces of markup one after the other.
func Join(parts ...HTML) HTML {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(string(p))
	}
	return HTML(b.String())
}

// Content is a piece of a component that is either text or markup. HTML wins
// where both are given, as in govuk-frontend.
type Content struct {
	Text string
	HTML HTML
}

// markup gives the content ready to be written.
func (c Content) markup() HTML {
	if c.HTML != "" {
		return HTML(strings.TrimSpace(string(c.HTML)))
	}
	return Escape(c.Text)
}

// given says whether there is anything to show.
func (c Content) given() bool { return c.Text != "" || c.HTML != "" }

// Attribute is one attribute of an element. An attribute without a name is
// left out. Bare ones are written without a value, like "hidden".
type Attribute struct {
	Name, Value string
	Bare        bool
}

// Attributes are further attributes for a component's element, in order.
type Attributes []Attribute

// Attr makes one attribute, written even when the value is empty.
func Attr(name, value string) Attribute { return Attribute{Name: name, Value: value} }

// optional makes an attribute that is left out when the value is empty.
func optional(name, value string) Attribute {
	if value == "" {
		return Attribute{}
	}
	return Attr(name, value)
}

// flag makes a bare attribute, left out unless on.
func flag(name string, on bool) Attribute {
	if !on {
		return Attribute{}
	}
	return Attribute{Name: name, Bare: true}
}

// class makes a class attribute from the class names that are not empty.
func class(names ...string) Attribute {
	return Attr("class", spaced(names...))
}

// spaced joins what is not empty with single spaces.
func spaced(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

// when gives the text if the condition holds, else nothing.
func when(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}

// or gives the first that is not empty.
func or(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// voidTags are the elements without an end tag that are used here.
var voidTags = map[string]bool{"input": true, "br": true, "hr": true, "img": true, "meta": true, "link": true}

// Element writes one element with its attributes and what is inside it.
func Element(tag string, attrs Attributes, inside ...HTML) HTML {
	var b strings.Builder
	size := 2*len(tag) + 5
	for _, part := range inside {
		size += len(part)
	}
	for _, a := range attrs {
		size += len(a.Name) + len(a.Value) + 4
	}
	b.Grow(size)
	b.WriteByte('<')
	b.WriteString(tag)
	for _, a := range attrs {
		if a.Name == "" {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(templ.EscapeString(a.Name))
		if a.Bare {
			continue
		}
		b.WriteString(`="`)
		b.WriteString(templ.EscapeString(safe(a)))
		b.WriteByte('"')
	}
	b.WriteByte('>')
	for _, part := range inside {
		b.WriteString(string(part))
	}
	if !voidTags[tag] {
		b.WriteString("</")
		b.WriteString(tag)
		b.WriteByte('>')
	}
	return HTML(b.String())
}

// safe gives an attribute's value; an address that would run a script becomes a
// dead one.
func safe(a Attribute) string {
	if a.Name == "href" || a.Name == "action" {
		return string(templ.URL(a.Value))
	}
	return a.Value
}

// with gives the attributes followed by the caller's further ones.
func with(more Attributes, own ...Attribute) Attributes {
	return append(own, more...)
}

// hidden is text for screen readers only.
func hidden(text string) HTML {
	return Element("span", Attributes{class("govuk-visually-hidden")}, Escape(text))
}
