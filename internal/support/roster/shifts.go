package roster

import (
	"context"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
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

// Hours are a worker's own shifts from one date to another, both included, by
// start, without those cancelled or while they are away; and how they travel.
type Hours struct {
	Name   string // of the worker
	Mode   place.Mode
	Shifts []Shift
}

// HoursOf reads them in one statement; empty for an account that is not a
// member of staff's.
func HoursOf(s *gate.Snapshot, account ids.Account, from, until when.Date) (Hours, error) {
	type row struct {
		Shift
		given, family string
		mode          place.Mode
	}
	rows, err := gate.All(s, func(r *row) []any {
		return []any{&r.given, &r.family, &r.mode, (*gate.Text)(&r.ID), &r.On, gate.Null(&r.StartMin), gate.Null(&r.EndMin), gate.Null(&r.BreakMin)}
	}, `SELECT m.given, m.family, m.mode, h.id, h.on_date, h.start_min, h.end_min, h.break_min
		FROM staff_member m LEFT JOIN roster_shift h ON h.account_id = m.account_id AND h.on_date BETWEEN ? AND ? AND h.cancelled = ''
			AND NOT EXISTS (SELECT 1 FROM staff_absence x WHERE x.member_id = m.id AND x.from_on <= h.on_date AND x.until_on >= h.on_date)
		WHERE m.account_id = ? ORDER BY h.on_date, h.start_min, h.id`, from, until, account)
	var out Hours
	for _, r := range rows {
		out.Name, out.Mode = staff.Member{Given: r.given, Family: r.family}.Name(), r.mode
		if r.ID != "" {
			out.Shifts = append(out.Shifts, r.Shift)
		}
	}
	return out, err
}

// On are the shifts of one day.
func (h Hours) On(day when.Date) (out []Shift) {
	for _, x := range h.Shifts {
		if x.On == day {
			out = append(out, x)
		}
	}
	return out
}

// WeekMin is the work of the week of a day, Monday to Sunday, breaks apart.
func (h Hours) WeekMin(day when.Date) (n int) {
	from := monday(day)
	for _, x := range h.Shifts {
		if x.On >= from && x.On <= from.Add(6) {
			n += x.EndMin - x.StartMin - x.BreakMin
		}
	}
	return n
}

// SeenUntil is until when a worker may finish writing about the people of a
// shift that ends in a minute of a day.
func SeenUntil(day when.Date, endMin int) when.Instant { return day.AtMinute(endMin).Add(seeAfter) }

// WeekFrom is the Monday of the day's week.
func WeekFrom(day when.Date) when.Date { return monday(day) }
