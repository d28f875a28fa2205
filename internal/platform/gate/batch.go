package gate

import (
	"context"
	"errors"
	"fmt"

	"stillhome/internal/kernel/when"
)

// batch is a transaction that many writes share. Each has its savepoint, so that
// its failure is its own. What would be asked of the record for every one of them
// again is remembered, and the rows of the journal are written together: on
// PostgreSQL each statement is a journey to the server while nobody else writes.
type batch struct {
	snap  *Snapshot
	heads map[string]*head // by chain
	moved bool             // something was journaled on the shared chain
	open  bool             // a write is running: they cannot nest
	// broken is set while a write has no clean end, and stays where it never
	// came to one: nothing more is written then, and nothing committed.
	broken bool

	refused refusedAct // the last that was; noted by itself where the batch fails of it

	access map[string][]grant // by chain, account and person
	used   map[string]string  // digests by chain, account and key; empty: not used
	rows   map[chain][][]any  // of the journal, still to be written
}

var errBroken = errors.New("a write of this batch had no clean end")

func newBatch(s *Snapshot) *batch {
	b := &batch{snap: s, heads: map[string]*head{}, access: map[string][]grant{}, used: map[string]string{}, rows: map[chain][][]any{}}
	s.batch = b
	return b
}

// rowsAtOnce is how many rows of the journal go in one statement.
const rowsAtOnce = 500 / 13

// keep takes over the journal row of a write that has ended, and its key.
func (b *batch) keep(c chain, t *Tx, k *key) {
	if t.journaled == nil {
		return
	}
	b.rows[c] = append(b.rows[c], t.journaled)
	if k != nil {
		b.used[usedKey(c, t.Actor.ID, k.name)] = k.digest
	}
}

func usedKey(c chain, account, name string) string { return c.journal + " " + account + " " + name }

// writeJournal writes the rows of each chain that has so many of them.
func (b *batch) writeJournal(least int) error {
	for c, rows := range b.rows {
		if len(rows) == 0 || len(rows) < least {
			continue
		}
		if err := (&Tx{Snapshot: b.snap}).InsertMany(journalInsert(c), rows); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
		delete(b.rows, c)
	}
	return nil
}

// Foresee asks at once which of the keys an account has used before, for the
// writes to come in a batch. Without it each of them asks for itself.
func (g *Gate) Foresee(ctx context.Context, account string, names []string) error {
	b, ok := ctx.Value(batchKey{}).(*batch)
	if !ok || len(names) == 0 {
		return nil
	}
	type row struct{ name, digest string }
	rows, err := All(b.snap, func(r *row) []any { return []any{&r.name, &r.digest} },
		`SELECT request_key, digest FROM `+shared.journal+` WHERE actor_id = ? AND request_key IN ?`, account, In(names))
	if err != nil {
		return unavailable(err)
	}
	for _, n := range names {
		if at := usedKey(shared, account, n); b.used[at] == "" {
			b.used[at] = ""
		}
	}
	for _, r := range rows {
		b.used[usedKey(shared, account, r.name)] = r.digest
	}
	return nil
}

// grant is one role, or one relation with a person, for as long as it was held.
type grant struct{ role, kind, from, until string }

func (r grant) held(at string) bool { return r.from <= at && (r.until == "" || r.until > at) }

// grants reads every role of an account, and every relation with a person, once
// in a batch.
func (b *batch) grants(s *Snapshot, c chain, account, person string) ([]grant, error) {
	name := c.relation + " " + account + " " + person
	if rows, ok := b.access[name]; ok {
		return rows, nil
	}
	rows, err := All(s, func(r *grant) []any { return []any{&r.role, &r.kind, &r.from, (*Text)(&r.until)} },
		`SELECT role, '', from_at, until_at FROM gate_role WHERE account_id = ?
		UNION ALL SELECT '', kind, from_at, until_at FROM `+c.relation+` WHERE account_id = ? AND person_id = ?`, account, account, person)
	if err == nil {
		b.access[name] = rows
	}
	return rows, err
}

// grantsAt are those held at a moment: in a batch from what is remembered.
func (s *Snapshot) grantsAt(c chain, account, person string, at when.Instant) ([]grant, error) {
	if s.batch == nil {
		return All(s, func(r *grant) []any { return []any{&r.role, &r.kind} },
			`SELECT role, '' FROM gate_role WHERE account_id = ? AND from_at <= ? AND (until_at IS NULL OR until_at > ?)
			UNION ALL
			SELECT '', kind FROM `+c.relation+` WHERE account_id = ? AND person_id = ? AND from_at <= ? AND (until_at IS NULL OR until_at > ?)`,
			account, at, at, account, person, at, at)
	}
	all, err := s.batch.grants(s, c, account, person)
	var held []grant
	for _, r := range all {
		if r.held(at.Text()) {
			held = append(held, r)
		}
	}
	return held, err
}

// regrant forgets what was remembered of roles and relations: they change.
func (t *Tx) regrant() {
	if t.batch != nil {
		clear(t.batch.access)
	}
}
