package gate

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"stillhome/internal/kernel/fault"
)

// watchers are told, without detail, that the shared record moved.
type watchers struct {
	mu   sync.Mutex
	subs map[chan struct{}]bool
	poll sync.Once
}

func (w *watchers) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.subs {
		select {
		case c <- struct{}{}:
		default: // it has one waiting already
		}
	}
}

// Watch tells when the shared record has moved, by this process at once and by
// another within a second. Sealed writes never show. Call stop when done.
func (g *Gate) Watch() (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	w := &g.watch
	w.mu.Lock()
	if w.subs == nil {
		w.subs = map[chan struct{}]bool{}
	}
	w.subs[c] = true
	w.mu.Unlock()
	if g.db.Postgres {
		w.poll.Do(func() { g.tasks.Go(g.pollOthers) })
	}
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.subs, c)
	}
}

// pollOthers looks once a second for writes by other processes.
func (g *Gate) pollOthers() {
	var last int64
	for {
		select {
		case <-g.ending.Done():
			return
		case <-time.After(time.Second):
		}
		if seq, err := g.newestOf(g.ending, shared); err == nil && seq != last {
			last = seq
			g.watch.wake()
		}
	}
}

// cursorUse separates cursor keys from other uses of the council's key.
const cursorUse = "cursor"

// Cursor is where this actor has read to, as text that says nothing: it is
// different each time and opens only for the same actor.
func (s *Snapshot) Cursor() (string, error) {
	h, err := s.readHead(shared.journal)
	if err != nil {
		return "", err
	}
	return s.gate.key.Seal(cursorUse, s.Actor.ID, binary.BigEndian.AppendUint64(nil, uint64(h.seq))), nil
}

// ChangedSince lists the people whose shared record was written after the
// cursor, and gives the next cursor. An empty cursor lists nobody. The caller
// keeps only those the actor may see. Error: gate.cursor.
func (s *Snapshot) ChangedSince(cursor string) (people []string, next string, err error) {
	if next, err = s.Cursor(); err != nil || cursor == "" {
		return nil, next, err
	}
	b, err := s.gate.key.Open(cursorUse, s.Actor.ID, cursor)
	if err != nil || len(b) != 8 {
		return nil, "", fault.New(fault.Invalid, "gate.cursor", "That cursor is not one of yours. Ask again without one.")
	}
	people, err = Values[string](s, `SELECT DISTINCT person_id FROM gate_journal WHERE seq > ? AND person_id <> '' AND outcome = 'done' ORDER BY person_id`,
		int64(binary.BigEndian.Uint64(b)))
	return people, next, err
}

// Live calls fn at once and then each time the shared record moves, until ctx
// ends, the gate closes or fn fails. Moves closer together than gap are one.
func (g *Gate) Live(ctx context.Context, gap time.Duration, fn func() error) error {
	changed, stop := g.Watch()
	defer stop()
	for {
		if err := fn(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-g.ending.Done():
			return nil
		case <-changed:
		case <-time.After(20 * time.Second): // time alone can change what a page says
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(gap):
		}
	}
}

// Seal hides plain with the council's key, bound to the row it belongs to.
func (s *Snapshot) Seal(use, bound string, plain []byte) string {
	return s.gate.key.Seal(use, bound, plain)
}

// Unseal reverses Seal.
func (s *Snapshot) Unseal(use, bound, sealed string) ([]byte, error) {
	return s.gate.key.Open(use, bound, sealed)
}
