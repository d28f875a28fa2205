// Package assured makes up what a service learns from: doors that nobody opened,
// incidents, complaints, and a team that works in a prison.
package assured

import (
	"context"
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Service is the made-up service to add to. Now is its present.
type Service struct {
	Gate  *gate.Gate
	Today when.Date
	Now   when.Instant
	Seed  int64
}

// Add makes all of it, as a coordinator.
func Add(office context.Context, b Service) error {
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"doors", b.doors},
		{"quality", b.quality},
		{"prison", b.prison},
	} {
		if err := part.do(office); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// id is the same for the same seed and parts.
func (b Service) id(parts ...any) string {
	return ids.Derived("world.assured", fmt.Sprint(b.Seed), fmt.Sprint(parts...))
}
