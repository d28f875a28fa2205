package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
)

// chain names the tables of one journal: the shared one or the sealed one.
type chain struct{ journal, access, relation, note, follower, dead string }

var (
	shared = chain{"gate_journal", "gate_access", "gate_relation", "gate_note", "gate_follower", "gate_dead_letter"}
	sealed = chain{
		"gate_sealed_journal", "gate_sealed_access", "gate_sealed_relation",
		"gate_sealed_note", "gate_sealed_follower", "gate_sealed_dead_letter",
	}
)

func (a Action) chain() chain {
	if a.Sealed {
		return sealed
	}
	return shared
}

// head is the newest row of a chain, remembered while one writer holds it.
type head struct {
	seq  int64
	hash string
}

// entry is one journal row about to be written.
type entry struct {
	actor, action, person, outcome string
	key                            *key
	note                           string
	at, asOf                       when.Instant
	events                         []Event
}

// readHead finds the newest row of a chain's table.
func (s *Snapshot) readHead(table string) (*head, error) {
	h := &head{}
	err := s.row(`SELECT seq, hash FROM `+table+` ORDER BY seq DESC LIMIT 1`, nil, &h.seq, &h.hash)
	if err != nil && !Missing(err) {
		return nil, err
	}
	return h, nil
}

// link is the hash of one row: SHA-256 over the hash before it and each field,
// every one written as its length in bytes, a colon and itself.
func link(fields ...string) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString(strconv.Itoa(len(f)))
		b.WriteByte(':')
		b.WriteString(f)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// record appends one row to the chain. Only the one writer calls it.
func (t *Tx) record(c chain, e entry) error {
	if t.head == nil {
		h, err := t.readHead(c.journal)
		if err != nil {
			return err
		}
		t.head = h
	}
	body, err := encodeEvents(e.events)
	if err != nil {
		return err
	}
	var name, digest string
	var stored any
	if e.key != nil {
		name, digest, stored = e.key.name, e.key.digest, e.key.name
	}
	seq := t.head.seq + 1
	hash := link(t.head.hash, strconv.FormatInt(seq, 10), e.at.Text(), e.actor, e.action, e.person,
		e.outcome, e.asOf.Text(), name, digest, e.note, body)
	row := []any{seq, e.at.Text(), e.actor, e.action, e.person, e.outcome, e.asOf.Text(), stored, digest, e.note, body, t.head.hash, hash}
	if t.batch != nil {
		t.journaled = row
	} else if err := t.InsertMany(journalInsert(c), [][]any{row}); err != nil {
		return err
	}
	t.head.seq, t.head.hash = seq, hash
	return nil
}

func journalInsert(c chain) string {
	return `INSERT INTO ` + c.journal + ` (seq, at, actor_id, action, person_id, outcome, as_of, request_key, digest, note_id, events, prev, hash) VALUES `
}

type envelope struct {
	Name string          `json:"name"`
	Body json.RawMessage `json:"body"`
}

func encodeEvents(events []Event) (string, error) {
	if len(events) == 0 {
		return "", nil
	}
	out := make([]envelope, len(events))
	for i, e := range events {
		b, err := json.Marshal(e)
		if err != nil {
			return "", fmt.Errorf("event %s: %w", e.EventName(), err)
		}
		out[i] = envelope{e.EventName(), b}
	}
	b, err := json.Marshal(out)
	return string(b), err
}

// Note keeps a reason in words beside the journal row of this write, which
// holds only its id.
func (t *Tx) Note(words string) error {
	id := newNoteID()
	c := shared
	if t.sealed {
		c = sealed
	}
	t.note = id
	return t.Exec(`INSERT INTO `+c.note+` (id, person_id, at, words) VALUES (?, ?, ?, ?)`, id, t.about.person, t.At, words)
}

// Entry is one journal row as the audit page shows it.
type Entry struct {
	Seq                            int64
	At, AsOf                       when.Instant
	Actor, Action, Person, Outcome string
	Reason                         string // in words, where one was given
}

func (e *Entry) fields() []any {
	return []any{&e.Seq, &e.At, &e.AsOf, &e.Actor, &e.Action, &e.Person, &e.Outcome, (*Text)(&e.Reason)}
}

// History is what was done about one person, newest first. Sealed acts are
// not among them.
func History[ID ~string](s *Snapshot, person ID, limit int) ([]Entry, error) {
	return All(s, (*Entry).fields, `SELECT j.seq, j.at, j.as_of, j.actor_id, j.action, j.person_id, j.outcome, n.words
		FROM gate_journal j LEFT JOIN gate_note n ON n.id = j.note_id
		WHERE j.person_id = ? ORDER BY j.seq DESC LIMIT ?`, string(person), limit)
}

// Latest is the council's whole journal, newest first, below the row given
// (0: from the newest).
func Latest(s *Snapshot, below int64, limit int) ([]Entry, error) {
	if below <= 0 {
		below = 1 << 62
	}
	return All(s, (*Entry).fields, `SELECT j.seq, j.at, j.as_of, j.actor_id, j.action, j.person_id, j.outcome, n.words
		FROM gate_journal j LEFT JOIN gate_note n ON n.id = j.note_id
		WHERE j.seq < ? ORDER BY j.seq DESC LIMIT ?`, below, limit)
}

// Look is one row of who read what.
type Look struct {
	At            when.Instant
	Actor, Action string
}

// Looks is who looked at one person's record, newest first. Looks at sealed
// matter are not among them.
func Looks[ID ~string](s *Snapshot, person ID, limit int) ([]Look, error) {
	return All(s, func(l *Look) []any { return []any{&l.At, &l.Actor, &l.Action} },
		`SELECT at, actor_id, action FROM gate_access WHERE person_id = ? ORDER BY seq DESC LIMIT ?`, string(person), limit)
}

type key struct{ name, digest string }

// replayed reports whether this request was already carried out.
func (t *Tx) replayed(c chain, who string, k *key) (bool, error) {
	if k == nil {
		return false, nil
	}
	if t.batch != nil {
		if digest, ok := t.batch.used[usedKey(c, who, k.name)]; ok {
			return k.replays(digest)
		}
	}
	var digest string
	err := t.row(`SELECT digest FROM `+c.journal+` WHERE actor_id = ? AND request_key = ?`, []any{who, k.name}, &digest)
	switch {
	case Missing(err):
		return false, nil
	case err != nil:
		return false, err
	}
	return k.replays(digest)
}

// replays reports whether a key that was used with a digest, or with none, was
// used for the same.
func (k *key) replays(digest string) (bool, error) {
	if digest != "" && digest != k.digest {
		return false, fault.New(fault.Conflict, "gate.key_reused", "This request was already used for something else. Send it again as a new one.")
	}
	return digest != "", nil
}
