package person

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// invalid is one thing wrong with one field.
func invalid(code, field, say string) error {
	var checks fault.Checks
	checks.Field(true, field, "%s", say)
	return checks.Err(code)
}

// reading opens the person's record for a page that changes it.
func reading(c *web.Call, a gate.Action) (p Person, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		p, err = Get(s, c.Person())
		return err
	})
	return p, err
}

func back(c *web.Call, page web.Page) web.Page {
	return page.BackTo("Overview", web.PersonPath(c.Person()))
}

func cancel(c *web.Call) ui.Link { return ui.Link{Text: "Cancel", Href: web.PersonPath(c.Person())} }

func done(c *web.Call, said string) (web.Reply, error) {
	return web.Go(web.PersonPath(c.Person()), said), nil
}

var yesNoOptions = []ui.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}, {Value: "", Label: "Not known"}}

func changePage(c *web.Call) (web.Reply, error) {
	p, err := reading(c, MayChange)
	if err != nil {
		return nil, err
	}
	return back(c, c.Page("Change details", ui.Form{
		Action: web.PersonPath(p.ID, "change"), Submit: "Save details", Hidden: []ui.Pair{ui.Version(p.Version)}, Cancel: cancel(c),
		Fields: []ui.Field{
			{Name: "given", Label: "Given name", Value: p.Given, NoSpellcheck: true, Optional: true},
			{Name: "family", Label: "Family name", Value: p.Family, NoSpellcheck: true},
			{Name: "preferred", Label: "What do they like to be called?", Value: p.Preferred, NoSpellcheck: true, Optional: true},
			{Name: "born", Label: "Date of birth", Kind: ui.KindDate, Value: string(p.Born), Hint: "For example, 27 3 1941", Optional: true},
			{Name: "gender", Label: "Gender", Kind: ui.KindRadios, Value: string(p.Gender), Options: ui.Options(Genders), Optional: true},
			{Name: "nhs", Label: "NHS number", Value: string(p.NHS), Hint: "10 digits. One that fails its check is kept and marked as not verified.", Width: 20, Inputmode: "numeric", Optional: true},
			{Name: "address", Label: "Address", Kind: ui.KindArea, Rows: 3, Value: p.Address, Hint: "Without the postcode, one line each.", Optional: true},
			{Name: "postcode", Label: "Postcode", Value: string(p.Postcode), Width: 10, NoSpellcheck: true, Optional: true},
			{Name: "phone", Label: "Telephone", Kind: ui.KindTel, Value: p.Phone, Optional: true},
			{Name: "language", Label: "Language they speak best", Value: p.Language, Width: 20, Optional: true},
			{Name: "lives_alone", Label: "Do they live alone?", Kind: ui.KindRadios, Value: p.LivesAlone, Options: yesNoOptions},
		},
	})), nil
}

func change(c *web.Call) (web.Reply, error) {
	var p Person
	err := c.Form(&p)
	p.ID = c.Person()
	if err == nil {
		err = Change(c, c.Gate, p)
	}
	if err != nil {
		return c.Again(changePage, err)
	}
	return done(c, "Details saved.")
}

func gettingInPage(c *web.Call) (web.Reply, error) {
	var words string
	err := c.Gate.Read(c, MaySeeGettingIn, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		words, err = GettingIn(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	shown := ui.Inset("Nothing is recorded about how to get in.")
	if words != "" {
		shown = ui.Text(words)
	}
	return back(c, c.Page("How to get in", shown, ui.Para("Each look at this page is logged."), ui.Details("Change how to get in", ui.Form{
		Action: web.PersonPath(c.Person(), "getting-in"), Submit: "Save how to get in", Fields: []ui.Field{{
			Name: "getting_in", Label: "How to get in", Kind: ui.KindArea, Rows: 4, Value: words, NoSpellcheck: true, Optional: true,
			Hint: "Key safe and code, which door, who has a key, the dog. It is sealed in the record.",
		}},
	}))), nil
}

func gettingIn(c *web.Call) (web.Reply, error) {
	if err := SetGettingIn(c, c.Gate, c.Person(), c.Posted("getting_in")); err != nil {
		return c.Again(gettingInPage, err)
	}
	return web.Go(web.PersonPath(c.Person(), "getting-in"), "How to get in saved."), nil
}

func contactPage(c *web.Call) (web.Reply, error) {
	if _, err := reading(c, MayRecord); err != nil {
		return nil, err
	}
	return back(c, c.Page("Add a contact", ui.Form{
		Action: web.PersonPath(c.Person(), "contacts", "new"), Submit: "Add contact", Hidden: []ui.Pair{newID()}, Cancel: cancel(c),
		Fields: []ui.Field{
			{Name: "name", Label: "Name", NoSpellcheck: true},
			{Name: "relationship", Label: "Who are they to the person?", Hint: "For example, daughter, neighbour, friend", Optional: true},
			{Name: "phone", Label: "Telephone", Kind: ui.KindTel, Optional: true},
			{Name: "email", Label: "Email", Kind: ui.KindEmail, Optional: true},
			{Name: "carer", Label: "Do they help as a carer, unpaid?", Kind: ui.KindRadios, Options: yesNoOptions[:2], Value: "no"},
			{Name: "keyholder", Label: "Do they hold a key?", Kind: ui.KindRadios, Options: yesNoOptions[:2], Value: "no"},
		},
	})), nil
}

func contact(c *web.Call) (web.Reply, error) {
	var k Contact
	err := c.Form(&k)
	k.Person = c.Person()
	if err == nil {
		err = AddContact(c, c.Gate, k)
	}
	return c.Added(contactPage, err, web.PersonPath(c.Person()), "Contact added.")
}

// versioned is the form of a button that changes one versioned row.
type versioned struct {
	Version int `json:"version"`
}

func endContact(c *web.Call) (web.Reply, error) {
	var v versioned
	if err := c.Form(&v); err != nil {
		return nil, err
	}
	if err := EndContact(c, c.Gate, c.Person(), ContactID(c.Path("contact")), v.Version); err != nil {
		return nil, err
	}
	return done(c, "They are no longer a contact.")
}

func officeFirst(c *web.Call) (web.Reply, error) {
	var f struct {
		First bool `json:"first"`
	}
	if err := c.Form(&f); err != nil {
		return nil, err
	}
	if err := RingOfficeFirst(c, c.Gate, c.Person(), ContactID(c.Path("contact")), f.First); err != nil {
		return nil, err
	}
	if f.First {
		return done(c, "Saved. Whoever wants to ring them rings the office first.")
	}
	return done(c, "Saved. They may be rung directly again.")
}

func needsPage(c *web.Call) (web.Reply, error) {
	id := c.Person()
	var p Person
	var have []Need
	err := c.Gate.Read(c, MaySee, gate.Person(id), func(s *gate.Snapshot) (err error) {
		if p, err = Get(s, id); err != nil {
			return err
		}
		have, err = Needs(s, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	may := c.Can(MayRecord)
	list := ui.List{
		Caption: "What to do now", Empty: "No communication needs are recorded yet.",
		Columns: []ui.Column{{Head: "What to do"}, {Head: "Still right?"}, {Head: "Change"}},
	}
	for _, n := range have {
		at := web.PersonPath(n.Person, "contact-needs", string(n.ID))
		row := ui.Row{Cells: []ui.Cell{{Text: n.WhatToDo}, {Text: n.reviewSaid(c.Now().On())}, {}}}
		if may {
			row.Cells[2].Block = ui.Actions(
				ui.PostButton{Text: "Still right", About: n.WhatToDo, Action: at + "/still-right", Secondary: true},
				ui.PostButton{Text: "No longer right", About: n.WhatToDo, Action: at + "/end", Secondary: true},
			)
		}
		list.Rows = append(list.Rows, row)
	}
	blocks := []ui.Block{list}
	if may {
		blocks = append(blocks, ui.Heading("Ask "+p.CallThem()), p.needsForm(c))
	}
	return back(c, c.Page("How to communicate with "+p.CallThem(), blocks...)), nil
}

func (p Person) needsForm(c *web.Call) ui.Block {
	f := ui.Form{Action: web.PersonPath(p.ID, "contact-needs"), Submit: "Save answers", Hidden: []ui.Pair{newID()}, Cancel: cancel(c)}
	for _, q := range Questions {
		f.Fields = append(f.Fields, ui.Field{
			Name: q.Name, Label: q.Label, Hint: q.Hint, Kind: ui.KindChecks, Options: ui.Options(q.Codes), Optional: true,
		})
	}
	f.Fields = append(f.Fields, ui.Field{
		Name: "words", Label: "Anything else we should do?", Optional: true,
		Hint: "Say what to do, for example: Knock loudly and wait. It stands at the top of every page.",
	})
	return f
}

func needs(c *web.Call) (web.Reply, error) {
	var n NewNeeds
	err := c.Form(&n)
	if err == nil {
		err = AddNeeds(c, c.Gate, c.Person(), n)
	}
	return c.Added(needsPage, err, web.PersonPath(c.Person()), "Answers saved. What to do now stands at the top of every page.")
}

func endNeed(c *web.Call) (web.Reply, error) {
	if err := EndNeed(c, c.Gate, c.Person(), NeedID(c.Path("need"))); err != nil {
		return nil, err
	}
	return web.Go(web.PersonPath(c.Person(), "contact-needs"), "It is no longer shown."), nil
}

func stillRight(c *web.Call) (web.Reply, error) {
	if err := StillRight(c, c.Gate, c.Person(), NeedID(c.Path("need"))); err != nil {
		return nil, err
	}
	return web.Go(web.PersonPath(c.Person(), "contact-needs"), "Thank you. We will ask again in a year."), nil
}

func consentPage(c *web.Call) (web.Reply, error) {
	if _, err := reading(c, MayRecord); err != nil {
		return nil, err
	}
	return back(c, c.Page("Record consent", ui.Form{
		Action: web.PersonPath(c.Person(), "consent", "new"), Submit: "Record consent", Hidden: []ui.Pair{newID()}, Cancel: cancel(c),
		Fields: []ui.Field{
			{Name: "about", Label: "What did you ask about?", Kind: ui.KindRadios, Options: ui.Options(Abouts)},
			{Name: "answer", Label: "What was the answer?", Kind: ui.KindRadios, Options: ui.Options(Answers)},
			{Name: "how", Label: "How was it given?", Kind: ui.KindRadios, Options: ui.Options(Hows)},
			{Name: "words", Label: "In their words, or who decided and why", Kind: ui.KindArea, Rows: 3, Optional: true},
		},
	})), nil
}

func consent(c *web.Call) (web.Reply, error) {
	var k Consent
	err := c.Form(&k)
	k.Person = c.Person()
	if err == nil {
		err = RecordConsent(c, c.Gate, k)
	}
	return c.Added(consentPage, err, web.PersonPath(c.Person()), "Consent recorded.")
}

func eventPage(c *web.Call) (web.Reply, error) {
	if _, err := reading(c, MayRecord); err != nil {
		return nil, err
	}
	return back(c, c.Page("Record a stay", ui.Form{
		Action: web.PersonPath(c.Person(), "stays", "new"), Submit: "Record stay", Hidden: []ui.Pair{newID()}, Cancel: cancel(c),
		Fields: []ui.Field{
			{Name: "kind", Label: "What happened?", Kind: ui.KindRadios, Options: ui.Options(EventKinds)},
			{Name: "from", Label: "When did it begin?", Kind: ui.KindDate},
			{Name: "until", Label: "When did it end?", Kind: ui.KindDate, Hint: "Leave it empty if it has not ended.", Optional: true},
			{Name: "emergency", Label: "If it was the hospital, was it an emergency?", Kind: ui.KindRadios, Options: yesNoOptions[:2], Value: "no"},
			{Name: "source", Label: "How do you know?", Kind: ui.KindRadios, Options: ui.Options(EventSources)},
		},
	})), nil
}

func event(c *web.Call) (web.Reply, error) {
	var e Event
	err := c.Form(&e)
	e.Person = c.Person()
	if err == nil {
		err = RecordEvent(c, c.Gate, e)
	}
	return c.Added(eventPage, err, web.PersonPath(c.Person()), "Stay recorded.")
}

func endEventPage(c *web.Call) (web.Reply, error) {
	var e Event
	err := c.Gate.Read(c, MayRecord, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		e, err = eventOf(s, c.Person(), EventID(c.Path("stay")))
		return err
	})
	if err != nil {
		return nil, err
	}
	return back(c, c.Page("When did it end?", ui.Record{Rows: []ui.RecordRow{{Key: "What", Value: e.Kind.Label()}, {Key: "From", Value: e.From.Said()}}}, ui.Form{
		Action: web.PersonPath(c.Person(), "stays", string(e.ID), "end"), Submit: "Save", Hidden: []ui.Pair{ui.Version(e.Version)}, Cancel: cancel(c),
		Fields: []ui.Field{{Name: "until", Label: "The day it ended", Kind: ui.KindDate}},
	})), nil
}

func endEvent(c *web.Call) (web.Reply, error) {
	var e Event
	err := c.Form(&e)
	if err == nil {
		err = EndEvent(c, c.Gate, c.Person(), EventID(c.Path("stay")), e.Until, e.Version)
	}
	if err != nil {
		return c.Again(endEventPage, err)
	}
	return done(c, "End recorded.")
}
