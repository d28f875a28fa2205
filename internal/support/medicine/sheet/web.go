package sheet

import (
	"fmt"
	"strconv"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
)

// Routes of the printed chart, and of keying in what came back on paper.
var Routes = []web.Route{
	web.Get("/chart-prints", MayKey, findPage),
	web.Post("/chart-prints", MayKey, find),
	web.Get("/people/{person}/chart-prints", MaySee, list),
	web.Post("/people/{person}/chart-prints", MayPrint, makeIt),
	web.Get("/people/{person}/chart-prints/{print}", MaySee, show),
	web.Get("/people/{person}/chart-prints/{print}/key", MayKey, keyPage),
	web.Post("/people/{person}/chart-prints/{print}/key", MayKey, keyWeek),
	web.Get("/people/{person}/chart-prints/{print}/differences", MayKey, differencesPage),
}

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"chart-prints"}, parts...)...)
}

func here(c *web.Call) ID { return ID(c.Path("print")) }

// findPage asks for the code of a printed chart.
func findPage(c *web.Call) (web.Reply, error) {
	return c.Page("Key in a chart of medicines", ui.Form{
		Action: "/chart-prints", Submit: "Find the chart",
		Fields: []ui.Field{{Name: "code", Label: "Code on the chart", Hint: "It stands at the top right, like " + example + ".", Width: 10, NoSpellcheck: true, Autocomplete: "off"}},
	}, ui.Links(ui.Link{Text: "Key in day sheets instead", Href: "/paper"})), nil
}

func find(c *web.Call) (web.Reply, error) {
	var p Print
	code, err := parseCode(c.Posted("code"))
	if err == nil {
		err = c.Gate.Read(c, MayKey, gate.Council, func(s *gate.Snapshot) (err error) {
			p, err = called(s, code)
			if gate.Missing(err) {
				return noSuch()
			}
			gate.Shown(s, p.Person)
			return err
		})
	}
	if err != nil {
		return c.Again(findPage, err)
	}
	return web.Go(path(p.Person, string(p.ID), "key"), ""), nil
}

func list(c *web.Call) (web.Reply, error) {
	var all []Print
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = Of(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	monday := c.Now().On()
	for monday.Weekday() != 1 {
		monday = monday.Add(-1)
	}
	var blocks []ui.Block
	if c.Can(MayPrint) {
		f := ui.Form{
			Action: path(c.Person()), Submit: "Make the chart", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
			Fields: []ui.Field{
				{Name: "from", Label: "First day on the chart", Kind: ui.KindDate, Value: string(monday)},
				{Name: "weeks", Label: "For how long?", Kind: ui.KindRadios, Value: "4"},
				{Name: "filled", Label: "What should be in the boxes?", Kind: ui.KindRadios, Value: "no", Options: []ui.Option{
					{Value: "no", Label: "Nothing: it is to be written on by hand"}, {Value: "yes", Label: "What has been recorded"},
				}},
			},
		}
		for _, n := range Weeks {
			f.Fields[1].Options = append(f.Fields[1].Options, ui.Option{Value: strconv.Itoa(n), Label: weeksSaid(n)})
		}
		blocks = append(blocks, f)
	}
	l := ui.List{
		Caption: "Printed before", Empty: "This chart has not been printed yet.",
		Columns: []ui.Column{{Head: "Chart"}, {Head: "Code"}, {Head: "Boxes"}, {Head: "Made"}, {Head: "Paper"}},
	}
	for _, p := range all {
		paper := ui.Cell{}
		if c.Can(MayKey) && !p.Filled {
			paper = ui.Cell{Text: "Key it in", Href: path(p.Person, string(p.ID), "key")}
		}
		filled := "Blank"
		if p.Filled {
			filled = "From the record"
		}
		l.Rows = append(l.Rows, ui.Row{Href: path(p.Person, string(p.ID)), Cells: append(ui.Texts(
			short2(p.From)+" to "+short2(p.Until()), string(p.Code), filled, p.At.Said()+byName(p.By)), paper)})
	}
	return c.Page("Print the chart", append(blocks, l)...).BackTo("Medicines", web.PersonPath(c.Person(), "medicines")).AsWide(), nil
}

func weeksSaid(n int) string {
	if n == 1 {
		return "1 week"
	}
	return fmt.Sprintf("%d weeks", n)
}

func makeIt(c *web.Call) (web.Reply, error) {
	var form struct {
		ID     ID        `json:"id"`
		From   when.Date `json:"from"`
		Weeks  int       `json:"weeks"`
		Filled bool      `json:"filled"`
	}
	err := c.Form(&form)
	if err == nil {
		err = Make(c, c.Gate, Print{ID: form.ID, Person: c.Person(), From: form.From, Days: 7 * form.Weeks, Filled: form.Filled})
	}
	return c.Added(list, err, path(c.Person(), string(form.ID)), "")
}

// draw reads a chart for a page.
func draw(c *web.Call, may gate.Action, more func(s *gate.Snapshot) error) (Chart, error) {
	var chart Chart
	err := c.Gate.Read(c, may, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if chart, err = Draw(s, c.Person(), here(c), may.Name == MayKey.Name); err != nil || more == nil {
			return err
		}
		return more(s)
	})
	chart.Council, chart.Help = c.Site.Name, c.HelpLine().Number
	return chart, err
}

func show(c *web.Call) (web.Reply, error) {
	chart, err := draw(c, MaySee, nil)
	if err != nil {
		return nil, err
	}
	blocks := []ui.Block{ui.ScreenOnly(ui.Para("Print this page from your browser: A4, across. Choose no margins if the browser asks."))}
	if chart.Newer {
		blocks = append(blocks, ui.ScreenOnly(ui.Warning("The chart has changed since this was made. Make a new one, and take the old one out of the home.")))
	}
	if c.Can(MayKey) && !chart.Filled {
		blocks = append(blocks, ui.ScreenOnly(ui.Links(ui.Link{Text: "Key in what was written on it", Href: path(chart.Person, string(chart.ID), "key")})))
	}
	return c.Page("Chart of "+chart.Who.Name(), append(blocks, paper(chart))...).BackTo("Print the chart", path(c.Person())).AsWide(), nil
}

func keyPage(c *web.Call) (web.Reply, error) {
	var said []Said
	chart, err := draw(c, MayKey, func(s *gate.Snapshot) (err error) {
		said, err = boxes(s, here(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	first := chart.weekOf(c)
	at := path(chart.Person, string(chart.ID))
	var links []ui.Link
	for d := chart.From; d <= chart.Until(); d = d.Add(7) {
		text := "Week from " + d.Short()
		if chart.Keyed[d] {
			text += " (keyed in)"
		}
		links = append(links, ui.Link{Text: text, Href: at + "/key?week=" + string(d)})
	}
	blocks := []ui.Block{ui.LinkRow("Weeks", links...)}
	places := chart.week(first, c.Now())
	if len(places) == 0 {
		blocks = append(blocks, ui.Inset("Nothing was due in this week yet."))
	} else {
		filled, known := map[Place]string{}, map[Place]string{}
		for _, b := range said {
			filled[Place{b.Medicine, b.Slot}] = b.Words
		}
		for _, e := range chart.Entries {
			for _, d := range e.Doses {
				known[Place{e.ID, d.Slot}] = "Known: " + d.mark() + " " + d.At.Clock()
			}
		}
		blocks = append(
			blocks,
			ui.Para("Type what stands in each box: initials, or a letter of the key, and the time if one is written, like SM 8:05. Leave a box empty that is empty on paper."),
			boxesForm(chart, at+"/key", first, places, filled, known),
		)
	}
	blocks = append(blocks, byHand(chart), ui.Links(ui.Link{Text: "Differences between paper and record", Href: at + "/differences"}, ui.Link{Text: "See the chart", Href: at}))
	return c.Page("Key in chart "+string(chart.Code), blocks...).BackTo("Print the chart", path(chart.Person)).AsWide(), nil
}

// byHand leads to where lines are keyed in, of what has lines and not boxes.
func byHand(chart Chart) ui.Block {
	var links []ui.Link
	for _, e := range chart.Entries {
		if e.log() != Boxes {
			links = append(links, ui.Link{Text: e.Title(), Href: web.PersonPath(chart.Person, "medicines", string(e.ID), "record")})
		}
	}
	if len(links) == 0 {
		return ui.Group()
	}
	return ui.Group(ui.Heading("Lines on the pages behind"), ui.Para("Record each line by itself, and say that it was written on paper."), ui.Links(links...))
}

// weekOf is the week of the page: the one asked for, or the first.
func (c Chart) weekOf(call *web.Call) when.Date {
	asked := call.Query("week")
	if asked == "" {
		asked = call.Posted("week")
	}
	for d := c.From; d <= c.Until(); d = d.Add(7) {
		if string(d) == asked {
			return d
		}
	}
	return c.From
}

func keyWeek(c *web.Call) (web.Reply, error) {
	chart, err := draw(c, MayKey, nil)
	if err != nil {
		return nil, err
	}
	w := Week{Person: c.Person(), Sheet: here(c), From: chart.weekOf(c), Boxes: map[Place]string{}}
	for _, p := range chart.week(w.From, c.Now()) {
		w.Boxes[p] = c.Posted(p.name())
	}
	differ, err := KeyIn(c, c.Gate, w)
	if err != nil {
		return c.Again(keyPage, err)
	}
	at := path(c.Person(), string(w.Sheet))
	if differ > 0 {
		return web.Go(at+"/differences", fmt.Sprintf("Week saved. Boxes that differ from the record: %d. Look at each.", differ)), nil
	}
	next := w.From.Add(7)
	if next > chart.Until() || next > c.Now().On() {
		return web.Go(at+"/differences", "Week saved."), nil
	}
	return web.Go(at+"/key?week="+string(next), "Week saved. This is the next."), nil
}

// differencesPage lists where paper and record do not say the same.
func differencesPage(c *web.Call) (web.Reply, error) {
	var said []Said
	chart, err := draw(c, MayKey, func(s *gate.Snapshot) (err error) {
		said, err = boxes(s, here(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "To look at", Empty: "Paper and record say the same for every week that was keyed in.",
		Columns: []ui.Column{{Head: "Dose"}, {Head: "Paper says"}, {Head: "Record says"}, {Head: "What it means"}, {Head: "Put right"}},
	}
	for _, d := range chart.differences(said, c.Now()) {
		l.Rows = append(l.Rows, ui.Row{Cells: append(ui.Texts(d.Name+", "+d.Slot.Said(), d.Paper, d.Record, d.Means),
			ui.Cell{Text: "Open the medicine", Href: web.PersonPath(chart.Person, "medicines", string(d.Medicine))})})
	}
	at := path(chart.Person, string(chart.ID))
	if len(chart.Keyed) == 0 {
		l.Empty = "No week of this chart has been keyed in yet."
	}
	return c.Page("Paper and record of chart "+string(chart.Code), l, ui.Links(ui.Link{Text: "Key in a week", Href: at + "/key"})).BackTo("Print the chart", path(chart.Person)).AsWide(), nil
}

// Difference is one dose of which paper and record do not say the same.
type Difference struct {
	Medicine                   medicine.ID
	Slot                       medicine.Slot
	Name, Paper, Record, Means string
}
