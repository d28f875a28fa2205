package desk

import (
	"stillhome/internal/face/audit"
	"stillhome/internal/face/measure"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
)

// The start pages of roles whose part of the service is small, or not built yet.

func workforce(c *web.Call) (web.Reply, error) {
	return c.Page("Recruitment and training",
		ui.Para("There is nothing for you to do here yet. Vacancies, checks, training and supervision are not part of Stillhome so far: keep to the council’s own way until they are."),
		links(c)), nil
}

// analyst sees every figure and no person.
func analyst(c *web.Call) (web.Reply, error) {
	var all []measure.Figure
	err := c.Gate.Read(c, measure.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = measure.Counts(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	shown := ui.Figures{}
	for _, f := range all {
		shown.Items = append(shown.Items, f.Shown())
	}
	return c.Page("Figures",
		ui.Para("Figures as the record stands now. You see numbers and reasons, and no names."),
		shown,
		links(
			c, link{measure.MaySee, "All figures, with those of being still at home", "/insights"},
			link{measure.MaySee, "How each figure is counted", "/insights/definitions"},
			link{measure.MaySee, "The figures as data (JSON)", "/insights.json"},
		)).AsWide(), nil
}

func administrator(c *web.Call) (web.Reply, error) {
	return c.Page("Administration",
		ui.Para("Accounts, settings and the health of the system. You do not see people’s records here."),
		links(
			c, link{text: "Accounts and roles", href: "/admin/users"},
			link{council.MaySee, "Settings", "/settings"},
			link{audit.MaySeeJournal, "Journal of what was done and refused", "/audit"},
			link{text: "System", href: "/admin/system"},
		)), nil
}

// nobody is the page of an account without a role.
func nobody(c *web.Call) (web.Reply, error) {
	return c.Page("Nothing to show yet",
		ui.Para("Your account has no role, so there is nothing you may see. Ask whoever invited you to give you one."),
		ui.Links(ui.Link{Text: "Your account", Href: "/account"})), nil
}

// link leads somewhere that the action allows; without one, anybody.
type link struct {
	action     gate.Action
	text, href string
}

// links shows those that the one who asks might follow, and always their own
// account.
func links(c *web.Call, all ...link) ui.Block {
	var shown []ui.Link
	for _, l := range all {
		if l.action.Name == "" || c.Can(l.action) {
			shown = append(shown, ui.Link{Text: l.text, Href: l.href})
		}
	}
	return ui.Links(append(shown, ui.Link{Text: "Your account", Href: "/account"})...)
}
