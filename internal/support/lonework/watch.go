package lonework

import (
	"context"
	"errors"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/notify"
	"stillhome/internal/service/council"
	"stillhome/internal/support/alert"
)

var errClosed = fault.New(fault.Conflict, "lonework.closed", "Somebody else has closed this alarm. Read what they found.")

// Jobs of this package.
var Jobs = []job.Job{
	{Name: "lonework.watch", Every: 10 * time.Second, Shared: true, Run: Watch},
	{Name: "lonework.duty", Every: time.Minute, Run: WatchDuty},
}

// Followers of this package: an alert that stands beside an alarm and is taken or
// closed there, by a human, is the same for the alarm; a message that died.
var Followers = []gate.Follower{
	gate.Follow("lonework.alert_taken", alertTaken),
	gate.Follow("lonework.alert_closed", alertClosed),
	gate.Follow("lonework.message_died", func(tx *gate.Tx, e notify.Died) error {
		level := alert.Today
		if e.Urgent {
			level = alert.ActNow
		}
		return alert.Raise(tx, alert.New{Kind: alert.MessageDied, Source: string(e.Way), Level: level})
	}),
}

// tooOld is when a visit without a record is for the office's list of such visits,
// and no alarm any more: only a server that stood still for long sees one.
const tooOld = 12 * time.Hour

// follow opens, moves and closes sessions as visits are begun, moved and recorded,
// and writes the ladder's clock down.
func follow(ctx context.Context, g *gate.Gate) error {
	var opened, changed []Session
	var over []evidence
	var tick bool
	var now situation
	read := func(s *gate.Snapshot) (err error) {
		opened, changed, over = nil, nil, nil
		if now, err = look(s, ""); err != nil {
			return err
		}
		c, err := readClock(s)
		if err != nil {
			return err
		}
		since := s.Now.Sub(c.wall.Time)
		tick = since > 5*time.Second || since < 0
		on, err := council.Words(s, council.OverdueWatch)
		if err != nil {
			return err
		}
		if on == "yes" {
			begun, err := begun(s, s.Today(), s.Now.Minute())
			if err != nil {
				return err
			}
			for _, e := range begun {
				opened = append(opened, e.open(now))
			}
		}
		known, err := watched(s)
		for _, e := range known {
			if e.over() != "" {
				over = append(over, e)
			} else if x, moved := e.moved(now); moved {
				changed = append(changed, x)
			}
		}
		return err
	}
	if err := g.Read(ctx, mayFollow, gate.Council, read); err != nil || !tick && len(opened)+len(changed)+len(over) == 0 {
		return err
	}
	return g.Write(ctx, mayFollow, gate.Council, func(tx *gate.Tx) error {
		if err := read(tx.Snapshot); err != nil {
			return err
		}
		if err := saveClock(tx, now); err != nil {
			return err
		}
		if err := insertSessions(tx, opened); err != nil {
			return err
		}
		for _, x := range changed {
			if err := saveSession(tx, x); err != nil {
				return err
			}
		}
		for _, e := range over {
			if err := closeSession(tx, e.Session, e.over()); err != nil {
				return err
			}
		}
		return nil
	})
}

// open is the session of a visit that has begun. One that should have ended long
// ago is not asked about.
func (e evidence) open(now situation) Session {
	x := e.Session
	x.Opened, x.Finish = now.wall, finish(e.Arrived, e.on, e.start, e.minutes)
	if x.dues(e.minutes, now); now.wall.Sub(x.Finish.Time) > tooOld {
		x.Nudge, x.Office = when.Instant{}, when.Instant{}
	}
	return x
}

// moved is the session with the finish as it is now expected, where that has
// changed and the worker was not asked yet.
func (e evidence) moved(now situation) (Session, bool) {
	x, start := e.Session, e.start
	if x.Nudge.IsZero() || start < 0 {
		return x, false
	}
	until := finish(e.arrived, e.on, start, e.minutes)
	if until.Before(x.Longer.Time) {
		until = x.Longer
	}
	if until.Equal(x.Finish.Time) && e.arrived.Equal(x.Arrived.Time) {
		return x, false
	}
	x.Arrived, x.Finish = e.arrived, until
	x.dues(e.minutes, now)
	return x, true
}

// overdue makes an alarm of every session whose time to ask the worker has come.
func overdue(ctx context.Context, g *gate.Gate) error {
	var late []Session
	err := g.Read(ctx, mayWatch, gate.Council, func(s *gate.Snapshot) error {
		c, err := readClock(s)
		if err != nil {
			return err
		}
		late, err = gate.All(s, (*Session).fields, `SELECT visit_id, account_id, person_id, opened_at, arrived_at, finish_at, longer_until, nudge_due, office_due FROM lonework_session
			WHERE closed_at IS NULL AND nudge_due <= ? ORDER BY nudge_due, visit_id LIMIT 200`, c.at(s.Now))
		return err
	})
	if err != nil || len(late) == 0 {
		return err
	}
	var failed error
	err = g.Batch(ctx, func(ctx context.Context) error {
		for _, x := range late {
			failed = errors.Join(failed, g.Write(ctx, mayWatch, gate.Person(x.Person), func(tx *gate.Tx) error { return nudge(tx, x) }))
		}
		return nil
	})
	return errors.Join(err, failed)
}

// nudge asks an overdue worker, once: the alarm begins with that rung, and the
// office is its next. While there is an open alarm about the worker, whose phone
// may have to stay still, the session waits for what is found. A door that nobody
// opened, or a home the worker did not go into, says nothing of them at another
// visit.
func nudge(tx *gate.Tx, x Session) error {
	s, err := look(tx.Snapshot, x.Account)
	if err != nil {
		return err
	}
	open, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM lonework_alarm WHERE worker_id = ? AND closed_at IS NULL
		AND (how IN ('pressed', 'silent', 'duress', 'overdue') OR visit_id = ?)`, x.Account, x.Visit)
	if err != nil {
		return err
	}
	if open > 0 {
		return tx.Exec(`UPDATE lonework_session SET nudge_due = ?, office_due = ? WHERE visit_id = ? AND account_id = ? AND closed_at IS NULL`,
			s.ladder.Add(s.rung), s.ladder.Add(s.rung+s.office-s.nudge), x.Visit, x.Account)
	}
	// Of two looks at once, one finds the session changed.
	if err := tx.Update(`UPDATE lonework_session SET nudge_due = NULL WHERE visit_id = ? AND account_id = ? AND nudge_due = ? AND closed_at IS NULL`, x.Visit, x.Account, x.Nudge); err != nil {
		return err
	}
	a := Alarm{ID: ID(ids.New()), How: Overdue, Worker: x.Account, Visit: x.Visit, Person: x.Person, At: x.Finish, Raised: tx.At, Rung: 1, Due: x.Office}
	if _, err := insert(tx, a); err != nil {
		return err
	}
	return ask(tx, a, Rung{Alarm: a.ID, N: 1, Kind: AskWorker, Account: x.Account, Name: "The worker", Phone: s.own, At: tx.At}, s)
}

func alertTaken(tx *gate.Tx, e alert.Taken) error {
	a, id, err := alarmOf(tx, e.Alert)
	if err != nil || id == "" || a.Owner == "" {
		return err
	}
	return take(tx, id, a.Owner)
}

func alertClosed(tx *gate.Tx, e alert.Closed) error {
	a, id, err := alarmOf(tx, e.Alert)
	if err != nil || id == "" || a.By == "" {
		return err
	}
	found := map[alert.Outcome]Found{alert.Helped: Helped, alert.Emergency: Emergency, alert.NothingNeeded: Mistake}[a.Outcome]
	if found == "" {
		found = Safe
	}
	err = end(tx, Closing{Alarm: id, Found: found, Words: a.Note}, a.By)
	if errors.Is(err, errClosed) {
		return nil
	}
	return err
}

// alarmOf is the open alarm that an alert stands beside; an empty id where there
// is none.
func alarmOf(tx *gate.Tx, id alert.ID) (alert.Alert, ID, error) {
	a, err := alert.Get(tx.Snapshot, id)
	if err != nil {
		return a, "", err
	}
	switch a.Kind {
	case alert.HelpWanted, alert.HelpSilent, alert.WorkerOverdue:
	default:
		return a, "", nil
	}
	found, err := gate.Values[ID](tx.Snapshot, `SELECT id FROM lonework_alarm WHERE id = ? AND closed_at IS NULL`, a.Source)
	if err != nil || len(found) == 0 {
		return a, "", err
	}
	return a, found[0], nil
}
