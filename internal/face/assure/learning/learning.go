// Package learning holds what somebody will do so that a thing does not happen
// again: an action with an owner and a day, added to an incident or a complaint,
// and said to be done in words.
//
// Source: CQC regulation 17 (assess, monitor and improve; act on feedback).
//
// Table owned: assure_action. Events: none. Invariant: an action always has an
// owner and a day (TestActions).
package learning

import (
	"context"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Who may do what.
var (
	MayAdd  = gate.Action{Name: "assure.add_action", Who: actor.Rule{Any: actor.Office}}
	MayDone = gate.Action{Name: "assure.done_action", Who: actor.Rule{Any: actor.Office}}
)

// Action is one thing somebody will do. About is the id of the incident or the
// complaint. It is done by the end of a day.
type Action struct {
	ID        string `json:"id"`
	About     string
	Words     string      `json:"words"`
	Owner     ids.Account `json:"owner"`
	Due       when.Date   `json:"due"`
	Done      when.Instant
	DoneWords string
	Version   int

	OwnerName string // filled by reads only
}

const mostWords = 2_000

// Add adds an action to what it is about. Errors: assure.action, by field;
// gate.exists.
func Add(ctx context.Context, g *gate.Gate, a Action) error {
	a.Words = strings.TrimSpace(a.Words)
	return g.Write(ctx, MayAdd, gate.Council, func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(!ids.Valid(a.ID), "id", "Open the page again and send it once more.")
		c.Field(len([]rune(a.Words)) < 5, "words", "Say what will be done.")
		c.Field(len([]rune(a.Words)) > mostWords, "words", "Use %d characters or fewer.", mostWords)
		owners, err := Owners(tx.Snapshot)
		if err != nil {
			return err
		}
		c.Field(!slices.ContainsFunc(owners, func(o ui.Option) bool { return o.Value == string(a.Owner) }), "owner", "Choose who will do it.")
		c.Field(a.Due == "", "due", "Enter the day by which it is done.")
		c.Field(a.Due != "" && a.Due < tx.Today(), "due", "That day is over. Enter one to come.")
		if err := c.Err("assure.action"); err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO assure_action (id, about_id, words, owner_id, due_on, added_at, added_by, done_words, version) VALUES (?, ?, ?, ?, ?, ?, ?, '', 1)`,
			a.ID, a.About, a.Words, a.Owner, a.Due, tx.At, tx.Actor.ID)
	})
}

// Done says that an action is done, and how. Errors: assure.action_done, by
// field; gate.changed when it was done before or is not about this.
func Done(ctx context.Context, g *gate.Gate, about, id string, version int, words string) error {
	words = strings.TrimSpace(words)
	return g.Write(ctx, MayDone, gate.Council, func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(len([]rune(words)) < 5 || len([]rune(words)) > mostWords, "done_words", "Say in a few words what was done.")
		if err := c.Err("assure.action_done"); err != nil {
			return err
		}
		return tx.Update(`UPDATE assure_action SET done_at = ?, done_by = ?, done_words = ?, version = version + 1 WHERE id = ? AND about_id = ? AND version = ? AND done_at IS NULL`,
			tx.At, tx.Actor.ID, words, id, about, version)
	})
}

const columns = `x.id, x.about_id, x.words, x.owner_id, x.due_on, x.done_at, x.done_words, x.version, a.name`

func (a *Action) fields() []any {
	return []any{&a.ID, &a.About, &a.Words, &a.Owner, &a.Due, &a.Done, &a.DoneWords, &a.Version, (*gate.Text)(&a.OwnerName)}
}

// Of lists the actions of one incident or complaint, by day.
func Of(s *gate.Snapshot, about string) ([]Action, error) {
	return gate.All(s, (*Action).fields, `SELECT `+columns+` FROM assure_action x LEFT JOIN auth_account a ON a.id = x.owner_id WHERE x.about_id = ? ORDER BY x.due_on, x.id`, about)
}

// Open lists what is still to be done anywhere, the oldest day first.
func Open(s *gate.Snapshot) ([]Action, error) {
	return gate.All(s, (*Action).fields, `SELECT `+columns+` FROM assure_action x LEFT JOIN auth_account a ON a.id = x.owner_id WHERE x.done_at IS NULL ORDER BY x.due_on, x.id LIMIT 100`)
}

// Owners are those who can be given an action: staff with an account, by name.
func Owners(s *gate.Snapshot) ([]ui.Option, error) {
	return gate.All(s, func(o *ui.Option) []any { return []any{&o.Value, &o.Label} },
		`SELECT a.id, a.name FROM auth_account a WHERE a.kind = 'staff' AND a.ended_at IS NULL
		AND EXISTS (SELECT 1 FROM gate_role r WHERE r.account_id = a.id AND r.role IN ('coordinator', 'manager', 'therapist', 'social-worker', 'lead-worker', 'hr', 'safeguarding-lead') AND (r.until_at IS NULL OR r.until_at > ?))
		ORDER BY a.name, a.id`, s.Now)
}

// List shows actions, with how they stand; at is the address of what they are
// about, and empty leaves out the links.
func List(all []Action, at string, today when.Date) ui.Block {
	l := ui.List{
		Caption: "Actions", CaptionHidden: true, Empty: "No action has been agreed.",
		Columns: []ui.Column{{Head: "What"}, {Head: "Who"}, {Head: "By"}, {Head: "How it stands"}},
	}
	for _, a := range all {
		state := ui.Cell{Tag: ui.Tag{Text: "To do", Kind: ui.Waiting}}
		switch {
		case !a.Done.IsZero():
			state = ui.Cell{Text: "Done " + a.Done.On().Said() + ". " + a.DoneWords}
		case a.Due < today:
			state = ui.Cell{Tag: ui.Tag{Text: "Late", Kind: ui.Urgent}}
		}
		what := ui.Cell{Text: a.Words}
		if a.Done.IsZero() && at != "" {
			what.Href = at + "/actions/" + a.ID
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{what, {Text: a.OwnerName}, {Text: a.Due.Said()}, state}})
	}
	return l
}

// Form adds an action to what stands at an address.
func Form(at string, owners []ui.Option) ui.Form {
	return ui.Form{
		Action: at + "/actions", Submit: "Add this action", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Cancel: ui.Link{Text: "Cancel", Href: at},
		Fields: []ui.Field{
			{Name: "words", Label: "What will be done?", Kind: ui.KindArea, Rows: 2},
			{Name: "owner", Label: "Who will do it?", Kind: ui.KindSelect, Options: owners},
			{Name: "due", Label: "By which day?", Kind: ui.KindDate},
		},
	}
}

// Pages are the handlers of actions for what has actions. At is its address and
// its id, and whether the caller may see it; Back is what it is called.
type Pages struct {
	At   func(c *web.Call) (at, id string, err error)
	Back string
}

// New is the form of an action.
func (p Pages) New(c *web.Call) (web.Reply, error) {
	at, _, err := p.At(c)
	if err != nil {
		return nil, err
	}
	var owners []ui.Option
	if err := c.Gate.Read(c, MayAdd, gate.Council, func(s *gate.Snapshot) (err error) {
		owners, err = Owners(s)
		return err
	}); err != nil {
		return nil, err
	}
	return c.Page("Add an action", Form(at, owners)).BackTo(p.Back, at), nil
}

// Add takes the form of an action.
func (p Pages) Add(c *web.Call) (web.Reply, error) {
	at, id, err := p.At(c)
	if err != nil {
		return nil, err
	}
	a := Action{}
	err = c.Form(&a)
	a.About = id
	if err == nil {
		err = Add(c, c.Gate, a)
	}
	return c.Added(p.New, err, at, "Action added.")
}

// One shows one action, and asks how it was done.
func (p Pages) One(c *web.Call) (web.Reply, error) {
	at, id, err := p.At(c)
	if err != nil {
		return nil, err
	}
	var all []Action
	if err := c.Gate.Read(c, MayDone, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = Of(s, id)
		return err
	}); err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.ID != c.Path("action") {
			continue
		}
		r := ui.Record{Rows: []ui.RecordRow{{Key: "What", Value: a.Words}, {Key: "Who", Value: a.OwnerName}, {Key: "By", Value: a.Due.Said()}}}
		if !a.Done.IsZero() {
			r.Rows = append(r.Rows, ui.RecordRow{Key: "Done", Value: a.Done.Said() + ". " + a.DoneWords})
			return c.Page("Action", r).BackTo(p.Back, at), nil
		}
		f := ui.Form{Action: at + "/actions/" + a.ID, Submit: "It is done", Hidden: []ui.Pair{ui.Version(a.Version)}, Fields: []ui.Field{
			{Name: "done_words", Label: "What was done, and how do you know that it works?", Kind: ui.KindArea, Rows: 3},
		}}
		return c.Page("Action", r, f).BackTo(p.Back, at), nil
	}
	return nil, gate.NotFound()
}

// Do takes how an action was done.
func (p Pages) Do(c *web.Call) (web.Reply, error) {
	at, id, err := p.At(c)
	if err != nil {
		return nil, err
	}
	var form struct {
		Version int    `json:"version"`
		Words   string `json:"done_words"`
	}
	if err = c.Form(&form); err == nil {
		err = Done(c, c.Gate, id, c.Path("action"), form.Version, form.Words)
	}
	if err != nil {
		return c.Again(p.One, err)
	}
	return web.Go(at, "Action done."), nil
}
