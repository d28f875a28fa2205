package risk

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

func (w *Warning) fields() []any {
	return []any{
		&w.ID, &w.Person, &w.Kind, &w.Happened, &w.HappenedOn, &w.Source, &w.Todo, &w.Told, &w.ToldWords, &w.UntilOn,
		&w.Recorded, &w.RecordedBy, (*gate.Text)(&w.ByName), &w.Ended, &w.EndedWhy, &w.Version,
	}
}

const warningColumns = `SELECT x.id, x.person_id, x.kind, x.happened, x.happened_on, x.source, x.todo, x.told, x.told_words, x.until_on,
	x.recorded_at, x.recorded_by, a.name, x.ended_at, x.ended_why, x.version FROM risk_warning x LEFT JOIN auth_account a ON a.id = x.recorded_by `

// warnings lists the warnings about a person, those that end last first. Their
// challenges and reviews are not with them.
func warnings(s *gate.Snapshot, person ids.Person) ([]Warning, error) {
	return gate.All(s, (*Warning).fields, warningColumns+`WHERE x.person_id IN `+together+`
		ORDER BY CASE WHEN x.ended_at IS NULL THEN 0 ELSE 1 END, x.until_on DESC, x.id LIMIT 100`, person, person)
}

// getWarning is one warning with its challenges and reviews. Error:
// gate.not_found.
func getWarning(s *gate.Snapshot, person ids.Person, id WarningID) (Warning, error) {
	var w Warning
	err := gate.One(s, &w, (*Warning).fields, warningColumns+`WHERE x.id = ? AND x.person_id IN `+together, id, person, person)
	if err != nil {
		return w, err
	}
	if w.Challenges, err = challenges(s, id); err != nil {
		return w, err
	}
	w.Reviews, err = gate.All(s, func(l *Looked) []any {
		return []any{&l.ID, &l.Person, &l.Warning, &l.Words, &l.UntilOn, &l.Recorded, &l.RecordedBy, (*gate.Text)(&l.ByName)}
	}, `SELECT r.id, r.person_id, r.warning_id, r.words, r.until_on, r.recorded_at, r.recorded_by, a.name
		FROM risk_warning_review r LEFT JOIN auth_account a ON a.id = r.recorded_by WHERE r.warning_id = ? ORDER BY r.recorded_at DESC, r.id`, id)
	return w, err
}

func challenges(s *gate.Snapshot, id WarningID) ([]Challenge, error) {
	return gate.All(s, func(c *Challenge) []any {
		return []any{
			&c.ID, &c.Person, &c.Warning, &c.Words, &c.SaidOn, &c.DueOn, &c.Recorded, &c.RecordedBy, (*gate.Text)(&c.ByName),
			&c.Answer, &c.AnswerWords, &c.Answered, gate.Null(&c.AnsweredBy), (*gate.Text)(&c.AnswerName), &c.Version,
		}
	}, `SELECT c.id, c.person_id, c.warning_id, c.words, c.said_on, c.due_on, c.recorded_at, c.recorded_by, a.name,
		c.answer, c.answer_words, c.answered_at, c.answered_by, b.name, c.version
		FROM risk_challenge c LEFT JOIN auth_account a ON a.id = c.recorded_by LEFT JOIN auth_account b ON b.id = c.answered_by
		WHERE c.warning_id = ? ORDER BY c.recorded_at DESC, c.id`, id)
}

func insertWarning(tx *gate.Tx, w Warning) error {
	return tx.Exec(`INSERT INTO risk_warning (id, person_id, kind, happened, happened_on, source, todo, told, told_words, until_on, recorded_at, recorded_by, ended_why, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1)`,
		w.ID, w.Person, w.Kind, w.Happened, w.HappenedOn, w.Source, w.Todo, w.Told, w.ToldWords, w.UntilOn, tx.At, tx.Actor.ID)
}

func endWarning(tx *gate.Tx, e Ending) error {
	return tx.Update(`UPDATE risk_warning SET ended_at = ?, ended_by = ?, ended_why = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND ended_at IS NULL`, tx.At, tx.Actor.ID, e.Why, e.ID, e.Person, e.Person, e.Version)
}

func insertLooked(tx *gate.Tx, l Looked) error {
	if err := tx.Update(`UPDATE risk_warning SET until_on = ?, version = version + 1 WHERE id = ? AND person_id IN `+together+` AND version = ? AND ended_at IS NULL`,
		l.UntilOn, l.Warning, l.Person, l.Person, l.Version); err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO risk_warning_review (id, warning_id, person_id, words, until_on, recorded_at, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		l.ID, l.Warning, l.Person, l.Words, l.UntilOn, tx.At, tx.Actor.ID)
}

func insertChallenge(tx *gate.Tx, c Challenge) error {
	return tx.Exec(`INSERT INTO risk_challenge (id, warning_id, person_id, words, said_on, due_on, recorded_at, recorded_by, answer, answer_words, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', 1)`,
		c.ID, c.Warning, c.Person, c.Words, c.SaidOn, c.DueOn, tx.At, tx.Actor.ID)
}

func answerChallenge(tx *gate.Tx, a Answering) error {
	return tx.Update(`UPDATE risk_challenge SET answer = ?, answer_words = ?, answered_at = ?, answered_by = ?, version = version + 1
		WHERE id = ? AND warning_id = ? AND version = ? AND answered_at IS NULL`,
		a.Answer, a.Words, tx.At, tx.Actor.ID, a.Challenge, a.Warning, a.Version)
}
