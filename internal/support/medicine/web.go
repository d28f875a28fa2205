package medicine

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/plan"
)

// Routes of the pages about what a person takes.
var Routes = []web.Route{
	web.Get("/people/{person}/medicines", MaySee, list),
	web.Get("/people/{person}/medicines/new", MayAdd, addPage),
	web.Post("/people/{person}/medicines/new", MayAdd, add),
	web.Get("/people/{person}/medicines/{medicine}", MaySee, show),
	web.Get("/people/{person}/medicines/{medicine}/stop", MayStop, stopPage),
	web.Post("/people/{person}/medicines/{medicine}/stop", MayStop, stopIt),
	web.Get("/people/{person}/medicines/{medicine}/record", MayGive, dosePage),
	web.Post("/people/{person}/medicines/{medicine}/record", MayGive, dose),
}

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"medicines"}, parts...)...)
}

func here(c *web.Call) ID { return ID(c.Path("medicine")) }

func list(c *web.Call) (web.Reply, error) {
	var all []Medicine
	var today map[ids.Person][]DueDose
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = Of(s, c.Person()); err != nil || len(all) == 0 {
			return err
		}
		today, err = Due(s, s.Today(), c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	state := map[ID][]string{}
	for _, d := range today[c.Person()] {
		state[d.Medicine.ID] = append(state[d.Medicine.ID], d.today())
	}
	now := ui.List{
		Caption: "Taken now", Empty: "No medicines are written down. Add them from the discharge letter or the pharmacy’s label, so that workers see them.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "Dose"}, {Head: "When"}, {Head: "Today"}},
	}
	before := ui.List{Caption: "Stopped or over", Columns: []ui.Column{{Head: "Medicine"}, {Head: "Dose"}, {Head: "Taken until"}, {Head: "Why"}}}
	for _, m := range all {
		row := ui.Row{Href: path(c.Person(), string(m.ID)), Cells: ui.Texts(m.Name, m.Dose)}
		switch {
		case !m.Stopped.IsZero():
			row.Cells = append(row.Cells, ui.Texts(m.Stopped.Said(), m.StoppedWhy)...)
			before.Rows = append(before.Rows, row)
		case m.Until != "" && m.Until < c.Now().On():
			row.Cells = append(row.Cells, ui.Texts(m.Until.Said(), "Over, as agreed")...)
			before.Rows = append(before.Rows, row)
		default:
			row.Cells = append(row.Cells, ui.Texts(m.whenSaid(), strings.Join(state[m.ID], ". "))...)
			now.Rows = append(now.Rows, row)
		}
	}
	blocks := []ui.Block{now}
	if c.Can(MayAdd) {
		blocks = append(blocks, ui.SecondaryLink("Add a medicine", path(c.Person(), "new")))
	}
	if len(before.Rows) > 0 {
		blocks = append(blocks, before)
	}
	return c.Page("Medicines", blocks...).AsWide(), nil
}

// today says how one dose of today stands: Morning: taken at 8:05am.
func (d DueDose) today() string {
	said := "not recorded"
	if d.Slot.Part() == Needed {
		said = "none"
	}
	if n := len(d.Recorded); n > 0 {
		x := d.Recorded[n-1]
		said = strings.ToLower(x.Outcome.Label()) + " at " + x.At.Clock()
	}
	return partLabel(d.Slot.Part()) + ": " + said
}

// whenSaid is when it is taken, in words.
func (m Medicine) whenSaid() string {
	said := "Only when needed"
	if m.Kind != AsNeeded {
		var parts []string
		for _, p := range m.Parts {
			parts = append(parts, p.Label())
		}
		said = strings.Join(parts, ", ")
	}
	if m.TimeCritical {
		said += ", must be on time"
	}
	return said
}

// gridDays is for how many days a medicine's page shows what was recorded.
const gridDays = 14

func show(c *web.Call) (web.Reply, error) {
	var m Medicine
	var doses []Told
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if m, err = Get(s, c.Person(), here(c)); err != nil {
			return err
		}
		doses, err = Since(s, m.ID, s.Today().Add(1-gridDays))
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(m.ID))
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Dose", Value: m.Dose},
		{Key: "How it is taken", Value: m.Kind.Label()},
		{Key: "When", Value: m.whenSaid()},
		{Key: "From", Value: m.From.Said()},
		{Key: "Until", Value: m.untilSaid()},
		{Key: "Known from", Value: m.Source},
	}}
	var buttons []ui.Block
	if !m.Stopped.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Stopped", Value: m.Stopped.Said()}, ui.RecordRow{Key: "Why", Value: m.StoppedWhy})
	}
	if c.Can(MayGive) {
		buttons = append(buttons, ui.ButtonLink("Record a dose", at+"/record"))
	}
	if m.Stopped.IsZero() && c.Can(MayStop) {
		buttons = append(buttons, ui.SecondaryLink("Stop this medicine", at+"/stop"))
	}
	blocks := []ui.Block{r}
	if len(buttons) > 0 {
		blocks = append(blocks, ui.Actions(buttons...))
	}
	if m.Kind != AsNeeded {
		blocks = append(blocks, m.grid(doses, c.Now()))
	}
	blocks = append(blocks, recorded(c, at, doses))
	return c.Page(m.Name, blocks...).BackTo("Medicines", path(c.Person())).AsWide(), nil
}

func (m Medicine) untilSaid() string {
	if m.Until == "" {
		return "No end agreed"
	}
	return m.Until.Said()
}

// grid is the last two weeks, a row for each day and a column for each part of
// it in which a dose is due.
func (m Medicine) grid(doses []Told, now when.Instant) ui.List {
	today, minute := now.On(), now.Minute()
	l := ui.List{Caption: "The last 14 days", Columns: []ui.Column{{Head: "Day"}}}
	for _, p := range m.Parts {
		l.Columns = append(l.Columns, ui.Column{Head: p.Label()})
	}
	in := map[Slot][]Told{}
	for _, d := range doses {
		if !d.Corrected {
			in[d.Slot] = append([]Told{d}, in[d.Slot]...) // oldest first
		}
	}
	for n := range gridDays {
		day := today.Add(-n)
		row := ui.Row{Cells: ui.Texts(day.Short())}
		for _, p := range m.Parts {
			cell := m.cell(day, p, in[SlotOf(day, p)])
			if cell.Text == noRecord && day == today && order(p) >= order(PartAt(minute)) {
				cell.Text = "Not yet"
			}
			row.Cells = append(row.Cells, cell)
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

const noRecord = "No record"

var outcomeTags = map[Outcome]ui.TagKind{Taken: ui.Good, Part: ui.Waiting, NotTaken: ui.Urgent, Unknown: ui.Waiting}

// cell is what is known of one dose: the last word on it, or that two were
// given.
func (m Medicine) cell(day when.Date, p plan.Part, doses []Told) ui.Cell {
	if len(doses) == 0 {
		if !m.On(day) || !m.Stopped.IsZero() && day > m.Stopped.On() {
			return ui.Cell{Text: "Not due"}
		}
		return ui.Cell{Text: noRecord}
	}
	last, given := doses[len(doses)-1], 0
	for _, d := range doses {
		if d.Outcome.Given() {
			given++
		}
	}
	if given > 1 {
		return ui.Cell{Tag: ui.Tag{Text: "Given twice", Kind: ui.Urgent}}
	}
	text := last.Outcome.Label()
	if last.Outcome.Given() {
		text += " " + last.At.Clock()
	}
	return ui.Cell{Tag: ui.Tag{Text: text, Kind: outcomeTags[last.Outcome]}}
}

// recorded is every record of the last two weeks, those put right too.
func recorded(c *web.Call, at string, doses []Told) ui.Block {
	l := ui.List{
		Caption: "Each record", Empty: "No dose was recorded in the last 14 days.",
		Columns: []ui.Column{{Head: "Dose"}, {Head: "What happened"}, {Head: "When"}, {Head: "Recorded"}, {Head: "Change"}},
	}
	for _, d := range doses {
		what := d.Outcome.Label()
		if d.Reason != "" {
			what += ": " + strings.ToLower(d.Reason.Label())
		}
		if d.Words != "" {
			what += ". " + d.Words
		}
		switch {
		case d.Corrected:
			what += " (put right since)"
		case d.Again:
			what += " (given as well as the one before)"
		}
		by := d.Recorded.Said() + ". " + d.Channel.Label()
		if d.By != "" {
			by = d.By + ", " + by
		}
		change := ui.Cell{}
		if !d.Corrected && c.Can(MayGive) {
			change = ui.Cell{Text: "Put right", Href: at + "/record?corrects=" + string(d.ID)}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: append(ui.Texts(d.Slot.Said(), what, d.At.Said(), by), change)})
	}
	return l
}
