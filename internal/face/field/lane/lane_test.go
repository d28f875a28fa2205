package lane_test

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/face/field/lane"
)

// TestStorm: all come at once. A few are served or wait; the others are spread,
// none further off than a minute.
func TestStorm(t *testing.T) {
	l := lane.New(24, 3)
	var places []*lane.Place
	told := map[int]int{}
	for range 300 {
		p, retry := l.Enter()
		switch {
		case p != nil:
			places = append(places, p)
		case retry < 1 || retry > 45:
			t.Fatalf("told to come again in %d seconds", retry)
		default:
			told[retry]++
		}
	}
	if len(places) != 24 {
		t.Errorf("%d have a place, want 24", len(places))
	}
	for second, n := range told {
		if n > 40 {
			t.Errorf("%d are told to come in second %d", n, second)
		}
	}
	if len(told) < 10 {
		t.Errorf("all come again within %d seconds", len(told))
	}
	for _, p := range places {
		p.Leave()
	}
	if p, _ := l.Enter(); p == nil {
		t.Error("the line is empty and nobody is let in")
	}
}

// TestTurns: so many are served at once and no more; who waits is served when
// one of them has left, and who gave up takes nobody's turn.
func TestTurns(t *testing.T) {
	l := lane.New(4, 2)
	var served [2]*lane.Place
	for i := range served {
		served[i], _ = l.Enter()
		if err := served[i].Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	third, _ := l.Enter()
	if third.Wait(gone) == nil {
		t.Error("three are served at once, and two may be")
	}
	third.Leave()
	fourth, _ := l.Enter()
	turn := make(chan error)
	go func() { turn <- fourth.Wait(t.Context()) }()
	served[0].Leave()
	if err := <-turn; err != nil {
		t.Error(err)
	}
	served[1].Leave()
	fourth.Leave()
	for range 4 {
		if p, _ := l.Enter(); p == nil {
			t.Error("all have left and a place is missing")
		}
	}
}
