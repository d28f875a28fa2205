package board

import (
	"fmt"
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

// mostUncovered is how many visits that nobody can make one page lists: on a day
// with more it is shifts that lack.
const mostUncovered = 100

// coverPlanPage proposes who goes to every visit that is without its workers.
func coverPlanPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	draft, wrong := draftOf(c)
	of := roster.ShiftID(c.Query("shift"))
	var plan roster.CoverPlan
	err = c.Gate.Read(c, roster.MayMove, gate.Council, func(s *gate.Snapshot) (err error) {
		if plan, err = roster.PlanCover(s, on, of, draft); err != nil && len(draft) > 0 && fault.KindOf(err) != fault.Internal {
			wrong = err
			plan, err = roster.PlanCover(s, on, of, nil)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	v := coverView{CoverPlan: plan, on: on, of: of}
	blocks := []ui.Block{ui.Para(v.sum())}
	if words := said(wrong); words != "" {
		blocks = append(blocks, ui.Warning(words))
	}
	blocks = append(blocks, v.plan()...)
	if plan.Others > 0 {
		blocks = append(blocks, ui.Links(ui.Link{Text: "Find cover for " + counted(plan.Others, "other visit") + " of the day too", Href: plan.Draft.Address(at(on) + "/cover")}))
	}
	title := "Cover plan for " + on.Short()
	if name := plan.Shift(of).Name; name != "" {
		title = "Cover plan for " + name + " on " + on.Short()
	}
	return c.Page(title, blocks...).BackTo("Rota", at(on)).AsWide(), nil
}

// coverView is the page of the cover plan.
type coverView struct {
	roster.CoverPlan
	on when.Date
	of roster.ShiftID // whose visits it is about; empty for all of the day
	// late is how many minutes late the worker of that shift is, where it is about
	// that; 0 where they do not come at all.
	late int
}

// plan is what cannot be done, what is proposed, and the way to check it.
func (v coverView) plan() (blocks []ui.Block) {
	for _, r := range v.Refused {
		blocks = append(blocks, ui.Warning(refusal(v.Sheet, r)))
	}
	blocks = append(blocks, v.uncovered()...)
	if len(v.Draft) > 0 {
		blocks = append(blocks, v.proposals(), ui.Actions(
			ui.ButtonLink("Check "+counted(len(v.Changes), "change"), v.Draft.Address(at(v.on)+"/check")),
			ui.SecondaryLink("Look at it on the board", v.Draft.Address(at(v.on))),
		))
	}
	return blocks
}

func (v coverView) sum() string {
	cannot, covered := len(v.Passed), 0
	for _, l := range v.Lost {
		if len(l.Plan.To) == 0 {
			cannot++
		} else {
			covered++
		}
	}
	switch {
	case covered+cannot == 0:
		return "There is nothing to cover: every visit has its workers."
	case cannot == 0:
		return fmt.Sprintf("%s can be covered. Nothing is changed before you have checked and confirmed it.", counted(covered, "visit"))
	case covered == 0:
		return fmt.Sprintf("Nobody was found for %s. Each says why.", counted(cannot, "visit"))
	}
	return fmt.Sprintf("Nobody was found for %s, at the top. %s can be covered. Nothing is changed before you have checked and confirmed it.", counted(cannot, "visit"), counted(covered, "visit"))
}

// find leads to the ranked places of one visit and back to this plan. Only what
// was chosen goes along: the rest is proposed anew around the choice.
func (v coverView) find(id visit.ID) string {
	pairs := []string{"from", fromCover, "cover", string(v.of)}
	if v.late > 0 {
		pairs = append(pairs, "late", strconv.Itoa(v.late))
	}
	return v.Chosen.Without(id).Address(at(v.on)+"/visits/"+string(id), pairs...)
}

// uncovered are the visits that nobody can make, with what can be done.
func (v coverView) uncovered() []ui.Block {
	l := ui.List{Caption: "Nobody found", Columns: []ui.Column{{Head: "Person"}, {Head: "Visit"}, {Head: "Why"}, {Head: "What to do"}}}
	row := func(e roster.Entry, why string, others []string) {
		links := []ui.Link{
			{Text: "Choose a place or time for " + e.Name, Href: v.find(e.ID)},
			{Text: "Cancel the visit of " + e.Name, Href: web.PersonPath(e.Person, "visits", string(e.ID), "cancel")},
		}
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(e.Person), Cells: []ui.Cell{
			{Text: e.Name}, {Text: saidTime(e)}, {Block: because(ui.Para(why), others)}, {Block: ui.Links(links...)},
		}})
	}
	for _, e := range v.Passed {
		row(e, e.Reason, nil)
	}
	for _, x := range v.Lost {
		if len(x.Plan.To) == 0 {
			row(x.Entry, x.Plan.WhyNot.Text, v.against(x.Plan.Against))
		}
	}
	if len(l.Rows) == 0 {
		return nil
	}
	if n := len(l.Rows); n > mostUncovered {
		l.Rows, l.More.Showing = l.Rows[:mostUncovered], fmt.Sprintf("Showing the first %d of %d. Add shifts, or settle these first.", mostUncovered, n)
	}
	return []ui.Block{l}
}

// because is why, and behind a line each why not the closest others, and who
// would start later.
func because(why ui.Block, against []string, later ...string) ui.Block {
	blocks := []ui.Block{why}
	if len(later) > 0 {
		blocks = append(blocks, ui.Details("Who starts later", ui.Bullets(later...)))
	}
	if len(against) > 0 {
		blocks = append(blocks, ui.Details("Why not somebody else", ui.Bullets(against...)))
	}
	return ui.Group(blocks...)
}

// saidTime is when a visit was agreed, and what is special about it.
func saidTime(e roster.Entry) string {
	said := fmt.Sprintf("%s, %d minutes", clock(e.StartMin), e.DurationMin)
	if e.MustBeAt {
		said += ", must be at this time"
	}
	if e.Workers == 2 {
		said += ", 2 workers"
	}
	return said
}

// against says why not others: "Not Ann Otterby: ...".
func (v coverView) against(list []optimise.Against) (out []string) {
	for _, a := range list {
		name := v.Shift(roster.ShiftID(a.Shift)).Name
		out = append(out, "Not "+name+": "+strings.TrimPrefix(a.Reason.Text, name+" "))
	}
	return out
}

// proposals are the visits that can be covered.
func (v coverView) proposals() ui.Block {
	l := ui.List{
		Caption: "Proposed", Empty: "Nothing is proposed.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "Who goes"}, {Head: "Why"}, {Head: "Change in time"}, {Head: "Change"}},
	}
	for _, x := range v.Lost {
		if len(x.Plan.To) == 0 {
			continue
		}
		why := texts(x.Plan.Reasons)
		if x.Chosen {
			why = []string{"Chosen by you."}
		}
		var others []string
		for _, later := range x.Plan.Later {
			if e, ok := v.Sheet.Visit(visit.ID(later.Visit)); ok {
				others = append(others, fmt.Sprintf("%s would start at %s, not %s.", e.Name, clock(later.ToMin), clock(later.FromMin)))
			}
		}
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(x.Person), Cells: []ui.Cell{
			{Text: x.Name},
			{Text: v.names(x.Plan.To) + " at " + clock(x.StartsAt()) + v.instead(x)},
			{Block: because(ui.Bullets(why...), v.against(x.Plan.Against), others...)},
			{Text: v.later(x)},
			{Block: ui.Links(ui.Link{Text: "Choose another for " + x.Name, Href: v.find(x.ID)})},
		}})
	}
	return l
}

// instead names who was to go, where it is not the same.
func (v coverView) instead(x roster.Lost) string {
	switch of := v.names(x.Plan.From); of {
	case "":
		return ""
	case v.names(x.Plan.To):
		return ", still the same"
	default:
		return ", instead of " + of
	}
}

func (v coverView) names(ids []optimise.ShiftID) string {
	var out []string
	for _, id := range ids {
		out = append(out, v.Shift(roster.ShiftID(id)).Name)
	}
	return strings.Join(out, " and ")
}

// later says how the start of a visit changes and whom to ring for it.
func (v coverView) later(x roster.Lost) string {
	if x.Plan.BeforeMin == optimise.AnyTime {
		return timeChange(x.StartsAt()-x.StartMin, x.Name, "as agreed")
	}
	return timeChange(x.StartsAt()-x.Plan.BeforeMin, x.Name, "same time")
}

// timeChange is a change of time in words, with whom to ring for a large one.
func timeChange(minutes int, name, none string) string {
	switch {
	case minutes == 0:
		return "None: " + none
	case minutes >= roster.RingFrom || minutes <= -roster.RingFrom:
		return minutesLater(minutes) + ": ring " + name
	}
	return minutesLater(minutes)
}

// refusal says what in a draft cannot be done, and why.
func refusal(s roster.Sheet, r optimise.NotKept) string {
	e, _ := s.Visit(visit.ID(r.Visit))
	return fmt.Sprintf("The visit of %s at %s cannot go there, and stays as it was. %s", e.Name, clock(e.StartsAt()), r.Reason.Text)
}
