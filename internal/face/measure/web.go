package measure

import (
	"fmt"
	"strconv"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// The actions. Figures hold no person's data; the lists behind them do.
var (
	MaySee       = gate.Action{Name: "insights.see", Who: actor.Rule{Any: []actor.Role{actor.Manager, actor.Coordinator, actor.Analyst}}}
	MaySeePeople = gate.Action{Name: "insights.people", Who: actor.Rule{Any: actor.Office}}
)

// Routes of the figures.
var Routes = []web.Route{
	web.Get("/insights", MaySee, overview),
	web.Get("/insights.json", MaySee, asJSON),
	web.Get("/insights/definitions", MaySee, definitions),
	web.Get("/insights/{figure}", MaySee, show),
}

// cohort is what ?cohort= asks for; anything else is the rolling one.
func cohort(c *web.Call) Cohort {
	if Cohort(c.Query("cohort")) == Official {
		return Official
	}
	return Rolling
}

func figures(c *web.Call) (all []Figure, err error) {
	err = c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = All(s, cohort(c))
		return err
	})
	return all, err
}

// Shown is the figure as a page shows it.
func (f Figure) Shown() ui.Figure {
	return ui.Figure{Label: f.Title, Value: f.Value(), Of: f.Of(), Definition: f.Means, Href: f.Behind}
}

func overview(c *web.Call) (web.Reply, error) {
	all, err := figures(c)
	if err != nil {
		return nil, err
	}
	by := map[Name]Figure{}
	for _, f := range all {
		by[f.Name] = f
	}
	group := func(names ...Name) ui.Block {
		var shown ui.Figures
		for _, n := range names {
			shown.Items = append(shown.Items, by[n].Shown())
		}
		return shown
	}
	other := ui.Link{Text: "Show October to December, as returned to the government until 2024", Href: "/insights?cohort=" + string(Official)}
	if cohort(c) == Official {
		other = ui.Link{Text: "Show the last 91 days", Href: "/insights"}
	}
	return c.Page(
		"How the service is doing",
		ui.Heading("Today"), group(OnService, VisitsToday, AlertsOpen),
		ui.Heading("Waiting and starting"), group(ToDecide, ToStart, StartsInTime),
		ui.Heading("Doing more without us"), group(FreedMinutes),
		ui.Heading("Where people are on day 91"),
		ui.Para("The old national measure, ASCOF 2B(1), for people who left hospital from "+by[StillHome91].Period.Said()+"."),
		group(StillHome91, FollowUpsOpen), ui.Links(other),
		ui.Heading("What happened within 12 weeks"),
		ui.Para("A local estimate of the measure in force, ASCOF 2D, for people who left hospital from "+by[StillHome84].Period.Said()+
			". It asks something else than the old one: do not compare them."),
		group(StillHome84),
		ui.Links(
			ui.Link{Text: "How each figure is counted", Href: "/insights/definitions"},
			ui.Link{Text: "The figures as data (JSON)", Href: "/insights.json?cohort=" + string(cohort(c))},
		),
	).AsWide(), nil
}

// datum is a figure as /insights.json gives it. Denominator is absent for a
// plain count; the value of a share without cases is "No cases".
type datum struct {
	Name        Name   `json:"name"`
	Title       string `json:"title"`
	Period      Period `json:"period"`
	Numerator   int    `json:"numerator"`
	Denominator *int   `json:"denominator,omitempty"`
	Unit        string `json:"unit,omitempty"`
	Value       string `json:"value"`
	Parts       []Part `json:"parts,omitempty"`
	Behind      string `json:"behind"`
}

func asJSON(c *web.Call) (web.Reply, error) {
	all, err := figures(c)
	if err != nil {
		return nil, err
	}
	out := struct {
		At      string  `json:"at"`
		Cohort  Cohort  `json:"cohort"`
		Figures []datum `json:"figures"`
	}{At: c.Now().Text(), Cohort: cohort(c)}
	for _, f := range all {
		d := datum{
			Name: f.Name, Title: f.Title, Period: f.Period, Numerator: f.Numerator, Unit: f.Unit,
			Value: f.Value(), Parts: f.Parts, Behind: f.Behind,
		}
		if f.Share {
			d.Denominator = &f.Denominator
		}
		out.Figures = append(out.Figures, d)
	}
	return web.JSON(0, out), nil
}

func definitions(c *web.Call) (web.Reply, error) {
	if err := c.Gate.Read(c, MaySee, gate.Council, func(*gate.Snapshot) error { return nil }); err != nil {
		return nil, err
	}
	blocks := []ui.Block{
		ui.Para("Every figure is worked out from the record when you open it, so it can be explained down to the people behind it."),
		ui.Inset("Two measures of being still at home stand here, and they disagree. The old ASCOF 2B(1) asks where a person is on day 91. " +
			"ASCOF 2D asks whether anything went wrong within 84 days. Never compare one with the other."),
	}
	for _, d := range Definitions {
		card := ui.Record{Title: d.Title, Links: []ui.Link{{Text: "See the list", Href: "/insights/" + string(d.Name)}}}
		card.Rows = append(card.Rows, ui.RecordRow{Key: "What it means", Value: d.Means})
		for _, r := range d.rows() {
			card.Rows = append(card.Rows, ui.RecordRow{Key: r[0], Value: r[1]})
		}
		blocks = append(blocks, card)
	}
	return c.Page("How each figure is counted", blocks...).BackTo("How the service is doing", "/insights"), nil
}

// listPage is how many lines a page of a list has.
const listPage = 50

// show is the list behind a figure, as a page or, with .csv after the name, as
// a file. Everybody sees the reasons, counted; those who may, the people too.
func show(c *web.Call) (web.Reply, error) {
	name, file := strings.CutSuffix(c.Path("figure"), ".csv")
	people := c.Can(MaySeePeople)
	action := MaySee
	if people {
		action = MaySeePeople
	}
	var b behind
	err := c.Gate.Read(c, action, gate.Council, func(s *gate.Snapshot) (err error) {
		b, err = find(s, Name(name), cohort(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	if file {
		rows := b.reasonRows()
		if people {
			rows = b.rows()
		}
		data, err := Spreadsheet(rows)
		return web.Data{MediaType: "text/csv; charset=utf-8", Bytes: data, Download: name + ".csv"}, err
	}
	f := b.figure()
	address := "/insights/" + name
	query := ""
	if cohort(c) == Official {
		query = "&cohort=" + string(Official)
	}
	blocks := []ui.Block{b.reasonList()}
	if people {
		blocks = append(blocks, b.list(c.PageNumber(), address, query))
	}
	period := "Period: "
	if b.Name == StillHome91 || b.Name == StillHome84 {
		period = "People who left hospital from "
	}
	return c.Page(
		b.Title,
		ui.Figures{Items: []ui.Figure{{Label: "Now", Value: f.Value(), Of: f.Of(), Definition: b.Means}}},
		ui.Para(period+b.Period.Said()+"."),
		ui.Group(blocks...),
		ui.Links(ui.Link{Text: "Download as a spreadsheet (CSV)", Href: address + ".csv" + strings.Replace(query, "&", "?", 1)}),
	).BackTo("How the service is doing", "/insights").AsWide(), nil
}

// list is one page of the lines.
func (b behind) list(page int, address, query string) ui.List {
	l := ui.List{Caption: "Who is behind this figure", Empty: "Nobody: there are no cases in this period."}
	for _, h := range b.columns() {
		l.Columns = append(l.Columns, ui.Column{Head: h})
	}
	from := min((page-1)*listPage, len(b.lines))
	until := min(from+listPage, len(b.lines))
	for _, x := range b.lines[from:until] {
		cells := ui.Texts(append([]string{x.name}, x.cells...)...)
		cells[0].Href = x.href
		if b.Denominator != "" {
			cells = append(cells, ui.Cell{Tag: countsTag(x.counts)})
		}
		l.Rows = append(l.Rows, ui.Row{Cells: append(cells, ui.Cell{Text: x.why})})
	}
	if len(l.Rows) > 0 {
		l.More.Showing = fmt.Sprintf("Showing %s to %s of %s", number(from+1), number(until), number(len(b.lines)))
	}
	if from > 0 {
		l.More.Prev = address + "?page=" + strconv.Itoa(page-1) + query
	}
	if until < len(b.lines) {
		l.More.Next = address + "?page=" + strconv.Itoa(page+1) + query
	}
	if from >= len(b.lines) && len(b.lines) > 0 {
		l.Empty = "This list has no such page. Go back to the first."
		l.More = ui.More{}
	}
	return l
}

// countsTag says whether a line is in the numerator.
func countsTag(counts bool) ui.Tag {
	if counts {
		return ui.Tag{Text: "Yes", Kind: ui.Good}
	}
	return ui.Tag{Text: "No", Kind: ui.Quiet}
}

// reasonList is how many there are for each reason, without any person.
func (b behind) reasonList() ui.List {
	l := ui.List{
		Caption: "Why", Empty: "There are no reasons to count.",
		Columns: []ui.Column{{Head: "Reason"}, {Head: "How many", Numeric: true}},
	}
	for _, r := range b.reasons() {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(r.why, number(r.n))})
	}
	return l
}
