package home

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/risk"
)

func firePage(c *web.Call) (web.Reply, error) {
	var all []Referral
	var l Look
	err := c.Gate.Read(c, risk.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = referrals(s, c.Person()); err != nil {
			return err
		}
		if l, err = latest(s, c.Person()); err != nil {
			return err
		}
		l.Items, err = items(s, c.Person(), l.ID)
		return err
	})
	if err != nil && !gate.Missing(err) {
		return nil, err
	}
	back := risk.Path(c.Person(), "home")
	if l.ID == "" {
		return c.Page("Ask the fire service to visit", ui.Para("Look at the home first: what was found there is what the fire service needs to know."),
			ui.Links(ui.Link{Text: "The home", Href: back})).BackTo("The home", back), nil
	}
	t := ui.Timeline{Empty: "The fire service has not been asked yet."}
	for _, r := range all {
		what := "Drafted. Sent to nobody yet"
		switch {
		case r.SentOn != "":
			what = "Sent on " + r.SentOn.Said() + ". " + r.SentWords
		case r.Consent == SaidNo:
			what = "The person said no"
		}
		e := ui.Event{When: r.Drafted.Said(), Who: r.ByName, What: what, Block: ui.Group(ui.Para("Did the person agree? "+r.Consent.Label()+"."), ui.Text(r.Words))}
		if r.SentOn == "" && r.Consent != SaidNo && c.Can(risk.MayEnd) {
			e.Block = ui.Group(e.Block, ui.Form{
				ID: "sent-" + r.ID, Action: risk.Path(c.Person(), "fire", r.ID, "sent"), Submit: "It was sent", Small: true, Hidden: []ui.Pair{ui.Version(r.Version)},
				Fields: []ui.Field{
					{Name: "on", Label: "When was it sent?", Kind: ui.KindDate, Value: string(c.Now().On())},
					{Name: "words", Label: "To whom, and how?", Hint: "Like: the fire service’s own form, number 4471."},
				},
			})
		}
		t.Events = append(t.Events, e)
	}
	blocks := []ui.Block{ui.Para("The fire service offers Safe and Well visits: alarms, ways out, and what could catch fire. The person must agree before anything is sent."), t}
	if c.Can(risk.MayRecord) {
		words := ""
		if len(l.fireReasons()) > 0 {
			words = l.draft()
		} else {
			blocks = append(blocks, ui.Inset("Nothing was found at the home that the fire service is usually asked about. You may ask them all the same."))
		}
		blocks = append(blocks, ui.Heading("Write a new one"), ui.Form{
			ID: "draft", Action: risk.Path(c.Person(), "fire"), Submit: "Save", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: []ui.Field{
				{Name: "consent", Label: "Did the person agree?", Kind: ui.KindRadios, Options: ui.Options(Consents)},
				{Name: "words", Label: "What should the fire service know?", Hint: "Or, where the person said no, what they said.", Kind: ui.KindArea, Rows: 5, Value: words},
			},
		})
	}
	return c.Page("Ask the fire service to visit", blocks...).BackTo("The home", back), nil
}

func draftFire(c *web.Call) (web.Reply, error) {
	var r Referral
	err := c.Form(&r)
	r.Person = c.Person()
	if err == nil {
		err = Draft(c, c.Gate, r)
	}
	return c.Added(firePage, err, risk.Path(r.Person, "fire"), "Saved.")
}

func sendFire(c *web.Call) (web.Reply, error) {
	x := Sending{}
	err := c.Form(&x)
	x.Person, x.Referral = c.Person(), c.Path("fire")
	if err == nil {
		err = Send(c, c.Gate, x)
	}
	if err != nil {
		return c.Again(firePage, err)
	}
	return web.Go(risk.Path(x.Person, "fire"), "Saved: it was sent."), nil
}
