package lonework

import (
	"fmt"
	"slices"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
)

// shown is one alarm with all that its page shows.
type shown struct {
	Listed
	rungs    []Rung
	notes    []Note
	messages []notify.Kept
	names    map[ids.Account]string
	stop     stop
	moves    when.Instant // when it moves on, by the machine's clock
}

// stop is where the worker was to be.
type stop struct {
	address, postcode, phone string
	day                      string // empty: no visit is known
	start, minutes           int
	arrived                  when.Instant
}

func read(c *web.Call) (x shown, err error) {
	err = c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) error {
		if x.Listed, err = one(s, ID(c.Path("alarm"))); err != nil {
			return err
		}
		if x.rungs, err = Rungs(s, x.ID); err != nil {
			return err
		}
		if x.notes, err = notes(s, x.ID); err != nil {
			return err
		}
		var keys []notify.ID
		for _, r := range x.rungs {
			keys = append(keys, r.key(notify.Text), r.key(notify.Call))
		}
		if x.messages, err = notify.Called(s, keys); err != nil {
			return err
		}
		if x.names, err = staff.Names(s); err != nil {
			return err
		}
		x.moves = s.Now.Add(x.Due.Sub(x.clock.at(s.Now).Time))
		if x.Person == "" {
			return nil
		}
		gate.Shown(s, x.Person)
		x.stop, err = stopOf(s, x.Alarm)
		return err
	})
	return x, err
}

func show(c *web.Call) (web.Reply, error) {
	x, err := read(c)
	if err != nil {
		return nil, err
	}
	blocks := []ui.Block{ui.Live("/alarms/"+string(x.ID)+"/live", x.live())}
	if x.Open() {
		blocks = append(blocks, ui.Heading("Close"), ui.Form{
			Action: "/alarms/" + string(x.ID) + "/close", Submit: "Close",
			Fields: []ui.Field{
				{Name: "found", Label: "What was found?", Kind: ui.KindRadios, Options: ui.Options(Founds)},
				{Name: "words", Label: "How do you know?", Kind: ui.KindArea, Rows: 3, Hint: "Like: rang her, she is at home and well."},
			},
		})
	}
	return c.Page(x.title(), blocks...).BackTo("Alarms", "/alarms"), nil
}

func (x shown) title() string { return orWorker(x.WorkerName) + ": " + lower(x.How.Label()) }

func showLive(c *web.Call) (web.Reply, error) {
	return c.Live(func() (ui.Block, error) {
		x, err := read(c)
		return x.live(), err
	})
}

func (x shown) live() ui.Block {
	var blocks []ui.Block
	if x.Open() {
		if !x.Last.IsZero() && x.Taken.IsZero() {
			blocks = append(blocks, ui.Warning("Everybody was asked and nobody has answered. Ring 999 for the worker and say where they are."))
		}
		blocks = append(blocks, ui.Inset(x.How.todo()))
	}
	blocks = append(blocks, x.about())
	if x.Open() {
		button := ui.PostButton{Text: "I have this", Action: "/alarms/" + string(x.ID) + "/take"}
		if !x.Taken.IsZero() {
			button.Text, button.Secondary = "I have this now", true
		}
		blocks = append(blocks, button)
	}
	return ui.Group(append(blocks, ui.Heading("What happened"), x.timeline())...)
}

func (x shown) about() ui.Record {
	rows := []ui.RecordRow{{Key: "Where it stands", Block: x.tag()}}
	switch {
	case !x.Open():
		rows = append(rows, ui.RecordRow{Key: "What was found", Value: x.Found.Label()}, ui.RecordRow{Key: "How we know", Value: x.Words})
	case !x.Taken.IsZero():
		rows = append(rows, ui.RecordRow{Key: "Say what you found by", Value: x.moves.Clock() + ". After that others are asked again."})
	default:
		rows = append(rows, ui.RecordRow{Key: "Next is asked", Value: x.moves.Clock()})
	}
	switch {
	case x.How.Hidden():
		rows = append(rows, ui.RecordRow{Key: "Worker’s phone", Value: "Do not ring it: somebody may be listening."})
	case x.Own == "":
		rows = append(rows, ui.RecordRow{Key: "Worker’s phone", Value: "Not known"})
	default:
		rows = append(rows, ui.RecordRow{Key: "Worker’s phone", Block: ui.Links(ui.Link{Text: "Call " + x.Own.Said(), Href: x.Own.Href()})})
	}
	if x.Person != "" {
		rows = append(rows, ui.RecordRow{Key: "With", Block: ui.Links(ui.Link{Text: x.PersonName, Href: web.PersonPath(x.Person)})})
		if x.stop.address != "" {
			rows = append(rows, ui.RecordRow{Key: "At", Value: x.stop.address + ", " + x.stop.postcode})
		}
		if n, err := notify.ParseTelephone(x.stop.phone); err == nil && n != "" {
			rows = append(rows, ui.RecordRow{Key: "Person’s phone", Block: ui.Links(ui.Link{Text: "Call " + n.Said(), Href: n.Href()})})
		}
	}
	if x.stop.day != "" {
		arrived := "nobody said that they came"
		if !x.stop.arrived.IsZero() {
			arrived = "came at " + x.stop.arrived.Clock()
		}
		rows = append(rows, ui.RecordRow{Key: "Visit", Value: fmt.Sprintf("%s, %d minutes; %s", when.Hour(x.stop.start), x.stop.minutes, arrived)})
	}
	happened := x.At.Said()
	if x.How == Overdue {
		happened = "Expected to be done " + happened
	}
	rows = append(rows, ui.RecordRow{Key: "When", Value: happened})
	if late := x.Raised.Sub(x.At.Time); x.How != Overdue && late > time.Minute {
		rows = append(rows, ui.RecordRow{Key: "We heard", Value: x.Raised.Said()})
	}
	if x.How == Pressed || x.How.Hidden() {
		rows = append(rows, ui.RecordRow{Key: "More", Block: ui.Links(ui.Link{Text: "All visits of that day, and what is known of the phone", Href: "/help-wanted/" + string(x.ID)})})
	}
	return ui.Record{Rows: rows}
}

// timeline is the ladder as it was climbed: every rung with its messages, and what
// people did, in order of time.
func (x shown) timeline() ui.Timeline {
	type dated struct {
		at when.Instant
		ui.Event
	}
	var all []dated
	add := func(at when.Instant, who, what string, block ui.Block) {
		all = append(all, dated{at, ui.Event{When: exact(at), Who: who, What: what, Block: block}})
	}
	for _, r := range x.rungs {
		var lines []string
		for _, m := range x.messages {
			if m.ID == r.key(notify.Text) || m.ID == r.key(notify.Call) {
				lines = append(lines, sentence(m))
			}
		}
		if len(lines) == 0 && r.Kind != AskEmergency {
			lines = []string{"No number to text or ring: this page and the list of alerts alone ask."}
		}
		if !r.Answered.IsZero() {
			lines = append(lines, "Answered "+exact(r.Answered)+" by "+x.names[r.By]+".")
		}
		var block ui.Block
		if len(lines) > 0 {
			block = ui.Bullets(lines...)
		}
		add(r.At, "", fmt.Sprintf("%d. %s", r.N, r.said()), block)
	}
	for _, n := range x.notes {
		add(n.At, x.names[n.Account], n.What, nil)
	}
	if !x.Open() {
		add(x.Closed, x.names[x.Closer], "Closed: "+x.Found.Label(), nil)
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.at.Compare(b.at.Time) })
	t := ui.Timeline{}
	for _, d := range all {
		t.Events = append(t.Events, d.Event)
	}
	return t
}

// sentence is how far one message of a rung has come.
func sentence(m notify.Kept) string {
	out := m.By.Label() + " to " + m.Hidden() + ": "
	switch m.State {
	case notify.Sent:
		return out + "sent " + exact(m.SentAt)
	case notify.Waiting:
		if m.Tries == 0 {
			return out + "being sent"
		}
		return out + fmt.Sprintf("failed %d times, tried again. %s.", m.Tries, m.Failure.Label())
	case notify.Dead:
		return out + "could not be sent. " + m.Failure.Label() + ", given up " + exact(m.Tried)
	}
	return out + "not sent, as nothing is set up to send it"
}

// exact is a time with its seconds: on a ladder they count.
func exact(i when.Instant) string { return i.In(when.London).Format("2 January 2006, 3:04:05pm") }

func (r Rung) said() string {
	switch r.Kind {
	case AskWorker:
		return "Asked the worker by a text"
	case AskDuty:
		return "Asked " + r.Name
	case AskLast:
		return "Asked the last number: " + r.Name
	case AskEmergency:
		return "Nobody is left to ask. Whoever reads this rings 999 for the worker."
	}
	return "Asked again: " + r.Name
}
