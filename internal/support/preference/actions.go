package preference

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
)

// Who may do what: those who plan with people. A support worker does not see
// who else somebody likes, or who must not come.
var (
	MaySee = gate.Action{Name: "preference.see", Who: actor.Rule{Any: actor.Practice}}
	MaySet = gate.Action{Name: "preference.set", Who: actor.Rule{Any: actor.Practice}}
)

var errTwice = fault.New(fault.Conflict, "preference.twice", "This worker is on the list already. End that entry first.")

// AddPair says how a worker stands to a person from now on. Errors:
// preference.pair, by field; preference.twice for a worker who is on the list;
// gate.not_found for somebody who does not work here; gate.exists.
func AddPair(ctx context.Context, g *gate.Gate, p Pair) error {
	return g.Write(ctx, MaySet, gate.Person(p.Person), func(tx *gate.Tx) error {
		if err := p.check(); err != nil {
			return err
		}
		if p.Tie != Never {
			p.Why = ""
		}
		if _, err := staff.Get(tx.Snapshot, p.Member); err != nil {
			return err
		}
		open, err := Pairs(tx.Snapshot, p.Person)
		if err != nil {
			return err
		}
		for _, o := range open {
			if o.Member == p.Member && o.ID != p.ID {
				return errTwice
			}
		}
		tx.Emit(Changed{p.Person})
		return insertPair(tx, p)
	})
}

// EndPair ends an entry. Errors: gate.changed when it has ended already or is
// not this person's.
func EndPair(ctx context.Context, g *gate.Gate, person ids.Person, id PairID, version int) error {
	return g.Write(ctx, MaySet, gate.Person(person), func(tx *gate.Tx) error {
		tx.Emit(Changed{person})
		return endPair(tx, person, id, version)
	})
}

// Ask puts all else a person asks for in the place of what they asked for
// before, which stays in the history. Errors: preference.wish, by field;
// gate.exists.
func Ask(ctx context.Context, g *gate.Gate, w Wish) error {
	return g.Write(ctx, MaySet, gate.Person(w.Person), func(tx *gate.Tx) error {
		if err := w.check(tx.Today()); err != nil {
			return err
		}
		tx.Emit(Changed{w.Person})
		return insertWish(tx, w)
	})
}
