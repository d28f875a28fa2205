package roster

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/person"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/visit"
)

// Followers of this package: a visit that was called off leaves its run, one
// that was added is loose, and so are the visits of somebody who is away, and
// those of somebody who must no longer go there.
var Followers = []gate.Follower{
	gate.Follow("roster.freed", freed),
	gate.Follow("roster.away", away),
	gate.Follow("roster.added", added),
	gate.Follow("roster.barred", func(tx *gate.Tx, e preference.Changed) error { return barred(tx, e.Person) }),
	gate.Follow("roster.merged", func(tx *gate.Tx, e person.Merged) error { return barred(tx, e.Kept) }),
}

// added lists one more visit of a day that was built before as loose.
func added(tx *gate.Tx, e visit.Added) error {
	d, err := DayOf(tx.Snapshot, e.On)
	if err != nil || d.BuiltAt.IsZero() {
		return err
	}
	known, err := gate.Value[int](tx.Snapshot, `SELECT (SELECT COUNT(*) FROM roster_assignment WHERE visit_id = ?)
		+ (SELECT COUNT(*) FROM roster_unplaced WHERE visit_id = ?) + (SELECT COUNT(*) FROM visit WHERE id = ? AND state <> 'planned')`, e.Visit, e.Visit, e.Visit)
	if err != nil || known > 0 {
		return err
	}
	var not []Unplaced
	for slot := 1; slot <= e.Workers; slot++ {
		not = append(not, Unplaced{
			Visit: e.Visit, Slot: slot, Person: e.Person, On: e.On, Code: "added",
			Reason: "It was added after the rota was built.",
		})
	}
	if err := insertUnplaced(tx, not); err != nil || !d.Published() {
		return err
	}
	return settleLoose(tx, nil, not)
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
	ws, _, err := workers(tx.Snapshot, day)
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
	as, err := toCome(tx.Snapshot, s)
	if err != nil || len(as) == 0 {
		return err
	}
	if err := dropShift(tx, s); err != nil {
		return err
	}
	return takeOff(tx, s.On, as, "shift_gone", why)
}

// barred takes the visits still to come of somebody off workers who must not go
// there any more, by what was said of them or of a record merged into theirs.
func barred(tx *gate.Tx, whom ids.Person) error {
	as, err := barredFrom(tx.Snapshot, whom)
	for len(as) > 0 && err == nil {
		day := as[0].On
		n := slices.IndexFunc(as, func(a Assignment) bool { return a.On != day })
		if n < 0 {
			n = len(as)
		}
		for _, a := range as[:n] {
			if err := dropAssignment(tx, a); err != nil {
				return err
			}
		}
		err = takeOff(tx, day, as[:n], "not_to_send", "The worker must not go to this person.")
		as = as[n:]
	}
	return err
}

// takeOff lists what has been taken off shifts of one day as not placed, with the
// reason. On a published day the workers are told and the office is alerted.
func takeOff(tx *gate.Tx, day when.Date, as []Assignment, code, why string) error {
	var not []Unplaced
	whose := map[ids.Account]bool{}
	for _, a := range as {
		not = append(not, Unplaced{Visit: a.Visit, Slot: a.Slot, Person: a.Person, On: day, Code: code, Reason: why, WasShift: a.Shift, WasMin: a.StartMin})
		whose[a.Account] = true
	}
	if err := insertUnplaced(tx, not); err != nil {
		return err
	}
	d, err := DayOf(tx.Snapshot, day)
	if err != nil || !d.Published() {
		return err
	}
	if err := insertChanges(tx, differences(as, nil)); err != nil {
		return err
	}
	if err := refresh(tx, day, whose); err != nil {
		return err
	}
	return settleLoose(tx, nil, not)
}
