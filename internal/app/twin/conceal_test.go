package twin

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
)

// conceal does in B alone what nobody without need may notice.
func (j *judge) conceal() {
	j.t.Helper()
	speaking.Store(&j.b.log)
	g := j.b.g
	raiser := actor.With(context.Background(), actor.Actor{ID: string(j.base.raiser), Roles: []actor.Role{actor.Worker}})
	for _, words := range []string{"Her son took the " + canaries["what was told"] + ".", canaries["what was told twice"]} {
		err := safeguarding.Raise(raiser, g, safeguarding.Concern{
			Ref: ids.NewHidden(), Person: j.base.victim, Visit: visit.ID(j.base.visit), Kind: visit.Abuse, Urgency: visit.Now, Words: words, Channel: visit.App,
		})
		if err != nil {
			j.t.Fatal(err)
		}
	}
	var one safeguarding.ID
	err := g.Read(system(), may, gate.Council, func(s *gate.Snapshot) (err error) {
		one, err = gate.Value[safeguarding.ID](s, `SELECT id FROM safeguarding_concern ORDER BY id LIMIT 1`)
		return err
	})
	if err != nil {
		j.t.Fatal(err)
	}
	lead := actor.With(context.Background(), actor.Actor{ID: string(j.base.account[actor.SafeguardingLead]), Roles: []actor.Role{actor.SafeguardingLead}})
	if err := safeguarding.MarkSeen(lead, g, j.base.victim, one, 1); err != nil {
		j.t.Fatal(err)
	}
}
