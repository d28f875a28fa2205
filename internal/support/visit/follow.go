package visit

import (
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
)

// Followers of this package: who is in hospital, in a care home or has died is
// not visited; who comes home is visited again.
var Followers = []gate.Follower{
	gate.Follow("visit.away", func(tx *gate.Tx, e person.Happened) error {
		if e.Kind != person.Hospital && e.Kind != person.CareHome {
			return nil
		}
		if e.Until != "" && e.Until <= tx.Today() {
			return Restore(tx, e.Person, tx.Today())
		}
		open, err := episode.Open(tx.Snapshot, e.Person)
		if gate.Missing(err) {
			return nil
		}
		if err != nil {
			return err
		}
		why := Away
		if e.Kind == person.Hospital {
			if e.From < open.AcceptedAt.On() {
				return nil // the stay the person is about to leave
			}
			why = InHospital
		}
		return CancelAway(tx, e.Person, max(e.From, tx.Today()), e.Until, why)
	}),
	gate.Follow("visit.died", func(tx *gate.Tx, e person.Died) error {
		return CancelAway(tx, e.Person, max(e.On, tx.Today()), when.Date(""), SupportOver)
	}),
}
