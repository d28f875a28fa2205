package pattern

import (
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/visit"
)

// Routes of the list, and of a person's page.
var Routes = []web.Route{
	web.Get("/patterns", risk.MayList, list),
	web.Get("/people/{person}/risks/patterns", risk.MaySee, show),
	web.Post("/people/{person}/risks/patterns", risk.MayEnd, consider),
}

const perPage = 50

func list(c *web.Call) (web.Reply, error) {
	var all []Pattern
	page := c.PageNumber()
	err := c.Gate.Read(c, risk.MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = Open(s, perPage+1, (page-1)*perPage); err != nil {
			return err
		}
		people := make([]ids.Person, 0, len(all))
		for _, p := range all {
			people = append(people, p.Person)
		}
		gate.Shown(s, people...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Since a week ago", Empty: "Nobody has chosen not to have visits or medicines on 3 days of the last 7, and nobody was not so well at 3 visits.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "What"}, {Head: "How often", Numeric: true}, {Head: "Last"}},
	}
	if page > 1 {
		l.More.Prev = "/patterns?page=" + strconv.Itoa(page-1)
	}
	if len(all) > perPage {
		all = all[:perPage]
		l.More.Next = "/patterns?page=" + strconv.Itoa(page+1)
	}
	for _, p := range all {
		l.Rows = append(l.Rows, ui.Row{Href: risk.Path(p.Person, "patterns"), Cells: ui.Texts(
			strings.TrimSpace(p.Given+" "+p.Family), p.Kind.Label(), strconv.Itoa(p.Times), p.Last.Said(),
		)})
	}
	return c.Page("Visits people chose not to have, and mood",
		ui.Para("Saying no is anybody’s right. When it happens again and again, find out why before it is called a choice: pain, fear, sadness, a worker they do not like, or something that nobody should see."),
		l, ui.Links(ui.Link{Text: "Risks to look at", Href: "/risks"})).AsWide(), nil
}

// saidSo is what happened in words.
func (h happened) saidSo() string {
	if h.kind == Mood {
		return joined(plan.Part(h.said).Label(), "not so well as before")
	}
	var why []string
	for _, code := range strings.Split(h.said, ",") {
		if label := visit.Declining(code).Label(); label != "" {
			why = append(why, strings.ToLower(label))
		} else if code != "" {
			why = append(why, code+", not taken")
		}
	}
	return joined("Not wanted", strings.Join(why, ", "))
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ": " + b
}

func show(c *web.Call) (web.Reply, error) {
	var found []happened
	var past []Considered
	err := c.Gate.Read(c, risk.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if found, err = happenedTo(s, c.Person()); err != nil {
			return err
		}
		past, err = considered(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	t := ui.Timeline{Empty: "In the last 28 days no visit and no medicine was not wanted, and the person was at no visit not so well as before."}
	for _, h := range found {
		e := ui.Event{When: h.on.Said(), What: h.saidSo()}
		if h.note != "" {
			e.Block = ui.Text("“" + h.note + "”")
		}
		t.Events = append(t.Events, e)
	}
	blocks := []ui.Block{ui.Heading("The last 28 days"), t}
	if c.Can(risk.MayEnd) && len(found) > 0 {
		blocks = append(blocks, ui.Heading("What do you make of it?"), ui.Bullets(
			"Talk with the person first, and with the workers who were there.",
			"Can they decide this? Everybody can until it is shown otherwise, and a choice that seems unwise shows nothing.",
			"What could happen if it goes on: medicines, food, warmth, skin, being alone?",
			"Could somebody be stopping them, or frightening them? Then raise a safeguarding concern.",
		), ui.Links(ui.Link{Text: "Write a decision down", Href: risk.Path(c.Person(), "capacity", "new")}), ui.Form{
			Action: risk.Path(c.Person(), "patterns"), Submit: "Save", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: []ui.Field{
				{Name: "kind", Label: "Which is this about?", Kind: ui.KindRadios, Options: ui.Options([]Kind{Refusals, Mood})},
				{Name: "capacity", Label: "Can they decide this? What did you think about?", Kind: ui.KindArea, Rows: 3},
				{Name: "risk", Label: "What could happen if it goes on?", Kind: ui.KindArea, Rows: 3},
				{Name: "next", Label: "What comes next, who does it and by when?", Kind: ui.KindArea, Rows: 3},
			},
		})
	}
	before := ui.Timeline{Empty: "Nobody has written anything yet."}
	for _, x := range past {
		before.Events = append(before.Events, ui.Event{
			When: x.Recorded.Said(), Who: x.ByName, What: x.Kind.Label(),
			Block: ui.Record{Rows: []ui.RecordRow{{Key: "Can they decide this?", Value: x.Capacity}, {Key: "What could happen", Value: x.Risk}, {Key: "What comes next", Value: x.Next}}},
		})
	}
	blocks = append(blocks, ui.Heading("What was made of it before"), before)
	return c.Page("Visits they chose not to have, and mood", blocks...).BackTo("Risks", risk.Path(c.Person())), nil
}

func consider(c *web.Call) (web.Reply, error) {
	var x Considered
	err := c.Form(&x)
	x.Person = c.Person()
	if err == nil {
		err = Consider(c, c.Gate, x)
	}
	return c.Added(show, err, risk.Path(x.Person, "patterns"), "Saved. It is off the list until there is more of it.")
}
