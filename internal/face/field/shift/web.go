package shift

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// Routes of the pages on the phone.
var Routes = []web.Route{
	web.Get("/shift/{$}", roster.MaySeeOwn, todayPage),
	web.Post("/shift/seen", roster.MaySeen, seen),
	web.Get("/shift/people/{person}/visits/{visit}", visit.MayRecord, visitPage),
	web.Post("/shift/people/{person}/visits/{visit}", visit.MayRecord, recordVisit),
	web.Post("/shift/people/{person}/visits/{visit}/arrive", visit.MayArrive, arrive),
	web.Get("/shift/people/{person}/visits/{visit}/no-answer", visit.MayNoAnswer, noAnswerPage),
	web.Post("/shift/people/{person}/visits/{visit}/no-answer", visit.MayNoAnswer, noAnswer),
	web.Get("/shift/people/{person}/visits/{visit}/not-wanted", visit.MayDecline, notWantedPage),
	web.Post("/shift/people/{person}/visits/{visit}/not-wanted", visit.MayDecline, notWanted),
}

// home is the worker's first page; bottom is the bar of every page on the phone.
const home = "/shift/"

func bottom() []ui.Link { return []ui.Link{{Text: "Today", Href: home}} }

func address(p ids.Person, v visit.ID) string {
	return "/shift/people/" + string(p) + "/visits/" + string(v)
}

// todayPage is a worker's day: what changed, the next visit, then the rest.
func todayPage(c *web.Call) (web.Reply, error) {
	today := c.Now().On()
	var stops, later []roster.Stop
	var changes []roster.Unseen
	err := c.Gate.Read(c, roster.MaySeeOwn, gate.Council, func(s *gate.Snapshot) (err error) {
		me := ids.Account(s.Actor.ID)
		if changes, err = roster.UnseenBy(s, me, today); err != nil {
			return err
		}
		if stops, err = roster.MyDay(s, me, today); err != nil {
			return err
		}
		later, err = roster.MyDay(s, me, today.Add(1))
		return err
	})
	if err != nil {
		return nil, err
	}
	var blocks []ui.Block
	if len(changes) > 0 {
		blocks = append(blocks, changed(changes, today)...)
	}
	next := nextOf(stops)
	if next >= 0 {
		blocks = append(blocks, card(stops[next], c.Now()))
	}
	blocks = append(blocks, dayList("Today", stops, next, c.Now()), tomorrow(later),
		ui.Links(ui.Link{Text: "Work without signal: open the app", Href: "/v/"}, ui.Link{Text: "Print my day sheet", Href: home + "paper"}),
		ui.Details("Somebody else needs help now", ui.Links(ui.Link{Text: "Open a record in an emergency", Href: "/people/open"})))
	return c.Page("Today, "+today.Short(), blocks...).AsField(bottom()...), nil
}

// nextOf is the first visit of which nothing is recorded; -1 when there is none.
func nextOf(stops []roster.Stop) int {
	for i, s := range stops {
		if s.State == visit.Planned {
			return i
		}
	}
	return -1
}

// changed says what is new of the worker's run, with one key to say it was seen.
func changed(changes []roster.Unseen, today when.Date) []ui.Block {
	var said, which []string
	for _, x := range changes {
		day := ""
		if x.On != today {
			day = x.On.Short() + ": "
		}
		line := day + x.What.Label() + ", " + x.Name
		if x.StartMin > 0 && x.What != roster.Removed {
			line += " at " + when.Hour(x.StartMin)
		}
		said = append(said, line)
		which = append(which, string(x.ID))
	}
	title := "1 change since you last looked"
	if len(changes) > 1 {
		title = strings.Join([]string{itoa(len(changes)), "changes since you last looked"}, " ")
	}
	return []ui.Block{
		ui.Heading(title), ui.Bullets(said...),
		ui.PostButton{Text: "Seen", About: "these changes", Action: "/shift/seen", Hidden: []ui.Pair{{Name: "changes", Value: strings.Join(which, " ")}}},
	}
}

// card is the next visit, with the way into it.
func card(s roster.Stop, now when.Instant) ui.Block {
	rows := []ui.RecordRow{{Key: "Start", Value: when.Hour(s.ToldMin)}, {Key: "Where", Value: s.Area}}
	if s.Second {
		rows = append(rows, ui.RecordRow{Key: "With", Value: "2 workers"})
	}
	if s.First {
		rows = append(rows, ui.RecordRow{Key: "First visit", Value: "Take time to get to know each other"})
	}
	next := ui.Record{Title: "Next: " + s.Name, Rows: rows}
	if now.Before(s.OpensAt.Time) {
		return ui.Group(next, ui.Inset("You can open your visits from "+s.OpensAt.Clock()+", two hours before your shift."))
	}
	return ui.Group(next, ui.ButtonLink("Open visit", address(s.Person, s.ID)))
}

func dayList(caption string, stops []roster.Stop, next int, now when.Instant) ui.Block {
	l := ui.List{
		Caption: caption, Empty: "You have no visits today. If you think you should, call the office.",
		Columns: []ui.Column{{Head: "Start"}, {Head: "Who"}, {Head: "Travel"}, {Head: "State"}},
	}
	for i, s := range stops {
		tag := s.State.Tag()
		switch {
		case s.State == visit.Planned && !s.Arrived.IsZero():
			tag = ui.Tag{Text: "You are there", Kind: ui.Waiting}
		case i == next:
			tag = ui.Tag{Text: "Next", Kind: ui.Waiting}
		}
		way := address(s.Person, s.ID)
		if now.Before(s.OpensAt.Time) {
			way = ""
		}
		l.Rows = append(l.Rows, ui.Row{Href: way, Cells: []ui.Cell{
			{Text: when.Hour(s.ToldMin)}, {Text: s.Name + " " + s.Area}, {Text: itoa(s.TravelMin) + " min"}, {Tag: tag},
		}})
	}
	return l
}

func tomorrow(stops []roster.Stop) ui.Block {
	if len(stops) == 0 {
		return ui.Para("Tomorrow’s visits are not here yet, or you have none.")
	}
	return ui.Para("Tomorrow: " + itoa(len(stops)) + " visits, the first at " + when.Hour(stops[0].ToldMin) + " in " + stops[0].Area + ".")
}

func seen(c *web.Call) (web.Reply, error) {
	var changes []roster.ChangeID
	for _, id := range strings.Fields(c.Posted("changes")) {
		changes = append(changes, roster.ChangeID(id))
	}
	if err := roster.Seen(c, c.Gate, changes...); err != nil {
		return nil, err
	}
	return web.Go(home, "Thank you. The office knows you have seen this."), nil
}
