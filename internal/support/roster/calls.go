package roster

import (
	"context"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// MayCall: the office rings people whose visits changed.
var MayCall = gate.Action{Name: "roster.call", Who: actor.Rule{Any: actor.Office}}

// RingFrom is from how many minutes of change a person is rung where the same
// worker comes. Ours: a quarter of an hour is within what people were told to
// expect.
const RingFrom = 15

// Rings reports whether the person must be told of a change: other workers
// come, or nobody, or it starts a quarter of an hour from what they were told.
func (c Changed) Rings() bool {
	return !c.SameWorkers() || c.Minutes() >= RingFrom || c.Minutes() <= -RingFrom
}

// Call is one person to ring about a visit whose published time or workers
// changed.
type Call struct {
	Visit    visit.ID
	Person   ids.Person
	Name     string
	Phone    string   // may be empty
	Needs    []string // what to do when communicating with them, as sentences; may be empty
	Was      string   // the name of the worker who was to come; empty where none was
	WasMin   int      // when it was to start; -1 where nobody was to go
	With     string   // who comes now; empty where nobody does
	StartMin int      // when it starts now, or the start agreed where nobody comes
	Tries    int      // rung without an answer
	ToldAt   when.Instant
	Version  int
}

// askToRing lists the people of a published day to be rung. What they were last
// told stays: a second change before they are reached is told against that.
func askToRing(tx *gate.Tx, day when.Date, changes []Changed) error {
	d, err := DayOf(tx.Snapshot, day)
	if err != nil || !d.Published() {
		return err
	}
	type open struct {
		visit visit.ID
		shift ShiftID
		start int
		told  when.Instant
	}
	before, err := gate.All(tx.Snapshot, func(o *open) []any { return []any{&o.visit, &o.shift, &o.start, &o.told} },
		`SELECT visit_id, was_shift_id, was_start_min, told_at FROM roster_call WHERE on_date = ?`, day)
	if err != nil {
		return err
	}
	untold := map[visit.ID]open{}
	for _, o := range before {
		if o.told.IsZero() {
			untold[o.visit] = o
		}
	}
	var visits []visit.ID
	var rows [][]any
	for _, c := range changes {
		if !c.Rings() {
			continue
		}
		o := open{start: c.FromMin}
		if len(c.From) > 0 {
			o.shift = c.From[0]
			for _, s := range c.From {
				if !contains(c.To, s) {
					o.shift = s // the one of two who does not come
				}
			}
		}
		if x, ok := untold[c.Visit]; ok {
			o = x
		}
		visits = append(visits, c.Visit)
		rows = append(rows, []any{c.Visit, day, c.Person, o.shift, o.start, tx.At, 0, 1})
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.Exec(`DELETE FROM roster_call WHERE visit_id IN ?`, gate.In(visits)); err != nil {
		return err
	}
	return tx.InsertMany(`INSERT INTO roster_call (visit_id, on_date, person_id, was_shift_id, was_start_min, made_at, tries, version) VALUES `, rows)
}

func contains(list []ShiftID, id ShiftID) bool {
	for _, x := range list {
		if x == id {
			return true
		}
	}
	return false
}

// CallsOn lists the people to ring about a day, those not reached first, by
// start; visits that will not happen any more are left out. Two statements.
func CallsOn(s *gate.Snapshot, day when.Date) ([]Call, error) {
	calls, err := gate.All(s, func(c *Call) []any {
		return []any{
			&c.Visit, &c.Person, &c.Name, &c.Phone, gate.Null(&c.Was), &c.WasMin, gate.Null(&c.With), &c.StartMin, &c.Tries, &c.ToldAt, &c.Version,
		}
	}, `SELECT c.visit_id, c.person_id, p.given || ' ' || p.family, p.phone,
		(SELECT m.given || ' ' || m.family FROM roster_shift h JOIN staff_member m ON m.id = h.member_id WHERE h.id = c.was_shift_id), c.was_start_min,
		(SELECT STRING_AGG(m.given || ' ' || m.family, ' and ') FROM roster_assignment a JOIN staff_member m ON m.account_id = a.account_id WHERE a.visit_id = c.visit_id),
		COALESCE((SELECT MIN(a.start_min) FROM roster_assignment a WHERE a.visit_id = c.visit_id), v.start_min), c.tries, c.told_at, c.version
		FROM roster_call c JOIN person p ON p.id = c.person_id JOIN visit v ON v.id = c.visit_id AND v.state = 'planned'
		WHERE c.on_date = ? ORDER BY c.told_at IS NOT NULL, v.start_min, c.visit_id LIMIT 200`, day)
	if err != nil || len(calls) == 0 {
		return calls, err
	}
	type need struct {
		person ids.Person
		todo   string
	}
	needs, err := gate.All(s, func(n *need) []any { return []any{&n.person, &n.todo} },
		`SELECT DISTINCT n.person_id, n.what_to_do FROM person_need n JOIN roster_call c ON c.person_id = n.person_id
		WHERE c.on_date = ? AND n.ended_at IS NULL AND n.what_to_do <> '' ORDER BY n.person_id, n.what_to_do`, day)
	for i := range calls {
		for _, n := range needs {
			if n.person == calls[i].Person {
				calls[i].Needs = append(calls[i].Needs, n.todo)
			}
		}
	}
	return calls, err
}

// Rung says how ringing a person about one visit went: told, or nobody
// answered, which keeps them in the list. Errors: gate.not_found; gate.changed
// where somebody else rang meanwhile.
func Rung(ctx context.Context, g *gate.Gate, day when.Date, id visit.ID, version int, told bool) error {
	return g.Write(ctx, MayCall, gate.Council, func(tx *gate.Tx) error {
		n, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM roster_call WHERE visit_id = ? AND on_date = ? AND told_at IS NULL`, id, day)
		if err != nil {
			return err
		}
		if n == 0 {
			return gate.NotFound()
		}
		if !told {
			return tx.Update(`UPDATE roster_call SET tries = tries + 1, version = version + 1 WHERE visit_id = ? AND version = ? AND told_at IS NULL`, id, version)
		}
		return tx.Update(`UPDATE roster_call SET told_at = ?, told_by = ?, version = version + 1 WHERE visit_id = ? AND version = ? AND told_at IS NULL`,
			tx.At, tx.Actor.ID, id, version)
	})
}

// WorkerCall is one worker to ring about changes of their run that they have not
// seen, soonest visit first.
type WorkerCall struct {
	Account ids.Account
	Worker  string
	Changes []Unreached
	Tries   int // rung without an answer
}

// Unreached is one change that its worker has not seen in time.
type Unreached struct {
	ID        ChangeID
	What      What
	Name      string // of the person
	StartMin  int    // when the worker is told to start
	At        when.Instant
	Delivered when.Instant // to the phone; zero: not yet
}

// WorkerCallsOn lists the workers to ring about a day: each change with an open
// alert, of a visit that is still theirs and still to come. One statement.
func WorkerCallsOn(s *gate.Snapshot, day when.Date) ([]WorkerCall, error) {
	type row struct {
		Unreached
		account ids.Account
		worker  string
		tries   int
	}
	rows, err := gate.All(s, func(r *row) []any {
		return []any{&r.ID, &r.What, &r.Name, &r.StartMin, &r.At, &r.Delivered, &r.account, gate.Null(&r.worker), &r.tries}
	}, `SELECT c.id, c.what, p.given || ' ' || p.family, a.start_min, c.at, c.delivered_at, c.account_id, m.given || ' ' || m.family, c.tries
		FROM roster_change c JOIN alert x ON x.kind = 'unseen_change' AND x.source = c.id AND x.closed_at IS NULL
		JOIN roster_assignment a ON a.visit_id = c.visit_id AND a.account_id = c.account_id
		JOIN visit v ON v.id = c.visit_id AND v.state = 'planned' JOIN person p ON p.id = c.person_id
		LEFT JOIN staff_member m ON m.account_id = c.account_id
		WHERE c.on_date = ? AND c.seen_at IS NULL AND c.told_at IS NULL ORDER BY a.start_min, c.at, c.id LIMIT 200`, day)
	var out []WorkerCall
	at := map[ids.Account]int{}
	for _, r := range rows {
		i, ok := at[r.account]
		if !ok {
			i = len(out)
			at[r.account] = i
			out = append(out, WorkerCall{Account: r.account, Worker: r.worker})
		}
		out[i].Changes = append(out[i].Changes, r.Unreached)
		out[i].Tries = max(out[i].Tries, r.tries)
	}
	return out, err
}

// WorkerRung says how ringing a worker about changes of their run went: told,
// which answers the alerts, or nobody answered, which keeps them in the list.
// Errors: roster.rung where no change is named; gate.changed where the worker has
// seen them, or somebody else told them, meanwhile.
func WorkerRung(ctx context.Context, g *gate.Gate, day when.Date, account ids.Account, changes []ChangeID, told bool) error {
	return g.Write(ctx, MayCall, gate.Council, func(tx *gate.Tx) error {
		if len(changes) == 0 || len(changes) > 200 {
			return fault.New(fault.Invalid, "roster.rung", "Say which changes you rang about. Open the list again and press the button there.")
		}
		in := gate.In(changes)
		open, err := gate.Values[string](tx.Snapshot, `SELECT id FROM roster_change
			WHERE account_id = ? AND on_date = ? AND id IN ? AND seen_at IS NULL AND told_at IS NULL ORDER BY id`, account, day, in)
		if err != nil {
			return err
		}
		if len(open) == 0 {
			return fault.New(fault.Conflict, "gate.changed", "Nothing is left to tell: the worker has seen it, or somebody else rang. Look at the list again.")
		}
		if !told {
			return tx.Exec(`UPDATE roster_change SET tries = tries + 1 WHERE id IN ?`, gate.In(open))
		}
		if err := tx.Exec(`UPDATE roster_change SET told_at = ?, told_by = ? WHERE id IN ?`, tx.At, tx.Actor.ID, gate.In(open)); err != nil {
			return err
		}
		return alert.CloseAllFor(tx, alert.UnseenChange, open, alert.Answered)
	})
}

// ChangesIn reads changes from text with spaces between, as forms carry them.
func ChangesIn(text string) (out []ChangeID) {
	for _, id := range strings.Fields(text) {
		out = append(out, ChangeID(id))
	}
	return out
}

// A change of a published run is made, delivered to the worker's phone, and seen.
// Where it is not seen in time, somebody rings the worker.

// UnseenFor is how long a change may go unseen before somebody rings: a worker
// with a hand free looks at the phone within that.
const UnseenFor = 10 * time.Minute

// Delivered says that changes of a worker's run are on their phone. Those
// delivered before stay as they are, and so do those of anybody else.
func Delivered(tx *gate.Tx, account ids.Account, changes []ChangeID) error {
	if len(changes) == 0 {
		return nil
	}
	return tx.Exec(`UPDATE roster_change SET delivered_at = ? WHERE account_id = ? AND delivered_at IS NULL AND id IN ?`, tx.At, account, gate.In(changes))
}
