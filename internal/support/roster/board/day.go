package board

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// How much stands on one page. Below the board, which shows all, the list is
// for where no script runs, and kept short for the bytes it costs.
const (
	shiftsPerPage  = 25
	shiftsBelow    = 8
	looseBelow     = 12
	personsPerPage = 50
	mostLoose      = 200
)

// day is one day as its views show it.
type day struct {
	roster.Sheet
	c         *web.Call
	draft     roster.Draft
	view      string // one of views
	lateAfter int    // minutes
	may       bool   // the caller may change this day
}

// views lists the ways to see a day, in the order links show them.
var views = []struct{ name, label string }{{"board", "Board"}, {"list", "List"}, {"person", "By person"}, {"map", "Map"}, {"print", "To print"}}

func dayPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	d := day{c: c, view: "board"}
	for _, v := range views {
		if c.Query("view") == v.name {
			d.view = v.name
		}
	}
	d.may = c.Can(roster.MayMove) && on >= c.Now().On()
	wrong := error(nil)
	if d.may {
		d.draft, wrong = draftOf(c)
	}
	err = c.Gate.Read(c, roster.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		// A draft is about who is to go. Who is late now is read without one, which
		// saves a statement where there are most.
		if len(d.draft) > 0 {
			// A draft that this day has nothing for must not hide the day.
			if d.Sheet, wrong = roster.Preview(s, on, d.draft); wrong == nil {
				return nil
			}
			d.draft = nil
		}
		if d.Sheet, err = roster.SheetOf(s, on); err != nil {
			return err
		}
		d.lateAfter, err = council.Number(s, council.LateAfterMin)
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := d.header()
	if words := said(wrong); words != "" {
		blocks = append(blocks, ui.Warning(words))
	}
	for _, r := range d.Refused {
		blocks = append(blocks, ui.Warning(refusal(d.Sheet, r)))
	}
	blocks = append(blocks, d.draftBar()...)
	title := "Rota for " + on.Short()
	switch {
	case d.Day.BuiltAt.IsZero():
		blocks = append(blocks, ui.Inset("The rota of this day has not been built. Building it makes the day’s visits from people’s plans and gives each a worker."))
		blocks = append(blocks, d.list(shiftsPerPage, mostLoose)...)
	case d.view == "person":
		title += ", by person"
		blocks = append(blocks, d.byPerson())
	case d.view == "map":
		title += ", map"
		blocks = append(blocks, d.routes()...)
	case d.view == "print":
		title += ", to print"
		blocks = append([]ui.Block{blocks[0]}, d.toPrint()...)
	case d.view == "list":
		title += ", list"
		blocks = append(blocks, d.list(shiftsPerPage, mostLoose)...)
	default:
		blocks = append(blocks, d.board(d.list(shiftsBelow, looseBelow)...))
	}
	return c.Page(title, blocks...).AsWide(), nil
}

// href is another view of the same day and draft.
func (d day) href(view string, pairs ...string) string {
	if view == "board" {
		view = ""
	}
	return d.draft.Address(at(d.Day.On), append([]string{"view", view}, pairs...)...)
}

// visits is the page that finds places for a visit, keeping the draft.
func (d day) visitHref(id visit.ID) string {
	return d.draft.Address(at(d.Day.On) + "/visits/" + string(id))
}

// header is what stands above each view of a day.
func (d day) header() []ui.Block {
	on, view := d.Day.On, ""
	if d.view != "board" {
		view = "?view=" + d.view
	}
	state, said := ui.Tag{Text: "Not built", Kind: ui.Quiet}, ""
	switch {
	case d.Day.Published():
		state, said = ui.Tag{Text: "Published", Kind: ui.Good}, "On "+d.Day.PublishedAt.Said()+". "
	case !d.Day.BuiltAt.IsZero():
		state, said = ui.Tag{Text: "Draft", Kind: ui.Waiting}, "Workers cannot see it yet. "
	}
	done, loose := 0, 0
	for _, e := range d.Visits {
		if e.State != visit.Planned {
			done++
		}
		if e.Code != "" {
			loose++
		}
	}
	sum := fmt.Sprintf("%s%s, %d recorded, %d without a worker. %s.", said, counted(len(d.Visits), "visit"), done, loose, counted(len(d.Shifts), "shift"))
	var ways []ui.Link
	for _, v := range views {
		if v.name != d.view {
			ways = append(ways, ui.Link{Text: v.label, Href: d.href(v.name)})
		}
	}
	ways = append(ways, ui.Link{Text: "Shifts", Href: at(on) + "/shifts"}, ui.Link{Text: "Changes since publishing", Href: at(on) + "/changes"})
	if d.c.Can(roster.MayCall) {
		ways = append(ways, ui.Link{Text: "People to ring", Href: at(on) + "/calls"}, ui.Link{Text: "Day sheets", Href: at(on) + "/paper"}, ui.Link{Text: "Key in paper", Href: "/paper?on=" + string(on)})
	}
	days := ui.LinkRow("Days", ui.Link{Text: "Day before", Href: at(on.Add(-1)) + view}, ui.Link{Text: "Today", Href: at(d.c.Now().On()) + view}, ui.Link{Text: "Day after", Href: at(on.Add(1)) + view})
	top := []ui.Block{ui.Line(state, ui.Para(sum)), ui.Line(ui.LinkRow("Views of this rota", ways...), days)}
	if steps := d.steps(loose); len(steps) > 0 {
		top = append(top, ui.Actions(steps...))
	}
	return top
}

// steps are what can be done with the day as it is.
func (d day) steps(loose int) []ui.Block {
	if !d.may || len(d.draft) > 0 {
		return nil
	}
	on := d.Day.On
	build := ui.PostButton{Text: "Build the rota", Action: at(on) + "/build"}
	if d.Day.BuiltAt.IsZero() {
		week := ui.PostButton{Text: "Build seven days", About: "from here on", Action: at(on) + "/build", Hidden: []ui.Pair{{Name: "days", Value: "7"}}, Secondary: true}
		return []ui.Block{build, week}
	}
	build.Text, build.Secondary = "Place what is loose", true
	var cover []ui.Block
	if loose > 0 {
		cover = []ui.Block{ui.ButtonLink("Find cover for "+counted(loose, "visit"), at(on)+"/cover")}
	}
	if d.Day.Published() {
		return append(cover, build)
	}
	return append(cover,
		ui.PostButton{Text: "Publish", Action: at(on) + "/publish"}, build,
		ui.PostButton{Text: "Look for a better rota", Action: at(on) + "/improve", Secondary: true},
		ui.PostButton{Text: "Start again from nothing", Action: at(on) + "/build", Hidden: []ui.Pair{{Name: "afresh", Value: "yes"}}, Secondary: true},
	)
}

// draftBar says that there is a draft, and where it goes.
func (d day) draftBar() []ui.Block {
	if len(d.draft) == 0 {
		return nil
	}
	if len(d.Changes) == 0 {
		return []ui.Block{ui.Notice(ui.Para("What you chose leaves the rota as it is."), ui.Actions(ui.SecondaryLink("Undo all", at(d.Day.On))))}
	}
	return []ui.Block{ui.Notice(
		ui.Para(counted(len(d.Changes), "change")+" not sent. Nobody is told until you have checked them."),
		ui.Actions(ui.ButtonLink("Check changes", d.draft.Address(at(d.Day.On)+"/check")), ui.SecondaryLink("Undo all", at(d.Day.On))),
	)}
}

func buildDay(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	done := "The rota is built. Look at what has no worker."
	switch {
	case c.Posted("afresh") == "yes":
		err = roster.BuildAfresh(c, c.Gate, on)
	case c.Posted("days") == "7":
		done = "Seven days are built. Look at each for what has no worker."
		for n := range 7 {
			if err = roster.Build(c, c.Gate, on.Add(n)); err != nil {
				break
			}
		}
	default:
		err = roster.Build(c, c.Gate, on)
	}
	if err != nil {
		return c.Again(dayPage, err)
	}
	return web.Go(at(on), done), nil
}

func improveDay(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	gained, err := roster.Improve(c, c.Gate, on)
	if err != nil {
		return c.Again(dayPage, err)
	}
	return web.Go(at(on), "A better rota was found and kept. "+better(gained)), nil
}

// better says what a rota is better by, what is worse apart from it too.
func better(g roster.Gained) string {
	var parts []string
	say := func(n int, more, fewer string) {
		switch {
		case n > 0:
			parts = append(parts, fmt.Sprintf(more, n))
		case n < 0:
			parts = append(parts, fmt.Sprintf(fewer, -n))
		}
	}
	say(g.Placed, "more visits with a worker: %d", "fewer visits with a worker: %d")
	say(g.TravelMin, "less travel: %d minutes", "more travel: %d minutes")
	say(g.Familiar, "more workers at the door of somebody they know: %d", "fewer workers at the door of somebody they know: %d")
	if len(parts) == 0 {
		return ""
	}
	text := strings.Join(parts, "; ") + "."
	return strings.ToUpper(text[:1]) + text[1:]
}

func publishDay(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	if err := roster.Publish(c, c.Gate, on); err != nil {
		return c.Again(dayPage, err)
	}
	return web.Go(at(on), "The rota is published. Workers can see their visits."), nil
}

func changesPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var list []roster.Told
	err = c.Gate.Read(c, roster.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		list, err = roster.ChangesOn(s, on)
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
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: x.Worker}, {Text: x.What.Label()}, {Text: x.Name, Href: web.PersonPath(x.Person)}, {Text: x.At.Said()}, {Tag: known(x.Change)},
		}})
	}
	return c.Page("Changes of "+on.Short(), l).BackTo("Rota", at(on)).AsWide(), nil
}

// known says whether the worker knows of a change, or how far it has got.
func known(x roster.Change) ui.Tag {
	switch {
	case !x.SeenAt.IsZero():
		return ui.Tag{Text: "Seen " + x.SeenAt.Said(), Kind: ui.Good}
	case !x.ToldAt.IsZero():
		return ui.Tag{Text: "Told by the office " + x.ToldAt.Said(), Kind: ui.Good}
	case !x.DeliveredAt.IsZero():
		return ui.Tag{Text: "Not seen yet, on the phone since " + x.DeliveredAt.Said(), Kind: ui.Waiting}
	}
	return ui.Tag{Text: "Not seen yet, not on the phone", Kind: ui.Waiting}
}

// clock is a time of the day as the rota says it.
func clock(minute int) string { return when.Hour(minute) }
