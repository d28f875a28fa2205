package dmd

import (
	"fmt"
	"net/url"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the page on which a medicine is looked up.
var Routes = []web.Route{
	web.Get("/people/{person}/medicines/find", MaySearch, find),
}

// find is a plain form with a plain list below it: each medicine leads to the
// form to add it, with what is known of it filled in.
func find(c *web.Call) (web.Reply, error) {
	q, at := c.Query("q"), web.PersonPath(c.Person(), "medicines")
	var in Release
	var found []Product
	var more bool
	err := c.Gate.Read(c, MaySearch, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if in, err = Current(s); err != nil {
			return err
		}
		found, more, err = Search(s, q)
		return err
	})
	page := func(blocks ...ui.Block) (web.Reply, error) {
		return c.Page("Find a medicine", blocks...).BackTo("Add a medicine", at+"/new"), nil
	}
	switch {
	case gate.Missing(err):
		return page(ui.Para("The NHS list of medicines has not been taken in here yet. Type the name as it is on the label."), ui.ButtonLink("Type the name", at+"/new"))
	case err != nil:
		return nil, err
	}
	l := ui.List{
		Caption: "Medicines found", Columns: []ui.Column{{Head: "Medicine"}, {Head: "Form"}, {Head: "How it is given"}, {Head: "Controlled"}},
		Empty: "Type the beginning of its name, and of its strength, like “para 500”.",
		Filter: &ui.Filter{Action: at + "/find", Submit: "Find", Fields: []ui.Field{{
			Name: "q", Label: "Name on the label", Hint: "The beginnings of words are enough, like “para 500 tab”.", Value: q, Width: 30, NoSpellcheck: true, Autocomplete: "off",
		}}},
	}
	for _, p := range found {
		l.Rows = append(l.Rows, ui.Row{Href: at + "/new?product=" + url.QueryEscape(string(p.Code)), Cells: ui.Texts(p.Name, p.Form, p.Route, p.Control)})
	}
	blocks := []ui.Block{l}
	if q != "" && len(found) == 0 {
		l.Empty = "Nothing on the list has words that begin like that. Check the letters on the label, or type the name yourself."
		blocks[0] = l
	}
	if more {
		blocks = append(blocks, ui.Para(fmt.Sprintf("There are more than these %d. Type more of the name or the strength.", mostShown)))
	}
	blocks = append(blocks, ui.Para("From the NHS dictionary of medicines and devices, release of "+in.On.Said()+"."), ui.SecondaryLink("It is not on the list: type the name", at+"/new"))
	return page(blocks...)
}
