package staff

import (
	"context"
	"fmt"
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
)

// Part is as what somebody is in charge.
type Part string

// The parts.
const (
	Lead   Part = "lead"
	Deputy Part = "deputy"
	OnCall Part = "on_call"
)

// Parts lists them in the order of the form.
var Parts = []Part{Lead, Deputy, OnCall}

var partLabels = map[Part]string{Lead: "Shift lead", Deputy: "Deputy", OnCall: "On-call manager"}

// Label is the part in words for a screen.
func (p Part) Label() string { return partLabels[p] }

// wholeDay is the last minute of a day, after which the next begins.
const wholeDay = 24 * 60

// Turn is somebody's hours in charge on each day that a list holds for. Minutes
// are since midnight by the clock in the UK; hours that end at or before their
// start run past midnight. 0 to 1440 is the whole day.
type Turn struct {
	Account           ids.Account
	Part              Part
	FromMin, UntilMin int
}

// Hours is the turn as a screen shows it: 10:00pm to 7:00am.
func (t Turn) Hours() string {
	if t.FromMin == 0 && t.UntilMin == wholeDay {
		return "All day"
	}
	return when.Hour(t.FromMin) + " to " + when.Hour(t.UntilMin%wholeDay)
}

// covers reports whether the turn of a day holds at a minute of it, or of the
// day after.
func (t Turn) covers(minute int, dayAfter bool) bool {
	over := t.UntilMin <= t.FromMin
	if dayAfter {
		return over && minute < t.UntilMin
	}
	return minute >= t.FromMin && (over || minute < t.UntilMin)
}

// InCharge is somebody who is in charge at a moment, with how to reach them.
type InCharge struct {
	Turn
	Name  string
	Phone notify.Telephone // empty where we have none
}

// set is one turn as it is kept, with the day its list was set for.
type set struct {
	on   when.Date
	rank int
	InCharge
	away bool // on the day asked about
	gone bool
}

// setsFor are the turns of the lists that hold on a day and the day before.
func setsFor(s *gate.Snapshot, day when.Date) (today, before []set, err error) {
	rows, err := gate.All(s, func(r *set) []any {
		return []any{&r.on, &r.rank, &r.Account, &r.Part, &r.FromMin, &r.UntilMin, (*gate.Text)(&r.Name), gate.Null(&r.Phone), &r.away, &r.gone}
	}, `SELECT d.on_date, d.rank, d.account_id, d.part, d.from_min, d.until_min, m.given || ' ' || m.family, m.phone,
		EXISTS (SELECT 1 FROM staff_absence a WHERE a.member_id = m.id AND a.from_on <= ? AND a.until_on >= ?), COALESCE(m.ended_on < ?, FALSE)
		FROM staff_duty d LEFT JOIN staff_member m ON m.account_id = d.account_id
		WHERE d.on_date IN ((SELECT MAX(on_date) FROM staff_duty WHERE on_date <= ?), (SELECT MAX(on_date) FROM staff_duty WHERE on_date <= ?))
		ORDER BY d.on_date, d.rank`, day, day, day, day, day.Add(-1))
	for _, r := range rows {
		if r.on < day {
			before = append(before, r)
		}
		today = append(today, r)
	}
	// Both lists are the same unless one was set for this very day.
	if len(rows) > 0 {
		newest := rows[len(rows)-1].on
		today = slices.DeleteFunc(today, func(r set) bool { return r.on != newest })
		before = slices.DeleteFunc(before, func(r set) bool { return newest < day && r.on != newest })
	}
	return today, before, err
}

func at(today, before []set, minute int) (out []set) {
	for _, r := range today {
		if !r.away && !r.gone && r.covers(minute, false) {
			out = append(out, r)
		}
	}
	for _, r := range before {
		if !r.away && !r.gone && r.covers(minute, true) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b set) int { return a.rank - b.rank })
	return out
}

// InChargeAt is who is in charge at a moment, first to be asked first, each once.
// Whoever has left or is away that day is passed over. It may be empty.
func InChargeAt(s *gate.Snapshot, t when.Instant) ([]InCharge, error) {
	today, before, err := setsFor(s, t.On())
	return inCharge(today, before, t), err
}

func inCharge(today, before []set, t when.Instant) (out []InCharge) {
	for _, r := range at(today, before, t.Minute()) {
		if !slices.ContainsFunc(out, func(o InCharge) bool { return o.Account == r.Account }) {
			out = append(out, r.InCharge)
		}
	}
	return out
}

// Board is InChargeAt a moment and HandsOn its day, in one statement.
func Board(s *gate.Snapshot, t when.Instant) ([]InCharge, []Hand, error) {
	today, before, err := setsFor(s, t.On())
	return inCharge(today, before, t), hands(today, before), err
}

// OnDuty is the accounts of those in charge at a moment, first to be asked first.
func OnDuty(s *gate.Snapshot, t when.Instant) ([]ids.Account, error) {
	list, err := InChargeAt(s, t)
	var out []ids.Account
	for _, x := range list {
		out = append(out, x.Account)
	}
	return out, err
}

// Hand is a moment of a day at which somebody else comes first.
type Hand struct {
	Minute int
	To     InCharge // zero: nobody
}

// HandsOn is who comes first from which minute of a day on, in order; the first
// begins at midnight. Nobody (an empty account) is a gap.
func HandsOn(s *gate.Snapshot, day when.Date) ([]Hand, error) {
	today, before, err := setsFor(s, day)
	return hands(today, before), err
}

func hands(today, before []set) (out []Hand) {
	for m := range wholeDay {
		first := InCharge{}
		if now := at(today, before, m); len(now) > 0 {
			first = now[0].InCharge
		}
		if len(out) == 0 || out[len(out)-1].To != first {
			out = append(out, Hand{Minute: m, To: first})
		}
	}
	return out
}

// SetDuty sets who is in charge, all day long, from the date on, first to be
// asked first, until a later list is set. Errors: staff.duty.
func SetDuty(ctx context.Context, g *gate.Gate, day when.Date, accounts []ids.Account) error {
	var turns []Turn
	for i, a := range accounts {
		part := Deputy
		if i == 0 {
			part = Lead
		}
		turns = append(turns, Turn{Account: a, Part: part, UntilMin: wholeDay})
	}
	return SetTurns(ctx, g, day, turns)
}

// SetTurns sets who is in charge during which hours of each day from the date on,
// first to be asked first, until a later list is set. Errors: staff.duty.
func SetTurns(ctx context.Context, g *gate.Gate, day when.Date, turns []Turn) error {
	return g.Write(ctx, MaySetDuty, gate.Council, func(tx *gate.Tx) error {
		var checks fault.Checks
		checks.Field(day == "", "day", "Enter the first day the list holds.")
		checks.Field(len(turns) == 0, "who1", "Choose who is asked first.")
		for i, t := range turns {
			n := fmt.Sprint(i + 1)
			checks.Field(t.Account == "", "who"+n, "Choose who it is.")
			checks.Field(partLabels[t.Part] == "", "part"+n, "Choose shift lead, deputy or on-call manager.")
			checks.Field(t.FromMin < 0 || t.FromMin >= wholeDay || t.UntilMin < 0 || t.UntilMin > wholeDay, "from"+n, "Enter hours of the day, like 7:00 and 15:00.")
			for _, o := range turns[:i] {
				checks.Field(o.Account == t.Account && o.overlaps(t), "who"+n, "Choose somebody once only for the same hours.")
			}
		}
		if err := checks.Err("staff.duty"); err != nil {
			return err
		}
		if err := tx.Exec(`DELETE FROM staff_duty WHERE on_date = ?`, day); err != nil {
			return err
		}
		var rows [][]any
		for i, t := range turns {
			rows = append(rows, []any{day, i + 1, t.Account, t.Part, t.FromMin, t.UntilMin})
		}
		return tx.InsertMany(`INSERT INTO staff_duty (on_date, rank, account_id, part, from_min, until_min) VALUES `, rows)
	})
}

func (t Turn) overlaps(o Turn) bool {
	for m := range wholeDay {
		if (t.covers(m, false) || t.covers(m, true)) && (o.covers(m, false) || o.covers(m, true)) {
			return true
		}
	}
	return false
}

// turnsSet is the list as it was set for the date itself or the last date before
// it, and which date that is; nobody is passed over.
func turnsSet(s *gate.Snapshot, day when.Date) (on when.Date, list []Turn, err error) {
	today, _, err := setsFor(s, day)
	for _, r := range today {
		on, list = r.on, append(list, r.Turn)
	}
	return on, list, err
}

// PhoneOf is the work mobile of whoever signs in with an account; empty where we
// have none.
func PhoneOf(s *gate.Snapshot, account ids.Account) (notify.Telephone, error) {
	p, err := gate.Value[notify.Telephone](s, `SELECT phone FROM staff_member WHERE account_id = ?`, account)
	if gate.Missing(err) {
		return "", nil
	}
	return p, err
}

// MayKeepPhone: whoever works here says by which number they are reached.
var MayKeepPhone = gate.Action{Name: "staff.keep_phone", Who: MaySeePhone.Who}

// SetOwnPhone keeps the actor's own work mobile; empty takes it away. Errors:
// notify.mobile; gate.not_found for somebody who does not work here.
func SetOwnPhone(ctx context.Context, g *gate.Gate, text string) error {
	return g.Write(ctx, MayKeepPhone, gate.Council, func(tx *gate.Tx) error {
		n, err := notify.ParseMobile(text)
		if err != nil {
			return phoneField(err)
		}
		m, err := ByAccount(tx.Snapshot, ids.Account(tx.Actor.ID))
		if err != nil {
			return err
		}
		tx.Emit(Changed{m.ID})
		return tx.Exec(`UPDATE staff_member SET phone = ?, version = version + 1 WHERE id = ?`, n, m.ID)
	})
}

// phoneField puts the sentence about a bad number beside its field.
func phoneField(err error) error {
	f, bad := fault.Of(err)
	if !bad {
		return err
	}
	var c fault.Checks
	c.Field(true, "phone", "%s", f.Say)
	return c.Err(f.Code)
}
