package prison

import (
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/plan"
)

func wingOptions(all []Wing) []ui.Option {
	var out []ui.Option
	for _, w := range all {
		out = append(out, ui.Option{Value: string(w.ID), Label: w.Name})
	}
	return out
}

func stayFields(ws []Wing, was Stay) []ui.Field {
	return []ui.Field{
		{Name: "wing", Label: "Which wing?", Kind: ui.KindSelect, Value: string(was.Wing), Options: wingOptions(ws)},
		{Name: "landing", Label: "Which landing?", Value: was.Landing, Optional: true, Width: 10},
		{Name: "cell", Label: "Which cell?", Value: was.Cell, Width: 10},
		{Name: "escort", Label: "How many officers must be there?", Kind: ui.KindRadios, Value: string(was.Escort), Options: []ui.Option{
			{Value: string(OneOfficer), Label: OneOfficer.Label()}, {Value: string(TwoOfficers), Label: TwoOfficers.Label()},
		}, Optional: true, Hint: "Leave empty where none is needed."},
	}
}

func enterPage(c *web.Call) (web.Reply, error) {
	var ws []Wing
	err := c.Gate.Read(c, MayEnter, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if err = InTeam(s); err != nil {
			return err
		}
		ws, err = wings(s)
		return err
	})
	if Outsider(err) {
		return NotTeam(c, "In prison now"), nil
	}
	if err != nil {
		return nil, err
	}
	at := Path(c.Person())
	f := ui.Form{
		Action: at + "/enter", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: stayFields(ws, Stay{}),
	}
	return c.Page("In prison now", ui.Para("Visits planned at home are called off. Do not write down why the person is there, here or anywhere else."), f).BackTo("Prison", at), nil
}

func readStay(c *web.Call) (Stay, error) {
	var z Stay
	var form struct {
		ID      StayID `json:"id"`
		Wing    WingID `json:"wing"`
		Landing string `json:"landing"`
		Cell    string `json:"cell"`
		Escort  Escort `json:"escort"`
		Version int    `json:"version"`
	}
	err := c.Form(&form)
	z = Stay{ID: form.ID, Person: c.Person(), Wing: form.Wing, Landing: form.Landing, Cell: form.Cell, Escort: form.Escort, Version: form.Version}
	return z, err
}

func enter(c *web.Call) (web.Reply, error) {
	z, err := readStay(c)
	if err == nil {
		err = Enter(c, c.Gate, z)
	}
	return c.Added(enterPage, err, Path(c.Person()), "Saved. The team sees where the person is.")
}

func movePage(c *web.Call) (web.Reply, error) {
	var ws []Wing
	var z Stay
	err := c.Gate.Read(c, MayMove, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if err = InTeam(s); err != nil {
			return err
		}
		if z, err = Here(s, c.Person()); err != nil {
			return err
		}
		ws, err = wings(s)
		return err
	})
	if Outsider(err) {
		return NotTeam(c, "Another cell or wing"), nil
	}
	if err != nil {
		return nil, err
	}
	at := Path(c.Person())
	f := ui.Form{Action: at + "/move", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{ui.Version(z.Version)}, Fields: stayFields(ws, z)}
	return c.Page("Another cell or wing", f).BackTo("Prison", at), nil
}

func move(c *web.Call) (web.Reply, error) {
	z, err := readStay(c)
	if err == nil {
		err = Move(c, c.Gate, z)
	}
	if err != nil {
		return c.Again(movePage, err)
	}
	return web.Go(Path(c.Person()), "Saved."), nil
}

func releasePage(c *web.Call) (web.Reply, error) {
	z, _, err := released(c)
	if err != nil {
		return nil, err
	}
	at := Path(c.Person())
	f := ui.Form{Action: at + "/release", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{ui.Version(z.Version)}, Fields: []ui.Field{
		{Name: "on", Label: "On which day?", Kind: ui.KindDate, Value: string(z.Release)},
		{Name: "receiving", Label: "Which council supports them then?", Value: z.Receiving, Hint: "Our own, if they will live here."},
	}}
	return c.Page("Release", ui.Para("Only coordinators and managers of the team see this. What has to be done before the day is listed at once."), f).BackTo("Prison", at), nil
}

// released is where somebody is with what is to be done before release.
func released(c *web.Call) (z Stay, todo []Task, err error) {
	err = c.Gate.Read(c, MayRelease, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if err = InTeam(s); err != nil {
			return err
		}
		if z, err = Here(s, c.Person()); err != nil {
			return err
		}
		todo, err = tasksOf(s, z.ID)
		return err
	})
	if Outsider(err) {
		err = gate.NotFound()
	}
	return z, todo, err
}

func setRelease(c *web.Call) (web.Reply, error) {
	r := Releasing{}
	err := c.Form(&r)
	r.Person = c.Person()
	if err == nil {
		err = SetRelease(c, c.Gate, r)
	}
	if err != nil {
		return c.Again(releasePage, err)
	}
	return web.Go(Path(c.Person()), "Saved. See below what is to be done before the day."), nil
}

func taskPage(c *web.Call) (web.Reply, error) {
	_, todo, err := released(c)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(todo, func(t Task) bool { return t.ID == c.Path("task") })
	if i < 0 {
		return nil, gate.NotFound()
	}
	t, at := todo[i], Path(c.Person())
	r := ui.Record{Rows: []ui.RecordRow{{Key: "What", Value: t.Kind.Label()}, {Key: "By", Value: t.Due.Said()}}}
	if !t.Done.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Done", Value: t.Done.Said() + ". " + t.Words})
		return c.Page("Before release", r).BackTo("Prison", at), nil
	}
	f := ui.Form{Action: at + "/release/" + t.ID, Submit: "It is done", Hidden: []ui.Pair{ui.Version(t.Version)}, Fields: []ui.Field{
		{Name: "words", Label: "What was done, and with whom?", Kind: ui.KindArea, Rows: 3},
	}}
	return c.Page("Before release", r, f).BackTo("Prison", at), nil
}

func taskDone(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int    `json:"version"`
		Words   string `json:"words"`
	}
	err := c.Form(&form)
	if err == nil {
		err = Done(c, c.Gate, c.Person(), c.Path("task"), form.Version, form.Words)
	}
	if err != nil {
		return c.Again(taskPage, err)
	}
	return web.Go(Path(c.Person()), "Done."), nil
}

// roundParts are the parts of the day in which a wing can be open.
var roundParts = plan.Parts

func wingPage(c *web.Call) (web.Reply, error) {
	w := Wing{ID: WingID(ids.New()), Windows: map[plan.Part]Window{}}
	id := WingID(c.Path("wing"))
	err := c.Gate.Read(c, MayTeam, gate.Council, func(s *gate.Snapshot) error {
		if id == "" {
			return nil
		}
		all, err := wings(s)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x Wing) bool { return x.ID == id })
		if i < 0 {
			return gate.NotFound()
		}
		w = all[i]
		return nil
	})
	if err != nil {
		return nil, err
	}
	at, title := "/prison/wings/new", "Add a wing"
	if id != "" {
		at, title = "/prison/wings/"+string(id), w.Name
	}
	f := ui.Form{Action: at, Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: "/prison/team"}, Hidden: []ui.Pair{{Name: "id", Value: string(w.ID)}, ui.Version(w.Version)}, Fields: []ui.Field{
		{Name: "name", Label: "What is it called?", Value: w.Name},
		{Name: "escort", Label: "How does the team get in?", Kind: ui.KindArea, Rows: 2, Value: w.Escort, Optional: true, Hint: "Where to wait, whom to ask, what may be carried."},
		{Kind: ui.KindHeading, Label: "When are cells unlocked for support?", Hint: "Leave a part of the day empty where they are not."},
	}}
	hour := func(m int) string {
		if m == 0 {
			return ""
		}
		return when.Hour(m)
	}
	for _, p := range roundParts {
		x := w.Windows[p]
		f.Fields = append(f.Fields,
			ui.Field{Name: string(p) + "_from", Label: p.Label() + ", from", Value: hour(x.From), Optional: true, Width: 10},
			ui.Field{Name: string(p) + "_until", Label: p.Label() + ", until", Value: hour(x.Until), Optional: true, Width: 10})
	}
	return c.Page(title, f).BackTo("The prison team", "/prison/team"), nil
}

func saveWing(c *web.Call) (web.Reply, error) {
	var form struct {
		ID      WingID `json:"id"`
		Name    string `json:"name"`
		Escort  string `json:"escort"`
		Version int    `json:"version"`
	}
	err := c.Form(&form)
	w := Wing{ID: form.ID, Name: form.Name, Escort: form.Escort, Version: form.Version, Windows: map[plan.Part]Window{}}
	if err == nil {
		var checks fault.Checks
		for _, p := range roundParts {
			from, until := c.Posted(string(p)+"_from"), c.Posted(string(p)+"_until")
			if from+until == "" {
				continue
			}
			var x Window
			var bad error
			x.From, bad = when.ParseHour(from)
			checks.Field(bad != nil, string(p)+"_from", "Enter a time, like 8:30am.")
			x.Until, bad = when.ParseHour(until)
			checks.Field(bad != nil, string(p)+"_until", "Enter a time, like 8:30am.")
			w.Windows[p] = x
		}
		err = checks.Err("prison.wing")
	}
	if err == nil {
		err = SaveWing(c, c.Gate, w)
	}
	return c.Added(wingPage, err, "/prison/team", "Wing saved.")
}
