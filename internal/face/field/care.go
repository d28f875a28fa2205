package field

import (
	"context"

	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/visit"
)

// yes reports whether a text says so.
func (t text) yes() bool { return t == "true" }

// coded is a list of codes as another package has them.
func coded[T ~string](l texts) []T {
	out := make([]T, 0, len(l))
	for _, t := range l {
		if t != "" {
			out = append(out, T(clipped(string(t), maxShown)))
		}
	}
	return out
}

// giveDose takes in what became of one dose.
func giveDose(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	b := f.Body
	return medicine.Give(ctx, g, medicine.Dose{
		ID: medicine.DoseID(f.ID), Person: f.person(), Medicine: medicine.ID(b.Medicine), Slot: medicine.Slot(b.Slot),
		Outcome: medicine.Outcome(b.Outcome), Reason: medicine.Reason(b.Reason), Words: string(b.Words),
		At: f.at, Visit: string(f.Visit), Channel: medicine.Channel(by), Again: f.again, Corrects: medicine.DoseID(b.Corrects),
		Help: medicine.Help(b.Help), Amount: string(b.Amount), Site: medicine.Site(b.Site), Why: string(b.Why), Witness: string(b.Witness),
		Warned: coded[medicine.Warning](b.Warned), Right: b.Right.yes(),
	})
}

// noteEffect takes in whether a dose that was needed has helped.
func noteEffect(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	return medicine.NoteEffect(ctx, g, medicine.Noted{
		ID: string(f.ID), Person: f.person(), Dose: medicine.DoseID(f.Body.Dose), Effect: medicine.Effect(f.Body.Effect), Words: string(f.Body.Words),
		At: f.at, Channel: medicine.Channel(by),
	})
}

// startNoAnswer tells the office that nobody opens a door.
func startNoAnswer(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	arrived, _, err := f.times()
	if err != nil {
		return err
	}
	return noanswer.Begin(ctx, g, noanswer.Starting{
		Person: f.person(), Visit: visit.ID(f.Visit), At: f.at, Arrived: arrived, Tried: coded[noanswer.Code](f.Body.Tried), Channel: by,
	})
}

// stepNoAnswer takes in one thing that was tried.
func stepNoAnswer(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	return noanswer.Note(ctx, g, noanswer.Stepped{
		ID: string(f.ID), Person: f.person(), Visit: visit.ID(f.Visit), Code: noanswer.Code(f.Body.Step), Result: noanswer.Result(f.Body.Result),
		Words: string(f.Body.Words), At: f.at, Channel: by,
	})
}

// endNoAnswer takes in how it ended.
func endNoAnswer(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	arrived, _, err := f.times()
	if err != nil {
		return err
	}
	return noanswer.Finish(ctx, g, noanswer.Ending{
		Person: f.person(), Visit: visit.ID(f.Visit), Outcome: noanswer.Outcome(f.Body.Outcome), Words: string(f.Body.Words), WhyNot: string(f.Body.WhyNot),
		At: f.at, Arrived: arrived, Channel: by,
	})
}
