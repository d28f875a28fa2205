package safeguarding

import (
	"fmt"
	"strconv"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

// sealedFor is what the words are sealed for; they are bound to their row.
const sealedFor = "safeguarding"

func (c *Concern) fields() []any {
	return []any{
		&c.ID, &c.Person, &c.Visit, &c.Kind, &c.Urgency, &c.Words, &c.told, &c.Raised, &c.At, &c.Received, &c.Channel, &c.State,
		&c.SeenAt, gate.Null(&c.SeenBy), &c.Decided, &c.Closed, &c.Version, &c.Many,
		(*gate.Text)(&c.PersonName), (*gate.Text)(&c.RaisedName), (*gate.Text)(&c.SeenName),
	}
}

const columns = `c.id, ` + about + `, c.visit_id, c.kind, c.urgency, c.words, c.told, c.raised_by, c.happened_at, c.received_at, c.channel, c.state,
	c.seen_at, c.seen_by, c.decided_at, c.closed_at, c.version, c.many, p.given || ' ' || p.family, a.name, b.name
	FROM safeguarding_concern c LEFT JOIN person p ON p.id = ` + about + `
	LEFT JOIN auth_account a ON a.id = c.raised_by LEFT JOIN auth_account b ON b.id = c.seen_by`

// Most is how many concerns a list holds.
const Most = 200

// List is the concerns a lead may see: those nobody has seen first, then those
// without a decision, then the newest; what came with many others from one
// network stands behind the rest of its state. Their words stay sealed.
func List(s *gate.Snapshot) ([]Concern, error) {
	return gate.All(s, (*Concern).fields, `SELECT `+columns+` WHERE NOT `+hiddenFromMe+`
		ORDER BY CASE c.state WHEN 'new' THEN 0 WHEN 'seen' THEN 1 WHEN 'enquiry' THEN 2 ELSE 3 END, c.many, c.received_at DESC, c.id LIMIT ?`, s.Actor.ID, s.Actor.ID, Most)
}

// These is those of the concerns named that a lead may see, the newest first.
func These(s *gate.Snapshot, all []ID) ([]Concern, error) {
	return gate.All(s, (*Concern).fields, `SELECT `+columns+` WHERE NOT `+hiddenFromMe+` AND c.id IN ? ORDER BY c.received_at DESC, c.id`, s.Actor.ID, s.Actor.ID, gate.In(all))
}

// Mine is the concerns that were opened to the actor: by name, as a deputy, or
// by the glass they broke within the hour.
func Mine(s *gate.Snapshot) ([]Concern, error) {
	me := s.Actor.ID
	return gate.All(s, (*Concern).fields, `SELECT `+columns+` WHERE NOT `+hiddenFromMe+` AND (
		EXISTS (SELECT 1 FROM safeguarding_access x WHERE x.concern_id = c.id AND x.account_id = ? AND (x.until_at IS NULL OR x.until_at > ?))
		OR EXISTS (SELECT 1 FROM safeguarding_glass x WHERE `+glassAbout+` = `+about+` AND x.account_id = ? AND x.until_at > ?))
		ORDER BY c.received_at DESC, c.id LIMIT ?`, me, me, me, s.Now, me, s.Now, Most)
}

// Same is the other concerns about one person that the actor may see, the
// newest first. Nobody is the same as nobody.
func Same(s *gate.Snapshot, f File) ([]Concern, error) {
	if f.Person == "" || f.Standing < AsLead {
		return nil, nil
	}
	return gate.All(s, (*Concern).fields, `SELECT `+columns+` WHERE `+about+` = ? AND c.id <> ? AND NOT `+hiddenFromMe+`
		ORDER BY c.received_at DESC, c.id LIMIT ?`, f.Person, f.ID, s.Actor.ID, s.Actor.ID, Most)
}

// Get is one concern with its words. Whoever calls it has opened the file.
func Get(s *gate.Snapshot, f File) (Concern, error) {
	var c Concern
	if err := gate.One(s, &c, (*Concern).fields, `SELECT `+columns+` WHERE c.id = ?`, f.ID); err != nil {
		return c, err
	}
	words, err := s.Unseal(sealedFor, string(c.ID), c.Words)
	if err != nil {
		return c, fmt.Errorf("open concern %s: %w", c.ID, err)
	}
	c.Words = string(words)
	return c, unsealed(s, "told:"+string(c.ID), c.told, &c.Told)
}

// insert adds a concern; false when it was told before.
func insert(tx *gate.Tx, c Concern) (bool, error) {
	told := ""
	if c.Told != (Told{}) {
		var err error
		if told, err = sealed(tx, "told:"+string(c.ID), c.Told); err != nil {
			return false, err
		}
	}
	receipt := ""
	if c.Ref != "" {
		receipt = receiptKey(c.Receipt())
	}
	n, err := tx.Changed(`INSERT INTO safeguarding_concern (id, person_id, visit_id, kind, urgency, words, told, receipt, raised_by, happened_at, received_at, channel, state, version, many)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'new', 1, ?) ON CONFLICT (id) DO NOTHING`,
		c.ID, c.Person, c.Visit, c.Kind, c.Urgency, tx.Seal(sealedFor, string(c.ID), []byte(c.Words)), told, receipt, tx.Actor.ID, c.At, tx.At, c.Channel, c.Many)
	return n == 1, err
}

// Photo is what somebody sent to show what they saw.
type Photo struct {
	ID        string `json:"-"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Bytes     []byte `json:"bytes,omitempty"`
}

// MostPhoto is how many bytes one photo may have.
const MostPhoto = 10 << 20

func insertPhotos(tx *gate.Tx, c Concern) error {
	for i, p := range c.Photos {
		if len(p.Bytes) == 0 || len(p.Bytes) > MostPhoto {
			continue
		}
		p.ID = ids.Derived("safeguarding.photo", string(c.ID), strconv.Itoa(i))
		p.Name, p.MediaType = keep(p.Name), keep(p.MediaType)
		text, err := sealed(tx, p.ID, p)
		if err != nil {
			return err
		}
		if err := tx.Exec(`INSERT INTO safeguarding_file (id, concern_id, at, account_id, sealed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
			p.ID, c.ID, tx.At, tx.Actor.ID, text); err != nil {
			return err
		}
	}
	return nil
}

// PhotoOf opens one photo of a concern. Error: gate.not_found.
func PhotoOf(s *gate.Snapshot, f File, id string) (p Photo, err error) {
	text, err := gate.Value[string](s, `SELECT sealed FROM safeguarding_file WHERE concern_id = ? AND id = ?`, f.ID, id)
	if err == nil {
		err = unsealed(s, id, text, &p)
	}
	p.ID = id
	return p, err
}

// move changes where a concern stands. Error: gate.changed.
func move(tx *gate.Tx, f File, version int, action string) error {
	to, ok := f.State.next(action)
	if !ok {
		return errState
	}
	switch to {
	case Seen:
		return tx.Update(`UPDATE safeguarding_concern SET state = ?, seen_at = ?, seen_by = ?, version = version + 1 WHERE id = ? AND version = ? AND state = ?`,
			to, tx.At, tx.Actor.ID, f.ID, version, f.State)
	case Closed:
		return tx.Update(`UPDATE safeguarding_concern SET state = ?, seen_at = COALESCE(seen_at, ?), seen_by = COALESCE(seen_by, ?),
			decided_at = COALESCE(decided_at, ?), closed_at = ?, version = version + 1 WHERE id = ? AND version = ?`,
			to, tx.At, tx.Actor.ID, tx.At, tx.At, f.ID, version)
	}
	return tx.Update(`UPDATE safeguarding_concern SET state = ?, seen_at = COALESCE(seen_at, ?), seen_by = COALESCE(seen_by, ?),
		decided_at = COALESCE(decided_at, ?), closed_at = NULL, version = version + 1 WHERE id = ? AND version = ?`,
		to, tx.At, tx.Actor.ID, tx.At, f.ID, version)
}
