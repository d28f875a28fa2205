package sqldb

import (
	"context"
	"slices"
	"sync"
)

type urgentKey struct{}

// Urgent lets the writes under the context go before every other that waits.
func Urgent(ctx context.Context) context.Context { return context.WithValue(ctx, urgentKey{}, true) }

// turn is whose turn it is to write, in this process: first come, first
// served, but for those in an emergency, who go before all others.
type turn struct {
	mu              sync.Mutex
	taken           bool
	urgent, waiting []chan struct{}
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
	line := &t.waiting
	if ctx.Value(urgentKey{}) != nil {
		line = &t.urgent
	}
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
	for _, line := range []*[]chan struct{}{&t.urgent, &t.waiting} {
		if len(*line) > 0 {
			close((*line)[0])
			*line = slices.Delete(*line, 0, 1)
			return
		}
	}
	t.taken = false
}
