package home

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/risk"
)

// Routes of the pages about the home and about moving.
var Routes = []web.Route{
	web.Get("/people/{person}/risks/home", risk.MaySee, list),
	web.Get("/people/{person}/risks/home/new", risk.MayRecord, newPage),
	web.Post("/people/{person}/risks/home/new", risk.MayRecord, record),
	web.Get("/people/{person}/risks/home/{home}", risk.MaySee, show),
	web.Get("/people/{person}/risks/home/{home}/{area}", risk.MayRecord, itemPage),
	web.Post("/people/{person}/risks/home/{home}/{area}", risk.MayRecord, arrangeItem).WithLimit(mostPhoto + 1<<20),
	web.Post("/people/{person}/risks/home/{home}/{area}/done", risk.MayRecord, finishItem),
	web.Get("/people/{person}/risks/home/{home}/{area}/photo", risk.MaySee, photo),
	web.Get("/people/{person}/risks/fire", risk.MaySee, firePage),
	web.Post("/people/{person}/risks/fire", risk.MayRecord, draftFire),
	web.Post("/people/{person}/risks/fire/{fire}/sent", risk.MayEnd, sendFire),
	web.Get("/people/{person}/risks/moving", risk.MaySee, movingPage),
	web.Get("/people/{person}/risks/moving/new", risk.MayAssess, assessPage),
	web.Post("/people/{person}/risks/moving/new", risk.MayAssess, assess),
}

func list(c *web.Call) (web.Reply, error) {
	var all []Look
	var newest []Item
	err := c.Gate.Read(c, risk.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = looks(s, c.Person()); err != nil || len(all) == 0 {
			return err
		}
		newest, err = items(s, c.Person(), all[0].ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := c.Person()
	if len(all) == 0 {
		blocks := []ui.Block{ui.Para("Nobody has looked at the home yet. Do it at the first visit, with the person, room by room.")}
		if c.Can(risk.MayRecord) {
			blocks = append(blocks, ui.ButtonLink("Look at the home", risk.Path(p, "home", "new")))
		}
		return c.Page("The home", blocks...).BackTo("Risks", risk.Path(p)), nil
	}
	all[0].Items = newest
	blocks := all[0].blocks(c)
	if c.Can(risk.MayRecord) {
		blocks = append(blocks, ui.Actions(ui.ButtonLink("Look at the home again", risk.Path(p, "home", "new")), ui.SecondaryLink("Ask the fire service to visit", risk.Path(p, "fire"))))
	}
	before := ui.List{Caption: "Looked at before", Columns: []ui.Column{{Head: "When"}, {Head: "Who"}}}
	for _, l := range all[1:] {
		before.Rows = append(before.Rows, ui.Row{Href: risk.Path(p, "home", string(l.ID)), Cells: ui.Texts(l.On.Said(), l.ByName)})
	}
	if len(before.Rows) > 0 {
		blocks = append(blocks, before)
	}
	return c.Page("The home", blocks...).BackTo("Risks", risk.Path(p)).AsWide(), nil
}

func show(c *web.Call) (web.Reply, error) {
	l, err := lookOf(c, risk.MaySee)
	if err != nil {
		return nil, err
	}
	return c.Page("The home on "+l.On.Said(), l.blocks(c)...).BackTo("The home", risk.Path(c.Person(), "home")).AsWide(), nil
}

// lookOf reads the look that the address names. Error: gate.not_found.
func lookOf(c *web.Call, a gate.Action) (l Look, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) error {
		all, err := looks(s, c.Person())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(l Look) bool { return string(l.ID) == c.Path("home") })
		if i < 0 {
			return gate.NotFound()
		}
		l = all[i]
		l.Items, err = items(s, c.Person(), l.ID)
		return err
	})
	return l, err
}

func (l Look) blocks(c *web.Call) []ui.Block {
	today := c.Now().On()
	said := "Looked at on " + l.On.Said()
	if l.ByName != "" {
		said += " by " + l.ByName
	}
	blocks := []ui.Block{ui.Para(said + ". Look again by " + l.RecheckOn.Said() + ".")}
	if l.RecheckOn <= today {
		blocks = append(blocks, ui.Warning("The day to look again has passed. What stands here may have changed."))
	}
	if l.Words != "" {
		blocks = append(blocks, ui.Text(l.Words))
	}
	found := ui.List{Caption: "What was found", Columns: []ui.Column{{Head: "Where"}, {Head: "Found"}, {Head: "What was seen"}, {Head: "What is done about it"}, {Head: "Change"}}}
	var fine, unseen []string
	for _, i := range l.Items {
		switch i.Found {
		case Fine:
			fine = append(fine, i.Area.Label())
		case NotSeen:
			unseen = append(unseen, i.Area.Label())
		default:
			found.Rows = append(found.Rows, i.row(c, today))
		}
	}
	if len(found.Rows) > 0 {
		blocks = append(blocks, found)
	}
	if len(fine) > 0 {
		blocks = append(blocks, ui.Para("Fine: "+strings.Join(fine, ", ")+"."))
	}
	if len(unseen) > 0 {
		blocks = append(blocks, ui.Para("Not looked at: "+strings.Join(unseen, ", ")+"."))
	}
	return blocks
}

func (i Item) row(c *web.Call, today when.Date) ui.Row {
	at := risk.Path(i.Person, "home", string(i.Look), string(i.Area))
	found := ui.Cell{Tag: ui.Tag{Text: i.Found.Label(), Kind: ui.Waiting}}
	var done []ui.Block
	switch {
	case !i.Done.IsZero():
		found.Tag = ui.Tag{Text: "Put right", Kind: ui.Good}
		done = append(done, ui.Para(i.DoneWords+" ("+i.Done.Said()+")"))
	case i.Owner != "":
		said := strings.TrimSuffix(i.Todo, ".") + ". " + i.OwnerName + ", by " + i.DueOn.Said() + "."
		if i.DueOn < today {
			said += " That day has passed."
		}
		done = append(done, ui.Para(said))
	case i.Found == Act:
		done = append(done, ui.Tag{Text: "Nobody sees to it yet", Kind: ui.Urgent})
	default:
		done = append(done, ui.Para("Workers see it before they go."))
	}
	if i.Equipment != "" {
		done = append(done, ui.Para("Would help: "+i.Equipment))
	}
	if i.Photo != "" {
		done = append(done, ui.Links(ui.Link{Text: "Photo of " + strings.ToLower(i.Area.Label()), Href: at + "/photo"}))
	}
	change := ui.Cell{}
	if i.Done.IsZero() && c.Can(risk.MayRecord) {
		change = ui.Cell{Text: "Say who does what", Href: at}
	}
	return ui.Row{Cells: []ui.Cell{{Text: i.Area.Label()}, found, {Text: i.Words}, {Block: ui.Group(done...)}, change}}
}

func newPage(c *web.Call) (web.Reply, error) {
	if err := c.Gate.Read(c, risk.MayRecord, gate.Person(c.Person()), func(*gate.Snapshot) error { return nil }); err != nil {
		return nil, err
	}
	at, today := risk.Path(c.Person(), "home"), c.Now().On()
	f := ui.Form{
		Action: at + "/new", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{{Name: "on", Label: "When did you look?", Kind: ui.KindDate, Value: string(today)}},
	}
	for _, a := range risk.Areas {
		f.Fields = append(
			f.Fields,
			ui.Field{Name: "found_" + string(a), Label: a.Label(), Hint: areaHints[a], Kind: ui.KindSelect, Options: ui.Options(Findings)},
			ui.Field{Name: "words_" + string(a), Label: a.Label() + ": what was seen?", Hint: "Only where workers must heed it, or it must be put right.", Optional: true},
		)
	}
	f.Fields = append(
		f.Fields,
		ui.Field{Name: "words", Label: "Anything else about the home?", Kind: ui.KindArea, Rows: 3, Optional: true},
		ui.Field{Name: "recheck_on", Label: "When does somebody look again?", Hint: "At most a year from now; sooner where things change.", Kind: ui.KindDate, Value: string(today.Add(91))},
	)
	return c.Page("Look at the home", ui.Para("Do this with the person, and tell them what you write down."), f).BackTo("The home", at), nil
}

var areaHints = map[risk.Area]string{
	"access": "Path, gate, door, key safe, where to park.", "lighting": "Outside, in the hall, beside the bed.",
	"alarm": "Is there one on each floor, and did it sound when it was tested?", "smoking": "Who smokes, where, and near oxygen or creams?",
	"electrics": "Worn leads, too many plugs in one socket, old blankets.", "gas": "Cooker, boiler, a carbon monoxide alarm.",
	"clutter": "Can a person with a frame get through? Is a way out blocked?", "animals": "Which, and where are they when somebody comes?",
	"floors": "Loose rugs, wet floors, thresholds.", "stairs": "Rails on both sides, a safe edge, enough light.",
	"bathroom": "Rails, height of the toilet, in and out of the bath.", "heating": "Warm enough? Damp or mould?", "water": "Hot water, not scalding; a tap that works.",
}

func record(c *web.Call) (web.Reply, error) {
	var l Look
	err := c.Form(&l)
	l.Person = c.Person()
	for _, a := range risk.Areas {
		l.Items = append(l.Items, Item{Area: a, Found: Found(c.Posted("found_" + string(a))), Words: c.Posted("words_" + string(a))})
	}
	if err == nil {
		err = Record(c, c.Gate, l)
	}
	return c.Added(newPage, err, risk.Path(l.Person, "home"), "Saved. Say now who does what about the things that must be put right.")
}

func itemPage(c *web.Call) (web.Reply, error) {
	var i Item
	var members []staff.Member
	err := c.Gate.Read(c, risk.MayRecord, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if i, err = item(s, c.Person(), ID(c.Path("home")), risk.Area(c.Path("area"))); err != nil {
			return err
		}
		members, err = staff.Employed(s, s.Today())
		return err
	})
	if err != nil {
		return nil, err
	}
	back := risk.Path(c.Person(), "home")
	title := i.Area.Label()
	if i.Found != Heed && i.Found != Act || !i.Done.IsZero() {
		return c.Page(title, ui.Para("Nothing is to be done about this: "+strings.ToLower(i.Found.Label())+". "+i.DoneWords)).BackTo("The home", back), nil
	}
	due := i.DueOn
	if due == "" {
		due = c.Now().On().Add(actDays)
	}
	owner := ui.Field{Name: "owner", Label: "Who sees to it?", Kind: ui.KindSelect, Value: string(i.Owner)}
	for _, m := range members {
		owner.Options = append(owner.Options, ui.Option{Value: string(m.ID), Label: m.Family + ", " + m.Given + " (" + m.JobTitle + ")"})
	}
	at := risk.Path(c.Person(), "home", string(i.Look), string(i.Area))
	version := []ui.Pair{ui.Version(i.Version)}
	return c.Page(
		title, ui.Inset(i.Words),
		ui.Form{
			ID: "plan", Action: at, Submit: "Save", Multipart: true, Hidden: version, Fields: []ui.Field{
				{Name: "todo", Label: "What is to be done?", Hint: "Like: ask the landlord to mend the rail. Say who outside does it, where somebody does.", Kind: ui.KindArea, Rows: 2, Value: i.Todo},
				owner,
				{Name: "due_on", Label: "By when?", Kind: ui.KindDate, Value: string(due)},
				{Name: "equipment", Label: "Is there equipment that would help?", Hint: "Like: grab rail, raised toilet seat, pendant alarm.", Optional: true, Value: i.Equipment},
				{Name: "photo", Label: "Photo", Hint: "Ask the person first. Not of people.", Kind: ui.KindFile, Optional: true, Accept: "image/*"},
			},
		},
		ui.Heading("Or has it been put right?"),
		ui.Form{ID: "done", Action: at + "/done", Submit: "It is put right", Hidden: version, Fields: []ui.Field{
			{Name: "words", Label: "What was done, and how do you know?", Kind: ui.KindArea, Rows: 2},
		}},
	).BackTo("The home", back), nil
}

func arrangeItem(c *web.Call) (web.Reply, error) {
	p := Plan{}
	err := c.Form(&p)
	p.Person, p.Look, p.Area = c.Person(), ID(c.Path("home")), risk.Area(c.Path("area"))
	if err == nil {
		var up web.Upload
		var sent bool
		if up, sent, err = c.File("photo"); sent && err == nil {
			p.Photo = &files.File{Name: up.Name, MediaType: up.MediaType, Bytes: up.Bytes}
		}
	}
	if err == nil {
		err = Arrange(c, c.Gate, p)
	}
	if err != nil {
		return c.Again(itemPage, err)
	}
	return web.Go(risk.Path(p.Person, "home"), "Saved."), nil
}

func finishItem(c *web.Call) (web.Reply, error) {
	d := Doing{}
	err := c.Form(&d)
	d.Person, d.Look, d.Area = c.Person(), ID(c.Path("home")), risk.Area(c.Path("area"))
	if err == nil {
		err = Finish(c, c.Gate, d)
	}
	if err != nil {
		return c.Again(itemPage, err)
	}
	return web.Go(risk.Path(d.Person, "home"), "Saved: it is put right."), nil
}

func photo(c *web.Call) (web.Reply, error) {
	var f files.File
	err := c.Gate.Read(c, risk.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) error {
		i, err := item(s, c.Person(), ID(c.Path("home")), risk.Area(c.Path("area")))
		if err != nil {
			return err
		}
		f, err = files.Open(s, i.Photo)
		return err
	})
	if err != nil {
		return nil, err
	}
	name := f.Name
	if name == "" {
		name = "photo"
	}
	return web.Data{MediaType: f.MediaType, Bytes: f.Bytes, Download: name}, nil
}
