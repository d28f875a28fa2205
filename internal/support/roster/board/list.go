package board

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// stop is one worker's part in a visit, on the sheet.
type stop struct {
	roster.Entry
	roster.Assignment
}

// runs are the visits of each shift in order of time.
func (d day) runs() map[roster.ShiftID][]stop {
	out := map[roster.ShiftID][]stop{}
	for _, e := range d.Visits {
		for _, a := range e.With {
			out[a.Shift] = append(out[a.Shift], stop{e, a})
		}
	}
	for _, run := range out {
		slices.SortStableFunc(run, func(a, b stop) int { return cmp.Compare(a.Assignment.StartMin, b.Assignment.StartMin) })
	}
	return out
}

// full is how much of a shift its run takes, in percent.
func full(s roster.Shift, run []stop) int {
	minutes := 0
	for _, x := range run {
		minutes += x.DurationMin + x.TravelMin
	}
	return 100 * minutes / max(1, s.EndMin-s.StartMin-s.BreakMin)
}

// loose are the visits without their workers, by start.
func (d day) loose() (out []roster.Entry) {
	for _, e := range d.Visits {
		if e.Code != "" && e.State == visit.Planned {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b roster.Entry) int { return cmp.Compare(a.StartMin, b.StartMin) })
	return out
}

// list is the day as tables: what has no worker, so many at most, then so many
// shifts a page.
func (d day) list(perPage, mostLoose int) []ui.Block {
	var blocks []ui.Block
	if !d.Day.BuiltAt.IsZero() {
		blocks = append(blocks, d.looseList(mostLoose))
	}
	if len(d.Shifts) == 0 {
		return append(blocks, ui.List{Caption: "Shifts", Empty: "Nobody has a shift on this day. Add shifts before you build the rota."})
	}
	runs := d.runs()
	n := d.c.PageNumber()
	from := min((n-1)*perPage, len(d.Shifts))
	until := min(from+perPage, len(d.Shifts))
	for _, s := range d.Shifts[from:until] {
		blocks = append(blocks, d.run(s, runs[s.ID]))
	}
	return append(blocks, d.pages(n, len(d.Shifts), perPage, "shifts"))
}

// pages leads to the rest of something long.
func (d day) pages(n, all, each int, what string) ui.Block {
	if all <= each {
		return ui.Group()
	}
	view := d.view
	if view == "board" {
		view, n = "list", 1 // the rest is read in the list, from its start
		return ui.Links(ui.Link{Text: fmt.Sprintf("All %d %s in the list", all, what), Href: d.href(view)})
	}
	var links []ui.Link
	if n > 1 {
		links = append(links, ui.Link{Text: "Previous page", Href: d.href(view, "page", strconv.Itoa(n-1))})
	}
	if n*each < all {
		links = append(links, ui.Link{Text: "Next page", Href: d.href(view, "page", strconv.Itoa(n+1))})
	}
	first := min((n-1)*each+1, all)
	return ui.Group(ui.Para(fmt.Sprintf("Showing %d to %d of %d %s.", first, min(n*each, all), all, what)), ui.Links(links...))
}

func (d day) looseList(most int) ui.Block {
	l := ui.List{
		Caption: "Without a worker", Empty: "Every visit has its workers.",
		Columns: []ui.Column{{Head: "Visit"}, {Head: "Person"}, {Head: "Minutes", Numeric: true}, {Head: "Why"}, {Head: "Find cover"}},
	}
	loose := d.loose()
	if len(loose) > most {
		l.More.Showing = fmt.Sprintf("Showing the first %d of %d. The list and the cover plan show the others.", most, len(loose))
		loose = loose[:most]
	}
	for _, e := range loose {
		move := ui.Cell{Tag: e.State.Tag()}
		if d.may && !e.Fixed() {
			move = ui.Cell{Block: ui.Links(ui.Link{Text: "Find cover for " + e.Name + " at " + clock(e.StartMin), Href: d.visitHref(e.ID)})}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: d.time(e, e.StartMin)}, {Text: e.Name, Href: web.PersonPath(e.Person)}, {Text: strconv.Itoa(e.DurationMin)}, {Text: e.Reason}, move,
		}})
	}
	return l
}

// time is when the visit starts, and what is special about it.
func (d day) time(e roster.Entry, minute int) string {
	said := clock(minute)
	if e.MustBeAt {
		said += ", must be at this time"
	}
	if e.Workers == 2 {
		said += ", 2 workers"
	}
	if e.Drafted {
		said += ", not sent"
	}
	return said
}

// run is one shift's visits.
func (d day) run(s roster.Shift, run []stop) ui.Block {
	list := ui.List{
		Caption: fmt.Sprintf("%s, %s, %d%% full", s.Name, s.Hours(), full(s, run)),
		Empty:   "No visits on this shift.",
		Columns: []ui.Column{{Head: "Start"}, {Head: "Person"}, {Head: "Minutes", Numeric: true}, {Head: "Travel", Numeric: true}, {Head: "State"}, {Head: "Move"}},
	}
	for _, x := range run {
		move := ui.Cell{}
		if d.may && !x.Fixed() {
			move = ui.Cell{Text: "Move", Href: d.visitHref(x.ID)}
		}
		list.Rows = append(list.Rows, ui.Row{Href: web.PersonPath(x.Entry.Person, "visits", string(x.ID)), Cells: []ui.Cell{
			{Text: d.time(x.Entry, x.Assignment.StartMin)},
			{Text: x.Name + " " + x.Outcode},
			{Text: strconv.Itoa(x.DurationMin)},
			{Text: strconv.Itoa(x.TravelMin)},
			{Tag: d.tag(x.Entry)},
			move,
		}})
	}
	var links []ui.Link
	if d.may && len(run) > 0 {
		links = append(links, ui.Link{Text: s.Name + " is running late", Href: d.draft.Address(coverView{on: d.Day.On, of: s.ID}.latePath())})
	}
	if !d.mayAway() {
		return ui.Group(list, ui.Links(links...))
	}
	links = append(links, ui.Link{Text: "Report that " + s.Name + " is away", Href: d.awayHref(s)})
	if d.Day.On == d.c.Now().On() {
		links = append(links, ui.Link{Text: "Record what " + s.Name + " tells you", Href: "/paper/runs/" + string(s.ID) + "?how=office"})
	}
	return ui.Group(list, ui.Links(links...))
}

func (d day) awayHref(s roster.Shift) string {
	return at(d.Day.On) + "/shifts/" + string(s.ID) + "/away"
}

// tag is the state of the visit: also that the worker is there, or late.
func (d day) tag(e roster.Entry) ui.Tag {
	switch d.standing(e) {
	case underWay:
		return ui.Tag{Text: "There since " + e.Arrived.Clock(), Kind: ui.Plain}
	case late:
		return ui.Tag{Text: "Late", Kind: ui.Urgent}
	}
	return e.State.Tag()
}

// toPrint is the whole day on paper, to go by when nothing else works: what has
// no worker, then every shift, with the words that a phone would show.
func (d day) toPrint() []ui.Block {
	runs := d.runs()
	l := ui.List{Caption: "Without a worker", Empty: "Every visit has its workers.", Columns: []ui.Column{{Head: "Start"}, {Head: "Person"}, {Head: "Minutes", Numeric: true}}}
	for _, e := range d.loose() {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(d.time(e, e.StartMin), e.Name+" "+e.Outcode, strconv.Itoa(e.DurationMin))})
	}
	sheets := []ui.Block{l}
	for _, s := range d.Shifts {
		l := ui.List{
			Caption: s.Name + ", " + s.Hours(), Empty: "No visits on this shift.",
			Columns: []ui.Column{{Head: "Start"}, {Head: "Person"}, {Head: "Minutes", Numeric: true}, {Head: "Travel", Numeric: true}},
		}
		for _, x := range runs[s.ID] {
			l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(d.time(x.Entry, x.Assignment.StartMin), x.Name+" "+x.Outcode, strconv.Itoa(x.DurationMin), strconv.Itoa(x.TravelMin))})
		}
		sheets = append(sheets, l)
	}
	back := ui.LinkRow("Views of this rota", ui.Link{Text: "Back to the board", Href: d.href("board")})
	return []ui.Block{back, ui.Sheets(sheets...)}
}

// byPerson lists the visits of the day by person and time.
func (d day) byPerson() ui.Block {
	l := ui.List{
		Caption: "Visits by person", Empty: "There are no visits on this day. They are made when the rota is built.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "Start"}, {Head: "May start"}, {Head: "Minutes", Numeric: true}, {Head: "Worker"}, {Head: "State"}},
	}
	sorted := slices.Clone(d.Visits)
	slices.SortStableFunc(sorted, func(a, b roster.Entry) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Person, b.Person), cmp.Compare(a.StartsAt(), b.StartsAt()))
	})
	n := d.c.PageNumber()
	from := min((n-1)*personsPerPage, len(sorted))
	until := min(from+personsPerPage, len(sorted))
	for _, e := range sorted[from:until] {
		var with []string
		for _, a := range e.With {
			with = append(with, d.Shift(a.Shift).Name)
		}
		if len(with) < e.Workers && !e.Fixed() {
			with = append(with, "Nobody yet")
		}
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(e.Person, "visits", string(e.ID)), Cells: []ui.Cell{
			{Text: e.Name},
			{Text: d.time(e, e.StartsAt())},
			{Text: window(e)},
			{Text: strconv.Itoa(e.DurationMin)},
			{Text: strings.Join(with, " and ")},
			{Tag: d.tag(e)},
		}})
	}
	return ui.Group(l, d.pages(n, len(sorted), personsPerPage, "visits"))
}

// window is what was agreed with the person about the start.
func window(e roster.Entry) string {
	if e.MustBeAt || e.EarliestMin == e.LatestMin {
		return "At " + clock(e.StartMin)
	}
	return clock(e.EarliestMin) + " to " + clock(e.LatestMin)
}
