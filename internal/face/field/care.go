package field

import (
	"context"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/risk"
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

// watched is a visit that has begun, and when the service expects its worker to
// be done.
type watched struct {
	Visit    string `json:"visit"`
	FinishAt string `json:"finish_at"`
}

// watching is the visit of an account that the service watches now, the one
// begun last. Nothing of an alarm is in it.
func watching(s *gate.Snapshot, account ids.Account) (*watched, error) {
	var w watched
	var until when.Instant
	err := gate.One(s, &w, func(w *watched) []any { return []any{&w.Visit, &until} }, `SELECT visit_id, finish_at FROM lonework_session
		WHERE account_id = ? AND closed_at IS NULL AND arrived_at IS NOT NULL ORDER BY arrived_at DESC, visit_id LIMIT 1`, account)
	if gate.Missing(err) {
		return nil, nil
	}
	w.FinishAt = until.Text()
	return &w, err
}

// keepRisk notes what was seen at the door. That a home is not safe is told to
// the office at once, and that something has changed on the same day. Who does
// not go into a home that nobody of us knows is looked after like one who asks
// for help.
func keepRisk(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	seen := coded[risk.DoorCode](f.Body.Seen)
	for i, c := range seen {
		if c.Label() == "" {
			seen[i] = "other" // a newer phone may know more
		}
	}
	if len(seen) == 0 && f.Body.Words == "" {
		seen = []risk.DoorCode{"other"} // an older one did not ask what
	}
	stayedOut := f.Body.WentIn == "false"
	err := keep(ctx, g, mayNote, f, fault.Checks{}, func(tx *gate.Tx) error {
		return risk.NoteDoor(tx, risk.Door{
			ID: string(f.ID), Person: f.person(), Visit: visit.ID(f.Visit), Answer: risk.DoorAnswer(f.Body.Answer), Seen: seen,
			Words: string(f.Body.Words), First: f.Body.First.yes(), WentIn: !stayedOut, At: f.at, Channel: by,
		})
	})
	if err != nil || !f.Body.First.yes() || !stayedOut {
		return err
	}
	who, _ := actor.From(ctx)
	ctx = gate.WithKey(phone.Keeping(ctx, ids.Account(who.ID)), string(f.ID)+" stop", f.whole)
	return g.Write(ctx, mayHelp, gate.Council, func(tx *gate.Tx) error {
		return lonework.Raise(tx, lonework.Alarm{ID: lonework.ID(f.ID), How: lonework.Stop, Worker: ids.Account(who.ID), Visit: visit.ID(f.Visit), Person: f.person(), At: f.at})
	})
}

// letGo frees the rights to doses of a phone that was to forget the people on it,
// once it says itself that it has no pack and has brought all it recorded. Until
// then it may still give them.
func (in *intake) letGo(tx *gate.Tx, p phone.Phone) error {
	if in.brought || !p.Wipe() || in.contact.Pack != "" || in.contact.Head < p.Told || p.Waiting() > 0 {
		return nil
	}
	return medicine.Release(tx, string(p.ID))
}
