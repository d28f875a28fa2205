package board

import (
	"fmt"
	"strconv"
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
			ui.Links(ui.Link{Text: "Leave that change out", Href: carrying(at(on)+"/check", draft.Without(visit.ID(r.Visit)))}))
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
		ui.SecondaryLink("Change something", carrying(at(on), draft)), ui.SecondaryLink("Undo all", at(on)),
	))
	return c.Page("Check "+counted(len(d.Changes), "change"), blocks...).BackTo("Rota", carrying(at(on), draft)).AsWide(), nil
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
			undo = ui.Cell{Block: ui.Links(ui.Link{Text: "Undo " + e.Name + " at " + clock(e.StartsAt()), Href: carrying(at(d.Day.On)+"/check", d.draft.Without(x.Visit))})}
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

// callsPage lists the people to ring because their visits changed.
func callsPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var calls []roster.Call
	err = c.Gate.Read(c, roster.MayCall, gate.Council, func(s *gate.Snapshot) (err error) {
		calls, err = roster.CallsOn(s, on)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "People to ring", CaptionHidden: true, Empty: "There is nobody to ring: no published visit of this day has changed.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "How to reach them"}, {Head: "Say"}, {Head: "Rung"}},
	}
	for _, x := range calls {
		reach := append([]string{first(x.Phone, "No number in the record.")}, x.Needs...)
		rung := ui.Cell{Tag: ui.Tag{Text: "Told " + x.ToldAt.Said(), Kind: ui.Good}}
		if x.ToldAt.IsZero() {
			rung = ui.Cell{Block: ringing(at(on)+"/calls/"+string(x.Visit), x)}
		}
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(x.Person), Cells: []ui.Cell{
			{Text: x.Name}, {Block: ui.Bullets(reach...)}, {Text: toSay(x)}, rung,
		}})
	}
	return c.Page("People to ring about "+on.Short(), l).BackTo("Rota", at(on)).AsWide(), nil
}

// ringing are the two ways a call can go.
func ringing(post string, x roster.Call) ui.Block {
	version := strconv.Itoa(x.Version)
	button := func(text, value string) ui.Block {
		return ui.PostButton{
			Text: text, About: "about " + x.Name, Action: post, Secondary: value != "yes",
			Hidden: []ui.Pair{{Name: "version", Value: version}, {Name: "told", Value: value}},
		}
	}
	tried := ui.Group()
	if x.Tries > 0 {
		tried = ui.Para("No answer so far: " + counted(x.Tries, "time") + ".")
	}
	return ui.Group(tried, ui.Actions(button("Told them", "yes"), button("No answer", "no")))
}

// toSay is what the person should hear.
func toSay(x roster.Call) string {
	if x.With == "" {
		return fmt.Sprintf("Nobody can come at %s yet. We are looking for somebody.", clock(x.StartMin))
	}
	comes := "comes"
	if strings.Contains(x.With, " and ") {
		comes = "come"
	}
	said := fmt.Sprintf("%s %s at %s", x.With, comes, clock(x.StartMin))
	moved := x.WasMin >= 0 && x.WasMin != x.StartMin
	switch other := x.Was != "" && x.Was != x.With; {
	case other && moved:
		said += " instead of " + x.Was + " at " + clock(x.WasMin)
	case other:
		said += " instead of " + x.Was
	case moved:
		said += ", not at " + clock(x.WasMin)
	}
	return said + "."
}

func rung(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var form struct {
		Version int    `json:"version"`
		Told    string `json:"told"`
	}
	err = c.Form(&form)
	if err == nil {
		err = roster.Rung(c, c.Gate, on, visit.ID(c.Path("visit")), form.Version, form.Told == "yes")
	}
	if err != nil {
		return c.Again(callsPage, err)
	}
	return web.Go(at(on)+"/calls", ""), nil
}
