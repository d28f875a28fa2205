package field

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/visit"
)

// The clashes, by name. Each is kept whole for a person to decide: which of two
// true things stands is not for a program. Codes never change meaning.
const (
	twoDoses      = "field.two_doses"
	doseOfStopped = "field.dose_of_stopped"
	doseNotDue    = "field.dose_not_due"
	twoWorkers    = "field.two_workers"
	secondRecord  = "field.second_record"
	noArrival     = "field.no_arrival"
	superseded    = "field.superseded"
)

// clashes is what the office reads of each.
var clashes = map[string]string{
	twoDoses:      "This dose was recorded before. Find out whether the person had it twice, and ask for advice at once if they did.",
	doseOfStopped: "This medicine had been stopped when the dose was recorded. Find out what was taken, and ask for advice at once.",
	doseNotDue:    "This medicine is not taken on that day or at that time. Find out what was taken.",
	twoWorkers:    "Another worker has recorded this visit too. Find out who was there.",
	secondRecord:  "The same worker has recorded this visit before. Find out which record is right.",
	noArrival:     "The worker left and nobody recorded that they came. Ask when the visit began.",
	superseded:    "The office changed this visit before the record reached us. Decide whether the record stands as it is.",
}

// clashing names the clash behind why, where it is one; else it gives why back.
// Whether a fact is kept as a conflict or held follows from the kind of fault.
func clashing(ctx context.Context, g *gate.Gate, f Fact, account ids.Account, why error) error {
	found, ok := fault.Of(why)
	if !ok || f.from == "" {
		return why
	}
	code := ""
	switch found.Code {
	case "medicine.two_doses":
		code = twoDoses
	case "medicine.stopped":
		code = doseOfStopped
	case "medicine.not_due":
		code = doseNotDue
	case "visit.already_recorded":
		code = twoWorkers
		if recordedBy(ctx, g, f) == account {
			code = secondRecord
		}
	case "visit.recording":
		if f.Body.Arrived == "" && found.Fields["arrived"] != "" {
			code = noArrival
		}
	case "gate.exists":
		code = secondRecord
	case "gate.changed":
		code = superseded
	}
	if code == "" {
		return why
	}
	return fault.New(found.Kind, code, clashes[code])
}

// recordedBy is who has recorded the visit of a fact.
func recordedBy(ctx context.Context, g *gate.Gate, f Fact) (by ids.Account) {
	err := g.Read(gate.AsOf(ctx, f.at), visit.MayRecord, gate.Person(f.person()), func(s *gate.Snapshot) error {
		v, err := visit.Get(s, f.person(), visit.ID(f.Visit))
		by = v.RecordedBy
		return err
	})
	if err != nil {
		return ""
	}
	return by
}

// side is one side of a clash: what somebody says, as keys and values.
type side []ui.RecordRow

func (l *side) add(key, value string) {
	if value != "" {
		*l = append(*l, ui.RecordRow{Key: key, Value: value})
	}
}

// bothSides is what the phone says and what the record says, each with who said
// it and when.
func bothSides(s *gate.Snapshot, h HeldFact, f Fact, names map[ids.Account]string) (phone, record side, err error) {
	labels, err := assessment.Words(s)
	if err != nil {
		return nil, nil, err
	}
	phone.add("Said by", names[h.Account])
	phone.add("When", h.Happened.Said())
	phone.add("We heard", h.Received.Said())
	if f.Action == "visit.dose" {
		slot := medicine.Slot(f.Body.Slot)
		phone.add("Dose of", slot.Said())
		phone.add("Outcome", medicine.Outcome(f.Body.Outcome).Label())
		phone.add("Why", medicine.Reason(f.Body.Reason).Label())
		record, err = dosesKnown(s, f, slot, names)
		return phone, record, err
	}
	phone = append(phone, f.said(labels)...)
	v, err := visit.Get(s, f.person(), visit.ID(f.Visit))
	if gate.Missing(err) {
		return phone, side{{Key: "Visit", Value: "There is no such visit of this person."}}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	tasks, err := visit.TasksOf(s, v.Person, v.ID)
	if err != nil {
		return nil, nil, err
	}
	record.add("Said by", names[v.RecordedBy])
	if !v.RecordedAt.IsZero() {
		record.add("We heard", v.RecordedAt.Said()+". "+v.Channel.Label())
	}
	record.add("What happened", v.State.Label())
	record.add("Planned", v.On.Said()+", "+v.Times())
	record.add("Came", clockOf(v.Arrived))
	record.add("Left", clockOf(v.Left))
	for _, t := range tasks {
		record.add(t.Activity.Label(), labels[t.Level])
	}
	record.add("How the person was", v.Feeling.Label())
	record.add("Note", v.Note)
	return phone, record, nil
}

// dosesKnown is what is recorded of the slot a dose belongs to.
func dosesKnown(s *gate.Snapshot, f Fact, slot medicine.Slot, names map[ids.Account]string) (out side, err error) {
	m, err := medicine.Get(s, f.person(), medicine.ID(f.Body.Medicine))
	if gate.Missing(err) {
		return side{{Key: "Medicine", Value: "This person has no such medicine."}}, nil
	}
	if err != nil {
		return nil, err
	}
	out.add("Medicine", m.Name)
	if !m.Stopped.IsZero() {
		out.add("Stopped", m.Stopped.Said())
	}
	told, err := medicine.Since(s, m.ID, slot.Day())
	slices.Reverse(told)
	for _, t := range told {
		if t.Slot == slot && !t.Corrected {
			out.add("Recorded", t.Outcome.Label()+" at "+t.At.Said()+", by "+names[t.Account]+". "+t.Channel.Label())
		}
	}
	return out, err
}

// said is what a fact about a visit says, as keys and values.
func (f Fact) said(labels assessment.Labels) (out side) {
	arrived, left, err := f.times()
	if err == nil {
		out.add("Came", clockOf(arrived))
		if f.Body.Left != "" {
			out.add("Left", clockOf(left))
		}
	}
	for _, t := range f.Body.Tasks {
		what := t.Activity.Label()
		if what == "" {
			what = "A task"
		}
		out.add(what, labels[t.Level])
	}
	out.add("How the person was", visit.Feeling(f.Body.Feeling).Label())
	for _, t := range f.Body.Tried {
		out.add("Tried", visit.Tried(t).Label())
	}
	out.add("Why", visit.Declining(f.Body.Reason).Label())
	out.add("Note", string(f.Body.Note))
	if n := len(f.Body.Without); n > 0 {
		out.add("Medicines without an answer", fmt.Sprint(n))
	}
	out.add("Left early", string(f.Body.Early))
	return out
}

func clockOf(i when.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Clock()
}

// beside writes a second record of a visit into the first, as an addition: so
// the office takes in what clashes and loses neither.
func (f Fact) beside(ctx context.Context, g *gate.Gate, h HeldFact) error {
	var words []string
	err := g.Read(ctx, MaySettle, gate.Council, func(s *gate.Snapshot) error {
		names, err := staff.Names(s)
		if err != nil {
			return err
		}
		labels, err := assessment.Words(s)
		words = append(words, "Also recorded by "+names[h.Account]+", "+h.Happened.Said()+".", mutations[h.Action].say+".")
		for _, r := range f.said(labels) {
			words = append(words, r.Key+": "+strings.TrimSuffix(r.Value, ".")+".")
		}
		return err
	})
	if err != nil {
		return err
	}
	return visit.Correct(ctx, g, visit.Correction{
		ID: ids.Derived("field.beside", string(h.ID)), Person: f.person(), Visit: visit.ID(f.Visit), Words: strings.Join(words, " "), Channel: visit.Office,
	})
}
