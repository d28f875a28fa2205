package lonework

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
)

const alarmColumns = `a.id, a.how, a.worker_id, a.visit_id, a.person_id, a.happened_at, a.raised_at, a.rung, a.due_at, a.last_at, a.heard_at,
	a.taken_by, a.taken_at, a.closed_by, a.closed_at, a.found, a.words, a.version`

func (a *Alarm) fields() []any {
	return []any{
		&a.ID, &a.How, &a.Worker, &a.Visit, &a.Person, &a.At, &a.Raised, &a.Rung, &a.Due, &a.Last, &a.Heard,
		&a.By, &a.Taken, &a.Closer, &a.Closed, &a.Found, &a.Words, &a.Number,
	}
}

// Get is one alarm. Error: gate.not_found.
func Get(s *gate.Snapshot, id ID) (Alarm, error) {
	var a Alarm
	err := gate.One(s, &a, (*Alarm).fields, `SELECT `+alarmColumns+` FROM lonework_alarm a WHERE a.id = ?`, id)
	return a, err
}

// Listed is an alarm as a list shows it.
type Listed struct {
	Alarm
	WorkerName string
	PersonName string
	Asked      string // of the last rung
	HasIt      string // the name of whoever has it
	LastKind   Kind
	Own        notify.Telephone // the worker's
	clock      clock
}

func (l *Listed) fields() []any {
	return append(l.Alarm.fields(), gate.Null(&l.WorkerName), gate.Null(&l.PersonName), gate.Null(&l.Asked), gate.Null(&l.HasIt), gate.Null(&l.LastKind), gate.Null(&l.Own), &l.clock.wall, &l.clock.ladder)
}

const listed = `SELECT ` + alarmColumns + `, w.given || ' ' || w.family, p.given || ' ' || p.family, r.name, h.given || ' ' || h.family, r.kind, w.phone, k.wall_at, k.ladder_at
	FROM lonework_alarm a LEFT JOIN staff_member w ON w.account_id = a.worker_id LEFT JOIN person p ON p.id = a.person_id
	LEFT JOIN lonework_rung r ON r.alarm_id = a.id AND r.n = a.rung LEFT JOIN staff_member h ON h.account_id = a.taken_by AND a.taken_by <> '' LEFT JOIN lonework_clock k ON k.id = 1 `

// Open lists every open alarm: those that nobody has first, among them those
// that reached the last rung, then the oldest.
func Open(s *gate.Snapshot) ([]Listed, error) {
	return gate.All(s, (*Listed).fields, listed+`WHERE a.closed_at IS NULL ORDER BY a.taken_at IS NOT NULL, a.last_at IS NULL, a.raised_at, a.id`)
}

// Closed lists the alarms closed last, newest first.
func Closed(s *gate.Snapshot, limit int) ([]Listed, error) {
	return gate.All(s, (*Listed).fields, listed+`WHERE a.closed_at IS NOT NULL ORDER BY a.closed_at DESC, a.id LIMIT ?`, limit)
}

// one is an alarm as its page shows it. Error: gate.not_found.
func one(s *gate.Snapshot, id ID) (Listed, error) {
	var l Listed
	err := gate.One(s, &l, (*Listed).fields, listed+`WHERE a.id = ?`, id)
	return l, err
}

// dueAlarms lists open alarms whose ladder is to move, by a moment of its clock,
// or that have lost their time.
func dueAlarms(s *gate.Snapshot, now situation) ([]Alarm, error) {
	return gate.All(s, (*Alarm).fields, `SELECT `+alarmColumns+` FROM lonework_alarm a
		WHERE a.closed_at IS NULL AND (a.due_at IS NULL OR a.due_at <= ? OR a.due_at > ?) ORDER BY a.due_at, a.id LIMIT 200`, now.ladder, now.ladder.Add(now.longest()))
}

func insert(tx *gate.Tx, a Alarm) (bool, error) {
	n, err := tx.Changed(`INSERT INTO lonework_alarm (id, how, worker_id, visit_id, person_id, happened_at, raised_at, rung, due_at, last_at, taken_by, closed_by, found, words, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', 1) ON CONFLICT (id) DO NOTHING`,
		a.ID, a.How, a.Worker, a.Visit, a.Person, a.At, a.Raised, a.Rung, a.Due, a.Last)
	return n == 1, err
}

// save writes an alarm against the version that was read, so that of two
// processes which move one ladder one does.
func save(tx *gate.Tx, a Alarm) error {
	return tx.Update(`UPDATE lonework_alarm SET rung = ?, due_at = ?, last_at = ?, heard_at = ?, taken_by = ?, taken_at = ?, closed_by = ?, closed_at = ?, found = ?, words = ?, version = version + 1
		WHERE id = ? AND version = ?`, a.Rung, a.Due, a.Last, a.Heard, a.By, a.Taken, a.Closer, a.Closed, a.Found, a.Words, a.ID, a.Number)
}

func (r *Rung) fields() []any {
	return []any{&r.Alarm, &r.N, &r.Kind, &r.Account, &r.Name, &r.Phone, &r.At, &r.Answered, &r.By}
}

// Rungs of one alarm, in order.
func Rungs(s *gate.Snapshot, id ID) ([]Rung, error) {
	return gate.All(s, (*Rung).fields, `SELECT alarm_id, n, kind, account_id, name, phone, at, answered_at, answered_by FROM lonework_rung WHERE alarm_id = ? ORDER BY n`, id)
}

func insertRung(tx *gate.Tx, r Rung) error {
	return tx.Exec(`INSERT INTO lonework_rung (alarm_id, n, kind, account_id, name, phone, at, answered_by) VALUES (?, ?, ?, ?, ?, ?, ?, '')`,
		r.Alarm, r.N, r.Kind, r.Account, r.Name, r.Phone, r.At)
}

// answered marks the rungs that waited: the one that was asked last, and any that
// asked whoever answers.
func answered(tx *gate.Tx, a Alarm, who ids.Account) error {
	return tx.Exec(`UPDATE lonework_rung SET answered_at = ?, answered_by = ? WHERE alarm_id = ? AND answered_at IS NULL AND (n = ? OR account_id = ?)`,
		tx.At, who, a.ID, a.Rung, who)
}

// Note is one thing that was done with an alarm, or noted of it.
type Note struct {
	At      when.Instant
	Account ids.Account
	What    string
}

func notes(s *gate.Snapshot, id ID) ([]Note, error) {
	return gate.All(s, func(n *Note) []any { return []any{&n.At, &n.Account, &n.What} }, `SELECT at, account_id, what FROM lonework_note WHERE alarm_id = ? ORDER BY n`, id)
}

// note adds one; what is a sentence of the program's own.
func note(tx *gate.Tx, id ID, who ids.Account, what string) error {
	return tx.Exec(`INSERT INTO lonework_note (alarm_id, n, at, account_id, what)
		SELECT a.id, (SELECT COUNT(*) + 1 FROM lonework_note n WHERE n.alarm_id = a.id), ?, ?, ? FROM lonework_alarm a WHERE a.id = ?`, tx.At, who, what, id)
}

// readClock is the ladder's clock as it was last written down.
func readClock(s *gate.Snapshot) (clock, error) {
	var c clock
	err := gate.One(s, &c, func(c *clock) []any { return []any{&c.wall, &c.ladder} }, `SELECT wall_at, ladder_at FROM lonework_clock WHERE id = 1`)
	if gate.Missing(err) {
		return clock{}, nil
	}
	return c, err
}

// saveClock writes the ladder's clock down as it was read in this write: whatever
// is given a time by it is not put off when the machine's clock is put back before
// the next look.
func saveClock(tx *gate.Tx, s situation) error {
	return tx.Exec(`INSERT INTO lonework_clock (id, wall_at, ladder_at) VALUES (1, ?, ?)
		ON CONFLICT (id) DO UPDATE SET wall_at = excluded.wall_at, ladder_at = excluded.ladder_at`, s.wall, s.ladder)
}

func (x *Session) fields() []any {
	return []any{&x.Visit, &x.Account, &x.Person, &x.Opened, &x.Arrived, &x.Finish, &x.Longer, &x.Nudge, &x.Office}
}

// begun lists visits of two days that somebody has come to or was to come to by a
// minute of the later day, and that are not watched yet. Those of a day that was
// not given out are nobody's yet.
func begun(s *gate.Snapshot, today when.Date, minute int) ([]evidence, error) {
	return gate.All(s, func(e *evidence) []any {
		return []any{&e.Visit, &e.Account, &e.Person, &e.Arrived, &e.on, &e.start, &e.minutes}
	}, `SELECT v.id, a.account_id, v.person_id, v.arrived_at, v.on_date, a.start_min, v.duration_min
		FROM roster_day d JOIN visit v ON v.on_date = d.on_date AND v.state = 'planned' JOIN roster_assignment a ON a.visit_id = v.id
		WHERE d.on_date IN (?, ?) AND d.published_at IS NOT NULL AND a.account_id <> ''
		AND (v.arrived_at IS NOT NULL OR v.on_date = ? AND a.start_min <= ? OR v.on_date < ? AND a.start_min - 1440 <= ?)
		AND NOT EXISTS (SELECT 1 FROM lonework_session x WHERE x.visit_id = v.id AND x.account_id = a.account_id)
		ORDER BY v.on_date, a.start_min, v.id, a.slot LIMIT 200`, today.Add(-1), today, today, minute, today, minute)
}

// watched lists open sessions with what is known of each now.
func watched(s *gate.Snapshot) ([]evidence, error) {
	return gate.All(s, func(e *evidence) []any {
		return append(e.Session.fields(), &e.state, &e.arrived, &e.on, &e.minutes, &e.start, &e.elsewere)
	}, `SELECT x.visit_id, x.account_id, x.person_id, x.opened_at, x.arrived_at, x.finish_at, x.longer_until, x.nudge_due, x.office_due,
		v.state, v.arrived_at, v.on_date, v.duration_min, COALESCE(a.start_min, -1),
		(SELECT MAX(w.arrived_at) FROM roster_assignment b JOIN visit w ON w.id = b.visit_id
			WHERE b.account_id = x.account_id AND b.on_date BETWEEN v.on_date AND ? AND w.id <> v.id AND w.arrived_at > COALESCE(v.arrived_at, x.opened_at)
			AND (w.arrived_by = x.account_id OR w.recorded_by = x.account_id))
		FROM lonework_session x JOIN visit v ON v.id = x.visit_id LEFT JOIN roster_assignment a ON a.visit_id = x.visit_id AND a.account_id = x.account_id
		WHERE x.closed_at IS NULL ORDER BY x.finish_at, x.visit_id, x.account_id`, s.Today())
}

func insertSessions(tx *gate.Tx, sessions []Session) error {
	rows := make([][]any, 0, len(sessions))
	for _, x := range sessions {
		rows = append(rows, []any{x.Visit, x.Account, x.Person, x.Opened, x.Arrived, x.Finish, x.Nudge, x.Office, ""})
	}
	return tx.InsertMany(`INSERT INTO lonework_session (visit_id, account_id, person_id, opened_at, arrived_at, finish_at, nudge_due, office_due, closed_by) VALUES `, rows)
}

func saveSession(tx *gate.Tx, x Session) error {
	return tx.Exec(`UPDATE lonework_session SET arrived_at = ?, finish_at = ?, nudge_due = ?, office_due = ? WHERE visit_id = ? AND account_id = ? AND closed_at IS NULL`,
		x.Arrived, x.Finish, x.Nudge, x.Office, x.Visit, x.Account)
}

func closeSession(tx *gate.Tx, x Session, why string) error {
	return tx.Exec(`UPDATE lonework_session SET closed_at = ?, closed_by = ? WHERE visit_id = ? AND account_id = ? AND closed_at IS NULL`, tx.At, why, x.Visit, x.Account)
}

// closeAsked is closeSession for a session whose worker was asked already.
func closeAsked(tx *gate.Tx, x Session, why string) error {
	return tx.Exec(`UPDATE lonework_session SET closed_at = ?, closed_by = ? WHERE visit_id = ? AND account_id = ? AND closed_at IS NULL AND nudge_due IS NULL`, tx.At, why, x.Visit, x.Account)
}

// heardOf lists open alarms of workers who were overdue and have been heard of
// since, where that was not noted yet.
func heardOf(s *gate.Snapshot) ([]Alarm, error) {
	return gate.All(s, (*Alarm).fields, `SELECT `+alarmColumns+` FROM lonework_alarm a JOIN lonework_session x ON x.visit_id = a.visit_id AND x.account_id = a.worker_id
		WHERE a.closed_at IS NULL AND a.how = 'overdue' AND a.heard_at IS NULL AND x.closed_at IS NOT NULL`)
}

// stopOf is where the worker of an alarm was to be; zero where the visit is not
// known.
func stopOf(s *gate.Snapshot, a Alarm) (stop, error) {
	var x stop
	err := gate.One(s, &x, func(x *stop) []any {
		return []any{&x.address, &x.postcode, &x.phone, (*gate.Text)(&x.day), gate.Null(&x.start), gate.Null(&x.minutes), &x.arrived}
	}, `SELECT p.address, p.postcode, p.phone, v.on_date, COALESCE((SELECT MIN(a.start_min) FROM roster_assignment a WHERE a.visit_id = v.id AND a.account_id = ?), v.start_min), v.duration_min, v.arrived_at
		FROM person p LEFT JOIN visit v ON v.id = ? AND v.person_id = p.id WHERE p.id = ?`, a.Worker, a.Visit, a.Person)
	if gate.Missing(err) {
		return stop{}, nil
	}
	return x, err
}
