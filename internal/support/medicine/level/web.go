package level

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
)

// Routes of the pages about how much help a person has with a medicine.
var Routes = []web.Route{
	web.Get("/people/{person}/medicines/{medicine}/help", medicine.MaySee, show),
	web.Post("/people/{person}/medicines/{medicine}/help", MayStep, take),
}

func path(c *web.Call, more ...string) string {
	return web.PersonPath(c.Person(), append([]string{"medicines", c.Path("medicine")}, more...)...)
}

func show(c *web.Call) (web.Reply, error) {
	var m medicine.Medicine
	var steps []Step
	var doses []medicine.Told
	err := c.Gate.Read(c, medicine.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if m, err = medicine.Get(s, c.Person(), medicine.ID(c.Path("medicine"))); err != nil {
			return err
		}
		if steps, err = Of(s, m.ID); err != nil {
			return err
		}
		doses, err = medicine.Since(s, m.ID, s.Today().Add(-evidenceDays))
		return err
	})
	if err != nil {
		return nil, err
	}
	now := Now(steps)
	said, counted, reaches := Evidence(doses)
	ladder := ui.List{Caption: "From given to managed by themselves", Empty: "There are no steps.", Columns: []ui.Column{{Head: "Step"}, {Head: "State"}}}
	at := slices.Index(Levels, now)
	for i, l := range Levels {
		state := ui.Cell{}
		switch {
		case i < at:
			state = ui.Cell{Text: "Behind them"}
		case i == at:
			state = ui.Cell{Tag: ui.Tag{Text: "Now", Kind: ui.Good}}
		case i == at+1 && counted >= fewest && reaches != Administer && (l != Self || reaches == Self):
			state = ui.Cell{Tag: ui.Tag{Text: "The last doses show this", Kind: ui.Waiting}}
		}
		ladder.Rows = append(ladder.Rows, ui.Row{Cells: []ui.Cell{{Text: l.Label()}, state}})
	}
	t := ui.Timeline{Empty: "No step was taken yet: the worker gives it."}
	for _, x := range steps {
		what := x.Level.Label() + ". " + x.Why + " " + x.Evidence
		if x.Risk != "" {
			what += " What could go wrong: " + x.Risk
		}
		if x.HandedTo != "" {
			what += " Handed over to: " + x.HandedTo
		}
		t.Events = append(t.Events, ui.Event{When: x.At.Said(), Who: x.By, What: what})
	}
	blocks := []ui.Block{ladder, ui.Inset(said), ui.Heading("Steps"), t}
	if c.Can(MayStep) && m.Stopped.IsZero() {
		var options []ui.Option
		for i, l := range Levels {
			if i != at && i <= at+1 {
				options = append(options, ui.Option{Value: string(l), Label: l.Label()})
			}
		}
		blocks = append(blocks, ui.Heading("Take a step"), ui.Form{
			Action: path(c, "help"), Submit: "Save the step", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
			Fields: []ui.Field{
				{Name: "level", Label: "How much help is there to be?", Kind: ui.KindRadios, Options: options},
				{Name: "why", Label: "Why, and what does the person want?", Kind: ui.KindArea, Rows: 2},
				{Name: "risk", Label: "If they manage it themselves: what could go wrong, and what was agreed?", Kind: ui.KindArea, Rows: 2, Optional: true},
				{Name: "handed_to", Label: "If they manage it themselves: who was told?", Optional: true},
			},
		})
	}
	return c.Page("Help with "+m.Title(), blocks...).BackTo(m.Title(), path(c)).AsWide(), nil
}

func take(c *web.Call) (web.Reply, error) {
	var s Step
	err := c.Form(&s)
	s.Person, s.Medicine = c.Person(), medicine.ID(c.Path("medicine"))
	if err == nil {
		err = Take(c, c.Gate, s)
	}
	return c.Added(show, err, path(c, "help"), "Step saved.")
}
