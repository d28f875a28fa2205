package risk

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/visit"
)

// Routes of the pages about a person's risks, and of the list of what is due.
var Routes = []web.Route{
	web.Get("/risks", MayList, listPage),
	web.Get("/people/{person}/risks", MaySee, overview),
	web.Get("/people/{person}/risks/facts", MaySee, factsPage),
	web.Get("/people/{person}/risks/facts/{kind}", MayRecord, factPage),
	web.Post("/people/{person}/risks/facts/{kind}", MayRecord, addFact),
	web.Get("/people/{person}/risks/facts/{fact}/end", MayEnd, endFactPage),
	web.Post("/people/{person}/risks/facts/{fact}/end", MayEnd, endFactNow),
	web.Get("/people/{person}/risks/warnings", MaySee, warningsPage),
	web.Get("/people/{person}/risks/warnings/new", MayRecord, warningPage),
	web.Post("/people/{person}/risks/warnings/new", MayRecord, addWarning),
	web.Get("/people/{person}/risks/warnings/{warning}", MaySee, showWarning),
	web.Post("/people/{person}/risks/warnings/{warning}/look", MayEnd, look),
	web.Post("/people/{person}/risks/warnings/{warning}/end", MayEnd, endWarningNow),
	web.Post("/people/{person}/risks/warnings/{warning}/challenge", MayRecord, object),
	web.Post("/people/{person}/risks/warnings/{warning}/challenges/{challenge}", MayEnd, answerNow),
	web.Get("/people/{person}/risks/door", MaySee, doorPage),
	web.Post("/people/{person}/risks/door", MayRecord, door),
	web.Get("/people/{person}/first-visit", MaySee, firstPage),
}

func overview(c *web.Call) (web.Reply, error) {
	var b Brief
	var rest []dated
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if b, err = ForVisit(s, c.Person(), s.Today()); err != nil {
			return err
		}
		rest, err = assessed(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	p := c.Person()
	blocks := b.Cards(p, c.Now().On())
	var buttons []ui.Block
	if c.Can(MayRecord) {
		for _, k := range FactKinds {
			buttons = append(buttons, ui.SecondaryLink(addWords[k], Path(p, "facts", string(k))))
		}
		buttons = append(buttons, ui.SecondaryLink("Add a warning", Path(p, "warnings", "new")))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, ui.Actions(buttons...))
	}
	if b.First != nil {
		blocks = append(blocks, ui.Inset("None of us has visited yet."), ui.Links(ui.Link{Text: "What whoever comes first will see", Href: web.PersonPath(p, "first-visit")}))
	}
	blocks = append(blocks, assessedList(p, rest, c.Now().On()))
	return c.Page("Risks", blocks...).AsWide(), nil
}

// Cards are the brief as a page shows it: wishes where support is for comfort,
// what must be known at once, warnings, and what to heed in the home.
func (b Brief) Cards(p ids.Person, today when.Date) []ui.Block {
	var out []ui.Block
	if b.Comfort != nil {
		out = append(out, b.Comfort.Card(Path(p, "comfort")))
	}
	return append(out, safetyCard(p, b.Safety, today), warningsCard(p, b.Warnings), heedCard(b.Heed))
}

// Card is the profile as a page shows it: what it means, each wish, and whom to
// call. Nobody close to the person sees it before it was released to them.
func (c Comfort) Card(href string) ui.Block {
	r := ui.Record{Title: "Comfort and wishes", Rows: []ui.RecordRow{{Key: "What this means", Value: c.Words}}}
	if href != "" {
		r.Links = []ui.Link{{Text: "Open the wishes", Href: href}}
	}
	for _, w := range c.Wishes {
		r.Rows = append(r.Rows, ui.RecordRow{Key: w.About, Value: w.Words})
	}
	for _, k := range c.Call {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Call", Value: k.Said()})
	}
	return r
}

// Said is whom to call, and when: District nurse, 01632 960 111 (pain at night).
func (k Call) Said() string {
	said := joined(", ", k.Who, strings.ReplaceAll(k.Phone, " ", "\u00a0"))
	if k.When != "" {
		said += " (" + k.When + ")"
	}
	return said
}

func safetyCard(p ids.Person, all []Safety, today when.Date) ui.Block {
	r := ui.Record{
		Title: "What must be known at once", Links: []ui.Link{{Text: "All, with history", Href: Path(p, "facts")}},
		Empty: "Nothing is written down of allergies, resuscitation, swallowing or moving. That does not mean that there is nothing: ask, and write down what you learn.",
	}
	for _, s := range all {
		r.Rows = append(r.Rows, ui.RecordRow{Key: s.Kind.Label(), Value: s.Words + "\n" + s.from(today)})
	}
	return r
}

// from is how we know, and when somebody looks again.
func (s Safety) from(today when.Date) string {
	said := "How we know: " + sentence(s.Said())
	switch {
	case s.Due(today):
		return said + " Ask now whether this is still right."
	case s.ReviewOn != "":
		return said + " Ask again by " + s.ReviewOn.Said() + "."
	}
	return said
}

func warningsCard(p ids.Person, all []WarningSaid) ui.Block {
	l := ui.List{
		Caption: "Warnings for whoever visits", Empty: "No warnings are in force.",
		Columns: []ui.Column{{Head: "About"}, {Head: "What happened, and what to do"}, {Head: "How we know"}, {Head: "Shows until"}},
	}
	for _, w := range all {
		words := w.Words
		if w.Challenged {
			words += " The person says that this is not right. Nobody has answered yet."
		}
		l.Rows = append(l.Rows, ui.Row{Href: Path(p, "warnings", string(w.ID)), Cells: ui.Texts(w.Kind.Label(), words, joined(", ", w.Source, w.On.Said()), w.ReviewOn.Said())})
	}
	return ui.Group(l, ui.Links(ui.Link{Text: "All warnings, those that ended too", Href: Path(p, "warnings")}))
}

func heedCard(heed []string) ui.Block {
	if len(heed) == 0 {
		return ui.Group()
	}
	return ui.Group(ui.Heading("To heed in the home"), ui.Bullets(heed...))
}

// dated is when something was last assessed, and when somebody looks again.
type dated struct {
	what      string
	n         int
	on, again when.Date
}

// assessments are the pages of what is assessed and agreed, in their order.
var assessments = []struct{ what, text, path, none string }{
	{"home", "The home", "home", "Not looked at yet"},
	{"moving", "Moving and handling", "moving", "Not assessed yet"},
	{"choice", "Risks they choose to take", "choices", "None written down"},
	{"capacity", "Decisions and capacity", "capacity", "None written down"},
	{"order", "Who may decide, as the papers say", "orders", "None seen"},
	{"door", "What was seen at the door", "door", "Nothing yet"},
	{"comfort", "Comfort and wishes", "comfort", "Support is not for comfort only"},
	{"patterns", "Visits they chose not to have, and mood", "patterns", "Nothing considered yet"},
}

func assessedList(p ids.Person, rest []dated, today when.Date) ui.Block {
	l := ui.List{Caption: "Looked at and agreed", Columns: []ui.Column{{Head: "What"}, {Head: "How things stand"}, {Head: "Look again"}}}
	for _, a := range assessments {
		row := ui.Row{Href: Path(p, a.path), Cells: ui.Texts(a.text, a.none, "")}
		if i := slices.IndexFunc(rest, func(d dated) bool { return d.what == a.what && d.n > 0 }); i >= 0 {
			d := rest[i]
			row.Cells[1].Text = "Last on " + d.on.Said()
			switch {
			case d.again != "" && d.again <= today:
				row.Cells[2] = ui.Cell{Tag: ui.Tag{Text: "Due since " + d.again.Said(), Kind: ui.Waiting}}
			case d.again != "":
				row.Cells[2].Text = d.again.Said()
			}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func doorPage(c *web.Call) (web.Reply, error) {
	var all []Door
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = doors(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	at := Path(c.Person(), "door")
	t := ui.Timeline{Empty: "Nobody has said anything at the door yet."}
	for _, d := range all {
		e := ui.Event{When: d.At.Said(), Who: d.ByName, What: d.said()}
		if d.Visit != "" {
			e.Href = web.PersonPath(d.Person, "visits", string(d.Visit))
		}
		if d.Words != "" {
			e.Block = ui.Text(d.Words)
		}
		t.Events = append(t.Events, e)
	}
	blocks := []ui.Block{ui.Para("What workers saw before they went in. The office hears of each change on the same day, and at once when it is not safe.")}
	if c.Can(MayRecord) {
		fields := []ui.Field{
			{Name: "answer", Label: "At the door", Kind: ui.KindRadios, Options: ui.Options(DoorAnswers)},
			{Name: "seen", Label: "What has changed?", Kind: ui.KindChecks, Optional: true, Options: ui.Options(DoorCodes)},
			{Name: "words", Label: "What was seen?", Kind: ui.KindArea, Rows: 2, Optional: true},
			{Name: "went_in", Label: "Did you go in?", Kind: ui.KindRadios, Options: []ui.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}},
		}
		blocks = append(blocks, ui.Details("Write down what was seen at the door", ui.Form{
			ID: "door", Action: at, Submit: "Save", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: fields,
		}))
	}
	return c.Page("At the door", append(blocks, t)...).BackTo("Risks", Path(c.Person())), nil
}

// said is what was seen, in one line.
func (d Door) said() string {
	var seen []string
	for _, s := range d.Seen {
		seen = append(seen, strings.ToLower(s.Label()))
	}
	said := d.Answer.Label()
	if len(seen) > 0 {
		said += ": " + strings.Join(seen, ", ")
	}
	if d.Answer != Fine || d.First {
		said += map[bool]string{true: ". Went in.", false: ". Did not go in."}[d.WentIn]
	}
	return said
}

func door(c *web.Call) (web.Reply, error) {
	var f struct {
		ID     string     `json:"id"`
		Answer DoorAnswer `json:"answer"`
		Seen   []DoorCode `json:"seen"`
		Words  string     `json:"words"`
		WentIn string     `json:"went_in"`
	}
	err := c.Form(&f)
	if err == nil && f.WentIn != "yes" && f.WentIn != "no" {
		var missing Checks
		missing.Field(true, "went_in", "Say whether you went in.")
		err = missing.Err("risk.door")
	}
	channel := visit.Web
	if c.Can(MayEnd) {
		channel = visit.Office
	}
	if err == nil {
		err = Note(c, c.Gate, Door{ID: f.ID, Person: c.Person(), Answer: f.Answer, Seen: f.Seen, Words: f.Words, WentIn: f.WentIn == "yes", Channel: channel})
	}
	return c.Added(doorPage, err, Path(c.Person(), "door"), "Saved.")
}

func firstPage(c *web.Call) (web.Reply, error) {
	var b Brief
	var duty lonework.Duty
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if b, err = ForVisit(s, c.Person(), s.Today()); err != nil {
			return err
		}
		duty, err = lonework.OnDuty(s, s.Now)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := c.Person()
	if b.First == nil {
		return c.Page("First visit", ui.Para("One of us has visited already. What is known stands with the risks."),
			ui.Links(ui.Link{Text: "Risks", Href: Path(p)})), nil
	}
	blocks := []ui.Block{
		ui.Para("None of us has been there. This is what the worker will see before they set off, and at the door."),
		safetyCard(p, b.Safety, c.Now().On()), warningsCard(p, b.Warnings), heedCard(b.Heed),
		ui.Heading("What we know"), ui.Bullets(b.First.Known...),
		ui.Heading("What we do not know"), ui.Bullets(b.First.Unknown...),
		ui.Heading("On the way in"), ui.Bullets(b.First.Checks...),
		ui.Heading("Go or stop"), ui.Para("The worker says “Go” or “Stop”, and why. Who stops is rung at once, and nobody goes in alone after that."),
		ui.Heading("Who is on the line"), ui.Para(joined(", ", duty.Name, string(duty.Phone)) + ": in charge now. The worker rings before going in, and stays on the line as long as they like."),
	}
	return c.Page("First visit", blocks...).BackTo("Risks", Path(p)), nil
}
