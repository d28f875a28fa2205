package medicine

import (
	"context"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
)

// Who may do what. Whoever works with a person sees what they take; those who
// plan add and stop; whoever is there records doses, and the office for them.
var (
	MaySee  = gate.Action{Name: "medicine.see", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayAdd  = gate.Action{Name: "medicine.add", Who: actor.Rule{Any: []actor.Role{actor.Coordinator, actor.Manager, actor.Therapist}}}
	MayStop = gate.Action{Name: "medicine.stop", Who: MayAdd.Who}
	MayGive = gate.Action{Name: "medicine.give", Who: actor.Rule{Any: actor.Office, Related: actor.Field}}
)

// Add writes down one more medicine. Errors: medicine.new, by field;
// gate.exists; gate.not_found.
func Add(ctx context.Context, g *gate.Gate, m Medicine) error {
	m.Name, m.Dose, m.Source = strings.TrimSpace(m.Name), strings.TrimSpace(m.Dose), strings.TrimSpace(m.Source)
	return g.Write(ctx, MayAdd, gate.Person(m.Person), func(tx *gate.Tx) error {
		if err := m.check(tx.Today()); err != nil {
			return err
		}
		return insert(tx, m)
	})
}

// Stopping ends a medicine from now on.
type Stopping struct {
	Person   ids.Person
	Medicine ID
	Version  int    `json:"version"`
	Why      string `json:"why"`
}

// Stop ends a medicine, with the reason. What was recorded of it stays. Errors:
// medicine.stopping, by field; gate.changed when it was stopped already or is
// not this person's.
func Stop(ctx context.Context, g *gate.Gate, s Stopping) error {
	s.Why = strings.TrimSpace(s.Why)
	return g.Write(ctx, MayStop, gate.Person(s.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(len([]rune(s.Why)) < 5, "why", "Say in a few words why it is stopped, and who said so.")
		c.Field(len([]rune(s.Why)) > mostWords, "why", "Use %d characters or fewer.", mostWords)
		if err := c.Err("medicine.stopping"); err != nil {
			return err
		}
		return stop(tx, s)
	})
}

// Give records what became of one dose. A Conflict says that it clashes with
// what is known and was not added: whoever brings a fact from a home keeps it
// whole. Errors: medicine.dose, by field; medicine.stopped, medicine.not_due,
// medicine.two_doses, medicine.corrected, medicine.not_yours; gate.exists;
// gate.not_found for a medicine that this person does not have.
func Give(ctx context.Context, g *gate.Gate, d Dose) error {
	d.Words = strings.TrimSpace(d.Words)
	return g.Write(ctx, MayGive, gate.Person(d.Person), func(tx *gate.Tx) error {
		m, err := Get(tx.Snapshot, d.Person, d.Medicine)
		if err != nil {
			return err
		}
		have, err := inSlot(tx.Snapshot, d.Medicine, d.Slot)
		if err != nil {
			return err
		}
		if err := m.give(d, have, ids.Account(tx.Actor.ID), tx.At); err != nil {
			return err
		}
		if err := insertDose(tx, d); err != nil {
			return err
		}
		return m.tell(tx, d)
	})
}

// tell has the office hear of a medicine that must be on time and was not
// taken, and takes that back when it was taken after all.
func (m Medicine) tell(tx *gate.Tx, d Dose) error {
	source := string(m.ID) + " " + string(d.Slot)
	switch {
	case !m.TimeCritical, !m.Stopped.IsZero() && !d.At.Before(m.Stopped.Time):
		return nil
	case d.Outcome.Given():
		return alert.CloseFor(tx, alert.MedicineNotTaken, source, alert.Answered)
	}
	return alert.Raise(tx, alert.New{Kind: alert.MedicineNotTaken, Person: d.Person, Source: source, Detail: alert.Detail(d.Reason)})
}
