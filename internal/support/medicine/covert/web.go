package covert

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
)

// Routes of the page about giving a medicine hidden.
var Routes = []web.Route{
	web.Get("/people/{person}/medicines/{medicine}/hidden", medicine.MaySee, show),
	web.Post("/people/{person}/medicines/{medicine}/hidden", MayDecide, decide),
}

func path(c *web.Call, more ...string) string {
	return web.PersonPath(c.Person(), append([]string{"medicines", c.Path("medicine")}, more...)...)
}

func show(c *web.Call) (web.Reply, error) {
	var m medicine.Medicine
	var all []Made
	err := c.Gate.Read(c, medicine.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if m, err = medicine.Get(s, c.Person(), medicine.ID(c.Path("medicine"))); err != nil {
			return err
		}
		all, err = Of(s, m.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	holds, on := InForce(all, c.Now().On())
	on = on && m.Stopped.IsZero()
	said := ui.Inset("Do not hide this medicine. It may be given hidden only while all four decisions below hold.")
	if on {
		said = ui.Warning("All four decisions hold: it may be given hidden, in the way the pharmacist said. Offer it openly first, each time.")
	}
	l := ui.List{
		Caption: "The four decisions", Empty: "None was made.",
		Columns: []ui.Column{{Head: "Decision"}, {Head: "State"}, {Head: "Who and when"}, {Head: "What was decided"}, {Head: "Look at it again"}},
	}
	for _, d := range Four {
		x, ok := holds[d]
		row := ui.Row{Cells: []ui.Cell{{Text: d.Label()}, {Tag: ui.Tag{Text: "Not there", Kind: ui.Urgent}}, {}, {}, {}}}
		if ok {
			row.Cells = []ui.Cell{{Text: d.Label()}, {Tag: ui.Tag{Text: "Holds", Kind: ui.Good}}, {Text: x.Who + ", " + x.On.Said()}, {Text: x.Words + " (" + x.Document + ")"}, {Text: x.ReviewOn.Said()}}
		}
		l.Rows = append(l.Rows, row)
	}
	t := ui.Timeline{Empty: "Nothing was decided yet."}
	for _, x := range all {
		what := x.Decision.Label() + ": " + x.Words
		if x.Decision != Ended {
			what += " To be looked at again on " + x.ReviewOn.Said() + "."
		}
		t.Events = append(t.Events, ui.Event{When: x.At.Said(), Who: x.By, What: what})
	}
	blocks := []ui.Block{said, l, ui.Heading("What was written down"), t}
	if c.Can(MayDecide) && m.Stopped.IsZero() {
		blocks = append(blocks, ui.Heading("Write a decision down"), ui.Form{
			ID: "decide", Action: path(c, "hidden"), Submit: "Save the decision", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
			Fields: []ui.Field{
				{Name: "decision", Label: "Which decision?", Kind: ui.KindRadios, Options: ui.Options(Four)},
				{Name: "who", Label: "Who made it?", Hint: "By name and post. For a meeting: everybody who was there, family and advocates too."},
				{Name: "on", Label: "On which day?", Kind: ui.KindDate},
				{Name: "words", Label: "What was decided, and why?", Hint: "For capacity: about this medicine and at this time, never in general.", Kind: ui.KindArea, Rows: 3},
				{Name: "document", Label: "Where is the paper?"},
				{Name: "review_on", Label: "When is it looked at again?", Kind: ui.KindDate},
			},
		})
	}
	if c.Can(MayDecide) && len(holds) > 0 {
		blocks = append(blocks, ui.Details("End it now", ui.Form{
			ID: "end", Action: path(c, "hidden"), Submit: "End it now", Warning: true, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, {Name: "decision", Value: string(Ended)}},
			Fields: []ui.Field{{Name: "words", Label: "Why does it end, and who said so?", Kind: ui.KindArea, Rows: 2}},
		}))
	}
	return c.Page("Given hidden: "+m.Title(), blocks...).BackTo(m.Title(), path(c)).AsWide(), nil
}

func decide(c *web.Call) (web.Reply, error) {
	var m Made
	err := c.Form(&m)
	m.Person, m.Medicine = c.Person(), medicine.ID(c.Path("medicine"))
	if err == nil {
		err = Decide(c, c.Gate, m)
	}
	said := "Decision saved."
	if m.Decision == Ended {
		said = "It ended. Ring whoever visits next: a phone without signal does not know yet."
	}
	return c.Added(show, err, path(c, "hidden"), said)
}
