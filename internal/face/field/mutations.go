package field

import (
	"context"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// mutation is one action that a phone can send.
type mutation struct {
	say   string // for the page of what was held
	apply func(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error
	// ledger actions change no other record: the fact in its phone's ledger is
	// the record. So they come by schema 2 alone.
	ledger bool
}

// mutations is every action a phone can send. The names are part of the
// contract with phones and never change meaning.
var mutations = map[string]mutation{
	"visit.arrive": {say: "Came to the door", apply: func(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
		arrived, _, err := f.times()
		if err != nil {
			return err
		}
		if arrived.IsZero() {
			arrived = f.at
		}
		return visit.Arrive(ctx, g, visit.Arrival{Person: f.person(), Visit: visit.ID(f.Visit), At: arrived})
	}},
	"visit.record": {say: "Record of a visit", apply: recordVisitOf},
	"visit.no_answer": {say: "No answer at the door", apply: func(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
		arrived, _, err := f.times()
		if err != nil {
			return err
		}
		if arrived.IsZero() {
			arrived = f.at
		}
		n := visit.NotAnswered{
			Person: f.person(), Visit: visit.ID(f.Visit), Version: int(f.Version), Arrived: arrived, Note: string(f.Body.Note), Channel: by,
		}
		for _, t := range f.Body.Tried {
			n.Tried = append(n.Tried, visit.Tried(t))
		}
		return visit.NoAnswer(ctx, g, n)
	}},
	"visit.not_wanted": {say: "Chose not to have the visit", apply: func(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
		arrived, _, err := f.times()
		if err != nil {
			return err
		}
		return visit.NotWanted(ctx, g, visit.Declined{
			Person: f.person(), Visit: visit.ID(f.Visit), Version: int(f.Version), Arrived: arrived,
			Reason: visit.Declining(f.Body.Reason), Note: string(f.Body.Note), Channel: by,
		})
	}},
	"roster.seen": {say: "Has seen a change of the rota", apply: func(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
		return roster.Seen(ctx, g, f.changes()...)
	}},
	"visit.dose":        {say: "A dose of a medicine", apply: giveDose},
	"visit.dose_effect": {say: "Whether a medicine helped", apply: noteEffect},
	"no_answer.start":   {say: "No answer at the door: the office is told", apply: startNoAnswer},
	"no_answer.step":    {say: "No answer at the door: what was tried", apply: stepNoAnswer},
	"no_answer.end":     {say: "No answer at the door: how it ended", apply: endNoAnswer},
	"visit.late":        {say: "Will be late", apply: sayLate, ledger: true},
	"visit.task":        {say: "How a task went", apply: keepTask, ledger: true},
	"visit.feeling":     {say: "How the person was", apply: keepFeeling, ledger: true},
	"visit.note":        {say: "A note", apply: keepNote, ledger: true},
	"visit.risk":        {say: "Whether it is safe to be there", apply: keepRisk, ledger: true},
	"equipment.left":    {say: "Equipment left in the home", apply: keepEquipment, ledger: true},
	"keysafe.shown":     {say: "Looked at how to get in", apply: keepKeySafe, ledger: true},
	"mileage.confirm":   {say: "Miles of a day", apply: keepMileage, ledger: true},
	"concern.raise":     {say: "A concern", apply: raiseOrdinary},
	"help.cancel":       {say: "No longer asks for help", apply: cancelHelp, ledger: true},
	wantsHelp:           {say: "Asks for help", apply: askForHelp, ledger: true},
}

// recordVisitOf takes in the whole record of a visit. Where the fact does not
// say when the worker came, an arrival that was noted before does.
func recordVisitOf(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	arrived, left, err := f.times()
	if err != nil {
		return err
	}
	v := visit.Visit{}
	if arrived.IsZero() || len(f.Body.Without) > 0 {
		if err := g.Read(ctx, visit.MayRecord, gate.Person(f.person()), func(s *gate.Snapshot) (err error) {
			v, err = visit.Get(s, f.person(), visit.ID(f.Visit))
			return err
		}); err != nil {
			return err
		}
		if arrived.IsZero() {
			arrived = v.Arrived
		}
	}
	err = visit.Record(ctx, g, visit.Recording{
		Person: f.person(), Visit: visit.ID(f.Visit), Version: int(f.Version), Arrived: arrived, Left: left,
		Tasks: f.Body.Tasks, Feeling: visit.Feeling(f.Body.Feeling), Note: string(f.Body.Note), Channel: by,
	})
	if err != nil {
		return err
	}
	for _, w := range f.Body.Without {
		slot := medicine.Slot(w.Slot)
		if slot == "" {
			slot = medicine.SlotOf(v.On, medicine.PartOf(v.Part, v.StartMin))
		}
		// That there is no answer is worth noting and no reason to hold a visit:
		// the list stands in the ledger in any case.
		err := medicine.Give(gate.WithKey(ctx, string(f.ID)+" "+string(w.Medicine), f.whole), g, medicine.Dose{
			ID: medicine.DoseID(ids.Derived("field.without", string(f.ID), string(w.Medicine))), Person: f.person(), Medicine: medicine.ID(w.Medicine),
			Slot: slot, Outcome: medicine.Unknown, Reason: medicine.Other, Words: string(w.Reason),
			At: left, Visit: string(f.Visit), Channel: medicine.Channel(by),
		})
		if k := fault.KindOf(err); err != nil && (k == fault.Internal || k == fault.Unavailable) {
			return err
		}
	}
	return nil
}

func unknownAction() error {
	return fault.New(fault.Invalid, "field.action", "We do not know this kind of record. The phone may need an update, or we do.")
}

// apply carries out one fact as the actor in the context, once.
func apply(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	m, ok := mutations[string(f.Action)]
	if !ok {
		return unknownAction()
	}
	return m.apply(gate.WithKey(ctx, string(f.ID), f.whole), g, f, by)
}

// Verdict answers one fact.
type Verdict string

// The four verdicts. There are no others.
const (
	Done     Verdict = "done"
	Conflict Verdict = "conflict"
	Held     Verdict = "held"
	Retry    Verdict = "retry"
)

// messages are what a worker reads of each verdict. They are the same for
// every reason, so that they say nothing of a person the worker may not know
// of, and the same again however often a fact is sent.
var messages = map[Verdict]string{
	Done: "", Held: heldMessage, Conflict: "Kept safe. It does not agree with another record: the office will look at this.",
	Retry: "Not saved yet. We will try again.",
}

// verdicts is how each kind of fault is answered (ARCHITECTURE.md section 10).
var verdicts = map[fault.Kind]Verdict{
	fault.Internal: Retry, fault.Invalid: Held, fault.Unauthenticated: Retry, fault.Forbidden: Held,
	fault.NotFound: Held, fault.Conflict: Conflict, fault.Unavailable: Retry,
}

// verdict is the answer to what applying a fact gave. Another fact under the
// same id is held: neither may be lost.
func verdict(err error) Verdict {
	switch {
	case err == nil:
		return Done
	case fault.Is(err, "gate.key_reused"):
		return Held
	}
	return verdicts[fault.KindOf(err)]
}
