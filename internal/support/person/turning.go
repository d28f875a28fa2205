package person

import (
	"strings"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

func deathPage(c *web.Call) (web.Reply, error) {
	p, err := reading(c, MayRecordDeath)
	if err != nil {
		return nil, err
	}
	if p.Died != "" {
		return back(c, c.Page("The death was recorded in error",
			ui.Para("Our record says that "+p.CallThem()+" died on "+p.Died.Said()+". If that is wrong, say so here. Visits that were taken off the rota do not come back by themselves: look at the plan afterwards."),
			reasonForm("correct", web.PersonPath(p.ID, "died", "correct"), "The death was recorded in error", p.Version))), nil
	}
	return back(c, c.Page("Record that "+p.CallThem()+" has died",
		ui.Para("Everyone who opens this record will see it from now on. Ring the family before you write to them. The people who visited will want to hear it from you and not from the rota."),
		ui.Record{Title: "Check that this is the right person", Rows: []ui.RecordRow{
			{Key: "Name", Value: p.Name()}, {Key: "Born", Value: p.bornSaid(c.Now().On())}, {Key: "Address", Value: p.Home()}, nhsRow(p),
		}},
		ui.Form{
			Action: web.PersonPath(p.ID, "died"), Submit: "Record the death", Hidden: []ui.Pair{ui.Version(p.Version)}, Cancel: cancel(c),
			Fields: []ui.Field{
				{Name: "on", Label: "Date of death", Kind: ui.KindDate},
				{Name: "source", Label: "How do you know?", Kind: ui.KindRadios, Options: ui.Options(EventSources)},
				{Name: "words", Label: "Who told us, and what do they want us to do?", Kind: ui.KindArea, Rows: 3},
				{Name: "sure", Label: "Is this the right person?", Kind: ui.KindRadios, Options: []ui.Option{{Value: "yes", Label: "Yes, I have checked the name and the date of birth"}}},
			},
		})), nil
}

func death(c *web.Call) (web.Reply, error) {
	var d Death
	err := c.Form(&d)
	d.Person = c.Person()
	if err == nil {
		err = RecordDeath(c, c.Gate, d)
	}
	if err != nil {
		return c.Again(deathPage, err)
	}
	return done(c, "The death is recorded. Please ring those who visited.")
}

func correctDeath(c *web.Call) (web.Reply, error) {
	var f reasoned
	err := c.Form(&f)
	if err == nil {
		err = CorrectDeath(c, c.Gate, c.Person(), f.Reason, f.Version)
	}
	if err != nil {
		return c.Again(deathPage, err)
	}
	return done(c, "The record no longer says that they have died. Look at the plan and the visits.")
}

// reasoned is the form of an act that needs a reason in words.
type reasoned struct {
	Reason  string `json:"reason"`
	Version int    `json:"version"`
}

func reasonForm(id, action, submit string, v int) ui.Block {
	return ui.Form{
		ID: id, Action: action, Submit: submit, Warning: true, Hidden: []ui.Pair{ui.Version(v)},
		Fields: []ui.Field{{Name: "reason", Label: "How do you know?", Kind: ui.KindArea, Rows: 3}},
	}
}

func mergeFindPage(c *web.Call) (web.Reply, error) {
	var p Person
	var near []Candidate
	err := c.Gate.Read(c, MayMerge, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if p, err = Get(s, c.Person()); err != nil {
			return err
		}
		near, err = Near(s, p.like())
		return err
	})
	if err != nil {
		return nil, err
	}
	list := ui.List{
		Caption: "Records like this one", Empty: "We found no record like this one. If you know its reference, enter it below.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Born"}, {Head: "Reference"}, {Head: "What is alike"}},
	}
	for _, n := range near {
		list.Rows = append(list.Rows, ui.Row{Href: web.PersonPath(p.ID, "merge", string(n.Person.ID)), Cells: ui.Texts(
			n.Person.Name(), n.Person.bornSaid(c.Now().On()), n.Person.Ref, strings.Join(n.Reasons, ". "))})
	}
	return back(c, c.Page("Another record of "+p.CallThem(), list, ui.Form{
		Action: web.PersonPath(p.ID, "merge"), Submit: "Compare", Cancel: cancel(c),
		Fields: []ui.Field{{Name: "ref", Label: "Reference of the other record", Hint: "For example, SH-7K2M4Q", Width: 10, NoSpellcheck: true}},
	})), nil
}

// like is the record as something to find others like.
func (p Person) like() Like {
	return Like{Given: p.Given, Family: p.Family, Born: p.Born, NHS: p.NHS, Postcode: p.Postcode, Except: p.ID}
}

func mergeFind(c *web.Call) (web.Reply, error) {
	var other Person
	q := ParseQuery(c.Posted("ref"))
	err := c.Gate.Read(c, MayMerge, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		other, err = byRef(s, q.Ref)
		return err
	})
	if gate.Missing(err) {
		return c.Again(mergeFindPage, invalid("person.ref", "ref", "There is no record with that reference. It looks like SH-7K2M4Q."))
	}
	if err != nil {
		return nil, err
	}
	return web.Go(web.PersonPath(c.Person(), "merge", string(other.ID)), ""), nil
}

func mergePage(c *web.Call) (web.Reply, error) {
	var a, b Person
	err := c.Gate.Read(c, MayMerge, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if a, err = Get(s, c.Person()); err != nil {
			return err
		}
		b, err = Get(s, ID(c.Path("other")))
		return err
	})
	if err != nil {
		return nil, err
	}
	today := c.Now().On()
	return back(c, c.Page("Are these two records one person?", Compare("These two records", []Side{
		a.side("Record "+a.Ref, today), b.side("Record "+b.Ref, today),
	}), ui.Form{
		Action: web.PersonPath(a.ID, "merge", string(b.ID)), Submit: "Merge the two records", Warning: true, Hidden: []ui.Pair{newID()}, Cancel: cancel(c),
		Fields: []ui.Field{
			{
				Name: "kept", Label: "Which record should stay in use?", Kind: ui.KindRadios, Hint: "The other stays as it is, says where it went, and can be separated again.",
				Options: []ui.Option{{Value: string(a.ID), Label: a.Ref + ", " + a.Name()}, {Value: string(b.ID), Label: b.Ref + ", " + b.Name()}},
			},
			{Name: "reason", Label: "How do you know that this is one person?", Kind: ui.KindArea, Rows: 3},
		},
	})).AsWide(), nil
}

func merge(c *web.Call) (web.Reply, error) {
	var m Merging
	err := c.Form(&m)
	one, other := c.Person(), ID(c.Path("other"))
	switch m.Kept {
	case one:
		m.Merged = other
	case other:
		m.Merged = one
	default:
		if err == nil {
			err = invalid("person.merge", "kept", "Choose which record should stay in use.")
		}
	}
	if err == nil {
		err = Join(c, c.Gate, m)
	}
	if err != nil {
		return c.Again(mergePage, err)
	}
	return web.Go(web.PersonPath(m.Kept), "The two records are merged. This is the one in use."), nil
}

func separate(c *web.Call) (web.Reply, error) {
	var f reasoned
	err := c.Form(&f)
	if err == nil {
		err = Separate(c, c.Gate, c.Person(), f.Reason)
	}
	if err != nil {
		return c.Again(overview, err)
	}
	return done(c, "The two records are separate again, as they were before.")
}
