package roster

import (
	"fmt"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/visit"
)

// Routes of the rota.
var Routes = []web.Route{
	web.Get("/rota", MaySee, toToday),
	web.Get("/rota/{date}", MaySee, dayPage),
	web.Post("/rota/{date}/build", MayBuild, buildDay),
	web.Post("/rota/{date}/publish", MayPublish, publishDay),
	web.Get("/rota/{date}/changes", MaySee, changesPage),
	web.Get("/rota/{date}/visits/{visit}", MayMove, coverPage),
	web.Post("/rota/{date}/visits/{visit}", MayMove, moveVisit),
	web.Get("/rota/{date}/shifts", MaySee, shiftsPage),
	web.Get("/rota/{date}/shifts/new", MayShift, newShiftPage),
	web.Post("/rota/{date}/shifts/new", MayShift, newShift),
	web.Get("/rota/{date}/shifts/{shift}/cancel", MayShift, cancelShiftPage),
	web.Post("/rota/{date}/shifts/{shift}/cancel", MayShift, cancelShiftNow),
}

// How much stands on one page.
const (
	shiftsPerPage = 25
	linesPerPage  = 50
)

// dayOf is the date in the address. Error: gate.not_found for text that is
// none.
func dayOf(c *web.Call) (when.Date, error) {
	d, err := when.ParseDate(c.Path("date"))
	if err != nil || d == "" {
		return "", gate.NotFound()
	}
	return d, nil
}

func at(day when.Date) string { return "/rota/" + string(day) }

func toToday(c *web.Call) (web.Reply, error) { return web.Go(at(c.Now().On()), ""), nil }

func dayPage(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	if c.Query("view") == "person" {
		return personView(c, day)
	}
	n := c.PageNumber()
	skip := (n - 1) * shiftsPerPage
	var d Day
	var sum counts
	var shifts []Shift
	var runLines, free []line
	err = c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if d, err = DayOf(s, day); err != nil {
			return err
		}
		if sum, err = countsOf(s, day); err != nil {
			return err
		}
		if shifts, err = shiftPage(s, day, shiftsPerPage, skip); err != nil {
			return err
		}
		if runLines, err = runs(s, day, shiftsPerPage, skip); err != nil {
			return err
		}
		free, err = loose(s, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := header(c, d, sum, "")
	if d.BuiltAt.IsZero() {
		blocks = append(blocks, ui.Inset("The rota of this day has not been built. Building it makes the day’s visits from people’s plans and gives each a worker."))
	} else {
		blocks = append(blocks, looseList(c, day, free))
	}
	byShift := map[ShiftID][]line{}
	for _, l := range runLines {
		byShift[l.shift] = append(byShift[l.shift], l)
	}
	if len(shifts) == 0 {
		blocks = append(blocks, ui.List{Caption: "Shifts", Empty: "Nobody has a shift on this day. Add shifts before you build the rota."})
	}
	for _, s := range shifts {
		blocks = append(blocks, run(c, s, byShift[s.ID]))
	}
	blocks = append(blocks, pages(at(day)+"?page=", n, sum.shifts, shiftsPerPage, "shifts"))
	return c.Page("Rota for "+day.Short(), blocks...).AsWide(), nil
}

// pages leads to the rest of something long.
func pages(href string, n, all, each int, what string) ui.Block {
	if all <= each {
		return ui.Group()
	}
	var links []ui.Link
	if n > 1 {
		links = append(links, ui.Link{Text: "Previous page", Href: href + fmt.Sprint(n-1)})
	}
	if n*each < all {
		links = append(links, ui.Link{Text: "Next page", Href: href + fmt.Sprint(n+1)})
	}
	first := min((n-1)*each+1, all)
	return ui.Group(ui.Para(fmt.Sprintf("Showing %d to %d of %d %s.", first, min(n*each, all), all, what)), ui.Links(links...))
}

// header is what stands above each view of a day.
func header(c *web.Call, d Day, sum counts, view string) []ui.Block {
	day := d.On
	state, said := ui.Tag{Text: "Not built", Kind: ui.Quiet}, ""
	switch {
	case d.Published():
		state, said = ui.Tag{Text: "Published", Kind: ui.Good}, "On "+d.PublishedAt.Said()+". "
	case !d.BuiltAt.IsZero():
		state, said = ui.Tag{Text: "Draft", Kind: ui.Waiting}, "Workers cannot see it yet. "
	}
	turn := ui.Actions(
		ui.SecondaryLink("Day before", at(day.Add(-1))+view), ui.SecondaryLink("Today", at(c.Now().On())+view),
		ui.SecondaryLink("Day after", at(day.Add(1))+view),
	)
	other := ui.Link{Text: "By person", Href: at(day) + "?view=person"}
	if view != "" {
		other = ui.Link{Text: "By shift", Href: at(day)}
	}
	blocks := []ui.Block{
		turn, state,
		ui.Para(fmt.Sprintf("%s%d visits, %d recorded, %d without a worker. %d shifts.", said, sum.visits, sum.done, sum.loose, sum.shifts)),
		ui.Links(other, ui.Link{Text: "Shifts", Href: at(day) + "/shifts"}, ui.Link{Text: "Changes since publishing", Href: at(day) + "/changes"}),
	}
	return append(blocks, ui.Actions(steps(c, d)...))
}

// steps are what can be done with the day as it is.
func steps(c *web.Call, d Day) []ui.Block {
	if d.On < c.Now().On() || !c.Can(MayBuild) {
		return nil
	}
	build := ui.PostButton{Text: "Build the rota", Action: at(d.On) + "/build"}
	if d.BuiltAt.IsZero() {
		return []ui.Block{build}
	}
	build.Text, build.Secondary = "Place what is loose", true
	if d.Published() {
		return []ui.Block{build}
	}
	return []ui.Block{
		ui.PostButton{Text: "Publish", Action: at(d.On) + "/publish"},
		build,
		ui.PostButton{Text: "Start again from nothing", Action: at(d.On) + "/build", Hidden: []ui.Pair{{Name: "afresh", Value: "yes"}}, Secondary: true},
	}
}

func looseList(c *web.Call, day when.Date, free []line) ui.Block {
	l := ui.List{
		Caption: "Without a worker", Empty: "Every visit has its workers.",
		Columns: []ui.Column{{Head: "Visit"}, {Head: "Person"}, {Head: "Minutes", Numeric: true}, {Head: "Why"}, {Head: "Find cover"}},
	}
	for _, x := range free {
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: x.time()}, {Text: x.name, Href: web.PersonPath(x.person)}, {Text: fmt.Sprint(x.duration)}, {Text: x.reason}, cover(c, day, x),
		}})
	}
	return l
}

// cover leads to where another worker is found, for those who may.
func cover(c *web.Call, day when.Date, x line) ui.Cell {
	if !c.Can(MayMove) || x.state != visit.Planned || day < c.Now().On() {
		return ui.Cell{Tag: x.state.Tag()}
	}
	return ui.Cell{Block: ui.Links(ui.Link{Text: "Find cover for " + x.name + " at " + when.Hour(x.startMin), Href: at(day) + "/visits/" + string(x.visit)})}
}

// time is when the visit starts, and that it must be then.
func (l line) time() string {
	said := when.Hour(l.startMin)
	if l.mustBeAt {
		said += ", must be at this time"
	}
	if l.workers == 2 {
		said += ", 2 workers"
	}
	return said
}

// run is one shift's visits.
func run(c *web.Call, s Shift, lines []line) ui.Block {
	minutes := 0
	for _, l := range lines {
		minutes += l.duration + l.travel
	}
	full := 100 * minutes / max(1, s.EndMin-s.StartMin-s.BreakMin)
	list := ui.List{
		Caption: fmt.Sprintf("%s, %s, %d%% full", s.Name, s.Hours(), full),
		Empty:   "No visits on this shift.",
		Columns: []ui.Column{{Head: "Start"}, {Head: "Person"}, {Head: "Minutes", Numeric: true}, {Head: "Travel", Numeric: true}, {Head: "State"}, {Head: "Move"}},
	}
	for _, l := range lines {
		move := ui.Cell{}
		if l.state == visit.Planned && c.Can(MayMove) && s.On >= c.Now().On() {
			move = ui.Cell{Text: "Move", Href: at(s.On) + "/visits/" + string(l.visit)}
		}
		list.Rows = append(list.Rows, ui.Row{Href: web.PersonPath(l.person, "visits", string(l.visit)), Cells: []ui.Cell{
			{Text: l.time()}, {Text: l.name + " " + l.outcode}, {Text: fmt.Sprint(l.duration)}, {Text: fmt.Sprint(l.travel)}, {Tag: l.tag()}, move,
		}})
	}
	return list
}

// tag is the state of the visit, also that the worker is there.
func (l line) tag() ui.Tag {
	if l.state == visit.Planned && !l.arrived.IsZero() {
		return ui.Tag{Text: "There since " + l.arrived.Clock(), Kind: ui.Plain}
	}
	return l.state.Tag()
}

func personView(c *web.Call, day when.Date) (web.Reply, error) {
	n := c.PageNumber()
	var d Day
	var sum counts
	var lines []line
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if d, err = DayOf(s, day); err != nil {
			return err
		}
		if sum, err = countsOf(s, day); err != nil {
			return err
		}
		lines, err = byPerson(s, day, linesPerPage+1, (n-1)*linesPerPage)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Visits by person", Empty: "There are no visits on this day. They are made when the rota is built.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "Start"}, {Head: "Minutes", Numeric: true}, {Head: "Worker"}, {Head: "State"}},
	}
	href := at(day) + "?view=person&page="
	if n > 1 {
		l.More.Prev = href + fmt.Sprint(n-1)
	}
	if len(lines) > linesPerPage {
		lines, l.More.Next = lines[:linesPerPage], href+fmt.Sprint(n+1)
	}
	for _, x := range lines {
		with := x.with
		if with == "" && x.state == visit.Planned {
			with = "Nobody yet"
		}
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(x.person, "visits", string(x.visit)), Cells: []ui.Cell{
			{Text: x.name}, {Text: x.time()}, {Text: fmt.Sprint(x.duration)}, {Text: with}, {Tag: x.tag()},
		}})
	}
	return c.Page("Rota for "+day.Short()+", by person", append(header(c, d, sum, "?view=person"), l)...).AsWide(), nil
}

func buildDay(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	if c.Posted("afresh") == "yes" {
		err = BuildAfresh(c, c.Gate, day)
	} else {
		err = Build(c, c.Gate, day)
	}
	if err != nil {
		return c.Again(dayPage, err)
	}
	return web.Go(at(day), "The rota is built. Look at what has no worker."), nil
}

func publishDay(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	if err := Publish(c, c.Gate, day); err != nil {
		return c.Again(dayPage, err)
	}
	return web.Go(at(day), "The rota is published. Workers can see their visits."), nil
}

func changesPage(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var list []told
	err = c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		list, err = changesOn(s, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "What changed after the rota was published", Empty: "Nothing has changed since the rota of this day was published.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "Change"}, {Head: "Person"}, {Head: "When"}, {Head: "Seen"}},
	}
	for _, x := range list {
		seen := ui.Tag{Text: "Not seen yet", Kind: ui.Waiting}
		if !x.SeenAt.IsZero() {
			seen = ui.Tag{Text: "Seen " + x.SeenAt.Said(), Kind: ui.Good}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: x.worker}, {Text: x.What.Label()}, {Text: x.person, Href: web.PersonPath(x.Person)}, {Text: x.At.Said()}, {Tag: seen},
		}})
	}
	return c.Page("Changes of "+day.Short(), l).BackTo("Rota", at(day)).AsWide(), nil
}
