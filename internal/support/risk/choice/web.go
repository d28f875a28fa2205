package choice

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/risk"
)

// Routes of the pages about choices, decisions and papers.
var Routes = []web.Route{
	web.Get("/people/{person}/risks/choices", risk.MaySee, list),
	web.Get("/people/{person}/risks/choices/new", risk.MayRecord, newPage),
	web.Post("/people/{person}/risks/choices/new", risk.MayRecord, agree),
	web.Get("/people/{person}/risks/choices/{choice}/end", risk.MayRecord, endPage),
	web.Post("/people/{person}/risks/choices/{choice}/end", risk.MayRecord, end),
	web.Get("/people/{person}/risks/capacity", risk.MaySee, capacityList),
	web.Get("/people/{person}/risks/capacity/new", risk.MayAssess, capacityPage),
	web.Post("/people/{person}/risks/capacity/new", risk.MayAssess, assess),
	web.Get("/people/{person}/risks/orders", risk.MaySee, orderList),
	web.Get("/people/{person}/risks/orders/new", risk.MayRecord, orderPage),
	web.Post("/people/{person}/risks/orders/new", risk.MayRecord, see),
	web.Get("/people/{person}/risks/orders/{order}/end", risk.MayEnd, orderEndPage),
	web.Post("/people/{person}/risks/orders/{order}/end", risk.MayEnd, orderEnd),
}

// known reads what the pages of choices need.
func known(c *web.Call, a gate.Action) (all []Choice, decisions []Capacity, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = choices(s, c.Person()); err != nil {
			return err
		}
		decisions, err = capacities(s, c.Person())
		return err
	})
	return all, decisions, err
}

func list(c *web.Call) (web.Reply, error) {
	all, decisions, err := known(c, risk.MaySee)
	if err != nil {
		return nil, err
	}
	p, today := c.Person(), c.Now().On()
	blocks := []ui.Block{ui.Para("What the person wants to do although something could happen, in their words, and what was agreed. Living means taking risks: this is so that they can.")}
	var before []ui.Block
	holds := 0
	for _, x := range all {
		if x.Ended.IsZero() {
			holds++
			blocks = append(blocks, x.card(c, decisions, today))
		} else {
			before = append(before, x.card(c, decisions, today))
		}
	}
	if holds == 0 {
		blocks = append(blocks, ui.Inset("Nothing is written down yet."))
	}
	if c.Can(risk.MayRecord) {
		blocks = append(blocks, ui.ButtonLink("Write one down", risk.Path(p, "choices", "new")))
	}
	if len(before) > 0 {
		blocks = append(blocks, ui.Details("What was agreed before", before...))
	}
	return c.Page("Risks they choose to take", blocks...).BackTo("Risks", risk.Path(p)), nil
}

func (x Choice) card(c *web.Call, decisions []Capacity, today when.Date) ui.Block {
	decides := x.Deciding.Label()
	if i := slices.IndexFunc(decisions, func(k Capacity) bool { return k.ID == x.CapacityID }); i >= 0 && x.CapacityID != "" {
		decides = decisions[i].Decision + ": " + decisions[i].Outcome.Label()
	}
	again := x.ReviewOn.Said() + ", and when: " + x.ReviewWhen
	if x.ReviewOn <= today && x.Ended.IsZero() {
		again = "Now. It was to be looked at on " + again
	}
	r := ui.Record{Title: "“" + short(x.Wants) + "”", Rows: []ui.RecordRow{
		{Key: "What they want", Value: x.Wants},
		{Key: "Why it matters", Value: x.Matters},
		{Key: "What is good about it", Value: x.Benefits},
		{Key: "What could happen", Value: x.Risks},
		{Key: "What was agreed", Value: x.Agreed},
		{Key: "Where it ends", Value: x.Limits},
		{Key: "Who was there", Value: x.Present},
		{Key: "Who decides", Value: decides},
		{Key: "How they agreed", Value: x.Mark.Label()},
		{Key: "Look again", Value: again},
		{Key: "Written down", Value: x.On.Said() + ", by " + x.ByName},
	}}
	if !x.Ended.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Ended", Value: x.Ended.Said() + ". " + x.EndedWhy})
	} else if c.Can(risk.MayRecord) {
		r.Links = []ui.Link{
			{Text: "Look at it again", Href: risk.Path(x.Person, "choices", "new") + "?again=" + x.ID},
			{Text: "End it", Href: risk.Path(x.Person, "choices", x.ID, "end")},
		}
	}
	return r
}

// short is the beginning of words, for a title.
func short(words string) string {
	const most = 60
	r := []rune(words)
	if len(r) <= most {
		return words
	}
	return string(r[:most]) + "…"
}

func newPage(c *web.Call) (web.Reply, error) {
	all, decisions, err := known(c, risk.MayRecord)
	if err != nil {
		return nil, err
	}
	again := c.Query("again")
	if again == "" {
		again = c.Posted("replaces")
	}
	var was Choice
	if again != "" {
		i := slices.IndexFunc(all, func(x Choice) bool { return x.ID == again && x.Ended.IsZero() })
		if i < 0 {
			return nil, gate.NotFound()
		}
		was = all[i]
	}
	at, today := risk.Path(c.Person(), "choices"), c.Now().On()
	written := ui.Field{Name: "capacity", Label: "If it is written down: which decision?", Kind: ui.KindSelect, Value: was.CapacityID, Options: []ui.Option{{Value: "", Label: "None"}}}
	for _, k := range decisions {
		written.Options = append(written.Options, ui.Option{Value: k.ID, Label: k.On.Said() + ": " + short(k.Decision) + " (" + k.Outcome.Label() + ")"})
	}
	area := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Kind: ui.KindArea, Rows: 3, Value: value}
	}
	f := ui.Form{
		Action: at + "/new", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at},
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, {Name: "replaces", Value: was.ID}, ui.Version(was.Version)},
		Fields: []ui.Field{
			{Name: "on", Label: "When did you talk about it?", Kind: ui.KindDate, Value: string(today)},
			area("wants", "What do they want to do?", "In their own words.", was.Wants),
			area("matters", "Why does it matter to them?", "In their own words.", was.Matters),
			area("benefits", "What is good about it?", "", was.Benefits),
			area("risks", "What could happen, and how likely is it?", "", was.Risks),
			area("agreed", "What was agreed?", "Who does what, so that it is as safe as it can be.", was.Agreed),
			area("limits", "Where does it end?", "What would make you stop and talk again.", was.Limits),
			{Name: "present", Label: "Who was there?", Value: was.Present},
			{Name: "deciding", Label: "Does anybody doubt that they can decide this?", Kind: ui.KindRadios, Value: string(was.Deciding), Options: ui.Options(Decidings)},
			written,
			{Name: "mark", Label: "How did they agree?", Hint: "Read it back to them first.", Kind: ui.KindRadios, Options: ui.Options(Marks)},
			{Name: "review_when", Label: "What makes somebody look again before the day below?", Hint: "Like: a fall, a stay in hospital, or that they ask.", Value: was.ReviewWhen},
			{Name: "review_on", Label: "When does somebody look again?", Kind: ui.KindDate, Value: string(today.Add(42))},
		},
	}
	blocks := []ui.Block{ui.Para("Talk about it with them, and with whom they want there. Write their words, not yours.")}
	if was.ID != "" {
		blocks = append(blocks, ui.Inset("This takes the place of what was agreed on "+was.On.Said()+", which stays readable."))
	}
	return c.Page("A risk they choose to take", append(blocks, f)...).BackTo("Risks they choose to take", at), nil
}

func agree(c *web.Call) (web.Reply, error) {
	var f struct {
		Choice
		Replaced int    `json:"version"`
		Replaces string `json:"replaces"`
	}
	err := c.Form(&f)
	x := f.Choice
	x.Person, x.Replaces = c.Person(), f.Replaces
	if err == nil {
		err = Agree(c, c.Gate, x, f.Replaced)
	}
	return c.Added(newPage, err, risk.Path(x.Person, "choices"), "Saved.")
}

func endPage(c *web.Call) (web.Reply, error) {
	all, _, err := known(c, risk.MayRecord)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(x Choice) bool { return x.ID == c.Path("choice") })
	if i < 0 {
		return nil, gate.NotFound()
	}
	x, back := all[i], risk.Path(c.Person(), "choices")
	if !x.Ended.IsZero() {
		return c.Page("This has ended", ui.Para(x.Ended.Said()+". "+x.EndedWhy)).BackTo("Risks they choose to take", back), nil
	}
	return c.Page("End what was agreed", ui.Inset(x.Wants), endForm(risk.Path(c.Person(), "choices", x.ID, "end"), back, x.Version)).BackTo("Risks they choose to take", back), nil
}

func endForm(action, back string, version int) ui.Block {
	return ui.Form{
		Action: action, Submit: "End it", Warning: true, Hidden: []ui.Pair{ui.Version(version)}, Cancel: ui.Link{Text: "Leave it", Href: back},
		Fields: []ui.Field{{Name: "why", Label: "Why does it end?", Kind: ui.KindArea, Rows: 3}},
	}
}

func end(c *web.Call) (web.Reply, error) {
	e, err := risk.EndingFrom(c, "choice")
	if err == nil {
		err = End(c, c.Gate, e)
	}
	if err != nil {
		return c.Again(endPage, err)
	}
	return web.Go(risk.Path(e.Person, "choices"), "It has ended."), nil
}
