package field

import (
	"context"
	"strings"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// A call for help is told by the service itself, whatever the worker may do
// otherwise; the office sees it.
var (
	mayHelp    = gate.Action{Name: "field.help", Who: actor.Rule{Any: []actor.Role{actor.System}}}
	MaySeeHelp = gate.Action{Name: "field.see_help", Who: actor.Rule{Any: actor.Office}}
)

const wantsHelp = "help.want"

// helpKinds are the alerts that a call for help raises.
var helpKinds = []alert.Kind{alert.HelpWanted, alert.HelpSilent}

// askForHelp is here for the office alone, when it takes in a call that was
// held: it was told when it came.
func askForHelp(context.Context, *gate.Gate, Fact, visit.Channel) error { return nil }

// wantHelp tells the office that a worker asks for help, whatever else is
// wrong with the fact.
func wantHelp(ctx context.Context, g *gate.Gate, account ids.Account, f Fact, why error) error {
	source := string(f.ID)
	if !ids.Valid(source) {
		source = string(f.from)
	}
	if err := tellOfHelp(ctx, g, account, source, f); err != nil {
		return err
	}
	return why
}

// tellOfHelp starts the ladder of an alarm, and the alert beside it. One call is
// one alarm, however often it comes. Of one that does not open only its phone is
// known: while an alarm of that phone is open, it is the same.
func tellOfHelp(ctx context.Context, g *gate.Gate, account ids.Account, source string, f Fact) error {
	return g.Write(phone.Keeping(ctx, account), mayHelp, gate.Council, func(tx *gate.Tx) error {
		a := lonework.Alarm{ID: lonework.ID(source), How: f.how(), Worker: account, At: f.at}
		if f.ID == "" {
			was, err := lonework.Get(tx.Snapshot, a.ID)
			switch {
			case err == nil && !was.Open():
				a.ID = lonework.ID(ids.Derived("field.call", source, tx.At.Text()))
			case err != nil && !gate.Missing(err):
				return err
			}
		}
		if f.Person != "" {
			known, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM person WHERE id = ?`, f.Person)
			if err != nil {
				return err
			}
			if known > 0 {
				a.Person, a.Visit = f.person(), visit.ID(f.Visit)
			}
		}
		return lonework.Raise(tx, a)
	})
}

// how is the way in which help was asked for; an older phone says only whether
// it was in silence.
func (f Fact) how() lonework.How {
	how := lonework.How(f.Body.How)
	switch {
	case how == lonework.Duress, how == lonework.Silent:
		return how
	case f.Body.Silent.yes():
		return lonework.Silent
	}
	return lonework.Pressed
}

// cancelHelp notes that the worker took the call back. The alert stays: whoever
// answers it makes sure.
func cancelHelp(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
	return g.Write(ctx, MaySync, gate.Council, func(tx *gate.Tx) error {
		for _, k := range helpKinds {
			if err := alert.Note(tx, k, string(f.Body.Help), "taken back on the worker’s phone: make sure all the same"); err != nil {
				return err
			}
		}
		if _, err := lonework.Get(tx.Snapshot, lonework.ID(f.Body.Help)); err != nil {
			return nil // a call that never came: nothing to take back
		}
		return lonework.TakenBack(tx, lonework.ID(f.Body.Help))
	})
}

// call is one call for help as the office sees it.
type call struct {
	account  ids.Account
	name     string
	happened when.Instant
	received when.Instant
	person   ids.Person
	visit    string
	body     string
}

// getCall is a call by the id of its fact. Error: gate.not_found.
func getCall(s *gate.Snapshot, id string) (call, error) {
	var k call
	err := gate.One(s, &k, func(k *call) []any {
		return []any{&k.account, &k.happened, &k.received, &k.person, &k.visit, &k.body, gate.Null(&k.name)}
	}, `SELECT f.account_id, f.happened_at, f.received_at, f.person_id, f.visit_id, f.body, p.given || ' ' || p.family
		FROM field_fact f LEFT JOIN person p ON p.id = f.person_id WHERE f.id = ? AND f.action = 'help.want' ORDER BY f.received_at LIMIT 1`, id)
	return k, err
}

// callOfPhone is a call that came sealed and would not open, or without a
// number of its own, and so is known by its phone alone: made when it came.
// Error: gate.not_found.
func callOfPhone(s *gate.Snapshot, id string) (call, error) {
	a, err := lonework.Get(s, lonework.ID(id))
	return call{account: a.Worker, happened: a.Raised, received: a.Raised, person: a.Person}, err
}

// homesOf is where the people of a run live, in full: an ambulance must find it.
func homesOf(s *gate.Snapshot, one ids.Person, stops []roster.Stop) (map[ids.Person]string, error) {
	type row struct {
		id                ids.Person
		address, postcode string
	}
	people := []ids.Person{one}
	for _, t := range stops {
		people = append(people, t.Person)
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.id, &r.address, &r.postcode} },
		`SELECT id, address, postcode FROM person WHERE id IN ?`, gate.In(people))
	out := map[ids.Person]string{}
	for _, r := range rows {
		out[r.id] = strings.TrimSpace(r.address + ", " + r.postcode)
	}
	return out, err
}

// helpPage says who asks for help and where they are likely to be.
func helpPage(c *web.Call) (web.Reply, error) {
	var k call
	var phones []phone.Phone
	var stops []roster.Stop
	var homes map[ids.Person]string
	var names map[ids.Account]string
	err := c.Gate.Read(c, MaySeeHelp, gate.Council, func(s *gate.Snapshot) (err error) {
		id := c.Path("help")
		if k, err = getCall(s, id); gate.Missing(err) {
			k, err = callOfPhone(s, id)
		}
		if err != nil {
			return err
		}
		if phones, err = phone.OfAccount(s, k.account); err != nil {
			return err
		}
		if stops, err = roster.MyDay(s, k.account, k.happened.On()); err != nil {
			return err
		}
		if homes, err = homesOf(s, k.person, stops); err != nil {
			return err
		}
		names, err = staff.Names(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	f, _ := readFact([]byte(k.body), k.received)
	name := names[k.account]
	if name == "" {
		name = "A worker"
	}
	blocks := []ui.Block{ui.Warning("If anybody is in danger, call 999 and say where they are.")}
	if f.how().Hidden() {
		blocks = append(blocks, ui.Warning("Do not ring or text the worker’s phone: they asked in silence, and somebody may be listening."))
	}
	rows := []ui.RecordRow{{Key: "Worker", Value: name}, {Key: "Asked", Value: k.happened.Said()}, {Key: "We heard", Value: k.received.Said()}}
	if k.name != "" {
		rows = append(rows, ui.RecordRow{Key: "With", Block: ui.Links(ui.Link{Text: k.name, Href: web.PersonPath(k.person)})}, ui.RecordRow{Key: "At", Value: homes[k.person]})
	}
	if len(phones) > 0 {
		rows = append(rows, ui.RecordRow{Key: "Phone last heard", Block: ui.Links(ui.Link{Text: phones[0].Heard.Said(), Href: "/phones/" + string(phones[0].ID)})})
	}
	l := ui.List{
		Caption: "Where they were to be", Empty: "This worker has no visits on that day.",
		Columns: []ui.Column{{Head: "Time"}, {Head: "Who"}, {Head: "Where"}, {Head: "What we know"}},
	}
	for _, s := range stops {
		what := s.State.Tag()
		if s.State == visit.Planned && !s.Arrived.IsZero() {
			what = ui.Tag{Text: "Came at " + s.Arrived.Clock(), Kind: ui.Urgent}
		}
		l.Rows = append(l.Rows, ui.Row{Href: web.PersonPath(s.Person), Cells: []ui.Cell{{Text: when.Hour(s.ToldMin)}, {Text: s.Name}, {Text: homes[s.Person]}, {Tag: what}}})
	}
	blocks = append(blocks, ui.Record{Rows: rows}, l)
	return c.Page(name+" asks for help", blocks...).BackTo("Alerts", "/alerts"), nil
}
