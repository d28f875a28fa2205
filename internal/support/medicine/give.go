package medicine

import (
	"context"
	"slices"
	"strings"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/council"
	"stillhome/internal/support/alert"
)

// Give records what became of one dose, with the warnings that hold by what the
// record knows. A Conflict says that it clashes with what is known and was not
// added: whoever brings a fact from a home keeps it whole. Errors: medicine.dose,
// by field; medicine.stopped, medicine.not_due, medicine.two_doses,
// medicine.corrected, medicine.not_yours; gate.exists; gate.not_found for a
// medicine that this person does not have.
func Give(ctx context.Context, g *gate.Gate, d Dose) error {
	d.trim()
	return g.Write(ctx, MayGive, gate.Person(d.Person), func(tx *gate.Tx) error {
		m, err := Get(tx.Snapshot, d.Person, d.Medicine)
		if err != nil {
			return err
		}
		have, err := history(tx.Snapshot, m.Line, m.historyFrom(d))
		if err != nil {
			return err
		}
		inSlot := slices.DeleteFunc(slices.Clone(have), func(x Dose) bool { return x.Slot != d.Slot })
		if err := m.give(d, inSlot, ids.Account(tx.Actor.ID), tx.At); err != nil {
			return err
		}
		d.sameVisit(have)
		known, err := m.knownOf(tx.Snapshot, d, have)
		if err != nil {
			return err
		}
		if known.Own {
			d.Visit = known.Right.Visit
		}
		d.Warnings = m.Warn(d, known)
		d.Ask = m.askAt(d)
		if err := insertDose(tx, d); err != nil {
			return err
		}
		return m.tell(tx, d)
	})
}

func (d *Dose) trim() {
	for _, s := range []*string{&d.Words, &d.Amount, &d.Why, &d.Witness} {
		*s = strings.TrimSpace(*s)
	}
}

// sameVisit has a record that puts another right stand for the same visit, where
// it was made without one.
func (d *Dose) sameVisit(have []Dose) {
	i := slices.IndexFunc(have, func(x Dose) bool { return x.ID == d.Corrects })
	if d.Corrects != "" && d.Visit == "" && i >= 0 {
		d.Visit, d.Right = have[i].Visit, have[i].Right
	}
}

// historyFrom is the day from which doses matter to one more of them.
func (m Medicine) historyFrom(d Dose) when.Date {
	back := max(aroundDay, m.RestDays, m.GapMin/(24*60)+1)
	if m.Shape != "" { // where the last one went, however long ago
		back = max(back, lookBackOnBody)
	}
	return min(d.Slot.Day(), d.At.On()).Add(-back - 1)
}

// knownOf is what the record knows of a dose that was taken; nothing is asked of
// one that was not. Rights are asked of whoever was there: the office records
// what is over.
func (m Medicine) knownOf(s *gate.Snapshot, d Dose, have []Dose) (Known, error) {
	k := Known{History: have}
	if !d.Outcome.Given() {
		return k, nil
	}
	slot := d.Slot
	if d.Channel.office() || slot.Part() == Needed {
		slot = ""
	}
	type row struct{ kind, a, b, account string }
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.kind, &r.a, &r.b, &r.account} },
		`SELECT 'allergy', x.substance, x.reaction, '' FROM medicine_allergy x WHERE x.person_id IN `+together+` AND x.ended_at IS NULL
		UNION ALL SELECT 'right', r.visit_id, r.holder, r.account_id FROM medicine_right r WHERE r.person_id = ? AND r.slot = ?
		UNION ALL SELECT 'witness', c.value, '', '' FROM council_setting c WHERE c.name = ?
			AND c.from_at = (SELECT MAX(x.from_at) FROM council_setting x WHERE x.name = c.name AND x.from_at <= ?)`,
		d.Person, d.Person, d.Person, slot, council.ControlledTwo, s.Now)
	for _, r := range rows {
		switch r.kind {
		case "allergy":
			k.Allergies = append(k.Allergies, Allergy{Substance: r.a, Reaction: r.b})
		case "right":
			k.Right = Right{Person: d.Person, Slot: slot, Visit: r.a, Holder: r.b, Account: ids.Account(r.account)}
			k.Own = d.Channel == Web && d.Visit == "" && r.account == s.Actor.ID
		case "witness":
			k.Witness = r.a == "yes"
		}
	}
	return k, err
}

// WarnOf lists the warnings that hold for a dose that is about to be recorded.
func WarnOf(s *gate.Snapshot, d Dose) ([]Warning, error) {
	m, err := Get(s, d.Person, d.Medicine)
	if err != nil {
		return nil, err
	}
	have, err := history(s, m.Line, m.historyFrom(d))
	if err != nil {
		return nil, err
	}
	known, err := m.knownOf(s, d, have)
	return m.Warn(d, known), err
}

// askAt is when to ask how a dose helped; zero for never.
func (m Medicine) askAt(d Dose) when.Instant {
	if m.Kind != AsNeeded || !d.Outcome.Given() || d.Corrects != "" {
		return when.Instant{}
	}
	return d.At.Add(time.Duration(m.EffectMin) * time.Minute)
}

// told are the warnings that the office hears of by an alert when a dose was
// given all the same, and how soon.
var told = map[Warning]alert.Level{AllergyTo: alert.ActNow, OverMost: alert.ActNow, TooEarly: alert.Today, NoWitness: alert.Today, WordRunOut: alert.Today}

// tell has the office hear of a medicine that must be on time and was not taken,
// and takes that back when it was taken after all; and of what was given against
// a warning: one alert, of the gravest, whose page says the others.
func (m Medicine) tell(tx *gate.Tx, d Dose) error {
	source := string(m.Line) + " " + string(d.Slot)
	stopped := !m.Stopped.IsZero() && !d.At.Before(m.Stopped.Time)
	switch {
	case !m.TimeCritical, stopped:
	case d.Outcome.Given():
		if err := alert.CloseFor(tx, alert.MedicineNotTaken, source, alert.Answered); err != nil {
			return err
		}
	default:
		return alert.Raise(tx, alert.New{Kind: alert.MedicineNotTaken, Person: d.Person, Source: source, Detail: alert.Detail(d.Reason)})
	}
	grave := slices.ContainsFunc(d.Warnings, func(w Warning) bool { return told[w] == alert.ActNow })
	if !grave && slices.Contains(d.Warnings, GoesBy) {
		return alert.Raise(tx, alert.New{Kind: alert.DoseElsewhere, Person: d.Person, Source: source})
	}
	for _, w := range d.Warnings { // the gravest first
		if level := told[w]; level != 0 {
			return alert.Raise(tx, alert.New{Kind: alert.DoseWarned, Person: d.Person, Source: string(d.ID), Detail: alert.Detail(w), Level: level})
		}
	}
	return nil
}

// Noted is how a dose that was needed helped, as somebody saw or was told.
type Noted struct {
	ID      string     `json:"id"`
	Person  ids.Person `json:"-"`
	Dose    DoseID     `json:"dose"`
	Effect  Effect     `json:"effect"`
	Words   string     `json:"words"`
	At      when.Instant
	Channel Channel
}

// MayNote: whoever may record doses.
var MayNote = gate.Action{Name: "medicine.note_effect", Who: MayGive.Who}

// NoteEffect adds how a dose helped. It may be said again: the newest holds.
// Errors: medicine.effect, by field; gate.exists; gate.not_found for a dose that
// this person did not have.
func NoteEffect(ctx context.Context, g *gate.Gate, n Noted) error {
	return g.Write(ctx, MayNote, gate.Person(n.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(n.ID == "" || len(n.ID) > 100, "id", "Start the form again: it has lost its number.")
		c.Field(n.Effect.Label() == "", "effect", "Choose how it helped.")
		c.Field(len([]rune(n.Words)) > mostWords, "words", "Use %d characters or fewer.", mostWords)
		c.Field(n.At.IsZero() || n.At.After(tx.At.Add(ahead).Time), "time", "Check the time.")
		if err := c.Err("medicine.effect"); err != nil {
			return err
		}
		d, err := DoseOf(tx.Snapshot, n.Person, n.Dose)
		if err != nil {
			return err
		}
		if err := insertEffect(tx, n, d.Medicine); err != nil {
			return err
		}
		if n.Effect != Worse {
			return nil
		}
		return alert.Raise(tx, alert.New{Kind: alert.DoseWarned, Person: n.Person, Source: string(n.Dose), Detail: alert.Detail(n.Effect), Level: alert.Today})
	})
}
