// Package watch notices what the clock alone makes worth telling of a published
// day: visits that nobody has come to, visits without a record, changes nobody has
// seen.
package watch

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
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// The service itself watches the day.
var mayWatch = gate.Action{Name: "roster.watch", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// Jobs of the rota.
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

func (w *watched) fields() []any { return []any{&w.source, &w.visit, &w.person, &w.on, &w.minute} }

// lateNow lists published visits of a day that were to start by a minute of it
// and have no arrival, and about which nobody was told before.
func lateNow(s *gate.Snapshot, day when.Date, minute int) ([]watched, error) {
	return gate.All(s, (*watched).fields, `SELECT v.id, v.id, v.person_id, v.on_date, MIN(a.start_min)
		FROM visit v JOIN roster_assignment a ON a.visit_id = v.id JOIN roster_day d ON d.on_date = v.on_date AND d.published_at IS NOT NULL
		WHERE v.on_date = ? AND v.state = 'planned' AND v.arrived_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM alert x WHERE x.person_id = v.person_id AND x.kind = 'late' AND x.source = v.id)
		GROUP BY v.id, v.person_id, v.on_date HAVING MIN(a.start_min) <= ? ORDER BY v.id LIMIT 100`, day, minute)
}

// missedNow lists planned visits that should have started long ago: those of
// earlier days, and those of a day whose latest start was before a minute.
func missedNow(s *gate.Snapshot, from, day when.Date, minute int) ([]watched, error) {
	return gate.All(s, (*watched).fields, `SELECT v.id, v.id, v.person_id, v.on_date, v.latest_min FROM visit v
		WHERE v.state = 'planned' AND v.on_date >= ? AND (v.on_date < ? OR v.on_date = ? AND v.latest_min <= ?)
		AND NOT EXISTS (SELECT 1 FROM prison_stay z WHERE z.person_id = v.person_id AND z.from_on <= v.on_date AND (z.until_on IS NULL OR z.until_on > v.on_date))
		ORDER BY v.on_date DESC, v.latest_min, v.id LIMIT 100`, from, day, day, minute)
}

// unseenNow lists new or moved visits of a day that start between two minutes
// of it and whose worker has neither seen the change in good time nor been told
// of it, and about which the office was not told before.
func unseenNow(s *gate.Snapshot, day when.Date, from, until int) ([]watched, error) {
	return gate.All(s, (*watched).fields, `SELECT c.id, c.visit_id, c.person_id, c.on_date, a.start_min
		FROM roster_change c JOIN roster_assignment a ON a.visit_id = c.visit_id AND a.account_id = c.account_id JOIN visit v ON v.id = c.visit_id
		WHERE c.on_date = ? AND c.seen_at IS NULL AND c.told_at IS NULL AND c.at <= ? AND c.what <> 'removed' AND v.state = 'planned' AND a.start_min BETWEEN ? AND ?
		AND NOT EXISTS (SELECT 1 FROM alert x WHERE x.person_id = c.person_id AND x.kind = 'unseen_change' AND x.source = c.id)
		ORDER BY a.start_min, c.id LIMIT 100`, day, s.Now.Add(-roster.UnseenFor), from, until)
}
