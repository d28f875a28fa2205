package complaint

import (
	"context"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Who may do what. Anybody on the staff who is told one writes it down.
var (
	MayRecord = gate.Action{Name: "complaint.record", Who: actor.Rule{Any: slices.Concat(actor.Practice, actor.Field)}}
	MaySee    = gate.Action{Name: "complaint.see", Who: actor.Rule{Any: actor.Office}}
	MayAnswer = gate.Action{Name: "complaint.answer", Who: actor.Rule{Any: actor.Office}}
	MayExport = gate.Action{Name: "complaint.export", Who: actor.Rule{Any: []actor.Role{actor.Manager}}}
)

// Record keeps what somebody said. Errors: complaint.entry, by field;
// gate.exists; gate.not_found for a person we do not know.
func Record(ctx context.Context, g *gate.Gate, e Entry) error {
	return g.Write(ctx, MayRecord, gate.Person(e.Person), func(tx *gate.Tx) error {
		if err := e.tidy(tx.Today()); err != nil {
			return err
		}
		e.Ref, e.Recorded, e.RecordedBy = refOf(e.ID), tx.At, ids.Account(tx.Actor.ID)
		return insert(tx, e)
	})
}

// Acknowledging says that they were told we have it.
type Acknowledging struct {
	Version int       `json:"version"`
	On      when.Date `json:"on"`
	Words   string    `json:"ack_words"`
}

// Acknowledge keeps when and how they were told that we have it. Errors:
// complaint.acknowledging, by field; complaint.closed; gate.changed.
func Acknowledge(ctx context.Context, g *gate.Gate, id ID, a Acknowledging) error {
	a.Words = strings.TrimSpace(a.Words)
	return change(ctx, g, id, a.Version, func(tx *gate.Tx, e *Entry) error {
		var c fault.Checks
		c.Field(a.On == "" || a.On > tx.Today(), "on", "Enter the day they were told, not one to come.")
		c.Field(a.On != "" && a.On < e.Received, "on", "They cannot be told before it came.")
		c.Field(a.Words == "" || long(a.Words, mostWords), "ack_words", "Say how they were told, and what was agreed about the answer.")
		e.Acked, e.AckWords, e.AckedBy = a.On, a.Words, ids.Account(tx.Actor.ID)
		return c.Err("complaint.acknowledging")
	})
}

// Answering is the answer to a complaint.
type Answering struct {
	Version  int       `json:"version"`
	On       when.Date `json:"on"`
	Answer   string    `json:"answer"`
	Outcome  Outcome   `json:"outcome"`
	Learning string    `json:"learning"`
}

// Reply keeps the answer and what was learnt. Errors: complaint.answer, by
// field; complaint.closed; gate.changed.
func Reply(ctx context.Context, g *gate.Gate, id ID, a Answering) error {
	a.Answer, a.Learning = strings.TrimSpace(a.Answer), strings.TrimSpace(a.Learning)
	return change(ctx, g, id, a.Version, func(tx *gate.Tx, e *Entry) error {
		if err := e.answered(a, tx.Today()); err != nil {
			return err
		}
		e.Answered, e.Answer, e.Outcome, e.Learning, e.AnsweredBy = a.On, a.Answer, a.Outcome, a.Learning, ids.Account(tx.Actor.ID)
		return nil
	})
}

// Close ends it. Errors: complaint.owing, with what is still to be done;
// complaint.closed; gate.changed.
func Close(ctx context.Context, g *gate.Gate, id ID, version int) error {
	return change(ctx, g, id, version, func(tx *gate.Tx, e *Entry) error {
		if left := e.owes(); len(left) > 0 {
			return fault.New(fault.Conflict, "complaint.owing", "This cannot be closed yet. %s", strings.Join(left, " "))
		}
		e.Closed, e.ClosedBy = tx.At, ids.Account(tx.Actor.ID)
		return nil
	})
}

func change(ctx context.Context, g *gate.Gate, id ID, version int, fn func(tx *gate.Tx, e *Entry) error) error {
	return g.Write(ctx, MayAnswer, gate.Council, func(tx *gate.Tx) error {
		e, err := get(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if !e.Closed.IsZero() {
			return fault.New(fault.Conflict, "complaint.closed", "This is closed. Write down what is new as another.")
		}
		if err := fn(tx, &e); err != nil {
			return err
		}
		return save(tx, e, version)
	})
}
