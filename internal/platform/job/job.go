// Package job runs timed work: what must happen by the clock rather than by
// somebody's hand. Each job runs in one process at a time, however many serve
// a council; a lease in the record says which.
//
// Table owned: job_lease.
package job

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Job is work done again and again.
type Job struct {
	Name  string
	Every time.Duration
	// Shared jobs run in every process at once: what they do, each claims row by
	// row, so that nobody waits for the lease of a process that was killed.
	Shared bool
	// Run acts as the service itself. It may be run again at any time, also
	// after it was cut off half way.
	Run func(ctx context.Context, g *gate.Gate) error
}

var (
	mayLease = gate.Action{Name: "job.lease", Quiet: true, Who: actor.Rule{Any: []actor.Role{actor.System}}}
	// MaySee is who may see how jobs are doing.
	MaySee = gate.Action{Name: "job.see", Who: actor.Rule{Any: []actor.Role{actor.Admin}}}
)

// Run runs every job of one council until ctx ends, each at its own pace and
// when somebody moves the clock. It returns when all have stopped.
func Run(ctx context.Context, g *gate.Gate, jobs []Job) {
	ctx = actor.With(ctx, actor.Machine)
	owner := ids.New()
	done := make(chan struct{})
	for _, j := range jobs {
		go func() {
			defer func() { done <- struct{}{} }()
			for {
				moved := g.Clock.Moved()
				if err := Once(ctx, g, j, owner); err != nil && ctx.Err() == nil {
					slog.Error("job failed", "job", j.Name, "err", err)
				}
				select {
				case <-ctx.Done():
					return
				case <-moved:
				case <-time.After(j.Every):
				}
			}
		}()
	}
	for range jobs {
		<-done
	}
}

// Once runs a job now unless another owner holds its lease, and writes down
// how it went.
func Once(ctx context.Context, g *gate.Gate, j Job, owner string) error {
	if j.Shared {
		return j.share(ctx, g, owner)
	}
	mine := false
	err := g.Write(ctx, mayLease, gate.Council, func(tx *gate.Tx) error {
		n, err := tx.Changed(`INSERT INTO job_lease (name, owner, until_at, failed) VALUES (?, ?, ?, '')
			ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_at = excluded.until_at
			WHERE job_lease.owner = excluded.owner OR job_lease.until_at < ?`,
			j.Name, owner, tx.At.Add(2*j.Every+time.Minute), tx.At)
		mine = n == 1
		return err
	})
	if err != nil || !mine {
		return err
	}
	ran := j.run(ctx, g)
	failed := ""
	if ran != nil {
		failed = "failed: see the log"
	}
	err = g.Write(context.WithoutCancel(ctx), mayLease, gate.Council, func(tx *gate.Tx) error {
		return tx.Exec(`UPDATE job_lease SET ran_at = ?, failed = ? WHERE name = ?`, tx.At, failed, j.Name)
	})
	if ran != nil {
		return ran
	}
	return err
}

// sharedNote is how often a shared job that goes well says so.
const sharedNote = time.Minute

// share runs a shared job. That it ran is written down now and then, and that it
// failed at once.
func (j Job) share(ctx context.Context, g *gate.Gate, owner string) error {
	ran := j.run(ctx, g)
	failed := ""
	if ran != nil {
		failed = "failed: see the log"
	}
	var before State
	err := g.Read(ctx, mayLease, gate.Council, func(s *gate.Snapshot) error {
		return gate.One(s, &before, func(b *State) []any { return []any{&b.RanAt, &b.Failed} }, `SELECT ran_at, failed FROM job_lease WHERE name = ?`, j.Name)
	})
	since := g.Clock.Now().Sub(before.RanAt.Time)
	if gate.Missing(err) || err == nil && (before.Failed != failed || since > sharedNote || since < 0) {
		err = g.Write(context.WithoutCancel(ctx), mayLease, gate.Council, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO job_lease (name, owner, until_at, ran_at, failed) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_at = excluded.until_at, ran_at = excluded.ran_at, failed = excluded.failed`,
				j.Name, owner, tx.At, tx.At, failed)
		})
	}
	if ran != nil {
		return ran
	}
	return err
}

// run is Run; a panic is a failure, and ends neither the program nor the job's
// next runs.
func (j Job) run(ctx context.Context, g *gate.Gate) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// What was panicked with may hold a person's words; where, not.
			slog.Error("a job panicked", "job", j.Name, "kind", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic in job %s", j.Name)
		}
	}()
	return j.Run(ctx, g)
}

// State is how one job is doing.
type State struct {
	Name   string
	RanAt  when.Instant // zero: never yet
	Failed string       // empty: the last run went well
}

// States lists every job that has run, by name.
func States(s *gate.Snapshot) ([]State, error) {
	return gate.All(s, func(j *State) []any { return []any{&j.Name, &j.RanAt, &j.Failed} },
		`SELECT name, ran_at, failed FROM job_lease ORDER BY name`)
}
