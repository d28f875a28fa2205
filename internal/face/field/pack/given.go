package pack

import (
	"strings"
	"time"

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

// given is the pack that a phone was given last.
type given struct {
	hash    string
	account ids.Account
	at      when.Instant
}

// lastGiven is the zero value for a phone that was never given one.
func lastGiven(s *gate.Snapshot, phone string) (given, error) {
	var x given
	err := gate.One(s, &x, func(x *given) []any { return []any{&x.hash, &x.account, &x.at} },
		`SELECT hash, account_id, given_at FROM field_pack WHERE phone_id = ? ORDER BY given_at DESC, hash LIMIT 1`, phone)
	if gate.Missing(err) {
		return given{}, nil
	}
	return x, err
}

// note remembers that a phone was given a pack as the record was at a moment, and
// what it told of.
func note(tx *gate.Tx, phone string, p Pack, at when.Instant) error {
	if err := tx.Exec(`DELETE FROM field_pack WHERE phone_id = ? AND given_at < ?`, phone, tx.At.Add(-remembered)); err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO field_pack (phone_id, hash, account_id, changes, given_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (phone_id, hash) DO UPDATE SET account_id = excluded.account_id, changes = excluded.changes, given_at = excluded.given_at`,
		phone, p.Manifest.Hash, tx.Actor.ID, strings.Join(p.Changes, " "), at)
}

// Delivered says that a phone holds the pack with a manifest: the changes of the
// rota in it have reached the worker's phone. A manifest that was not given to
// this phone lately says nothing. Two statements, one where there were none.
func Delivered(tx *gate.Tx, phone, manifest string) error {
	type row struct {
		account ids.Account
		changes string
	}
	var r row
	err := gate.One(tx.Snapshot, &r, func(r *row) []any { return []any{&r.account, &r.changes} },
		`SELECT account_id, changes FROM field_pack WHERE phone_id = ? AND hash = ?`, phone, manifest)
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
// was given none, or where the rota of its worker has moved since, so that it is
// time to ask for a pack.
func Newest(s *gate.Snapshot, phone string) (string, error) {
	x, err := lastGiven(s, phone)
	if err != nil || x.hash == "" || x.at.On() != s.Today() {
		return "", err
	}
	moved, err := roster.MovedSince(s, x.account, x.at)
	if err != nil || moved {
		return "", err
	}
	return x.hash, nil
}
