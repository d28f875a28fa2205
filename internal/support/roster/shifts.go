package roster

import (
	"context"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
)

// AddShift adds one shift. Its account is the member's own, whatever the
// caller says. Errors: roster.shift, by field; roster.no_account;
// roster.overlap; gate.not_found; gate.exists.
func AddShift(ctx context.Context, g *gate.Gate, s Shift) error {
	return g.Write(ctx, MayShift, gate.Council, func(tx *gate.Tx) error {
		if err := s.Check(); err != nil {
			return err
		}
		m, err := staff.Get(tx.Snapshot, s.Member)
		if err != nil {
			return err
		}
		if m.Account == "" {
			return fault.New(fault.Invalid, "roster.no_account", "This worker cannot sign in yet, so they could not see their visits. Give them an account first.")
		}
		s.Account = m.Account
		others, err := ShiftsOn(tx.Snapshot, s.On)
		if err != nil {
			return err
		}
		for _, o := range others {
			if o.ID == s.ID {
				return fault.New(fault.Conflict, "gate.exists", "This has already been saved.")
			}
			if o.Member == s.Member && o.Cancelled == "" && o.overlaps(s) {
				return fault.New(fault.Invalid, "roster.overlap", "%s already works %s that day. Change one of the two.", o.Name, o.Hours())
			}
		}
		return insertShifts(tx, []Shift{s})
	})
}

// AddShifts adds many shifts of one day or several, each with the account of
// its worker. The caller answers for their not overlapping. Error:
// roster.shift.
func AddShifts(tx *gate.Tx, shifts []Shift) error {
	for _, s := range shifts {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return insertShifts(tx, shifts)
}

// CancelShift takes a shift off the rota. Its visits are loose until the day is
// built again or each is moved. Errors: roster.cancel_reason; gate.changed;
// gate.not_found.
func CancelShift(ctx context.Context, g *gate.Gate, id ShiftID, version int, reason string) error {
	return g.Write(ctx, MayShift, gate.Council, func(tx *gate.Tx) error {
		var c fault.Checks
		reason = strings.TrimSpace(reason)
		c.Field(reason == "", "reason", "Say in a few words why.")
		c.Field(len([]rune(reason)) > 200, "reason", "Use 200 characters or fewer.")
		if err := c.Err("roster.cancel_reason"); err != nil {
			return err
		}
		s, err := ShiftCalled(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if err := cancelShift(tx, id, version, reason); err != nil {
			return err
		}
		return loosen(tx, s, "This shift was cancelled.")
	})
}
