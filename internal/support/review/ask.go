package review

import (
	"context"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/council"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
)

// RecordTry notes that somebody tried to find out and could not. After three
// tries "we could not find out" may be recorded.
// Errors: review.tried_enough, review.followed_up, gate.changed, gate.not_found.
func RecordTry(ctx context.Context, g *gate.Gate, n Finding) error {
	return g.Write(ctx, MayFollowUp, gate.Person(n.Person), func(tx *gate.Tx) error {
		f, err := unclosed(tx, n)
		if err != nil {
			return err
		}
		if f.Tries >= maxTries {
			return fault.New(fault.Invalid, "review.tried_enough", "Three tries are recorded. Ask someone else who knows, or record that we could not find out.")
		}
		f.Tries++
		if n.Words != "" {
			f.Words = join(f.Words, n.Words)
		}
		return saveFollowUp(tx, f, n.Version)
	})
}

// RecordWhereabouts answers a follow-up.
// Errors: review.finding, review.followed_up, gate.changed, gate.not_found.
func RecordWhereabouts(ctx context.Context, g *gate.Gate, n Finding) error {
	return g.Write(ctx, MayFollowUp, gate.Person(n.Person), func(tx *gate.Tx) error {
		f, err := unclosed(tx, n)
		if err != nil {
			return err
		}
		if err := n.check(f, tx.Today()); err != nil {
			return err
		}
		f.Words = join(f.Words, n.Words)
		return f.close(tx, n.Whereabouts, n.KnownFrom, n.Version)
	})
}

func unclosed(tx *gate.Tx, n Finding) (FollowUp, error) {
	f, err := GetFollowUp(tx.Snapshot, n.Person, n.FollowUp)
	if err == nil && !f.ClosedAt.IsZero() {
		err = fault.New(fault.Conflict, "review.followed_up", "Somebody has recorded this already: %s.", f.Whereabouts.Label())
	}
	return f, err
}

func (f FollowUp) close(tx *gate.Tx, at Whereabouts, from KnownFrom, version int) error {
	f.Whereabouts, f.KnownFrom, f.ClosedAt, f.ClosedBy = at, from, tx.At, ids.Account(tx.Actor.ID)
	if err := saveFollowUp(tx, f, version); err != nil {
		return err
	}
	tx.Emit(FollowedUp{f.Person, f.Episode, at, from})
	return alert.CloseFor(tx, alert.FollowUpDue, string(f.ID), alert.Answered)
}

func join(before, more string) string {
	if before == "" || more == "" {
		return before + more
	}
	return before + "\n" + more
}

// AskRecord opens the follow-ups whose day comes near, answers those that the
// record answers by itself, and alerts the office to the rest on their day.
// It may be run again at any time.
func AskRecord(ctx context.Context, g *gate.Gate) error {
	var near []episode.Episode
	var days int
	err := g.Read(ctx, mayAsk, gate.Council, func(s *gate.Snapshot) (err error) {
		if days, err = council.Number(s, council.FollowUpDays); err != nil {
			return err
		}
		near, err = unopened(s, s.Today().Add(startDays-days))
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range near {
		err := g.Write(ctx, mayAsk, gate.Person(e.Person), func(tx *gate.Tx) error {
			return openFollowUp(tx, e.Person, e.ID, e.DischargedOn, days)
		})
		if err != nil {
			return err
		}
	}
	return answer(ctx, g)
}

func answer(ctx context.Context, g *gate.Gate) error {
	var todo []FollowUp
	err := g.Read(ctx, mayAsk, gate.Council, func(s *gate.Snapshot) (err error) {
		todo, err = unanswered(s, s.Today())
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range todo {
		err := g.Write(ctx, mayAsk, gate.Person(f.Person), func(tx *gate.Tx) error {
			k, err := known(tx.Snapshot, f)
			if err != nil {
				return err
			}
			if at, ok := k.whereabouts(f.DueOn, tx.Today()); ok {
				return f.close(tx, at, FromRecord, f.Version)
			}
			if told, err := alerted(tx.Snapshot, f); err != nil || told {
				return err
			}
			return alert.Raise(tx, alert.New{Kind: alert.FollowUpDue, Person: f.Person, Source: string(f.ID)})
		})
		if err != nil && fault.KindOf(err) != fault.Conflict { // somebody answered meanwhile
			return err
		}
	}
	return nil
}

func known(s *gate.Snapshot, f FollowUp) (Known, error) {
	p, err := person.Get(s, f.Person)
	if err != nil {
		return Known{}, err
	}
	k := Known{Died: p.Died}
	if k.Stays, err = person.Events(s, f.Person); err != nil {
		return k, err
	}
	k.VisitedOn, err = visitedOn(s, f.Person, f.DueOn)
	return k, err
}
