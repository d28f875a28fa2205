package prison

import (
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the prison team's pages.
var Routes = []web.Route{
	web.Get("/prison", MayList, home),
	web.Post("/prison", MayEnter, find),
	web.Get("/prison/team", MayTeam, teamPage),
	web.Post("/prison/team", MayTeam, join),
	web.Post("/prison/team/{account}/leave", MayTeam, leave),
	web.Get("/prison/wings/new", MayTeam, wingPage),
	web.Post("/prison/wings/new", MayTeam, saveWing),
	web.Get("/prison/wings/{wing}", MayTeam, wingPage),
	web.Post("/prison/wings/{wing}", MayTeam, saveWing),
	web.Get("/people/{person}/prison", MaySee, show),
	web.Get("/people/{person}/prison/enter", MayEnter, enterPage),
	web.Post("/people/{person}/prison/enter", MayEnter, enter),
	web.Get("/people/{person}/prison/move", MayMove, movePage),
	web.Post("/people/{person}/prison/move", MayMove, move),
	web.Get("/people/{person}/prison/release", MayRelease, releasePage),
	web.Post("/people/{person}/prison/release", MayRelease, setRelease),
	web.Get("/people/{person}/prison/release/{task}", MayRelease, taskPage),
	web.Post("/people/{person}/prison/release/{task}", MayRelease, taskDone),
	web.Post("/people/{person}/prison/out", MayRelease, out),
}

// Path is the address of the prison page of a person, or of a part of it.
func Path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"prison"}, parts...)...)
}

// NotTeam is what somebody hears who is not in the team. That there is a team is
// no secret; where people are is.
func NotTeam(c *web.Call, title string) web.Reply {
	return c.Page(title, ui.Para("You are not in the prison team, so there is nothing here for you. A manager can put you into it."))
}

// Outsider reports whether an error says that somebody is not in the team.
func Outsider(err error) bool { return fault.Is(err, "prison.not_team") }

// home lists the people in the prison by where they are, for the team.
func home(c *web.Call) (web.Reply, error) {
	var all []Stay
	var late []Stop
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if err = InTeam(s); err != nil {
			return err
		}
		if all, err = openStays(s); err != nil {
			return err
		}
		for _, z := range all {
			gate.Shown(s, z.Person)
		}
		late, err = unkeyed(s, s.Today().Add(-14), s.Today())
		return err
	})
	if Outsider(err) {
		return NotTeam(c, "Prison"), nil
	}
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "People", Empty: "Nobody has support in the prison.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "Where"}, {Head: "Officers"}, {Head: "Since"}},
	}
	for _, z := range all {
		l.Rows = append(l.Rows, ui.Row{Href: Path(z.Person), Cells: ui.Texts(z.PersonName, z.Place(), z.Escort.Label(), z.From.Said())})
	}
	k := ui.List{
		Caption: "Visits of the last 14 days that nobody has keyed in", Empty: "Every visit has been keyed in.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "Day"}, {Head: "Time"}},
	}
	for _, v := range late {
		k.Rows = append(k.Rows, ui.Row{Href: web.PersonPath(v.Visit.Person, "visits", string(v.Visit.ID)), Cells: ui.Texts(v.PersonName, v.On.Short(), when.Hour(v.StartMin))})
	}
	today := c.Now().On()
	blocks := []ui.Block{
		ui.Para("No phone goes in. Print the round, take it with you, and key it in when you are out."),
		ui.Links(
			ui.Link{Text: "Round of today, to print", Href: "/prison/rounds/" + string(today)},
			ui.Link{Text: "Round of tomorrow, to print", Href: "/prison/rounds/" + string(today.Add(1))},
		),
		l, k,
	}
	if c.Can(MayEnter) {
		blocks = append(blocks, ui.Form{Action: "/prison", Submit: "Go on", Small: true, Fields: []ui.Field{
			{Name: "ref", Label: "Somebody is in prison now", Hint: "Their reference, like SH-7K2M4Q: it stands at the top of their page.", Width: 20},
		}})
	}
	if c.Can(MayTeam) {
		blocks = append(blocks, ui.Links(ui.Link{Text: "The team, and the wings", Href: "/prison/team"}))
	}
	return c.Page("Prison", blocks...).AsWide(), nil
}

// find leads from a reference to the form about that person.
func find(c *web.Call) (web.Reply, error) {
	var id ids.Person
	err := c.Gate.Read(c, MayEnter, gate.Council, func(s *gate.Snapshot) (err error) {
		if err = InTeam(s); err != nil {
			return err
		}
		id, err = gate.Value[ids.Person](s, `SELECT p.id FROM person p WHERE p.ref = ?`, strings.ToUpper(c.Posted("ref")))
		return err
	})
	if gate.Missing(err) {
		var checks fault.Checks
		checks.Field(true, "ref", "Nobody has this reference. Check it at the top of the person’s page.")
		err = checks.Err("prison.find")
	}
	if err != nil {
		return c.Again(home, err)
	}
	return web.Go(Path(id, "enter"), ""), nil
}

// teamPage is who is in the team, and the wings with their hours.
func teamPage(c *web.Call) (web.Reply, error) {
	var all []member
	var more []ui.Option
	var ws []Wing
	err := c.Gate.Read(c, MayTeam, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = team(s); err != nil {
			return err
		}
		if more, err = others(s); err != nil {
			return err
		}
		ws, err = wings(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "The team", Empty: "Nobody is in the team yet. Put somebody into it below: only they, and managers, see where people are.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Since"}, {Head: "Change"}},
	}
	for _, m := range all {
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: m.name}, {Text: m.since.Said()}, {Block: ui.PostButton{Text: "Take out", About: m.name, Action: "/prison/team/" + string(m.account) + "/leave", Secondary: true}}}})
	}
	w := ui.List{Caption: "Wings", Empty: "No wing is written down yet.", Columns: []ui.Column{{Head: "Wing"}}}
	for _, p := range roundParts {
		w.Columns = append(w.Columns, ui.Column{Head: p.Label()})
	}
	for _, x := range ws {
		row := ui.Row{Href: "/prison/wings/" + string(x.ID), Cells: ui.Texts(x.Name)}
		for _, p := range roundParts {
			row.Cells = append(row.Cells, ui.Cell{Text: x.Open(p)})
		}
		w.Rows = append(w.Rows, row)
	}
	f := ui.Form{Action: "/prison/team", Submit: "Put into the team", Fields: []ui.Field{
		{Name: "account", Label: "Who?", Kind: ui.KindSelect, Options: more},
	}}
	return c.Page("The prison team", l, f, w, ui.SecondaryLink("Add a wing", "/prison/wings/new")).BackTo("Prison", "/prison").AsWide(), nil
}

func join(c *web.Call) (web.Reply, error) {
	if err := Join(c, c.Gate, ids.Account(c.Posted("account"))); err != nil {
		return c.Again(teamPage, err)
	}
	return web.Go("/prison/team", "In the team from now on."), nil
}

func leave(c *web.Call) (web.Reply, error) {
	if err := Leave(c, c.Gate, ids.Account(c.Path("account"))); err != nil {
		return nil, err
	}
	return web.Go("/prison/team", "Taken out of the team. They see none of it any more."), nil
}

// show is where one person is, and what differs there.
func show(c *web.Call) (web.Reply, error) {
	var z Stay
	var todo []Task
	office := c.Who.Has(actor.Manager) || c.Who.Has(actor.Coordinator)
	seen := false // the person may be seen, so that what is missing is the stay
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if err = InTeam(s); err != nil {
			return err
		}
		seen = true
		if z, err = Here(s, c.Person()); err != nil || !office {
			return err
		}
		todo, err = tasksOf(s, z.ID)
		return err
	})
	if Outsider(err) {
		return NotTeam(c, "Prison"), nil
	}
	if seen && gate.Missing(err) {
		blocks := []ui.Block{ui.Para("This person does not have their support in prison.")}
		if c.Can(MayEnter) {
			blocks = append(blocks, ui.SecondaryLink("This person is in prison now", Path(c.Person(), "enter")))
		}
		return c.Page("Prison", blocks...), nil
	}
	if err != nil {
		return nil, err
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Where", Value: z.Place()}, {Key: "Officers", Value: z.Escort.Label()}, {Key: "Since", Value: z.From.Said()},
	}}
	blocks := []ui.Block{r}
	if c.Can(MayMove) {
		blocks = append(blocks, ui.SecondaryLink("Another cell or wing", Path(z.Person, "move")))
	}
	blocks = append(blocks, ui.Heading("What differs in prison"), ui.Bullets(
		"No phone goes in: the visits are on the printed round alone.",
		"A worry about abuse goes to the prison’s own safeguarding lead first, and to ours. Section 42 does not apply there (Care Act section 76).",
		"Direct payments cannot be made. Equipment and small changes can.",
		"Nobody outside the team is told where the person is. Why they are there is not written down anywhere.",
	))
	if office {
		blocks = append(blocks, z.releaseBlocks(todo, c.Now().On())...)
	}
	return c.Page("Prison", blocks...).BackTo("Prison team", "/prison"), nil
}

// releaseBlocks are the day of release and what is to be done before it.
func (s Stay) releaseBlocks(todo []Task, today when.Date) []ui.Block {
	blocks := []ui.Block{ui.Heading("Release")}
	if s.Release == "" {
		return append(blocks, ui.Para("No day is known."), ui.SecondaryLink("The day of release is known", Path(s.Person, "release")))
	}
	l := ui.List{Caption: "Before release", Empty: "Nothing is left to do.", Columns: []ui.Column{{Head: "What"}, {Head: "By"}, {Head: "How it stands"}}}
	for _, t := range todo {
		what, state := ui.Cell{Text: t.Kind.Label()}, ui.Cell{Tag: ui.Tag{Text: "To do", Kind: ui.Waiting}}
		switch {
		case !t.Done.IsZero():
			state = ui.Cell{Text: "Done " + t.Done.On().Said() + ". " + t.Words}
		case t.Due < today:
			state = ui.Cell{Tag: ui.Tag{Text: "Late", Kind: ui.Urgent}}
		}
		if t.Done.IsZero() {
			what.Href = Path(s.Person, "release", t.ID)
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{what, {Text: t.Due.Said()}, state}})
	}
	return append(blocks,
		ui.Record{Rows: []ui.RecordRow{{Key: "Day", Value: s.Release.Said()}, {Key: "Who supports them then", Value: s.Receiving}}},
		ui.Para("Only coordinators and managers of the team see this day. Do not say it to the person or the family: the prison does."),
		l,
		ui.Links(ui.Link{Text: "The pack for that council, to print", Href: Path(s.Person, "pack")}, ui.Link{Text: "Another day, or another council", Href: Path(s.Person, "release")}),
		ui.PostButton{Text: "The person is out", Action: Path(s.Person, "out"), Hidden: []ui.Pair{ui.Version(s.Version)}, Warning: true})
}

func out(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int `json:"version"`
	}
	err := c.Form(&form)
	if err == nil {
		err = Out(c, c.Gate, c.Person(), form.Version)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go("/prison", "Written down. The visits in prison are called off; plan those outside."), nil
}
