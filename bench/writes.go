package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/visit"
)

// written is how many writes a second there can be, each with a transaction
// and a wait for the disk of its own.
type written struct {
	writers       int
	program, bare []float64 // by round
	statements    int       // of one record of a visit
}

// measureWrites records visits one by one, and then inserts as many single rows
// by the bare driver with the same durability.
func measureWrites(ctx context.Context, o options, t *tested, w *work, b *bare, writers int) (out written, err error) {
	out.writers = writers
	who := actor.With(ctx, actor.Actor{ID: string(w.worker), Name: "Bench", Roles: []actor.Role{actor.Worker}})
	const table = `CREATE TABLE IF NOT EXISTS bench_row (id TEXT PRIMARY KEY, at TEXT NOT NULL, words TEXT NOT NULL)`
	if err := b.alone(ctx, table); err != nil {
		return out, err
	}
	insert := `INSERT INTO bench_row (id, at, words) VALUES (?, ?, ?)`
	if b.postgres {
		insert = numbered(insert)
	}
	for range o.rounds {
		visits, err := w.take(o.records)
		if err != nil {
			return out, err
		}
		counted, counter := gate.WithCounter(who)
		if err := visit.Record(counted, t.gate, visits[0]); err != nil {
			return out, fmt.Errorf("record a visit: %w", err)
		}
		out.statements = max(out.statements, len(counter.Statements))
		visits = visits[1:]
		mine, err := rate(writers, len(visits), func(n int) error { return visit.Record(who, t.gate, visits[n]) })
		if err != nil {
			return out, fmt.Errorf("record a visit: %w", err)
		}
		least, err := rate(writers, len(visits), func(int) error {
			return b.alone(ctx, insert, ids.New(), w.until.Text(), "Made tea and toast without being asked.")
		})
		if err != nil {
			return out, fmt.Errorf("insert a row: %w", err)
		}
		out.program, out.bare = append(out.program, mine), append(out.bare, least)
	}
	return out, nil
}

// rate does something count times by several at once, and gives how often a
// second it was done.
func rate(writers, count int, do func(n int) error) (float64, error) {
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, writers)
	start := time.Now()
	for range writers {
		all.Go(func() {
			for n := int(next.Add(1)) - 1; n < count; n = int(next.Add(1)) - 1 {
				if err := do(n); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(start)
	select {
	case err := <-failed:
		return 0, err
	default:
		return float64(count) / took.Seconds(), nil
	}
}
