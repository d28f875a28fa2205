package episode

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/referral"
)

func (e *Episode) fields() []any {
	return []any{
		&e.ID, &e.Person, &e.Referral, &e.State, &e.Pathway, &e.AdmittedOn, &e.ReadyOn, &e.DischargedOn,
		&e.AcceptedAt, &e.StartDueOn, &e.PeriodFrom, &e.PeriodUntil, &e.PeriodDays, &e.StartedOn, &e.EndedOn,
		&e.Outcome, &e.Sequel, &e.EndWords, &e.TakesAway, &e.Area, &e.Version,
	}
}

const columns = `SELECT id, person_id, referral_id, state, pathway, admitted_on, ready_on, discharged_on,
	accepted_at, start_due_on, period_from, period_until, period_days, started_on, ended_on,
	outcome, sequel, end_words, takes_away, area, version FROM episode `

// Get is one episode of one person.
func Get(s *gate.Snapshot, person ids.Person, id ID) (Episode, error) {
	var e Episode
	err := gate.One(s, &e, (*Episode).fields, columns+`WHERE id = ? AND person_id = ?`, id, person)
	return e, err
}

// Open is the person's episode that has not ended. NotFound when there is
// none (gate.Missing).
func Open(s *gate.Snapshot, person ids.Person) (Episode, error) {
	var e Episode
	err := gate.One(s, &e, (*Episode).fields, columns+`WHERE person_id = ? AND state <> 'ended'`, person)
	return e, err
}

// OfPerson is every episode of the person, newest first.
func OfPerson(s *gate.Snapshot, person ids.Person) ([]Episode, error) {
	return gate.All(s, (*Episode).fields, columns+`WHERE person_id = ? ORDER BY accepted_at DESC, id`, person)
}

// Latest is the person's open episode, or else the one accepted last. NotFound
// when they never had one.
func Latest(s *gate.Snapshot, person ids.Person) (Episode, error) {
	var e Episode
	err := gate.One(s, &e, (*Episode).fields, columns+`WHERE person_id = ? ORDER BY accepted_at DESC, id LIMIT 1`, person)
	return e, err
}

// waitingFor is the episode of a referral whose support has not started.
func waitingFor(s *gate.Snapshot, id referral.ID) (Episode, error) {
	var e Episode
	err := gate.One(s, &e, (*Episode).fields, columns+`WHERE referral_id = ? AND state = 'accepted'`, id)
	return e, err
}

// moveStart writes another day the hospital is ready and the start is due.
func moveStart(tx *gate.Tx, e Episode) error {
	return tx.Update(`UPDATE episode SET ready_on = ?, start_due_on = ?, version = version + 1 WHERE id = ? AND person_id = ? AND version = ?`,
		e.ReadyOn, e.StartDueOn, e.ID, e.Person, e.Version)
}

func insert(tx *gate.Tx, e Episode) error {
	return tx.Exec(`INSERT INTO episode (id, person_id, referral_id, state, pathway, admitted_on, ready_on, discharged_on,
		accepted_at, start_due_on, period_from, period_until, period_days, started_on, ended_on,
		outcome, sequel, end_words, takes_away, area, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		e.ID, e.Person, e.Referral, e.State, e.Pathway, e.AdmittedOn, e.ReadyOn, e.DischargedOn,
		e.AcceptedAt, e.StartDueOn, e.PeriodFrom, e.PeriodUntil, e.PeriodDays, e.StartedOn, e.EndedOn,
		e.Outcome, e.Sequel, e.EndWords, e.TakesAway, e.Area)
}

// update writes what may change, against the version that was read.
func update(tx *gate.Tx, e Episode, version int) error {
	return tx.Update(`UPDATE episode SET state = ?, discharged_on = ?, period_from = ?, period_until = ?, period_days = ?,
		started_on = ?, ended_on = ?, outcome = ?, sequel = ?, end_words = ?, takes_away = ?, version = version + 1
		WHERE id = ? AND person_id = ? AND version = ?`,
		e.State, e.DischargedOn, e.PeriodFrom, e.PeriodUntil, e.PeriodDays,
		e.StartedOn, e.EndedOn, e.Outcome, e.Sequel, e.EndWords, e.TakesAway, e.ID, e.Person, version)
}

func (c *Change) fields() []any {
	return []any{&c.ID, &c.Episode, &c.What, &c.Was, &c.Now, &c.Reason, &c.At, &c.Account, (*gate.Text)(&c.ByName)}
}

// Changes of a person's episodes, newest first.
func Changes(s *gate.Snapshot, person ids.Person) ([]Change, error) {
	return gate.All(s, (*Change).fields, `SELECT c.id, c.episode_id, c.what, c.was, c.now, c.reason, c.at, c.account_id, a.name
		FROM episode_change c LEFT JOIN auth_account a ON a.id = c.account_id WHERE c.person_id = ? ORDER BY c.at DESC, c.id DESC`, person)
}

func note(tx *gate.Tx, e Episode, changes ...Change) error {
	rows := make([][]any, 0, len(changes))
	for _, c := range changes {
		rows = append(rows, []any{c.ID, e.ID, e.Person, c.What, c.Was, c.Now, c.Reason, tx.At, tx.Actor.ID})
	}
	return tx.InsertMany(`INSERT INTO episode_change (id, episode_id, person_id, what, was, now, reason, at, account_id) VALUES `, rows)
}

// Waiting is one person accepted whose support has not started.
type Waiting struct {
	Episode Episode
	Given   string
	Family  string
}

func (w *Waiting) fields() []any { return append(w.Episode.fields(), &w.Given, &w.Family) }

// NotStarted lists accepted episodes without a first visit, the earliest due
// first; at most limit, after skipping some.
func NotStarted(s *gate.Snapshot, limit, skip int) ([]Waiting, error) {
	return gate.All(s, (*Waiting).fields, `SELECT e.id, e.person_id, e.referral_id, e.state, e.pathway, e.admitted_on, e.ready_on, e.discharged_on,
		e.accepted_at, e.start_due_on, e.period_from, e.period_until, e.period_days, e.started_on, e.ended_on,
		e.outcome, e.sequel, e.end_words, e.takes_away, e.area, e.version, p.given, p.family
		FROM episode e JOIN person p ON p.id = e.person_id
		WHERE e.state = 'accepted' ORDER BY e.start_due_on, e.accepted_at, e.id LIMIT ? OFFSET ?`, limit, skip)
}

// Overdue counts accepted people whose support should have started before the
// date, and all who wait.
func Overdue(s *gate.Snapshot, day when.Date) (late, all int, err error) {
	type row struct{ late, all int }
	var r row
	err = gate.One(s, &r, func(r *row) []any { return []any{&r.late, &r.all} },
		`SELECT COUNT(*) FILTER (WHERE start_due_on < ?), COUNT(*) FROM episode WHERE state = 'accepted'`, day)
	return r.late, r.all, err
}
