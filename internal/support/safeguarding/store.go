package safeguarding

import (
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

// sealedFor is what the words are sealed for; they are bound to their concern.
const sealedFor = "safeguarding"

func (c *Concern) fields() []any {
	return []any{
		&c.ID, &c.Person, &c.Visit, &c.Kind, &c.Urgency, &c.Words, &c.Raised, &c.At, &c.Received, &c.Channel, &c.State,
		&c.SeenAt, gate.Null(&c.SeenBy), &c.Version,
		(*gate.Text)(&c.PersonName), (*gate.Text)(&c.RaisedName), (*gate.Text)(&c.SeenName),
	}
}

const columns = `c.id, c.person_id, c.visit_id, c.kind, c.urgency, c.words, c.raised_by, c.happened_at, c.received_at, c.channel, c.state,
	c.seen_at, c.seen_by, c.version, p.given || ' ' || p.family, a.name, b.name
	FROM safeguarding_concern c LEFT JOIN person p ON p.id = c.person_id
	LEFT JOIN auth_account a ON a.id = c.raised_by LEFT JOIN auth_account b ON b.id = c.seen_by`

// most is how many concerns the list holds.
const most = 200

// list is the concerns, those nobody has seen first, then the newest. Their
// words stay sealed.
func list(s *gate.Snapshot) ([]Concern, error) {
	return gate.All(s, (*Concern).fields, `SELECT `+columns+`
		ORDER BY CASE c.state WHEN 'new' THEN 0 ELSE 1 END, c.received_at DESC, c.id LIMIT ?`, most)
}

// get is one concern with its words. Error: gate.not_found.
func get(s *gate.Snapshot, id ID) (Concern, error) {
	var c Concern
	if err := gate.One(s, &c, (*Concern).fields, `SELECT `+columns+` WHERE c.id = ?`, id); err != nil {
		return c, err
	}
	words, err := s.Unseal(sealedFor, string(c.ID), c.Words)
	if err != nil {
		return c, fmt.Errorf("open concern %s: %w", c.ID, err)
	}
	c.Words = string(words)
	return c, nil
}

// personOf is whom a concern is about. Error: gate.not_found.
func personOf(s *gate.Snapshot, id ID) (ids.Person, error) {
	return gate.Value[ids.Person](s, `SELECT person_id FROM safeguarding_concern WHERE id = ?`, id)
}

func insert(tx *gate.Tx, c Concern) error {
	return tx.Exec(`INSERT INTO safeguarding_concern (id, person_id, visit_id, kind, urgency, words, raised_by, happened_at, received_at, channel, state, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'new', 1) ON CONFLICT (id) DO NOTHING`,
		c.ID, c.Person, c.Visit, c.Kind, c.Urgency, tx.Seal(sealedFor, string(c.ID), []byte(c.Words)), tx.Actor.ID, c.At, tx.At, c.Channel)
}

func markSeen(tx *gate.Tx, person ids.Person, id ID, version int) error {
	return tx.Update(`UPDATE safeguarding_concern SET state = ?, seen_at = ?, seen_by = ?, version = version + 1
		WHERE id = ? AND person_id = ? AND version = ? AND state = ?`, seeing.To, tx.At, tx.Actor.ID, id, person, version, seeing.From)
}
