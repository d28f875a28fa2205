package roster

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/preference"
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

func shift(s *gate.Snapshot, id ShiftID) (Shift, error) {
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

// worker is one shift with what placing visits on it needs to know.
type worker struct {
	Shift
	mode     place.Mode
	gender   staff.Gender
	at       place.Point
	postcode place.Postcode
	skills   []staff.Skill
	endedMin int // when their last shift of the day before ended, in minutes of that day; 0 where there was none

	languages     []staff.Language
	contractedMin int       // a week; 0 where hours are agreed each week
	optedOutOn    when.Date // agreed to more than 48 hours a week on average; empty where not
	wayBack       bool      // the shift's hours hold the way back to where they set off
	weekMin       int       // work on the other days from Monday to Sunday, breaks apart
	earlierMin    int       // work in the 16 weeks before that week, breaks apart
}

// referenceWeeks is over how many weeks work is averaged, the week itself among
// them. Source: Working Time Regulations 1998 regulation 4(3).
const referenceWeeks = 17

// monday is the first day of the day's week.
func monday(day when.Date) when.Date { return day.Add(-((int(day.Weekday()) + 6) % 7)) }

// workers lists the shifts of a day that will be worked: not cancelled, and the
// worker not away.
func workers(s *gate.Snapshot, day when.Date) ([]worker, error) {
	type row struct {
		shiftRow
		worker
		codes  string
		speaks staff.LanguageList
	}
	week := monday(day)
	rows, err := gate.All(s, func(r *row) []any {
		return append(r.shiftRow.fields(), &r.mode, &r.gender, &r.at.Lat, &r.at.Lon, &r.postcode, gate.Null(&r.codes), &r.endedMin,
			&r.speaks, &r.contractedMin, &r.optedOutOn, &r.wayBack, &r.weekMin, &r.earlierMin)
	}, `SELECT `+shiftColumns+`, m.mode, m.gender, m.lat, m.lon, m.postcode,
		(SELECT STRING_AGG(k.skill, ' ') FROM staff_skill k WHERE k.member_id = m.id AND (k.until_on IS NULL OR k.until_on >= ?)),
		COALESCE((SELECT MAX(y.end_min) FROM roster_shift y WHERE y.account_id = s.account_id AND y.on_date = ? AND y.cancelled = ''), 0),
		m.languages, m.contracted_min, m.opted_out_on, m.way_back,
		COALESCE((SELECT SUM(y.end_min - y.start_min - y.break_min) FROM roster_shift y WHERE y.account_id = s.account_id AND y.on_date BETWEEN ? AND ? AND y.on_date <> ? AND y.cancelled = ''), 0),
		COALESCE((SELECT SUM(y.end_min - y.start_min - y.break_min) FROM roster_shift y WHERE y.account_id = s.account_id AND y.on_date >= ? AND y.on_date < ? AND y.cancelled = ''), 0)
		FROM roster_shift s JOIN staff_member m ON m.id = s.member_id
		WHERE s.on_date = ? AND s.cancelled = '' AND s.account_id <> ''
		AND NOT EXISTS (SELECT 1 FROM staff_absence a WHERE a.member_id = s.member_id AND a.from_on <= ? AND a.until_on >= ?)
		ORDER BY s.start_min, s.id`, day, day.Add(-1), week, week.Add(6), day, week.Add(-7*(referenceWeeks-1)), week, day, day, day)
	out := make([]worker, 0, len(rows))
	for _, r := range rows {
		r.worker.Shift, r.worker.languages = shiftsOf([]shiftRow{r.shiftRow})[0], r.speaks
		for _, k := range strings.Fields(r.codes) {
			r.worker.skills = append(r.worker.skills, staff.Skill(k))
		}
		out = append(out, r.worker)
	}
	return out, err
}

// home is where a person lives.
type home struct {
	at       place.Point
	postcode place.Postcode
	key      string // the same for people at one address
}

// placed is one visit to place, with where it is.
type placed struct {
	visit.Visit
	home
	who           string          // the person's name
	wish          preference.Wish // of the person; Infection as it is on the day
	afterLeastMin int             // from the end of the person's visit before, see plan.Pattern
	afterMostMin  int
	orEarliestMin int // another time at which it may begin, both 0 for none
	orLatestMin   int
	harm          visit.Harm // if nobody comes
}

// toPlace lists the visits of a day that take a worker's time: all but those
// called off.
func toPlace(s *gate.Snapshot, day when.Date) ([]placed, error) {
	type row struct {
		placed
		uprn, address string
		alone, does   string
	}
	rows, err := gate.All(s, func(r *row) []any {
		fields := append(r.Visit.Fields(), gate.Null(&r.at.Lat), gate.Null(&r.at.Lon), &r.postcode, &r.who, &r.uprn, &r.address,
			&r.alone, gate.Null(&r.does), gate.Null(&r.afterLeastMin), gate.Null(&r.afterMostMin),
			gate.Null(&r.orEarliestMin), gate.Null(&r.orLatestMin))
		return append(fields, r.wish.Fields()...)
	}, `SELECT v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
	v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version,
		p.lat, p.lon, p.postcode, p.given || ' ' || p.family, p.uprn, p.address, p.lives_alone,
		(SELECT STRING_AGG(k.activity, ' ') FROM plan_task k WHERE k.pattern_id = v.pattern_id AND (k.until_on IS NULL OR k.until_on >= v.on_date)),
		x.after_least_min, x.after_most_min, x.or_earliest_min, x.or_latest_min, w.gender, w.gender_must, w.language, w.language_must, w.infection, w.infection_until_on
		FROM visit v JOIN person p ON p.id = v.person_id LEFT JOIN plan_pattern x ON x.id = v.pattern_id
		LEFT JOIN preference_wish w ON w.id = (SELECT n.id FROM preference_wish n
			WHERE n.person_id IN (SELECT t.id FROM person t WHERE t.id = v.person_id OR t.merged_into = v.person_id) ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1)
		WHERE v.on_date = ? AND v.state <> 'cancelled' ORDER BY v.person_id, v.start_min, v.id`, day)
	out := make([]placed, 0, len(rows))
	for _, r := range rows {
		switch {
		case r.uprn != "":
			r.key = "uprn " + r.uprn
		case r.address != "":
			r.key = r.address + " " + string(r.postcode)
		default:
			r.key = "person " + string(r.Person)
		}
		r.wish.Infection = r.wish.InfectionOn(day)
		r.harm = visit.HarmOf(r.Visit, visit.Doings(r.does), r.alone)
		out = append(out, r.placed)
	}
	return out, err
}

// continuityDays is how far back a worker counts as known to a person.
const continuityDays = 28

// ties are how workers stand to people.
type ties struct {
	known map[ids.Account]map[ids.Person]int // visits in the four weeks before the day
	liked map[ids.Person][]ids.Account
	never map[ids.Person][]ids.Account // must not come
}

// tiesOn reads how everybody stands to everybody on a day, in one statement.
func tiesOn(s *gate.Snapshot, day when.Date) (ties, error) {
	type row struct {
		account ids.Account
		person  ids.Person
		n       int
		tie     preference.Tie
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.account, &r.person, &r.n, &r.tie} },
		`SELECT account_id, person_id, COUNT(*), '' FROM roster_assignment WHERE on_date >= ? AND on_date < ? GROUP BY account_id, person_id
		UNION ALL SELECT m.account_id, COALESCE(p.merged_into, p.id), 0, w.tie
		FROM preference_worker w JOIN staff_member m ON m.id = w.member_id JOIN person p ON p.id = w.person_id
		WHERE w.ended_at IS NULL AND m.account_id <> '' ORDER BY 2, 1, 4`,
		day.Add(-continuityDays), day)
	t := ties{known: map[ids.Account]map[ids.Person]int{}, liked: map[ids.Person][]ids.Account{}, never: map[ids.Person][]ids.Account{}}
	for _, r := range rows {
		switch {
		case r.tie == preference.Never:
			t.never[r.person] = append(t.never[r.person], r.account)
		case r.tie == preference.Liked:
			t.liked[r.person] = append(t.liked[r.person], r.account)
		case t.known[r.account] == nil:
			t.known[r.account] = map[ids.Person]int{r.person: r.n}
		default:
			t.known[r.account][r.person] = r.n
		}
	}
	return t, err
}

func (a *Assignment) fields() []any {
	return []any{&a.Visit, &a.Slot, &a.Shift, &a.Account, &a.Person, &a.On, &a.Ord, &a.StartMin, &a.TravelMin}
}

// AssignmentsOn lists who goes where on a day, by shift and order of the run.
func AssignmentsOn(s *gate.Snapshot, day when.Date) ([]Assignment, error) {
	return gate.All(s, (*Assignment).fields, `SELECT visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min
		FROM roster_assignment WHERE on_date = ? ORDER BY shift_id, ord, slot`, day)
}

// replace puts a day's assignments and what is not placed in the place of what
// was there.
func replace(tx *gate.Tx, day when.Date, as []Assignment, not []Unplaced) error {
	if err := tx.Exec(`DELETE FROM roster_assignment WHERE on_date = ?`, day); err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM roster_unplaced WHERE on_date = ?`, day); err != nil {
		return err
	}
	rows := make([][]any, 0, len(as))
	for _, a := range as {
		rows = append(rows, []any{a.Visit, a.Slot, a.Shift, a.Account, a.Person, a.On, a.Ord, a.StartMin, a.TravelMin})
	}
	err := tx.InsertMany(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min) VALUES `, rows)
	if err != nil {
		return err
	}
	return insertUnplaced(tx, not)
}

func insertUnplaced(tx *gate.Tx, not []Unplaced) error {
	rows := make([][]any, 0, len(not))
	for _, u := range not {
		rows = append(rows, []any{u.Visit, u.Slot, u.On, u.Code, u.Reason})
	}
	return tx.InsertMany(`INSERT INTO roster_unplaced (visit_id, slot, on_date, code, reason) VALUES `, rows)
}

// UnplacedOn lists what no shift has on a day, also what has been called off
// since.
func UnplacedOn(s *gate.Snapshot, day when.Date) ([]Unplaced, error) {
	return gate.All(s, func(u *Unplaced) []any { return []any{&u.Visit, &u.Slot, &u.Person, &u.On, &u.Code, &u.Reason} },
		`SELECT u.visit_id, u.slot, v.person_id, u.on_date, u.code, u.reason FROM roster_unplaced u JOIN visit v ON v.id = u.visit_id
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

func (w *watched) fields() []any { return []any{&w.source, &w.visit, &w.person, &w.on, &w.minute} }

// lateNow lists published visits of a day that were to start by a minute of it
// and have no arrival, and about which nobody was told before.
func lateNow(s *gate.Snapshot, day when.Date, minute int) ([]watched, error) {
	return gate.All(s, (*watched).fields, `SELECT v.id, v.id, v.person_id, v.on_date, MIN(a.start_min)
		FROM visit v JOIN roster_assignment a ON a.visit_id = v.id JOIN roster_day d ON d.on_date = v.on_date AND d.published_at IS NOT NULL
		WHERE v.on_date = ? AND v.state = 'planned' AND v.arrived_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM alert x WHERE x.person_id = v.person_id AND x.kind = 'late' AND x.source = v.id)
		GROUP BY v.id, v.person_id, v.on_date HAVING MIN(a.start_min) <= ? ORDER BY v.id LIMIT 100`, day, minute)
}

// missedNow lists planned visits that should have started long ago: those of
// earlier days, and those of a day whose latest start was before a minute.
func missedNow(s *gate.Snapshot, from, day when.Date, minute int) ([]watched, error) {
	return gate.All(s, (*watched).fields, `SELECT v.id, v.id, v.person_id, v.on_date, v.latest_min FROM visit v
		WHERE v.state = 'planned' AND v.on_date >= ? AND (v.on_date < ? OR v.on_date = ? AND v.latest_min <= ?)
		ORDER BY v.on_date DESC, v.latest_min, v.id LIMIT 100`, from, day, day, minute)
}

// unseenNow lists new or moved visits of a day that start between two minutes
// of it and whose worker has not seen the change, and about which nobody was
// told before.
func unseenNow(s *gate.Snapshot, day when.Date, from, until int) ([]watched, error) {
	return gate.All(s, (*watched).fields, `SELECT c.id, c.visit_id, c.person_id, c.on_date, a.start_min
		FROM roster_change c JOIN roster_assignment a ON a.visit_id = c.visit_id AND a.account_id = c.account_id JOIN visit v ON v.id = c.visit_id
		WHERE c.on_date = ? AND c.seen_at IS NULL AND c.what <> 'removed' AND v.state = 'planned' AND a.start_min BETWEEN ? AND ?
		AND NOT EXISTS (SELECT 1 FROM alert x WHERE x.person_id = c.person_id AND x.kind = 'unseen_change' AND x.source = c.id)
		ORDER BY a.start_min, c.id LIMIT 100`, day, from, until)
}
