package admin

import (
	"fmt"
	"net/url"
	"slices"

	"stillhome/internal/face/account"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/govuk"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// perPage is how many accounts one page shows.
const perPage = 50

func listUsers(c *web.Call) (web.Reply, error) {
	q := auth.Query{Words: c.Query("words"), Role: actor.Role(c.Query("role")), Ended: c.Query("ended") == "yes"}
	var all []auth.Account
	var waiting []auth.Invitation
	err := c.Gate.Read(c, auth.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = auth.List(s, q); err != nil {
			return err
		}
		waiting, err = auth.Waiting(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.Page("Accounts",
		ui.ButtonLink("Invite somebody", "/admin/users/new"),
		accountList(c, q, all),
		waitingList(waiting),
	).AsWide(), nil
}

func accountList(c *web.Call, q auth.Query, all []auth.Account) ui.List {
	list := ui.List{
		Caption: "Accounts", Empty: "No account fits. Look for fewer words, or show all.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Sign-in name"}, {Head: "Roles"}, {Head: "Since"}},
		Filter: &ui.Filter{Action: "/admin/users", Clear: "/admin/users", Fields: []ui.Field{
			{Name: "words", Label: "Name", Value: q.Words, Optional: true},
			{Name: "role", Label: "Role", Kind: ui.KindSelect, Value: string(q.Role), Options: roleFilter()},
			{Name: "ended", Label: "Which", Kind: ui.KindSelect, Value: c.Query("ended"), Options: []ui.Option{{Value: "", Label: "Can sign in"}, {Value: "yes", Label: "Ended"}}},
		}},
	}
	page, last := c.PageNumber(), max(1, (len(all)+perPage-1)/perPage)
	page = min(page, last)
	from, to := (page-1)*perPage, min(page*perPage, len(all))
	for _, a := range all[from:to] {
		list.Rows = append(list.Rows, ui.Row{Href: "/admin/users/" + string(a.ID), Cells: []ui.Cell{
			{Text: a.Name}, {Text: a.Login}, {Text: account.RoleWords(a.Roles)}, {Text: a.Created.On().Said()},
		}})
	}
	if last > 1 {
		list.More = web.Pages("/admin/users", url.Values{"words": {q.Words}, "role": {string(q.Role)}, "ended": {c.Query("ended")}}, page, page < last)
		list.More.Showing = fmt.Sprintf("Showing %d to %d of %d", from+1, to, len(all))
	}
	return list
}

func roleFilter() []ui.Option {
	return append([]ui.Option{{Label: "Any role"}}, ui.Options(append([]actor.Role{actor.Client}, actor.Roles...))...)
}

func staffRoles() []ui.Option {
	return ui.Options(slices.DeleteFunc(slices.Clone(actor.Roles), func(r actor.Role) bool { return !r.Staff() }))
}

func waitingList(waiting []auth.Invitation) ui.List {
	list := ui.List{
		Caption: "Invitations not yet used", Empty: "No invitation is waiting.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Sign-in name"}, {Head: "For"}, {Head: "Works until"}},
	}
	for _, v := range waiting {
		what := "A new account"
		if v.Renews != "" {
			what = "A new password and second step"
		}
		list.Rows = append(list.Rows, ui.Row{Cells: ui.Texts(v.Name, v.Login, what, v.Until.Said())})
	}
	return list
}

// inviting is the form for a new account.
type inviting struct {
	Name  string   `json:"name"`
	Login string   `json:"login"`
	Roles []string `json:"roles"`
}

func askInvite(c *web.Call) (web.Reply, error) { return invitePage(c), nil }

func invitePage(c *web.Call) web.Page {
	return c.Page("Invite somebody",
		ui.Para("You get a link to hand to them. With it they choose their own password and set up their second step; the account is made when they have done so."),
		ui.Form{Action: "/admin/users/new", Submit: "Make the link", Cancel: ui.Link{Href: "/admin/users"}, Fields: []ui.Field{
			{Name: "name", Label: "Name", Autocomplete: "off"},
			{Name: "login", Label: "Sign-in name", Hint: "Their work email address", Autocomplete: "off", NoSpellcheck: true},
			{Name: "roles", Label: "Roles", Kind: ui.KindChecks, Options: staffRoles(), Hint: "Give what they need for their work and no more"},
		}},
	).BackTo("Accounts", "/admin/users")
}

func roles(names []string) (out []actor.Role) {
	for _, n := range names {
		out = append(out, actor.Role(n))
	}
	return out
}

func invite(c *web.Call) (web.Reply, error) {
	var f inviting
	if err := c.Form(&f); err != nil {
		return invitePage(c), err
	}
	token := auth.NewToken()
	err := auth.Invite(c, c.Gate, token, auth.Invitation{Kind: auth.KindStaff, Login: f.Login, Name: f.Name, Roles: roles(f.Roles)})
	if fault.KindOf(err) == fault.Invalid {
		return invitePage(c), err
	}
	if err != nil {
		return nil, err
	}
	return linkPage(c, f.Name, token), nil
}

// linkPage shows an invitation's link, this once.
func linkPage(c *web.Call, name, token string) web.Page {
	link := c.Origin() + "/invitations/" + token
	return c.Page("The link for "+name,
		ui.Para("Hand this link to "+name+", and to nobody else: whoever has it can open the account. It works once, within 7 days, and is not shown again."),
		govuk.Element("p", govuk.Attributes{govuk.Attr("class", "govuk-body govuk-inset-text stillhome-lines"), {Name: "data-invitation", Bare: true}}, govuk.Escape(link)),
		ui.Links(ui.Link{Text: "Back to accounts", Href: "/admin/users"}),
	)
}

func whose(c *web.Call) ids.Account { return ids.Account(c.Path("account")) }

func read(c *web.Call) (a auth.Account, err error) {
	err = c.Gate.Read(c, auth.MaySee, gate.Council, func(s *gate.Snapshot) error {
		a, err = auth.Get(s, whose(c))
		return err
	})
	return a, err
}

func showUser(c *web.Call) (web.Reply, error) { return userPage(c) }

func userPage(c *web.Call) (web.Reply, error) {
	a, err := read(c)
	if err != nil {
		return nil, err
	}
	at := "/admin/users/" + string(a.ID)
	rows := []ui.RecordRow{
		{Key: "Name", Value: a.Name},
		{Key: "Sign-in name", Value: a.Login},
		{Key: "Kind", Value: a.Kind.Label()},
		{Key: "Roles", Value: account.RoleWords(a.Roles)},
		{Key: "Opened", Value: a.Created.Said()},
	}
	if !a.Ended.IsZero() {
		rows = append(rows, ui.RecordRow{Key: "Ended", Value: a.Ended.Said()})
		return c.Page(a.Name, ui.Record{Rows: rows}).BackTo("Accounts", "/admin/users"), nil
	}
	blocks := []ui.Block{ui.Record{Rows: rows}}
	if a.Kind == auth.KindStaff && string(a.ID) != c.Who.ID {
		var have []string
		for _, r := range a.Roles {
			have = append(have, string(r))
		}
		blocks = append(blocks, ui.Form{
			ID: "roles", Action: at + "/roles", Submit: "Save roles", Hidden: []ui.Pair{ui.Version(a.Version)},
			Fields: []ui.Field{{Name: "roles", Label: "Roles", Kind: ui.KindChecks, Options: staffRoles(), Values: have, Hint: "A change holds from their next click"}},
		})
	}
	if a.Kind != auth.KindClient {
		blocks = append(blocks,
			ui.Heading("If they have lost their phone or forgotten their password"),
			ui.Actions(
				ui.PostButton{Text: "Sign them out everywhere", Action: at + "/sign-out", Secondary: true},
				ui.PostButton{Text: "Make a link for a new password and second step", Action: at + "/link", Secondary: true},
			),
		)
	}
	if string(a.ID) != c.Who.ID {
		blocks = append(blocks, ui.Heading("If they have left"), ui.SecondaryLink("End this account", at+"/end"))
	}
	return c.Page(a.Name, blocks...).BackTo("Accounts", "/admin/users"), nil
}

func setRoles(c *web.Call) (web.Reply, error) {
	var f struct {
		Roles   []string `json:"roles"`
		Version int      `json:"version"`
	}
	err := c.Form(&f)
	if err == nil {
		err = auth.SetRoles(c, c.Gate, whose(c), f.Version, roles(f.Roles))
	}
	if err != nil {
		return c.Again(userPage, err)
	}
	return web.Go("/admin/users/"+string(whose(c)), "Roles saved."), nil
}

func inviteAgain(c *web.Call) (web.Reply, error) {
	a, err := read(c)
	if err != nil {
		return nil, err
	}
	token := auth.NewToken()
	if err := auth.InviteAgain(c, c.Gate, token, a.ID); err != nil {
		return nil, err
	}
	return linkPage(c, a.Name, token), nil
}

func signOut(c *web.Call) (web.Reply, error) {
	if err := auth.SignOutOther(c, c.Gate, whose(c)); err != nil {
		return nil, err
	}
	return web.Go("/admin/users/"+string(whose(c)), "They are signed out everywhere."), nil
}

func askEnd(c *web.Call) (web.Reply, error) {
	a, err := read(c)
	if err != nil {
		return nil, err
	}
	at := "/admin/users/" + string(a.ID)
	return c.Page("End the account of "+a.Name,
		ui.Warning("They are signed out at once, lose every role, and cannot come in again by this account. What they recorded stays."),
		ui.Form{Action: at + "/end", Submit: "End this account", Warning: true, Cancel: ui.Link{Href: at}},
	).BackTo(a.Name, at), nil
}

func end(c *web.Call) (web.Reply, error) {
	if err := auth.End(c, c.Gate, whose(c)); err != nil {
		return c.Again(userPage, err)
	}
	return web.Go("/admin/users", "The account is ended."), nil
}
