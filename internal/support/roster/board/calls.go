package board

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// callsPage lists whom to ring about a day: workers who have not seen a change in
// time, then people whose visits changed.
func callsPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var calls []roster.Call
	var workers []roster.WorkerCall
	err = c.Gate.Read(c, roster.MayCall, gate.Council, func(s *gate.Snapshot) (err error) {
		if workers, err = roster.WorkerCallsOn(s, on); err != nil {
			return err
		}
		calls, err = roster.CallsOn(s, on)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "People to ring", CaptionHidden: len(workers) == 0, Empty: "There is nobody to ring: no published visit of this day has changed.",
		Columns: []ui.Column{{Head: "Person"}, {Head: "How to reach them"}, {Head: "Say"}, {Head: "Rung"}},
	}
	for _, x := range calls {
		reach := append([]string{cmp.Or(x.Phone, "No number in the record.")}, x.Needs...)
		rung := ui.Cell{Tag: ui.Tag{Text: "Told " + x.ToldAt.Said(), Kind: ui.Good}}
		if x.ToldAt.IsZero() {
			rung = ui.Cell{Block: ringing(at(on)+"/calls/"+string(x.Visit), x.Name, x.Tries, ui.Version(x.Version))}
		}
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(x.Person), Cells: []ui.Cell{
			{Text: x.Name}, {Block: ui.Bullets(reach...)}, {Text: toSay(x)}, rung,
		}})
	}
	blocks := []ui.Block{l}
	if len(workers) > 0 {
		blocks = []ui.Block{workersToRing(on, workers), l}
	}
	return c.Page("People to ring about "+on.Short(), blocks...).BackTo("Rota", at(on)).AsWide(), nil
}

// workersToRing lists the workers who have a visit soon and have not seen that it
// is new or has moved.
func workersToRing(on when.Date, workers []roster.WorkerCall) ui.Block {
	l := ui.List{Caption: "Workers to ring", Columns: []ui.Column{{Head: "Worker"}, {Head: "Say"}, {Head: "Their phone"}, {Head: "Rung"}}}
	for _, w := range workers {
		var say, phone, ids []string
		for _, x := range w.Changes {
			say = append(say, fmt.Sprintf("%s: %s at %s.", x.What.Label(), x.Name, clock(x.StartMin)))
			if text := reached(x.Delivered); !slices.Contains(phone, text) {
				phone = append(phone, text)
			}
			ids = append(ids, string(x.ID))
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: cmp.Or(w.Worker, "A worker who has left")},
			{Block: ui.Bullets(say...)},
			{Block: ui.Bullets(phone...)},
			{Block: ringing(at(on)+"/worker-calls", w.Worker+"’s visits", w.Tries,
				ui.Pair{Name: "account", Value: string(w.Account)}, ui.Pair{Name: "changes", Value: strings.Join(ids, " ")})},
		}})
	}
	return l
}

// reached says how far a change has got that its worker has not seen.
func reached(delivered when.Instant) string {
	if delivered.IsZero() {
		return "It has not reached their phone."
	}
	return "On their phone since " + delivered.Clock() + ", not seen."
}

// ringing are the two ways a call can go.
func ringing(post, about string, tries int, hidden ...ui.Pair) ui.Block {
	button := func(text, value string) ui.Block {
		return ui.PostButton{
			Text: text, About: "about " + about, Action: post, Secondary: value != "yes",
			Hidden: append(slices.Clone(hidden), ui.Pair{Name: "told", Value: value}),
		}
	}
	tried := ui.Group()
	if tries > 0 {
		tried = ui.Para("No answer so far: " + counted(tries, "time") + ".")
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

// workerRung notes how ringing a worker went.
func workerRung(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	account, changes := ids.Account(c.Posted("account")), roster.ChangesIn(c.Posted("changes"))
	if err := roster.WorkerRung(c, c.Gate, on, account, changes, c.Posted("told") == "yes"); err != nil {
		return c.Again(callsPage, err)
	}
	return web.Go(at(on)+"/calls", ""), nil
}
