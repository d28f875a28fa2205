package gate_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// TestBatchWithoutACleanEnd panics in a write of a batch that lives on: what
// was half done must not be committed with the rest, nor the rest acknowledged.
func TestBatchWithoutACleanEnd(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		before := len(journal(t, g))
		err := g.Batch(sam, func(ctx context.Context) error {
			func() {
				defer func() { recover() }()
				g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error {
					if err := put(tx, "c.half", ""); err != nil {
						t.Error(err)
					}
					panic("here")
				})
			}()
			if err := g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "c.next", "") }); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("a write after it: %v", err)
			}
			return nil
		})
		if fault.KindOf(err) != fault.Unavailable || lines(t, g, "c.") != 0 || len(journal(t, g)) != before {
			t.Errorf("%v, %d lines", err, lines(t, g, "c."))
		}
		if err := g.Write(sam, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "c.after", "") }); err != nil {
			t.Errorf("the next write: %v", err)
		}
	})
}

// TestNothingIsAcknowledgedThatWasNotKept lets a look inside a batch fail and
// goes on as if it had not. PostgreSQL then keeps nothing, and says so quietly.
func TestNothingIsAcknowledgedThatWasNotKept(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		err := g.Batch(sam, func(ctx context.Context) error {
			if err := g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "d.one", "") }); err != nil {
				t.Error(err)
			}
			g.Read(ctx, maySee, gate.Person(joan), func(s *gate.Snapshot) error {
				_, err := gate.Value[int](s, `SELECT no_such_column FROM gate_meta`)
				return err
			})
			return nil
		})
		if kept := lines(t, g, "d."); kept == 0 && err == nil || kept == 1 && err != nil {
			t.Errorf("%d lines were kept and the answer was %v", kept, err)
		}
	})
}

// TestUrgentWriteGoesBeforeWaitingBatches: while one batch is open and others
// wait, a call for help comes last and is written first.
func TestUrgentWriteGoesBeforeWaitingBatches(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		write := func(ctx context.Context, key string) {
			if err := g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, key, "") }); err != nil {
				t.Error(err)
			}
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		var order []string
		done := func(name string) {
			mu.Lock()
			order = append(order, name)
			mu.Unlock()
		}
		err := g.Batch(sam, func(ctx context.Context) error {
			for _, name := range []string{"u.one", "u.two", "u.three"} {
				all.Go(func() {
					g.Batch(sam, func(ctx context.Context) error { write(ctx, name); done(name); return nil })
				})
			}
			time.Sleep(50 * time.Millisecond) // they stand in line
			all.Go(func() {
				g.Batch(gate.Urgent(sam), func(ctx context.Context) error { write(ctx, "u.help"); done("help"); return nil })
			})
			time.Sleep(50 * time.Millisecond)
			return nil
		})
		all.Wait()
		if err != nil || len(order) != 4 || order[0] != "help" {
			t.Errorf("%v, written in the order %q", err, order)
		}
	})
}

// TestRefusedInABatchIsNoted: where a batch ends because somebody may not do
// what it began with, nothing of it is kept, and that they tried is.
func TestRefusedInABatchIsNoted(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		stranger, _ := actor.From(gatetest.As(t, g, "stranger", actor.Worker))
		before := len(journal(t, g))
		err := g.Batch(sam, func(ctx context.Context) error {
			if err := g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "e.one", "") }); err != nil {
				t.Error(err)
			}
			return g.Write(actor.With(ctx, stranger), mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "e.two", "") })
		})
		after := journal(t, g)
		if fault.KindOf(err) != fault.NotFound || lines(t, g, "e.") != 0 || len(after) != before+1 {
			t.Fatalf("%v, %d lines, %d rows more", err, lines(t, g, "e."), len(after)-before)
		}
		if last := after[0]; last.Actor != "stranger" || last.Outcome != "refused" {
			t.Errorf("noted: %+v", last)
		}
	})
}
