package govuk

// ServiceNavigationItem is one link of the service navigation. Active marks
// the part of the service one is in, Current the very page.
type ServiceNavigationItem struct {
	Content
	Href            string
	Active, Current bool
	Attributes      Attributes
}

// ServiceNavigationEnd is markup at the end of the bar; Align "inline" keeps
// it on the line of the links.
type ServiceNavigationEnd struct {
	HTML  HTML
	Align string
}

// ServiceNavigationSlots is markup for the free places of the bar.
type ServiceNavigationSlots struct {
	Start, NavigationStart, NavigationEnd HTML
	End                                   ServiceNavigationEnd
}

// ServiceNavigationParams are the parameters of ServiceNavigation. Empty words
// have the defaults of govuk-frontend. The links fold behind a menu button on
// small screens when there are two or more, unless CollapseNavigationOnMobile says otherwise.
type ServiceNavigationParams struct {
	ServiceName, ServiceURL                      string
	Navigation                                   []ServiceNavigationItem
	NavigationID, NavigationLabel                string
	NavigationClasses, MenuButtonText, AriaLabel string
	MenuButtonLabel                              string
	CollapseNavigationOnMobile                   *bool
	Slots                                        ServiceNavigationSlots
	Classes                                      string
	Attributes                                   Attributes
}

// ServiceNavigation draws the bar with the parts of the service.
func ServiceNavigation(p ServiceNavigationParams) HTML {
	var name HTML
	if p.ServiceName != "" {
		name = Element("span", Attributes{class("govuk-service-navigation__text")}, Escape(p.ServiceName))
		if p.ServiceURL != "" {
			name = Element("a", Attributes{Attr("href", p.ServiceURL), class("govuk-service-navigation__link")}, Escape(p.ServiceName))
		}
		name = Element("span", Attributes{class("govuk-service-navigation__service-name")}, name)
	}
	inner := Element("div", Attributes{class("govuk-width-container", when(p.Slots.End.Align == "inline", "govuk-service-navigation__inlining-container"))},
		p.Slots.Start, " ",
		Element("div", Attributes{class("govuk-service-navigation__container")}, name, " ", p.links()),
		" ", p.Slots.End.HTML)
	common := with(p.Attributes, class("govuk-service-navigation", p.Classes), Attr("data-module", "govuk-service-navigation"))
	if p.ServiceName != "" || p.Slots.Start != "" || p.Slots.End.HTML != "" {
		return Element("section", append(Attributes{Attr("aria-label", or(p.AriaLabel, "Service information"))}, common...), inner)
	}
	return Element("div", common, inner)
}

// links draws the list of links and its menu button.
func (p ServiceNavigationParams) links() HTML {
	items, count := HTML(""), 0
	for _, item := range p.Navigation {
		if item.given() || item.Href != "" {
			items += item.draw()
			count++
		}
	}
	if count == 0 && p.Slots.NavigationStart == "" && p.Slots.NavigationEnd == "" {
		return ""
	}
	id, menu := or(p.NavigationID, "navigation"), or(p.MenuButtonText, "Menu")
	var toggle HTML
	if chosen(p.CollapseNavigationOnMobile, count > 1) {
		toggle = Element("button", Attributes{
			Attr("type", "button"), class("govuk-service-navigation__toggle", "govuk-js-service-navigation-toggle"),
			Attr("aria-controls", id), optional("aria-label", when(p.MenuButtonLabel != menu, p.MenuButtonLabel)),
			flag("hidden", true), Attr("aria-hidden", "true"),
		}, Escape(menu))
	}
	return Element("nav", Attributes{Attr("aria-label", or(p.NavigationLabel, menu)), class("govuk-service-navigation__wrapper", p.NavigationClasses)},
		toggle, " ",
		Element("ul", Attributes{class("govuk-service-navigation__list"), Attr("id", id)}, p.Slots.NavigationStart, items, p.Slots.NavigationEnd))
}

// draw gives one link of the bar.
func (i ServiceNavigationItem) draw() HTML {
	here, words := Attribute{}, i.markup()
	switch {
	case i.Current:
		here = Attr("aria-current", "page")
	case i.Active:
		here = Attr("aria-current", "true")
	}
	if i.Active || i.Current {
		words = Element("strong", Attributes{class("govuk-service-navigation__active-fallback")}, words)
	}
	switch {
	case i.Href != "":
		words = Element("a", with(i.Attributes, class("govuk-service-navigation__link"), Attr("href", i.Href), here), words)
	case i.given():
		words = Element("span", Attributes{class("govuk-service-navigation__text"), here}, words)
	}
	return Element("li", Attributes{class("govuk-service-navigation__item", when(i.Active || i.Current, "govuk-service-navigation__item--active"))}, words)
}
