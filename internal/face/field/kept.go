package field

import (
	"context"
	"strconv"
	"unicode/utf8"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
)

// The smaller facts of a visit are kept in their phone's ledger and shown as
// recorded so far. Whoever may record the visit may record them.
var (
	mayNote    = gate.Action{Name: "field.note", Who: visit.MayRecord.Who}
	mayKeySafe = gate.Action{Name: "field.key_safe", Who: visit.MayRecord.Who}
	mayLate    = gate.Action{Name: "field.late", Who: visit.MayRecord.Who}
	mayMileage = gate.Action{Name: "field.mileage", Who: MaySync.Who}
)

// Limits of what can be true of the smaller facts.
const (
	mostWords   = 5_000
	mostMinutes = 24 * 60
	mostMiles   = 1_000
)

// takeIn takes one fact into the record, as the account in the context, or
// says why it does not fit. A concern and a call for help are taken whatever
// is wrong with them.
func takeIn(ctx context.Context, g *gate.Gate, account ids.Account, f Fact, why error) error {
	switch f.Action {
	case wantsHelp:
		return wantHelp(ctx, g, account, f, why)
	case "concern.raise":
		if visit.ConcernKind(f.Body.Kind).Sealed() {
			return raiseSealed(ctx, g, account, f, why)
		}
	}
	if why != nil {
		return why
	}
	return clashing(ctx, g, f, account, apply(gate.AsOf(ctx, f.at), g, f, visit.App))
}

// raiseSealed raises a concern for the safeguarding lead alone. What cannot be
// read is kept whole as its words: nothing of it may lie where others look.
func raiseSealed(ctx context.Context, g *gate.Gate, account ids.Account, f Fact, why error) error {
	words := string(f.Body.Words)
	if why != nil || words == "" || f.Body.Kind == "" {
		words = string(f.whole)
	}
	// Whoever was given a phone works for the council, also when their account
	// has ended since.
	ctx = actor.With(ctx, actor.Actor{ID: string(account), Roles: []actor.Role{actor.Worker}, Trusted: true})
	return safeguarding.Raise(ctx, g, safeguarding.Concern{
		Ref: string(f.ID), Person: f.person(), Visit: visit.ID(f.Visit), Kind: visit.ConcernKind(f.Body.Kind), Urgency: visit.Urgency(f.Body.Urgency),
		Words: words, At: f.at, Channel: visit.App,
	})
}

// raiseOrdinary raises a concern that the office answers.
func raiseOrdinary(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	return visit.RaiseConcern(ctx, g, visit.Concern{
		ID: string(f.ID), Person: f.person(), Visit: visit.ID(f.Visit), Kind: visit.ConcernKind(f.Body.Kind), Urgency: visit.Urgency(f.Body.Urgency),
		Words: string(f.Body.Words), At: f.at, Channel: by,
	})
}

// keep checks a smaller fact about a visit and journals it; what it says stays
// in the ledger. then may be nil.
func keep(ctx context.Context, g *gate.Gate, a gate.Action, f Fact, c fault.Checks, then func(*gate.Tx) error) error {
	c.Field(utf8.RuneCountInString(string(f.Body.Words)) > mostWords, "words", "Use %d characters or fewer.", mostWords)
	if err := c.Err("field.fact"); err != nil {
		return err
	}
	return g.Write(ctx, a, gate.Person(f.person()), func(tx *gate.Tx) error {
		if _, err := visit.Get(tx.Snapshot, f.person(), visit.ID(f.Visit)); err != nil {
			return err
		}
		if then == nil {
			return nil
		}
		return then(tx)
	})
}

func keepTask(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
	var c fault.Checks
	c.Field(f.Body.Task == "" || len(f.Body.Task) > maxID, "task", "This does not say which task it is about.")
	c.Field(!assessment.Level(f.Body.Level).Known(), "level", "This step is not one of the ladder.")
	return keep(ctx, g, mayNote, f, c, nil)
}

func keepFeeling(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
	var c fault.Checks
	c.Field(f.Body.Feeling == "" || visit.Feeling(f.Body.Feeling).Label() == "", "feeling", "This does not say how the person was.")
	return keep(ctx, g, mayNote, f, c, nil)
}

func keepNote(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
	return keep(ctx, g, mayNote, f, fault.Checks{}, nil) // empty: the note was taken back
}

const notSafe = "not_safe"

func keepEquipment(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
	var c fault.Checks
	c.Field(f.Body.What == "" || utf8.RuneCountInString(string(f.Body.What)) > maxID, "what", "This does not say what was left.")
	return keep(ctx, g, mayNote, f, c, nil)
}

func keepKeySafe(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
	return keep(ctx, g, mayKeySafe, f, fault.Checks{}, nil)
}

// sayLate tells the office that the worker will be late. It is a proposal: the
// rota stays as it is until the office changes it.
func sayLate(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
	var c fault.Checks
	c.Field(f.Body.Minutes < 1 || f.Body.Minutes > mostMinutes, "minutes", "This does not say by how many minutes.")
	return keep(ctx, g, mayLate, f, c, func(tx *gate.Tx) error {
		v, err := visit.Get(tx.Snapshot, f.person(), visit.ID(f.Visit))
		if err != nil || v.State != visit.Planned || !v.Arrived.IsZero() {
			return err // it has begun meanwhile
		}
		return alert.Raise(tx, alert.New{Kind: alert.Late, Person: f.person(), Source: string(f.Visit), Detail: "worker_said"})
	})
}

func keepMileage(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
	var c fault.Checks
	_, err := when.ParseDate(string(f.Body.On))
	c.Field(err != nil || f.Body.On == "", "on", "This does not say of which day.")
	miles, err := strconv.ParseFloat(string(f.Body.Miles), 64)
	c.Field(err != nil || !(miles >= 0 && miles <= mostMiles), "miles", "This does not say how many miles.")
	if err := c.Err("field.fact"); err != nil {
		return err
	}
	return g.Write(ctx, mayMileage, gate.Council, func(*gate.Tx) error { return nil })
}

// inLedger reports whether the whole of a fact stands in a phone's ledger.
func inLedger(s *gate.Snapshot, by phone.ID, body string) (bool, error) {
	n, err := gate.Value[int](s, `SELECT COUNT(*) FROM field_fact WHERE phone_id = ? AND hash = ?`, by, hashOf([]byte(body)))
	return n > 0, err
}
