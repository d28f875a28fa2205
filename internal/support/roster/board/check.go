package board

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// checkPage lists everything that a draft would change before it does.
func checkPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	draft, err := draftOf(c)
	if err == nil && c.Posted("seen") != "" {
		draft, err = postedDraft(c)
	}
	if err != nil {
		return nil, err
	}
	d := day{c: c, draft: draft, may: true}
	err = c.Gate.Read(c, roster.MayMove, gate.Council, func(s *gate.Snapshot) (err error) {
		d.Sheet, err = roster.Preview(s, on, draft)
		return err
	})
	if err != nil {
		return nil, err
	}
	var blocks []ui.Block
	for _, r := range d.Refused {
		blocks = append(blocks, ui.Warning(refusal(d.Sheet, r)),
			ui.Links(ui.Link{Text: "Leave that change out", Href: draft.Without(visit.ID(r.Visit)).Address(at(on) + "/check")}))
	}
	if len(d.Changes) == 0 {
		blocks = append(blocks, ui.Inset("There is nothing to confirm: the rota already stands like this."), ui.ButtonLink("Back to the rota", at(on)))
		return c.Page("Check changes", blocks...).BackTo("Rota", at(on)), nil
	}
	blocks = append(blocks, d.changeList(), ui.Para(d.consequence()), ui.Actions(
		ui.PostButton{
			Text: d.confirmText(), Action: at(on) + "/check",
			Hidden: append([]ui.Pair{{Name: "seen", Value: d.Seen}}, carried(draft)...),
		},
		ui.SecondaryLink("Change something", draft.Address(at(on))), ui.SecondaryLink("Undo all", at(on)),
	))
	return c.Page("Check "+counted(len(d.Changes), "change"), blocks...).BackTo("Rota", draft.Address(at(on))).AsWide(), nil
}

// told counts the workers whose run changes and the people to ring.
func (d day) told() (workers, people int) {
	working := map[ids.Account]bool{}
	ring := map[ids.Person]bool{}
	for _, c := range d.Changes {
		for _, s := range append(append([]roster.ShiftID{}, c.From...), c.To...) {
			for _, shift := range d.Shifts {
				if shift.ID == s {
					working[shift.Account] = true
				}
			}
		}
		if c.Rings() {
			ring[c.Person] = true
		}
	}
	return len(working), len(ring)
}

func (d day) confirmText() string {
	if !d.Day.Published() {
		return "Confirm " + counted(len(d.Changes), "change")
	}
	workers, people := d.told()
	return fmt.Sprintf("Confirm and tell %s and %s", counted(workers, "worker"), counted(people, "person"))
}

func (d day) consequence() string {
	if !d.Day.Published() {
		return "This day is not published, so nobody is told yet."
	}
	return "Workers see the change on their phones and say that they have seen it. The people are listed for you to ring."
}

func (d day) changeList() ui.Block {
	l := ui.List{
		Caption: "What will change", Empty: "Nothing changes.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "From"}, {Head: "To"}, {Head: "Change in time"}, {Head: "Undo"}},
	}
	for _, x := range d.Changes {
		e, _ := d.Sheet.Visit(x.Visit)
		undo := ui.Cell{Text: "Follows from another"}
		if x.Chosen {
			undo = ui.Cell{Block: ui.Links(ui.Link{Text: "Undo " + e.Name + " at " + clock(e.StartsAt()), Href: d.draft.Without(x.Visit).Address(at(d.Day.On) + "/check")})}
		}
		change := timeChange(x.Minutes(), e.Name, "same time")
		switch {
		case x.ToMin < 0:
			change = "Nobody goes: ring " + e.Name
		case x.FromMin < 0:
			change = timeChange(x.ToMin-e.StartMin, e.Name, "as agreed")
		}
		l.Rows = append(l.Rows, ui.Row{Href: d.visitHref(x.Visit), Cells: []ui.Cell{
			{Text: e.Name}, {Text: d.who(x.From, x.FromMin)}, {Text: d.who(x.To, x.ToMin)}, {Text: change}, undo,
		}})
	}
	return l
}

// who is workers with a time; where there are none it says so.
func (d day) who(shifts []roster.ShiftID, minute int) string {
	if len(shifts) == 0 {
		return "Nobody"
	}
	var names []string
	for _, s := range shifts {
		names = append(names, d.Shift(s).Name)
	}
	return strings.Join(names, " and ") + " at " + clock(minute)
}

// confirm makes the draft the rota.
func confirm(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	draft, err := postedDraft(c)
	if err == nil {
		err = roster.Confirm(c, c.Gate, on, draft, c.Posted("seen"))
	}
	if err != nil {
		return c.Again(checkPage, err)
	}
	return web.Go(at(on)+"/calls", "The rota is changed. On a published day workers are told on their phones."), nil
}
