package roster

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/visit"
)

// DayOf is how far the rota of a day has come; the zero Day of that date when
// nothing was done yet.
func DayOf(s *gate.Snapshot, day when.Date) (Day, error) {
	d := Day{On: day}
	err := gate.One(s, &d, func(d *Day) []any {
		return []any{&d.BuiltAt, &d.PublishedAt, (*gate.Text)(&d.PublishedBy), &d.Version}
	}, `SELECT built_at, published_at, published_by, version FROM roster_day WHERE on_date = ?`, day)
	if gate.Missing(err) {
		return Day{On: day}, nil
	}
	return d, err
}

func markBuilt(tx *gate.Tx, day when.Date) error {
	return tx.Exec(`INSERT INTO roster_day (on_date, built_at, version) VALUES (?, ?, 1)
		ON CONFLICT (on_date) DO UPDATE SET built_at = excluded.built_at, version = roster_day.version + 1`, day, tx.At)
}

func markPublished(tx *gate.Tx, d Day) error {
	return tx.Update(`UPDATE roster_day SET published_at = ?, published_by = ?, version = version + 1 WHERE on_date = ? AND version = ?`,
		tx.At, tx.Actor.ID, d.On, d.Version)
}

const shiftColumns = `s.id, s.member_id, s.account_id, s.on_date, s.start_min, s.end_min, s.break_min, s.cancelled, s.version, m.given, m.family`

type shiftRow struct {
	Shift
	given, family string
}

func (r *shiftRow) fields() []any {
	return []any{
		&r.ID, &r.Member, &r.Account, &r.On, &r.StartMin, &r.EndMin, &r.BreakMin, &r.Cancelled, &r.Version, &r.given, &r.family,
	}
}

func shiftsOf(rows []shiftRow) []Shift {
	out := make([]Shift, 0, len(rows))
	for _, r := range rows {
		r.Name = staff.Member{Given: r.given, Family: r.family}.Name()
		out = append(out, r.Shift)
	}
	return out
}

// ShiftsOn lists a day's shifts by start, also those that were cancelled.
func ShiftsOn(s *gate.Snapshot, day when.Date) ([]Shift, error) {
	rows, err := gate.All(s, (*shiftRow).fields, `SELECT `+shiftColumns+` FROM roster_shift s JOIN staff_member m ON m.id = s.member_id
		WHERE s.on_date = ? ORDER BY s.start_min, m.family, m.given, s.id`, day)
	return shiftsOf(rows), err
}

// ShiftCalled is one shift by its id, also one that was cancelled. Error:
// gate.not_found.
func ShiftCalled(s *gate.Snapshot, id ShiftID) (Shift, error) {
	var r shiftRow
	err := gate.One(s, &r, (*shiftRow).fields, `SELECT `+shiftColumns+` FROM roster_shift s JOIN staff_member m ON m.id = s.member_id WHERE s.id = ?`, id)
	return shiftsOf([]shiftRow{r})[0], err
}

func insertShifts(tx *gate.Tx, shifts []Shift) error {
	rows := make([][]any, 0, len(shifts))
	for _, s := range shifts {
		rows = append(rows, []any{s.ID, s.Member, s.Account, s.On, s.StartMin, s.EndMin, s.BreakMin, "", 1})
	}
	return tx.InsertMany(`INSERT INTO roster_shift (id, member_id, account_id, on_date, start_min, end_min, break_min, cancelled, version) VALUES `, rows)
}

func cancelShift(tx *gate.Tx, id ShiftID, version int, reason string) error {
	return tx.Update(`UPDATE roster_shift SET cancelled = ?, version = version + 1 WHERE id = ? AND version = ? AND cancelled = ''`, reason, id, version)
}

func (a *Assignment) fields() []any {
	return []any{&a.Visit, &a.Slot, &a.Shift, &a.Account, &a.Person, &a.On, &a.Ord, &a.StartMin, &a.TravelMin}
}

// AssignmentsOn lists who goes where on a day, by shift and order of the run.
func AssignmentsOn(s *gate.Snapshot, day when.Date) ([]Assignment, error) {
	return gate.All(s, (*Assignment).fields, `SELECT visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min
		FROM roster_assignment WHERE on_date = ? ORDER BY shift_id, ord, slot`, day)
}

// standsOn is who goes where on a day and what no shift has, as AssignmentsOn
// and UnplacedOn list them, in one statement.
func standsOn(s *gate.Snapshot, day when.Date) (as []Assignment, not []Unplaced, err error) {
	type row struct {
		Assignment
		loose        bool
		code, reason string
	}
	rows, err := gate.All(s, func(r *row) []any { return append(r.Assignment.fields(), &r.loose, &r.code, &r.reason) },
		`SELECT visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min, FALSE AS loose, '' AS code, '' AS reason
		FROM roster_assignment WHERE on_date = ?
		UNION ALL SELECT u.visit_id, u.slot, u.was_shift_id, '', v.person_id, u.on_date, 0, u.was_start_min, 0, TRUE, u.code, u.reason
		FROM roster_unplaced u JOIN visit v ON v.id = u.visit_id WHERE u.on_date = ? ORDER BY shift_id, ord, slot, visit_id`, day, day)
	for _, r := range rows {
		if !r.loose {
			as = append(as, r.Assignment)
			continue
		}
		not = append(not, Unplaced{
			Visit: r.Visit, Slot: r.Slot, Person: r.Person, On: r.On, Code: r.code, Reason: r.reason, WasShift: r.Shift, WasMin: r.StartMin,
		})
	}
	return as, not, err
}

// replace puts a day's assignments and what is not placed in the place of what
// was there. Only what differs is written.
func replace(tx *gate.Tx, m material, as []Assignment, not []Unplaced) error {
	gone, rows := differing(m.now, as, func(a Assignment) visit.ID { return a.Visit })
	if len(gone) > 0 {
		if err := tx.Exec(`DELETE FROM roster_assignment WHERE on_date = ? AND visit_id IN ?`, m.day, gate.In(gone)); err != nil {
			return err
		}
	}
	values := make([][]any, 0, len(rows))
	for _, a := range rows {
		values = append(values, []any{a.Visit, a.Slot, a.Shift, a.Account, a.Person, a.On, a.Ord, a.StartMin, a.TravelMin})
	}
	err := tx.InsertMany(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min) VALUES `, values)
	if err != nil {
		return err
	}
	freed, loose := differing(m.loose, not, func(u Unplaced) visit.ID { return u.Visit })
	if len(freed) > 0 {
		if err := tx.Exec(`DELETE FROM roster_unplaced WHERE on_date = ? AND visit_id IN ?`, m.day, gate.In(freed)); err != nil {
			return err
		}
	}
	return insertUnplaced(tx, loose)
}

// differing gives the visits whose rows are not what they were, and their rows
// now.
func differing[R comparable](before, after []R, of func(R) visit.ID) (gone []visit.ID, rows []R) {
	was, is := map[visit.ID][]R{}, map[visit.ID][]R{}
	for _, r := range before {
		was[of(r)] = append(was[of(r)], r)
	}
	for _, r := range after {
		is[of(r)] = append(is[of(r)], r)
	}
	for id, old := range was {
		if !sameRows(old, is[id]) {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	for _, r := range after {
		if !sameRows(was[of(r)], is[of(r)]) {
			rows = append(rows, r)
		}
	}
	return gone, rows
}

// sameRows reports whether two lists hold the same, in whatever order.
func sameRows[R comparable](a, b []R) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(r R) bool { return !slices.Contains(b, r) })
}

func insertUnplaced(tx *gate.Tx, not []Unplaced) error {
	rows := make([][]any, 0, len(not))
	for _, u := range not {
		rows = append(rows, []any{u.Visit, u.Slot, u.On, u.Code, u.Reason, u.WasShift, u.WasMin})
	}
	return tx.InsertMany(`INSERT INTO roster_unplaced (visit_id, slot, on_date, code, reason, was_shift_id, was_start_min) VALUES `, rows)
}

// UnplacedOn lists what no shift has on a day, also what has been called off
// since.
func UnplacedOn(s *gate.Snapshot, day when.Date) ([]Unplaced, error) {
	return gate.All(s, func(u *Unplaced) []any {
		return []any{&u.Visit, &u.Slot, &u.Person, &u.On, &u.Code, &u.Reason, &u.WasShift, &u.WasMin}
	},
		`SELECT u.visit_id, u.slot, v.person_id, u.on_date, u.code, u.reason, u.was_shift_id, u.was_start_min FROM roster_unplaced u JOIN visit v ON v.id = u.visit_id
		WHERE u.on_date = ? ORDER BY u.visit_id, u.slot`, day)
}

func insertChanges(tx *gate.Tx, changes []Change) error {
	rows := make([][]any, 0, len(changes))
	for _, c := range changes {
		rows = append(rows, []any{ids.New(), c.On, c.Account, c.Visit, c.Person, c.What, tx.At})
	}
	return tx.InsertMany(`INSERT INTO roster_change (id, on_date, account_id, visit_id, person_id, what, at) VALUES `, rows)
}

// assignedTo is who goes to one visit.
func assignedTo(s *gate.Snapshot, id visit.ID) ([]Assignment, error) {
	return gate.All(s, (*Assignment).fields, `SELECT visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min
		FROM roster_assignment WHERE visit_id = ? ORDER BY slot`, id)
}

// barredFrom lists the visits still to come of a person, to which nobody has
// come yet, that are with workers who must not go there, by day.
func barredFrom(s *gate.Snapshot, person ids.Person) ([]Assignment, error) {
	return gate.All(s, (*Assignment).fields, `SELECT a.visit_id, a.slot, a.shift_id, a.account_id, a.person_id, a.on_date, a.ord, a.start_min, a.travel_min
		FROM roster_assignment a JOIN visit v ON v.id = a.visit_id
		JOIN staff_member m ON m.account_id = a.account_id JOIN preference_worker w ON w.member_id = m.id
		JOIN person p ON p.id = w.person_id AND (p.id = a.person_id OR p.merged_into = a.person_id)
		WHERE a.person_id = ? AND a.on_date >= ? AND w.tie = 'never' AND w.ended_at IS NULL AND v.state = 'planned' AND v.arrived_at IS NULL
		ORDER BY a.on_date, a.start_min, a.visit_id, a.slot`, person, s.Today())
}

func dropAssignment(tx *gate.Tx, a Assignment) error {
	return tx.Exec(`DELETE FROM roster_assignment WHERE visit_id = ? AND slot = ?`, a.Visit, a.Slot)
}

func dropVisit(tx *gate.Tx, id visit.ID) error {
	if err := tx.Exec(`DELETE FROM roster_assignment WHERE visit_id = ?`, id); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM roster_unplaced WHERE visit_id = ?`, id)
}

// shiftsBetween lists one member's shifts from one date to another, both
// included, that were not cancelled.
func shiftsBetween(s *gate.Snapshot, member staff.ID, from, until when.Date) ([]Shift, error) {
	rows, err := gate.All(s, (*shiftRow).fields, `SELECT `+shiftColumns+` FROM roster_shift s JOIN staff_member m ON m.id = s.member_id
		WHERE s.member_id = ? AND s.on_date BETWEEN ? AND ? AND s.cancelled = '' ORDER BY s.on_date, s.start_min`, member, from, until)
	return shiftsOf(rows), err
}

// toCome lists the visits of a shift of which nothing is recorded yet.
func toCome(s *gate.Snapshot, of Shift) ([]Assignment, error) {
	return gate.All(s, (*Assignment).fields, `SELECT a.visit_id, a.slot, a.shift_id, a.account_id, a.person_id, a.on_date, a.ord, a.start_min, a.travel_min
		FROM roster_assignment a JOIN visit v ON v.id = a.visit_id WHERE a.on_date = ? AND a.shift_id = ? AND v.state = 'planned' ORDER BY a.ord`, of.On, of.ID)
}

// dropShift takes the visits still to come off a shift.
func dropShift(tx *gate.Tx, of Shift) error {
	return tx.Exec(`DELETE FROM roster_assignment WHERE on_date = ? AND shift_id = ?
		AND EXISTS (SELECT 1 FROM visit v WHERE v.id = roster_assignment.visit_id AND v.state = 'planned')`, of.On, of.ID)
}
