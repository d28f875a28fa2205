package account

import (
	"log/slog"
	"strings"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
)

// Routes of a council. The first is the page that asks for a password, which
// the demo replaces.
var Routes = []web.Route{
	web.Public("/sign-in", askPassword),
	web.PublicPost("/sign-in", givePassword),
	web.Public("/sign-in/code", askCode),
	web.PublicPost("/sign-in/code", giveCode),
	web.PublicPost("/sign-in/passkey/begin", beginUse),
	web.PublicPost("/sign-in/passkey", finishUse),
	web.PublicPost("/sign-out", signOut),

	web.Public("/invitations/{token}", showInvitation),
	web.Public("/invitations/{token}/code.png", invitationPicture),
	web.PublicPost("/invitations/{token}", acceptInvitation),
	web.PublicPost("/invitations/{token}/passkey/begin", beginInvited),
	web.PublicPost("/invitations/{token}/passkey", finishInvited),

	web.Get("/account", auth.MaySeeOwn, showOwn),
	web.Get("/account/password", auth.MaySeeOwn, askNewPassword),
	web.Post("/account/password", auth.MayKeepOwn, changePassword),
	web.Get("/account/phone", staff.MaySeePhone, askPhone),
	web.Post("/account/phone", staff.MayKeepPhone, givePhone),
	web.Post("/account/passkeys/begin", auth.MayKeepOwn, beginAdd),
	web.Post("/account/passkeys", auth.MayKeepOwn, finishAdd),
	web.Post("/account/passkeys/{passkey}/remove", auth.MayKeepOwn, removePasskey),
	web.Post("/account/sessions/{session}/end", auth.MaySignOut, endSession),
	web.Post("/account/sign-out-everywhere", auth.MaySignOut, signOutEverywhere),

	web.Public("/accessibility-statement", accessibilityStatement),
	web.Public("/privacy", privacy),
}

// The side cookies: a sign-in waiting for its code, and a device that signed
// in before.
const (
	pendingCookie = "code"
	deviceCookie  = "device"
)

// signIn is the first form.
type signIn struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Next     string `json:"next"`
}

func askPassword(c *web.Call) (web.Reply, error) {
	if c.Who.ID != "" {
		return web.Go(localPath(c.Query("next")), ""), nil
	}
	return passwordPage(c, c.Query("next")), nil
}

func passwordPage(c *web.Call, next string) web.Page {
	return c.Page("Sign in",
		ui.Form{
			Action: "/sign-in", Hidden: []ui.Pair{{Name: "next", Value: localPath(next)}}, Submit: "Sign in",
			Fields: []ui.Field{
				{Name: "login", Label: "Sign-in name", Hint: "Most often your work email address", Autocomplete: "username", NoSpellcheck: true},
				{Name: "password", Label: "Password", Kind: ui.KindPassword, Autocomplete: "current-password"},
			},
		},
		usePasskey(c, next),
		ui.Details("I cannot sign in", ui.Para("Ask your manager or the council's administrator for a new link. With it you set a new password and a new second step. For everyone's safety nobody can see or tell you your password.")),
	)
}

func givePassword(c *web.Call) (web.Reply, error) {
	var f signIn
	if err := c.Form(&f); err != nil {
		return passwordPage(c, f.Next), err
	}
	var checks fault.Checks
	checks.Field(f.Login == "", "login", "Enter your sign-in name")
	checks.Field(f.Password == "", "password", "Enter your password")
	if err := checks.Err("account.sign_in"); err != nil {
		return passwordPage(c, f.Next), err
	}
	t, err := tried(c)
	if err != nil {
		return nil, err
	}
	t.Login, t.Password = f.Login, f.Password
	p, err := auth.CheckPassword(c, c.Gate, t)
	if err != nil {
		return passwordPage(c, f.Next), err
	}
	if p.Session == "" {
		c.SideCookie(pendingCookie, p.Pending, auth.PendingFor)
		return web.Go("/sign-in/code?next="+escaped(f.Next), ""), nil
	}
	return welcome(c, p, t.Limits, f.Next), nil
}

func askCode(c *web.Call) (web.Reply, error) {
	if c.SideCookieValue(pendingCookie) == "" {
		return web.Go("/sign-in", ""), nil
	}
	return codePage(c, c.Query("next")), nil
}

func codePage(c *web.Call, next string) web.Page {
	return c.Page("Enter your code",
		ui.Form{
			Action: "/sign-in/code", Hidden: []ui.Pair{{Name: "next", Value: localPath(next)}}, Submit: "Continue",
			Fields: []ui.Field{{Name: "code", Label: "6-digit code", Kind: ui.KindCode, Hint: "Open the authenticator app on your phone. The code changes every 30 seconds."}},
		},
		ui.Links(ui.Link{Text: "Start again", Href: "/sign-in"}),
	).BackTo("Back", "/sign-in")
}

func giveCode(c *web.Call) (web.Reply, error) {
	var f struct {
		Code string `json:"code"`
		Next string `json:"next"`
	}
	if err := c.Form(&f); err != nil {
		return codePage(c, f.Next), err
	}
	var checks fault.Checks
	checks.Field(f.Code == "", "code", "Enter the 6 digits that your app shows")
	if err := checks.Err("account.code"); err != nil {
		return codePage(c, f.Next), err
	}
	t, err := tried(c)
	if err != nil {
		return nil, err
	}
	p, err := auth.CheckCode(c, c.Gate, c.SideCookieValue(pendingCookie), f.Code, t)
	if fault.Is(err, "auth.expired") {
		return passwordPage(c, f.Next), err
	}
	if err != nil {
		return codePage(c, f.Next), err
	}
	c.SideCookie(pendingCookie, "", -time.Second)
	return welcome(c, p, t.Limits, f.Next), nil
}

// welcome sets the cookies of somebody who has just signed in. What this
// browser was signed in as before is over.
func welcome(c *web.Call, p auth.Progress, l auth.Limits, next string) web.Reply {
	if err := auth.SignOut(c, c.Gate, c.SessionToken()); err != nil {
		slog.Warn("an earlier session could not be ended", "err", err)
	}
	c.Cookie(p.Session, l.Most)
	if p.Device != "" {
		c.SideCookie(deviceCookie, p.Device, auth.DeviceFor)
	}
	return web.Go(localPath(next), "")
}

func signOut(c *web.Call) (web.Reply, error) {
	if err := auth.SignOut(c, c.Gate, c.SessionToken()); err != nil {
		return nil, err
	}
	c.Cookie("", 0)
	return web.Go("/sign-in", "You are signed out."), nil
}

// tried is what the browser brings to any try, with the council's own limits.
func tried(c *web.Call) (auth.Try, error) {
	t := auth.Try{Network: c.Network(), Device: c.SideCookieValue(deviceCookie), Browser: c.Header("User-Agent")}
	var err error
	t.Limits, err = limits(c)
	return t, err
}

// limits are how long sessions hold at this council.
func limits(c *web.Call) (l auth.Limits, err error) {
	err = auth.ReadAsService(c, c.Gate, func(s *gate.Snapshot) error {
		set, err := council.All(s)
		l = auth.Limits{
			Field:  minutes(set[council.SessionFieldMin]),
			Office: minutes(set[council.SessionOfficeMin]),
			Most:   minutes(set[council.SessionMaxMin]),
		}
		return err
	})
	return l, err
}

func minutes(s string) time.Duration {
	d, err := time.ParseDuration(s + "m")
	if err != nil {
		return time.Hour // a setting is checked when it is set
	}
	return d
}

// localPath is a path on this very site, or the start page.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.HasPrefix(next, "/sign-") {
		return "/"
	}
	return next
}
