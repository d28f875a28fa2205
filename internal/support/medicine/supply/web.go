package supply

import (
	"fmt"
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the pages about what is in the home.
var Routes = []web.Route{
	web.Get("/people/{person}/medicine-supply", MaySee, list),
	web.Get("/people/{person}/medicine-supply/new", MayMove, movePage),
	web.Post("/people/{person}/medicine-supply/new", MayMove, move),
}

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"medicine-supply"}, parts...)...)
}

func list(c *web.Call) (web.Reply, error) {
	var stocks []Stock
	var moves []Movement
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		stocks, moves, err = Stocks(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	now := ui.List{
		Caption: "What should be there", Empty: "No medicines are on the chart.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "Should be there", Numeric: true}, {Head: "Will do for"}, {Head: "Last counted"}},
	}
	for _, s := range stocks {
		now.Rows = append(now.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Medicine.Title()}, {Text: s.there()}, s.lasts(), {Text: s.countedSaid()}}})
	}
	before := ui.List{
		Caption: "What came, went and was counted", Empty: "Nothing has been written down yet. Begin with a count.",
		Columns: []ui.Column{{Head: "Medicine"}, {Head: "What happened"}, {Head: "How many", Numeric: true}, {Head: "When"}, {Head: "From or to"}},
	}
	slices.Reverse(moves)
	for _, m := range moves {
		said := m.Kind.Label()
		if m.Words != "" {
			said += ". " + m.Words
		}
		by := m.At.Said()
		if m.By != "" {
			by += ", " + m.By
		}
		before.Rows = append(before.Rows, ui.Row{Cells: ui.Texts(m.Name, said, Number(m.Units), by, m.Who)})
	}
	blocks := []ui.Block{now, before}
	if c.Can(MayMove) {
		blocks = append([]ui.Block{ui.ButtonLink("Write down a delivery, a return or a count", path(c.Person(), "new"))}, blocks...)
	}
	return c.Page("Medicines in the home", blocks...).BackTo("Medicines", web.PersonPath(c.Person(), "medicines")).AsWide(), nil
}

func (s Stock) there() string {
	if !s.Known {
		return "Not known"
	}
	return Number(s.Expected)
}

func (s Stock) lasts() ui.Cell {
	n, known := s.Days()
	switch {
	case !known:
		return ui.Cell{Text: "Not known"}
	case s.Low():
		return ui.Cell{Tag: ui.Tag{Text: daysSaid(n), Kind: ui.Urgent}}
	}
	return ui.Cell{Text: daysSaid(n)}
}

func daysSaid(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func (s Stock) countedSaid() string {
	if s.Counted.IsZero() {
		return "Never"
	}
	return s.Counted.Said()
}

func movePage(c *web.Call) (web.Reply, error) {
	var stocks []Stock
	err := c.Gate.Read(c, MayMove, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		stocks, _, err = Stocks(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	which := ui.Field{Name: "medicine", Label: "Which medicine?", Kind: ui.KindSelect, Options: []ui.Option{{Label: "Choose one"}}}
	for _, s := range stocks {
		which.Options = append(which.Options, ui.Option{Value: string(s.Medicine.ID), Label: s.Medicine.Title()})
	}
	now := c.Now()
	f := ui.Form{
		Action: path(c.Person(), "new"), Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: path(c.Person())}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			which,
			{Name: "kind", Label: "What happened?", Kind: ui.KindRadios, Options: ui.Options(Kinds)},
			{Name: "units", Label: "How many?", Hint: "Tablets, patches or millilitres, as the dose counts them. 0 where none is left.", Width: 5, Inputmode: "decimal"},
			{Name: "who", Label: "From where, or to where?", Hint: "Like: Test Street Pharmacy. Leave this empty for a count.", Optional: true},
			{Name: "words", Label: "Anything to add?", Kind: ui.KindArea, Rows: 2, Optional: true},
			{Name: "on", Label: "Which day was it?", Kind: ui.KindDate, Value: string(now.On())},
			{Name: "time", Label: "At what time?", Kind: ui.KindTime, Value: now.In(when.London).Format("15:04")},
		},
	}
	return c.Page("A delivery, a return or a count", f).BackTo("Medicines in the home", path(c.Person())), nil
}

func move(c *web.Call) (web.Reply, error) {
	var m Movement
	err := c.Form(&m)
	m.Person, m.At = c.Person(), c.Moment()
	if err == nil {
		var bad error
		if m.Units, bad = ParseUnits(c.Posted("units")); bad != nil {
			var checks fault.Checks
			f, _ := fault.Of(bad)
			checks.Field(true, "units", "%s", f.Say)
			err = checks.Err("supply.new")
		} else {
			err = Move(c, c.Gate, m)
		}
	}
	return c.Added(movePage, err, path(c.Person()), "Written down.")
}
