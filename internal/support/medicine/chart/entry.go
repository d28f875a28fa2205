package chart

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
)

// gridDays is for how many days a medicine's page shows what was recorded.
const gridDays = 14

// entry is one medicine with what is told of it.
type entry struct {
	medicine.Medicine
	doses []medicine.Told
	line  []medicine.Revision
	looks []medicine.Looked
	more  standing
}

func show(c *web.Call) (web.Reply, error) {
	var e entry
	err := c.Gate.Read(c, medicine.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if e.Medicine, e.line, err = medicine.LineOf(s, c.Person(), here(c)); err != nil {
			return err
		}
		if e.looks, err = medicine.LooksAt(s, e.ID); err != nil {
			return err
		}
		if e.more, err = standingOf(s, c.Person()); err != nil {
			return err
		}
		e.doses, err = medicine.Since(s, e.ID, s.Today().Add(1-gridDays))
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(e.ID))
	var blocks, buttons []ui.Block
	if e.ToCheck() {
		blocks = append(blocks, ui.Warning("Nobody has checked this entry yet but who wrote it. Hold it against the label before you give it."))
	}
	if e.Stopped.IsZero() && e.WordOver(c.Now().On()) {
		blocks = append(blocks, ui.Warning("This was changed by telephone, and that change is not in force any more. Ring the prescriber before any is given."))
	}
	blocks = append(blocks, e.record(c))
	if c.Can(medicine.MayGive) {
		buttons = append(buttons, ui.ButtonLink("Record a dose", at+"/record"))
	}
	if e.ToCheck() && c.Can(medicine.MayCheck) && string(e.AddedBy) != c.Who.ID {
		buttons = append(buttons, ui.SecondaryLink("Check this entry", at+"/check"))
	}
	if e.Stopped.IsZero() && c.Can(medicine.MayAmend) {
		buttons = append(buttons, ui.SecondaryLink("Change this entry", at+"/change"))
	}
	if e.Stopped.IsZero() && c.Can(medicine.MayStop) {
		buttons = append(buttons, ui.SecondaryLink("Stop this medicine", at+"/stop"))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, ui.Actions(buttons...))
	}
	blocks = append(blocks, ui.LinkRow("More about this medicine", ui.Link{Text: "How much help", Href: at + "/help"}, ui.Link{Text: "Given hidden in food or drink", Href: at + "/hidden"}))
	if e.Kind != medicine.AsNeeded {
		blocks = append(blocks, grid(e.Medicine, e.doses, c.Now()))
	}
	blocks = append(blocks, recorded(c, at, e.doses), e.history(c))
	return c.Page(e.Title(), blocks...).BackTo("Medicines", path(c.Person())).AsWide(), nil
}

// record is what the entry says; what was not said is left out.
func (e entry) record(c *web.Call) ui.Record {
	var r ui.Record
	add := func(key, value string) {
		if value != "" {
			r.Rows = append(r.Rows, ui.RecordRow{Key: key, Value: value})
		}
	}
	add("Dose", e.Dose)
	add("Dose as other systems read it", structureSaid(e.Medicine))
	add("Where it goes", labelOr(e.Route.Label(), string(e.Route)))
	add("How it is taken", e.Kind.Label())
	add("When", e.WhenSaid())
	if e.GapMin > 0 {
		add("At least between doses", medicine.Lasts(e.GapMin))
	}
	add("Most in 24 hours", mostSaid(e.Medicine))
	if l := e.more.level[e.Line]; l != "" {
		add("How much help", l.Label())
	}
	if e.more.hidden[e.ID] {
		add("Hidden in food or drink", "May be given hidden: all four decisions hold")
	}
	add("Special instructions", e.Instructions)
	if e.HighRisk != "" {
		add("High risk", e.HighRisk.Label())
	}
	if e.Controlled {
		add("Controlled drug", "Yes")
	}
	if len(e.Sites) > 0 {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Where on the body", Block: bodyMap(e.Sites)})
		if e.RestDays > 0 {
			add("A place rests for", fmt.Sprintf("%d days", e.RestDays))
		}
	}
	if e.Pack != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "In the pack", Block: ui.Links(ui.Link{Text: "See the pack", Href: path(c.Person(), string(e.Pack))})})
	}
	add("From", e.From.Said())
	until := "No end agreed"
	if e.Until != "" {
		until = e.Until.Said()
	}
	add("Until", until)
	if e.ReviewOn != "" {
		add("Review", e.ReviewOn.Said())
	}
	if e.WordUntil != "" {
		add("By telephone, in force until", e.WordUntil.Said())
	}
	add("Made of", e.Ingredients)
	add("Prescriber", e.Prescriber)
	add("Supplied by", e.SuppliedBy)
	add("Known from", e.Source)
	if !e.Stopped.IsZero() {
		add("Stopped", e.Stopped.Said())
		add("Why", e.StoppedWhy)
	}
	return r
}

func labelOr(label, code string) string {
	if code == "" {
		return ""
	}
	return label
}

func mostSaid(m medicine.Medicine) string {
	var out []string
	if m.MostDoses > 0 {
		out = append(out, fmt.Sprintf("%d doses", m.MostDoses))
	}
	if m.MostUnits > 0 {
		out = append(out, fmt.Sprintf("%d in all, counted as tablets, puffs or the like", m.MostUnits))
	}
	return strings.Join(out, "; ")
}

// history is what became of the entry and of those before it, the oldest first.
func (e entry) history(c *web.Call) ui.Block {
	t := ui.Timeline{Empty: "Nothing has happened to this entry."}
	for _, v := range e.line {
		what := "Written down: " + v.Dose + "."
		if v.Replaces != "" {
			what = "Changed to: " + v.Dose + ". " + v.AmendedWhy + " (" + strings.ToLower(v.Word.Label()) + ")."
		}
		ev := ui.Event{When: v.Added.Said(), Who: v.AddedName, What: what}
		if v.ID != e.ID {
			ev.Href = path(c.Person(), string(v.ID))
		}
		t.Events = append(t.Events, ev)
		if v.ID == e.ID {
			for _, l := range e.looks {
				said := "Checked against: " + l.Against + ". It agrees."
				if !l.Agrees {
					said = "Held against: " + l.Against + ". It does not agree: " + l.Words
				}
				t.Events = append(t.Events, ui.Event{When: l.At.Said(), Who: l.By, What: said})
			}
		}
		if !v.Stopped.IsZero() {
			t.Events = append(t.Events, ui.Event{When: v.Stopped.Said(), Who: v.StoppedName, What: "Ended. " + v.StoppedWhy})
		}
	}
	return ui.Group(ui.Heading("What happened to this entry"), t)
}

// grid is the last two weeks, a row for each day and a column for each part of
// it in which a dose is due.
func grid(m medicine.Medicine, doses []medicine.Told, now when.Instant) ui.List {
	today, minute := now.On(), now.Minute()
	l := ui.List{Caption: "The last 14 days", Columns: []ui.Column{{Head: "Day"}}}
	for _, p := range m.Parts {
		l.Columns = append(l.Columns, ui.Column{Head: p.Label()})
	}
	in := map[medicine.Slot][]medicine.Told{}
	for _, d := range doses {
		if !d.Corrected {
			in[d.Slot] = append([]medicine.Told{d}, in[d.Slot]...) // oldest first
		}
	}
	for n := range gridDays {
		day := today.Add(-n)
		row := ui.Row{Cells: ui.Texts(day.Short())}
		for _, p := range m.Parts {
			cell := cellOf(m, day, in[medicine.SlotOf(day, p)])
			if cell.Text == noRecord && day == today && medicine.Later(p, medicine.PartAt(minute)) {
				cell.Text = "Not yet"
			}
			row.Cells = append(row.Cells, cell)
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

const noRecord = "No record"

var outcomeTags = map[medicine.Outcome]ui.TagKind{medicine.Taken: ui.Good, medicine.Part: ui.Waiting, medicine.NotTaken: ui.Urgent, medicine.Unknown: ui.Waiting}

// cellOf is what is known of one dose: the last word on it, or that two were
// given.
func cellOf(m medicine.Medicine, day when.Date, doses []medicine.Told) ui.Cell {
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
func recorded(c *web.Call, at string, doses []medicine.Told) ui.Block {
	l := ui.List{
		Caption: "Each record", Empty: "No dose was recorded in the last 14 days.",
		Columns: []ui.Column{{Head: "Dose"}, {Head: "What happened"}, {Head: "When"}, {Head: "Recorded"}, {Head: "Change"}},
	}
	for _, d := range doses {
		by := d.Recorded.Said() + ". " + d.Channel.Label()
		if d.By != "" {
			by = d.By + ", " + by
		}
		change := ui.Cell{}
		switch {
		case d.Corrected || !c.Can(medicine.MayGive):
		case !d.Ask.IsZero() && d.Effect == "":
			change = ui.Cell{Text: "Say how it helped", Href: web.PersonPath(c.Person(), "doses", string(d.ID))}
		default:
			change = ui.Cell{Text: "Put right", Href: at + "/record?corrects=" + string(d.ID)}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: append(ui.Texts(d.Slot.Said(), doseSaid(d), d.At.Said(), by), change)})
	}
	return l
}

// doseSaid is everything that was said of one dose, and what warned of it.
func doseSaid(d medicine.Told) string {
	what := d.Outcome.Label()
	if d.Reason != "" {
		what += ": " + strings.ToLower(d.Reason.Label())
	}
	for _, more := range []string{d.Amount, labelOr(d.Help.Label(), string(d.Help)), labelOr(d.Site.Label(), string(d.Site))} {
		if more != "" {
			what += ", " + strings.ToLower(more[:1]) + more[1:]
		}
	}
	if d.Why != "" {
		what += ". For: " + d.Why
	}
	if d.Witness != "" {
		what += ". Seen by " + d.Witness
	}
	if d.Words != "" {
		what += ". " + d.Words
	}
	if d.Effect != "" {
		what += ". " + d.Effect.Label()
	}
	switch {
	case d.Corrected:
		what += " (put right since)"
	case d.Again:
		what += " (given as well as the one before)"
	}
	for _, w := range d.Warnings {
		what += ". Warning: " + w.Label()
	}
	return what
}

// daily is one day's parts in the order of forms, for a medicine with set times.
func daily(m medicine.Medicine) []ui.Option { return ui.Options[plan.Part](m.Parts) }
