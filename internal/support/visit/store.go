package visit

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

const columns = `v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
	v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version`

// Fields are the places to scan the columns of the table into, in its order,
// for later packages that join it.
func (v *Visit) Fields() []any {
	return []any{
		&v.ID, &v.Person, &v.Episode, &v.Pattern, &v.On, &v.Part, &v.StartMin, &v.EarliestMin, &v.LatestMin, &v.DurationMin,
		&v.Workers, &v.MustBeAt,
		skillList{&v.Skills},
		&v.First, &v.State, &v.Arrived, &v.Left, &v.Feeling, &v.Note, &v.Channel,
		(*gate.Text)(&v.RecordedBy), &v.RecordedAt, &v.Reason, &v.Version,
	}
}

// skillList is a list of skills as one column, with spaces between.
type skillList struct{ into *[]plan.Skill }

// Scan reads the column.
func (l skillList) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l.into = nil
	for _, s := range strings.Fields(string(t)) {
		*l.into = append(*l.into, plan.Skill(s))
	}
	return nil
}

func joined(skills []plan.Skill) string {
	words := make([]string, 0, len(skills))
	for _, s := range skills {
		words = append(words, string(s))
	}
	return strings.Join(words, " ")
}

// Get is one visit of one person. Error: gate.not_found.
func Get(s *gate.Snapshot, person ids.Person, id ID) (Visit, error) {
	var v Visit
	err := gate.One(s, &v, (*Visit).Fields, `SELECT `+columns+` FROM visit v WHERE v.id = ? AND v.person_id = ?`, id, person)
	return v, err
}

// surroundings is what stands around a visit that is about to be recorded.
type surroundings struct {
	episode episode.State
	started when.Date
	alerts  int // open ones that a record answers
}

// open is Get with what stands around the visit.
func open(s *gate.Snapshot, person ids.Person, id ID) (Visit, surroundings, error) {
	type row struct {
		Visit
		surroundings
	}
	var r row
	err := gate.One(s, &r, func(r *row) []any { return append(r.Visit.Fields(), &r.episode, &r.started, &r.alerts) },
		`SELECT `+columns+`, e.state, e.started_on,
		(SELECT COUNT(*) FROM alert a WHERE a.source = v.id AND a.kind IN ('late', 'missed', 'no_answer', 'no_departure') AND a.closed_at IS NULL)
		FROM visit v JOIN episode e ON e.id = v.episode_id WHERE v.id = ? AND v.person_id = ?`, id, person)
	return r.Visit, r.surroundings, err
}

// answer closes the alerts which the visit, as it now is, has answered.
func (m surroundings) answer(tx *gate.Tx, v Visit) error {
	if m.alerts == 0 {
		return nil
	}
	kinds := []alert.Kind{alert.Late}
	switch v.State {
	case Done, Unwanted:
		kinds = append(kinds, alert.Missed, alert.NoAnswer, alert.NoDeparture)
	case Unanswered:
		kinds = append(kinds, alert.Missed, alert.NoDeparture)
	}
	return alert.CloseKinds(tx, kinds, string(v.ID), alert.Answered)
}

// OnDay lists every visit of a date, also those called off, by person and time.
func OnDay(s *gate.Snapshot, day when.Date) ([]Visit, error) {
	return gate.All(s, (*Visit).Fields, `SELECT `+columns+` FROM visit v WHERE v.on_date = ? ORDER BY v.person_id, v.start_min, v.id`, day)
}

// OfPerson lists a person's visits from one date to another, both included, the
// earliest first.
func OfPerson(s *gate.Snapshot, person ids.Person, from, until when.Date) ([]Visit, error) {
	return gate.All(s, (*Visit).Fields, `SELECT `+columns+` FROM visit v
		WHERE v.person_id = ? AND v.on_date BETWEEN ? AND ? ORDER BY v.on_date, v.start_min, v.id`, person, from, until)
}

// page is some of a person's visits, the latest first.
func page(s *gate.Snapshot, person ids.Person, from, until when.Date, limit, skip int) ([]Visit, error) {
	return gate.All(s, (*Visit).Fields, `SELECT `+columns+` FROM visit v
		WHERE v.person_id = ? AND v.on_date BETWEEN ? AND ? ORDER BY v.on_date DESC, v.start_min DESC, v.id LIMIT ? OFFSET ?`, person, from, until, limit, skip)
}

// save writes what may change of a visit, against the version that was seen.
func save(tx *gate.Tx, v Visit, version int) error {
	return tx.Update(`UPDATE visit SET state = ?, arrived_at = ?, left_at = ?, feeling = ?, note = ?, channel = ?, recorded_by = ?, recorded_at = ?, reason = ?, version = version + 1
		WHERE id = ? AND person_id = ? AND version = ?`,
		v.State, v.Arrived, v.Left, v.Feeling, v.Note, v.Channel, gate.Text(v.RecordedBy), v.RecordedAt, v.Reason, v.ID, v.Person, version)
}

// setArrived leaves the version alone: what the worker goes on to record was
// begun on the visit as it was.
func setArrived(tx *gate.Tx, v Visit, at when.Instant) error {
	return tx.Exec(`UPDATE visit SET arrived_at = ?, arrived_by = ? WHERE id = ? AND person_id = ? AND state = 'planned' AND arrived_at IS NULL`, at, tx.Actor.ID, v.ID, v.Person)
}

// setMissed leaves the version alone, too: that nobody has said anything is no
// news of the visit.
func setMissed(tx *gate.Tx, v Visit) error {
	return tx.Update(`UPDATE visit SET state = ?, recorded_by = ?, recorded_at = ? WHERE id = ? AND person_id = ? AND version = ?`,
		v.State, gate.Text(v.RecordedBy), v.RecordedAt, v.ID, v.Person, v.Version)
}

func insert(tx *gate.Tx, visits []Visit) error {
	rows := make([][]any, 0, len(visits))
	for _, v := range visits {
		rows = append(rows, []any{
			v.ID, v.Person, v.Episode, v.Pattern, v.On, v.Part, v.StartMin, v.EarliestMin, v.LatestMin, v.DurationMin,
			v.Workers, v.MustBeAt, joined(v.Skills), v.First, v.State, "", "", "", "", 1,
		})
	}
	return tx.InsertMany(`INSERT INTO visit (id, person_id, episode_id, pattern_id, on_date, part, start_min, earliest_min, latest_min, duration_min,
		workers, must_be_at, skills, first, state, feeling, note, channel, reason, version) VALUES `, rows)
}

// knownOn is what is known of a day before its visits are made.
func knownOn(s *gate.Snapshot, day when.Date) (dayKnown, error) {
	k := dayKnown{made: map[plan.PatternID]bool{}, away: map[ids.Person]bool{}, started: map[episode.ID]bool{}}
	patterns, err := gate.Values[plan.PatternID](s, `SELECT pattern_id FROM visit WHERE on_date = ? AND pattern_id <> ''`, day)
	if err != nil {
		return k, err
	}
	// A stay in hospital that began before the episode was accepted is the one
	// the person is about to leave: the first visit is planned all the same.
	away, err := gate.Values[ids.Person](s, `SELECT x.person_id FROM person_event x JOIN episode e ON e.person_id = x.person_id AND e.state <> 'ended'
		WHERE x.from_on <= ? AND (x.until_on IS NULL OR x.until_on > ?)
		AND (x.kind = 'care_home' OR x.kind = 'hospital' AND x.from_on >= SUBSTR(e.accepted_at, 1, 10))
		UNION SELECT id FROM person WHERE died_on IS NOT NULL AND died_on <= ?`, day, day, day)
	if err != nil {
		return k, err
	}
	started, err := gate.Values[episode.ID](s, `SELECT e.id FROM episode e WHERE e.state <> 'ended'
		AND (e.started_on IS NOT NULL OR EXISTS (SELECT 1 FROM visit v WHERE v.episode_id = e.id AND v.state <> 'cancelled'))`)
	for _, p := range patterns {
		k.made[p] = true
	}
	for _, p := range away {
		k.away[p] = true
	}
	for _, e := range started {
		k.started[e] = true
	}
	return k, err
}

func addTasks(tx *gate.Tx, v Visit, tasks []Task) error {
	rows := make([][]any, 0, len(tasks))
	for _, t := range tasks {
		rows = append(rows, []any{v.ID, t.Task, v.Person, v.On, t.Activity, t.Level})
	}
	return tx.InsertMany(`INSERT INTO visit_task (visit_id, task_id, person_id, on_date, activity, level) VALUES `, rows)
}

// relevel puts one task's step right; what it was stands in the addition.
func relevel(tx *gate.Tx, t Task, person ids.Person) error {
	return tx.Update(`UPDATE visit_task SET level = ? WHERE visit_id = ? AND task_id = ? AND person_id = ?`, t.Level, t.Visit, t.Task, person)
}

// TasksOf is what was recorded of each task at one visit.
func TasksOf(s *gate.Snapshot, person ids.Person, id ID) ([]Task, error) {
	return gate.All(s, func(t *Task) []any { return []any{&t.Visit, &t.Task, &t.On, &t.Activity, &t.Level} },
		`SELECT visit_id, task_id, on_date, activity, level FROM visit_task WHERE visit_id = ? AND person_id = ? ORDER BY task_id`, id, person)
}

func (a *Addition) fields() []any {
	return []any{&a.ID, &a.Visit, &a.Person, &a.Kind, &a.Task, &a.Was, &a.Now, &a.Words, &a.Arrived, &a.Left, &a.By, &a.At}
}

// Additions lists what was added to one visit's record, oldest first.
func Additions(s *gate.Snapshot, person ids.Person, id ID) ([]Addition, error) {
	return gate.All(s, (*Addition).fields, `SELECT id, visit_id, person_id, kind, task_id, was, now, words, arrived_at, left_at, account_id, at
		FROM visit_addition WHERE visit_id = ? AND person_id = ? ORDER BY at, id`, id, person)
}

func add(tx *gate.Tx, a Addition) error {
	return tx.Exec(`INSERT INTO visit_addition (id, visit_id, person_id, kind, task_id, was, now, words, arrived_at, left_at, account_id, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Visit, a.Person, a.Kind, a.Task, a.Was, a.Now, a.Words, a.Arrived, a.Left, tx.Actor.ID, tx.At)
}

// pastStates is how the person's latest visits before this one ended.
func pastStates(s *gate.Snapshot, v Visit) (past, error) {
	states, err := gate.Values[State](s, `SELECT state FROM visit WHERE person_id = ? AND id <> ? AND on_date <= ?
		AND state IN ('done', 'no_answer', 'not_wanted', 'missed') ORDER BY on_date DESC, start_min DESC LIMIT 3`, v.Person, v.ID, v.On)
	return past{states: states}, err
}

// pastTasks is what the tasks recorded are and how they went the last times.
func pastTasks(s *gate.Snapshot, v Visit, done []TaskDone) (past, error) {
	var tasks []plan.TaskID
	for _, t := range done {
		tasks = append(tasks, t.Task)
	}
	trends, err := lately(s, v.Person, tasks, v.On)
	p := past{activities: map[plan.TaskID]assessment.Activity{}, levels: map[plan.TaskID][]Task{}}
	for _, t := range trends {
		p.activities[t.Task] = t.Activity
		for _, x := range t.Points {
			p.levels[t.Task] = append(p.levels[t.Task], Task{Visit: x.Visit, Task: t.Task, On: x.On, Activity: t.Activity, Level: x.Level})
		}
	}
	return p, err
}

func (c *Concern) fields() []any {
	return []any{&c.ID, &c.Person, &c.Visit, &c.Kind, &c.Urgency, &c.Words, &c.At, &c.Received, &c.By, &c.Channel, (*gate.Text)(&c.ByName)}
}

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// concerns lists the newest worries about a person that the office may read.
func concerns(s *gate.Snapshot, person ids.Person, limit int) ([]Concern, error) {
	return gate.All(s, (*Concern).fields, `SELECT c.id, c.person_id, c.visit_id, c.kind, c.urgency, c.words, c.happened_at, c.received_at, c.account_id, c.channel, a.name
		FROM visit_concern c LEFT JOIN auth_account a ON a.id = c.account_id
		WHERE c.person_id IN `+together+` ORDER BY c.happened_at DESC, c.id DESC LIMIT ?`, person, person, limit)
}

func insertConcern(tx *gate.Tx, c Concern) error {
	return tx.Exec(`INSERT INTO visit_concern (id, person_id, visit_id, kind, urgency, words, happened_at, received_at, account_id, channel)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Person, c.Visit, c.Kind, c.Urgency, c.Words, c.At, tx.At, tx.Actor.ID, c.Channel)
}
