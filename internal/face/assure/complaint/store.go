package complaint

import (
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
)

func refOf(id ID) string { return person.Ref("CO", string(id), 0) }

const query = `SELECT c.id, c.ref, c.kind, c.person_id, c.teller, c.name, c.contact, c.how, c.received_on, c.recorded_at, c.recorded_by, c.words, c.wants, c.theme,
	c.ack_due_on, c.acked_on, c.ack_words, c.answer_by, c.answer, c.outcome, c.learning, c.answered_on, c.closed_at, c.acked_by, c.answered_by, c.closed_by, c.version, p.given, p.family, a.name
	FROM assure_complaint c LEFT JOIN person p ON p.id = c.person_id LEFT JOIN auth_account a ON a.id = c.recorded_by `

type row struct {
	Entry
	given, family gate.Text
}

func (r *row) fields() []any {
	e := &r.Entry
	return []any{
		&e.ID, &e.Ref, &e.Kind, (*gate.Text)(&e.Person), &e.Teller, &e.Name, &e.Contact, &e.How, &e.Received, &e.Recorded, &e.RecordedBy, &e.Words, &e.Wants, &e.Theme,
		&e.AckDue, &e.Acked, &e.AckWords, &e.AnswerBy, &e.Answer, &e.Outcome, &e.Learning, &e.Answered, &e.Closed, (*gate.Text)(&e.AckedBy), (*gate.Text)(&e.AnsweredBy), (*gate.Text)(&e.ClosedBy), &e.Version, &r.given, &r.family, (*gate.Text)(&e.RecorderName),
	}
}

func (r row) entry() Entry {
	r.PersonName = strings.TrimSpace(string(r.given) + " " + string(r.family))
	return r.Entry
}

func entries(rows []row, err error) ([]Entry, error) {
	out := make([]Entry, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.entry())
	}
	return out, err
}

// get is one. Error: gate.not_found.
func get(s *gate.Snapshot, id ID) (Entry, error) {
	var r row
	err := gate.One(s, &r, (*row).fields, query+`WHERE c.id = ?`, id)
	return r.entry(), err
}

// asked is which to list; empty fields leave out nothing.
type asked struct {
	kind        Kind
	theme       Theme
	state       string // open or closed
	from, until when.Date
}

const pageSize = 50

// list is the register, the latest first.
func list(s *gate.Snapshot, q asked, limit, skip int) ([]Entry, error) {
	return entries(gate.All(s, (*row).fields, query+`
		WHERE (? = '' OR c.kind = ?) AND (? = '' OR c.theme = ?) AND (? = '' OR (c.closed_at IS NULL) = (? = 'open')) AND c.received_on >= ? AND c.received_on <= ?
		ORDER BY c.received_on DESC, c.recorded_at DESC, c.id LIMIT ? OFFSET ?`,
		q.kind, q.kind, q.theme, q.theme, q.state, q.state, string(q.from), string(q.until), limit, skip))
}

func insert(tx *gate.Tx, e Entry) error {
	return tx.Exec(`INSERT INTO assure_complaint (id, ref, kind, person_id, teller, name, contact, how, received_on, recorded_at, recorded_by, words, wants, theme, ack_due_on, ack_words, answer_by, answer, outcome, learning, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, '', '', '', 1)`,
		e.ID, e.Ref, e.Kind, gate.Text(e.Person), e.Teller, e.Name, e.Contact, e.How, e.Received, e.Recorded, e.RecordedBy, e.Words, e.Wants, e.Theme, e.AckDue, e.AnswerBy)
}

func save(tx *gate.Tx, e Entry, version int) error {
	return tx.Update(`UPDATE assure_complaint SET acked_on = ?, acked_by = ?, ack_words = ?, answer = ?, outcome = ?, learning = ?, answered_on = ?,
		answered_by = ?, closed_at = ?, closed_by = ?, version = version + 1 WHERE id = ? AND version = ?`,
		e.Acked, gate.Text(e.AckedBy), e.AckWords, e.Answer, e.Outcome, e.Learning, e.Answered, gate.Text(e.AnsweredBy), e.Closed, gate.Text(e.ClosedBy), e.ID, version)
}
