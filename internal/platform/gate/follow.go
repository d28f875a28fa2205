package gate

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
)

// Follower hears one kind of event, in the order of the journal.
type Follower struct {
	Name   string // "alert.glass": unique, never changes, names the cursor
	Event  string
	Sealed bool // listens to the sealed chain instead of the shared one
	apply  func(tx *Tx, body json.RawMessage) error
}

// Follow makes a follower of one event type. Its effects and its cursor move
// in one transaction, so in the database each event counts once. It must not
// touch anything outside the database; a job does that.
func Follow[E Event](name string, fn func(tx *Tx, e E) error) Follower {
	var zero E
	return Follower{Name: name, Event: zero.EventName(), apply: func(tx *Tx, body json.RawMessage) error {
		var e E
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("event %s: %w", zero.EventName(), err)
		}
		return fn(tx, e)
	}}
}

// FollowSealed is Follow for events of sealed actions; its effects are sealed.
func FollowSealed[E Event](name string, fn func(tx *Tx, e E) error) Follower {
	f := Follow(name, fn)
	f.Sealed = true
	return f
}

// take applies one event. A panic is a failure like any other: the event is
// tried again, then set aside, and the program goes on.
func (f Follower) take(t *Tx, body json.RawMessage) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// What was panicked with may hold a person's words; where, not.
			slog.Error("a follower panicked", "follower", f.Name, "kind", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic in follower %s", f.Name)
		}
	}()
	return f.apply(t, body)
}

func (f Follower) chain() chain {
	if f.Sealed {
		return sealed
	}
	return shared
}

// patience is how often one event is tried before it is set aside in the dead
// letters, which the administrator's page shows.
const patience = 5

// stride is how many journal rows one transaction of a follower takes.
const stride = 200

// Run keeps every follower up to date until the gate closes. A follower that
// fails waits a little longer each time and does not hold up the others.
func (g *Gate) Run(followers []Follower) {
	for _, f := range followers {
		changed, stop := g.Watch()
		g.tasks.Go(func() {
			defer stop()
			for wait := time.Duration(0); ; {
				select {
				case <-g.ending.Done():
					return
				case <-changed:
				case <-time.After(max(wait, 5*time.Second)):
				}
				if err := g.follow(g.ending, f); err != nil && g.ending.Err() == nil {
					slog.Warn("follower fell behind", "follower", f.Name, "err", err)
					wait = min(wait*2+time.Second, time.Minute)
				} else {
					wait = 0
				}
			}
		})
	}
}

// CatchUp brings every follower up to date now, and again while they cause
// one another's events. Tests and the made-up service use it.
func (g *Gate) CatchUp(ctx context.Context, followers []Follower) error {
	for range 10 {
		before, err := g.newest(ctx)
		if err != nil {
			return err
		}
		for _, f := range followers {
			if err := g.follow(ctx, f); err != nil {
				return fmt.Errorf("follower %s: %w", f.Name, err)
			}
		}
		after, err := g.newest(ctx)
		if err != nil || before == after {
			return err
		}
	}
	return fmt.Errorf("gate: followers keep causing one another's events")
}

func (g *Gate) newest(ctx context.Context) (int64, error) {
	tx, err := g.db.BeginRead(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	s := &Snapshot{ctx: ctx, tx: tx, gate: g}
	h, err := s.readHead(shared.journal)
	if err != nil {
		return 0, err
	}
	return h.seq, nil
}

func (g *Gate) follow(ctx context.Context, f Follower) error {
	n := stride
	for {
		more, err := g.followSome(ctx, f, n)
		switch {
		case err != nil && n > 1:
			n = 1 // find the one that fails, alone
		case err != nil:
			return g.setBack(ctx, f, err)
		case !more:
			return nil
		}
	}
}

type journaled struct {
	seq    int64
	events string
}

// followSome applies up to n rows and moves the cursor, in one transaction.
func (g *Gate) followSome(ctx context.Context, f Follower, n int) (more bool, err error) {
	ctx = actor.With(ctx, actor.Machine)
	c := f.chain()
	from, err := g.cursorOf(ctx, c, f.Name)
	if err != nil {
		return false, err
	}
	if head, err := g.newestOf(ctx, c); err != nil || head <= from {
		return false, err // nothing new: do not ask to be the writer
	}
	tx, err := g.db.BeginWrite(ctx)
	if err != nil {
		return false, err
	}
	defer tx.Rollback()
	t := &Tx{Snapshot: &Snapshot{ctx: ctx, tx: tx, gate: g, Actor: actor.Machine, Now: g.Clock.Now(), sealed: f.Sealed}}
	t.At, t.AsOf = t.Now, t.Now
	if from, err = t.followedTo(c, f.Name); err != nil {
		return false, err
	}
	rows, err := All(t.Snapshot, func(j *journaled) []any { return []any{&j.seq, &j.events} },
		`SELECT seq, events FROM `+c.journal+` WHERE seq > ? ORDER BY seq LIMIT ?`, from, n)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	heard := false
	for _, j := range rows {
		if j.events == "" {
			continue
		}
		var events []envelope
		if err := json.Unmarshal([]byte(j.events), &events); err != nil {
			return false, fmt.Errorf("journal row %d: %w", j.seq, err)
		}
		for _, e := range events {
			if e.Name != f.Event {
				continue
			}
			heard = true
			if err := f.take(t, e.Body); err != nil {
				return false, err
			}
		}
	}
	last := rows[len(rows)-1].seq
	if heard {
		if err := t.record(c, t.entry(Action{Name: "follow." + f.Name}, "done", nil)); err != nil {
			return false, err
		}
	}
	if err := t.moveTo(c, f.Name, last, 0); err != nil {
		return false, err
	}
	if err := tx.Commit(); err != nil {
		return false, err
	}
	if heard && !f.Sealed {
		g.watch.wake()
	}
	return len(rows) == n, nil
}

func (s *Snapshot) followedTo(c chain, name string) (int64, error) {
	seq, err := Value[int64](s, `SELECT seq FROM `+c.follower+` WHERE name = ?`, name)
	if Missing(err) {
		return 0, nil
	}
	return seq, err
}

func (t *Tx) moveTo(c chain, name string, seq, attempts int64) error {
	return t.Exec(`INSERT INTO `+c.follower+` (name, seq, attempts) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, attempts = excluded.attempts`, name, seq, attempts)
}

func (g *Gate) cursorOf(ctx context.Context, c chain, name string) (int64, error) {
	tx, err := g.db.BeginRead(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	return (&Snapshot{ctx: ctx, tx: tx, gate: g}).followedTo(c, name)
}

func (g *Gate) newestOf(ctx context.Context, c chain) (int64, error) {
	tx, err := g.db.BeginRead(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	h, err := (&Snapshot{ctx: ctx, tx: tx, gate: g}).readHead(c.journal)
	if err != nil {
		return 0, err
	}
	return h.seq, nil
}

// setBack counts one failed try of the next event; after enough of them the
// event becomes a dead letter and the follower goes on without it.
func (g *Gate) setBack(ctx context.Context, f Follower, cause error) error {
	c := f.chain()
	tx, err := g.db.BeginWrite(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	t := &Tx{Snapshot: &Snapshot{ctx: ctx, tx: tx, gate: g, Now: g.Clock.Now()}}
	type state struct{ seq, attempts int64 }
	var s state
	err = One(t.Snapshot, &s, func(s *state) []any { return []any{&s.seq, &s.attempts} },
		`SELECT seq, attempts FROM `+c.follower+` WHERE name = ?`, f.Name)
	if err != nil && !Missing(err) {
		return err
	}
	s.attempts++
	if s.attempts >= patience {
		s.seq, s.attempts = s.seq+1, 0
		if err := t.Exec(`INSERT INTO `+c.dead+` (follower, seq, at, why) VALUES (?, ?, ?, ?)`, f.Name, s.seq, t.Now, reason(cause)); err != nil {
			return err
		}
		slog.Error("an event was set aside", "follower", f.Name, "row", s.seq, "err", cause)
		cause = nil
	}
	if err := t.moveTo(c, f.Name, s.seq, s.attempts); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return cause
}

// reason is what a dead letter says: the fault's code, or that the log says
// more, as an error's text could hold what the record holds.
func reason(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Code
	}
	return "See the log: " + fmt.Sprintf("%T", err)
}

// DeadLetter is one event that a follower could not take.
type DeadLetter struct {
	Follower string
	Seq      int64
	At       when.Instant
	Why      string
}

// DeadLetters lists what followers of the shared chain could not take, newest
// first.
func DeadLetters(s *Snapshot) ([]DeadLetter, error) {
	return All(s, func(d *DeadLetter) []any { return []any{&d.Follower, &d.Seq, &d.At, &d.Why} },
		`SELECT follower, seq, at, why FROM gate_dead_letter ORDER BY at DESC, follower, seq`)
}
