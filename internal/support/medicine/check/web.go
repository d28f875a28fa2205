package check

import (
	"fmt"
	"slices"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine/supply"
)

// Routes of the pages about checks of medicines and what they found.
var Routes = []web.Route{
	web.Get("/medicines/findings", MayList, findingsPage),
	web.Get("/people/{person}/medicine-checks", MaySee, list),
	web.Get("/people/{person}/medicine-checks/new", MayRecord, recordPage),
	web.Post("/people/{person}/medicine-checks/new", MayRecord, record),
	web.Get("/people/{person}/medicine-checks/{check}", MaySee, show),
	web.Post("/people/{person}/medicine-checks/{check}/findings/{finding}", MayClose, closeIt),
}

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"medicine-checks"}, parts...)...)
}

func list(c *web.Call) (web.Reply, error) {
	var all []Check
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = Of(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Checks", Empty: "Nobody has looked at these medicines with the person yet.",
		Columns: []ui.Column{{Head: "When"}, {Head: "What they could say"}, {Head: "Still to put right"}},
	}
	for _, k := range all {
		at := k.At.Said()
		if k.By != "" {
			at += ", " + k.By
		}
		left := ui.Cell{Text: "Nothing"}
		if k.Open > 0 {
			left = ui.Cell{Tag: ui.Tag{Text: fmt.Sprint(k.Open), Kind: ui.Urgent}}
		}
		l.Rows = append(l.Rows, ui.Row{Href: path(k.Person, string(k.ID)), Cells: []ui.Cell{{Text: at}, {Text: k.Understood.Label()}, left}})
	}
	blocks := []ui.Block{l}
	if c.Can(MayRecord) {
		blocks = append([]ui.Block{ui.ButtonLink("Record a check", path(c.Person(), "new"))}, l)
	}
	return c.Page("Checks of medicines", blocks...).BackTo("Medicines", web.PersonPath(c.Person(), "medicines")).AsWide(), nil
}

func recordPage(c *web.Call) (web.Reply, error) {
	var stocks []supply.Stock
	var who []ui.Option
	err := c.Gate.Read(c, MayRecord, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if stocks, _, err = supply.Stocks(s, c.Person()); err != nil {
			return err
		}
		who, err = owners(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	now := c.Now()
	fields := []ui.Field{{Kind: ui.KindHeading, Label: "Count each medicine", Hint: "Count before you look at what should be there. Leave empty what you did not count."}}
	for _, s := range stocks {
		fields = append(fields, ui.Field{Name: "count-" + string(s.Medicine.ID), Label: s.Medicine.Title(), Hint: s.Medicine.Dose, Width: 5, Inputmode: "decimal", Optional: true})
	}
	self := ""
	if slices.ContainsFunc(who, func(o ui.Option) bool { return o.Value == c.Who.ID }) {
		self = c.Who.ID
	}
	fields = append(
		fields,
		ui.Field{Kind: ui.KindHeading, Label: "Talk it through", Hint: "Ask: can you tell me what you take, what it is for, and when?"},
		ui.Field{Name: "understood", Label: "How much could they say?", Kind: ui.KindRadios, Options: ui.Options(Understandings)},
		ui.Field{Name: "said", Label: "What did they say, in their own words?", Kind: ui.KindArea, Rows: 3},
		ui.Field{Name: "effects", Label: "Any side effects?", Hint: "What they feel, since when, and of which medicine. Leave empty for none.", Kind: ui.KindArea, Rows: 2, Optional: true},
		ui.Field{Name: "stored", Label: "Is anything not kept as it should be?", Hint: "Like: insulin not in the fridge, two of the same in two rooms. Leave empty if all is well.", Kind: ui.KindArea, Rows: 2, Optional: true},
		ui.Field{Name: "out_of_date", Label: "Is anything out of date?", Hint: "Which, and since when. Leave empty if nothing is.", Kind: ui.KindArea, Rows: 2, Optional: true},
		ui.Field{Name: "words", Label: "Anything to add?", Kind: ui.KindArea, Rows: 2, Optional: true},
		ui.Field{Name: "on", Label: "Which day was it?", Kind: ui.KindDate, Value: string(now.On())},
		ui.Field{Name: "time", Label: "At what time?", Kind: ui.KindTime, Value: now.In(when.London).Format("15:04")},
		ui.Field{Kind: ui.KindHeading, Label: "If something is not as it should be"},
		ui.Field{Name: "owner", Label: "Who puts it right?", Kind: ui.KindSelect, Optional: true, Value: self, Options: append([]ui.Option{{Label: "Choose somebody"}}, who...)},
		ui.Field{Name: "due_on", Label: "By which day?", Kind: ui.KindDate, Optional: true, Value: string(now.On().Add(2))},
	)
	f := ui.Form{
		Action: path(c.Person(), "new"), Submit: "Save the check", Cancel: ui.Link{Text: "Cancel", Href: path(c.Person())},
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: fields,
	}
	return c.Page("Check medicines with the person", f).BackTo("Checks of medicines", path(c.Person())), nil
}

func record(c *web.Call) (web.Reply, error) {
	var k Check
	err := c.Form(&k)
	k.Person, k.At = c.Person(), c.Moment()
	if err == nil {
		k.Counts, err = counts(c)
	}
	if err == nil {
		err = Record(c, c.Gate, k)
	}
	return c.Added(recordPage, err, path(k.Person, string(k.ID)), "Check saved.")
}

// counts reads how many were found of each medicine that was counted. Error:
// check.new, by field.
func counts(c *web.Call) (out []Count, err error) {
	var stocks []supply.Stock
	if err := c.Gate.Read(c, MayRecord, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		stocks, _, err = supply.Stocks(s, c.Person())
		return err
	}); err != nil {
		return nil, err
	}
	var checks fault.Checks
	for _, s := range stocks {
		name := "count-" + string(s.Medicine.ID)
		text := c.Posted(name)
		if text == "" {
			continue
		}
		n, err := supply.ParseUnits(text)
		if f, bad := fault.Of(err); bad {
			checks.Field(true, name, "%s", f.Say)
		}
		out = append(out, Count{Medicine: s.Medicine.ID, Found: n})
	}
	return out, checks.Err("check.new")
}

func show(c *web.Call) (web.Reply, error) {
	var k Check
	var found []Finding
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if k, err = Get(s, c.Person(), ID(c.Path("check"))); err != nil {
			return err
		}
		found, err = findingsOf(s, c.Person(), k.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	none := func(words, otherwise string) string {
		if words == "" {
			return otherwise
		}
		return words
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "When", Value: k.At.Said()},
		{Key: "By", Value: none(k.By, "Not known")},
		{Key: "What they could say", Value: k.Understood.Label()},
		{Key: "In their own words", Value: k.Said},
		{Key: "Side effects", Value: none(k.Effects, "None")},
		{Key: "How medicines are kept", Value: none(k.Stored, "As they should be")},
		{Key: "Out of date", Value: none(k.OutOfDate, "Nothing")},
		{Key: "Notes", Value: none(k.Words, "None")},
	}}
	l := ui.List{
		Caption: "Counted", Empty: "Nothing was counted.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "Found", Numeric: true}, {Head: "Should be there", Numeric: true}},
	}
	for _, n := range k.Counts {
		expected := "Not known before"
		if n.Known {
			expected = supply.Number(n.Expected)
		}
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(n.Name, supply.Number(n.Found), expected)})
	}
	blocks := []ui.Block{r, l}
	if len(found) > 0 {
		blocks = append(blocks, ui.Heading("To put right"))
	}
	for _, f := range found {
		blocks = append(blocks, f.block(c))
	}
	return c.Page("Check of "+k.At.On().Said(), blocks...).BackTo("Checks of medicines", path(c.Person())), nil
}

// block is one finding, with room to say what was done.
func (f Finding) block(c *web.Call) ui.Block {
	r := ui.Record{Rows: []ui.RecordRow{{Key: f.Kind.Label(), Value: f.Words}, {Key: "Whose it is", Value: f.OwnerName}, {Key: "By", Value: f.DueOn.Said()}}}
	if !f.Closed.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Done", Value: f.Done + " (" + f.Closed.Said() + ")"})
		return r
	}
	if !c.Can(MayClose) {
		return r
	}
	return ui.Group(r, ui.Form{
		ID: "finding-" + f.ID, Action: path(f.Person, string(f.Check), "findings", f.ID), Submit: "This is put right", Hidden: []ui.Pair{ui.Version(f.Version)},
		Fields: []ui.Field{{Name: "done", Label: "What was done about it?", Kind: ui.KindArea, Rows: 2}},
	})
}

func closeIt(c *web.Call) (web.Reply, error) {
	x := Closing{}
	err := c.Form(&x)
	x.Person, x.Finding = c.Person(), c.Path("finding")
	if err == nil {
		err = Close(c, c.Gate, x)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(path(x.Person, c.Path("check")), "Put right."), nil
}

// findingsPage is what is still to be put right: all of it for the office, and
// for lead workers what is of the people they go to.
func findingsPage(c *web.Call) (web.Reply, error) {
	own := ids.Account("")
	if !slices.ContainsFunc(actor.Practice, c.Who.Has) {
		own = ids.Account(c.Who.ID)
	}
	var all []Finding
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = open(s, own)
		for _, f := range all {
			gate.Shown(s, f.Person)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "To put right", Empty: "Nothing that a check found is open.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "What was found"}, {Head: "Whose it is"}, {Head: "By"}},
	}
	for _, f := range all {
		by := ui.Cell{Text: f.DueOn.Short()}
		if f.Late(c.Now().On()) {
			by = ui.Cell{Tag: ui.Tag{Text: "Late, " + f.DueOn.Short(), Kind: ui.Urgent}}
		}
		l.Rows = append(l.Rows, ui.Row{Href: path(f.Person, string(f.Check)), Cells: []ui.Cell{{Text: f.PersonName}, {Text: f.Kind.Label() + ". " + f.Words}, {Text: f.OwnerName}, by}})
	}
	return c.Page("What checks of medicines found", l).BackTo("Medicines", "/medicines").AsWide(), nil
}
