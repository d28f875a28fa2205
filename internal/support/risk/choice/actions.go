package choice

import (
	"context"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/risk"
)

// Agree keeps a risk that the person chooses to take, in the place of the one it
// replaces. Errors: risk.choice, by field; risk.choice_wait where the decision
// named waits; gate.changed when the one before has ended; gate.exists;
// gate.not_found.
func Agree(ctx context.Context, g *gate.Gate, x Choice, replacedVersion int) error {
	if x.Deciding != Assessed {
		x.CapacityID = ""
	}
	return g.Write(ctx, risk.MayRecord, gate.Person(x.Person), func(tx *gate.Tx) error {
		if err := x.check(tx.Today()); err != nil {
			return err
		}
		if x.CapacityID != "" {
			k, err := capacity(tx.Snapshot, x.Person, x.CapacityID)
			if err != nil {
				return err
			}
			if k.Outcome == Wait {
				return fault.New(fault.Invalid, "risk.choice_wait", "That decision waits until they are at their best. Ask again first.")
			}
		}
		if x.Replaces != "" {
			e := risk.Ending{Person: x.Person, ID: x.Replaces, Version: replacedVersion, Why: "Looked at again."}
			if err := endChoice(tx, e); err != nil {
				return err
			}
		}
		return insertChoice(tx, x)
	})
}

// End says that a choice holds no more. Errors: risk.ending, by field;
// gate.changed.
func End(ctx context.Context, g *gate.Gate, e risk.Ending) error {
	return g.Write(ctx, risk.MayRecord, gate.Person(e.Person), func(tx *gate.Tx) error {
		if err := e.Check(); err != nil {
			return err
		}
		return endChoice(tx, e)
	})
}

// Assess keeps whether the person could make one decision. Errors:
// risk.capacity, by field; gate.exists; gate.not_found.
func Assess(ctx context.Context, g *gate.Gate, x Capacity) error {
	return g.Write(ctx, risk.MayAssess, gate.Person(x.Person), func(tx *gate.Tx) error {
		if err := x.check(tx.Today()); err != nil {
			return err
		}
		return insertCapacity(tx, x)
	})
}

// See keeps a paper that somebody has seen or was told of. Errors: risk.order,
// by field; gate.exists; gate.not_found.
func See(ctx context.Context, g *gate.Gate, o Order) error {
	return g.Write(ctx, risk.MayRecord, gate.Person(o.Person), func(tx *gate.Tx) error {
		if err := o.check(tx.Today()); err != nil {
			return err
		}
		return insertOrder(tx, o)
	})
}

// EndOrder says that a paper holds no more. Errors: risk.ending, by field;
// gate.changed.
func EndOrder(ctx context.Context, g *gate.Gate, e risk.Ending) error {
	return g.Write(ctx, risk.MayEnd, gate.Person(e.Person), func(tx *gate.Tx) error {
		if err := e.Check(); err != nil {
			return err
		}
		return endOrder(tx, e)
	})
}
