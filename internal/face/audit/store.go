package audit

import (
	"encoding/binary"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
)

// act is one row of the journal with the names that belong to it.
type act struct {
	seq           int64
	at, asOf      when.Instant
	account       ids.Account
	who           string
	kind          auth.Kind // of the account; empty for the service itself
	action        string
	person        ids.Person
	given, family string
	outcome       string
	reason        string
}

func (a *act) fields() []any {
	return []any{
		&a.seq, &a.at, &a.asOf, &a.account, (*gate.Text)(&a.who), (*gate.Text)(&a.kind), &a.action, &a.person,
		(*gate.Text)(&a.given), (*gate.Text)(&a.family), &a.outcome, (*gate.Text)(&a.reason),
	}
}

// pageOf is how many rows a page has. One more is read, to know of a next one.
const pageOf = 50

const actColumns = `SELECT j.seq, j.at, j.as_of, j.actor_id, a.name, a.kind, j.action, j.person_id, p.given, p.family, j.outcome, n.words
	FROM gate_journal j LEFT JOIN auth_account a ON a.id = j.actor_id LEFT JOIN person p ON p.id = j.person_id
	LEFT JOIN gate_note n ON n.id = j.note_id `

// done is what was done about a person, newest first, below the row given, with
// what was done about records merged into theirs. With refused, what was
// refused too.
func done(s *gate.Snapshot, person ids.Person, refused bool, below int64) ([]act, error) {
	also := "done"
	if refused {
		also = "refused"
	}
	return gate.All(s, (*act).fields, actColumns+`WHERE j.person_id IN (SELECT w.id FROM person w WHERE w.id = ? OR w.merged_into = ?)
		AND j.seq < ? AND j.outcome IN ('done', ?) ORDER BY j.seq DESC LIMIT ?`, person, person, below, also, pageOf+1)
}

// journal is everything, newest first, below the row given.
func journal(s *gate.Snapshot, below int64) ([]act, error) {
	return gate.All(s, (*act).fields, actColumns+`WHERE j.seq < ? ORDER BY j.seq DESC LIMIT ?`, below, pageOf+1)
}

// refusals is what was refused, newest first, below the row given.
func refusals(s *gate.Snapshot, below int64) ([]act, error) {
	return gate.All(s, (*act).fields, actColumns+`WHERE j.outcome = 'refused' AND j.seq < ? ORDER BY j.seq DESC LIMIT ?`, below, pageOf+1)
}

// look is one row of who read what, kept once an hour.
type look struct {
	seq     int64
	at      when.Instant // the hour
	account ids.Account
	who     string
	action  string
}

func (l *look) fields() []any {
	return []any{&l.seq, &l.at, &l.account, (*gate.Text)(&l.who), &l.action}
}

// looks is who looked at a person, newest first, below the row given.
func looks(s *gate.Snapshot, person ids.Person, below int64) ([]look, error) {
	return gate.All(s, (*look).fields, `SELECT l.seq, l.at, l.actor_id, a.name, l.action
		FROM gate_access l LEFT JOIN auth_account a ON a.id = l.actor_id
		WHERE l.person_id IN (SELECT w.id FROM person w WHERE w.id = ? OR w.merged_into = ?) AND l.seq < ?
		ORDER BY l.seq DESC LIMIT ?`, person, person, below, pageOf+1)
}

// newest is below every row.
const newest = 1 << 62

// markUse separates marks from other uses of the council's key.
const markUse = "audit"

// mark says where a page ends, to whoever reads it and to nobody else.
func mark(s *gate.Snapshot, seq int64) string {
	return s.Seal(markUse, s.Actor.ID, binary.BigEndian.AppendUint64(nil, uint64(seq)))
}

// read is where to go on from; an empty mark is the newest row. Error:
// audit.mark.
func read(s *gate.Snapshot, mark string) (int64, error) {
	if mark == "" {
		return newest, nil
	}
	b, err := s.Unseal(markUse, s.Actor.ID, mark)
	if err != nil || len(b) != 8 {
		return 0, fault.New(fault.Invalid, "audit.mark", "This link does not lead on any more. Start again with the newest.")
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}
