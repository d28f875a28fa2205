package ui

import (
	"cmp"
	"context"
	"strings"

	"github.com/a-h/templ"

	"stillhome/internal/platform/govuk"
)

// NavItem is one link of a navigation; Active marks where one is.
type NavItem struct {
	Text, Href string
	Active     bool
}

// Who is the person signed in: their name, and where the button to sign out
// posts to. Href leads to their own account. Nobody is signed in when Name is empty.
type Who struct {
	Name    string
	Href    string
	SignOut string
}

// Phone is the help line, shown at the same place on every page.
type Phone struct {
	Number, Hours string
}

// tel gives the number as a telephone dials it.
func (p Phone) tel() templ.SafeURL {
	digit := func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}
	return templ.SafeURL("tel:" + strings.Map(digit, p.Number))
}

// Page is one page. Title is its only h1 and, with the council, its title in
// the browser. Lang is "en" when empty. Wide gives tables and figures the
// whole width; other pages keep their lines short enough to read. Field is the
// layout for a phone in the hand: larger controls, and a bar at the bottom with
// the help line and Bottom. Notice is a line above all else, such as that this
// is a demonstration. Assets gives the address of a file of the static
// folder; when nil they are below /static/.
type Page struct {
	Title   string
	Lang    string
	Council string
	Home    string
	Nav     []NavItem
	Who     Who
	Back    Link
	Bar     *PersonBar
	Flash   string
	Blocks  []Block
	Phone   Phone
	Footer  []Link
	Wide    bool
	Field   bool
	Bottom  []Link
	Notice  string
	Assets  func(name string) string
}

// asset gives the address of a static file.
func (p Page) asset(name string) string {
	if p.Assets == nil {
		return "/static/" + name
	}
	return p.Assets(name)
}

// browserTitle is the title of the window, saying first when something is wrong.
func (p Page) browserTitle(ctx context.Context) string {
	title := p.Title
	if len(ProblemsFrom(ctx)) > 0 {
		title = "Error: " + title
	}
	if p.Council != "" {
		title += " - " + p.Council
	}
	return title + " - Stillhome"
}

// serviceName says whose Stillhome this is.
func (p Page) serviceName() string {
	if p.Council == "" {
		return "Stillhome"
	}
	return "Stillhome for " + p.Council
}

// bodyClass marks the layout for a phone in the hand.
func (p Page) bodyClass() string {
	return joined("govuk-template__body", pick(p.Field, "stillhome-field"))
}

// column says how wide the content is.
func (p Page) column() string {
	if p.Wide || p.Field {
		return "govuk-grid-column-full"
	}
	return "govuk-grid-column-two-thirds"
}

// errorSummary draws all problems of the page; nothing when there are none.
func errorSummary(ctx context.Context) Block {
	problems := ProblemsFrom(ctx)
	if len(problems) == 0 {
		return govuk.HTML("")
	}
	summary := govuk.ErrorSummaryParams{TitleText: "There is a problem"}
	for _, p := range problems {
		item := govuk.ErrorSummaryItem{Content: govuk.Content{Text: p.Text}}
		if p.Field != "" {
			item.Href = "#" + anchor(ctx, p.Field)
		}
		summary.ErrorList = append(summary.ErrorList, item)
	}
	return govuk.ErrorSummary(summary)
}

// flash draws what was just done; nothing when nothing was.
func (p Page) flash() Block {
	if p.Flash == "" {
		return govuk.HTML("")
	}
	return govuk.NotificationBanner(govuk.NotificationBannerParams{Type: "success", Content: govuk.Content{Text: p.Flash}})
}

// back draws the link to the page before.
func (p Page) back() Block {
	return govuk.BackLink(govuk.BackLinkParams{Content: govuk.Content{Text: p.Back.Text}, Href: p.Back.Href})
}

// header draws the band with the logo and the council's name.
func (p Page) header() Block {
	logo := logoMark + textIn("span", "stillhome-logo__word", "Stillhome")
	if p.Council != "" {
		logo += " " + textIn("span", "stillhome-logo__council", p.Council)
	}
	return govuk.GenericHeader(govuk.GenericHeaderParams{LogoHTML: group("span", "stillhome-logo", logo), URL: cmp.Or(p.Home, "/")})
}

// service draws the bar with the parts of the service and who is signed in.
func (p Page) service() Block {
	if len(p.Nav) == 0 && p.Who.Name == "" {
		return govuk.HTML("")
	}
	params := govuk.ServiceNavigationParams{NavigationLabel: "Main", Slots: govuk.ServiceNavigationSlots{
		End: govuk.ServiceNavigationEnd{HTML: p.Who.draw(), Align: "inline"},
	}}
	for _, n := range p.Nav {
		params.Navigation = append(params.Navigation, govuk.ServiceNavigationItem{
			Content: govuk.Content{Text: n.Text}, Href: n.Href, Active: n.Active,
		})
	}
	return govuk.ServiceNavigation(params)
}

// draw gives who is signed in and the button to sign out.
func (w Who) draw() govuk.HTML {
	if w.Name == "" {
		return ""
	}
	name := textIn("span", "stillhome-who__name", w.Name)
	if w.Href != "" {
		name = anchorTo("stillhome-who__name govuk-link", Link{w.Name, w.Href})
	}
	var out govuk.HTML
	if w.SignOut != "" {
		out = govuk.Element("form", govuk.Attributes{govuk.Attr("method", "post"), govuk.Attr("action", w.SignOut)},
			govuk.Element("button", govuk.Attributes{govuk.Attr("type", "submit"), govuk.Attr("class", "stillhome-who__out")}, "Sign out"))
	}
	return group("div", "stillhome-who", name, out)
}

// logoMark is the outline of a house with one bright window.
const logoMark govuk.HTML = `<svg class="stillhome-logo__mark" xmlns="http://www.w3.org/2000/svg" width="36" height="36" viewBox="0 0 36 36" aria-hidden="true" focusable="false"><path d="M5 16.5 18 5l13 11.5M8 14v17h20V14" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"></path><path d="M14 18h8v8h-8z" class="stillhome-logo__window"></path></svg>`
