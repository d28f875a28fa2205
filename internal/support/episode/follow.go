package episode

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/referral"
)

// Followers of this package.
var Followers = []gate.Follower{
	// The hospital may name another day after we accepted: the clock to the
	// first visit follows it. The office is alerted by the referral.
	gate.Follow("episode.ready_moved", func(tx *gate.Tx, c referral.Changed) error {
		e, err := waitingFor(tx.Snapshot, c.Referral)
		if gate.Missing(err) || err == nil && (c.ReadyOn == "" || c.ReadyOn == e.ReadyOn) {
			return nil
		}
		if err != nil {
			return err
		}
		target, _, err := clocks(tx.Snapshot)
		if err != nil {
			return err
		}
		was := e.ReadyOn
		e.ReadyOn, e.StartDueOn = c.ReadyOn, DueOn(c.ReadyOn, e.AcceptedAt.On(), target)
		if err := moveStart(tx, e); err != nil {
			return err
		}
		return note(tx, e, Change{ID: ids.New(), What: "ready", Was: string(was), Now: string(c.ReadyOn)})
	}),
}
