package account

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/govuk"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// ceremonyCookie names a passkey ceremony that has begun in this browser.
const ceremonyCookie = "passkey"

func where(c *web.Call) auth.Where { return auth.Where{Origin: c.Origin(), Council: c.Site.Name} }

// passkeyPart is a part of a page with a button that passkeys.js brings to
// life, after other blocks. Without scripts, or where the browser knows no
// passkeys, all of it stays hidden and the page has another way. The button
// asks begin for what to do and sends the answer to finish.
func passkeyPart(c *web.Call, kind, text, begin, finish string, before ...ui.Block) ui.Block {
	attr := govuk.Attr
	button := govuk.Element("button", govuk.Attributes{
		attr("type", "button"), attr("class", "govuk-button govuk-button--secondary"),
		attr("data-passkey", kind), attr("data-begin", begin), attr("data-finish", finish),
	}, govuk.Escape(text))
	said := govuk.Element("p", govuk.Attributes{attr("class", "govuk-error-message"), attr("role", "alert"), {Name: "data-passkey-said", Bare: true}})
	script := govuk.Element("script", govuk.Attributes{attr("type", "module"), attr("src", c.Asset("passkeys.js"))})
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		first, err := govuk.Draw(ctx, ui.Group(before...))
		if err != nil {
			return err
		}
		part := govuk.Attributes{{Name: "data-passkey-part", Bare: true}, {Name: "hidden", Bare: true}}
		return govuk.Element("div", part, first, button, said, script).Render(ctx, w)
	})
}

func usePasskey(c *web.Call, next string) ui.Block {
	return passkeyPart(c, "use", "Sign in with a passkey", "/sign-in/passkey/begin", "/sign-in/passkey?next="+escaped(next))
}

func addPasskey(c *web.Call) ui.Block {
	return passkeyPart(c, "add", "Add a passkey on this device", "/account/passkeys/begin", "/account/passkeys")
}

// withPasskey offers a passkey in place of password and code.
func withPasskey(c *web.Call) ui.Block {
	at := "/invitations/" + c.Path("token") + "/passkey"
	return passkeyPart(c, "add", "Open my account with a passkey", at+"/begin", at,
		ui.Heading("The quick way: a passkey"),
		ui.Para("If this phone or computer opens with your fingerprint, face or PIN, it can hold a passkey. Then you need no password and no code. Or set up both below."),
	)
}

func passkeyList(keys []auth.Passkey) ui.List {
	list := ui.List{
		Caption: "Your passkeys", CaptionHidden: true, Empty: "You have no passkeys yet.",
		Columns: []ui.Column{{Head: "Made on"}, {Head: "Added"}, {Head: "Last used"}, {Head: "Remove it"}},
	}
	for _, k := range keys {
		used := k.Used.Said()
		if used == "" {
			used = "Not yet"
		}
		list.Rows = append(list.Rows, ui.Row{Cells: []ui.Cell{
			{Text: k.Label},
			{Text: k.Added.Said()},
			{Text: used},
			{Block: ui.PostButton{
				Text: "Remove", About: "passkey made on " + k.Label, Action: "/account/passkeys/" + k.ID + "/remove", Secondary: true,
			}},
		}})
	}
	return list
}

// begins answers a browser with what to do and remembers the ceremony.
func begins(c *web.Call, options any, pending string, err error) (web.Reply, error) {
	if err != nil {
		return nil, err
	}
	c.SideCookie(ceremonyCookie, pending, auth.PendingFor)
	return web.JSON(200, options), nil
}

// goes tells the script where to go next.
func goes(to string) web.Reply { return web.JSON(200, map[string]string{"go": to}) }

func beginAdd(c *web.Call) (web.Reply, error) {
	options, pending, err := auth.BeginAdd(c, c.Gate, where(c), c.SessionToken())
	return begins(c, options, pending, err)
}

func finishAdd(c *web.Call) (web.Reply, error) {
	answer, err := c.Body()
	if err != nil {
		return nil, err
	}
	err = auth.FinishAdd(c, c.Gate, where(c), c.SessionToken(), c.SideCookieValue(ceremonyCookie), answer, c.Header("User-Agent"))
	if err != nil {
		return nil, err
	}
	return goes("/account"), nil
}

func beginUse(c *web.Call) (web.Reply, error) {
	options, pending, err := auth.BeginUse(c, c.Gate, where(c))
	return begins(c, options, pending, err)
}

func finishUse(c *web.Call) (web.Reply, error) {
	answer, err := c.Body()
	if err != nil {
		return nil, err
	}
	t, err := tried(c)
	if err != nil {
		return nil, err
	}
	p, err := auth.FinishUse(c, c.Gate, where(c), c.SideCookieValue(ceremonyCookie), answer, t)
	if err != nil {
		return nil, err
	}
	welcome(c, p, t.Limits, "/")
	return goes(localPath(c.Query("next"))), nil
}

func beginInvited(c *web.Call) (web.Reply, error) {
	options, pending, err := auth.BeginInvited(c, c.Gate, where(c), c.Path("token"))
	return begins(c, options, pending, err)
}

func finishInvited(c *web.Call) (web.Reply, error) {
	answer, err := c.Body()
	if err != nil {
		return nil, err
	}
	t, err := tried(c)
	if err != nil {
		return nil, err
	}
	p, err := auth.AcceptByPasskey(c, c.Gate, where(c), c.Path("token"), c.SideCookieValue(ceremonyCookie), answer, t)
	if err != nil {
		return nil, err
	}
	welcome(c, p, t.Limits, "/")
	return goes("/"), nil
}

func removePasskey(c *web.Call) (web.Reply, error) {
	err := auth.RemovePasskey(c, c.Gate, c.Path("passkey"))
	if fault.Is(err, "auth.last_factor") {
		return c.Again(ownPage, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Go("/account", "That passkey is removed."), nil
}
