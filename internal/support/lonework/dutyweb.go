package lonework

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
)

// lower begins a sentence's words in small letters, to stand inside another.
func lower(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(r)) + text[n:]
}

func dutyBoard(c *web.Call) (web.Reply, error) {
	today := c.Now().On()
	var now []staff.InCharge
	var plan []Duty
	var past []Took
	var left []Handover
	var outs []notify.Out
	var set map[council.Name]string
	err := c.Gate.Read(c, MaySeeDuty, gate.Council, func(s *gate.Snapshot) (err error) {
		if past, err = hands(s, 5); err != nil {
			return err
		}
		if left, err = handovers(s, 5); err != nil {
			return err
		}
		if outs, err = notify.Outs(s); err != nil {
			return err
		}
		if set, err = council.All(s); err != nil {
			return err
		}
		var hands []staff.Hand
		now, hands, err = staff.Board(s, s.Now)
		plan = dayOf(hands, today, lastOf(set))
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := waysOut(outs)
	if set[council.OverdueWatch] != "yes" {
		blocks = append(blocks, ui.Warning("Workers are not looked for when nothing is heard of them: that is switched off in the settings."))
	}
	order := ui.List{
		Caption: "Asked now, in this order", Columns: []ui.Column{{Head: "Who"}, {Head: "As"}, {Head: "Call"}},
		Empty: "Nobody is asked.",
	}
	call := func(n notify.Telephone) ui.Cell {
		if n == "" {
			return ui.Cell{Tag: ui.Tag{Text: "No number", Kind: ui.Waiting}}
		}
		return ui.Cell{Text: n.Said(), Href: n.Href()}
	}
	for _, p := range now {
		order.Rows = append(order.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Name}, {Text: p.Part.Label() + ", " + lower(p.Hours())}, call(p.Phone)}})
	}
	order.Rows = append(
		order.Rows,
		ui.Row{Cells: []ui.Cell{{Text: set[council.LastName]}, {Text: "When nobody answers"}, call(lastOf(set).Phone)}},
		ui.Row{Cells: []ui.Cell{{Text: "999"}, {Text: "When nobody is left: whoever reads the alarm rings for the worker"}, {Text: "999", Href: "tel:999"}}},
	)
	if len(now) == 0 {
		blocks = append(blocks, ui.Warning("Nobody on the duty list is in charge now. Alarms go to the last number."))
	}
	next := ui.List{Caption: "Today", Columns: []ui.Column{{Head: "First asked"}, {Head: "As"}, {Head: "Until"}}, Empty: "Nothing is known of today."}
	for i, d := range plan {
		as := "The last number in the settings"
		if d.Part != "" {
			as = d.Part.Label()
		}
		until := d.Until.Clock()
		if i == len(plan)-1 {
			until = "the end of the day"
		}
		next.Rows = append(next.Rows, ui.Row{Cells: ui.Texts(d.Name, as, until)})
	}
	blocks = append(blocks, order, next)
	if c.Can(staff.MaySetDuty) {
		blocks = append(blocks, ui.Actions(ui.SecondaryLink("Set who is in charge", "/duty/list"), ui.SecondaryLink("Alarms", "/alarms")))
	}
	notes := ui.Timeline{Empty: "Nobody has left a note."}
	for _, h := range left {
		notes.Events = append(notes.Events, ui.Event{When: h.At.Said(), Who: h.Name, What: h.Words})
	}
	changes := ui.Timeline{Empty: "No change of hands was written down yet."}
	for _, h := range past {
		changes.Events = append(changes.Events, ui.Event{When: h.At.Said(), What: h.Name + " took charge"})
	}
	blocks = append(
		blocks, ui.Heading("For whoever comes next"), notes,
		ui.Form{
			ID: "note", Action: "/duty/note", Submit: "Leave this note", Small: true, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
			Fields: []ui.Field{{Name: "words", Label: "What must they know?", Kind: ui.KindArea, Rows: 3, Hint: "Name nobody who has support: write where it stands in Stillhome instead."}},
		},
		ui.Heading("Who was in charge"), changes,
	)
	return c.Page("Who is in charge", blocks...).AsWide(), nil
}

func leaveNote(c *web.Call) (web.Reply, error) {
	var form struct {
		ID    string `json:"id"`
		Words string `json:"words"`
	}
	err := c.Form(&form)
	if err == nil {
		err = HandOver(c, c.Gate, form.ID, strings.TrimSpace(form.Words))
	}
	return c.Added(dutyBoard, err, "/duty", "Your note is on the board.")
}

// The messages page names nobody who has support: only those who work here, and
// the ends of numbers.
var (
	MaySeeMessages = gate.Action{Name: "lonework.see_messages", Who: actor.Rule{Any: []actor.Role{actor.Coordinator, actor.Manager, actor.Admin}}}
	MaySendAgain   = gate.Action{Name: "lonework.send_again", Who: MaySeeMessages.Who}
)

// perPage is how many messages a page lists.
const perPage = 50

func messages(c *web.Call) (web.Reply, error) {
	n := c.PageNumber()
	only := notify.State(c.Query("state"))
	var all []notify.Kept
	var outs []notify.Out
	var names map[ids.Account]string
	err := c.Gate.Read(c, MaySeeMessages, gate.Council, func(s *gate.Snapshot) (err error) {
		if outs, err = notify.Outs(s); err != nil {
			return err
		}
		if names, err = staff.Names(s); err != nil {
			return err
		}
		all, err = notify.Latest(s, only, perPage+1, (n-1)*perPage)
		return err
	})
	if err != nil {
		return nil, err
	}
	ways := ui.List{Caption: "Ways out", Columns: []ui.Column{{Head: "Way"}, {Head: "By"}, {Head: "Last worked"}, {Head: "Now"}}, Empty: "There are no ways out."}
	for _, o := range outs {
		by, state := o.Provider, ui.Tag{Text: "Works", Kind: ui.Good}
		switch {
		case by == "":
			by, state = "Nobody", ui.Tag{Text: "Not set up", Kind: ui.Quiet}
		case !o.Failing.IsZero():
			state = ui.Tag{Text: o.Failure.Label() + " since " + o.Failing.Said(), Kind: ui.Urgent}
		case o.Worked.IsZero():
			state = ui.Tag{Text: "Not used yet", Kind: ui.Plain}
		}
		ways.Rows = append(ways.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Way.Label()}, {Text: by}, {Text: o.Worked.Said()}, {Tag: state}}})
	}
	filter := ui.Field{Name: "state", Label: "Show", Kind: ui.KindSelect, Value: string(only), Options: []ui.Option{{Label: "All messages"}}}
	for _, s := range []notify.State{notify.Dead, notify.Waiting, notify.Sent, notify.Unset} {
		filter.Options = append(filter.Options, ui.Option{Value: string(s), Label: s.Label()})
	}
	l := ui.List{
		Caption: "Messages", Empty: "No message fits.",
		Columns: []ui.Column{{Head: "To"}, {Head: "Way"}, {Head: "What it says"}, {Head: "When"}, {Head: "State"}, {Head: "Again"}},
		Filter:  &ui.Filter{Action: "/messages", Fields: []ui.Field{filter}, Submit: "Show", Clear: "/messages"},
	}
	for _, k := range all[:min(len(all), perPage)] {
		to := k.Hidden()
		if name := names[k.Account]; name != "" {
			to = name + ", " + to
		}
		again := ui.Cell{}
		if k.State == notify.Dead && c.Can(MaySendAgain) {
			again.Block = ui.PostButton{Text: "Send again", About: "to " + to, Action: "/messages/" + string(k.ID) + "/again", Secondary: true}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: to}, {Text: k.By.Label()}, {Text: string(k.Words)}, {Text: k.Queued.Said()}, {Tag: stateTag(k)}, again}})
	}
	l.More = web.Pages("/messages", url.Values{"state": {string(only)}}, n, len(all) > perPage)
	return c.Page("Messages", append(waysOut(outs), ways, l)...).AsWide(), nil
}

func stateTag(k notify.Kept) ui.Tag {
	t := ui.Tag{Text: k.State.Label()}
	switch k.State {
	case notify.Sent:
		t.Kind = ui.Good
	case notify.Waiting:
		t.Kind = ui.Waiting
	case notify.Dead:
		t.Kind = ui.Urgent
		t.Text += ": " + lower(k.Failure.Label())
	case notify.Unset:
		t.Kind = ui.Quiet
	}
	return t
}

func sendAgain(c *web.Call) (web.Reply, error) {
	err := c.Gate.Write(c, MaySendAgain, gate.Council, func(tx *gate.Tx) error { return notify.Again(tx, notify.ID(c.Path("message"))) })
	if err != nil {
		return nil, err
	}
	return web.Go("/messages", "It is being sent again."), nil
}
