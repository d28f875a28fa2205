package roster

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/visit"
)

// counts sums a day up.
type counts struct {
	visits, done, loose, shifts int
}

func countsOf(s *gate.Snapshot, day when.Date) (counts, error) {
	var c counts
	err := gate.One(s, &c, func(c *counts) []any { return []any{&c.visits, &c.done, &c.loose, &c.shifts} },
		`SELECT (SELECT COUNT(*) FROM visit WHERE on_date = ? AND state <> 'cancelled'),
		(SELECT COUNT(*) FROM visit WHERE on_date = ? AND state IN ('done', 'no_answer', 'not_wanted', 'missed')),
		(SELECT COUNT(DISTINCT u.visit_id) FROM roster_unplaced u JOIN visit v ON v.id = u.visit_id AND v.state = 'planned' WHERE u.on_date = ?),
		(SELECT COUNT(*) FROM roster_shift WHERE on_date = ? AND cancelled = '')`, day, day, day, day)
	return c, err
}

// line is one visit of the rota as the pages show it.
type line struct {
	visit    visit.ID
	person   ids.Person
	name     string // of the person
	outcode  string
	on       when.Date
	startMin int // as told to the worker; as agreed where it is loose
	duration int
	workers  int
	mustBeAt bool
	state    visit.State
	arrived  when.Instant
	shift    ShiftID
	travel   int
	with     string // the worker's name
	code     string // why it is loose
	reason   string
}

const personName = `CASE WHEN p.preferred <> '' AND p.preferred <> p.given THEN p.given || ' ' || p.family || ' (' || p.preferred || ')' ELSE p.given || ' ' || p.family END,
	CASE WHEN LENGTH(p.postcode) > 4 THEN SUBSTR(p.postcode, 1, LENGTH(p.postcode) - 4) ELSE '' END`

func (l *line) fields() []any {
	return []any{
		&l.visit, &l.person, &l.name, &l.outcode, &l.on, &l.startMin, &l.duration, &l.workers, &l.mustBeAt, &l.state, &l.arrived,
		gate.Null(&l.shift), gate.Null(&l.travel), gate.Null(&l.with), gate.Null(&l.code), gate.Null(&l.reason),
	}
}

// shiftPage is some of a day's shifts by start; no shift that was cancelled.
func shiftPage(s *gate.Snapshot, day when.Date, limit, skip int) ([]Shift, error) {
	rows, err := gate.All(s, (*shiftRow).fields, `SELECT `+shiftColumns+` FROM roster_shift s JOIN staff_member m ON m.id = s.member_id
		WHERE s.on_date = ? AND s.cancelled = '' ORDER BY s.start_min, m.family, m.given, s.id LIMIT ? OFFSET ?`, day, limit, skip)
	return shiftsOf(rows), err
}

// runs are the visits of the shifts of one page, in the order of the runs. The
// shifts stand in a list: joined, SQLite would find them again for each visit.
func runs(s *gate.Snapshot, day when.Date, limit, skip int) ([]line, error) {
	return gate.All(s, (*line).fields, `SELECT v.id, v.person_id, `+personName+`, v.on_date, a.start_min, v.duration_min, v.workers, v.must_be_at, v.state, v.arrived_at,
		a.shift_id, a.travel_min, NULL, NULL, NULL
		FROM roster_assignment a JOIN visit v ON v.id = a.visit_id JOIN person p ON p.id = v.person_id
		WHERE a.on_date = ? AND a.shift_id IN (SELECT s.id FROM roster_shift s JOIN staff_member m ON m.id = s.member_id
			WHERE s.on_date = ? AND s.cancelled = '' ORDER BY s.start_min, m.family, m.given, s.id LIMIT ? OFFSET ?)
		ORDER BY a.shift_id, a.start_min, a.ord`, day, day, limit, skip)
}

// loose are the visits of a day that no shift has, by time.
func loose(s *gate.Snapshot, day when.Date) ([]line, error) {
	return gate.All(s, (*line).fields, `SELECT v.id, v.person_id, `+personName+`, v.on_date, v.start_min, v.duration_min, v.workers, v.must_be_at, v.state, v.arrived_at,
		NULL, NULL, NULL, u.code, u.reason
		FROM roster_unplaced u JOIN visit v ON v.id = u.visit_id AND v.state = 'planned' JOIN person p ON p.id = v.person_id
		WHERE u.on_date = ? ORDER BY v.start_min, v.id, u.slot LIMIT 200`, day)
}

// byPerson are the visits of a day by person and time, with who goes; a visit
// by two workers stands twice.
func byPerson(s *gate.Snapshot, day when.Date, limit, skip int) ([]line, error) {
	return gate.All(s, (*line).fields, `SELECT v.id, v.person_id, `+personName+`, v.on_date, COALESCE(a.start_min, v.start_min), v.duration_min, v.workers, v.must_be_at, v.state, v.arrived_at,
		a.shift_id, a.travel_min, m.given || ' ' || m.family, NULL, NULL
		FROM visit v JOIN person p ON p.id = v.person_id
		LEFT JOIN roster_assignment a ON a.visit_id = v.id LEFT JOIN staff_member m ON m.account_id = a.account_id
		WHERE v.on_date = ? ORDER BY p.name_key, p.id, COALESCE(a.start_min, v.start_min), v.id, a.slot LIMIT ? OFFSET ?`, day, limit, skip)
}

// told is one change with the names of whom it concerns.
type told struct {
	Change
	worker, person string
}

// changesOn lists what changed of a published day, the newest first.
func changesOn(s *gate.Snapshot, day when.Date) ([]told, error) {
	return gate.All(s, func(t *told) []any {
		return []any{&t.ID, &t.On, &t.Account, &t.Visit, &t.Person, &t.What, &t.At, &t.SeenAt, gate.Null(&t.worker), &t.person}
	}, `SELECT c.id, c.on_date, c.account_id, c.visit_id, c.person_id, c.what, c.at, c.seen_at, m.given || ' ' || m.family, p.given || ' ' || p.family
		FROM roster_change c JOIN person p ON p.id = c.person_id LEFT JOIN staff_member m ON m.account_id = c.account_id
		WHERE c.on_date = ? ORDER BY c.at DESC, m.family, c.id LIMIT 200`, day)
}
