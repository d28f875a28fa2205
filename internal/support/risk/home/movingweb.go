package home

import (
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/risk"
)

func movingPage(c *web.Call) (web.Reply, error) {
	var all []Moving
	alone := 0
	err := c.Gate.Read(c, risk.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = assessments(s, c.Person()); err != nil {
			return err
		}
		alone, err = visitsOfOne(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	p, today := c.Person(), c.Now().On()
	var blocks []ui.Block
	if len(all) == 0 {
		blocks = append(blocks, ui.Para("Nobody has assessed this yet. Until then workers do not lift or hold the person: they ask, watch, and ring."))
	} else {
		m := all[0]
		blocks = append(blocks, ui.Para("Assessed on "+m.On.Said()+" by "+m.Source+". Assess again by "+m.ReviewOn.Said()+"."))
		if m.ReviewOn <= today {
			blocks = append(blocks, ui.Warning("The day to assess again has passed."))
		}
		if m.Workers() == 2 && alone > 0 {
			blocks = append(blocks, ui.Inset("This asks for 2 workers. "+kinds(alone)+" for 1 worker. The plan has not been changed: decide with the therapist."),
				ui.Links(ui.Link{Text: "Open the plan", Href: web.PersonPath(p, "plan")}))
		}
		blocks = append(blocks, m.list(today))
		if m.Words != "" {
			blocks = append(blocks, ui.Text(m.Words))
		}
	}
	if c.Can(risk.MayAssess) {
		blocks = append(blocks, ui.ButtonLink("Assess how they move", risk.Path(p, "moving", "new")))
	}
	for _, m := range all[min(1, len(all)):] {
		blocks = append(blocks, ui.Details("Assessed on "+m.On.Said()+" by "+m.Source, m.list(today), ui.Text(m.Words)))
	}
	return c.Page("Moving and handling", blocks...).BackTo("Risks", risk.Path(p)).AsWide(), nil
}

// kinds says how many kinds of visit there are: 1 kind of visit in the plan is.
func kinds(n int) string {
	if n == 1 {
		return "1 kind of visit in the plan is"
	}
	return strconv.Itoa(n) + " kinds of visits in the plan are"
}

func (m Moving) list(today when.Date) ui.Block {
	l := ui.List{
		Caption: "How they move", CaptionHidden: true,
		Columns: []ui.Column{{Head: "What"}, {Head: "How far themselves"}, {Head: "Workers"}, {Head: "How it is done"}, {Head: "With what"}, {Head: "Checked"}},
	}
	for _, t := range m.Tasks {
		checked := ui.Cell{Text: t.CheckedOn.Said()}
		if t.checkLate(today) {
			checked = ui.Cell{Tag: ui.Tag{Text: "Check is late: do not use it", Kind: ui.Urgent}}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: append(ui.Texts(t.Task.Label(), t.Able.Label(), workersOffered[min(max(t.Workers, 0), 2)], t.Method, t.Equipment), checked)})
	}
	return l
}

func assessPage(c *web.Call) (web.Reply, error) {
	var all []Moving
	err := c.Gate.Read(c, risk.MayAssess, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = assessments(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	var was Moving
	if len(all) > 0 {
		was = all[0]
	}
	at, today := risk.Path(c.Person(), "moving"), c.Now().On()
	f := ui.Form{
		Action: at + "/new", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "on", Label: "When was it assessed?", Kind: ui.KindDate, Value: string(today)},
			{Name: "source", Label: "Who assessed it?", Hint: "Name and job."},
		},
	}
	var workers []ui.Option
	for n, words := range workersOffered {
		workers = append(workers, ui.Option{Value: strconv.Itoa(n), Label: words})
	}
	able := append([]ui.Option{{Value: notAssessed, Label: "Not assessed"}}, ui.Options(risk.Ables)...)
	for _, t := range risk.Tasks {
		x, have := was.of(t)
		key, name := string(t), t.Label()
		now := notAssessed
		if have {
			now = string(x.Able)
		}
		f.Fields = append(
			f.Fields,
			ui.Field{Kind: ui.KindHeading, Label: name},
			ui.Field{Name: "able_" + key, Label: name + ": how far themselves?", Kind: ui.KindSelect, Options: able, Value: now},
			ui.Field{Name: "workers_" + key, Label: name + ": how many workers?", Kind: ui.KindSelect, Options: workers, Value: strconv.Itoa(x.Workers)},
			ui.Field{Name: "method_" + key, Label: name + ": how is it done?", Kind: ui.KindArea, Rows: 2, Optional: true, Value: x.Method},
			ui.Field{Name: "equipment_" + key, Label: name + ": with what?", Hint: "Like: rail, frame, hoist with the medium sling.", Optional: true, Value: x.Equipment},
			ui.Field{Name: "checked_" + key, Label: name + ": when was that last checked?", Kind: ui.KindDate, Optional: true, Value: string(x.CheckedOn)},
		)
	}
	f.Fields = append(
		f.Fields,
		ui.Field{Kind: ui.KindHeading, Label: "All of it"},
		ui.Field{Name: "words", Label: "What else must a worker know?", Kind: ui.KindArea, Rows: 3, Optional: true},
		ui.Field{Name: "review_on", Label: "When is it assessed again?", Kind: ui.KindDate, Value: string(today.Add(42))},
	)
	blocks := []ui.Block{ui.Para("Say only what you have seen. What you leave at “Not assessed” is not done by workers.")}
	if len(all) > 0 {
		blocks = append(blocks, ui.Inset("This begins with what was assessed on "+was.On.Said()+". Look at each line again."))
	}
	return c.Page("Assess how they move", append(blocks, f)...).BackTo("Moving and handling", at), nil
}

// notAssessed is the answer of the form for what nobody has assessed.
const notAssessed = "none"

func assess(c *web.Call) (web.Reply, error) {
	var m Moving
	err := c.Form(&m)
	m.Person = c.Person()
	var bad risk.Checks
	for _, t := range risk.Tasks {
		key := string(t)
		able := c.Posted("able_" + key)
		if able == "" || able == notAssessed {
			continue
		}
		x := Task{Task: t, Able: risk.Able(able), Method: c.Posted("method_" + key), Equipment: c.Posted("equipment_" + key)}
		n, failed := strconv.Atoi(c.Posted("workers_" + key))
		bad.Field(failed != nil, "workers_"+key, "%s: choose no worker, one or two.", t.Label())
		x.Workers = n
		x.CheckedOn, failed = postedDate(c, "checked_"+key)
		bad.Field(failed != nil, "checked_"+key, "%s: enter a real date, like 27 3 2026.", t.Label())
		m.Tasks = append(m.Tasks, x)
	}
	if err == nil {
		err = bad.Err("risk.moving")
	}
	if err == nil {
		err = Assess(c, c.Gate, m)
	}
	return c.Added(assessPage, err, risk.Path(m.Person, "moving"), "Saved. Workers see it with their next update.")
}

// postedDate is a date of three boxes; empty where all of them are.
func postedDate(c *web.Call, name string) (when.Date, error) {
	day, month, year := c.Posted(name+"-day"), c.Posted(name+"-month"), c.Posted(name+"-year")
	if day+month+year == "" {
		return "", nil
	}
	pad := func(s string, n int) string { return strings.Repeat("0", max(0, n-len(s))) + s }
	return when.ParseDate(pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2))
}
