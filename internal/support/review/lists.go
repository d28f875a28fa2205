package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
)

const perPage = 50

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

func stepDowns(c *web.Call) (web.Reply, error) {
	var all []Listed
	var freed, accepted int
	page := c.PageNumber()
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = OpenStepDowns(s, perPage+1, (page-1)*perPage); err != nil {
			return err
		}
		freed, accepted, err = Freed(s, s.Now.Add(-28*24*time.Hour), s.Now)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Waiting for a decision", Empty: "Nothing is proposed now. Every night we look at everyone's last visits.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "Which visits"}, {Head: "Proposal"}, {Head: "Why"}, {Head: "Minutes freed a week", Numeric: true}},
		More:    more("/step-downs", page, len(all)),
	}
	for _, d := range all[:min(len(all), perPage)] {
		row := ui.Row{Cells: []ui.Cell{
			{Text: strings.TrimSpace(d.Given + " " + d.Family)}, {Text: d.visits()}, {Text: d.proposal()}, {Text: d.CallThem() + " " + d.Why}, {Text: fmt.Sprint(d.FreedMin)},
		}}
		if c.Can(MayStepDown) {
			row.Href = web.PersonPath(d.Person, "step-downs", string(d.ID))
		}
		l.Rows = append(l.Rows, row)
	}
	done := fmt.Sprintf("Accepted in the last 28 days: %d. Freed: %s of visits a week.", accepted, plan.Length(freed))
	return c.Page("Doing more themselves", ui.Para("When visits show that somebody needs less help, we propose fewer or shorter visits. Nothing changes until somebody accepts."), ui.Para(done), l).AsWide(), nil
}

func (l Listed) visits() string {
	return fmt.Sprintf("%s, %s, %s", l.Part.Label(), l.Weekdays.Said(), when.Hour(l.StartMin))
}

func (d StepDown) proposal() string {
	switch d.Kind {
	case EndVisits:
		return "End these visits"
	case ShortenVisits:
		return fmt.Sprintf("%d minutes, not %d", d.ToMin, d.FromMin)
	}
	return "Decide together"
}

// stands is where a proposal stands, in words: a question is not declined but
// decided.
func (d StepDown) stands() string {
	if d.Kind == Decide && d.State == Declined {
		return "Decided"
	}
	return d.State.Label()
}

func stepDownPage(c *web.Call) (web.Reply, error) {
	var d Listed
	var e Evidence
	err := c.Gate.Read(c, MayStepDown, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if d, err = GetStepDown(s, c.Person(), StepDownID(c.Path("stepdown"))); err != nil {
			return err
		}
		e, err = evidenceOf(s, c.Person(), d.Pattern, stripVisits)
		return err
	})
	if err != nil {
		return nil, err
	}
	about := ui.Record{Rows: []ui.RecordRow{
		{Key: "Visits", Value: d.visits()},
		{Key: "Proposal", Value: d.proposal()},
		{Key: "Why", Value: d.CallThem() + " " + d.Why},
		{Key: "Now", Value: strings.TrimSpace(d.stands() + "\n" + d.Words)},
	}}
	if d.FreedMin > 0 {
		about.Rows = append(about.Rows, ui.RecordRow{Key: "Freed", Value: plan.Length(d.FreedMin) + " of visits a week"})
	}
	blocks := []ui.Block{about, e.table()}
	if d.State == Proposed {
		blocks = append(blocks, d.forms()...)
	}
	return c.Page(d.Kind.Label(), blocks...).BackTo("Doing more themselves", "/step-downs"), nil
}

// table is the evidence, visit by visit.
func (e Evidence) table() ui.Block {
	l := ui.List{Caption: "The last visits", Columns: []ui.Column{{Head: "Day"}, {Head: "Minutes", Numeric: true}, {Head: "Tasks done alone", Numeric: true}}, Empty: "No visit of these is recorded."}
	for _, v := range e.Visits {
		alone, minutes := 0, "Not known"
		for _, t := range e.Pattern.Tasks {
			if v.Levels[t.ID] == assessment.Alone {
				alone++
			}
		}
		if v.Minutes > 0 {
			minutes = fmt.Sprint(v.Minutes)
		}
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(v.On.Short(), minutes, fmt.Sprintf("%d of %d", alone, len(e.Pattern.Tasks)))})
	}
	return l
}

func (l Listed) forms() []ui.Block {
	at := web.PersonPath(l.Person, "step-downs", string(l.ID))
	no := ui.Form{ID: "decline", Action: at + "/decline", Submit: "Leave the visits as they are", Hidden: []ui.Pair{ui.Version(l.Version)}, Fields: []ui.Field{
		{Name: "words", Label: "Why not now?", Kind: ui.KindArea, Rows: 2},
	}}
	if l.Kind == Decide {
		no.Submit, no.Fields[0].Label = "Save what was decided", "What was decided with the person?"
		return []ui.Block{ui.Heading("Decide together"), ui.Links(ui.Link{Text: "Review with the person", Href: web.PersonPath(l.Person, "reviews", "new")}), no}
	}
	return []ui.Block{
		ui.Heading("Accept"),
		ui.Para("Talk with the person first. It begins tomorrow, and tomorrow's rota shrinks."),
		ui.PostButton{Text: "Accept from tomorrow", Action: at + "/accept", Hidden: []ui.Pair{ui.Version(l.Version)}},
		ui.Heading("Or not now"), no,
	}
}

func accept(c *web.Call) (web.Reply, error) {
	a, err := answerFrom(c)
	if err == nil {
		err = Accept(c, c.Gate, a)
	}
	if err != nil {
		return c.Again(stepDownPage, err)
	}
	return web.Go("/step-downs", "Accepted. It begins tomorrow."), nil
}

func decline(c *web.Call) (web.Reply, error) {
	a, err := answerFrom(c)
	if err == nil {
		err = Decline(c, c.Gate, a)
	}
	if err != nil {
		return c.Again(stepDownPage, err)
	}
	return web.Go("/step-downs", "Saved. The visits stay as they are."), nil
}

func answerFrom(c *web.Call) (a Answer, err error) {
	err = c.Form(&a)
	a.Person, a.StepDown = c.Person(), StepDownID(c.Path("stepdown"))
	return a, err
}

func followUps(c *web.Call) (web.Reply, error) {
	var all []Called
	page := c.PageNumber()
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = ToFollowUp(s, perPage+1, (page-1)*perPage)
		return err
	})
	if err != nil {
		return nil, err
	}
	today := c.Now().On()
	l := ui.List{
		Caption: "People to ask about", CaptionHidden: true,
		Empty:   "Nobody is to be asked about now. People come on this list from day 84 after leaving hospital, and go off it when the record says where they are.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "Left hospital"}, {Head: "Asked about"}, {Head: "When"}, {Head: "Telephone"}, {Head: "Tries", Numeric: true}},
		More:    more("/follow-ups", page, len(all)),
	}
	for _, f := range all[:min(len(all), perPage)] {
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(f.Person, "follow-ups", string(f.ID)), Cells: []ui.Cell{
			{Text: strings.TrimSpace(f.Given + " " + f.Family)}, {Text: f.DischargedOn.Short()}, {Text: f.DueOn.Short()}, {Tag: f.dueTag(today)}, {Text: f.Phone}, {Text: fmt.Sprint(f.Tries)},
		}})
	}
	return c.Page("Day 91 follow-ups", ui.Para("Where is the person 91 days after leaving hospital? What the record knows is filled in without a call."), l).AsWide(), nil
}

func (f FollowUp) dueTag(today when.Date) ui.Tag {
	switch {
	case f.Late(today):
		return ui.Tag{Text: "Day has passed", Kind: ui.Urgent}
	case f.DueOn == today:
		return ui.Tag{Text: "Today", Kind: ui.Waiting}
	}
	return ui.Tag{Text: "Coming", Kind: ui.Plain}
}

func followUpPage(c *web.Call) (web.Reply, error) {
	var f FollowUp
	err := c.Gate.Read(c, MayFollowUp, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		f, err = GetFollowUp(s, c.Person(), FollowUpID(c.Path("followup")))
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := []ui.Block{ui.Record{Rows: []ui.RecordRow{
		{Key: "Left hospital", Value: f.DischargedOn.Said()},
		{Key: "Day 91", Value: f.DueOn.Said()},
		{Key: "Where the person was", Value: f.said()},
		{Key: "Tries", Value: fmt.Sprintf("%d of %d", f.Tries, maxTries)},
		{Key: "Notes", Value: f.Words},
	}}}
	switch {
	case !f.ClosedAt.IsZero():
	case c.Now().On() < f.DueOn:
		blocks = append(blocks, ui.Inset("This asks about "+f.DueOn.Said()+". Find out on that day or later."),
			ui.Links(ui.Link{Text: "The person has died", Href: web.PersonPath(f.Person, "died")}))
	default:
		blocks = append(blocks, f.forms()...)
	}
	return c.Page("Where is the person on day 91?", blocks...).BackTo("Day 91 follow-ups", "/follow-ups"), nil
}

func (f FollowUp) forms() []ui.Block {
	at := web.PersonPath(f.Person, "follow-ups", string(f.ID))
	places := Places
	if f.Tries < maxTries {
		places = slices.DeleteFunc(slices.Clone(Places), func(w Whereabouts) bool { return w == NotContacted })
	}
	blocks := []ui.Block{ui.Form{
		ID: "found", Action: at, Submit: "Save", Hidden: []ui.Pair{ui.Version(f.Version)}, Fields: []ui.Field{
			{Name: "whereabouts", Label: "Where was the person on " + f.DueOn.Said() + "?", Kind: ui.KindRadios, Options: ui.Options(places)},
			{Name: "known_from", Label: "How do you know?", Kind: ui.KindRadios, Options: ui.Options(Sources)},
			{Name: "words", Label: "Anything to add?", Kind: ui.KindArea, Rows: 2, Optional: true},
		},
	}}
	if f.Tries < maxTries {
		blocks = append(blocks, ui.Heading("Could not find out yet?"), ui.Form{
			ID: "try", Action: at + "/tries", Submit: "Record a try", Small: true, Hidden: []ui.Pair{ui.Version(f.Version)}, Fields: []ui.Field{
				{Name: "words", Label: "What did you try?", Hint: "For example: rang at 11am, no answer.", Optional: true},
			},
		})
	}
	return blocks
}

func findingFrom(c *web.Call) (n Finding, err error) {
	err = c.Form(&n)
	n.Person, n.FollowUp = c.Person(), FollowUpID(c.Path("followup"))
	return n, err
}

func recordWhereabouts(c *web.Call) (web.Reply, error) {
	n, err := findingFrom(c)
	if err == nil {
		err = RecordWhereabouts(c, c.Gate, n)
	}
	if err != nil {
		return c.Again(followUpPage, err)
	}
	return web.Go("/follow-ups", "Saved."), nil
}

func recordTry(c *web.Call) (web.Reply, error) {
	n, err := findingFrom(c)
	if err == nil {
		err = RecordTry(c, c.Gate, n)
	}
	if err != nil {
		return c.Again(followUpPage, err)
	}
	return web.Go(web.PersonPath(n.Person, "follow-ups", string(n.FollowUp)), "Try recorded."), nil
}
