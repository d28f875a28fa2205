package gate_test

import (
	"context"
	"testing"

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
