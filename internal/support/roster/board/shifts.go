package board

import (
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/roster"
)

func shiftsPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var shifts []roster.Shift
	err = c.Gate.Read(c, roster.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		shifts, err = roster.ShiftsOn(s, on)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Shifts", CaptionHidden: true, Empty: "Nobody has a shift on this day.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "Hours"}, {Head: "Break", Numeric: true}, {Head: "State"}, {Head: "Change"}},
	}
	for _, s := range shifts {
		state, change := ui.Tag{Text: "Worked", Kind: ui.Good}, ui.Cell{}
		if s.Cancelled != "" {
			state = ui.Tag{Text: "Cancelled: " + s.Cancelled, Kind: ui.Quiet}
		} else if c.Can(roster.MayShift) && on >= c.Now().On() {
			change = ui.Cell{Text: "Cancel " + s.Name + "’s shift", Href: at(on) + "/shifts/" + string(s.ID) + "/cancel"}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Name}, {Text: s.Hours()}, {Text: fmt.Sprintf("%d minutes", s.BreakMin)}, {Tag: state}, change}})
	}
	var blocks []ui.Block
	if c.Can(roster.MayShift) && on >= c.Now().On() {
		blocks = append(blocks, ui.ButtonLink("Add a shift", at(on)+"/shifts/new"))
	}
	return c.Page("Shifts of "+on.Short(), append(blocks, l)...).BackTo("Rota", at(on)).AsWide(), nil
}

func newShiftPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var members []staff.Member
	err = c.Gate.Read(c, roster.MayShift, gate.Council, func(s *gate.Snapshot) (err error) {
		members, err = staff.Working(s, on)
		return err
	})
	if err != nil {
		return nil, err
	}
	who := ui.Field{Name: "member", Label: "Who works?", Kind: ui.KindSelect}
	for _, m := range members {
		who.Options = append(who.Options, ui.Option{Value: string(m.ID), Label: m.Family + ", " + m.Given + " (" + m.JobTitle + ")"})
	}
	f := ui.Form{
		Action: at(on) + "/shifts/new", Submit: "Add shift", Cancel: ui.Link{Href: at(on) + "/shifts"}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			who,
			{Name: "start", Label: "From", Kind: ui.KindTime, Value: "07:00"},
			{Name: "end", Label: "Until", Kind: ui.KindTime, Value: "14:30"},
			{Name: "break", Label: "Break", Kind: ui.KindNumber, Suffix: "minutes", Width: 3, Value: "30"},
		},
	}
	return c.Page("Add a shift on "+on.Short(), f).BackTo("Shifts", at(on)+"/shifts"), nil
}

func newShift(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var form struct {
		ID     string `json:"id"`
		Member string `json:"member"`
		Break  int    `json:"break"`
	}
	err = c.Form(&form)
	s := roster.Shift{ID: roster.ShiftID(form.ID), Member: staff.ID(form.Member), On: on, BreakMin: form.Break}
	var bad error
	if s.StartMin, bad = when.ParseHour(c.Posted("start")); bad != nil {
		s.StartMin = -1
	}
	if s.EndMin, bad = when.ParseHour(c.Posted("end")); bad == nil && s.EndMin < s.StartMin {
		s.EndMin += 24 * 60 // past midnight
	}
	if err == nil {
		err = roster.AddShift(c, c.Gate, s)
	}
	return c.Added(newShiftPage, err, at(on)+"/shifts", "Shift added. Place what is loose to use it.")
}

func cancelShiftPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var s roster.Shift
	err = c.Gate.Read(c, roster.MayShift, gate.Council, func(x *gate.Snapshot) (err error) {
		s, err = roster.ShiftCalled(x, roster.ShiftID(c.Path("shift")))
		return err
	})
	if err != nil {
		return nil, err
	}
	f := ui.Form{
		Action: at(on) + "/shifts/" + string(s.ID) + "/cancel", Submit: "Cancel the shift", Warning: true,
		Cancel: ui.Link{Text: "Keep the shift", Href: at(on) + "/shifts"}, Hidden: []ui.Pair{ui.Version(s.Version)},
		Fields: []ui.Field{{Name: "reason", Label: "Why?", Hint: "The visits still to come on it are without a worker until you place them."}},
	}
	return c.Page("Cancel "+s.Name+"’s shift, "+s.Hours(), f).BackTo("Shifts", at(on)+"/shifts"), nil
}

func cancelShiftNow(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var form struct {
		Version int    `json:"version"`
		Reason  string `json:"reason"`
	}
	err = c.Form(&form)
	if err == nil {
		err = roster.CancelShift(c, c.Gate, roster.ShiftID(c.Path("shift")), form.Version, form.Reason)
	}
	if err != nil {
		return c.Again(cancelShiftPage, err)
	}
	return web.Go(at(on), "Shift cancelled. Find cover for its visits."), nil
}

// mayAway reports whether the caller may say that a worker is away.
func (d day) mayAway() bool { return d.may && d.c.Can(staff.MayReportAbsence) }

// shiftOf is the shift in the address. Errors: gate.not_found, also for one of
// another day.
func shiftOf(c *web.Call, on when.Date) (s roster.Shift, err error) {
	err = c.Gate.Read(c, staff.MayReportAbsence, gate.Council, func(x *gate.Snapshot) (err error) {
		s, err = roster.ShiftCalled(x, roster.ShiftID(c.Path("shift")))
		if err == nil && s.On != on {
			return gate.NotFound()
		}
		return err
	})
	return s, err
}

func awayPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	s, err := shiftOf(c, on)
	if err != nil {
		return nil, err
	}
	f := ui.Form{
		Action: at(on) + "/shifts/" + string(s.ID) + "/away", Submit: "Show the cover plan",
		Cancel: ui.Link{Href: at(on)}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "reason", Label: "Why?", Kind: ui.KindRadios, Options: ui.Options(staff.AbsenceReasons)},
			{Name: "until", Label: "Last day away", Kind: ui.KindDate, Value: string(on)},
		},
	}
	about := ui.Para(fmt.Sprintf("%s works %s on %s. Their visits that nobody has begun are then without a worker. The next page proposes who goes instead; nobody is told before you have checked it.", s.Name, s.Hours(), on.Said()))
	return c.Page("Report that "+s.Name+" is away", about, f).BackTo("Rota", at(on)), nil
}

func away(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	s, err := shiftOf(c, on)
	if err != nil {
		return nil, err
	}
	var form struct {
		ID     string    `json:"id"`
		Reason string    `json:"reason"`
		Until  when.Date `json:"until"`
	}
	err = c.Form(&form)
	if err == nil {
		err = staff.ReportAbsence(c, c.Gate, staff.Absence{
			ID: staff.AbsenceID(form.ID), Member: s.Member, From: on, Until: form.Until, Reason: staff.AbsenceReason(form.Reason),
		})
	}
	return c.Added(awayPage, err, roster.Draft(nil).Address(at(on)+"/cover", "shift", string(s.ID)), s.Name+" is away. Here is who could go instead.")
}
