package risk

import (
	"context"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
)

// AddFact writes down a safety-critical fact. One of resuscitation or of
// swallowing takes the place of the one before where the actor may end that,
// and never of a paper that was seen while the new one was not. What does not
// give way stands beside it, and the office is asked which holds. Errors:
// risk.fact, by field; gate.exists; gate.not_found.
func AddFact(ctx context.Context, g *gate.Gate, f Fact) error {
	f = f.trimmed()
	return g.Write(ctx, MayRecord, gate.Person(f.Person), func(tx *gate.Tx) error {
		if err := f.check(tx.Today()); err != nil {
			return err
		}
		may, err := tx.May(MayEnd)
		if err != nil {
			return err
		}
		if may && f.Kind != OtherFact {
			if err := replaceFacts(tx, f); err != nil {
				return err
			}
		}
		if err := insertFact(tx, f); err != nil {
			return err
		}
		return settle(tx, f.Person, f.ID)
	})
}

// settle asks the office where a fact just written stands beside another of its
// kind, and takes the question back once there is one at most.
func settle(tx *gate.Tx, person ids.Person, fact string) error {
	all, err := likeFact(tx.Snapshot, person, fact)
	if err != nil {
		return err
	}
	hold, added := 0, false
	var sources []string
	for _, x := range all {
		sources = append(sources, x.id)
		if x.holds {
			hold, added = hold+1, added || x.id == fact
		}
	}
	switch {
	case hold > 1 && added:
		return alert.Raise(tx, alert.New{Kind: alert.FactsDiffer, Person: person, Source: fact})
	case hold < 2 && len(all) > 1:
		return alert.CloseAllFor(tx, alert.FactsDiffer, sources, alert.Answered)
	}
	return nil
}

// EndFact says that a fact holds no more. Errors: risk.ending, by field;
// gate.changed when it has ended already or is not this person's.
func EndFact(ctx context.Context, g *gate.Gate, e Ending) error {
	return g.Write(ctx, MayEnd, gate.Person(e.Person), func(tx *gate.Tx) error {
		if err := e.Check(); err != nil {
			return err
		}
		if err := endFact(tx, e); err != nil {
			return err
		}
		return settle(tx, e.Person, e.ID)
	})
}

// AddWarning tells those who visit of something that happened. Errors:
// risk.warning, by field; gate.exists; gate.not_found.
func AddWarning(ctx context.Context, g *gate.Gate, w Warning) error {
	return g.Write(ctx, MayRecord, gate.Person(w.Person), func(tx *gate.Tx) error {
		if err := w.check(tx.Today()); err != nil {
			return err
		}
		return insertWarning(tx, w)
	})
}

// EndWarning says that a warning holds no more. Errors: risk.ending, by field;
// gate.changed.
func EndWarning(ctx context.Context, g *gate.Gate, e Ending) error {
	return g.Write(ctx, MayEnd, gate.Person(e.Person), func(tx *gate.Tx) error {
		if err := e.Check(); err != nil {
			return err
		}
		return endWarning(tx, e)
	})
}

// Look keeps a warning until another day: somebody looked at it again. Errors:
// risk.looked, by field; risk.challenged while a challenge is open; gate.exists;
// gate.changed; gate.not_found.
func Look(ctx context.Context, g *gate.Gate, l Looked) error {
	return g.Write(ctx, MayEnd, gate.Person(l.Person), func(tx *gate.Tx) error {
		if err := l.check(tx.Today()); err != nil {
			return err
		}
		w, err := getWarning(tx.Snapshot, l.Person, l.Warning)
		if err != nil {
			return err
		}
		if _, open := w.Open(); open {
			return fault.New(fault.Conflict, "risk.challenged", "The person says that this warning is wrong. Answer them before it is kept any longer.")
		}
		return insertLooked(tx, l)
	})
}

// Object writes down that the person says a warning is wrong. The office is told,
// and somebody else answers. Errors: risk.challenge, by field; risk.challenged
// while another is open; risk.warning_over; gate.exists; gate.not_found.
func Object(ctx context.Context, g *gate.Gate, x Challenge) error {
	return g.Write(ctx, MayRecord, gate.Person(x.Person), func(tx *gate.Tx) error {
		if err := x.check(tx.Today()); err != nil {
			return err
		}
		w, err := getWarning(tx.Snapshot, x.Person, x.Warning)
		if err != nil {
			return err
		}
		if !w.InForce(tx.Today()) {
			return fault.New(fault.Conflict, "risk.warning_over", "This warning has ended: it shows to nobody any more.")
		}
		if _, open := w.Open(); open {
			return fault.New(fault.Conflict, "risk.challenged", "What the person says is written down already, and waits for an answer.")
		}
		x.DueOn = x.SaidOn.WorkingDays(answerDays)
		if err := insertChallenge(tx, x); err != nil {
			return err
		}
		within := x.DueOn.AtMinute(17 * 60).Sub(tx.At.Time)
		return alert.Raise(tx, alert.New{Kind: alert.WarningChallenged, Person: x.Person, Source: x.ID, Within: max(within, time.Hour)})
	})
}

// AnswerChallenge answers the person. What was not right ends at once. Errors:
// risk.answer, by field; risk.own_warning for whoever wrote or kept the warning;
// gate.changed; gate.not_found.
func AnswerChallenge(ctx context.Context, g *gate.Gate, a Answering) error {
	return g.Write(ctx, MayEnd, gate.Person(a.Person), func(tx *gate.Tx) error {
		w, err := getWarning(tx.Snapshot, a.Person, a.Warning)
		if err != nil {
			return err
		}
		if err := a.check(w, ids.Account(tx.Actor.ID)); err != nil {
			return err
		}
		if err := answerChallenge(tx, a); err != nil {
			return err
		}
		if err := alert.CloseFor(tx, alert.WarningChallenged, a.Challenge, alert.Answered); err != nil {
			return err
		}
		if a.Answer == Stays || !w.Ended.IsZero() {
			return nil
		}
		return endWarning(tx, Ending{Person: a.Person, ID: string(w.ID), Version: w.Version, Why: "The person said that it was wrong: " + a.Words})
	})
}
