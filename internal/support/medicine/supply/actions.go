package supply

import (
	"context"
	"slices"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/medicine"
)

// Who may do what: whoever works with the person sees what is there, and writes
// down what they brought, took back or counted.
var (
	MaySee   = gate.Action{Name: "medicine.see_supply", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayMove  = gate.Action{Name: "medicine.move_supply", Who: actor.Rule{Any: actor.Office, Related: actor.Field}}
	mayWatch = gate.Action{Name: "medicine.watch_supply", Who: actor.Rule{Any: []actor.Role{actor.System}}}
)

// Move writes down what came, went or was counted. Where that ends a shortage
// its alert is closed. Errors: supply.new, by field; gate.not_found for a
// medicine that this person does not take now; gate.exists.
func Move(ctx context.Context, g *gate.Gate, m Movement) error {
	return g.Write(ctx, MayMove, gate.Person(m.Person), func(tx *gate.Tx) error {
		m.Who, m.Words = strings.TrimSpace(m.Who), strings.TrimSpace(m.Words)
		if err := m.check(tx.At); err != nil {
			return err
		}
		h, err := homeOf(tx.Snapshot, m.Person)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(h.medicines, func(x medicine.Medicine) bool { return x.ID == m.Medicine })
		if i < 0 {
			return gate.NotFound()
		}
		if err := insert(tx, []Movement{m}); err != nil {
			return err
		}
		m.line = h.medicines[i].Line
		h.moves = append(h.moves, m)
		slices.SortStableFunc(h.moves, func(a, b Movement) int { return a.At.Compare(b.At.Time) })
		if h.stock(h.medicines[i]).Low() {
			return nil
		}
		return alert.CloseFor(tx, alert.MedicineRunsOut, string(m.line), alert.Answered)
	})
}

// Count writes down what was found of several medicines at once, within a write
// that is open. stocks is what should have been there.
func Count(tx *gate.Tx, all []Movement, stocks []Stock) error {
	var enough []string
	for i := range all {
		m := &all[i]
		m.Kind = Counted
		for _, s := range stocks {
			was := s.Low()
			s.Known, s.Expected = true, m.Units
			if s.Medicine.ID == m.Medicine && was && !s.Low() {
				enough = append(enough, string(s.Medicine.Line))
			}
		}
	}
	if err := insert(tx, all); err != nil || len(enough) == 0 {
		return err
	}
	return alert.CloseAllFor(tx, alert.MedicineRunsOut, enough, alert.Answered)
}

// watch alerts the office of each medicine that is running out.
func watch(ctx context.Context, g *gate.Gate) error {
	type short struct {
		person ids.Person
		line   string
	}
	var low []short
	err := g.Read(ctx, mayWatch, gate.Council, func(s *gate.Snapshot) error {
		people, err := counted(s)
		if err != nil {
			return err
		}
		known, err := alerted(s)
		if err != nil {
			return err
		}
		for _, p := range people {
			stocks, _, err := Stocks(s, p)
			if err != nil {
				return err
			}
			for _, x := range stocks {
				if x.Low() && !slices.Contains(known, string(x.Medicine.Line)) {
					low = append(low, short{p, string(x.Medicine.Line)})
				}
			}
		}
		return nil
	})
	if err != nil || len(low) == 0 {
		return err
	}
	return g.Write(ctx, mayWatch, gate.Council, func(tx *gate.Tx) error {
		for _, x := range low {
			if err := alert.Raise(tx, alert.New{Kind: alert.MedicineRunsOut, Person: x.person, Source: x.line}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Jobs of this package.
var Jobs = []job.Job{{Name: "medicine.supply", Every: 30 * time.Minute, Run: watch}}
