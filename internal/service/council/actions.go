package council

import (
	"context"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
)

// MaySet: a manager or an administrator.
var MaySet = gate.Action{Name: "council.set", Who: actor.Rule{Any: []actor.Role{actor.Manager, actor.Admin}}}

// MaySee: the same people see the settings page; everybody sees their effect.
var MaySee = gate.Action{Name: "council.see", Who: MaySet.Who}

// Changed says that a setting has a new value.
type Changed struct{ Setting Name }

// EventName is the event's stable name.
func (Changed) EventName() string { return "council.changed" }

// Set gives a setting a new value from now on; the old one stays in the
// history. Errors: council.setting; gate.not_found for a name there is not.
func Set(ctx context.Context, g *gate.Gate, n Name, value string) error {
	return g.Write(ctx, MaySet, gate.Council, func(tx *gate.Tx) error {
		d, ok := known(n)
		if !ok {
			return gate.NotFound()
		}
		value = strings.TrimSpace(value)
		if err := d.check(value); err != nil {
			return err
		}
		tx.Emit(Changed{n})
		return save(tx, n, value)
	})
}
