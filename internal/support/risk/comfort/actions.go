package comfort

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/risk"
)

// MaySet switches the profile on and off, changes it, and releases of it.
var MaySet = gate.Action{Name: "risk.set_comfort", Who: actor.Rule{Any: []actor.Role{actor.Therapist, actor.Manager}}}

var (
	errTwice   = fault.New(fault.Conflict, "gate.exists", "This has already been saved.")
	errChanged = fault.New(fault.Conflict, "gate.changed", "Someone else changed this first. Look at it again before you save.")
)

// Set switches the profile on, or puts another in the place of the one that
// holds; seen is the version of that, 0 where there was none. What was released
// of the one before is taken back. Errors: risk.comfort, by field; gate.changed;
// gate.exists; gate.not_found.
func Set(ctx context.Context, g *gate.Gate, p Profile, seen int) error {
	return g.Write(ctx, MaySet, gate.Person(p.Person), func(tx *gate.Tx) error {
		if err := p.check(tx.Today()); err != nil {
			return err
		}
		now, err := Now(tx.Snapshot, p.Person)
		on := err == nil
		switch {
		case on && now.ID == p.ID:
			return errTwice
		case on:
			e := risk.Ending{Person: p.Person, ID: string(now.ID), Version: seen, Why: "Written down anew."}
			if err := end(tx, e); err != nil {
				return err
			}
		case !gate.Missing(err):
			return err
		}
		if err := takeBack(tx, p.Person); err != nil {
			return err
		}
		if !on {
			tx.Emit(Began{p.Person, p.ID, p.FromOn})
		}
		return insert(tx, p)
	})
}

// SwitchOff says that support is not for comfort only any more. Errors:
// risk.ending, by field; gate.changed.
func SwitchOff(ctx context.Context, g *gate.Gate, e risk.Ending) error {
	return g.Write(ctx, MaySet, gate.Person(e.Person), func(tx *gate.Tx) error {
		if err := e.Check(); err != nil {
			return err
		}
		if err := end(tx, e); err != nil {
			return err
		}
		tx.Emit(Ended{e.Person, ID(e.ID)})
		return takeBack(tx, e.Person)
	})
}

// Share releases parts of the wishes to people close to the person, in the place
// of what was released before. Errors: risk.release, by field; gate.exists;
// gate.changed where the profile is another by now; gate.not_found.
func Share(ctx context.Context, g *gate.Gate, r Release) error {
	return g.Write(ctx, MaySet, gate.Person(r.Person), func(tx *gate.Tx) error {
		if err := r.check(); err != nil {
			return err
		}
		now, err := Now(tx.Snapshot, r.Person)
		if err != nil {
			return err
		}
		if now.ID != r.Profile {
			return errChanged
		}
		if r.Words, err = now.released(r.Parts); err != nil {
			return err
		}
		if err := takeBack(tx, r.Person); err != nil {
			return err
		}
		return insertReleased(tx, r)
	})
}

// Unshare takes back what was released.
func Unshare(ctx context.Context, g *gate.Gate, person ids.Person) error {
	return g.Write(ctx, MaySet, gate.Person(person), func(tx *gate.Tx) error { return takeBack(tx, person) })
}
