package field

import (
	"context"
	"strings"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// What was held is kept for whoever sent it and settled by the office.
var (
	mayHold   = gate.Action{Name: "field.hold", Who: actor.Rule{Any: append([]actor.Role{actor.System}, MaySync.Who.Any...)}}
	MaySeeAll = gate.Action{Name: "field.see_held", Who: actor.Rule{Any: actor.Office}}
	MaySettle = gate.Action{Name: "field.settle", Who: actor.Rule{Any: actor.Office}}
)

// HeldID names one fact that was held.
type HeldID string

// HeldFact is one fact that did not fit, whole, with the reason.
type HeldFact struct {
	ID       HeldID
	Account  ids.Account // who sent it
	Device   string
	Action   string
	Person   ids.Person // as the fact says; it may be nobody
	Happened when.Instant
	Received when.Instant
	Body     string // the fact as it was sent, as JSON
	Code     string // of the fault
	Reason   string
	Settled  when.Instant // zero: not yet
	By       ids.Account
	How      string // "applied", or the coordinator's note
	Name     string // of the person; filled by reads only
}

// heldID is the same for the same fact by the same account.
func heldID(account string, f Fact) string {
	return ids.Derived("field.held", account, string(f.whole))
}

// heldBefore is what is known of a fact that was held before.
type heldBefore struct{ settled bool }

// again answers a fact that was held before.
func (h heldBefore) again(a Answer) Answer {
	a.Verdict, a.Message = Held, heldMessage
	if h.settled {
		a.Verdict, a.Message = Done, "The office has dealt with this."
	}
	return a
}

// heldBy is what an account had held lately, by id.
func heldBy(s *gate.Snapshot, account ids.Account) (map[string]heldBefore, error) {
	type row struct {
		id      string
		settled when.Instant
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.id, &r.settled} },
		`SELECT id, settled_at FROM field_held WHERE account_id = ? AND received_at >= ? ORDER BY received_at DESC LIMIT 2000`, account, s.Now.Add(-2*maxBack))
	out := make(map[string]heldBefore, len(rows))
	for _, r := range rows {
		out[r.id] = heldBefore{!r.settled.IsZero()}
	}
	return out, err
}

// hold keeps a fact whole, with why it did not fit, and tells the office.
func hold(ctx context.Context, g *gate.Gate, device string, f Fact, why error) error {
	said, _ := fault.Of(why)
	return g.Write(ctx, mayHold, gate.Council, func(tx *gate.Tx) error {
		id := heldID(tx.Actor.ID, f)
		at := f.at
		if at.IsZero() {
			at = tx.At
		}
		made, err := tx.Changed(`INSERT INTO field_held (id, account_id, device, action, person_id, happened_at, received_at, body, code, reason, settled_how)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '') ON CONFLICT (id) DO NOTHING`,
			id, tx.Actor.ID, device, clipped(string(f.Action), maxShown), clipped(string(f.Person), maxShown), at, tx.At, string(f.whole), said.Code, reasonFor(said))
		if err != nil || made == 0 {
			return err
		}
		known, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM person WHERE id = ?`, f.Person)
		if err != nil {
			return err
		}
		about := f.person()
		if known == 0 {
			about = ""
		}
		return alert.Raise(tx, alert.New{Kind: kindOf(said.Code), Person: about, Source: id, Detail: alert.Detail(said.Code)})
	})
}

// kindOf is the alert of what was held: two sides to decide between, or one
// record that does not fit.
func kindOf(code string) alert.Kind {
	if clashes[code] != "" {
		return alert.Clash
	}
	return alert.HeldFact
}

// reasonFor puts a fault into words for the office, every field of it.
func reasonFor(f *fault.Fault) string {
	switch f.Code {
	case "gate.not_found", "gate.refused":
		return "The worker was not on this person’s work when it happened, or there is no such person or visit."
	case "gate.key_reused":
		return "The phone sent two different records under one number."
	}
	if len(f.Order) == 0 {
		return f.Say
	}
	var all []string
	for _, name := range f.Order {
		all = append(all, f.Fields[name])
	}
	return strings.Join(all, " ")
}

func (h *HeldFact) fields() []any {
	return []any{
		&h.ID, &h.Account, &h.Device, &h.Action, &h.Person, &h.Happened, &h.Received, &h.Body, &h.Code, &h.Reason,
		&h.Settled, (*gate.Text)(&h.By), &h.How, gate.Null(&h.Name),
	}
}

// OpenHeld lists what was held and is not settled, the longest waiting first;
// at most limit, after skipping some.
func OpenHeld(s *gate.Snapshot, limit, skip int) ([]HeldFact, error) {
	return gate.All(s, (*HeldFact).fields, `SELECT h.id, h.account_id, h.device, h.action, h.person_id, h.happened_at, h.received_at, h.body, h.code, h.reason,
		h.settled_at, h.settled_by, h.settled_how, p.given || ' ' || p.family FROM field_held h LEFT JOIN person p ON p.id = h.person_id
		WHERE h.settled_at IS NULL ORDER BY h.received_at, h.id LIMIT ? OFFSET ?`, limit, skip)
}

// GetHeld is one fact that was held. Error: gate.not_found.
func GetHeld(s *gate.Snapshot, id HeldID) (HeldFact, error) {
	var h HeldFact
	err := gate.One(s, &h, (*HeldFact).fields, `SELECT h.id, h.account_id, h.device, h.action, h.person_id, h.happened_at, h.received_at, h.body, h.code, h.reason,
		h.settled_at, h.settled_by, h.settled_how, p.given || ' ' || p.family FROM field_held h LEFT JOIN person p ON p.id = h.person_id WHERE h.id = ?`, id)
	return h, err
}

// SettleHeld closes a fact that was held with a note of what was done. Errors:
// field.note; gate.changed when somebody settled it first.
func SettleHeld(ctx context.Context, g *gate.Gate, id HeldID, note string) error {
	return g.Write(ctx, MaySettle, gate.Council, func(tx *gate.Tx) error {
		var c fault.Checks
		note = strings.TrimSpace(note)
		c.Field(len([]rune(note)) < 5, "note", "Say in a few words what you found out and did.")
		c.Field(len([]rune(note)) > 2000, "note", "Use 2,000 characters or fewer.")
		if err := c.Err("field.note"); err != nil {
			return err
		}
		return settle(tx, id, note)
	})
}

func settle(tx *gate.Tx, id HeldID, how string) error {
	if err := tx.Update(`UPDATE field_held SET settled_at = ?, settled_by = ?, settled_how = ? WHERE id = ? AND settled_at IS NULL`, tx.At, tx.Actor.ID, how, id); err != nil {
		return err
	}
	return alert.CloseKinds(tx, []alert.Kind{alert.HeldFact, alert.Clash}, string(id), alert.Answered)
}

// ApplyHeld takes a fact that was held into the record after all, in the name
// of the coordinator who decided so. Errors: what applying it gives; then it
// stays held. gate.changed when somebody settled it first.
func ApplyHeld(ctx context.Context, g *gate.Gate, id HeldID) error {
	return g.Batch(ctx, func(ctx context.Context) error {
		var h HeldFact
		err := g.Read(ctx, MaySettle, gate.Council, func(s *gate.Snapshot) (err error) {
			h, err = GetHeld(s, id)
			return err
		})
		if err != nil {
			return err
		}
		if err := takeHeld(ctx, g, h); err != nil {
			return err
		}
		return g.Write(ctx, MaySettle, gate.Council, func(tx *gate.Tx) error { return settle(tx, id, "applied") })
	})
}

// takeHeld takes one fact in as the coordinator who decided so.
func takeHeld(ctx context.Context, g *gate.Gate, h HeldFact) error {
	f, err := readFact([]byte(h.Body), h.Received)
	if err != nil {
		return err
	}
	f.Version = 0     // the coordinator looked at the visit as it is
	f.ID = text(h.ID) // two records that came under one number are both taken in
	f.again = true
	if (h.Code == twoWorkers || h.Code == secondRecord) && f.Visit != "" && f.Action != "visit.dose" {
		return f.beside(ctx, g, h)
	}
	if mutations[string(f.Action)].ledger {
		stands := false
		err := g.Read(ctx, MaySettle, gate.Council, func(s *gate.Snapshot) (err error) {
			stands, err = inLedger(s, phone.ID(h.Device), h.Body)
			return err
		})
		if err != nil {
			return err
		}
		if !stands {
			return unknownAction()
		}
	}
	return apply(ctx, g, f, visit.Office)
}
