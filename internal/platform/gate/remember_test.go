package gate_test

import (
	"context"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// mayTie: who changes access in the tests of what a batch remembers of it.
var mayTie = gate.Action{Name: "test.tie", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// chained reports a journal with a gap, or in which a row does not name the hash
// of the one before.
func chained(t *testing.T, g *gate.Gate) {
	t.Helper()
	type row struct {
		seq        int64
		prev, hash string
	}
	var rows []row
	err := g.Read(gatetest.System(), mayTie, gate.Council, func(s *gate.Snapshot) (err error) {
		rows, err = gate.All(s, func(r *row) []any { return []any{&r.seq, &r.prev, &r.hash} }, `SELECT seq, prev, hash FROM gate_journal ORDER BY seq`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	last := row{}
	for _, r := range rows {
		if r.seq != last.seq+1 || r.prev != last.hash {
			t.Errorf("row %d comes after %d and does not follow from it", r.seq, last.seq)
		}
		last = r
	}
}

// TestBatchRemembersAccess: who may do what is asked once for a person; a change
// of it counts from the next write on, and one that was undone does not.
func TestBatchRemembersAccess(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		who, _ := actor.From(sam)
		counted, counter := gate.WithCounter(sam)
		err := g.Batch(counted, func(ctx context.Context) error {
			note := func(name string) error {
				return g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, name, "") })
			}
			tie := func(change func(*gate.Tx) error) error {
				return g.Write(actor.With(ctx, actor.Machine), mayTie, gate.Council, change)
			}
			if err := note("e.one"); err != nil {
				t.Errorf("allowed before: %v", err)
			}
			before := len(counter.Statements)
			if err := note("e.two"); err != nil || len(counter.Statements) != before+1 {
				t.Errorf("%v; the second write said %q, want its own statement alone", err, counter.Statements[before:])
			}
			err := tie(func(tx *gate.Tx) error {
				if err := tx.Revoke(who.ID, ""); err != nil {
					t.Error(err)
				}
				if err := g.Read(ctx, maySee, gate.Person(joan), func(*gate.Snapshot) error { return nil }); err == nil {
					t.Error("a look without any role")
				}
				return gate.NotFound()
			})
			if err == nil {
				t.Error("it did not fail")
			}
			if err := note("e.three"); err != nil {
				t.Errorf("after a change that was undone: %v", err)
			}
			if err := tie(func(tx *gate.Tx) error { return tx.Revoke(who.ID, "") }); err != nil {
				t.Error(err)
			}
			if err := note("e.four"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("without any role: %v", err)
			}
			if err := tie(func(tx *gate.Tx) error { return tx.Grant(who.ID, actor.Worker) }); err != nil {
				t.Error(err)
			}
			if err := note("e.five"); err != nil {
				t.Errorf("with the role again: %v", err)
			}
			return nil
		})
		if err != nil || lines(t, g, "e.") != 4 {
			t.Errorf("%v, %d lines", err, lines(t, g, "e."))
		}
		chained(t, g)
	})
}

// TestBatchRemembersKeys: a key counts as used within the batch in which it was,
// and what was foreseen says of each whether it was used before, and for what.
func TestBatchRemembersKeys(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		who, _ := actor.From(sam)
		note := func(ctx context.Context, key, body string) error {
			ctx = gate.WithKey(ctx, key, []byte(body))
			return g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "f."+key+body, "") })
		}
		if err := note(sam, "old", "a"); err != nil {
			t.Fatal(err)
		}
		for _, foreseen := range []bool{true, false} {
			name := map[bool]string{true: "foreseen", false: "not"}[foreseen]
			err := g.Batch(sam, func(ctx context.Context) error {
				if foreseen {
					if err := g.Foresee(ctx, who.ID, []string{"old", "new foreseen"}); err != nil {
						return err
					}
				}
				if err := note(ctx, "old", "a"); err != nil {
					t.Errorf("%s: the same as before the batch: %v", name, err)
				}
				if err := note(ctx, "old", "b"); !fault.Is(err, "gate.key_reused") {
					t.Errorf("%s: another under a key used before the batch: %v", name, err)
				}
				for range 2 {
					if err := note(ctx, "new "+name, "a"); err != nil {
						t.Errorf("%s: the same twice: %v", name, err)
					}
				}
				if err := note(ctx, "new "+name, "b"); !fault.Is(err, "gate.key_reused") {
					t.Errorf("%s: another under a key of this batch: %v", name, err)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if n := lines(t, g, "f."); n != 3 {
			t.Errorf("%d lines, want each once", n)
		}
	})
}

// TestLongBatch writes more rows of the journal than go in one statement: none
// is missing, in order, also after a refusal and a failure among them.
func TestLongBatch(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		before := len(journal(t, g))
		err := g.Batch(sam, func(ctx context.Context) error {
			for range 100 {
				if err := g.Write(ctx, mayNote, gate.Person(joan), func(*gate.Tx) error { return nil }); err != nil {
					t.Error(err)
				}
			}
			if err := g.Write(ctx, mayNote, gate.Person("nobody"), func(*gate.Tx) error { return nil }); err == nil {
				t.Error("it was not refused")
			}
			if err := g.Write(ctx, mayNote, gate.Person(joan), func(*gate.Tx) error { return gate.NotFound() }); err == nil {
				t.Error("it did not fail")
			}
			return g.Write(ctx, mayNote, gate.Person(joan), func(*gate.Tx) error { return nil })
		})
		if rows := len(journal(t, g)); err != nil || rows != before+102 {
			t.Errorf("%v, %d rows more, want 102", err, rows-before)
		}
		chained(t, g)
	})
}
