package episode

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
)

// Routes of this package.
var Routes = []web.Route{
	web.Get("/people/{person}/support", MaySee, show),
	web.Get("/people/{person}/support/{episode}/extend", MayExtend, extendPage),
	web.Post("/people/{person}/support/{episode}/extend", MayExtend, extend),
	web.Get("/people/{person}/support/{episode}/discharge", MayDischarge, dischargePage),
	web.Post("/people/{person}/support/{episode}/discharge", MayDischarge, correctDischarge),
	web.Get("/starts", MayList, starts),
	web.Get("/referrals/{referral}/accept", MayAccept, acceptPage),
	web.Post("/referrals/{referral}/accept", MayAccept, accept),
}

func show(c *web.Call) (web.Reply, error) {
	var all []Episode
	var changes []Change
	var warn int
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = OfPerson(s, c.Person()); err != nil || len(all) == 0 {
			return err
		}
		if changes, err = Changes(s, c.Person()); err != nil {
			return err
		}
		warn, err = council.Number(s, council.WarnFromDay)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return c.Page("Support", ui.Inset("There is no support yet. It begins when a referral for this person is accepted.")), nil
	}
	latest, today := all[0], c.Now().On()
	var blocks []ui.Block
	for _, k := range latest.Clocks(today, warn) {
		if k.Act {
			blocks = append(blocks, ui.Warning(k.Says))
		} else {
			blocks = append(blocks, ui.Inset(k.Says))
		}
	}
	blocks = append(blocks, latest.record(c), actions(c, latest, today, warn),
		ui.Heading("What happened"), timeline(latest, changes))
	if len(all) > 1 {
		blocks = append(blocks, earlier(all[1:]))
	}
	return c.Page("Support", blocks...), nil
}

func actions(c *web.Call, e Episode, today when.Date, warn int) ui.Block {
	next := e.Next(today, warn)
	buttons := []ui.Block{ui.ButtonLink(next.Text, web.PersonPath(e.Person)+next.Path)}
	if e.State == StateActive && c.Can(MayExtend) {
		buttons = append(buttons, ui.SecondaryLink("Make the period longer", web.PersonPath(e.Person, "support", string(e.ID), "extend")))
	}
	if e.State != StateEnded && c.Can(MayExtend) {
		buttons = append(buttons, ui.SecondaryLink("End the support", web.PersonPath(e.Person, "end")))
	}
	return ui.Actions(buttons...)
}

func (e Episode) record(c *web.Call) ui.Block {
	r := ui.Record{Title: "This period of support", Rows: []ui.RecordRow{
		{Key: "Now", Block: stateTag(e.State)},
		{Key: "Came", Value: e.Pathway.Label()},
	}}
	if e.Pathway == FromHospital {
		left := ui.RecordRow{Key: "Left hospital", Value: e.DischargedOn.Said()}
		if c.Can(MayDischarge) {
			left.ChangeHref, left.ChangeHidden = web.PersonPath(e.Person, "support", string(e.ID), "discharge"), "the day they left hospital"
		}
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Hospital ready", Value: e.ReadyOn.Said()}, left)
	}
	r.Rows = append(
		r.Rows,
		ui.RecordRow{Key: "Accepted", Value: e.AcceptedAt.Said()},
		ui.RecordRow{Key: "Start due (our own target)", Value: e.StartDueOn.Said()},
		ui.RecordRow{Key: "First visit", Value: orNot(e.StartedOn.Said(), "Not yet")},
	)
	if e.PeriodFrom != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Agreed period", Value: fmt.Sprintf("%s, from %s to %s", days(e.PeriodDays), e.PeriodFrom.Said(), e.PeriodUntil.Said())})
	} else {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Agreed period", Value: days(e.PeriodDays) + " from the first visit"})
	}
	if e.State == StateEnded {
		r.Rows = append(
			r.Rows,
			ui.RecordRow{Key: "Last day", Value: e.EndedOn.Said()},
			ui.RecordRow{Key: "How it ended", Value: e.Outcome.Label()},
			ui.RecordRow{Key: "What follows", Value: e.Sequel.Label()},
			ui.RecordRow{Key: "Still needs help with", Value: orNot(e.EndWords, "Nothing recorded")},
			ui.RecordRow{Key: "What the person takes away", Value: orNot(e.TakesAway, "Nothing recorded")},
		)
	}
	return r
}

func orNot(s, not string) string {
	if s == "" {
		return not
	}
	return s
}

func stateTag(s State) ui.Tag {
	return ui.Tag{Text: s.Label(), Kind: map[State]ui.TagKind{StateAccepted: ui.Waiting, StateActive: ui.Good, StateEnded: ui.Quiet}[s]}
}

// said is a change in words.
func (c Change) said() string {
	was, now := when.Date(c.Was).Said(), when.Date(c.Now).Said()
	switch c.What {
	case "accepted":
		return "Accepted: " + Reason(c.Now).Label()
	case "longer":
		return "A longer period was planned from the start: " + c.Now + " days"
	case "period":
		return "The period was made longer: until " + now + ", before until " + was
	case "charge":
		if c.Now == "told" {
			return "There may be a charge after six weeks, and the person was told before"
		}
		return "It stays free of charge after six weeks"
	case "ready":
		if c.Was == "" {
			return "The hospital is ready on " + now
		}
		return "The hospital is ready on " + now + ", before on " + was
	case "discharged":
		if c.Was == "" {
			return "Left hospital on " + now
		}
		return "Left hospital on " + now + ", not on " + was
	}
	return c.What
}

func timeline(e Episode, changes []Change) ui.Block {
	var t ui.Timeline
	if e.EndedOn != "" {
		t.Events = append(t.Events, ui.Event{When: e.EndedOn.Said(), What: "Support ended: " + e.Outcome.Label()})
	}
	for _, c := range changes {
		if c.Episode != e.ID {
			continue
		}
		ev := ui.Event{When: c.At.Said(), Who: c.ByName, What: c.said()}
		if c.Reason != "" {
			ev.Block = ui.Text(c.Reason)
		}
		t.Events = append(t.Events, ev)
	}
	t.Empty = "Nothing has changed since it was accepted."
	return t
}

func earlier(all []Episode) ui.Block {
	l := ui.List{
		Caption: "Earlier support", Columns: []ui.Column{{Head: "Accepted"}, {Head: "First visit"}, {Head: "Last day"}, {Head: "How it ended"}, {Head: "What followed"}},
		Empty: "There was no earlier support.",
	}
	for _, e := range all {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(e.AcceptedAt.On().Said(), orNot(e.StartedOn.Said(), "None"), e.EndedOn.Said(), e.Outcome.Label(), e.Sequel.Label())})
	}
	return l
}

// one reads the episode named in the address.
func one(c *web.Call, a gate.Action) (e Episode, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		e, err = Get(s, c.Person(), ID(c.Path("episode")))
		return err
	})
	return e, err
}

func extendPage(c *web.Call) (web.Reply, error) {
	e, err := one(c, MayExtend)
	if err != nil {
		return nil, err
	}
	now := "The period begins with the first visit."
	if e.PeriodUntil != "" {
		now = fmt.Sprintf("It is %s now, until %s. By law it is free of charge until %s.", days(e.PeriodDays), e.PeriodUntil.Said(), e.FreeUntil().Said())
	}
	return c.Page(
		"Make the period longer", ui.Para(now),
		ui.Form{
			Action: web.PersonPath(e.Person, "support", string(e.ID), "extend"), Submit: "Make the period longer",
			Hidden: []ui.Pair{ui.Version(e.Version)}, Cancel: ui.Link{Text: "Cancel", Href: web.PersonPath(e.Person, "support")},
			Fields: []ui.Field{
				{Name: "until", Label: "New last day", Kind: ui.KindDate},
				{Name: "reason", Label: "Why is more time needed?", Kind: ui.KindArea, Rows: 3, Hint: "For example: still gaining, and expects to cook alone by the new date."},
				{
					Name: "charge", Label: "If this goes past six weeks, what about money?", Kind: ui.KindRadios, Optional: true,
					Options: []ui.Option{{Value: "free", Label: "It stays free of charge"}, {Value: "told", Label: "There may be a charge, and we have told the person"}},
				},
			},
		},
	).BackTo("Support", web.PersonPath(e.Person, "support")), nil
}

func extend(c *web.Call) (web.Reply, error) {
	x := Extension{}
	err := c.Form(&x)
	x.Person, x.Episode = c.Person(), ID(c.Path("episode"))
	if err == nil {
		err = Extend(c, c.Gate, x)
	}
	if err != nil {
		return c.Again(extendPage, err)
	}
	return web.Go(web.PersonPath(x.Person, "support"), "The period is longer: until "+x.Until.Said()+"."), nil
}

func dischargePage(c *web.Call) (web.Reply, error) {
	e, err := one(c, MayDischarge)
	if err != nil {
		return nil, err
	}
	f := ui.Form{
		Action: web.PersonPath(e.Person, "support", string(e.ID), "discharge"), Submit: "Save the day",
		Hidden: []ui.Pair{ui.Version(e.Version)}, Cancel: ui.Link{Text: "Cancel", Href: web.PersonPath(e.Person, "support")},
		Fields: []ui.Field{{Name: "on", Label: "Which day did the person leave hospital?", Kind: ui.KindDate, Value: string(e.DischargedOn), Hint: "Day 91 is counted from here."}},
	}
	if e.DischargedOn != "" {
		f.Fields = append(f.Fields, ui.Field{Name: "reason", Label: "Why was the day recorded before wrong?", Kind: ui.KindArea, Rows: 3})
	}
	return c.Page("Leaving hospital", f).BackTo("Support", web.PersonPath(e.Person, "support")), nil
}

func correctDischarge(c *web.Call) (web.Reply, error) {
	d := Discharge{}
	err := c.Form(&d)
	d.Person, d.Episode = c.Person(), ID(c.Path("episode"))
	if err == nil {
		err = CorrectDischarge(c, c.Gate, d)
	}
	if err != nil {
		return c.Again(dischargePage, err)
	}
	return web.Go(web.PersonPath(d.Person, "support"), "Saved: left hospital on "+d.On.Said()+"."), nil
}

const perPage = 50

func starts(c *web.Call) (web.Reply, error) {
	var list []Waiting
	var late, all, warn int
	today, page := c.Now().On(), c.PageNumber()
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if list, err = NotStarted(s, perPage+1, (page-1)*perPage); err != nil {
			return err
		}
		if late, all, err = Overdue(s, today); err != nil {
			return err
		}
		warn, err = council.Number(s, council.WarnFromDay)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Accepted, waiting for a first visit", CaptionHidden: true, Empty: "Nobody is waiting: everyone who was accepted has had a first visit.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "Came"}, {Head: "Area"}, {Head: "Hospital ready"}, {Head: "Start due"}, {Head: "Next step"}},
	}
	for _, w := range list[:min(len(list), perPage)] {
		e, next := w.Episode, w.Episode.Next(today, warn)
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(e.Person, "support"), Cells: []ui.Cell{
			{Text: strings.TrimSpace(w.Given + " " + w.Family)},
			{Text: e.Pathway.Label()},
			{Text: e.Area},
			{Text: e.ReadyOn.Short()},
			{Tag: dueTag(e, today)},
			{Text: next.Text, Href: web.PersonPath(e.Person) + next.Path},
		}})
	}
	l.More = more("/starts", page, len(list))
	says := fmt.Sprintf("%d waiting, %d of them late. The start is due within our own target of the day the hospital is ready.", all, late)
	return c.Page("People waiting to start", ui.Para(says), l).AsWide(), nil
}

func dueTag(e Episode, today when.Date) ui.Tag {
	switch late := e.StartDueOn.Days(today); {
	case late > 0:
		return ui.Tag{Text: days(late) + " late", Kind: ui.Urgent}
	case late == 0:
		return ui.Tag{Text: "Today", Kind: ui.Waiting}
	}
	return ui.Tag{Text: e.StartDueOn.Short(), Kind: ui.Plain}
}

// more leads to the pages around one, when so many rows were read.
func more(at string, page, rows int) ui.More {
	var m ui.More
	if page > 1 {
		m.Prev = fmt.Sprintf("%s?page=%d", at, page-1)
	}
	if rows > perPage {
		m.Next = fmt.Sprintf("%s?page=%d", at, page+1)
	}
	return m
}
