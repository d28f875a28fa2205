package board

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// fromCover marks an address that was opened from the cover plan, and leads
// back to it.
const fromCover = "cover"

// coverPage ranks the places one visit could go.
func coverPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	draft, wrong := draftOf(c)
	if c.Posted("visit") != "" {
		draft, wrong = postedDraft(c)
	}
	var cv roster.Cover
	err = c.Gate.Read(c, roster.MayMove, gate.Council, func(s *gate.Snapshot) (err error) {
		id := visit.ID(c.Path("visit"))
		if cv, err = roster.FindCover(s, on, id, draft); err != nil && len(draft) > 0 && fault.KindOf(err) != fault.Internal {
			wrong, draft = err, nil // a draft that no longer fits must not hide the visit
			cv, err = roster.FindCover(s, on, id, nil)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	p := placing{c: c, on: on, cv: cv, draft: draft, from: cmp.Or(c.Query("from"), c.Posted("from")), of: cmp.Or(c.Query("cover"), c.Posted("cover")), late: cmp.Or(c.Query("late"), c.Posted("late"))}
	blocks := []ui.Block{p.about()}
	for _, e := range []error{wrong, cv.NotNow} {
		if words := said(e); words != "" {
			blocks = append(blocks, ui.Warning(words))
		}
	}
	blocks = append(blocks, ui.Heading("Best places"))
	if len(cv.Choice.Options) == 0 {
		blocks = append(blocks, ui.Para(cmp.Or(cv.Choice.WhyNot.Text, "No place was found on this day’s shifts.")))
	}
	for i, o := range cv.Choice.Options {
		blocks = append(blocks, p.option(i, o)...)
	}
	blocks = append(blocks, p.otherShift(), p.elsewhere())
	return c.Page("Find cover", blocks...).BackTo(p.back()), nil
}

// placing is the page of one visit to place.
type placing struct {
	c     *web.Call
	on    when.Date
	cv    roster.Cover
	draft roster.Draft
	from  string
	of    string // the shift that the cover plan is about; may be empty
	late  string // how many minutes late its worker is; empty where they do not come at all
}

// next is where a choice leads: back to where one came from, with it.
func (p placing) next(draft roster.Draft) string {
	switch {
	case p.from == fromCover && p.late != "":
		return draft.Address(coverView{on: p.on, of: roster.ShiftID(p.of)}.latePath(), "minutes", p.late)
	case p.from == fromCover:
		return draft.Address(at(p.on)+"/cover", "shift", p.of)
	}
	return draft.Address(at(p.on)) + "#" + tail(p.cv.Visit.ID)
}

func (p placing) back() (text, href string) {
	if p.from == fromCover {
		return "Cover plan", p.next(p.draft)
	}
	return "Rota", p.next(p.draft)
}

func (p placing) about() ui.Block {
	v := p.cv.Visit
	now := "Nobody yet"
	var with []string
	for _, a := range p.cv.Now {
		with = append(with, p.cv.Shift(a.Shift).Name+" at "+clock(a.StartMin))
	}
	if len(with) > 0 {
		now = strings.Join(with, " and ")
	}
	agreed := "may start from " + clock(v.EarliestMin) + " to " + clock(v.LatestMin)
	if v.MustBeAt || v.EarliestMin == v.LatestMin {
		agreed = "must start at " + clock(v.StartMin)
	}
	return ui.Record{Rows: []ui.RecordRow{
		{Key: "Who", Block: ui.Links(ui.Link{Text: p.cv.Name, Href: web.PersonPath(v.Person)})},
		{Key: "Visit", Block: ui.Links(ui.Link{Text: v.PartLabel() + ", " + v.Times(), Href: web.PersonPath(v.Person, "visits", string(v.ID))})},
		{Key: "Who goes there must know", Block: ui.Links(ui.Link{Text: "Risks and warnings", Href: web.PersonPath(v.Person, "risks")})},
		{Key: "Agreed with the person", Value: agreed},
		{Key: "With", Value: now},
	}}
}

// option is one of the best places with its reasons.
func (p placing) option(i int, o optimise.Option) []ui.Block {
	chosen := roster.Placing{Visit: p.cv.Visit.ID, StartMin: o.StartMin}
	var names []string
	for _, id := range o.Shifts {
		s := p.cv.Shift(roster.ShiftID(id))
		names, chosen.Shifts = append(names, s.Name), append(chosen.Shifts, s.ID)
	}
	who := strings.Join(names, " and ") + " at " + clock(o.StartMin)
	reasons := texts(o.Reasons)
	for _, l := range o.Later {
		if e, ok := p.cv.Sheet.Visit(visit.ID(l.Visit)); ok {
			reasons = append(reasons, fmt.Sprintf("%s would start at %s, not %s.", e.Name, clock(l.ToMin), clock(l.FromMin)))
		}
	}
	button := ui.ButtonLink
	if i > 0 {
		button = ui.SecondaryLink
	}
	return []ui.Block{
		ui.Subheading(fmt.Sprintf("%d. %s", i+1, who)), ui.Bullets(reasons...),
		button("Choose "+who, p.next(p.draft.With(chosen))),
	}
}

func texts(reasons []optimise.Reason) (out []string) {
	for _, r := range reasons {
		out = append(out, r.Text)
	}
	return out
}

// otherShift lets a coordinator choose any shift; a rule in the way is named.
func (p placing) otherShift() ui.Block {
	against := map[roster.ShiftID]string{}
	for _, a := range p.cv.Choice.Against {
		against[roster.ShiftID(a.Shift)] = a.Reason.Text
	}
	var options []ui.Option
	for _, s := range p.cv.Shifts {
		label := s.Name + ", " + s.Hours()
		if why := against[s.ID]; why != "" {
			label += " (cannot: " + why + ")"
		}
		options = append(options, ui.Option{Value: string(s.ID), Label: label})
	}
	f := ui.Form{ID: "other", Action: at(p.on) + "/visits/" + string(p.cv.Visit.ID), Submit: "Move the visit", Fields: []ui.Field{
		{Name: "shift", Label: "Shift", Kind: ui.KindSelect, Options: options},
	}}
	f.Hidden = append(f.Hidden, ui.Pair{Name: "visit", Value: string(p.cv.Visit.ID)}, ui.Pair{Name: "from", Value: p.from}, ui.Pair{Name: "cover", Value: p.of}, ui.Pair{Name: "late", Value: p.late})
	f.Hidden = append(f.Hidden, carried(p.draft)...)
	if p.cv.Visit.Workers == 2 {
		f.Fields = append(f.Fields, ui.Field{Name: "second", Label: "Shift of the second worker", Kind: ui.KindSelect, Options: options})
	}
	f.Fields = append(f.Fields, ui.Field{Name: "time", Label: "Start", Hint: "Leave this empty for the best time.", Kind: ui.KindTime, Optional: true})
	return ui.Details("Choose another shift or time", f)
}

// elsewhere is what else can be done about a visit than to move it.
func (p placing) elsewhere() ui.Block {
	var links []ui.Link
	if len(p.cv.Now) > 0 {
		off := roster.Placing{Visit: p.cv.Visit.ID, StartMin: optimise.AnyTime}
		links = append(links, ui.Link{Text: "Take it off the rota, without a worker", Href: p.next(p.draft.With(off))})
	}
	if slices.ContainsFunc(p.draft, func(x roster.Placing) bool { return x.Visit == p.cv.Visit.ID }) {
		links = append(links, ui.Link{Text: "Put it back where it was", Href: p.next(p.draft.Without(p.cv.Visit.ID))})
	}
	if p.c.Can(visit.MayCancel) {
		links = append(links, ui.Link{Text: "Cancel this visit", Href: web.PersonPath(p.cv.Visit.Person, "visits", string(p.cv.Visit.ID), "cancel")})
	}
	return ui.Group(ui.Heading("Or"), ui.Links(links...))
}

// carried is a draft as a form sends it on.
func carried(draft roster.Draft) (pairs []ui.Pair) {
	for _, p := range draft {
		pairs = append(pairs, ui.Pair{Name: "to", Value: p.String()})
	}
	return pairs
}

func postedDraft(c *web.Call) (roster.Draft, error) {
	var form struct {
		To []string `json:"to"`
	}
	if err := c.Form(&form); err != nil {
		return nil, err
	}
	return readDraft(form.To)
}

// placeVisit takes a shift and time chosen by hand into the draft, if no rule
// is in the way.
func placeVisit(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	draft, err := postedDraft(c)
	chosen := roster.Placing{Visit: visit.ID(c.Path("visit")), StartMin: optimise.AnyTime}
	for _, name := range []string{"shift", "second"} {
		if s := c.Posted(name); s != "" {
			chosen.Shifts = append(chosen.Shifts, roster.ShiftID(s))
		}
	}
	var checks fault.Checks
	checks.Field(c.Posted("shift") == "", "shift", "Choose a shift.")
	checks.Field(len(chosen.Shifts) == 2 && chosen.Shifts[0] == chosen.Shifts[1], "second", "Choose two different shifts.")
	if t := c.Posted("time"); t != "" {
		m, bad := when.ParseHour(t)
		checks.Field(bad != nil, "time", "Enter a time, like 8:30am.")
		chosen.StartMin = m
	}
	if err == nil {
		err = checks.Err("roster.place")
	}
	if err == nil {
		err = c.Gate.Read(c, roster.MayMove, gate.Council, func(s *gate.Snapshot) error {
			sheet, err := roster.Preview(s, on, draft.With(chosen))
			if e, ok := sheet.Visit(chosen.Visit); ok && e.Workers != len(chosen.Shifts) {
				return fault.New(fault.Invalid, "roster.place", "This visit needs %s. Choose a shift for each.", counted(e.Workers, "worker"))
			}
			for _, r := range sheet.Refused {
				if visit.ID(r.Visit) == chosen.Visit {
					return fault.New(fault.Invalid, "roster.cannot", "This visit cannot go there. %s", r.Reason.Text)
				}
			}
			return err
		})
	}
	if err != nil {
		return c.Again(coverPage, err)
	}
	p := placing{on: on, from: c.Posted("from"), of: c.Posted("cover"), late: c.Posted("late")}
	p.cv.Visit.ID = chosen.Visit
	return web.Go(p.next(draft.With(chosen)), ""), nil
}

// minutesLater is a change of time in words: 28 minutes later.
func minutesLater(n int) string {
	unit := "minutes"
	if n == 1 || n == -1 {
		unit = "minute"
	}
	if n < 0 {
		return strconv.Itoa(-n) + " " + unit + " earlier"
	}
	return strconv.Itoa(n) + " " + unit + " later"
}
