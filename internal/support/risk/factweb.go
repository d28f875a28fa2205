package risk

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

var addWords = map[Kind]string{
	Resuscitation: "Add a DNACPR or ReSPECT form", Swallowing: "Add food and drink levels", OtherFact: "Add something else",
}

func factsPage(c *web.Call) (web.Reply, error) {
	var all []Fact
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = facts(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	p := c.Person()
	now := ui.List{
		Caption: "Holds now", Empty: "Nothing is written down yet.",
		Columns: []ui.Column{{Head: "About"}, {Head: "What to know"}, {Head: "How we know"}, {Head: "Look again"}, {Head: "Change"}},
	}
	before := ui.List{Caption: "Held before", Columns: []ui.Column{{Head: "About"}, {Head: "What to know"}, {Head: "How we knew"}, {Head: "Ended"}, {Head: "Why"}}}
	for _, f := range all {
		s := f.safety()
		cells := ui.Texts(f.Kind.Label(), s.Words, joined(", ", s.Said(), "written down by "+f.ByName))
		if !f.Ended.IsZero() {
			before.Rows = append(before.Rows, ui.Row{Cells: append(cells, ui.Texts(f.Ended.Said(), f.EndedWhy)...)})
			continue
		}
		change := ui.Cell{}
		if c.Can(MayEnd) {
			change = ui.Cell{Text: "End", Href: Path(p, "facts", f.ID, "end")}
		}
		again := ui.Cell{Text: f.ReviewOn.Said()}
		if s.Due(c.Now().On()) {
			again = ui.Cell{Tag: ui.Tag{Text: "Due since " + f.ReviewOn.Said(), Kind: ui.Waiting}}
		}
		now.Rows = append(now.Rows, ui.Row{Cells: append(cells, again, change)})
	}
	blocks := []ui.Block{ui.Para("Whoever visits sees all of this, always. Allergies stand with the medicines, and how the person moves is in its own assessment."), now}
	if c.Can(MayRecord) {
		var buttons []ui.Block
		for _, k := range FactKinds {
			buttons = append(buttons, ui.SecondaryLink(addWords[k], Path(p, "facts", string(k))))
		}
		blocks = append(blocks, ui.Actions(buttons...))
	}
	if len(before.Rows) > 0 {
		blocks = append(blocks, before)
	}
	return c.Page("What must be known at once", blocks...).BackTo("Risks", Path(p)).AsWide(), nil
}

func factPage(c *web.Call) (web.Reply, error) {
	kind := Kind(c.Path("kind"))
	if !isFact(kind) {
		return nil, gate.NotFound()
	}
	var all []Fact
	err := c.Gate.Read(c, MayRecord, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = facts(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	at := Path(c.Person(), "facts", string(kind))
	f := ui.Form{Action: at, Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: Path(c.Person())}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}}
	switch kind {
	case Resuscitation:
		f.Fields = []ui.Field{
			{Name: "paper", Label: "Which paper is it?", Kind: ui.KindRadios, Options: ui.Options(Papers)},
			{Name: "attempt", Label: "What does it say if the heart stops?", Kind: ui.KindRadios, Options: ui.Options(Attempts)},
			{Name: "seen", Label: "Has one of us seen the paper itself?", Kind: ui.KindRadios, Options: []ui.Option{
				{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No, we were told of it", Hint: "Then workers call 999 as for anybody, and say that there may be one."},
			}},
			{Name: "place", Label: "Where is the paper?", Hint: "Like: red folder on the shelf by the front door."},
			{Name: "signed_by", Label: "Who signed it?", Hint: "Name and job, as on the paper."},
			{Name: "words", Label: "What else does it say?", Kind: ui.KindArea, Rows: 3, Optional: true},
		}
	case Swallowing:
		f.Fields = []ui.Field{
			{Name: "food", Label: "Level of food", Kind: ui.KindSelect, Options: levels(FoodLevels, Level.Food)},
			{Name: "drink", Label: "Level of drinks", Kind: ui.KindSelect, Options: levels(DrinkLevels, Level.Drink)},
			{Name: "thickener", Label: "Which thickener, and how much?", Hint: "Like: 2 scoops of the powder in 200 ml. Leave this empty for thin drinks."},
			{Name: "words", Label: "What else helps them to swallow?", Hint: "Like: sits upright, small sips, stays up for 30 minutes after.", Kind: ui.KindArea, Rows: 3, Optional: true},
		}
	default:
		f.Fields = []ui.Field{{Name: "words", Label: "What must be known at once?", Hint: "What it is, then what to do. Like: uses oxygen at home; no flames, no smoking in the room.", Kind: ui.KindArea, Rows: 3}}
	}
	f.Fields = append(
		f.Fields,
		ui.Field{Name: "source", Label: "How do you know?", Hint: "Like: saw the form myself, or letter of the speech and language therapist."},
		ui.Field{Name: "known_on", Label: "Day of the paper or the advice", Kind: ui.KindDate},
		ui.Field{Name: "review_on", Label: "When does somebody ask whether this is still right?", Hint: "At most a year from now. It goes on showing after that day.", Kind: ui.KindDate, Value: string(c.Now().On().Add(182))},
	)
	var blocks []ui.Block
	for _, x := range all {
		if x.Kind != kind || kind == OtherFact || !x.Ended.IsZero() {
			continue
		}
		said := "This takes the place of what holds now: "
		switch {
		case !c.Can(MayEnd):
			said = "This holds now, and stays beside what you write until the office has asked which is right: "
		case x.Seen == "yes":
			said = "This takes the place of what holds now, if one of us has seen the new paper. If not, both stay: "
		}
		blocks = append(blocks, ui.Inset(said+x.safety().Words))
	}
	return c.Page(addWords[kind], append(blocks, f)...).BackTo("Risks", Path(c.Person())), nil
}

func levels(all []Level, words func(Level) string) []ui.Option {
	var out []ui.Option
	for _, l := range all {
		out = append(out, ui.Option{Value: string(l), Label: words(l)})
	}
	return out
}

func addFact(c *web.Call) (web.Reply, error) {
	var f Fact
	err := c.Form(&f)
	f.Person, f.Kind = c.Person(), Kind(c.Path("kind"))
	if err == nil {
		err = AddFact(c, c.Gate, f)
	}
	return c.Added(factPage, err, Path(f.Person), "Saved. Workers see it with their next update.")
}

func endFactPage(c *web.Call) (web.Reply, error) {
	var all []Fact
	err := c.Gate.Read(c, MayEnd, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = facts(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(f Fact) bool { return f.ID == c.Path("fact") })
	if i < 0 {
		return nil, gate.NotFound()
	}
	f, back := all[i], Path(c.Person(), "facts")
	if !f.Ended.IsZero() {
		return c.Page("This holds no more", ui.Para("It ended on "+f.Ended.Said()+". "+f.EndedWhy)).BackTo("All, with history", back), nil
	}
	return c.Page("Say that this holds no more", ui.Inset(f.safety().Words), ui.Form{
		Action: Path(c.Person(), "facts", f.ID, "end"), Submit: "It holds no more", Warning: true, Hidden: []ui.Pair{ui.Version(f.Version)},
		Cancel: ui.Link{Text: "Leave it", Href: back},
		Fields: []ui.Field{{Name: "why", Label: "Why does it hold no more, and who said so?", Kind: ui.KindArea, Rows: 3}},
	}).BackTo("All, with history", back), nil
}

func endFactNow(c *web.Call) (web.Reply, error) {
	e, err := EndingFrom(c, "fact")
	if err == nil {
		err = EndFact(c, c.Gate, e)
	}
	if err != nil {
		return c.Again(endFactPage, err)
	}
	return web.Go(Path(e.Person, "facts"), "Saved. It holds no more."), nil
}

// EndingFrom reads the form of an ending; name is the part of the address that
// names what ends.
func EndingFrom(c *web.Call, name string) (e Ending, err error) {
	err = c.Form(&e)
	e.Person, e.ID = c.Person(), c.Path(name)
	return e, err
}
