package paper

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// Who may do what. The office prints anybody's run and keys in what was written
// on it; a support worker prints their own.
var (
	MayPrint    = gate.Action{Name: "paper.print", Who: actor.Rule{Any: actor.Office}}
	MayPrintOwn = gate.Action{Name: "paper.print_own", Who: actor.Rule{Any: actor.Field}}
	MayKey      = gate.Action{Name: "paper.key", Who: actor.Rule{Any: actor.Office}}
)

// Print is what stands on the day sheets of some shifts of a day, of all where
// none is named. Everybody on them is noted as looked at. It takes seven
// statements however many there are.
func Print(ctx context.Context, g *gate.Gate, on when.Date, shifts ...roster.ShiftID) (d Day, err error) {
	err = g.Read(ctx, MayPrint, gate.Council, func(s *gate.Snapshot) (err error) {
		if d, err = dayOf(s, on, false); err != nil {
			return err
		}
		d = d.only(shifts...)
		return d.fill(s)
	})
	return d, err
}

// PrintOwn is what stands on the caller's own day sheets. It is empty until the
// day is given out, and of people whose record is not open to the caller yet
// there is no more than on their list of visits.
func PrintOwn(ctx context.Context, g *gate.Gate, on when.Date) (d Day, err error) {
	err = g.Read(ctx, MayPrintOwn, gate.Council, func(s *gate.Snapshot) (err error) {
		if d, err = dayOf(s, on, true); err != nil {
			return err
		}
		d = d.of(ids.Account(s.Actor.ID))
		if !d.Published {
			d.Runs = nil
		}
		return d.fill(s)
	})
	return d, err
}

// Find gives the visits that have a code: nearly always one. Errors:
// paper.code, by field, for what is no code, and for a code that no visit has.
func Find(ctx context.Context, g *gate.Gate, text string) (found []Stop, err error) {
	code, err := parseCode(text)
	if err != nil {
		return nil, err
	}
	err = g.Read(ctx, MayKey, gate.Council, func(s *gate.Snapshot) error {
		on := code.day(s.Today())
		all, err := visit.OnDay(s, on)
		if err != nil {
			return err
		}
		d, err := dayOf(s, on, false)
		if err != nil {
			return err
		}
		for _, v := range all {
			for slot := 1; slot <= v.Workers; slot++ {
				if codeOf(v, slot) == code {
					found = append(found, d.match(v, slot))
				}
			}
		}
		var c fault.Checks
		c.Field(len(found) == 0, "code", "No visit of %s has this code. Check it against the sheet, or choose the worker and the day below.", on.Said())
		return c.Err("paper.code")
	})
	return found, err
}

// match is a visit as the rota has it now: a visit keeps its code when it moves
// to another worker, or to none.
func (d Day) match(v visit.Visit, slot int) Stop {
	found := Stop{Visit: v, Slot: slot, ToldMin: v.StartMin}
	d.each(func(x *Stop) {
		if x.ID == v.ID && x.Slot == slot {
			found = *x
		}
	})
	return found
}

// RunOf is one shift's visits, for keying in what was written of them. Error:
// gate.not_found.
func RunOf(ctx context.Context, g *gate.Gate, id roster.ShiftID) (r Run, err error) {
	err = g.Read(ctx, MayKey, gate.Council, func(s *gate.Snapshot) (err error) {
		r, err = runOf(s, id)
		return err
	})
	return r, err
}

func runOf(s *gate.Snapshot, id roster.ShiftID) (Run, error) {
	shift, err := roster.ShiftCalled(s, id)
	if err != nil {
		return Run{}, err
	}
	d, err := dayOf(s, shift.On, false)
	if err != nil {
		return Run{}, err
	}
	if d = d.only(id); len(d.Runs) == 1 {
		return d.Runs[0], nil
	}
	return Run{Shift: shift}, nil // cancelled: nobody works it
}

// Next is the visit to key in after one of a run: the next of which nothing is
// recorded, from the start again after the last; false when all are.
func (r Run) Next(after visit.ID) (Stop, bool) {
	from := 0
	for i, s := range r.Stops {
		if s.ID == after {
			from = i + 1
		}
	}
	for i := range r.Stops {
		if s := r.Stops[(from+i)%len(r.Stops)]; s.ID != after && !s.Recorded() {
			return s, true
		}
	}
	return Stop{}, false
}
