package chart

import (
	"fmt"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	visits "stillhome/internal/support/medicine/check"
	"stillhome/internal/support/medicine/contact"
	"stillhome/internal/support/medicine/sheet"
)

// mostListed is how many rows a list over people has.
const mostListed = 100

// start is where those who look after medicines begin: how much waits.
func start(c *web.Call) (web.Reply, error) {
	var waiting []medicine.Waiting
	var warned, toAsk []medicine.About
	err := c.Gate.Read(c, medicine.MaySeeAll, gate.Council, func(s *gate.Snapshot) (err error) {
		if waiting, err = medicine.ToCheck(s, mostListed); err != nil {
			return err
		}
		if warned, err = medicine.Warned(s, s.Today().Start(), mostListed); err != nil {
			return err
		}
		toAsk, err = medicine.ToAsk(s, mostListed)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.Page("Medicines", ui.Figures{Items: []ui.Figure{
		{Label: "Entries to be checked", Value: atMost(len(waiting)), Definition: "By a second person, who did not write them", Href: "/medicines/checks"},
		{Label: "Doses with a warning today", Value: atMost(len(warned)), Definition: "Given although something spoke against it", Href: "/medicines/warnings"},
		{Label: "Ask how it helped", Value: atMost(len(toAsk)), Definition: "Doses taken when needed, in the last 3 days", Href: "/medicines/asks"},
	}}, more(c)).AsWide(), nil
}

// more leads to the other lists about medicines, to those who may see them.
func more(c *web.Call) ui.Block {
	links := []ui.Link{}
	for _, l := range []struct {
		link ui.Link
		may  gate.Action
	}{
		{ui.Link{Text: "What checks of medicines found", Href: "/medicines/findings"}, visits.MayList},
		{ui.Link{Text: "GP practices and pharmacies to tell of the support", Href: "/medicines/told"}, contact.MaySeeTold},
		{ui.Link{Text: "Key in a chart from paper", Href: "/chart-prints"}, sheet.MayKey},
	} {
		if c.Can(l.may) {
			links = append(links, l.link)
		}
	}
	return ui.Links(links...)
}

func atMost(n int) string {
	if n == mostListed {
		return fmt.Sprintf("%d or more", n)
	}
	return itoa(n)
}

// checks is the queue of entries that wait for a second person.
func checks(c *web.Call) (web.Reply, error) {
	var all []medicine.Waiting
	err := c.Gate.Read(c, medicine.MaySeeAll, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = medicine.ToCheck(s, mostListed)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "To be checked by a second person", Empty: "Nothing waits to be checked. New entries come here by themselves.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "Person"}, {Head: "Dose"}, {Head: "Written by"}, {Head: "Waits"}, {Head: "State"}},
	}
	for _, w := range all {
		state := ui.Cell{Tag: ui.Tag{Text: "To be checked", Kind: ui.Waiting}}
		switch {
		case w.Differs:
			state = ui.Cell{Tag: ui.Tag{Text: "Does not agree", Kind: ui.Urgent}}
		case string(w.AddedBy) == c.Who.ID:
			state = ui.Cell{Text: "You wrote it: somebody else must check it"}
		}
		l.Rows = append(l.Rows, ui.Row{Href: path(w.Person, string(w.ID), "check"), Cells: append(ui.Texts(w.Title(), w.Who, w.Dose, w.By, waitsSaid(c.Now().Sub(w.Added.Time))), state)})
	}
	return c.Page("Checks", ui.Para("Hold each entry against the label or the letter, letter by letter. Whoever wrote it cannot check it."), l).BackTo("Medicines", "/medicines").AsWide(), nil
}

func waitsSaid(d time.Duration) string {
	switch {
	case d < time.Hour:
		return "less than an hour"
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// warnings are the doses of today that were given against a warning.
func warnings(c *web.Call) (web.Reply, error) {
	day := c.Date("from", c.Now().On())
	var all []medicine.About
	err := c.Gate.Read(c, medicine.MaySeeAll, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = medicine.Warned(s, day.Start(), mostListed)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Recorded since " + day.Said(), Empty: "No dose was recorded against a warning.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "Person"}, {Head: "What happened"}, {Head: "When"}, {Head: "Recorded"}},
		Filter: &ui.Filter{Action: "/medicines/warnings", Submit: "Show", Clear: "/medicines/warnings", Fields: []ui.Field{
			{Name: "from", Label: "Since which day?", Kind: ui.KindDate, Value: string(day)},
		}},
	}
	for _, a := range all {
		l.Rows = append(l.Rows, ui.Row{Href: path(a.Person, string(a.Medicine)), Cells: ui.Texts(a.Name, a.Who, doseSaid(a.Told), a.At.Said(), a.By+", "+a.Recorded.Said())})
	}
	return c.Page("Doses with a warning", ui.Para("Each was given although something spoke against it. The worker may not have known."), l).BackTo("Medicines", "/medicines").AsWide(), nil
}

// asks are the doses of which to ask how they helped.
func asks(c *web.Call) (web.Reply, error) {
	var all []medicine.About
	err := c.Gate.Read(c, medicine.MaySeeAll, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = medicine.ToAsk(s, mostListed)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Ask how it helped", Empty: "Nobody has to be asked now. Doses taken when needed come here some time after they were taken.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "Person"}, {Head: "Needed for"}, {Head: "Taken"}, {Head: "Given by"}},
	}
	for _, a := range all {
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(a.Person, "doses", string(a.ID)), Cells: ui.Texts(a.Name, a.Who, a.Why, a.At.Said(), a.By)})
	}
	return c.Page("Ask how it helped", ui.Para("Ask at the next visit, or ring."), l).BackTo("Medicines", "/medicines").AsWide(), nil
}

// checkPage is one entry beside what it is to be held against.
func checkPage(c *web.Call) (web.Reply, error) {
	var e entry
	err := c.Gate.Read(c, medicine.MayCheck, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if e.Medicine, e.line, err = medicine.LineOf(s, c.Person(), here(c)); err != nil {
			return err
		}
		e.looks, err = medicine.LooksAt(s, e.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(e.ID))
	page := c.Page("Check: "+e.Title(), e.record(c), e.history(c)).BackTo(e.Title(), at)
	switch {
	case !e.ToCheck():
		page.Blocks = append([]ui.Block{ui.Para("There is nothing to check: this entry was checked, or has ended.")}, page.Blocks...)
	case string(e.AddedBy) == c.Who.ID:
		page.Blocks = append([]ui.Block{ui.Para("You wrote this entry. Somebody else must check it.")}, page.Blocks...)
	default:
		page.Blocks = append(page.Blocks, ui.Form{
			Action: at + "/check", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at},
			Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, ui.Version(e.Version)},
			Fields: []ui.Field{
				{Name: "against", Label: "What do you hold it against?", Hint: "Like: the label on the box, or the discharge letter. Not against what a colleague says."},
				{Name: "agrees", Label: "Do they agree?", Kind: ui.KindRadios, Options: []ui.Option{
					{Value: "yes", Label: "Yes: name, strength, dose, times, way and dates"},
					{Value: "no", Label: "No, something differs", Hint: "It stays to be checked, and the office is told."},
				}},
				{Name: "words", Label: "If not, what differs?", Kind: ui.KindArea, Rows: 2, Optional: true},
			},
		})
	}
	return page, nil
}

func check(c *web.Call) (web.Reply, error) {
	l := medicine.Looking{}
	err := c.Form(&l)
	l.Person, l.Medicine = c.Person(), here(c)
	if err == nil {
		err = medicine.Look(c, c.Gate, l)
	}
	said := "Checked."
	if l.Agrees == "no" {
		said = "Saved. The entry stays to be checked, and the office is told."
	}
	return c.Added(checkPage, err, path(l.Person, string(l.Medicine)), said)
}
