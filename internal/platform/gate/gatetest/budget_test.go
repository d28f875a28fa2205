package gatetest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// listener is a test that only remembers whether it failed.
type listener struct {
	testing.TB
	said []string
}

func (l *listener) Errorf(format string, args ...any) {
	l.said = append(l.said, fmt.Sprintf(format, args...))
}

func TestBudget(t *testing.T) {
	for _, v := range []struct {
		action     string
		statements int
		fails      bool
	}{
		{"visit.record", gatetest.MostStatements, false},
		{"visit.record", gatetest.MostStatements + 1, true},
		{"roster.build", 500, false},
		{"test.fixture", 500, false},
	} {
		l := &listener{TB: t}
		gatetest.Budget(l, v.action, slices.Repeat([]string{"SELECT 1"}, v.statements))
		if (len(l.said) > 0) != v.fails {
			t.Errorf("%s with %d statements: %q", v.action, v.statements, l.said)
		}
	}
}

// TestWrittenHearsEachWrite: what a write says is told once, in a batch of each
// by itself, and nothing of one that failed.
func TestWrittenHearsEachWrite(t *testing.T) {
	var heard []string
	g, err := gate.Open(t.Context(), gatetest.SQLiteDSN(t), gate.Options{
		Written: func(action string, statements []string) {
			heard = append(heard, fmt.Sprint(action, " ", len(statements)))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	who := actor.Rule{Any: []actor.Role{actor.System}}
	write := func(ctx context.Context, name string, n int, failed error) error {
		return g.Write(ctx, gate.Action{Name: name, Who: who}, gate.Council, func(tx *gate.Tx) error {
			for range n {
				if _, err := gate.Value[int](tx.Snapshot, "SELECT 1"); err != nil {
					return err
				}
			}
			return failed
		})
	}
	if err := write(gatetest.System(), "test.one", 3, nil); err != nil {
		t.Fatal(err)
	}
	if err := write(gatetest.System(), "test.bad", 3, gate.NotFound()); err == nil {
		t.Fatal("it did not fail")
	}
	err = g.Batch(gatetest.System(), func(ctx context.Context) error {
		return errors.Join(write(ctx, "test.two", 1, nil), write(ctx, "test.three", 2, nil))
	})
	if err != nil {
		t.Fatal(err)
	}
	// Besides: the newest journal row is read, and one is added; a batch reads it
	// once and adds all of its rows together.
	if want := []string{"test.one 5", "test.two 2", "test.three 2"}; !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}
