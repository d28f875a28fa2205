package noanswer

import (
	"context"
	"errors"
	"strings"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/visit"
)

// Jobs of this package.
var Jobs = []job.Job{{Name: "noanswer.watch", Every: 15 * time.Second, Shared: true, Run: Watch}}

// Watch asks the next person on duty about each door whose clock has run out.
// At most 50 at a time; the next look takes the rest. It may run in several
// processes at once: of two that find the same door one rings.
func Watch(ctx context.Context, g *gate.Gate) error {
	ctx = gate.Urgent(ctx)
	var late []Record
	err := g.Read(ctx, mayWatch, gate.Council, func(s *gate.Snapshot) (err error) {
		late, err = dueAt(s, s.Now)
		return err
	})
	if err != nil || len(late) == 0 {
		return err
	}
	// One that fails must not hold the clocks of the others: each has its own
	// verdict.
	var failed error
	err = g.Batch(ctx, func(ctx context.Context) error {
		for _, r := range late {
			err := g.Write(ctx, mayWatch, gate.Person(r.Person), func(tx *gate.Tx) error { return r.rung(tx) })
			if fault.KindOf(err) != fault.Conflict { // another was first
				failed = errors.Join(failed, err)
			}
		}
		return nil
	})
	return errors.Join(err, failed)
}

// rung is the next rung of one record: an alarm of its own asks the next person
// on duty and goes on by itself. Where somebody has closed that and the door has
// not ended, it is raised anew.
func (r Record) rung(tx *gate.Tx) error {
	r.Rung++
	r.Next = tx.At.Add(RungAfter)
	if err := save(tx, r); err != nil {
		return err
	}
	s := Stage{ID: ids.Derived("noanswer.rung", string(r.ID), tx.At.Text()), Code: clock, At: tx.At, Channel: visit.Office}
	if err := addSteps(tx, r.ID, r.Person, s); err != nil {
		return err
	}
	open, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM lonework_alarm WHERE visit_id = ? AND how = 'no_answer' AND closed_at IS NULL`, r.Visit)
	if err != nil || open > 0 {
		return err
	}
	return lonework.Raise(tx, lonework.Alarm{
		ID: lonework.ID(ids.Derived("noanswer.alarm", string(r.ID), tx.At.Text())), How: lonework.NoAnswer, Worker: r.Worker, Visit: r.Visit, Person: r.Person, At: r.Started,
	})
}

// Followers of this package: what ended closes the alarm about it.
var Followers = []gate.Follower{
	gate.Follow("noanswer.alarm", func(tx *gate.Tx, e Ended) error {
		found := lonework.Safe
		if e.Outcome.Harm() || e.Outcome == PoliceOrFire {
			found = lonework.Emergency
		}
		return lonework.SettleFor(tx, e.Visit, found, "The door: "+strings.ToLower(e.Outcome.Label())+".")
	}),
}
