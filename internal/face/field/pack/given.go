package pack

import (
	"strings"
	"time"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/roster"
)

// mayNote: the pull of a pack notes by itself what was given. It is machine
// state: who was shown what stands among the looks.
var mayNote = gate.Action{Name: "field.note_pack", Quiet: true, Who: actor.Rule{Any: actor.Field}}

// remembered is for how long we know which changes a pack told of. A pack does
// not last longer on a phone.
const remembered = 3 * 24 * time.Hour

// note remembers that a phone was given a pack as the record was at a moment, and
// what it told of.
func note(tx *gate.Tx, id phone.ID, p Pack, at when.Instant) error {
	if err := phone.GavePack(tx, id, p.Manifest.Hash); err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM field_pack WHERE phone_id = ? AND given_at < ?`, id, tx.At.Add(-remembered)); err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO field_pack (phone_id, hash, account_id, changes, given_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (phone_id, hash) DO UPDATE SET account_id = excluded.account_id, changes = excluded.changes, given_at = excluded.given_at`,
		id, p.Manifest.Hash, tx.Actor.ID, strings.Join(p.Changes, " "), at)
}

// Delivered says that a phone holds the pack with a manifest: the changes of the
// rota in it have reached the worker's phone. A manifest that was not given to
// this phone lately says nothing. Two statements, one where there were none.
func Delivered(tx *gate.Tx, id phone.ID, manifest string) error {
	type row struct {
		account ids.Account
		changes string
	}
	var r row
	err := gate.One(tx.Snapshot, &r, func(r *row) []any { return []any{&r.account, &r.changes} },
		`SELECT account_id, changes FROM field_pack WHERE phone_id = ? AND hash = ?`, id, manifest)
	if gate.Missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	var changes []roster.ChangeID
	for _, c := range strings.Fields(r.changes) {
		changes = append(changes, roster.ChangeID(c))
	}
	return roster.Delivered(tx, r.account, changes)
}

// Newest is the manifest of the pack that a phone was given last; empty where it
// was given none today, or where the rota of its worker has moved since, so that
// it is time to ask for a pack. One statement.
func Newest(s *gate.Snapshot, p phone.Phone) (string, error) {
	hash, err := gate.Value[string](s, `SELECT g.hash FROM field_pack g WHERE g.phone_id = ? AND g.hash = ? AND g.account_id = ? AND g.given_at >= ?
		AND NOT EXISTS (SELECT 1 FROM roster_change c WHERE c.account_id = g.account_id AND c.on_date >= ? AND c.at >= g.given_at)
		AND NOT EXISTS (SELECT 1 FROM roster_day d WHERE d.on_date IN (?, ?) AND d.published_at >= g.given_at)`,
		p.ID, p.PackGiven, p.Account, s.Today().Start(), s.Today(), s.Today(), s.Today().Add(1))
	if gate.Missing(err) {
		return "", nil
	}
	return hash, err
}
