package roster

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// Followers of this package: a visit that was called off leaves its run, and
// the visits of somebody who is away are loose.
var Followers = []gate.Follower{
	gate.Follow("roster.freed", freed),
	gate.Follow("roster.away", away),
}

func freed(tx *gate.Tx, e visit.Cancelled) error {
	as, err := assignedTo(tx.Snapshot, e.Visit)
	if err != nil {
		return err
	}
	if err := dropVisit(tx, e.Visit); err != nil {
		return err
	}
	if err := alert.CloseFor(tx, alert.Unplaced, string(e.Visit), alert.Answered); err != nil || len(as) == 0 {
		return err
	}
	d, err := DayOf(tx.Snapshot, e.On)
	if err != nil || !d.Published() {
		return err
	}
	if err := insertChanges(tx, differences(as, nil)); err != nil {
		return err
	}
	touched := map[ids.Account]bool{}
	for _, a := range as {
		touched[a.Account] = true
	}
	return refresh(tx, e.On, touched)
}

// refresh makes what some workers may see follow their runs as they are now.
func refresh(tx *gate.Tx, day when.Date, only map[ids.Account]bool) error {
	as, err := AssignmentsOn(tx.Snapshot, day)
	if err != nil {
		return err
	}
	ws, err := workers(tx.Snapshot, day)
	if err != nil {
		return err
	}
	return relate(tx, day, ws, as, only)
}

func away(tx *gate.Tx, e staff.AbsenceReported) error {
	shifts, err := shiftsBetween(tx.Snapshot, e.Member, max(e.From, tx.Today()), e.Until)
	if err != nil {
		return err
	}
	for _, s := range shifts {
		if err := loosen(tx, s, s.Name+" is away."); err != nil {
			return err
		}
	}
	return nil
}

// loosen takes the visits that are still to come off one shift and lists them
// as not placed, with the reason. On a published day the office is alerted.
func loosen(tx *gate.Tx, s Shift, why string) error {
	as, err := toCome(tx.Snapshot, s.ID)
	if err != nil || len(as) == 0 {
		return err
	}
	if err := dropShift(tx, s.ID); err != nil {
		return err
	}
	var not []Unplaced
	for _, a := range as {
		not = append(not, Unplaced{Visit: a.Visit, Slot: a.Slot, On: a.On, Code: "shift_gone", Reason: why})
	}
	if err := insertUnplaced(tx, not); err != nil {
		return err
	}
	d, err := DayOf(tx.Snapshot, s.On)
	if err != nil || !d.Published() {
		return err
	}
	if err := insertChanges(tx, differences(as, nil)); err != nil {
		return err
	}
	if err := refresh(tx, s.On, map[ids.Account]bool{s.Account: true}); err != nil {
		return err
	}
	return settleLoose(tx, nil, not)
}
