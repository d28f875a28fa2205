package roster

import (
	"context"
	"errors"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/service/council"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// The service itself watches the day.
var mayWatch = gate.Action{Name: "roster.watch", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// Jobs of this package.
var Jobs = []job.Job{{Name: "roster.watch", Every: time.Minute, Run: Watch}}

// Limits of one look. At most 100 of each kind are taken at once, so that it is
// short; the next look takes the rest.
const (
	// watchDays is how far back visits without a record are looked for.
	watchDays = 14
	// tellHours is how old a missed visit may be for an alert to be of use.
	tellHours = 24
	// unseenHours is how long before a visit a change of it must have been seen.
	unseenHours = 2
)

// Watch looks once at what the clock alone makes worth telling: visits that
// nobody has come to, visits without a record, changes nobody has seen.
func Watch(ctx context.Context, g *gate.Gate) error {
	var late, missed, unseen []watched
	var missedAfter int
	err := g.Read(ctx, mayWatch, gate.Council, func(s *gate.Snapshot) (err error) {
		lateAfter, err := council.Number(s, council.LateAfterMin)
		if err != nil {
			return err
		}
		if missedAfter, err = council.Number(s, council.MissedAfterMin); err != nil {
			return err
		}
		minute, today := s.Now.Minute(), s.Today()
		if late, err = lateNow(s, today, minute-lateAfter); err != nil {
			return err
		}
		if missed, err = missedNow(s, today.Add(-watchDays), today, minute-missedAfter); err != nil {
			return err
		}
		unseen, err = unseenNow(s, today, minute, minute+unseenHours*60)
		return err
	})
	if err != nil || len(late)+len(missed)+len(unseen) == 0 {
		return err
	}
	// One that fails must not keep the others from being told, now or at every
	// look to come: each has its own verdict.
	var failed error
	err = g.Batch(ctx, func(ctx context.Context) error {
		for _, w := range missed {
			since := g.Clock.Now().Sub(w.on.AtMinute(w.minute).Time)
			if since < time.Duration(missedAfter)*time.Minute {
				continue // last night, but not long ago
			}
			tell := since < tellHours*time.Hour
			failed = errors.Join(failed, g.Write(ctx, mayWatch, gate.Person(w.person), func(tx *gate.Tx) error {
				return visit.Miss(tx, w.person, w.visit, tell)
			}))
		}
		for _, w := range late {
			failed = errors.Join(failed, w.raise(ctx, g, alert.Late))
		}
		for _, w := range unseen {
			failed = errors.Join(failed, w.raise(ctx, g, alert.UnseenChange))
		}
		return nil
	})
	return errors.Join(err, failed)
}

func (w watched) raise(ctx context.Context, g *gate.Gate, kind alert.Kind) error {
	return g.Write(ctx, mayWatch, gate.Person(w.person), func(tx *gate.Tx) error {
		return alert.Raise(tx, alert.New{Kind: kind, Person: w.person, Source: w.source})
	})
}

// watched is one visit or change that the clock has made worth telling.
type watched struct {
	source string // of the alert
	visit  visit.ID
	person ids.Person
	on     when.Date
	minute int
}

// A change of a published run is made, delivered to the worker's phone, and seen.
// Where it is not seen in time, somebody rings the worker.

// unseenFor is how long a change may go unseen before somebody rings: a worker
// with a hand free looks at the phone within that.
const unseenFor = 10 * time.Minute

// Delivered says that changes of a worker's run are on their phone. Those
// delivered before stay as they are, and so do those of anybody else.
func Delivered(tx *gate.Tx, account ids.Account, changes []ChangeID) error {
	if len(changes) == 0 {
		return nil
	}
	return tx.Exec(`UPDATE roster_change SET delivered_at = ? WHERE account_id = ? AND delivered_at IS NULL AND id IN ?`, tx.At, account, gate.In(changes))
}
