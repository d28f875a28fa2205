package lonework

import (
	"context"
	"errors"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// The actions. The office answers alarms; a human's hand alone takes or closes
// one.
var (
	MaySee    = gate.Action{Name: "lonework.see", Who: actor.Rule{Any: actor.Office}}
	MayTake   = gate.Action{Name: "lonework.take", Who: MaySee.Who}
	MayClose  = gate.Action{Name: "lonework.close", Who: MaySee.Who}
	bySystem  = actor.Rule{Any: []actor.Role{actor.System}}
	mayWatch  = gate.Action{Name: "lonework.watch", Who: bySystem}
	mayFollow = gate.Action{Name: "lonework.follow", Quiet: true, Who: bySystem}
	mayStep   = gate.Action{Name: "lonework.step", Who: bySystem}
)

// look reads what the ladder looks at, for one worker's alarm; for none where
// worker is empty.
func look(s *gate.Snapshot, worker ids.Account) (situation, error) {
	x := situation{wall: s.Now}
	var c clock
	if err := gate.One(s, &c, func(c *clock) []any { return []any{&c.wall, &c.ladder, gate.Null(&x.own)} },
		`SELECT (SELECT wall_at FROM lonework_clock WHERE id = 1), (SELECT ladder_at FROM lonework_clock WHERE id = 1), (SELECT MAX(phone) FROM staff_member WHERE account_id = ? AND account_id <> '')`, worker); err != nil {
		return x, err
	}
	x.ladder = c.at(s.Now)
	set, err := council.All(s)
	if err != nil {
		return x, err
	}
	if err := x.read(set); err != nil {
		return x, err
	}
	x.duty, err = staff.InChargeAt(s, s.Now)
	return x, err
}

// read takes the times and the last number from the settings.
func (x *situation) read(set map[council.Name]string) error {
	for _, t := range []struct {
		name council.Name
		into *time.Duration
	}{{council.NudgeMin, &x.nudge}, {council.OfficeMin, &x.office}, {council.RungMin, &x.rung}, {council.EscalateMin, &x.escalate}} {
		d, err := time.ParseDuration(set[t.name] + "m")
		if err != nil {
			return err
		}
		*t.into = d
	}
	x.last.Name = set[council.LastName]
	x.last.Phone, _ = notify.ParseTelephone(set[council.LastPhone]) // the settings take no other
	return nil
}

// Raise starts the ladder of an alarm in the caller's write: the first rung is
// asked in it. An alarm with the same id that was raised before changes nothing.
// Silence and duress reach the office in the same way as a pressed one, and never
// the worker.
func Raise(tx *gate.Tx, a Alarm) error {
	if a.ID == "" {
		a.ID = ID(ids.New())
	}
	s, err := look(tx.Snapshot, a.Worker)
	if err != nil {
		return err
	}
	a.Raised, a.Rung, a.Due = tx.At, 0, s.ladder
	if a.At.IsZero() {
		a.At = tx.At
	}
	a, r, _ := a.step(nil, s)
	made, err := insert(tx, a)
	if err != nil || !made {
		return err
	}
	if err := saveClock(tx, s); err != nil {
		return err
	}
	return ask(tx, a, r, s)
}

// ask puts down a rung with its messages, and the alert that stands beside.
func ask(tx *gate.Tx, a Alarm, r Rung, s situation) error {
	if err := insertRung(tx, r); err != nil {
		return err
	}
	if err := notify.Queue(tx, r.messages()...); err != nil || r.Kind == AskWorker {
		return err
	}
	kind, source := a.alertOf()
	return alert.Raise(tx, alert.New{Kind: kind, Person: a.Person, Source: source, Within: s.escalate})
}

// TakenBack notes that the worker's phone took a call back. The alarm goes on: a
// human makes sure, whoever held the phone.
func TakenBack(tx *gate.Tx, id ID) error {
	return note(tx, id, "", "Taken back on the worker’s phone. Make sure all the same.")
}

// climb moves the ladder of one alarm by a step, if it is due.
func climb(tx *gate.Tx, id ID) error {
	a, err := Get(tx.Snapshot, id)
	if err != nil {
		return err
	}
	asked, err := Rungs(tx.Snapshot, id)
	if err != nil {
		return err
	}
	s, err := look(tx.Snapshot, a.Worker)
	if err != nil {
		return err
	}
	had := a.By
	a, r, ok := a.step(asked, s)
	if !ok {
		return nil
	}
	if err := save(tx, a); err != nil {
		return err
	}
	if had != "" {
		if err := note(tx, id, "", "Whoever had it has not said what they found. Others are asked again."); err != nil {
			return err
		}
	}
	if r.N == 0 {
		return nil
	}
	return ask(tx, a, r, s)
}

// Take makes an alarm the actor's own to answer: the ladder stops asking others
// for half an hour. Taking over somebody else's is allowed. Errors:
// gate.not_found, gate.changed when it was closed meanwhile.
func Take(ctx context.Context, g *gate.Gate, id ID) error {
	return g.Write(gate.Urgent(ctx), MayTake, gate.Council, func(tx *gate.Tx) error { return take(tx, id, ids.Account(tx.Actor.ID)) })
}

func take(tx *gate.Tx, id ID, who ids.Account) error {
	a, err := Get(tx.Snapshot, id)
	if err != nil || !a.Open() || a.By == who {
		return err
	}
	s, err := look(tx.Snapshot, "")
	if err != nil {
		return err
	}
	if err := save(tx, a.took(who, s)); err != nil {
		return err
	}
	if err := saveClock(tx, s); err != nil {
		return err
	}
	if err := answered(tx, a, who); err != nil {
		return err
	}
	return note(tx, id, who, "Has this alarm")
}

// Close ends an alarm with what was found. Errors: lonework.closing,
// gate.not_found; gate.changed when somebody else closed it.
func Close(ctx context.Context, g *gate.Gate, c Closing) error {
	return g.Write(gate.Urgent(ctx), MayClose, gate.Council, func(tx *gate.Tx) error {
		if err := c.check(); err != nil {
			return err
		}
		return end(tx, c, ids.Account(tx.Actor.ID))
	})
}

func end(tx *gate.Tx, c Closing, who ids.Account) error {
	a, err := Get(tx.Snapshot, c.Alarm)
	if err != nil {
		return err
	}
	if !a.Open() {
		return errClosed
	}
	a.Closed, a.Closer, a.Found, a.Words, a.Due = tx.At, who, c.Found, strings.TrimSpace(c.Words), when.Instant{}
	if err := save(tx, a); err != nil {
		return err
	}
	if err := answered(tx, a, who); err != nil {
		return err
	}
	if err := a.settleSession(tx); err != nil {
		return err
	}
	if a.How == Stop || a.How == NoAnswer {
		return nil // their alerts have an end of their own
	}
	kind, source := a.alertOf()
	return alert.CloseFor(tx, kind, source, alert.Answered)
}

// SettleFor closes the alarms about a door that nobody opened at one visit:
// somebody has said how that ended, with a record of its own. The watch over the
// worker goes on.
func SettleFor(tx *gate.Tx, v visit.ID, found Found, words string) error {
	open, err := gate.All(tx.Snapshot, (*Alarm).fields, `SELECT `+alarmColumns+` FROM lonework_alarm a WHERE a.visit_id = ? AND a.how = 'no_answer' AND a.closed_at IS NULL ORDER BY a.id`, v)
	if err != nil {
		return err
	}
	who := ids.Account(tx.Actor.ID)
	for _, a := range open {
		a.Closed, a.Closer, a.Found, a.Words, a.Due = tx.At, who, found, words, when.Instant{}
		if err := save(tx, a); err != nil {
			return err
		}
		if err := answered(tx, a, who); err != nil {
			return err
		}
	}
	return nil
}

// settleSession ends the watch over the worker at this visit, or begins it anew
// where they are safe and stay longer: silence stays an alarm. A mistake ends no
// watch that is still to come, as the worker is inside all the same; and what was
// found of a worker who was not let in, or did not go in, says nothing of one who
// goes in later.
func (a Alarm) settleSession(tx *gate.Tx) error {
	x := Session{Visit: a.Visit, Account: a.Worker}
	switch {
	case a.Visit == "" || a.Found == Heard:
		return nil
	case a.Found == Longer:
	case a.How == NoAnswer || a.How == Stop:
		return nil
	case a.Found == Mistake:
		return closeAsked(tx, x, "alarm")
	default:
		return closeSession(tx, x, "alarm")
	}
	s, err := look(tx.Snapshot, "")
	if err != nil {
		return err
	}
	return tx.Exec(`UPDATE lonework_session SET finish_at = ?, longer_until = ?, nudge_due = ?, office_due = ?, closed_at = NULL, closed_by = '' WHERE visit_id = ? AND account_id = ?`,
		s.wall.Add(longerBy), s.wall.Add(longerBy), s.ladder.Add(longerBy+s.nudge), s.ladder.Add(longerBy+s.office), a.Visit, a.Worker)
}

// Watch looks once at every timer: it opens and closes sessions by what is known
// of visits, asks workers who are overdue, and moves every ladder that is due. It
// may run in several processes at once; of two that move one ladder one does.
func Watch(ctx context.Context, g *gate.Gate) error {
	ctx = gate.Urgent(ctx)
	return errors.Join(follow(ctx, g), overdue(ctx, g), climbAll(ctx, g))
}

func climbAll(ctx context.Context, g *gate.Gate) error {
	var heard, late []Alarm
	err := g.Read(ctx, mayStep, gate.Council, func(s *gate.Snapshot) error {
		now, err := look(s, "")
		if err != nil {
			return err
		}
		if heard, err = heardOf(s); err != nil {
			return err
		}
		late, err = dueAlarms(s, now)
		return err
	})
	if err != nil || len(heard)+len(late) == 0 {
		return err
	}
	// One that fails must not keep the others from being asked: each has its own
	// verdict.
	var failed error
	err = g.Batch(ctx, func(ctx context.Context) error {
		for _, a := range heard {
			failed = errors.Join(failed, g.Write(ctx, mayStep, gate.Person(a.Person), func(tx *gate.Tx) error { return hear(tx, a.ID) }))
		}
		for _, a := range late {
			failed = errors.Join(failed, g.Write(ctx, mayStep, gate.Person(a.Person), func(tx *gate.Tx) error { return climb(tx, a.ID) }))
		}
		return nil
	})
	return errors.Join(err, failed)
}

// hear notes that something was heard of a worker who was overdue. Before the
// office was asked that is the end of it; after, a human makes sure.
func hear(tx *gate.Tx, id ID) error {
	a, err := Get(tx.Snapshot, id)
	if err != nil || !a.Open() || !a.Heard.IsZero() {
		return err
	}
	a.Heard = tx.At
	if a.Rung <= 1 && a.By == "" {
		a.Closed, a.Closer, a.Found, a.Due = tx.At, ids.Account(tx.Actor.ID), Heard, when.Instant{}
	} else if err := note(tx, id, "", "The worker was heard of: the visit was recorded, or they came to the next one. Ring to make sure, then close this."); err != nil {
		return err
	}
	return save(tx, a)
}
