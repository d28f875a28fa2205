package govuk

import (
	"strconv"
	"strings"
)

// TagParams are the parameters of Tag. The colour is a class, such as "govuk-tag--green".
type TagParams struct {
	Content
	Classes    string
	Attributes Attributes
}

// Tag draws a short status word.
func Tag(p TagParams) HTML {
	return Element("strong", with(p.Attributes, class("govuk-tag", p.Classes)), p.markup())
}

// InsetTextParams are the parameters of InsetText.
type InsetTextParams struct {
	Content
	ID         string
	Classes    string
	Attributes Attributes
}

// InsetText draws text set apart by a rule at its left.
func InsetText(p InsetTextParams) HTML {
	return Element("div", with(p.Attributes, optional("id", p.ID), class("govuk-inset-text", p.Classes)), p.markup())
}

// WarningTextParams are the parameters of WarningText. IconFallbackText, read
// instead of the sign, is "Warning" when empty.
type WarningTextParams struct {
	Content
	IconFallbackText string
	Classes          string
	Attributes       Attributes
}

// WarningText draws a warning with its sign.
func WarningText(p WarningTextParams) HTML {
	return Element("div", with(p.Attributes, class("govuk-warning-text", p.Classes)),
		Element("span", Attributes{class("govuk-warning-text__icon"), Attr("aria-hidden", "true")}, "!"), " ",
		Element("strong", Attributes{class("govuk-warning-text__text")}, hidden(or(p.IconFallbackText, "Warning")), " ", p.markup()))
}

// DetailsParams are the parameters of Details.
type DetailsParams struct {
	Content
	SummaryText string
	SummaryHTML HTML
	ID          string
	Open        bool
	Classes     string
	Attributes  Attributes
}

// Details draws a line that opens to show more.
func Details(p DetailsParams) HTML {
	summary := Content{Text: p.SummaryText, HTML: p.SummaryHTML}
	attrs := with(p.Attributes, optional("id", p.ID), class("govuk-details", p.Classes))
	return Element("details", append(attrs, flag("open", p.Open)),
		Element("summary", Attributes{class("govuk-details__summary")},
			Element("span", Attributes{class("govuk-details__summary-text")}, summary.markup())),
		Element("div", Attributes{class("govuk-details__text")}, p.markup()))
}

// ErrorSummaryItem is one line of an ErrorSummary, linked to its control by Href.
type ErrorSummaryItem struct {
	Content
	Href       string
	Attributes Attributes
}

// ErrorSummaryParams are the parameters of ErrorSummary. It takes the focus
// when the page opens unless DisableAutoFocus is true.
type ErrorSummaryParams struct {
	TitleText        string
	TitleHTML        HTML
	DescriptionText  string
	DescriptionHTML  HTML
	ErrorList        []ErrorSummaryItem
	DisableAutoFocus *bool
	Classes          string
	Attributes       Attributes
}

// ErrorSummary draws what is wrong with a page, at its top.
func ErrorSummary(p ErrorSummaryParams) HTML {
	title := Content{Text: p.TitleText, HTML: p.TitleHTML}
	var body HTML
	if d := (Content{Text: p.DescriptionText, HTML: p.DescriptionHTML}); d.given() {
		body = Element("p", nil, d.markup())
	}
	if len(p.ErrorList) > 0 {
		var lines HTML
		for _, item := range p.ErrorList {
			line := item.markup()
			if item.Href != "" {
				line = Element("a", with(item.Attributes, Attr("href", item.Href)), line)
			}
			lines += Element("li", nil, line)
		}
		body += Element("ul", Attributes{class("govuk-list", "govuk-error-summary__list")}, lines)
	}
	attrs := with(p.Attributes, class("govuk-error-summary", p.Classes), autoFocus(p.DisableAutoFocus))
	return Element("div", append(attrs, Attr("data-module", "govuk-error-summary")),
		Element("div", Attributes{Attr("role", "alert")},
			Element("h2", Attributes{class("govuk-error-summary__title")}, title.markup()),
			Element("div", Attributes{class("govuk-error-summary__body")}, body)))
}

// autoFocus tells the script whether it may move the focus, when told to.
func autoFocus(disable *bool) Attribute {
	if disable == nil {
		return Attribute{}
	}
	return Attr("data-disable-auto-focus", strconv.FormatBool(*disable))
}

// NotificationBannerParams are the parameters of NotificationBanner. Type
// "success" is green and announced at once.
type NotificationBannerParams struct {
	Content
	TitleText         string
	TitleHTML         HTML
	TitleHeadingLevel int
	TitleID           string
	Type, Role        string
	DisableAutoFocus  *bool
	Classes           string
	Attributes        Attributes
}

// NotificationBanner draws news about what just happened.
func NotificationBanner(p NotificationBannerParams) HTML {
	success := p.Type == "success"
	title, role := "Important", "region"
	if success {
		title, role = "Success", "alert"
	}
	heading := Content{Text: or(p.TitleText, title), HTML: p.TitleHTML}
	titleID := or(p.TitleID, "govuk-notification-banner-title")
	level := "h2"
	if p.TitleHeadingLevel > 0 {
		level = "h" + strconv.Itoa(p.TitleHeadingLevel)
	}
	body := p.markup()
	if p.HTML == "" && p.Text != "" {
		body = Element("p", Attributes{class("govuk-notification-banner__heading")}, Escape(strings.TrimSpace(p.Text)))
	}
	attrs := with(p.Attributes,
		class("govuk-notification-banner", when(success, "govuk-notification-banner--success"), p.Classes),
		Attr("role", or(p.Role, role)), Attr("aria-labelledby", titleID),
		Attr("data-module", "govuk-notification-banner"), autoFocus(p.DisableAutoFocus))
	return Element("div", attrs,
		Element("div", Attributes{class("govuk-notification-banner__header")},
			Element(level, Attributes{class("govuk-notification-banner__title"), Attr("id", titleID)}, heading.markup())),
		Element("div", Attributes{class("govuk-notification-banner__content")}, body))
}

// PhaseBannerParams are the parameters of PhaseBanner.
type PhaseBannerParams struct {
	Content
	Tag        TagParams
	Classes    string
	Attributes Attributes
}

// PhaseBanner draws the line that says how finished a service is.
func PhaseBanner(p PhaseBannerParams) HTML {
	tag := TagParams{Content: p.Tag.Content, Classes: spaced("govuk-phase-banner__content__tag", p.Tag.Classes)}
	return Element("div", with(p.Attributes, class("govuk-phase-banner", "govuk-width-container", p.Classes)),
		Element("p", Attributes{class("govuk-phase-banner__content")}, Tag(tag), " ",
			Element("span", Attributes{class("govuk-phase-banner__text")}, p.markup())))
}

// PanelAction is one button or link of an interruption panel.
type PanelAction struct {
	Text, Href, Type, Classes string
	Attributes                Attributes
}

// PanelActions are the buttons and links of an interruption panel.
type PanelActions struct {
	Items      []PanelAction
	Classes    string
	Attributes Attributes
}

// PanelParams are the parameters of Panel. With the class
// "govuk-panel--interruption" it asks someone to stop and check.
type PanelParams struct {
	Content
	TitleText    string
	TitleHTML    HTML
	HeadingLevel int
	Actions      *PanelActions
	Classes      string
	Attributes   Attributes
}

// Panel draws the large box that confirms or interrupts.
func Panel(p PanelParams) HTML {
	level := "h1"
	if p.HeadingLevel > 0 {
		level = "h" + strconv.Itoa(p.HeadingLevel)
	}
	interruption := strings.Contains(p.Classes, "govuk-panel--interruption")
	title := Content{Text: p.TitleText, HTML: p.TitleHTML}
	var body, actions HTML
	if p.given() {
		body = Element("div", Attributes{class("govuk-panel__body")}, p.markup())
	}
	if interruption && p.Actions != nil {
		var items HTML
		for _, a := range p.Actions.Items {
			items += Join(a.draw(), " ")
		}
		if len(p.Actions.Items) > 0 {
			items = Element("div", Attributes{class("govuk-button-group")}, items)
		}
		actions = Element("div", with(p.Actions.Attributes, class("govuk-panel__actions", p.Actions.Classes)), items)
	}
	return Element("div", with(p.Attributes, class("govuk-panel", when(!interruption, "govuk-panel--confirmation"), p.Classes)),
		Element(level, Attributes{class("govuk-panel__title")}, title.markup()), body, actions)
}

// draw gives a button, or a link where there is somewhere to go.
func (a PanelAction) draw() HTML {
	if a.Href == "" || a.Type == "button" {
		return Button(ButtonParams{
			Content: Content{Text: a.Text}, Type: or(a.Type, "button"), Href: a.Href,
			Classes: spaced("govuk-button--inverse", a.Classes), Attributes: a.Attributes,
		})
	}
	return Element("a", with(a.Attributes, class("govuk-link", "govuk-link--inverse", a.Classes), Attr("href", a.Href)), Escape(a.Text))
}
