package board

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
)

// latePage asks how late a worker is, and proposes what becomes of the rest of
// their run.
func latePage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	draft, wrong := draftOf(c)
	minutes, of := lateMinutes(c.Query("minutes")), roster.ShiftID(c.Path("shift"))
	var plan roster.LatePlan
	err = c.Gate.Read(c, roster.MayMove, gate.Council, func(s *gate.Snapshot) (err error) {
		if plan, err = roster.PlanLate(s, on, of, minutes, draft); err != nil && (len(draft) > 0 || minutes != 0) && fault.KindOf(err) == fault.Invalid {
			wrong, draft, minutes = err, nil, 0
			plan, err = roster.PlanLate(s, on, of, 0, nil)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	v := coverView{CoverPlan: plan.CoverPlan, on: on, of: of, late: minutes}
	var blocks []ui.Block
	if words := said(wrong); words != "" {
		blocks = append(blocks, ui.Warning(words))
	}
	title := plan.Shift.Name + " is running late on " + on.Short()
	switch {
	case !plan.Left():
		blocks = append(blocks, ui.Inset("There is nothing left to plan: somebody has been to every visit of this run, or it has none."), ui.ButtonLink("Back to the rota", at(on)))
	case minutes == 0:
		blocks = append(blocks, ui.Para(fmt.Sprintf("Next is %s at %s. Say how much later they will get there. The next page proposes what becomes of the rest of the run; nobody is told before you have checked it.", plan.Next.Name, clock(plan.Next.StartsAt()))), lateForm(c, on, plan, draft))
	default:
		title = fmt.Sprintf("%s is running %d minutes late on %s", plan.Shift.Name, minutes, on.Short())
		blocks = append(append(blocks, ui.Para(v.lateSum())), v.plan()...)
		blocks = append(blocks, ui.Links(ui.Link{Text: "Say another number of minutes", Href: draft.Address(v.latePath())}))
	}
	return c.Page(title, blocks...).BackTo("Rota", draft.Address(at(on))).AsWide(), nil
}

// lateMinutes is a number of minutes as somebody wrote it: 0 for none, -1 for what
// is no number.
func lateMinutes(text string) int {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n == 0 {
		return -1
	}
	return n
}

// lateForm asks for the minutes. On the day itself it offers those that have gone
// by already.
func lateForm(c *web.Call, on when.Date, plan roster.LatePlan, draft roster.Draft) ui.Block {
	const guess, step = 15, 5
	minutes := guess
	if plan.NowMin >= 0 {
		gone := plan.NowMin - plan.Next.StartsAt()
		minutes = min(roster.MostLate, max(guess, (gone+step)/step*step))
	}
	return ui.Form{
		Action: at(on) + "/shifts/" + string(plan.Shift.ID) + "/late", Submit: "Show what could be done", Cancel: ui.Link{Href: draft.Address(at(on))},
		Hidden: carried(draft),
		Fields: []ui.Field{{
			Name: "minutes", Label: "How many minutes late will they be?", Kind: ui.KindNumber, Suffix: "minutes", Width: 3, Value: strconv.Itoa(minutes),
			Hint: fmt.Sprintf("From %d to %d.", roster.LeastLate, roster.MostLate),
		}},
	}
}

// sayLate takes the minutes and leads to the plan for them.
func sayLate(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	draft, err := postedDraft(c)
	minutes, of := lateMinutes(c.Posted("minutes")), roster.ShiftID(c.Path("shift"))
	if minutes == 0 {
		minutes = -1
	}
	if err == nil {
		err = c.Gate.Read(c, roster.MayMove, gate.Council, func(s *gate.Snapshot) error {
			_, err := roster.PlanLate(s, on, of, minutes, draft)
			return err
		})
	}
	if err != nil {
		return c.Again(latePage, err)
	}
	return web.Go(draft.Address(coverView{on: on, of: of}.latePath(), "minutes", strconv.Itoa(minutes)), ""), nil
}

func (v coverView) latePath() string { return at(v.on) + "/shifts/" + string(v.of) + "/late" }

// lateSum says in a sentence or two what the lateness comes to.
func (v coverView) lateSum() string {
	var cannot, stay, others int
	for _, x := range v.Lost {
		switch {
		case len(x.Plan.To) == 0:
			cannot++
		case slices.Equal(x.Plan.From, x.Plan.To):
			stay++
		default:
			others++
		}
	}
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{{stay, "can start later with the same worker"}, {others, "can go to somebody else"}, {cannot, "nobody can make in time, and would be without a worker"}} {
		if p.n > 0 {
			parts = append(parts, counted(p.n, "visit")+" "+p.text)
		}
	}
	if len(parts) == 0 {
		return "Every visit of the run can still start when it was to."
	}
	return strings.Join(parts, "; ") + ". Nothing is changed before you have checked and confirmed it."
}
