package assessment

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
)

// The actions: those who plan with people, and those who visit for people on
// their work.
var (
	MaySee    = gate.Action{Name: "assessment.see", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayRecord = gate.Action{Name: "assessment.record", Who: MaySee.Who}
)

// Recorded says that somebody looked at what a person can do.
type Recorded struct {
	Person     ids.Person
	Assessment ID
	Episode    episode.ID
	Kind       Kind
}

// EventName is the event's stable name.
func (Recorded) EventName() string { return "assessment.recorded" }

// RecordBaseline records the first look of an episode, with consent and that
// the person was told what the service does. It starts nothing: the first
// recorded visit does. Errors: assessment.baseline, assessment.have_baseline,
// assessment.no_episode, assessment.other_episode, gate.exists.
func RecordBaseline(ctx context.Context, g *gate.Gate, b Baseline) error {
	return record(ctx, g, b, KindBaseline)
}

// RecordReview records a later look. Errors: as RecordBaseline, and
// assessment.no_baseline.
func RecordReview(ctx context.Context, g *gate.Gate, b Baseline) error {
	return record(ctx, g, b, KindReview)
}

func record(ctx context.Context, g *gate.Gate, b Baseline, kind Kind) error {
	return g.Write(ctx, MayRecord, gate.Person(b.Person), func(tx *gate.Tx) error {
		if err := b.check(kind, tx.Today()); err != nil {
			return err
		}
		e, err := episode.Open(tx.Snapshot, b.Person)
		if gate.Missing(err) {
			return fault.New(fault.Invalid, "assessment.no_episode", "There is no open support for this person. Accept a referral first.")
		}
		if err != nil {
			return err
		}
		if b.Episode != "" && b.Episode != e.ID {
			return fault.New(fault.Conflict, "assessment.other_episode", "The support this was about has ended. Look at the person's page again.")
		}
		n, err := baselines(tx.Snapshot, e.ID)
		if err != nil {
			return err
		}
		if kind == KindBaseline && n > 0 {
			return fault.New(fault.Conflict, "assessment.have_baseline", "A first look is recorded already. Record how things are now instead.")
		}
		if kind == KindReview && n == 0 {
			return fault.New(fault.Invalid, "assessment.no_baseline", "Record the first visit before you record how things are now.")
		}
		a := Assessment{
			ID: b.ID, Person: b.Person, Episode: e.ID, Kind: kind, On: b.On, Account: ids.Account(tx.Actor.ID), Matters: b.Matters,
			Before: b.Before, ToldService: b.ToldService, RecordedAt: tx.At, Abilities: b.Abilities,
		}
		if err := insert(tx, a); err != nil {
			return err
		}
		tx.Emit(Recorded{b.Person, b.ID, e.ID, kind})
		if b.Consent == "" {
			return nil
		}
		return person.PutConsent(tx, person.Consent{
			ID: person.ConsentID(ids.Derived("consent", string(b.ID))), Person: b.Person, About: person.ShareHealth,
			Answer: b.Consent, How: person.Said, Words: b.ConsentWords,
		})
	})
}
