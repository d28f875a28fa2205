package govuk

import "strconv"

// ButtonParams are the parameters of Button. With an Href it is a link that
// looks like a button; else Type is "submit" when empty.
type ButtonParams struct {
	Content
	ID, Name, Type, Value string
	Href                  string
	Disabled              bool
	IsStartButton         bool
	PreventDoubleClick    *bool
	Classes               string
	Attributes            Attributes
}

// startIcon is the arrow of a start button.
const startIcon HTML = `<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>`

// Button draws a button.
func Button(p ButtonParams) HTML {
	words, icon := p.markup(), HTML("")
	if p.IsStartButton {
		icon = startIcon
		if p.HTML != "" {
			words = Element("span", nil, words)
		}
	}
	common := with(p.Attributes, class("govuk-button", p.Classes, when(p.IsStartButton, "govuk-button--start")), Attr("data-module", "govuk-button"))
	common = append(common, optional("id", p.ID))
	if p.Href != "" {
		attrs := append(Attributes{Attr("href", p.Href), Attr("role", "button"), Attr("draggable", "false")}, common...)
		return Element("a", attrs, words, " ", icon)
	}
	once := Attribute{}
	if p.PreventDoubleClick != nil {
		once = Attr("data-prevent-double-click", strconv.FormatBool(*p.PreventDoubleClick))
	}
	attrs := append(Attributes{
		Attr("type", or(p.Type, "submit")), optional("value", p.Value), optional("name", p.Name),
		flag("disabled", p.Disabled), optional("aria-disabled", when(p.Disabled, "true")), once,
	}, common...)
	return Element("button", attrs, words, " ", icon)
}

// BackLinkParams are the parameters of BackLink; it says "Back" when it has no words.
type BackLinkParams struct {
	Content
	Href       string
	Classes    string
	Attributes Attributes
}

// BackLink draws the link to the page before.
func BackLink(p BackLinkParams) HTML {
	if !p.given() {
		p.Text = "Back"
	}
	return Element("a", with(p.Attributes, Attr("href", or(p.Href, "#")), class("govuk-back-link", p.Classes)), p.markup())
}

// SkipLinkParams are the parameters of SkipLink.
type SkipLinkParams struct {
	Content
	Href       string
	Classes    string
	Attributes Attributes
}

// SkipLink draws the link past the top of the page, seen when it has the focus.
func SkipLink(p SkipLinkParams) HTML {
	attrs := with(p.Attributes, Attr("href", or(p.Href, "#content")), class("govuk-skip-link", p.Classes))
	return Element("a", append(attrs, Attr("data-module", "govuk-skip-link")), p.markup())
}

// BreadcrumbItem is one step of Breadcrumbs; the present page has no Href.
type BreadcrumbItem struct {
	Content
	Href       string
	Attributes Attributes
}

// BreadcrumbsParams are the parameters of Breadcrumbs. LabelText is
// "Breadcrumb" when empty.
type BreadcrumbsParams struct {
	Items            []BreadcrumbItem
	CollapseOnMobile bool
	LabelText        string
	Classes          string
	Attributes       Attributes
}

// Breadcrumbs draws where a page stands.
func Breadcrumbs(p BreadcrumbsParams) HTML {
	var items HTML
	for _, item := range p.Items {
		step, here := item.markup(), Attr("aria-current", "page")
		if item.Href != "" {
			step = Element("a", with(item.Attributes, class("govuk-breadcrumbs__link"), Attr("href", item.Href)), step)
			here = Attribute{}
		}
		items += Element("li", Attributes{class("govuk-breadcrumbs__list-item"), here}, step)
	}
	attrs := with(p.Attributes, class("govuk-breadcrumbs", p.Classes, when(p.CollapseOnMobile, "govuk-breadcrumbs--collapse-on-mobile")))
	return Element("nav", append(attrs, Attr("aria-label", or(p.LabelText, "Breadcrumb"))),
		Element("ol", Attributes{class("govuk-breadcrumbs__list")}, items))
}

// GenericHeaderParams are the parameters of GenericHeader. URL is "/" when empty.
type GenericHeaderParams struct {
	LogoText         string
	LogoHTML         HTML
	URL              string
	ContainerClasses string
	Classes          string
	Attributes       Attributes
}

// GenericHeader draws the header of a service that is not on GOV.UK.
func GenericHeader(p GenericHeaderParams) HTML {
	logo := Content{Text: p.LogoText, HTML: p.LogoHTML}
	return Element("div", with(p.Attributes, class("govuk-generic-header", p.Classes)),
		Element("div", Attributes{class("govuk-generic-header__container", or(p.ContainerClasses, "govuk-width-container"))},
			Element("div", Attributes{class("govuk-generic-header__logo")},
				Element("a", Attributes{Attr("href", or(p.URL, "/")), class("govuk-generic-header__homepage-link")}, logo.markup()))))
}

// PaginationLink is the link to the page before or after.
type PaginationLink struct {
	Content
	LabelText, Href string
	Attributes      Attributes
}

// PaginationItem is one numbered page, or an ellipsis.
type PaginationItem struct {
	Number, Href       string
	VisuallyHiddenText *string
	Current, Ellipsis  bool
	Attributes         Attributes
}

// PaginationParams are the parameters of Pagination. Without Items it is a
// block of two large links. LandmarkLabel is "Pagination" when empty.
type PaginationParams struct {
	Items          []PaginationItem
	Previous, Next *PaginationLink
	LandmarkLabel  string
	Classes        string
	Attributes     Attributes
}

// The arrows of the two links.
const (
	arrowPrevious HTML = `<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path></svg>`
	arrowNext     HTML = `<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path></svg>`
)

// Pagination draws the way through a long list.
func Pagination(p PaginationParams) HTML {
	block := len(p.Items) == 0 && (p.Next != nil || p.Previous != nil)
	var items HTML
	for _, item := range p.Items {
		items += item.draw()
	}
	if items != "" {
		items = Element("ul", Attributes{class("govuk-pagination__list")}, items)
	}
	return Element("nav", with(p.Attributes,
		class("govuk-pagination", when(block, "govuk-pagination--block"), p.Classes),
		Attr("aria-label", or(p.LandmarkLabel, "Pagination"))),
		p.Previous.draw("prev", "Previous", arrowPrevious, block), items, p.Next.draw("next", "Next", arrowNext, block))
}

// draw gives the link for one direction; nothing when there is no such page.
func (l *PaginationLink) draw(direction, word string, arrow HTML, block bool) HTML {
	if l == nil || l.Href == "" {
		return ""
	}
	title := l.markup()
	if !l.given() {
		title = HTML(word) + hidden(" page")
	}
	title = Element("span", Attributes{class("govuk-pagination__link-title", when(block && l.LabelText == "", "govuk-pagination__link-title--decorated"))}, title)
	if l.LabelText != "" && block {
		title = Join(title, " ", hidden(":"), " ", Element("span", Attributes{class("govuk-pagination__link-label")}, Escape(l.LabelText)))
	}
	if block || direction == "prev" {
		title = Join(arrow, " ", title)
	} else {
		title = Join(title, " ", arrow)
	}
	return Element("div", Attributes{class("govuk-pagination__" + direction)},
		Element("a", with(l.Attributes, class("govuk-link", "govuk-pagination__link"), Attr("href", l.Href), Attr("rel", direction)), title))
}

// draw gives one number or the ellipsis; nothing for an empty item.
func (i PaginationItem) draw() HTML {
	if i.Ellipsis {
		return Element("li", Attributes{class("govuk-pagination__item", "govuk-pagination__item--ellipsis")}, "⋯")
	}
	if i.Number == "" && i.Href == "" {
		return ""
	}
	label := "Page " + i.Number
	if i.VisuallyHiddenText != nil {
		label = *i.VisuallyHiddenText
	}
	return Element("li", Attributes{class("govuk-pagination__item", when(i.Current, "govuk-pagination__item--current"))},
		Element("a", with(i.Attributes, class("govuk-link", "govuk-pagination__link"), Attr("href", i.Href), Attr("aria-label", label),
			optional("aria-current", when(i.Current, "page"))), Escape(i.Number)))
}
