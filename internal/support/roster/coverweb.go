package roster

import (
	"fmt"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/visit"
)

func coverPage(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var cv Cover
	err = c.Gate.Read(c, MayMove, gate.Council, func(s *gate.Snapshot) (err error) {
		cv, err = FindCover(s, day, visit.ID(c.Path("visit")))
		return err
	})
	if err != nil {
		return nil, err
	}
	v := cv.Visit
	now := "Nobody yet"
	var with []string
	for _, a := range cv.Now {
		with = append(with, cv.Names[a.Shift]+" at "+when.Hour(a.StartMin))
	}
	if len(with) > 0 {
		now = strings.Join(with, " and ")
	}
	window := "may start from " + when.Hour(v.EarliestMin) + " to " + when.Hour(v.LatestMin)
	if v.MustBeAt || v.EarliestMin == v.LatestMin {
		window = "must start at " + when.Hour(v.StartMin)
	}
	blocks := []ui.Block{ui.Record{Rows: []ui.RecordRow{
		{Key: "Who", Block: ui.Links(ui.Link{Text: cv.Who, Href: web.PersonPath(v.Person)})},
		{Key: "Visit", Block: ui.Links(ui.Link{Text: v.PartLabel() + ", " + v.Times(), Href: web.PersonPath(v.Person, "visits", string(v.ID))})},
		{Key: "Agreed with the person", Value: window},
		{Key: "With", Value: now},
	}}}
	post := at(day) + "/visits/" + string(v.ID)
	if f, ok := fault.Of(cv.NotNow); ok {
		blocks = append(blocks, ui.Warning(f.Say))
	}
	blocks = append(blocks, ui.Heading("Best places"))
	if len(cv.Choice.Options) == 0 {
		blocks = append(blocks, ui.Para(first(cv.Choice.WhyNot.Text, "No place was found on this day’s shifts.")))
	}
	for i, o := range cv.Choice.Options {
		blocks = append(blocks, option(cv, o, i, post)...)
	}
	blocks = append(blocks, otherShift(cv, post))
	return c.Page("Find cover", blocks...).BackTo("Rota", at(day)), nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func option(cv Cover, o optimise.Option, i int, post string) []ui.Block {
	var names, shifts []string
	for _, s := range o.Shifts {
		names = append(names, cv.Names[ShiftID(s)])
		shifts = append(shifts, string(s))
	}
	who := strings.Join(names, " and ") + " at " + when.Hour(o.StartMin)
	var reasons []string
	for _, r := range o.Reasons {
		reasons = append(reasons, r.Text)
	}
	return []ui.Block{
		ui.Subheading(fmt.Sprintf("%d. %s", i+1, who)), ui.Bullets(reasons...),
		ui.PostButton{Text: "Choose", About: who, Action: post, Secondary: i > 0, Hidden: []ui.Pair{
			{Name: "shifts", Value: strings.Join(shifts, " ")}, {Name: "start", Value: strconv.Itoa(o.StartMin)},
		}},
	}
}

// otherShift lets a coordinator choose any shift; a rule in the way is named.
func otherShift(cv Cover, post string) ui.Block {
	against := map[ShiftID]string{}
	for _, a := range cv.Choice.Against {
		against[ShiftID(a.Shift)] = a.Reason.Text
	}
	var options []ui.Option
	for _, s := range cv.Shifts {
		label := s.Name + ", " + s.Hours()
		if why := against[s.ID]; why != "" {
			label += " (cannot: " + why + ")"
		}
		options = append(options, ui.Option{Value: string(s.ID), Label: label})
	}
	f := ui.Form{ID: "other", Action: post, Submit: "Move the visit", Fields: []ui.Field{
		{Name: "shift", Label: "Shift", Kind: ui.KindSelect, Options: options},
	}}
	if cv.Visit.Workers == 2 {
		f.Fields = append(f.Fields, ui.Field{Name: "second", Label: "Shift of the second worker", Kind: ui.KindSelect, Options: options})
	}
	f.Fields = append(f.Fields, ui.Field{Name: "time", Label: "Start", Hint: "Leave this empty for the best time.", Kind: ui.KindTime, Optional: true})
	return ui.Details("Choose another shift", f)
}

func moveVisit(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	mv := Moving{On: day, Visit: visit.ID(c.Path("visit")), StartMin: optimise.AnyTime}
	for _, s := range strings.Fields(c.Posted("shifts")) {
		mv.Shifts = append(mv.Shifts, ShiftID(s))
	}
	for _, name := range []string{"shift", "second"} {
		if s := c.Posted(name); s != "" {
			mv.Shifts = append(mv.Shifts, ShiftID(s))
		}
	}
	var checks fault.Checks
	if n, err := strconv.Atoi(c.Posted("start")); err == nil {
		mv.StartMin = n
	} else if t := c.Posted("time"); t != "" {
		m, err := when.ParseHour(t)
		checks.Field(err != nil, "time", "Enter a time, like 8:30am.")
		mv.StartMin = m
	}
	err = checks.Err("roster.move")
	if err == nil {
		err = Move(c, c.Gate, mv)
	}
	if err != nil {
		return c.Again(coverPage, err)
	}
	return web.Go(at(day), "The visit has been moved. On a published day its workers are told."), nil
}

func shiftsPage(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var shifts []Shift
	err = c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		shifts, err = ShiftsOn(s, day)
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
		} else if c.Can(MayShift) && day >= c.Now().On() {
			change = ui.Cell{Text: "Cancel " + s.Name + "’s shift", Href: at(day) + "/shifts/" + string(s.ID) + "/cancel"}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Name}, {Text: s.Hours()}, {Text: fmt.Sprintf("%d minutes", s.BreakMin)}, {Tag: state}, change}})
	}
	var blocks []ui.Block
	if c.Can(MayShift) && day >= c.Now().On() {
		blocks = append(blocks, ui.ButtonLink("Add a shift", at(day)+"/shifts/new"))
	}
	return c.Page("Shifts of "+day.Short(), append(blocks, l)...).BackTo("Rota", at(day)).AsWide(), nil
}

func newShiftPage(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var members []staff.Member
	err = c.Gate.Read(c, MayShift, gate.Council, func(s *gate.Snapshot) (err error) {
		members, err = staff.Working(s, day)
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
		Action: at(day) + "/shifts/new", Submit: "Add shift", Cancel: ui.Link{Href: at(day) + "/shifts"}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			who,
			{Name: "start", Label: "From", Kind: ui.KindTime, Value: "07:00"},
			{Name: "end", Label: "Until", Kind: ui.KindTime, Value: "14:30"},
			{Name: "break", Label: "Break", Kind: ui.KindNumber, Suffix: "minutes", Width: 3, Value: "30"},
		},
	}
	return c.Page("Add a shift on "+day.Short(), f).BackTo("Shifts", at(day)+"/shifts"), nil
}

func newShift(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var form struct {
		ID     string `json:"id"`
		Member string `json:"member"`
		Break  int    `json:"break"`
	}
	err = c.Form(&form)
	s := Shift{ID: ShiftID(form.ID), Member: staff.ID(form.Member), On: day, BreakMin: form.Break}
	var bad error
	if s.StartMin, bad = when.ParseHour(c.Posted("start")); bad != nil {
		s.StartMin = -1
	}
	if s.EndMin, bad = when.ParseHour(c.Posted("end")); bad == nil && s.EndMin < s.StartMin {
		s.EndMin += 24 * 60 // past midnight
	}
	if err == nil {
		err = AddShift(c, c.Gate, s)
	}
	return c.Added(newShiftPage, err, at(day)+"/shifts", "Shift added. Place what is loose to use it.")
}

func cancelShiftPage(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var s Shift
	err = c.Gate.Read(c, MayShift, gate.Council, func(x *gate.Snapshot) (err error) {
		s, err = shift(x, ShiftID(c.Path("shift")))
		return err
	})
	if err != nil {
		return nil, err
	}
	f := ui.Form{
		Action: at(day) + "/shifts/" + string(s.ID) + "/cancel", Submit: "Cancel the shift", Warning: true,
		Cancel: ui.Link{Text: "Keep the shift", Href: at(day) + "/shifts"}, Hidden: []ui.Pair{ui.Version(s.Version)},
		Fields: []ui.Field{{Name: "reason", Label: "Why?", Hint: "The visits still to come on it are without a worker until you place them."}},
	}
	return c.Page("Cancel "+s.Name+"’s shift, "+s.Hours(), f).BackTo("Shifts", at(day)+"/shifts"), nil
}

func cancelShiftNow(c *web.Call) (web.Reply, error) {
	day, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var form struct {
		Version int    `json:"version"`
		Reason  string `json:"reason"`
	}
	err = c.Form(&form)
	if err == nil {
		err = CancelShift(c, c.Gate, ShiftID(c.Path("shift")), form.Version, form.Reason)
	}
	if err != nil {
		return c.Again(cancelShiftPage, err)
	}
	return web.Go(at(day), "Shift cancelled. Place what is loose."), nil
}
