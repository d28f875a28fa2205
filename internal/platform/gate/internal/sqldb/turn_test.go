package sqldb

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"
)

func (t *turn) line() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for _, l := range t.waiting {
		n += len(l)
	}
	return n
}

// TestLines: who comes in an emergency waits for the one who writes, and for
// nobody else; those who can wait go last; the others keep their order.
func TestLines(t *testing.T) {
	var turns turn
	if err := turns.take(context.Background()); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var order []string
	var all sync.WaitGroup
	come := func(ctx context.Context, name string) {
		before := turns.line()
		all.Go(func() {
			if err := turns.take(ctx); err != nil {
				return
			}
			mu.Lock()
			order = append(order, name)
			mu.Unlock()
			turns.give()
		})
		for turns.line() == before {
			time.Sleep(time.Millisecond)
		}
	}
	come(Patient(context.Background()), "phone")
	come(context.Background(), "first")
	gone, leave := context.WithCancel(context.Background())
	come(gone, "gone")
	come(context.Background(), "second")
	come(Urgent(context.Background()), "help")
	leave()
	for turns.line() > 4 {
		time.Sleep(time.Millisecond)
	}
	turns.give()
	all.Wait()
	if want := []string{"help", "first", "second", "phone"}; !slices.Equal(order, want) {
		t.Errorf("went %q, want %q", order, want)
	}
	if turns.taken || turns.line() != 0 {
		t.Error("the turn was not given back")
	}
}

// TestTurnsUnderLoad: never two at once, and nobody is left waiting, though
// many leave before it is their turn.
func TestTurnsUnderLoad(t *testing.T) {
	var turns turn
	var all sync.WaitGroup
	inside := 0
	for i := range 200 {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%7)*time.Millisecond)
			defer cancel()
			if i%3 == 0 {
				ctx = Urgent(context.Background())
			}
			if turns.take(ctx) != nil {
				return
			}
			inside++ // the race detector sees two at once
			inside--
			turns.give()
		})
	}
	all.Wait()
	if turns.taken || turns.line() != 0 || inside != 0 {
		t.Errorf("left: %+v", &turns)
	}
}
