package contact

import (
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the pages about who was asked, and who was told.
var Routes = []web.Route{
	web.Get("/medicines/told", MaySeeTold, toldList),
	web.Get("/people/{person}/medicine-contacts", MaySee, list),
	web.Get("/people/{person}/medicine-contacts/new", MayLog, logPage),
	web.Post("/people/{person}/medicine-contacts/new", MayLog, logIt),
	web.Get("/people/{person}/medicine-contacts/change", MayTake, takePage),
	web.Post("/people/{person}/medicine-contacts/change", MayTake, take),
	web.Get("/people/{person}/medicine-contacts/told", MayTell, tellPage),
	web.Post("/people/{person}/medicine-contacts/told", MayTell, tell),
	web.Get("/people/{person}/medicine-contacts/{contact}", MaySee, show),
	web.Post("/people/{person}/medicine-contacts/{contact}/answer", MayLog, answer),
	web.Post("/people/{person}/medicine-contacts/{contact}/written", MayConfirm, written).WithLimit(files.Limit + 1<<20),
	web.Post("/people/{person}/medicine-contacts/{contact}/end", MayConfirm, end),
	web.Get("/people/{person}/medicine-contacts/{contact}/file", MaySee, file),
}

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"medicine-contacts"}, parts...)...)
}

func here(c *web.Call) ID { return ID(c.Path("contact")) }

func list(c *web.Call) (web.Reply, error) {
	var all []Contact
	var spells []ToTell
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = Of(s, c.Person()); err != nil {
			return err
		}
		spells, err = toTell(s, c.Person(), true)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person())
	var buttons, blocks []ui.Block
	if c.Can(MayLog) {
		buttons = append(buttons, ui.ButtonLink("Write down a contact", at+"/new"))
	}
	if c.Can(MayTake) {
		buttons = append(buttons, ui.SecondaryLink("A change by telephone", at+"/change"))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, ui.Actions(buttons...))
	}
	for _, t := range spells {
		blocks = append(blocks, t.block(c))
	}
	l := ui.List{
		Caption: "Contacts", Empty: "Nobody has been asked about these medicines yet.",
		Columns: []ui.Column{{Head: "What was asked or told"}, {Head: "Who"}, {Head: "When"}, {Head: "Answer"}},
	}
	for _, k := range all {
		l.Rows = append(l.Rows, ui.Row{Href: path(k.Person, string(k.ID)), Cells: []ui.Cell{
			{Text: k.Asked}, {Text: k.Who + ", " + k.Role.Label()}, {Text: k.At.Said() + ". " + k.Channel.Label() + by(k.By)}, k.state(c.Now()),
		}})
	}
	return c.Page("Contacts about medicines", append(blocks, l)...).BackTo("Medicines", web.PersonPath(c.Person(), "medicines")).AsWide(), nil
}

func by(name string) string {
	if name == "" {
		return "."
	}
	return ", by " + name + "."
}

// state is how a contact stands, in a list.
func (k Contact) state(now when.Instant) ui.Cell {
	switch st := k.Verbal.Standing(now); {
	case st != None:
		return ui.Cell{Tag: st.Tag()}
	case k.Answers == 0 && (k.About == Question || k.About == Problem):
		return ui.Cell{Tag: ui.Tag{Text: "No answer yet", Kind: ui.Waiting}}
	case k.Answers == 0:
		return ui.Cell{Text: "None needed"}
	}
	return ui.Cell{Text: "Answered"}
}

// block says who has been told of the support, and asks for who has not.
func (t ToTell) block(c *web.Call) ui.Block {
	said := func(at when.Instant) string {
		switch {
		case !at.IsZero():
			return "Told on " + at.Said()
		case t.Late(c.Now().On()):
			return "Not told yet, and the first 24 hours are over"
		}
		return "Not told yet"
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Support with medicines began", Value: t.Started.Said()}, {Key: GP.Label(), Value: said(t.GP)}, {Key: Pharmacy.Label(), Value: said(t.Pharmacy)},
	}}
	if (t.GP.IsZero() || t.Pharmacy.IsZero()) && c.Can(MayTell) {
		return ui.Group(r, ui.SecondaryLink("Write down that they were told", path(t.Person, "told")))
	}
	return r
}

func show(c *web.Call) (web.Reply, error) {
	var k Contact
	var said []Answer
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if k, err = Get(s, c.Person(), here(c)); err != nil {
			return err
		}
		said, err = answers(s, k.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(k.ID))
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "What it was about", Value: k.About.Label()},
		{Key: "Who", Value: k.Who + ", " + k.Role.Label()},
		{Key: "When", Value: k.At.Said() + ". " + k.Channel.Label()},
		{Key: "Asked or told", Value: k.Asked},
		{Key: "Written down", Value: k.Recorded.Said() + by(k.By)},
	}}
	for _, w := range said {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Answer", Value: w.Words + " (" + w.Who + ", " + w.At.Said() + by(w.By) + ")"})
	}
	blocks := []ui.Block{r}
	v := k.Verbal
	st := v.Standing(c.Now())
	if st != None {
		blocks = append(blocks, ui.Heading("Does the change hold?"), verbalRecord(v, st, at))
	}
	if st == Expired {
		blocks = append(blocks, ui.Warning("This change is not in force: the written word did not come by "+v.Due.Said()+"."))
	}
	if (st == Waiting || st == Expired) && c.Can(MayConfirm) {
		blocks = append(
			blocks,
			ui.Form{
				ID: "written", Action: at + "/written", Submit: "The written word is here", Multipart: true, Hidden: []ui.Pair{ui.Version(v.Version)},
				Fields: []ui.Field{
					{Name: "words", Label: "What is the written word?", Hint: "Like: email from Dr Madeup, 28 November, 2:10pm.", Kind: ui.KindArea, Rows: 2},
					{Name: "file", Label: "A copy of it", Hint: "A picture or a PDF.", Kind: ui.KindFile, Optional: true, Accept: "image/*,.pdf"},
				},
			},
			ui.Details("Take the change back", ui.Form{
				ID: "end", Action: at + "/end", Submit: "Take it back", Warning: true, Hidden: []ui.Pair{ui.Version(v.Version)},
				Fields: []ui.Field{{Name: "why", Label: "Why, and who said so?", Kind: ui.KindArea, Rows: 2}},
			}),
		)
	}
	if c.Can(MayLog) {
		blocks = append(blocks, ui.Form{
			ID: "answer", Action: at + "/answer", Submit: "Add the answer", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
			Fields: []ui.Field{
				{Name: "words", Label: "What did they answer?", Kind: ui.KindArea, Rows: 3},
				{Name: "who", Label: "Who answered?", Value: k.Who},
			},
		})
	}
	return c.Page("Contact with "+k.Who, blocks...).BackTo("Contacts about medicines", path(c.Person())), nil
}

func verbalRecord(v Verbal, st Standing, at string) ui.Block {
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Now", Block: st.Tag()},
		{Key: "Read back and confirmed by", Value: v.ConfirmedBy},
		{Key: "Written word due by", Value: v.Due.Said()},
	}}
	if !v.Written.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Written word", Value: v.WrittenSaid + " (" + v.Written.Said() + ")"})
	}
	if v.File != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Copy", Block: ui.Links(ui.Link{Text: "Open the copy", Href: at + "/file"})})
	}
	if !v.Ended.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Taken back", Value: v.Ended.Said() + ". " + v.EndedWhy})
	}
	return r
}

func answer(c *web.Call) (web.Reply, error) {
	w := Answer{}
	err := c.Form(&w)
	w.Person, w.Contact = c.Person(), here(c)
	if err == nil {
		err = Reply(c, c.Gate, w)
	}
	return c.Added(show, err, path(c.Person(), string(w.Contact)), "Answer added.")
}

func written(c *web.Call) (web.Reply, error) {
	w := Confirmation{}
	err := c.Form(&w)
	w.Person, w.Contact = c.Person(), here(c)
	if err == nil && strings.HasPrefix(c.Header("Content-Type"), "multipart/") {
		var up web.Upload
		var sent bool
		if up, sent, err = c.File("file"); sent {
			w.File = files.File{ID: files.ID(ids.New()), Name: up.Name, MediaType: up.MediaType, Bytes: up.Bytes}
		}
	}
	if err == nil {
		err = Confirm(c, c.Gate, w)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(path(c.Person(), string(w.Contact)), "The change holds for good now."), nil
}

func end(c *web.Call) (web.Reply, error) {
	e := Ending{}
	err := c.Form(&e)
	e.Person, e.Contact = c.Person(), here(c)
	if err == nil {
		err = End(c, c.Gate, e)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(path(c.Person(), string(e.Contact)), "The change was taken back. Tell whoever visits next."), nil
}

func file(c *web.Call) (web.Reply, error) {
	var f files.File
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) error {
		k, err := Get(s, c.Person(), here(c))
		if err == nil && k.Verbal.File == "" {
			err = gate.NotFound()
		}
		if err == nil {
			f, err = files.Open(s, k.Verbal.File)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Data{MediaType: f.MediaType, Download: f.Name, Bytes: f.Bytes}, nil
}

// toldList is who has still to be told, of everybody whose support with
// medicines has begun.
func toldList(c *web.Call) (web.Reply, error) {
	var all []ToTell
	err := c.Gate.Read(c, MaySeeTold, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = toTell(s, "", false)
		for _, t := range all {
			gate.Shown(s, t.Person)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	today := c.Now().On()
	l := ui.List{
		Caption: "Not told yet", Empty: "Every GP practice and pharmacy knows of the support with medicines.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "Support began"}, {Head: "GP practice"}, {Head: "Pharmacy"}},
	}
	late := 0
	for _, t := range all {
		cell := func(at when.Instant) ui.Cell {
			switch {
			case !at.IsZero():
				return ui.Cell{Text: "Told on " + at.On().Short()}
			case t.Late(today):
				return ui.Cell{Tag: ui.Tag{Text: "Late", Kind: ui.Urgent}}
			}
			return ui.Cell{Tag: ui.Tag{Text: "To tell", Kind: ui.Waiting}}
		}
		if t.Late(today) {
			late++
		}
		l.Rows = append(l.Rows, ui.Row{Href: path(t.Person, "told"), Cells: []ui.Cell{{Text: t.Name}, {Text: t.Started.Said()}, cell(t.GP), cell(t.Pharmacy)}})
	}
	said := "The GP practice and the pharmacy are told within 24 hours of support with medicines beginning."
	if late > 0 {
		said += " Late: " + strconv.Itoa(late) + "."
	}
	return c.Page("Who has still to be told", ui.Para(said), l).AsWide(), nil
}
