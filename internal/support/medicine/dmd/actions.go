package dmd

import (
	"context"
	"slices"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

// Who may do what. Whoever works with people's medicines may look one up.
var (
	MaySearch = gate.Action{Name: "medicine.search", Who: actor.Rule{Any: slices.Concat(actor.Practice, actor.Field)}}
	MayImport = gate.Action{Name: "medicine.import_products", Who: actor.Rule{Any: []actor.Role{actor.System}}}
)

// piece is how many products one write holds: a release has 200,000, and a
// worker who calls for help is not to wait for them.
const piece = 250

// Import takes in a release in place of the one in use. The release that is in
// use may be imported again; an older one may not. Errors: dmd.unreadable;
// dmd.files_missing; dmd.older.
func Import(ctx context.Context, g *gate.Gate, files []File) (Release, error) {
	c, err := read(files)
	if err != nil {
		return Release{}, err
	}
	r := Release{ID: ids.New(), On: c.on, Products: len(c.products)}
	ctx = gate.Patient(ctx)
	write := func(fn func(tx *gate.Tx) error) error { return g.Write(ctx, MayImport, gate.Council, fn) }
	if err := write(func(tx *gate.Tx) error {
		in, err := Current(tx.Snapshot)
		if err != nil && !gate.Missing(err) {
			return err
		}
		if err == nil && in.On > r.On {
			return fault.New(fault.Invalid, "dmd.older", "The release of %s is older than the one in use, of %s.", r.On.Said(), in.On.Said())
		}
		r.Imported = tx.At
		return insertRelease(tx, r)
	}); err != nil {
		return Release{}, err
	}
	for some := range slices.Chunk(c.products, piece) {
		if err := write(func(tx *gate.Tx) error { return insert(tx, r.ID, some, c.ingredients) }); err != nil {
			return Release{}, err
		}
	}
	if err := write(func(tx *gate.Tx) error { return use(tx, r.ID) }); err != nil {
		return Release{}, err
	}
	for more := true; more; {
		if err := write(func(tx *gate.Tx) (err error) {
			more, err = forget(tx)
			return err
		}); err != nil {
			return Release{}, err
		}
	}
	return r, nil
}
