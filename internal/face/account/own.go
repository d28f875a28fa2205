package account

import (
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
)

func accountID(who actor.Actor) ids.Account { return ids.Account(who.ID) }

// own is one's account as its page shows it.
type own struct {
	auth.Account
	sessions []auth.Session
	passkeys []auth.Passkey
	phone    notify.Telephone
}

func readOwn(c *web.Call) (o own, err error) {
	err = c.Gate.Read(c, auth.MaySeeOwn, gate.Council, func(s *gate.Snapshot) error {
		if o.Account, err = auth.Get(s, accountID(c.Who)); err != nil {
			return err
		}
		if o.sessions, err = auth.Sessions(s, o.ID); err != nil {
			return err
		}
		if o.passkeys, err = auth.Passkeys(s, o.ID); err != nil {
			return err
		}
		o.phone, err = staff.PhoneOf(s, o.ID)
		return err
	})
	return o, err
}

func showOwn(c *web.Call) (web.Reply, error) { return ownPage(c) }

func ownPage(c *web.Call) (web.Reply, error) {
	o, err := readOwn(c)
	if err != nil {
		return nil, err
	}
	password := ui.RecordRow{Key: "Password", Value: "Set", ChangeHref: "/account/password"}
	if !o.HasPassword {
		password = ui.RecordRow{Key: "Password", Value: "None: you sign in with a passkey"}
	}
	you := []ui.RecordRow{
		{Key: "Name", Value: o.Name},
		{Key: "Sign-in name", Value: o.Login},
		{Key: "Roles", Value: RoleWords(o.Roles)},
		password,
	}
	if c.Can(staff.MayKeepPhone) {
		you = append(you, ui.RecordRow{Key: "Work mobile", Value: o.phone.Said(), ChangeHref: "/account/phone"})
	}
	return c.Page("Your account",
		ui.Record{Title: "You", Rows: you},
		ui.Para("To change your name or roles, ask an administrator of the council."),
		ui.Heading("Passkeys"),
		ui.Para("A passkey is a key on your phone or computer that opens with your fingerprint, face or PIN. It stands for both your password and your code."),
		passkeyList(o.passkeys),
		addPasskey(c),
		ui.Heading("Where you are signed in"),
		sessionList(c, o.sessions),
		ui.PostButton{Text: "Sign out everywhere", Action: "/account/sign-out-everywhere", Warning: true},
	), nil
}

func askPhone(c *web.Call) (web.Reply, error) {
	var now notify.Telephone
	if err := c.Gate.Read(c, staff.MaySeePhone, gate.Council, func(s *gate.Snapshot) (err error) {
		now, err = staff.PhoneOf(s, accountID(c.Who))
		return err
	}); err != nil {
		return nil, err
	}
	return c.Page("Your work mobile",
		ui.Para("We text and ring this number when you are in charge and somebody needs help, and text it when you are overdue. A message never says who needs help or where."),
		ui.Form{
			Action: "/account/phone", Submit: "Save", Cancel: ui.Link{Href: "/account"},
			Fields: []ui.Field{{Name: "phone", Label: "Work mobile", Kind: ui.KindTel, Width: 20, Optional: true, Value: now.Said(), Hint: "Like 07700 900123. Leave it empty to take it away."}},
		},
	).BackTo("Your account", "/account"), nil
}

func givePhone(c *web.Call) (web.Reply, error) {
	if err := staff.SetOwnPhone(c, c.Gate, c.Posted("phone")); err != nil {
		return c.Again(askPhone, err)
	}
	return web.Go("/account", "Your work mobile is saved."), nil
}

// RoleWords is roles in words, with commas; "None" where there are none.
func RoleWords(roles []actor.Role) string {
	if len(roles) == 0 {
		return "None"
	}
	var words []string
	for _, r := range roles {
		words = append(words, r.Label())
	}
	return strings.Join(words, ", ")
}

func sessionList(c *web.Call, sessions []auth.Session) ui.List {
	list := ui.List{
		Caption: "Your sign-ins", CaptionHidden: true, Empty: "You are not signed in anywhere else.",
		Columns: []ui.Column{{Head: "Device"}, {Head: "Signed in"}, {Head: "Last used"}, {Head: "End it"}},
	}
	for _, s := range sessions {
		cells := []ui.Cell{{Text: s.Device}, {Text: s.Started.Said()}, {Text: s.Seen.Said()}}
		if s.ID == auth.SessionID(c.SessionToken()) {
			cells = append(cells, ui.Cell{Tag: ui.Tag{Text: "This one", Kind: ui.Good}})
		} else {
			cells = append(cells, ui.Cell{Block: ui.PostButton{
				Text: "End", About: s.Device + " since " + s.Started.Said(), Action: "/account/sessions/" + s.ID + "/end", Secondary: true,
			}})
		}
		list.Rows = append(list.Rows, ui.Row{Cells: cells})
	}
	return list
}

func endSession(c *web.Call) (web.Reply, error) {
	if err := auth.EndSession(c, c.Gate, c.Path("session")); err != nil {
		return nil, err
	}
	return web.Go("/account", "That sign-in is ended."), nil
}

func signOutEverywhere(c *web.Call) (web.Reply, error) {
	if err := auth.SignOutEverywhere(c, c.Gate); err != nil {
		return nil, err
	}
	c.Cookie("", 0)
	return web.Go("/sign-in", "You are signed out everywhere."), nil
}

func askNewPassword(c *web.Call) (web.Reply, error) { return newPasswordPage(c), nil }

func newPasswordPage(c *web.Call) web.Page {
	return c.Page("Change your password", ui.Form{
		Action: "/account/password", Submit: "Change password", Cancel: ui.Link{Href: "/account"},
		Fields: []ui.Field{
			{Name: "old", Label: "Your password now", Kind: ui.KindPassword},
			newPassword,
		},
	}).BackTo("Your account", "/account")
}

// newPassword is the field for choosing one.
var newPassword = ui.Field{
	Name: "password", Label: "New password", Kind: ui.KindPassword, Autocomplete: "new-password", Hint: auth.PasswordRule,
}

func changePassword(c *web.Call) (web.Reply, error) {
	var f struct {
		Old      string `json:"old"`
		Password string `json:"password"`
	}
	if err := c.Form(&f); err != nil {
		return newPasswordPage(c), err
	}
	t, err := tried(c)
	if err != nil {
		return nil, err
	}
	err = auth.ChangePassword(c, c.Gate, f.Old, f.Password, c.Site.Name, c.SessionToken(), t)
	if fault.KindOf(err) == fault.Invalid {
		return newPasswordPage(c), err
	}
	if err != nil {
		return nil, err
	}
	return web.Go("/account", "Your password is changed. You are signed out everywhere else."), nil
}
