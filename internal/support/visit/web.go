package visit

import (
	"cmp"
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/assessment"
)

// Routes of the pages of visits.
var Routes = []web.Route{
	web.Get("/people/{person}/visits", MaySee, list),
	web.Get("/people/{person}/visits/new", MayAdd, addPage),
	web.Post("/people/{person}/visits/new", MayAdd, addOne),
	web.Get("/people/{person}/visits/{visit}", MaySee, show),
	web.Get("/people/{person}/concerns", MaySeeConcerns, concernsPage),
	web.Get("/people/{person}/visits/{visit}/correct", MayCorrect, correctPage),
	web.Post("/people/{person}/visits/{visit}/correct", MayCorrect, correct),
	web.Get("/people/{person}/visits/{visit}/cancel", MayCancel, cancelPage),
	web.Post("/people/{person}/visits/{visit}/cancel", MayCancel, cancelOne),
}

const pageSize = 50

func path(p ids.Person, parts ...ID) string {
	at := web.PersonPath(p, "visits")
	for _, x := range parts {
		at += "/" + string(x)
	}
	return at
}

func here(c *web.Call) ID { return ID(c.Path("visit")) }

var stateTags = map[State]ui.TagKind{
	Planned: ui.Plain, Done: ui.Good, Unanswered: ui.Urgent, Unwanted: ui.Waiting, Missed: ui.Urgent, CalledOff: ui.Quiet,
}

// Tag is the state as a coloured word.
func (s State) Tag() ui.Tag { return ui.Tag{Text: s.Label(), Kind: stateTags[s]} }

func list(c *web.Call) (web.Reply, error) {
	today := c.Now().On()
	from, until := c.Date("from", today.Add(-14)), c.Date("until", today.Add(7))
	n := c.PageNumber()
	var visits []Visit
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		visits, err = page(s, c.Person(), from, until, pageSize+1, (n-1)*pageSize)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person())
	l := ui.List{
		Caption: "Visits from " + from.Said() + " to " + until.Said(),
		Columns: []ui.Column{{Head: "Day"}, {Head: "Visit"}, {Head: "Planned"}, {Head: "What happened"}, {Head: "Begun and ended"}},
		Empty:   "There are no visits between these days. Visits appear here when the rota of a day is built.",
		Filter: &ui.Filter{
			Action: at, Submit: "Show these days", Clear: at,
			Fields: []ui.Field{
				{Name: "from", Label: "From", Value: string(from), Hint: "Like 2026-11-30", Width: 10},
				{Name: "until", Label: "To", Value: string(until), Hint: "Like 2026-11-30", Width: 10},
			},
		},
	}
	query := fmt.Sprintf("%s?from=%s&until=%s&page=", at, from, until)
	if n > 1 {
		l.More.Prev = query + fmt.Sprint(n-1)
	}
	if len(visits) > pageSize {
		visits, l.More.Next = visits[:pageSize], query+fmt.Sprint(n+1)
	}
	for _, v := range visits {
		l.Rows = append(l.Rows, ui.Row{Href: path(v.Person, v.ID), Cells: []ui.Cell{
			{Text: v.On.Short()}, {Text: v.PartLabel()}, {Text: v.Times()}, {Tag: v.State.Tag()}, {Text: v.stay()},
		}})
	}
	blocks := []ui.Block{}
	if c.Can(MayAdd) {
		blocks = append(blocks, ui.SecondaryLink("Add a visit", at+"/new"))
	}
	return c.Page("Visits", append(blocks, l)...).AsWide(), nil
}

// stay is when the worker came and left, as far as it is known.
func (v Visit) stay() string {
	switch {
	case v.Arrived.IsZero():
		return ""
	case v.Left.IsZero():
		return v.Arrived.Clock()
	}
	return v.Arrived.Clock() + " to " + v.Left.Clock()
}

func show(c *web.Call) (web.Reply, error) {
	var d detail
	var labels assessment.Labels
	may := MaySee
	if c.Can(MaySeeConcerns) {
		may = MaySeeConcerns // whoever may read them may see the visit
	}
	err := c.Gate.Read(c, may, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if d, err = details(s, c.Person(), here(c), may.Name == MaySeeConcerns.Name); err != nil {
			return err
		}
		labels, err = assessment.Words(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	v := d.visit
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "What happened", Block: v.State.Tag()},
		{Key: "Planned", Value: v.On.Said() + ", " + v.Times()},
		{Key: "Workers", Value: fmt.Sprint(v.Workers)},
	}}
	row := func(key, value string) {
		if value != "" {
			r.Rows = append(r.Rows, ui.RecordRow{Key: key, Value: value})
		}
	}
	if v.First {
		row("First visit", "Yes: longer, to get to know each other")
	}
	if v.State == Planned {
		row("If visits must be cut", d.harm.Label())
	}
	row("Begun and ended", v.stay())
	row("How the person was", v.Feeling.Label())
	for _, t := range v.Tried() {
		row("Tried", t.Label())
	}
	switch v.State {
	case Unwanted:
		row("Why", Declining(v.Reason).Label())
	case CalledOff:
		row("Why", CallOff(v.Reason).Label())
	}
	row("Note", v.Note)
	if !v.RecordedAt.IsZero() {
		row("Recorded", v.RecordedAt.Said()+by(d.by)+". "+v.Channel.Label())
	}
	blocks := []ui.Block{r}
	if v.State == Done {
		blocks = append(blocks, d.taskList(labels))
	}
	if len(d.additions) > 0 {
		blocks = append(blocks, ui.Heading("Added later"), d.timeline(labels))
	}
	blocks = append(blocks, ui.Actions(links(c, v)...))
	return c.Page(v.PartLabel()+" visit, "+v.On.Said(), blocks...).BackTo("Visits", path(v.Person)), nil
}

func by(name string) string {
	if name == "" {
		return ""
	}
	return ", by " + name
}

// links are what can be done with the visit as it is.
func links(c *web.Call, v Visit) []ui.Block {
	at := path(v.Person, v.ID)
	var out []ui.Block
	if _, ok := v.State.next("record"); ok && c.Can(MayCancel) && v.On <= c.Now().On() {
		out = append(out, ui.ButtonLink("Record for the worker", at+"/record"))
	}
	if !v.Arrived.IsZero() || v.Channel == App {
		out = append(out, ui.SecondaryLink("What the phone recorded", at+"/recorded"))
	}
	if _, ok := v.State.next("no_answer"); ok && c.Can(MayCancel) && v.On <= c.Now().On() {
		out = append(out, ui.SecondaryLink("No answer at the door", at+"/no-answer"))
	}
	if _, ok := v.State.next("not_wanted"); ok && c.Can(MayCancel) && v.On <= c.Now().On() {
		out = append(out, ui.SecondaryLink("Chose not to have it", at+"/not-wanted"))
	}
	if v.Recorded() && c.Can(MayCorrect) {
		out = append(out, ui.SecondaryLink("Correct this record", at+"/correct"))
	}
	if v.State == Planned && c.Can(MayCancel) {
		out = append(out, ui.SecondaryLink("Cancel this visit", at+"/cancel"), ui.SecondaryLink("Find another worker or time", "/rota/"+string(v.On)+"/visits/"+string(v.ID)))
	}
	return out
}

func (d detail) taskList(labels assessment.Labels) ui.List {
	l := ui.List{
		Caption: "What the person did", Columns: []ui.Column{{Head: "Task"}, {Head: "How it went"}},
		Empty: "No tasks were recorded at this visit.",
	}
	for _, t := range d.tasks {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(t.said(), labels[t.Level])})
	}
	return l
}

func (d detail) timeline(labels assessment.Labels) ui.Timeline {
	words := map[string]string{}
	for _, t := range d.tasks {
		words[string(t.Task.Task)] = t.said()
	}
	var t ui.Timeline
	for _, a := range d.additions {
		what := a.Words
		switch {
		case a.Kind == told:
			what = "Concern: " + Concern{Kind: ConcernKind(a.Was), Urgency: Urgency(a.Now), Words: a.Words}.said()
		case a.Kind == SecondWorker:
			what = "The second worker was there from " + a.Arrived.Clock() + " to " + a.Left.Clock() + ". " + a.Words
		case a.Task != "":
			what = fmt.Sprintf("%s: not “%s” but “%s”. %s", words[string(a.Task)], labels[assessment.Level(a.Was)], labels[assessment.Level(a.Now)], a.Words)
		}
		t.Events = append(t.Events, ui.Event{When: a.At.Said(), Who: a.name, What: what})
	}
	return t
}

func correctPage(c *web.Call) (web.Reply, error) {
	var d detail
	var labels assessment.Labels
	err := c.Gate.Read(c, MayCorrect, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if d, err = details(s, c.Person(), here(c), false); err != nil {
			return err
		}
		labels, err = assessment.Words(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), here(c))
	task := ui.Field{Name: "task", Label: "Which task?", Kind: ui.KindSelect, Optional: true, Options: []ui.Option{{Value: "", Label: "None: I am adding words only"}}}
	for _, t := range d.tasks {
		task.Options = append(task.Options, ui.Option{Value: string(t.Task.Task), Label: t.said() + " (recorded: " + labels[t.Level] + ")"})
	}
	level := ui.Field{Name: "level", Label: "The right step", Kind: ui.KindRadios, Optional: true}
	for _, l := range assessment.Ladder {
		level.Options = append(level.Options, ui.Option{Value: string(l), Label: labels[l]})
	}
	f := ui.Form{
		Action: at + "/correct", Submit: "Add correction", Cancel: ui.Link{Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{task, level, {Name: "words", Label: "What is right, and how do you know?", Kind: ui.KindArea, Rows: 3}},
	}
	return c.Page("Correct a record", ui.Para("What was recorded stays. Your correction is added to it, with your name."), f).BackTo("Visit", at), nil
}

func correct(c *web.Call) (web.Reply, error) {
	r := Correction{
		ID: c.Posted("id"), Person: c.Person(), Visit: here(c), Task: taskID(c.Posted("task")),
		Level: c.Posted("level"), Words: c.Posted("words"),
	}
	err := Correct(c, c.Gate, r)
	return c.Added(correctPage, err, path(r.Person, r.Visit), "Correction added.")
}

func cancelPage(c *web.Call) (web.Reply, error) {
	var v Visit
	err := c.Gate.Read(c, MayCancel, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		v, err = Get(s, c.Person(), here(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(v.Person, v.ID)
	if v.State != Planned {
		return c.Page("Cancel a visit", ui.Para("This visit is no longer planned, so it cannot be cancelled.")).BackTo("Visit", at), nil
	}
	why := ui.Field{Name: "reason", Label: "Why will this visit not happen?", Kind: ui.KindRadios, Options: ui.Options(CallOffs)}
	f := ui.Form{
		Action: at + "/cancel", Submit: "Cancel the visit", Warning: true, Cancel: ui.Link{Text: "Keep the visit", Href: at},
		Hidden: []ui.Pair{ui.Version(v.Version)},
		Fields: []ui.Field{why, {Name: "note", Label: "Anything else to know", Kind: ui.KindArea, Rows: 3, Optional: true}},
	}
	return c.Page("Cancel the visit of "+v.On.Said()+", "+v.Times(), f).BackTo("Visit", at), nil
}

func cancelOne(c *web.Call) (web.Reply, error) {
	r := Cancellation{}
	err := c.Form(&r)
	r.Person, r.Visit = c.Person(), here(c)
	if err == nil {
		err = Cancel(c, c.Gate, r)
	}
	if err != nil {
		return c.Again(cancelPage, err)
	}
	return web.Go(path(r.Person, r.Visit), "Visit cancelled. Its worker will be told."), nil
}

func addPage(c *web.Call) (web.Reply, error) {
	err := c.Gate.Read(c, MayAdd, gate.Person(c.Person()), func(*gate.Snapshot) error { return nil })
	if err != nil {
		return nil, err
	}
	at := path(c.Person())
	skills := ui.Field{Name: "skills", Label: "What must the worker be trained in?", Kind: ui.KindChecks, Optional: true, Values: c.Queries("skills"), Options: ui.Options(staff.Skills)}
	var first []string
	if c.Query("first") != "" {
		first = []string{"yes"}
	}
	f := ui.Form{
		Action: at + "/new", Submit: "Add visit", Cancel: ui.Link{Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "on", Label: "Which day?", Kind: ui.KindDate, Value: c.Query("on")},
			{Name: "start", Label: "When should it start?", Kind: ui.KindTime, Value: c.Query("start")},
			{Name: "window", Label: "How much earlier or later may it start?", Kind: ui.KindNumber, Suffix: "minutes", Width: 3, Value: "30"},
			{Name: "duration", Label: "How long?", Kind: ui.KindNumber, Suffix: "minutes", Width: 3, Value: cmp.Or(c.Query("duration"), "60")},
			{Name: "workers", Label: "How many workers?", Kind: ui.KindRadios, Value: cmp.Or(c.Query("workers"), "1"), Options: []ui.Option{{Value: "1", Label: "One"}, {Value: "2", Label: "Two"}}},
			skills,
			{Name: "first", Label: "Is this the first visit?", Kind: ui.KindChecks, Optional: true, Values: first, Options: []ui.Option{{Value: "yes", Label: "Yes, nobody has visited yet"}}},
		},
	}
	starts := ui.Links(ui.Link{Text: "When could we visit? The best three starts of a day, beside everything that stands", Href: "/rota/" + string(c.Now().On().Add(1)) + "/starts/" + string(c.Person())})
	return c.Page("Add a visit", starts, f).BackTo("Visits", at), nil
}

func addOne(c *web.Call) (web.Reply, error) {
	o := OneOff{}
	err := c.Form(&o)
	o.Person, o.StartMin = c.Person(), -1
	if m, bad := when.ParseHour(c.Posted("start")); bad == nil {
		o.StartMin = m
	}
	if err == nil {
		err = AddOne(c, c.Gate, o)
	}
	return c.Added(addPage, err, path(o.Person), "Visit added. Build the rota of that day to give it a worker.")
}
