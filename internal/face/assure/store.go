package assure

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
)

func refOf(id ID) string { return person.Ref("IN", string(id), 0) }

const columns = `i.id, i.ref, i.kind, i.person_id, i.visit_id, i.source_kind, i.source_id, i.happened_at, i.place, i.what, i.present, i.harm, i.at_once,
	i.reported_at, i.reported_by, i.follow_due_at, i.followed_at, i.followed_by, i.follow_words, i.likely, i.others, i.way, i.learning,
	i.reviewed_at, i.reviewed_by, i.closed_at, i.closed_by, i.version, p.given, p.family, a.name`

const from = ` FROM assure_incident i LEFT JOIN person p ON p.id = i.person_id LEFT JOIN auth_account a ON a.id = i.reported_by `

type row struct {
	Incident
	given, family gate.Text
}

func (r *row) fields() []any {
	i := &r.Incident
	return []any{
		&i.ID, &i.Ref, &i.Kind, (*gate.Text)(&i.Person), &i.Visit, &i.Source, &i.SourceID, &i.Happened, &i.Place, &i.What, &i.Present, &i.Harm, &i.AtOnce,
		&i.Reported, &i.ReportedBy, &i.FollowDue, &i.Followed, (*gate.Text)(&i.FollowedBy), &i.Follow, &i.Likely, &i.Others, &i.Way, &i.Learning,
		&i.Reviewed, (*gate.Text)(&i.ReviewedBy), &i.Closed, (*gate.Text)(&i.ClosedBy), &i.Version, &r.given, &r.family, (*gate.Text)(&i.ReporterName),
	}
}

func (r row) incident() Incident {
	r.PersonName = strings.TrimSpace(string(r.given) + " " + string(r.family))
	return r.Incident
}

func incidents(rows []row, err error) ([]Incident, error) {
	out := make([]Incident, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.incident())
	}
	return out, err
}

// get is one incident. Error: gate.not_found.
func get(s *gate.Snapshot, id ID) (Incident, error) {
	var r row
	err := gate.One(s, &r, (*row).fields, `SELECT `+columns+from+`WHERE i.id = ?`, id)
	return r.incident(), err
}

// asked is which incidents to list; empty fields leave out nothing.
type asked struct {
	kind        Kind
	harm        Harm
	state       string // open or closed
	from, until when.Date
}

// page size of the register.
const pageSize = 50

// list is the register, the latest first.
func list(s *gate.Snapshot, q asked, limit, skip int) ([]Incident, error) {
	return incidents(gate.All(s, (*row).fields, `SELECT `+columns+from+`
		WHERE (? = '' OR i.kind = ?) AND (? = '' OR i.harm = ?) AND (? = '' OR (i.closed_at IS NULL) = (? = 'open')) AND i.happened_on >= ? AND i.happened_on <= ?
		ORDER BY i.happened_on DESC, i.happened_at DESC, i.id LIMIT ? OFFSET ?`,
		q.kind, q.kind, q.harm, q.harm, q.state, q.state, string(q.from), string(q.until), limit, skip))
}

// OfPerson lists a person's incidents, the latest first.
func OfPerson(s *gate.Snapshot, p ids.Person) ([]Incident, error) {
	return incidents(gate.All(s, (*row).fields, `SELECT `+columns+from+`WHERE i.person_id IN (SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)
		ORDER BY i.happened_at DESC, i.id LIMIT 100`, p, p))
}

// own lists what somebody reported, the latest first.
func own(s *gate.Snapshot, account string) ([]Incident, error) {
	return incidents(gate.All(s, (*row).fields, `SELECT `+columns+from+`WHERE i.reported_by = ? ORDER BY i.reported_at DESC, i.id LIMIT 50`, account))
}

func insert(tx *gate.Tx, i Incident) error {
	return tx.Exec(`INSERT INTO assure_incident (id, ref, kind, person_id, visit_id, source_kind, source_id, happened_at, happened_on, place, what, present, harm, at_once,
		reported_at, reported_by, follow_due_at, follow_words, likely, others, way, learning, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', '', 1)`,
		i.ID, i.Ref, i.Kind, gate.Text(i.Person), i.Visit, i.Source, i.SourceID, i.Happened, i.Happened.On(), i.Place, i.What, i.Present, i.Harm, i.AtOnce,
		i.Reported, i.ReportedBy, i.FollowDue)
}

func save(tx *gate.Tx, i Incident, version int) error {
	return tx.Update(`UPDATE assure_incident SET followed_at = ?, followed_by = ?, follow_words = ?, likely = ?, others = ?, way = ?, learning = ?, reviewed_at = ?, reviewed_by = ?,
		closed_at = ?, closed_by = ?, version = version + 1 WHERE id = ? AND version = ?`,
		i.Followed, gate.Text(i.FollowedBy), i.Follow, i.Likely, i.Others, i.Way, i.Learning, i.Reviewed, gate.Text(i.ReviewedBy), i.Closed, gate.Text(i.ClosedBy), i.ID, version)
}

// joined is facts as one column: "during=yes lasting=no".
func (f Facts) joined() string {
	var out []string
	for _, q := range Questions {
		if f[q] != "" {
			out = append(out, string(q)+"="+string(f[q]))
		}
	}
	return strings.Join(out, " ")
}

// Scan reads the column.
func (f *Facts) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*f = Facts{}
	for _, pair := range strings.Fields(string(t)) {
		q, a, _ := strings.Cut(pair, "=")
		(*f)[Question(q)] = Answer(a)
	}
	return nil
}

// decisionOf is the newest decision; the zero Decision where there is none.
func decisionOf(s *gate.Snapshot, id ID) (Decision, error) {
	var d Decision
	err := gate.One(s, &d, func(d *Decision) []any {
		return []any{
			&d.ID, &d.Incident, &d.Facts, &d.Opinion, &d.Notify, &d.NotifyReason, &d.NotifyWhy, &d.Candour, &d.CandourReason, &d.CandourWhy, &d.At, &d.By, (*gate.Text)(&d.ByName),
		}
	}, `SELECT d.id, d.incident_id, d.answers, d.opinion, d.notify, d.notify_reason, d.notify_why, d.candour, d.candour_reason, d.candour_why, d.decided_at, d.decided_by, a.name
		FROM assure_decision d LEFT JOIN auth_account a ON a.id = d.decided_by WHERE d.incident_id = ? ORDER BY d.decided_at DESC, d.id DESC LIMIT 1`, id)
	if gate.Missing(err) {
		return Decision{}, nil
	}
	return d, err
}

func insertDecision(tx *gate.Tx, d Decision) error {
	return tx.Exec(`INSERT INTO assure_decision (id, incident_id, answers, opinion, notify, notify_reason, notify_why, candour, candour_reason, candour_why, decided_at, decided_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Incident, d.Facts.joined(), d.Opinion, d.Notify, d.NotifyReason, d.NotifyWhy, d.Candour, d.CandourReason, d.CandourWhy, d.At, d.By)
}

// stepsOf lists what was done about telling, by when it was done.
func stepsOf(s *gate.Snapshot, id ID) ([]Step, error) {
	return gate.All(s, func(x *Step) []any {
		return []any{&x.ID, &x.Kind, &x.At, &x.Words, &x.Recorded, (*gate.Text)(&x.ByName)}
	},
		`SELECT s.id, s.step, s.at, s.words, s.recorded_at, a.name FROM assure_step s LEFT JOIN auth_account a ON a.id = s.account_id
		WHERE s.incident_id = ? ORDER BY s.at, s.recorded_at, s.id`, id)
}

func insertStep(tx *gate.Tx, id ID, s Stepping) error {
	return tx.Exec(`INSERT INTO assure_step (id, incident_id, step, at, words, recorded_at, account_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		s.ID, id, s.Kind, s.At, s.Words, tx.At, tx.Actor.ID)
}

// offered is what was recorded elsewhere and may be worth a report: doors that
// ended with somebody hurt, and worries about medicines, of the last weeks, that
// nobody has reported yet.
type offered struct {
	source Source
	id     string
	person ids.Person
	visit  string
	name   string
	at     when.Instant
	code   string // the outcome, or the kind of worry
	words  string
}

// offerDays is for how long something is offered.
const offerDays = 28

func offers(s *gate.Snapshot) ([]offered, error) {
	since := s.Today().Add(-offerDays).Start()
	return gate.All(s, func(o *offered) []any {
		return []any{&o.source, &o.id, &o.person, &o.visit, &o.name, &o.at, &o.code, &o.words}
	}, `SELECT 'noanswer', n.id, n.person_id, n.visit_id, p.given || ' ' || p.family, n.started_at, n.outcome, n.words FROM noanswer n JOIN person p ON p.id = n.person_id
		WHERE n.outcome IN ('found_ill', 'found_fallen', 'found_dead') AND n.ended_at >= ? AND NOT EXISTS (SELECT 1 FROM assure_incident i WHERE i.source_kind = 'noanswer' AND i.source_id = n.id)
		UNION ALL
		SELECT 'concern', c.id, c.person_id, c.visit_id, p.given || ' ' || p.family, c.happened_at, c.kind, c.words FROM visit_concern c JOIN person p ON p.id = c.person_id
		WHERE c.kind IN ('medicines', 'medicine_error', 'fall') AND c.received_at >= ? AND NOT EXISTS (SELECT 1 FROM assure_incident i WHERE i.source_kind = 'concern' AND i.source_id = c.id)
		ORDER BY 6 DESC, 2 LIMIT 30`, since, since)
}
