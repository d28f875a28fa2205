package paper

import (
	"context"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/visit"
)

// doseKnown is what is known of a dose already; empty where nothing is. What is
// taken when needed can be taken again, so nothing stands in its way.
func doseKnown(d medicine.DueDose) string {
	if len(d.Recorded) == 0 || d.Slot.Part() == medicine.Needed {
		return ""
	}
	x := d.Recorded[len(d.Recorded)-1]
	return "Recorded already: " + strings.ToLower(x.Outcome.Label()) + " at " + x.At.Clock() + ". " + x.Channel.Label() + "."
}

// lastDose is the latest record of any dose of the medicine; empty for none.
func lastDose(d medicine.DueDose) string {
	if d.Last.ID == "" {
		return ""
	}
	return "Last: " + strings.ToLower(d.Last.Outcome.Label()) + ", " + d.Last.At.On().Short() + " " + d.Last.At.Clock() + "."
}

// doseFields ask what became of each dose of a visit, and name the doses asked
// for. One that is recorded already is said and not asked for.
func doseFields(doses []medicine.DueDose) (fields []ui.Field, asked string) {
	var slots []string
	for _, d := range doses {
		id := string(d.Medicine.ID)
		if words := doseKnown(d); words != "" {
			fields = append(fields, ui.Field{Kind: ui.KindHeading, Label: d.Medicine.Title(), Hint: words})
			continue
		}
		slots = append(slots, id+"="+string(d.Slot))
		fields = append(
			fields,
			ui.Field{Name: "dose-" + id, Label: d.Medicine.Title(), Hint: joined(" ", d.Said(), lastDose(d)), Kind: ui.KindLadder, Optional: true, Options: ui.Options(medicine.Outcomes)},
			ui.Field{
				Name: "why-" + id, Label: "If it was not taken, or only in part, why?", Kind: ui.KindSelect, Optional: true,
				Options: append([]ui.Option{{Label: "It was taken, or nothing is written"}}, ui.Options(medicine.Reasons)...),
			},
			ui.Field{Name: "dose-at-" + id, Label: "At what time?", Hint: "Leave this empty if it was when the visit began.", Kind: ui.KindTime, Optional: true},
		)
	}
	return fields, strings.Join(slots, " ")
}

// readDoses reads what was keyed in of the doses of a visit, each when the visit
// began unless a time was given. Errors: visit.recording, by field.
func readDoses(c *web.Call, r visit.Recording) ([]medicine.Dose, error) {
	var out []medicine.Dose
	var checks fault.Checks
	for _, asked := range strings.Fields(c.Posted("doses")) {
		id, slot, _ := strings.Cut(asked, "=")
		outcome := medicine.Outcome(c.Posted("dose-" + id))
		if outcome == "" {
			continue
		}
		d := medicine.Dose{
			ID: medicine.DoseID(ids.Derived("paper.dose", string(r.Visit), asked)), Person: r.Person, Medicine: medicine.ID(id), Slot: medicine.Slot(slot),
			Outcome: outcome, Reason: medicine.Reason(c.Posted("why-" + id)), At: r.Arrived, Visit: string(r.Visit), Channel: medicine.Channel(r.Channel),
		}
		if outcome == medicine.Taken {
			d.Reason = ""
		}
		checks.Field(outcome != medicine.Taken && d.Reason == "", "why-"+id, "Choose why it was not taken, or only in part.")
		if at := c.Posted("dose-at-" + id); at != "" {
			m, err := when.ParseHour(at)
			checks.Field(err != nil, "dose-at-"+id, "Enter a time, like 8:30am.")
			d.At = medicine.AtOf(d.Slot, m, r.Arrived)
		}
		out = append(out, d)
	}
	return out, checks.Err("visit.recording")
}

// keep records a visit with its doses, in one transaction. A dose that clashes
// with what is known is not added: what was said of it is added to the visit's
// record in words, so that nothing is lost, and clashes says how many there
// were. Errors: those of visit.Record, and of medicine.Give but for a Conflict.
func keep(ctx context.Context, g *gate.Gate, r visit.Recording, doses []medicine.Dose) (clashes int, err error) {
	err = g.Batch(ctx, func(ctx context.Context) error {
		if err := visit.Record(ctx, g, r); err != nil {
			return err
		}
		for _, d := range doses {
			err := medicine.Give(ctx, g, d)
			if err != nil && fault.KindOf(err) == fault.Conflict {
				clashes++
				err = sayClash(ctx, g, r, d, err)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return clashes, err
}

// sayClash adds to a visit's record what was said of a dose that was not added.
func sayClash(ctx context.Context, g *gate.Gate, r visit.Recording, d medicine.Dose, wrong error) error {
	var m medicine.Medicine
	err := g.Read(ctx, medicine.MayGive, gate.Person(d.Person), func(s *gate.Snapshot) (err error) {
		m, err = medicine.Get(s, d.Person, d.Medicine)
		return err
	})
	if err != nil {
		return err
	}
	words := r.Channel.Label() + ": " + doseWords(m.Title(), d) + " This dose was not added to the medicines."
	if f, ok := fault.Of(wrong); ok {
		words += " " + f.Say
	}
	return visit.Correct(ctx, g, visit.Correction{ID: ids.Derived("paper.clash", string(d.ID)), Person: r.Person, Visit: r.Visit, Channel: r.Channel, Words: words})
}

// doseWords is what was said of a dose: Morning pack, taken at 8:10am.
func doseWords(name string, d medicine.Dose) string {
	text := name + ", " + strings.ToLower(d.Outcome.Label()) + clockSaid(" at ", d.At)
	if words := d.Reason.Label(); words != "" {
		text += " (" + strings.ToLower(words) + ")"
	}
	return text + "."
}
