package noanswer

import (
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// after is one visit after the door, as it would be now.
type after struct {
	roster.Stop
	startMin int  // when the worker can be there
	fits     bool // that is within the times agreed with the person
	moved    bool // it is later than the worker was told
}

// onward is when each later visit of a run can begin, if the worker sets off at
// freeMin, in the order of the run. One that would begin after the times agreed
// with the person is left out of the run: somebody else goes, and those after
// it are sooner.
func onward(stops []roster.Stop, from visit.ID, freeMin int) []after {
	var out []after
	past, next := false, freeMin
	for _, s := range stops {
		if s.ID == from {
			past = true
			continue
		}
		if !past || s.State != visit.Planned || !s.Arrived.IsZero() {
			continue
		}
		a := after{Stop: s, startMin: max(s.ToldMin, next+s.TravelMin)}
		a.fits = a.startMin <= max(s.LatestMin, s.ToldMin)
		a.moved = a.startMin > s.ToldMin
		if a.fits {
			next = a.startMin + s.DurationMin
		}
		out = append(out, a)
	}
	return out
}

// draft is the proposal as the rota's pages carry it: later on the same run
// where that fits.
func draft(all []after) roster.Draft {
	var d roster.Draft
	for _, a := range all {
		if a.moved && a.fits && len(d) < roster.MostPlacings {
			d = append(d, roster.Placing{Visit: a.ID, Shifts: []roster.ShiftID{a.Shift}, StartMin: a.startMin})
		}
	}
	return d
}

// runPage proposes what to do about the visits after the door. Nothing is kept
// here: the rota's own page checks and confirms it.
func runPage(c *web.Call) (web.Reply, error) {
	var r Record
	var stops []roster.Stop
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if r, err = byID(s, here(c)); err != nil || r.Worker == "" {
			return err
		}
		gate.Shown(s, r.Person)
		stops, err = roster.MyDay(s, r.Worker, r.Started.On())
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(r.Person, string(r.ID))
	day := r.Started.On()
	free := c.Now()
	if !r.Left.IsZero() {
		free = r.Left
	}
	if free.On() != day {
		return c.Page("Visits after it on this run", ui.Para("That day is over, so its rota cannot be changed any more.")).BackTo("No answer at the door", at), nil
	}
	all := onward(stops, r.Visit, free.Minute())
	page := "/rota/" + string(day)
	d := draft(all)
	l := ui.List{
		Caption: "Visits after it", CaptionHidden: true, Empty: "There are no more visits on this run.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "Told"}, {Head: "Can be there"}, {Head: "Agreed until"}, {Head: "Proposal"}},
	}
	cover := 0
	for _, a := range all {
		what := ui.Cell{Text: "As it is"}
		switch {
		case !a.fits:
			cover++
			what = ui.Cell{Text: "Too late: find somebody else", Href: d.Address(page + "/visits/" + string(a.ID))}
		case a.moved:
			what = ui.Cell{Text: "Same worker, later"}
		}
		can := when.Hour(a.startMin)
		l.Rows = append(l.Rows, ui.Row{Cells: append(ui.Texts(a.Name+", "+a.Area, when.Hour(a.ToldMin), can, when.Hour(max(a.LatestMin, a.ToldMin))), what)})
	}
	said := "The worker is at the door still. This is as if they set off now, at " + free.Clock() + "; look again when they do."
	if !r.Left.IsZero() {
		said = "The worker set off at " + free.Clock() + "."
	}
	blocks := []ui.Block{ui.Para(said), l}
	if len(d) > 0 {
		blocks = append(blocks, ui.ButtonLink("Check and confirm the later times", d.Address(page+"/check")),
			ui.Para("The rota’s page shows what would change. Once confirmed, the workers are told and the people are listed to be rung."))
	}
	if cover == 0 && len(d) == 0 && len(all) > 0 {
		blocks = append(blocks, ui.Para("Every visit after it can begin as it was told."))
	}
	return c.Page("Visits after it on this run", blocks...).BackTo("No answer at the door", at).AsWide(), nil
}
