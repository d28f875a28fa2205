package gate

import (
	"context"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// MayBreakGlass: any member of staff, in an emergency, with a reason. It is
// journaled and a coordinator is alerted.
var MayBreakGlass = Action{Name: "gate.break_glass", Who: actor.Rule{Any: []actor.Role{
	actor.Worker, actor.LeadWorker, actor.Therapist, actor.SocialWorker, actor.Coordinator, actor.Manager,
}}}

// GlassTime is how long a broken glass stays open.
const GlassTime = 60 * time.Minute

// GlassBroken says that somebody opened a record that is not on their work.
type GlassBroken struct {
	Account ids.Account
	Person  ids.Person
	Until   when.Instant
}

// EventName is the event's stable name.
func (GlassBroken) EventName() string { return "gate.glass_broken" }

// CheckGlassReason is BreakGlass's check of a reason by itself, for a page that
// must not look for a person before one was given. Error: gate.glass_reason.
func CheckGlassReason(reason string) error {
	var checks fault.Checks
	checks.Field(len([]rune(strings.TrimSpace(reason))) < 10, "reason", "Say why you need to open this record, in a few words.")
	return checks.Err("gate.glass_reason")
}

// BreakGlass opens one person's ordinary record to one member of staff for an
// hour. Sealed matter stays sealed. Error: gate.glass_reason.
func BreakGlass[ID ~string](ctx context.Context, g *Gate, person ID, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := CheckGlassReason(reason); err != nil {
		return err
	}
	return g.Write(ctx, MayBreakGlass, Person(person), func(tx *Tx) error {
		until := tx.At.Add(GlassTime)
		if err := tx.Note(reason); err != nil {
			return err
		}
		if err := tx.Relate(tx.Actor.ID, string(person), actor.Glass, "glass:"+ids.New(), tx.At, until); err != nil {
			return err
		}
		tx.Emit(GlassBroken{Account: ids.Account(tx.Actor.ID), Person: ids.Person(person), Until: until})
		return nil
	})
}
