package person

import (
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the pages about who somebody is. Names never stand in an address,
// so the search is sent as a form.
var Routes = []web.Route{
	web.Get("/people", MaySearch, findPage),
	web.Post("/people", MaySearch, find),
	web.Get("/people/open", gate.MayBreakGlass, openByRefPage),
	web.Post("/people/open", gate.MayBreakGlass, openByRef),
	web.Get("/people/{whom}/open", gate.MayBreakGlass, openPage),
	web.Post("/people/{whom}/open", gate.MayBreakGlass, open),
	web.Get("/people/{person}", MaySee, overview),
	web.Get("/people/{person}/change", MayChange, changePage),
	web.Post("/people/{person}/change", MayChange, change),
	web.Get("/people/{person}/getting-in", MaySeeGettingIn, gettingInPage),
	web.Post("/people/{person}/getting-in", MayRecord, gettingIn),
	web.Get("/people/{person}/contacts/new", MayRecord, contactPage),
	web.Post("/people/{person}/contacts/new", MayRecord, contact),
	web.Post("/people/{person}/contacts/{contact}/end", MayRecord, endContact),
	web.Post("/people/{person}/contacts/{contact}/office-first", MayRecord, officeFirst),
	web.Get("/people/{person}/contact-needs", MaySee, needsPage),
	web.Post("/people/{person}/contact-needs", MayRecord, needs),
	web.Post("/people/{person}/contact-needs/{need}/end", MayRecord, endNeed),
	web.Post("/people/{person}/contact-needs/{need}/still-right", MayRecord, stillRight),
	web.Get("/people/{person}/consent/new", MayRecord, consentPage),
	web.Post("/people/{person}/consent/new", MayRecord, consent),
	web.Get("/people/{person}/stays/new", MayRecord, eventPage),
	web.Post("/people/{person}/stays/new", MayRecord, event),
	web.Get("/people/{person}/stays/{stay}/end", MayRecord, endEventPage),
	web.Post("/people/{person}/stays/{stay}/end", MayRecord, endEvent),
	web.Get("/people/{person}/died", MayRecordDeath, deathPage),
	web.Post("/people/{person}/died", MayRecordDeath, death),
	web.Post("/people/{person}/died/correct", MayRecordDeath, correctDeath),
	web.Get("/people/{person}/merge", MayMerge, mergeFindPage),
	web.Post("/people/{person}/merge", MayMerge, mergeFind),
	web.Get("/people/{person}/merge/{other}", MayMerge, mergePage),
	web.Post("/people/{person}/merge/{other}", MayMerge, merge),
	web.Post("/people/{person}/separate", MayMerge, separate),
}

func findPage(c *web.Call) (web.Reply, error) {
	return c.Page("People", findForm("")), nil
}

func findForm(text string) ui.Block {
	return ui.Form{ID: "find", Action: "/people", Submit: "Find", Fields: []ui.Field{{
		Name: "text", Label: "Find a person", Value: text, NoSpellcheck: true, Autocomplete: "off",
		Hint: "A name or the start of one, a date of birth like 27/3/1941, an NHS number, a postcode or our reference. You can give more than one.",
	}}}
}

func find(c *web.Call) (web.Reply, error) {
	text := c.Posted("text")
	q := ParseQuery(text)
	if q.Empty() {
		return c.Again(findPage, invalid("person.query", "text", "Enter a name, a date of birth, an NHS number, a postcode or a reference."))
	}
	var found []Person
	err := c.Gate.Read(c, MaySearch, gate.Council, func(s *gate.Snapshot) (err error) {
		found, err = Search(s, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := ui.List{
		Caption: "People found", Empty: "Nobody in our record fits all of this. Try less of it, or only the family name.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Born"}, {Head: "Address"}, {Head: "Reference"}, {Head: "Now"}},
	}
	if len(found) > mostFound {
		found = found[:mostFound]
		list.More.Showing = "Showing the first " + strconv.Itoa(mostFound) + ". Add more of the name or the date of birth to find fewer."
	}
	for _, p := range found {
		list.Rows = append(list.Rows, ui.Row{Href: web.PersonPath(p.ID), Cells: []ui.Cell{
			{Text: p.Name()}, {Text: p.bornSaid(c.Now().On())}, {Text: p.Home()}, {Text: p.Ref}, {Tag: p.tag()},
		}})
	}
	return c.Page("People", findForm(text), list).AsWide(), nil
}

// tag says in a word how things stand with a record.
func (p Person) tag() ui.Tag {
	switch {
	case p.MergedInto != "":
		return ui.Tag{Text: "Merged", Kind: ui.Quiet}
	case p.Died != "":
		return ui.Tag{Text: "Died", Kind: ui.Quiet}
	case p.OpenEpisode != "":
		return ui.Tag{Text: "Getting support", Kind: ui.Good}
	}
	return ui.Tag{Text: "No support now", Kind: ui.Quiet}
}

// about is all that the overview shows of one person.
type about struct {
	person   Person
	merged   []Person // records merged into this one
	into     Person   // the record this one was merged into
	contacts []Contact
	needs    []Need
	consents []Consent
	events   []Event
}

func overview(c *web.Call) (web.Reply, error) {
	id := c.Person()
	var a about
	err := c.Gate.Read(c, MaySee, gate.Person(id), func(s *gate.Snapshot) (err error) {
		family, err := withFamily(s, id)
		if err != nil {
			return err
		}
		a.person, a.into, a.merged = family.split(id)
		if a.contacts, err = Contacts(s, id); err != nil {
			return err
		}
		if a.needs, err = Needs(s, id); err != nil {
			return err
		}
		a.consents, a.events, err = consentsAndEvents(s, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.Page("Overview", a.blocks(c)...).AsWide(), nil
}

func (a about) blocks(c *web.Call) []ui.Block {
	p := a.person
	var out []ui.Block
	if p.MergedInto != "" {
		out = append(out, ui.Warning("This record was merged into "+a.into.Name()+", "+a.into.Ref+". Use that one: nothing new belongs here."),
			ui.ButtonLink("Open the record in use", web.PersonPath(p.MergedInto)))
		if c.Can(MayMerge) {
			out = append(out, ui.Details("These are two people after all", reasonForm("separate", web.PersonPath(p.ID, "separate"), "Separate the records", 0)))
		}
	}
	for _, m := range a.merged {
		out = append(out, ui.Inset("Also recorded as "+m.Ref+", "+m.Name()+". What stands there is shown here too."), ui.Links(ui.Link{Text: "Open " + m.Ref, Href: web.PersonPath(m.ID)}))
	}
	out = append(out, a.aboutCard(c), a.needsCard(c), a.contactsCard(c), a.consentCard(c), a.eventsCard(c))
	if p.MergedInto == "" {
		out = append(out, a.more(c))
	}
	return out
}

func (a about) aboutCard(c *web.Call) ui.Block {
	p := a.person
	r := ui.Record{Title: "About " + p.CallThem(), Rows: []ui.RecordRow{
		{Key: "Name", Value: p.Name()},
		{Key: "Likes to be called", Value: p.Preferred},
		{Key: "Born", Value: p.bornSaid(c.Now().On())},
		{Key: "Gender", Value: p.Gender.Label()},
		nhsRow(p),
		{Key: "Address", Value: strings.TrimSpace(p.Address + "\n" + string(p.Postcode))},
		{Key: "Telephone", Value: p.Phone},
		{Key: "Language spoken best", Value: p.Language},
		{Key: "Lives alone", Value: yesNo(p.LivesAlone)},
		{Key: "Reference", Value: p.Ref},
	}}
	if p.Died != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Died", Value: p.Died.Said()})
	}
	if p.MergedInto == "" && c.Can(MayChange) {
		r.Links = append(r.Links, ui.Link{Text: "Change details", Href: web.PersonPath(p.ID, "change")})
	}
	if c.Can(MaySeeGettingIn) {
		r.Links = append(r.Links, ui.Link{Text: "Show how to get in", Href: web.PersonPath(p.ID, "getting-in")})
	}
	return r
}

func nhsRow(p Person) ui.RecordRow {
	row := ui.RecordRow{Key: "NHS number", Value: p.NHS.String()}
	if p.NHSStatus == NotVerified {
		row.Block = ui.Group(ui.Para(p.NHS.String()), ui.Tag{Text: "Not verified", Kind: ui.Waiting})
	}
	return row
}

func yesNo(code string) string {
	return map[string]string{"yes": "Yes", "no": "No"}[code]
}

func (a about) needsCard(c *web.Call) ui.Block {
	r := ui.Record{Title: "How to communicate", Empty: "No communication needs are recorded. Ask the four questions at the first contact."}
	for _, n := range a.needs {
		r.Rows = append(r.Rows, ui.RecordRow{Key: n.label(), Value: n.WhatToDo + "\n" + n.reviewSaid(c.Now().On())})
	}
	return ui.Group(r, ui.SecondaryLink("Ask about communication", web.PersonPath(a.person.ID, "contact-needs")))
}

func (n Need) label() string {
	if l := n.Code.Label(); l != "" {
		return l
	}
	return "In other words"
}

func (n Need) reviewSaid(today when.Date) string {
	if n.ReviewOn <= today {
		return "Ask now whether this is still right."
	}
	return "Ask again by " + n.ReviewOn.Said() + "."
}

func (a about) contactsCard(c *web.Call) ui.Block {
	r := ui.List{
		Caption: "Contacts", Empty: "No contacts are recorded. Ask who to ring if there is no answer at the door.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Who they are"}, {Head: "Telephone and email"}, {Head: "Part"}, {Head: "Change"}},
	}
	for _, k := range a.contacts {
		cells := []ui.Cell{{Text: k.Name}, {Text: k.Relationship}, {Text: strings.TrimSpace(k.Phone + " " + k.Email)}, {Text: k.part()}, {}}
		if c.Can(MayRecord) {
			first := ui.PostButton{
				Text: "Ring the office first", About: k.Name, Secondary: true, Action: web.PersonPath(k.Person, "contacts", string(k.ID), "office-first"),
				Hidden: []ui.Pair{{Name: "first", Value: "true"}},
			}
			if k.OfficeFirst {
				first.Text, first.Hidden[0].Value = "Ring them directly again", "false"
			}
			cells[4].Block = ui.Line(ui.PostButton{
				Text: "No longer a contact", About: k.Name, Secondary: true, Action: web.PersonPath(k.Person, "contacts", string(k.ID), "end"),
				Hidden: []ui.Pair{ui.Version(k.Version)},
			}, first)
		}
		r.Rows = append(r.Rows, ui.Row{Cells: cells})
	}
	return ui.Group(r, linkIf(c.Can(MayRecord), "Add a contact", web.PersonPath(a.person.ID, "contacts", "new")))
}

func (k Contact) part() string {
	var parts []string
	if k.Carer {
		parts = append(parts, "Carer")
	}
	if k.Keyholder {
		parts = append(parts, "Keyholder")
	}
	if k.OfficeFirst {
		parts = append(parts, "Ring the office first")
	}
	return strings.Join(parts, ", ")
}

func (a about) consentCard(c *web.Call) ui.Block {
	l := ui.List{
		Caption: "Consent", Empty: "Nothing is recorded about consent yet.",
		Columns: []ui.Column{{Head: "About"}, {Head: "Answer"}, {Head: "How"}, {Head: "When"}, {Head: "In words"}},
	}
	seen := map[About]bool{}
	for _, k := range a.consents {
		said := ui.Cell{Text: k.Answer.Label()}
		if seen[k.About] {
			said = ui.Cell{Text: k.Answer.Label() + " (before)"}
		}
		seen[k.About] = true
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: k.About.Label()}, said, {Text: k.How.Label()}, {Text: k.At.Said() + by(k.ByName)}, {Text: k.Words},
		}})
	}
	return ui.Group(l, linkIf(c.Can(MayRecord), "Record consent", web.PersonPath(a.person.ID, "consent", "new")))
}

func by(name string) string {
	if name == "" {
		return ""
	}
	return ", recorded by " + name
}

func (a about) eventsCard(c *web.Call) ui.Block {
	l := ui.List{
		Caption: "Stays away from home", Empty: "No stays in hospital or a care home are recorded.",
		Columns: []ui.Column{{Head: "What"}, {Head: "From"}, {Head: "Until"}, {Head: "How we know"}},
	}
	for _, e := range a.events {
		what := e.Kind.Label()
		if e.Emergency {
			what += " (emergency)"
		}
		until := ui.Cell{Text: e.Until.Said()}
		if e.Until == "" {
			until = ui.Cell{Text: "Not ended"}
			if c.Can(MayRecord) {
				until = ui.Cell{Text: "Say when it ended", Href: web.PersonPath(e.Person, "stays", string(e.ID), "end")}
			}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: what}, {Text: e.From.Said()}, until, {Text: e.Source.Label()}}})
	}
	return ui.Group(l, linkIf(c.Can(MayRecord), "Record a stay", web.PersonPath(a.person.ID, "stays", "new")))
}

func (a about) more(c *web.Call) ui.Block {
	var links []ui.Link
	if c.Can(MayRecordDeath) && a.person.Died == "" {
		links = append(links, ui.Link{Text: "Record that " + a.person.CallThem() + " has died", Href: web.PersonPath(a.person.ID, "died")})
	}
	if c.Can(MayRecordDeath) && a.person.Died != "" {
		links = append(links, ui.Link{Text: "The death was recorded in error", Href: web.PersonPath(a.person.ID, "died")})
	}
	if c.Can(MayMerge) {
		links = append(links, ui.Link{Text: "This person has another record too", Href: web.PersonPath(a.person.ID, "merge")})
	}
	if len(links) == 0 {
		return ui.Group()
	}
	return ui.Group(ui.Heading("More"), ui.Links(links...))
}

// family is a record, those merged into it, and the one it was merged into.
type family []Person

func (f family) split(id ID) (own, into Person, merged []Person) {
	for _, p := range f {
		if p.ID == id {
			own = p
		}
	}
	for _, p := range f {
		switch {
		case p.ID == own.MergedInto:
			into = p
		case p.MergedInto == id:
			merged = append(merged, p)
		}
	}
	return own, into, merged
}

func linkIf(may bool, text, href string) ui.Block {
	if !may {
		return ui.Group()
	}
	return ui.SecondaryLink(text, href)
}

// newID is the hidden id of a form that makes a record, so that a form sent
// twice is one record.
func newID() ui.Pair { return ui.Pair{Name: "id", Value: ids.New()} }
