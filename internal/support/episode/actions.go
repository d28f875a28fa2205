package episode

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
	"stillhome/internal/support/referral"
)

// The actions.
var (
	// MaySee: those who plan with people, the field for people on their work.
	MaySee = gate.Action{Name: "episode.see", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	// MayList: the office sees everybody who waits for a start.
	MayList = gate.Action{Name: "episode.list", Who: actor.Rule{Any: actor.Practice}}
	// MayAccept: whoever may decide on a referral.
	MayAccept = gate.Action{Name: "episode.accept", Who: referral.MayDecide.Who}
	// MayExtend: those who plan with people.
	MayExtend = gate.Action{Name: "episode.extend", Who: actor.Rule{Any: actor.Practice}}
	// MayDischarge records or corrects the day somebody left hospital; so may
	// the service itself, from a hospital's notice.
	MayDischarge = gate.Action{Name: "episode.discharge", Who: actor.Rule{
		Any: []actor.Role{actor.Coordinator, actor.Manager, actor.Therapist, actor.SocialWorker, actor.System},
	}}
)

// Accepted says that somebody is going to be supported.
type Accepted struct {
	Person   ids.Person
	Episode  ID
	Pathway  Pathway
	StartDue when.Date
}

// EventName is the event's stable name.
func (Accepted) EventName() string { return "episode.accepted" }

// Started says that the first visit has been recorded.
type Started struct {
	Person  ids.Person
	Episode ID
	On      when.Date
}

// EventName is the event's stable name.
func (Started) EventName() string { return "episode.started" }

// Extended says that the specified period is longer.
type Extended struct {
	Person  ids.Person
	Episode ID
	Until   when.Date
}

// EventName is the event's stable name.
func (Extended) EventName() string { return "episode.extended" }

// Discharged says on which day the person left hospital, as now known.
type Discharged struct {
	Person  ids.Person
	Episode ID
	On      when.Date
}

// EventName is the event's stable name.
func (Discharged) EventName() string { return "episode.discharged" }

// Ended says that an episode is over, and how.
type Ended struct {
	Person  ids.Person
	Episode ID
	On      when.Date
	Outcome Outcome
	Sequel  Sequel
}

// EventName is the event's stable name.
func (Ended) EventName() string { return "episode.ended" }

// Start marks the first visit: the episode is under way and its specified
// period runs from that day. Later visits change nothing, so a caller need not
// ask. A first visit recorded late moves nothing either, unless it was earlier.
// Errors: gate.not_found, episode.over.
func Start(tx *gate.Tx, who ids.Person, id ID, on when.Date) error {
	e, err := Get(tx.Snapshot, who, id)
	if err != nil {
		return err
	}
	if e.State == StateActive && e.StartedOn <= on {
		return nil
	}
	if e.State == StateEnded {
		return errOver
	}
	was := e.Version
	e.State, _ = StateAccepted.next("start")
	e.StartedOn, e.PeriodFrom, e.PeriodUntil = on, on, on.Add(e.PeriodDays-1)
	tx.Emit(Started{e.Person, e.ID, on})
	return update(tx, e, was)
}

var errOver = fault.New(fault.Conflict, "episode.over", "This support has already ended.")

// Extend makes the specified period longer, with a reason that is kept.
// Errors: episode.extension, episode.not_started, episode.over, gate.changed.
func Extend(ctx context.Context, g *gate.Gate, x Extension) error {
	return g.Write(ctx, MayExtend, gate.Person(x.Person), func(tx *gate.Tx) error {
		e, err := Get(tx.Snapshot, x.Person, x.Episode)
		if err != nil {
			return err
		}
		switch e.State {
		case StateEnded:
			return errOver
		case StateAccepted:
			return fault.New(fault.Invalid, "episode.not_started", "The period has not begun. It can be made longer after the first visit.")
		}
		if err := x.check(e); err != nil {
			return err
		}
		was := e.PeriodUntil
		e.PeriodUntil, e.PeriodDays = x.Until, e.PeriodFrom.Days(x.Until)+1
		if err := update(tx, e, x.Version); err != nil {
			return err
		}
		changes := []Change{{ID: ids.New(), What: "period", Was: string(was), Now: string(x.Until), Reason: x.Reason}}
		if x.Until > e.PeriodFrom.Add(FreeDays-1) {
			changes = append(changes, Change{ID: ids.New(), What: "charge", Now: x.Charge, Reason: x.Reason})
		}
		tx.Emit(Extended{e.Person, e.ID, x.Until})
		return note(tx, e, changes...)
	})
}

// MarkDischarged records the day the person left hospital. The same day again
// changes nothing; another day needs CorrectDischarge, with a reason.
// Errors: episode.discharge, gate.not_found.
func MarkDischarged(ctx context.Context, g *gate.Gate, who ids.Person, id ID, on when.Date) error {
	return g.Write(ctx, MayDischarge, gate.Person(who), func(tx *gate.Tx) error {
		e, err := Get(tx.Snapshot, who, id)
		if err != nil || e.DischargedOn == on && on != "" {
			return err
		}
		return discharge(tx, e, Discharge{Person: who, Episode: id, Version: e.Version, On: on})
	})
}

// CorrectDischarge records or corrects the day the person left hospital, also
// after the support has ended: the follow-up moves with it.
// Errors: episode.discharge, gate.changed, gate.not_found.
func CorrectDischarge(ctx context.Context, g *gate.Gate, d Discharge) error {
	return g.Write(ctx, MayDischarge, gate.Person(d.Person), func(tx *gate.Tx) error {
		e, err := Get(tx.Snapshot, d.Person, d.Episode)
		if err != nil {
			return err
		}
		return discharge(tx, e, d)
	})
}

func discharge(tx *gate.Tx, e Episode, d Discharge) error {
	if err := d.check(e, tx.Today()); err != nil {
		return err
	}
	was := e.DischargedOn
	e.DischargedOn = d.On
	if err := update(tx, e, d.Version); err != nil {
		return err
	}
	tx.Emit(Discharged{e.Person, e.ID, d.On})
	return note(tx, e, Change{ID: ids.New(), What: "discharged", Was: string(was), Now: string(d.On), Reason: d.Reason})
}

// End ends an episode and gives it as it was before, within a write that also
// ends its plan and visits. Errors: episode.ending, episode.over,
// gate.changed, gate.not_found.
func End(tx *gate.Tx, n Ending) (Episode, error) {
	e, err := Get(tx.Snapshot, n.Person, n.Episode)
	if err != nil {
		return e, err
	}
	state, ok := e.State.next("end")
	if !ok {
		return e, errOver
	}
	if err := n.check(e, tx.Today()); err != nil {
		return e, err
	}
	was := e
	e.State, e.EndedOn, e.Outcome, e.Sequel, e.EndWords, e.TakesAway = state, n.On, n.Outcome, n.Sequel, n.Words, n.TakesAway
	if err := update(tx, e, n.Version); err != nil {
		return was, err
	}
	tx.Emit(Ended{e.Person, e.ID, n.On, n.Outcome, n.Sequel})
	return was, person.SupportClosed(tx, e.Person, string(e.ID))
}
