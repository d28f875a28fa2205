package tell

import (
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
)

// elsewhere is where somebody goes who must leave the page at once: a page that
// anybody might have open.
const elsewhere = "https://www.bbc.co.uk/weather"

// stranger makes the call one of nobody, whoever is signed in on the device:
// the page says no name and is the same for all.
func stranger(c *web.Call) { c.Who = actor.Actor{} }

// worriedPage is for anybody: short, with the number first and a way to leave
// at once. Its title and address in the browser say nothing of what it is for.
func worriedPage(c *web.Call) (web.Reply, error) {
	stranger(c)
	call := []ui.Block{ui.ButtonLink("Ring 999", "tel:999")}
	if n := c.HelpLine().Number; n != "" {
		call = append(call, ui.SecondaryLink("Ring us: "+n, "tel:"+strings.ReplaceAll(n, " ", "")))
	}
	return c.Page("Contact us",
		ui.Exit(elsewhere),
		ui.Warning("In danger now? Ring 999 first."),
		ui.Actions(call...),
		ui.Heading("Are you worried about someone?"),
		ui.Para("It may be somebody else, or you. Tell us here. You need not say who you are."),
		ui.Form{
			Action: "/worried", Submit: "Send", Hidden: []ui.Pair{{Name: "id", Value: ids.NewHidden()}},
			Fields: []ui.Field{
				{Name: "about", Label: "Who are you worried about?", Hint: "A name, or where they live.", Optional: true, Autocomplete: "off"},
				{Name: "words", Label: "What worries you?", Hint: "A few words are enough.", Kind: ui.KindArea, Rows: 5, Autocomplete: "off"},
				{Name: "safe", Label: "Are they safe at this moment?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(safeguarding.Answers)},
				{Name: "reach", Label: "How can we reach you?", Hint: "Leave it empty if nobody may know. If it is only safe at some times, say when.", Optional: true, Autocomplete: "off"},
			},
		},
		ui.Para("To leave fast on a keyboard, press Escape or Shift 3 times. What you typed is gone then. Your browser may still remember that you were here."),
	), nil
}

func worried(c *web.Call) (web.Reply, error) {
	stranger(c)
	var f told
	err := c.Form(&f)
	if err == nil {
		err = f.check()
	}
	if err == nil {
		x := f.concern()
		// Only what this page asks: nobody outside says whose record it is.
		x.Person, x.Urgency, x.Channel = "", visit.SameDay, visit.Web
		if f.Safe == safeguarding.No {
			x.Urgency = visit.Now
		}
		x.Told = safeguarding.Told{About: f.About, Safe: f.Safe, Reach: f.Reach}
		err = safeguarding.Take(c, c.Gate, c.Network(), x)
	}
	if err != nil {
		return c.Again(worriedPage, err)
	}
	return c.Page("Contact us",
		ui.Exit(elsewhere),
		ui.Heading("We have it. Thank you."),
		ui.Para("Somebody whose job it is will read it. You cannot read it here again."),
		ui.Para("If something changes or you are in danger, ring 999."),
	), nil
}
