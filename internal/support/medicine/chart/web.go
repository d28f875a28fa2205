package chart

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/level"
	"stillhome/internal/support/plan"
)

// Routes of the pages about what a person takes.
var Routes = []web.Route{
	web.Get("/people/{person}/medicines", medicine.MaySee, list),
	web.Get("/people/{person}/medicines/new", medicine.MayAdd, addPage),
	web.Post("/people/{person}/medicines/new", medicine.MayAdd, add),
	web.Get("/people/{person}/medicines/head", medicine.MayAdd, headPage),
	web.Post("/people/{person}/medicines/head", medicine.MayAdd, head),
	web.Get("/people/{person}/allergies", medicine.MayAdd, allergyPage),
	web.Post("/people/{person}/allergies", medicine.MayAdd, allergy),
	web.Get("/people/{person}/allergies/{allergy}", medicine.MayAdd, allergyEndPage),
	web.Post("/people/{person}/allergies/{allergy}", medicine.MayAdd, allergyEnd),
	web.Get("/people/{person}/medicines/{medicine}", medicine.MaySee, show),
	web.Get("/people/{person}/medicines/{medicine}/change", medicine.MayAmend, amendPage),
	web.Post("/people/{person}/medicines/{medicine}/change", medicine.MayAmend, amend),
	web.Get("/people/{person}/medicines/{medicine}/check", medicine.MayCheck, checkPage),
	web.Post("/people/{person}/medicines/{medicine}/check", medicine.MayCheck, check),
	web.Get("/people/{person}/medicines/{medicine}/stop", medicine.MayStop, stopPage),
	web.Post("/people/{person}/medicines/{medicine}/stop", medicine.MayStop, stopIt),
	web.Get("/people/{person}/medicines/{medicine}/record", medicine.MayGive, dosePage),
	web.Post("/people/{person}/medicines/{medicine}/record", medicine.MayGive, dose),
	web.Get("/people/{person}/doses/{dose}", medicine.MayNote, effectPage),
	web.Post("/people/{person}/doses/{dose}", medicine.MayNote, effect),
	web.Get("/medicines", medicine.MaySeeAll, start),
	web.Get("/medicines/checks", medicine.MaySeeAll, checks),
	web.Get("/medicines/warnings", medicine.MaySeeAll, warnings),
	web.Get("/medicines/asks", medicine.MaySeeAll, asks),
}

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"medicines"}, parts...)...)
}

func here(c *web.Call) medicine.ID { return medicine.ID(c.Path("medicine")) }

// list is the chart: what a pharmacist would read first stands on top, then what
// is taken now, then what was. With ?at= it is the chart as it was then.
func list(c *web.Call) (web.Reply, error) {
	var all []medicine.Medicine
	state := map[medicine.ID][]string{}
	var h medicine.Head
	var allergies []medicine.Allergy
	var more standing
	then := c.Date("at", "")
	err := c.Gate.Read(c, medicine.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if then != "" && then < s.Today() {
			all, err = medicine.ChartAt(s, c.Person(), then.Add(1).Start().Add(-1e6))
			return err
		}
		if h, allergies, err = medicine.TopOf(s, c.Person()); err != nil {
			return err
		}
		if all, err = medicine.Of(s, c.Person()); err != nil {
			return err
		}
		if more, err = standingOf(s, c.Person()); err != nil {
			return err
		}
		due, err := medicine.DueAmong(s, s.Today(), all)
		for _, list := range due { // of records that were merged, too
			for _, d := range list {
				state[d.Medicine.ID] = append(state[d.Medicine.ID], todaySaid(d))
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if then != "" && then < c.Now().On() {
		return asItWas(c, then, all), nil
	}
	now := ui.List{
		Caption: "Taken now", Empty: "No medicines are written down. Add them from the discharge letter or the pharmacy’s label, so that workers see them.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "Dose"}, {Head: "When"}, {Head: "Take care"}, {Head: "Today"}},
	}
	before := ui.List{Caption: "Stopped or over", Columns: []ui.Column{{Head: "Medicine"}, {Head: "Dose"}, {Head: "Taken until"}, {Head: "Why"}}}
	waiting := 0
	for _, m := range all {
		row := ui.Row{Href: path(c.Person(), string(m.ID)), Cells: ui.Texts(m.Title(), m.Dose)}
		switch {
		case !m.Stopped.IsZero():
			row.Cells = append(row.Cells, ui.Texts(m.Stopped.Said(), m.StoppedWhy)...)
			before.Rows = append(before.Rows, row)
		case m.Until != "" && m.Until < c.Now().On():
			row.Cells = append(row.Cells, ui.Texts(m.Until.Said(), "Over, as agreed")...)
			before.Rows = append(before.Rows, row)
		default:
			if m.ToCheck() {
				waiting++
			}
			row.Cells = append(row.Cells, ui.Texts(m.WhenSaid())...)
			row.Cells = append(row.Cells, careOf(m, more, c.Now().On()), ui.Cell{Text: strings.Join(state[m.ID], ". ")})
			now.Rows = append(now.Rows, row)
		}
	}
	blocks := []ui.Block{headOf(c, h, allergies)}
	if waiting > 0 {
		blocks = append(blocks, ui.Warning(waitSaid(waiting)))
	}
	blocks = append(blocks, now)
	if c.Can(medicine.MayAdd) {
		blocks = append(blocks, ui.Actions(ui.ButtonLink("Add a medicine", path(c.Person(), "new")), ui.SecondaryLink("Prepare from a list", web.PersonPath(c.Person(), "preparations"))))
	}
	blocks = append(blocks, beside(c.Person()))
	if len(before.Rows) > 0 {
		blocks = append(blocks, before)
	}
	blocks = append(blocks, ui.Details("See the chart as it was on another day", thenForm(c, then)))
	return c.Page("Medicines", blocks...).AsWide(), nil
}

func waitSaid(n int) string {
	if n == 1 {
		return "1 entry has not been checked by a second person. Hold it against its label before you give it."
	}
	return fmt.Sprint(n) + " entries have not been checked by a second person. Hold each against its label before you give it."
}

// headOf is the top of the chart.
func headOf(c *web.Call, h medicine.Head, allergies []medicine.Allergy) ui.Block {
	var said []string
	for _, a := range allergies {
		said = append(said, allergySaid(a))
	}
	known := h.Allergies
	if known == "" {
		known = medicine.AllergiesNotKnown
	}
	var what ui.Block = ui.Tag{Text: known.Label(), Kind: map[medicine.Allergies]ui.TagKind{
		medicine.AllergiesKnown: ui.Urgent, medicine.AllergiesNone: ui.Good, medicine.AllergiesNotKnown: ui.Waiting,
	}[known]}
	if len(said) > 0 {
		what = ui.Group(what, ui.Bullets(said...))
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Allergies", Block: what},
		{Key: "NHS number", Value: h.NHS.String()},
		{Key: "GP practice", Value: h.GPPractice},
		{Key: "Pharmacy", Value: h.Pharmacy},
	}}
	if h.Source != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Known from", Value: h.Source + ", written down " + h.At.Said()})
	}
	if c.Can(medicine.MayAdd) {
		r.Rows[0].ChangeHref = web.PersonPath(c.Person(), "allergies")
		r.Rows[2].ChangeHref, r.Rows[3].ChangeHref = path(c.Person(), "head"), path(c.Person(), "head")
	}
	return r
}

func allergySaid(a medicine.Allergy) string {
	said := a.Substance
	if a.Reaction != "" {
		said += ": " + a.Reaction
	}
	return said + " (" + a.Source + ")"
}

// thenForm asks for the day of a chart as it was.
func thenForm(c *web.Call, then when.Date) ui.Block {
	return ui.List{
		Caption: "The chart as it was", CaptionHidden: true, Empty: "Choose a day.",
		Filter: &ui.Filter{Action: path(c.Person()), Submit: "Show", Clear: path(c.Person()), Fields: []ui.Field{{
			Name: "at", Label: "Which day?", Hint: "The chart is shown as it stood at the end of that day.", Kind: ui.KindDate, Value: string(then),
		}}},
	}
}

// asItWas is the chart of a day that is over.
func asItWas(c *web.Call, day when.Date, all []medicine.Medicine) web.Page {
	l := ui.List{
		Caption: "At the end of " + day.Said(), Empty: "Nothing was on the chart then.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "Dose"}, {Head: "When"}, {Head: "Take care"}, {Head: "Known from"}},
	}
	for _, m := range all {
		l.Rows = append(l.Rows, ui.Row{Href: path(c.Person(), string(m.ID)), Cells: append(ui.Texts(m.Title(), m.Dose, m.WhenSaid()), careOf(m, standing{}, day), ui.Cell{Text: m.Source})})
	}
	return c.Page("Medicines as they were", l).BackTo("Medicines", path(c.Person())).AsWide()
}

// todaySaid says how one dose of today stands: Morning: taken at 8:05am.
func todaySaid(d medicine.DueDose) string {
	said := "not recorded"
	if d.Slot.Part() == medicine.Needed {
		said = "none"
	}
	if n := len(d.Recorded); n > 0 {
		x := d.Recorded[n-1]
		said = strings.ToLower(x.Outcome.Label()) + " at " + x.At.Clock()
	}
	return medicine.PartLabel(d.Slot.Part()) + ": " + said
}

// careOf is what to take care of on a day, as tags.
func careOf(m medicine.Medicine, more standing, day when.Date) ui.Cell {
	var tags []ui.Block
	add := func(is bool, text string, kind ui.TagKind) {
		if is {
			tags = append(tags, ui.Tag{Text: text, Kind: kind})
		}
	}
	add(m.ToCheck(), "To be checked", ui.Waiting)
	add(m.WordOver(day), "By telephone, not in force any more", ui.Urgent)
	add(m.WordUntil != "" && !m.WordOver(day), "By telephone until "+m.WordUntil.Said(), ui.Waiting)
	add(more.hidden[m.ID], "May be given hidden", ui.Urgent)
	add(more.level[m.Line] == level.Self, "Managed by themselves", ui.Good)
	add(m.HighRisk != "", "High risk", ui.Urgent)
	add(m.Controlled, "Controlled drug", ui.Urgent)
	add(m.Pack != "", "In the pack", ui.Plain)
	add(m.Shape != "", m.Shape.Label(), ui.Plain)
	if len(tags) == 0 {
		return ui.Cell{}
	}
	return ui.Cell{Block: ui.Line(tags...)}
}

// partNow is the part of the day it is due in that is nearest to now.
func partNow(m medicine.Medicine, now when.Instant) plan.Part {
	if m.Kind == medicine.AsNeeded {
		return medicine.Needed
	}
	p := medicine.PartAt(now.Minute())
	for _, have := range m.Parts {
		if have == p {
			return p
		}
	}
	return m.Parts[0]
}
