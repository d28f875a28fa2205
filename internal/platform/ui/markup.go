package ui

import (
	"strings"

	"stillhome/internal/platform/govuk"
)

// joined puts what is not empty behind one another with spaces.
func joined(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// or gives the number, or another when it is nought.
func or(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// pick gives the text if the condition holds.
func pick(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}

// bare is an attribute without a value.
func bare(name string) govuk.Attribute { return govuk.Attribute{Name: name, Bare: true} }

// whenSet is an attribute left out when it has no value.
func whenSet(name, value string) govuk.Attribute {
	if value == "" {
		return govuk.Attribute{}
	}
	return govuk.Attr(name, value)
}

// group puts parts in one element with a class.
func group(tag, class string, parts ...govuk.HTML) govuk.HTML {
	return govuk.Element(tag, govuk.Attributes{whenSet("class", class)}, parts...)
}

// textIn puts text in one element with a class.
func textIn(tag, class, text string) govuk.HTML {
	return group(tag, class, govuk.Escape(text))
}

// anchorTo draws a link.
func anchorTo(class string, l Link) govuk.HTML {
	return govuk.Element("a", govuk.Attributes{whenSet("class", class), govuk.Attr("href", l.Href)}, govuk.Escape(l.Text))
}
