package safeguarding

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

// staff is everybody who works for the council.
var staff = []actor.Role{
	actor.Worker, actor.LeadWorker, actor.Coordinator, actor.Manager, actor.Therapist, actor.SocialWorker,
	actor.SafeguardingLead, actor.HR, actor.Analyst, actor.Admin,
}

// Who may do what. All of it is sealed.
var (
	MayRaise = gate.Action{Name: "safeguarding.raise", Sealed: true, Who: actor.Rule{Any: staff}}
	MayList  = gate.Action{Name: "safeguarding.list", Sealed: true, Who: actor.Rule{Any: []actor.Role{actor.SafeguardingLead}}}
	MaySee   = gate.Action{Name: "safeguarding.see", Sealed: true, Who: MayList.Who}
	MayMark  = gate.Action{Name: "safeguarding.mark", Sealed: true, Who: MayList.Who}
)

// Raise keeps a concern, whatever it says. The same told again changes nothing,
// so it needs no key. Errors: only of the gate, for somebody who is not on the
// staff or a record that cannot be written.
func Raise(ctx context.Context, g *gate.Gate, c Concern) error {
	c = c.plain()
	return g.Write(ctx, MayRaise, gate.Person(c.Person), func(tx *gate.Tx) error {
		c.ID = c.name(tx.Actor.ID)
		c.Urgency = c.Urgency.Read()
		if c.At.IsZero() || c.At.After(tx.At.Time) {
			c.At = tx.At
		}
		return insert(tx, c)
	})
}

// MarkSeen notes that the lead has read a concern. Errors: gate.changed when
// somebody else marked it first; gate.not_found.
func MarkSeen(ctx context.Context, g *gate.Gate, person ids.Person, id ID, version int) error {
	return g.Write(ctx, MayMark, gate.Person(person), func(tx *gate.Tx) error {
		return markSeen(tx, person, id, version)
	})
}
