package gate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

func TestFollowerCountsOnce(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		emit := func(n int) {
			t.Helper()
			if err := g.Write(office, mayNote, gate.Person(joan), func(tx *gate.Tx) error {
				tx.Emit(noted{joan, n})
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		fail, heard := true, 0
		followers := []gate.Follower{
			gate.Follow("test.copy", func(tx *gate.Tx, e noted) error {
				heard++
				if e.N == 2 && fail {
					return errors.New("not now")
				}
				return put(tx, fmt.Sprint("f.", e.N), "")
			}),
			gate.Follow("test.poison", func(tx *gate.Tx, e noted) error {
				if e.N == 3 {
					panic("Joan Smith")
				}
				return put(tx, fmt.Sprint("p.", e.N), "")
			}),
		}
		emit(1)
		emit(2)
		if err := g.CatchUp(office, followers[:1]); err == nil {
			t.Fatal("a failing follower must say so")
		}
		if n := lines(t, g, "f."); n != 1 {
			t.Fatalf("the event before the failing one is kept: %d lines", n)
		}
		fail = false
		emit(3)
		for range 2 {
			if err := g.CatchUp(office, followers[:1]); err != nil {
				t.Fatal(err)
			}
		}
		if n := lines(t, g, "f."); n != 3 {
			t.Fatalf("%d lines, want each event once", n)
		}
		for range 6 {
			g.CatchUp(office, followers[1:])
		}
		emit(4)
		if err := g.CatchUp(office, followers); err != nil {
			t.Fatal(err)
		}
		if n := lines(t, g, "p."); n != 3 {
			t.Fatalf("%d lines: a poisoned event is set aside and the next are taken", n)
		}
		if err := g.Read(gatetest.System(), gate.Action{Name: "test.dead", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(s *gate.Snapshot) error {
			dead, err := gate.DeadLetters(s)
			if len(dead) != 1 || dead[0].Follower != "test.poison" || !strings.HasPrefix(dead[0].Why, "See the log") {
				t.Errorf("dead letters %+v", dead)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestRunFollows(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		got := make(chan int, 1)
		g.Run([]gate.Follower{gate.Follow("test.run", func(tx *gate.Tx, e noted) error { got <- e.N; return nil })})
		if err := g.Write(office, mayNote, gate.Person(joan), func(tx *gate.Tx) error { tx.Emit(noted{joan, 7}); return nil }); err != nil {
			t.Fatal(err)
		}
		select {
		case n := <-got:
			if n != 7 {
				t.Fatal(n)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("nothing was heard")
		}
	})
}

func TestCursor(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		other := gatetest.As(t, g, "co2", actor.Coordinator)
		ask := func(ctx context.Context, cursor string) (people []string, next string, err error) {
			err = g.Read(ctx, mayCount, gate.Council, func(s *gate.Snapshot) (e error) {
				people, next, e = s.ChangedSince(cursor)
				return e
			})
			return people, next, err
		}
		people, c1, err := ask(office, "")
		if err != nil || len(people) != 0 {
			t.Fatal(people, err)
		}
		if err := g.Write(office, mayNote, gate.Person(joan), func(*gate.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		people, c2, err := ask(office, c1)
		if err != nil || len(people) != 1 || people[0] != string(joan) {
			t.Fatal(people, err)
		}
		if people, c3, err := ask(office, c2); err != nil || len(people) != 0 || c3 == c2 {
			t.Fatal("nothing new, and no two cursors look alike", people, err)
		}
		if _, _, err := ask(other, c2); !fault.Is(err, "gate.cursor") {
			t.Fatalf("another actor's cursor: %v", err)
		}
	})
}
