package sqldb

import (
	"context"
	"slices"
	"sync"
)

// line is where a write waits for its turn.
type line int

// The lines, in the order in which they go.
const (
	urgent line = iota
	ordinary
	patient
	lines
)

type lineKey struct{}

// Urgent lets the writes under the context go before every other that waits.
func Urgent(ctx context.Context) context.Context { return context.WithValue(ctx, lineKey{}, urgent) }

// Patient lets every other write go before those under the context.
func Patient(ctx context.Context) context.Context { return context.WithValue(ctx, lineKey{}, patient) }

func lineOf(ctx context.Context) line {
	if l, ok := ctx.Value(lineKey{}).(line); ok {
		return l
	}
	return ordinary
}

// turn is whose turn it is to write, in this process: line by line, and in each
// first come, first served.
type turn struct {
	mu      sync.Mutex
	taken   bool
	waiting [lines][]chan struct{}
}

func (t *turn) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.mu.Lock()
	if !t.taken {
		t.taken = true
		t.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	line := &t.waiting[lineOf(ctx)]
	*line = append(*line, mine)
	t.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	i := slices.Index(*line, mine)
	if i >= 0 {
		*line = slices.Delete(*line, i, i+1)
	}
	t.mu.Unlock()
	if i < 0 { // it was given to us meanwhile
		t.give()
	}
	return ctx.Err()
}

// give ends a turn and begins the next.
func (t *turn) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.waiting {
		if line := &t.waiting[i]; len(*line) > 0 {
			close((*line)[0])
			*line = slices.Delete(*line, 0, 1)
			return
		}
	}
	t.taken = false
}
