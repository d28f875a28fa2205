package chart

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
)

func headPage(c *web.Call) (web.Reply, error) {
	var h medicine.Head
	err := c.Gate.Read(c, medicine.MayAdd, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if h, err = medicine.HeadOf(s, c.Person()); gate.Missing(err) {
			return nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person())
	f := ui.Form{
		Action: at + "/head", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "gp_practice", Label: "GP practice", Optional: true, Value: h.GPPractice},
			{Name: "pharmacy", Label: "Pharmacy", Optional: true, Value: h.Pharmacy},
			{Name: "allergies", Label: "What is known of allergies?", Kind: ui.KindRadios, Options: ui.Options(medicine.AllAllergies), Value: string(h.Allergies)},
			{Name: "source", Label: "How do you know?", Hint: "Like: discharge letter of 28 November, or the GP practice by phone.", Value: h.Source},
		},
	}
	return c.Page("The head of the chart", f).BackTo("Medicines", at), nil
}

func head(c *web.Call) (web.Reply, error) {
	var h medicine.Head
	err := c.Form(&h)
	h.Person = c.Person()
	if err == nil {
		err = medicine.SetHead(c, c.Gate, h)
	}
	return c.Added(headPage, err, path(h.Person), "Saved.")
}

func allergyPage(c *web.Call) (web.Reply, error) {
	var all []medicine.Allergy
	err := c.Gate.Read(c, medicine.MayAdd, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = medicine.AllergiesOf(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person())
	l := ui.List{
		Caption: "On the list", Empty: "No allergy is on the list. If there are none, say so in the head of the chart.",
		Columns: []ui.Column{{Head: "Allergic to"}, {Head: "What happens"}, {Head: "Known from"}, {Head: "Change"}},
	}
	for _, a := range all {
		l.Rows = append(l.Rows, ui.Row{Cells: append(ui.Texts(a.Substance, a.Reaction, a.Source), ui.Cell{Text: "Take it off", Href: web.PersonPath(c.Person(), "allergies", a.ID)})})
	}
	f := ui.Form{
		Action: web.PersonPath(c.Person(), "allergies"), Submit: "Add", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "substance", Label: "What is the person allergic to?", Hint: "Like: penicillin, or the plaster of patches."},
			{Name: "reaction", Label: "What happens?", Hint: "Like: a rash, or trouble breathing.", Optional: true},
			{Name: "source", Label: "How do you know?", Hint: "Like: they told me, or discharge letter of 28 November."},
		},
	}
	return c.Page("Allergies", ui.LinkRow("Allergies", ui.Link{Text: "No allergies, or not known", Href: at + "/head"}), l, ui.Heading("Add an allergy"), f).BackTo("Medicines", at), nil
}

func allergy(c *web.Call) (web.Reply, error) {
	var a medicine.Allergy
	err := c.Form(&a)
	a.Person = c.Person()
	if err == nil {
		err = medicine.AddAllergy(c, c.Gate, a)
	}
	return c.Added(allergyPage, err, path(a.Person), "Allergy added. Workers see it with their next update: ring whoever visits next.")
}

func allergyEndPage(c *web.Call) (web.Reply, error) {
	var a medicine.Allergy
	err := c.Gate.Read(c, medicine.MayAdd, gate.Person(c.Person()), func(s *gate.Snapshot) error {
		all, err := medicine.AllergiesOf(s, c.Person())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x medicine.Allergy) bool { return x.ID == c.Path("allergy") })
		if i < 0 {
			return gate.NotFound()
		}
		a = all[i]
		return nil
	})
	if err != nil {
		return nil, err
	}
	at := web.PersonPath(c.Person(), "allergies")
	f := ui.Form{
		Action: at + "/" + a.ID, Submit: "Take it off the list", Warning: true, Cancel: ui.Link{Text: "Leave it", Href: at}, Hidden: []ui.Pair{ui.Version(a.Version)},
		Fields: []ui.Field{{Name: "why", Label: "Why is it taken off, and who said so?", Kind: ui.KindArea, Rows: 3}},
	}
	return c.Page("Take off the list: "+a.Substance, ui.Para("It stays in the record that this was on the list. Doses are no longer held against it."), f).BackTo("Allergies", at), nil
}

func allergyEnd(c *web.Call) (web.Reply, error) {
	e := medicine.EndingAllergy{}
	err := c.Form(&e)
	e.Person, e.Allergy = c.Person(), c.Path("allergy")
	if err == nil {
		err = medicine.EndAllergy(c, c.Gate, e)
	}
	if err != nil {
		return c.Again(allergyEndPage, err)
	}
	return web.Go(path(e.Person), "Taken off the list."), nil
}
