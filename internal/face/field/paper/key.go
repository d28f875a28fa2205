package paper

import (
	"cmp"
	"fmt"
	"net/url"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// entry is how somebody came to record a visit: from which run, and through
// which channel. It stands in the address, so that the next visit follows.
type entry struct {
	run roster.ShiftID
	how visit.Channel
}

func entryOf(c *web.Call) entry {
	e := entry{run: roster.ShiftID(c.Query("run")), how: visit.Channel(c.Query("how"))}
	if !ids.Valid(string(e.run)) {
		e.run = ""
	}
	if e.how != visit.Paper && e.how != visit.Office {
		e.how = ""
	}
	return e
}

// query is the entry as an address has it; empty when there is nothing to say.
func (e entry) query() string {
	q := url.Values{}
	if e.run != "" {
		q.Set("run", string(e.run))
	}
	if e.how != "" {
		q.Set("how", string(e.how))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// to is a page of a visit, keeping the entry.
func (e entry) to(p ids.Person, v visit.ID, page string) string {
	return web.PersonPath(p, "visits", string(v), page) + e.query()
}

func runAt(id roster.ShiftID, how visit.Channel) string {
	return "/paper/runs/" + string(id) + entry{how: how}.query()
}

// keyPage asks for a code from a sheet, or whose sheet it is.
func keyPage(c *web.Call) (web.Reply, error) {
	on := c.Date("on", c.Now().On())
	d, err := rota(c, on, MayKey)
	if err != nil {
		return nil, err
	}
	code := ui.Form{
		Action: "/paper", Submit: "Find the visit",
		Fields: []ui.Field{{
			Name: "code", Label: "Code on the sheet", Hint: "It stands beside the visit, like " + example + ". You only need the first: the next visit follows.",
			Width: 10, NoSpellcheck: true, Autocomplete: "off",
		}},
	}
	list := ui.List{
		Caption: "Runs of " + on.Said(), Empty: "Nobody has visits on this day.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "Shift"}, {Head: "Recorded"}, {Head: "A worker rings"}},
		Filter: &ui.Filter{
			Action: "/paper", Submit: "Show this day",
			Fields: []ui.Field{{Name: "on", Label: "Day of the sheet", Value: string(on), Hint: "Like 2026-11-30", Width: 10}},
		},
	}
	for _, r := range d.Runs {
		if len(r.Stops) == 0 {
			continue
		}
		list.Rows = append(list.Rows, ui.Row{Href: runAt(r.ID, visit.Paper), Cells: []ui.Cell{
			{Text: r.Name},
			{Text: r.Hours()},
			{Text: fmt.Sprintf("%d of %d", r.done(), len(r.Stops))},
			{Text: "Record what " + r.Name + " tells you", Href: runAt(r.ID, visit.Office)},
		}})
	}
	return c.Page(
		"Key in paper sheets", code, ui.Heading("Or choose the worker and the day"), list,
		ui.Links(ui.Link{Text: "Print day sheets", Href: sheetsAt(on)}),
	).AsWide(), nil
}

// done is how many of a run's visits are recorded.
func (r Run) done() int {
	n := 0
	for _, s := range r.Stops {
		if s.Recorded() {
			n++
		}
	}
	return n
}

// key leads from a code to its visit. Where two visits share a code, the page
// asks which.
func key(c *web.Call) (web.Reply, error) {
	found, err := Find(c, c.Gate, c.Posted("code"))
	if err != nil {
		return c.Again(keyPage, err)
	}
	if len(found) == 1 {
		m := found[0]
		return web.Go(entry{m.Worker.ID, visit.Paper}.to(m.Person, m.ID, "record"), ""), nil
	}
	var links []ui.Link
	for _, m := range found {
		links = append(links, ui.Link{Text: m.said(), Href: entry{m.Worker.ID, visit.Paper}.to(m.Person, m.ID, "record")})
	}
	return c.Page(
		"Which visit is it?", ui.Para(fmt.Sprintf("%s have this code. Choose the one on your sheet.", counted(len(found), "visit"))), ui.Links(links...),
	).BackTo("Key in paper sheets", "/paper"), nil
}

// said is a visit as a link has it.
func (s Stop) said() string {
	return joined(", ", when.Hour(s.ToldMin)+" "+cmp.Or(s.FullName, "a visit that was called off"), s.Worker.Name, s.On.Short())
}

// runPage is one worker's visits, each with what was recorded of it and through
// which channel.
func runPage(c *web.Call) (web.Reply, error) {
	r, err := RunOf(c, c.Gate, roster.ShiftID(c.Path("shift")))
	if err != nil {
		return nil, err
	}
	e := entryOf(c)
	e.run = r.ID
	if e.how == "" {
		e.how = visit.Paper
	}
	list := ui.List{
		Caption: r.Hours(), Empty: "There are no visits on this shift any more.",
		Columns: []ui.Column{{Head: "Start"}, {Head: "Person"}, {Head: "Code"}, {Head: "What happened"}, {Head: "Came in"}},
	}
	for _, s := range r.Stops {
		to := e.to(s.Person, s.ID, "record")
		if s.Recorded() {
			to = web.PersonPath(s.Person, "visits", string(s.ID))
		}
		list.Rows = append(list.Rows, ui.Row{Href: to, Cells: []ui.Cell{
			{Text: when.Hour(s.ToldMin)}, {Text: s.FullName + " " + s.Area}, {Text: string(s.Code)}, {Tag: s.State.Tag()}, {Text: s.Channel.Label()},
		}})
	}
	var blocks []ui.Block
	next, more := r.Next("")
	switch {
	case more && r.On <= c.Now().On():
		blocks = append(blocks, ui.ButtonLink("Go on with "+next.CallThem+" at "+when.Hour(next.ToldMin), e.to(next.Person, next.ID, "record")))
	case !more && len(r.Stops) > 0:
		blocks = append(blocks, ui.Inset("Everything on this sheet is recorded."))
	}
	blocks = append(blocks, list, ui.Links(ui.Link{Text: "Print this day sheet", Href: sheetsAt(r.On) + "/" + string(r.ID)}, ui.Link{Text: "Another sheet", Href: "/paper?on=" + string(r.On)}))
	return c.Page(r.Name+", "+r.On.Said(), blocks...).BackTo("Key in paper sheets", "/paper?on="+string(r.On)).AsWide(), nil
}
