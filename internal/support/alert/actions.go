package alert

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
)

// The actions. The office answers alerts; nobody else sees them.
var (
	MaySee      = gate.Action{Name: "alert.see", Who: actor.Rule{Any: actor.Office}}
	MayOwn      = gate.Action{Name: "alert.own", Who: MaySee.Who}
	MayClose    = gate.Action{Name: "alert.close", Who: MaySee.Who}
	mayEscalate = gate.Action{Name: "alert.escalate", Who: actor.Rule{Any: []actor.Role{actor.System}}}
)

// Step is one thing that happened to an alert.
type Step struct {
	At   when.Instant
	What string
	Name string // of whoever did it; empty for the service itself
}

// Take makes the alert the actor's own to answer. Taking it twice changes
// nothing; taking over somebody else's is allowed and shows in its steps.
func Take(ctx context.Context, g *gate.Gate, id ID, version int) error {
	return g.Write(ctx, MayOwn, gate.Council, func(tx *gate.Tx) error {
		if err := tx.Update(`UPDATE alert SET owner_id = ?, owned_at = ?, version = version + 1 WHERE id = ? AND version = ? AND closed_at IS NULL`,
			tx.Actor.ID, tx.At, id, version); err != nil {
			return err
		}
		a, err := Get(tx.Snapshot, id)
		if err != nil {
			return err
		}
		tx.Emit(Taken{a.ID, a.Kind})
		return step(tx, id, "taken on")
	})
}

// Close answers an alert. Errors: alert.closing, gate.changed when somebody
// else answered or took it first.
func Close(ctx context.Context, g *gate.Gate, c Closing) error {
	return g.Write(ctx, MayClose, gate.Council, func(tx *gate.Tx) error {
		if err := c.check(); err != nil {
			return err
		}
		a, err := Get(tx.Snapshot, c.Alert)
		if err != nil {
			return err
		}
		if err := tx.Update(`UPDATE alert SET closed_at = ?, closed_by = ?, outcome = ?, note = ?, version = version + 1
			WHERE id = ? AND version = ? AND closed_at IS NULL`, tx.At, tx.Actor.ID, c.Outcome, strings.TrimSpace(c.Note), c.Alert, c.Version); err != nil {
			return err
		}
		tx.Emit(Closed{a.ID, a.Kind, a.Person, c.Outcome})
		return step(tx, c.Alert, "closed")
	})
}

// Escalate asks the next person on duty about every act-now alert whose clock
// has run out with nobody having taken it on.
func Escalate(ctx context.Context, g *gate.Gate) error {
	var late []Alert
	err := g.Read(ctx, mayEscalate, gate.Council, func(s *gate.Snapshot) (err error) {
		late, err = overdue(s)
		return err
	})
	if err != nil || len(late) == 0 {
		return err
	}
	return g.Write(ctx, mayEscalate, gate.Council, func(tx *gate.Tx) error {
		onDuty, err := staff.OnDuty(tx.Snapshot, tx.At)
		if err != nil {
			return err
		}
		minutes, err := council.Number(tx.Snapshot, council.EscalateMin)
		if err != nil {
			return err
		}
		for _, a := range late {
			n, err := tx.Changed(`UPDATE alert SET rung = rung + 1, asked_id = ?, due_at = ?, version = version + 1
				WHERE id = ? AND version = ? AND owner_id IS NULL AND closed_at IS NULL`,
				next(onDuty, a.Rung+1), tx.At.Add(time.Duration(minutes)*time.Minute), a.ID, a.Version)
			if err != nil {
				return err
			}
			if n == 1 {
				if err := step(tx, a.ID, fmt.Sprintf("asked the next person, time %d", a.Rung+1)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Jobs of this package.
var Jobs = []job.Job{{Name: "alert.escalate", Every: 30 * time.Second, Run: Escalate}}

// Followers of this package.
var Followers = []gate.Follower{
	gate.Follow("alert.glass", func(tx *gate.Tx, e gate.GlassBroken) error {
		return Raise(tx, New{Kind: GlassBroken, Person: e.Person, Source: string(e.Account) + " " + e.Until.Text()})
	}),
}
