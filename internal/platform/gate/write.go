package gate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

func newNoteID() string { return ids.New() }

type (
	keyKey   struct{}
	asOfKey  struct{}
	batchKey struct{}
)

// WithKey gives the next write an idempotency key. A second write by the same
// actor with the same key and body does nothing and succeeds; with another
// body it is a Conflict.
func WithKey(ctx context.Context, name string, body []byte) context.Context {
	sum := sha256.Sum256(body)
	return context.WithValue(ctx, keyKey{}, &key{name, hex.EncodeToString(sum[:])})
}

// AsOf says when the act happened, for facts recorded without signal. Access
// is judged as of then, at most 72 hours back, never in the future.
func AsOf(ctx context.Context, t when.Instant) context.Context {
	return context.WithValue(ctx, asOfKey{}, t)
}

func asOf(ctx context.Context, now when.Instant) when.Instant {
	t, ok := ctx.Value(asOfKey{}).(when.Instant)
	if !ok || t.After(now.Time) || now.Sub(t.Time) > maxBack {
		return now
	}
	return t
}

// Batch runs writes in one transaction: one commit, one sync to disk. Each
// Write inside has its own verdict and journal row; one that fails leaves the
// others standing. If fn fails, or the commit does, none of them happened; what
// fn was refused is noted even so.
// Reads inside see the writes before them.
func (g *Gate) Batch(ctx context.Context, fn func(ctx context.Context) error) error {
	if ctx.Value(batchKey{}) != nil {
		return fmt.Errorf("gate: a batch inside a batch")
	}
	tx, err := g.db.BeginWrite(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer tx.Rollback()
	b := newBatch(&Snapshot{ctx: ctx, tx: tx, gate: g})
	if err := fn(context.WithValue(ctx, batchKey{}, b)); err != nil {
		if isRefusal(err) && !b.refused.Quiet {
			tx.Rollback()
			g.noteRefusal(ctx, b.refused)
		}
		return err
	}
	if b.broken {
		return unavailable(errBroken)
	}
	if err := b.writeJournal(0); err != nil {
		return unavailable(err)
	}
	if err := tx.Commit(); err != nil {
		return unavailable(err)
	}
	if b.moved {
		g.watch.wake()
	}
	return nil
}

func unavailable(err error) error {
	if !errors.Is(err, context.Canceled) { // whoever asked has gone, or we are stopping
		slog.Error("record unavailable", "err", err)
	}
	return fault.New(fault.Unavailable, "gate.unavailable", "Nothing was saved. Try again in a moment.")
}

// Write carries out one action. In order: who is acting; begin as the only
// writer; was this key seen; is it allowed, as of the act; fn; one journal
// row; commit; wake followers. A refusal changes nothing but its own row.
// Errors: auth.sign_in, gate.not_found or gate.refused, gate.key_reused,
// gate.changed, gate.unavailable, and what fn returns.
func (g *Gate) Write(ctx context.Context, a Action, about Subject, fn func(*Tx) error) error {
	who, ok := actor.From(ctx)
	if !ok {
		return errSignIn
	}
	if b, ok := ctx.Value(batchKey{}).(*batch); ok {
		return g.writeIn(ctx, b, who, a, about, fn)
	}
	start := when.Mono()
	tx, err := g.db.BeginWrite(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer tx.Rollback()
	held := when.Mono()
	w := g.begin(ctx, &Snapshot{ctx: ctx, tx: tx, gate: g}, who, a, about)
	if err := g.carryOut(ctx, w, a, fn); err != nil {
		if isRefusal(err) && !a.Quiet {
			tx.Rollback()
			g.noteRefusal(ctx, refusedAct{a.chain(), who, a, about})
		}
		return err
	}
	if err := tx.Commit(); err != nil {
		return unavailable(err)
	}
	if took := when.Mono().Sub(held); took > slow && !a.Sealed { // a log tells of nothing sealed
		slog.Debug("slow write", "action", a.Name, "held", took, "waited", held.Sub(start))
	}
	if !a.Sealed && !a.Quiet {
		g.watch.wake()
	}
	return nil
}

func (g *Gate) writeIn(ctx context.Context, b *batch, who actor.Actor, a Action, about Subject, fn func(*Tx) error) error {
	if b.open {
		return fmt.Errorf("gate: %s: a write inside a write; call the (tx, ...) form instead", a.Name)
	}
	if b.broken {
		return unavailable(errBroken)
	}
	b.open, b.broken = true, true
	defer func() { b.open = false }()
	if err := b.writeJournal(rowsAtOnce); err != nil {
		return unavailable(err)
	}
	if err := b.snap.tx.Savepoint(ctx); err != nil {
		return unavailable(err)
	}
	w := g.begin(ctx, &Snapshot{ctx: ctx, tx: b.snap.tx, gate: g, batch: b}, who, a, about)
	c := a.chain()
	if h := b.heads[c.journal]; h != nil {
		copied := *h
		w.head = &copied
	}
	err := g.carryOut(ctx, w, a, fn)
	if err != nil {
		if e := b.snap.tx.Back(ctx); e != nil {
			return unavailable(e)
		}
		clear(b.access)
		w.journaled = nil
		if isRefusal(err) {
			b.refused = refusedAct{c, who, a, about}
		}
		if isRefusal(err) && !a.Quiet {
			w.head, w.events, w.note = b.heads[c.journal], nil, ""
			if e := w.record(c, w.entry(a, "refused", nil)); e != nil {
				return unavailable(e)
			}
			b.heads[c.journal] = w.head
			b.keep(c, w, nil)
		}
	} else {
		if w.head != nil {
			b.heads[c.journal] = w.head
		}
		k, _ := ctx.Value(keyKey{}).(*key)
		b.keep(c, w, k)
		b.moved = b.moved || !a.Sealed && !a.Quiet
	}
	b.broken = false
	return err
}

func (g *Gate) begin(ctx context.Context, s *Snapshot, who actor.Actor, a Action, about Subject) *Tx {
	s.Actor, s.Now, s.sealed = who, g.Clock.Now(), a.Sealed
	return &Tx{Snapshot: s, At: s.Now, AsOf: asOf(ctx, s.Now), about: about}
}

func (t *Tx) entry(a Action, outcome string, k *key) entry {
	return entry{
		actor: t.Actor.ID, action: a.Name, person: t.about.person, outcome: outcome,
		key: k, note: t.note, at: t.At, asOf: t.AsOf, events: t.events,
	}
}

func (g *Gate) carryOut(ctx context.Context, t *Tx, a Action, fn func(*Tx) error) error {
	k, _ := ctx.Value(keyKey{}).(*key)
	done, err := t.replayed(a.chain(), t.Actor.ID, k)
	if err != nil || done {
		return err
	}
	if err := t.mayAct(a, t.about, t.AsOf); err != nil {
		return err
	}
	if err := fn(t); err != nil {
		return err
	}
	if !a.Quiet {
		if err := t.record(a.chain(), t.entry(a, "done", k)); err != nil {
			return fmt.Errorf("%s: journal: %w", a.Name, err)
		}
	}
	if g.written != nil {
		g.written(a.Name, t.said)
	}
	return nil
}

// refusal marks the gate's own refusals, which are noted; a NotFound from a
// store function is not one.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

func isRefusal(err error) bool {
	_, ok := err.(refusal)
	return ok
}

// refusedAct is what somebody was refused, and where that is noted.
type refusedAct struct {
	chain
	who actor.Actor
	Action
	about Subject
}

// noteRefusal writes the refusal's own row. Its failure is only logged: the
// act was refused either way.
func (g *Gate) noteRefusal(ctx context.Context, r refusedAct) {
	tx, err := g.db.BeginWrite(context.WithoutCancel(ctx))
	if err == nil {
		defer tx.Rollback()
		w := g.begin(ctx, &Snapshot{ctx: ctx, tx: tx, gate: g}, r.who, r.Action, r.about)
		if err = w.record(r.chain, w.entry(r.Action, "refused", nil)); err == nil {
			err = tx.Commit()
		}
	}
	if err != nil {
		slog.Error("a refusal could not be journaled", "action", r.logged(), "err", err)
	}
}
