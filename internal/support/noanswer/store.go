package noanswer

import (
	"cmp"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/visit"
)

const columns = `n.id, n.person_id, n.visit_id, n.worker_id, n.state, n.started_at, n.heard_at, n.channel, n.inside, n.called_999, n.left_at,
	n.outcome, n.words, n.why_not_999, n.ended_at, n.ended_by, n.rung, n.next_at, n.version`

func (r *Record) fields() []any {
	return []any{
		&r.ID, &r.Person, &r.Visit, (*gate.Text)(&r.Worker), &r.State, &r.Started, &r.Heard, &r.Channel, &r.Inside, &r.Called, &r.Left,
		&r.Outcome, &r.Words, &r.WhyNot, &r.Ended, (*gate.Text)(&r.EndedBy), &r.Rung, &r.Next, &r.Version,
	}
}

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// Get is one record of one person. Error: gate.not_found.
func Get(s *gate.Snapshot, person ids.Person, id ID) (Record, error) {
	var r Record
	err := gate.One(s, &r, (*Record).fields, `SELECT `+columns+` FROM noanswer n WHERE n.id = ? AND n.person_id IN `+together, id, person, person)
	return r, err
}

func named(r *Record) []any {
	return append(r.fields(), (*gate.Text)(&r.PersonName), (*gate.Text)(&r.WorkerName))
}

const withNames = `SELECT ` + columns + `, p.given || ' ' || p.family, a.name FROM noanswer n JOIN person p ON p.id = n.person_id LEFT JOIN auth_account a ON a.id = n.worker_id `

// full is one record with names, for its page. Error: gate.not_found.
func full(s *gate.Snapshot, person ids.Person, id ID) (Record, error) {
	var r Record
	err := gate.One(s, &r, named, withNames+`WHERE n.id = ? AND n.person_id IN `+together, id, person, person)
	return r, err
}

// OfPerson lists a person's records, the newest first.
func OfPerson(s *gate.Snapshot, person ids.Person) ([]Record, error) {
	return gate.All(s, named, withNames+`WHERE n.person_id IN `+together+` ORDER BY n.started_at DESC, n.id LIMIT 100`, person, person)
}

// most is how many records the council's list shows.
const most = 100

// list is the council's: those that go on first, then the newest.
func list(s *gate.Snapshot) ([]Record, error) {
	return gate.All(s, named, withNames+`ORDER BY n.state = 'ended', n.started_at DESC, n.id LIMIT ?`, most)
}

// dueAt lists the records whose clock has run out, and those whose clock stands
// further away than it can be: the machine's was put back since.
func dueAt(s *gate.Snapshot, now when.Instant) ([]Record, error) {
	return gate.All(s, (*Record).fields, `SELECT `+columns+` FROM noanswer n WHERE n.next_at <= ? OR n.next_at > ? ORDER BY n.next_at, n.id LIMIT 50`, now, now.Add(RungAfter+slack))
}

// before reports whether a moment is of the time before an open record was opened
// again.
func before(tx *gate.Tx, r Record, at when.Instant) (bool, error) {
	first, err := gate.Value[when.Instant](tx.Snapshot, `SELECT MAX(at) FROM noanswer_step WHERE noanswer_id = ? AND code = 'ended'`, r.ID)
	return !first.IsZero() && !at.After(first.Time), err
}

// insert starts a record. The worker is whoever says so at the door, or whom the
// rota sends where the office keys it in.
func insert(tx *gate.Tx, r Record) error {
	worker := tx.Actor.ID
	if r.Channel == visit.Office || r.Channel == visit.Paper {
		worker = ""
	}
	return tx.Exec(`INSERT INTO noanswer (id, person_id, visit_id, worker_id, state, started_at, heard_at, channel, inside, called_999, outcome, words, why_not_999, rung, next_at, version)
		SELECT ?, v.person_id, v.id, CASE WHEN ? <> '' THEN ? ELSE (SELECT a.account_id FROM roster_assignment a WHERE a.visit_id = v.id ORDER BY a.slot LIMIT 1) END,
		?, ?, ?, ?, FALSE, ?, '', '', '', 0, ?, 1 FROM visit v WHERE v.id = ? AND v.person_id IN `+together,
		r.ID, worker, worker, r.State, r.Started, r.Heard, r.Channel, r.Called, r.Next, r.Visit, r.Person, r.Person)
}

func save(tx *gate.Tx, r Record) error {
	return tx.Update(`UPDATE noanswer SET state = ?, started_at = ?, heard_at = ?, inside = ?, called_999 = ?, left_at = ?, outcome = ?, words = ?, why_not_999 = ?, ended_at = ?, ended_by = ?, rung = ?, next_at = ?, version = version + 1
		WHERE id = ? AND version = ?`,
		r.State, r.Started, r.Heard, r.Inside, r.Called, r.Left, r.Outcome, r.Words, r.WhyNot, r.Ended, gate.Text(r.EndedBy), r.Rung, r.Next, r.ID, r.Version)
}

// addSteps adds what was tried; whose account and moment of hearing are empty was
// said now, by whoever acts.
func addSteps(tx *gate.Tx, r ID, person ids.Person, steps ...Stage) error {
	rows := make([][]any, 0, len(steps))
	for _, x := range steps {
		if x.Heard.IsZero() {
			x.Heard = tx.At
		}
		x.Account = cmp.Or(x.Account, ids.Account(tx.Actor.ID))
		rows = append(rows, []any{x.ID, r, person, x.Code, x.Result, x.Words, x.At, x.Heard, x.Account, x.Channel})
	}
	return tx.InsertMany(`INSERT INTO noanswer_step (id, noanswer_id, person_id, code, result, words, at, heard_at, account_id, channel) VALUES `, rows)
}

// steps of a record, by when they happened.
func steps(s *gate.Snapshot, r ID) ([]Stage, error) {
	return gate.All(s, func(x *Stage) []any {
		return []any{&x.ID, &x.Code, &x.Result, &x.Words, &x.At, &x.Heard, &x.Account, &x.Channel, (*gate.Text)(&x.ByName)}
	}, `SELECT s.id, s.code, s.result, s.words, s.at, s.heard_at, s.account_id, s.channel, a.name
		FROM noanswer_step s LEFT JOIN auth_account a ON a.id = s.account_id WHERE s.noanswer_id = ? ORDER BY s.at, CASE s.code WHEN 'began' THEN 0 ELSE 1 END, s.heard_at, s.id LIMIT 300`, r)
}

// nearTo lists those close to a person with what the person agreed to; one
// without an id stands last for the person's own answers.
func nearTo(s *gate.Snapshot, person ids.Person) ([]near, error) {
	return gate.All(s, func(n *near) []any {
		return []any{&n.ID, &n.Name, &n.Relationship, &n.Phone, &n.Carer, &n.Keyholder, &n.OfficeFirst, (*gate.Text)(&n.share), (*gate.Text)(&n.health)}
	}, `SELECT c.id, c.name, c.relationship, c.phone, c.carer, c.keyholder, c.office_first,
		(SELECT x.answer FROM person_consent x WHERE x.person_id IN `+together+` AND x.about = 'share_family' ORDER BY x.at DESC, x.id DESC LIMIT 1),
		(SELECT x.answer FROM person_consent x WHERE x.person_id IN `+together+` AND x.about = 'share_health' ORDER BY x.at DESC, x.id DESC LIMIT 1)
		FROM (SELECT id, name, relationship, phone, carer, keyholder, office_first, person_id FROM person_contact WHERE person_id IN `+together+` AND ended_at IS NULL
			UNION ALL SELECT '', '', '', '', FALSE, FALSE, FALSE, id FROM person WHERE id = ?) c
		ORDER BY c.id = '', c.keyholder DESC, c.carer DESC, c.name, c.id`, person, person, person, person, person, person, person)
}

func addTasks(tx *gate.Tx, tasks []Task) error {
	rows := make([][]any, 0, len(tasks))
	for _, t := range tasks {
		rows = append(rows, []any{t.ID, t.Record, t.Person, t.Ord, t.Kind, t.Contact, t.Say, t.Due, 0, "", 1})
	}
	return tx.InsertMany(`INSERT INTO noanswer_task (id, noanswer_id, person_id, ord, kind, contact_id, say, due_at, tries, words, version) VALUES `, rows)
}

// TasksOf lists what is to be done after a record ended, in order.
func TasksOf(s *gate.Snapshot, r ID) ([]Task, error) {
	return gate.All(s, func(t *Task) []any {
		return []any{
			&t.ID, &t.Record, &t.Person, &t.Ord, &t.Kind, &t.Contact, &t.Say, &t.Due, &t.Tries, &t.Done, (*gate.Text)(&t.DoneBy), &t.Words, &t.Version,
			(*gate.Text)(&t.Name), (*gate.Text)(&t.Relationship), (*gate.Text)(&t.Phone), (*gate.Text)(&t.ByName),
		}
	}, `SELECT t.id, t.noanswer_id, t.person_id, t.ord, t.kind, t.contact_id, t.say, t.due_at, t.tries, t.done_at, t.done_by, t.words, t.version,
		c.name, c.relationship, c.phone, a.name
		FROM noanswer_task t LEFT JOIN person_contact c ON c.id = t.contact_id LEFT JOIN auth_account a ON a.id = t.done_by
		WHERE t.noanswer_id = ? ORDER BY t.ord, t.due_at, t.id`, r)
}

func saveTask(tx *gate.Tx, t Ringing) error {
	if t.Went == NoReply {
		return tx.Update(`UPDATE noanswer_task SET tries = tries + 1, words = ?, version = version + 1
			WHERE id = ? AND noanswer_id = ? AND person_id IN `+together+` AND version = ? AND done_at IS NULL`, t.Words, t.Task, t.Record, t.Person, t.Person, t.Version)
	}
	words := t.Words
	if t.Went == NotNeeded {
		words = "Not needed: " + words
	}
	return tx.Update(`UPDATE noanswer_task SET done_at = ?, done_by = ?, words = ?, version = version + 1
		WHERE id = ? AND noanswer_id = ? AND person_id IN `+together+` AND version = ? AND done_at IS NULL`, tx.At, tx.Actor.ID, words, t.Task, t.Record, t.Person, t.Person, t.Version)
}

// byID is a record by its id alone, for a page about the rota. Error:
// gate.not_found.
func byID(s *gate.Snapshot, id ID) (Record, error) {
	var r Record
	err := gate.One(s, &r, named, withNames+`WHERE n.id = ?`, id)
	return r, err
}
