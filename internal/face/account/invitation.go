package account

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/govuk"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

func showInvitation(c *web.Call) (web.Reply, error) {
	v, app, err := auth.Invited(c, c.Gate, c.Path("token"), c.Site.Name)
	if err != nil {
		return invitationGone(c, err)
	}
	return invitationPage(c, v, app), nil
}

// invitationGone says in words that a link no longer works.
func invitationGone(c *web.Call, err error) (web.Reply, error) {
	if !fault.Is(err, "auth.invitation") {
		return nil, err
	}
	return c.Page("This link does not work", ui.Links(ui.Link{Text: "Sign in", Href: "/sign-in"})), err
}

func invitationPage(c *web.Call, v auth.Invitation, app auth.Setup) web.Page {
	at := "/invitations/" + c.Path("token")
	title, second := "Open your account", "Set up the second step"
	if v.Renews != "" {
		title = "Set up your account anew"
	}
	code := ui.Field{Name: "code", Label: "6-digit code from the app", Kind: ui.KindCode}
	why := "Besides your password you need something you have: your phone, with an authenticator app on it such as the ones by Google, Microsoft or your password manager. It works without signal."
	if v.Kind != auth.KindStaff {
		second, code.Optional = "Set up a second step, if you like", true
	}
	return c.Page(title,
		ui.Para(v.Name+", this opens your account at "+c.Site.Name+". Your sign-in name is "+v.Login+"."),
		withPasskey(c),
		ui.Heading(second),
		ui.Para(why),
		ui.Para("Open the app, choose to add an account, and point the camera at this picture."),
		picture(at+"/code.png", "A picture for your authenticator app. The same in words is below."),
		ui.Details("I cannot use the camera", ui.Para("Choose to type in a key in the app, and enter this one. It is for codes that change with the time."), ui.Text(app.Text)),
		ui.Form{Action: at, Submit: "Open my account", Fields: []ui.Field{
			code,
			{Name: "password", Label: "Choose a password", Kind: ui.KindPassword, Autocomplete: "new-password", Hint: auth.PasswordRule},
		}},
	)
}

// picture is an image of a page's own.
func picture(src, alt string) ui.Block {
	return govuk.Element("img", govuk.Attributes{
		govuk.Attr("src", src), govuk.Attr("alt", alt), govuk.Attr("width", "240"), govuk.Attr("height", "240"), govuk.Attr("class", "stillhome-code"),
	})
}

func invitationPicture(c *web.Call) (web.Reply, error) {
	_, app, err := auth.Invited(c, c.Gate, c.Path("token"), c.Site.Name)
	if err != nil {
		return nil, err
	}
	png, err := app.Picture()
	return web.Data{MediaType: "image/png", Bytes: png}, err
}

func acceptInvitation(c *web.Call) (web.Reply, error) {
	v, app, err := auth.Invited(c, c.Gate, c.Path("token"), c.Site.Name)
	if err != nil {
		return invitationGone(c, err)
	}
	var f struct {
		Code     string `json:"code"`
		Password string `json:"password"`
	}
	if err := c.Form(&f); err != nil {
		return invitationPage(c, v, app), err
	}
	t, err := tried(c)
	if err != nil {
		return nil, err
	}
	p, err := auth.Accept(c, c.Gate, auth.Acceptance{Token: c.Path("token"), Password: f.Password, Code: f.Code, Council: c.Site.Name, Try: t})
	if err != nil {
		return invitationPage(c, v, app), err
	}
	welcome(c, p, t.Limits, "/")
	return web.Go("/", "Your account is open and you are signed in."), nil
}
