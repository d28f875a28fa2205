package lonework

import (
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the pages of alarms, of who is in charge and of messages.
var Routes = []web.Route{
	web.Get("/alarms", MaySee, list),
	web.Get("/alarms/live", MaySee, listLive),
	web.Get("/alarms/{alarm}", MaySee, show),
	web.Get("/alarms/{alarm}/live", MaySee, showLive),
	web.Post("/alarms/{alarm}/take", MayTake, takeIt),
	web.Post("/alarms/{alarm}/close", MayClose, closeIt),
	web.Get("/duty", MaySeeDuty, dutyBoard),
	web.Post("/duty/note", MayHandOver, leaveNote),
	web.Get("/messages", MaySeeMessages, messages),
	web.Post("/messages/{message}/again", MaySendAgain, sendAgain),
}

func list(c *web.Call) (web.Reply, error) {
	block, err := openList(c)
	if err != nil {
		return nil, err
	}
	return c.Page("Alarms", ui.Live("/alarms/live", block)).AsWide(), nil
}

func listLive(c *web.Call) (web.Reply, error) {
	return c.Live(func() (ui.Block, error) { return openList(c) })
}

// recent is how many closed alarms the page lists.
const recent = 20

func openList(c *web.Call) (ui.Block, error) {
	var open, closed []Listed
	var outs []notify.Out
	var duty Duty
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if open, err = Open(s); err != nil {
			return err
		}
		if closed, err = Closed(s, recent); err != nil {
			return err
		}
		for _, l := range append(open, closed...) {
			gate.Shown(s, l.Person)
		}
		if duty, err = OnDuty(s, s.Now); err != nil {
			return err
		}
		outs, err = notify.Outs(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	var blocks []ui.Block
	for _, l := range open {
		if !l.Last.IsZero() && l.Taken.IsZero() {
			blocks = append(blocks, ui.Warning("Nobody has answered the alarm about "+orWorker(l.WorkerName)+". Everybody was asked by "+l.Last.Clock()+". Ring 999 for the worker."))
		}
	}
	blocks = append(blocks, waysOut(outs)...)
	o := ui.List{
		Caption: "Open alarms", Empty: "There are no open alarms. New ones appear here by themselves.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "What"}, {Head: "With"}, {Head: "Since"}, {Head: "Where it stands"}},
	}
	for _, l := range open {
		o.Rows = append(o.Rows, ui.Row{Href: "/alarms/" + string(l.ID), Cells: []ui.Cell{
			{Text: orWorker(l.WorkerName)}, {Text: l.How.Label()}, {Text: orNobody(l.PersonName)}, {Text: l.Raised.Said()}, {Tag: l.tag()},
		}})
	}
	d := ui.List{
		Caption: "Closed", Empty: "No alarm was closed yet.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "What"}, {Head: "Raised"}, {Head: "Closed"}, {Head: "What was found"}},
	}
	for _, l := range closed {
		d.Rows = append(d.Rows, ui.Row{Href: "/alarms/" + string(l.ID), Cells: ui.Texts(orWorker(l.WorkerName), l.How.Label(), l.Raised.Said(), l.Closed.Said(), l.Found.Label())})
	}
	blocks = append(blocks, o, ui.Para("In charge now: "+duty.said()+"."), ui.Links(ui.Link{Text: "Who is in charge", Href: "/duty"}, ui.Link{Text: "Messages that were sent", Href: "/messages"}), d)
	return ui.Group(blocks...), nil
}

// waysOut says plainly where alarms cannot go by telephone.
func waysOut(outs []notify.Out) []ui.Block {
	set, failing := 0, 0
	var bad string
	for _, o := range outs {
		if o.Way != notify.Text && o.Way != notify.Call {
			continue
		}
		if o.Provider != "" {
			set++
			if !o.Failing.IsZero() {
				failing++
				bad += " " + o.Way.Label() + ": " + o.Failure.Label() + " since " + o.Failing.Said() + "."
			}
		}
	}
	switch {
	case set == 0:
		return []ui.Block{ui.Warning("No texts and no calls are sent: nothing is set up to send them. Alarms show on this page and in the list of alerts only. Somebody must watch them.")}
	case failing == set:
		return []ui.Block{ui.Warning("Alarms do not get out by telephone now." + bad + " Somebody must watch this page.")}
	case failing > 0:
		return []ui.Block{ui.Inset("One way out does not work now." + bad)}
	case set == 1:
		return []ui.Block{ui.Inset("Only one of two ways out is set up. Alarms should go by text and by call.")}
	}
	return nil
}

func orWorker(name string) string {
	if name == "" {
		return "A worker"
	}
	return name
}

func orNobody(name string) string {
	if name == "" {
		return "Nobody we know of"
	}
	return name
}

// tag is where an open alarm stands.
func (l Listed) tag() ui.Tag {
	switch {
	case !l.Open():
		return ui.Tag{Text: "Closed", Kind: ui.Quiet}
	case !l.Taken.IsZero():
		return ui.Tag{Text: "With " + l.HasIt, Kind: ui.Good}
	case !l.Last.IsZero():
		return ui.Tag{Text: "Ring 999", Kind: ui.Urgent}
	case l.LastKind == AskWorker:
		return ui.Tag{Text: "Asked the worker", Kind: ui.Waiting}
	}
	return ui.Tag{Text: "Asked " + l.Asked, Kind: ui.Urgent}
}

func (d Duty) said() string {
	out := d.Name
	if d.Part != "" {
		out += ", " + d.Part.Label()
	} else {
		out += " (the last number in the settings)"
	}
	if d.Phone == "" {
		return out + ", no telephone number known"
	}
	return out + ", " + d.Phone.Said()
}

func takeIt(c *web.Call) (web.Reply, error) {
	if err := Take(c, c.Gate, ID(c.Path("alarm"))); err != nil {
		return nil, err
	}
	return web.Go("/alarms/"+c.Path("alarm"), "You have this alarm. Say what you found within 30 minutes."), nil
}

func closeIt(c *web.Call) (web.Reply, error) {
	var form Closing
	err := c.Form(&form)
	form.Alarm = ID(c.Path("alarm"))
	if err == nil {
		err = Close(c, c.Gate, form)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go("/alarms", "Alarm closed."), nil
}
