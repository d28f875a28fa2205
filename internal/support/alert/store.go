package alert

import (
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
)

const columns = `a.id, a.kind, a.level, a.person_id, a.source, a.detail, a.raised_at, a.due_at, a.rung, a.asked_id,
	a.owner_id, a.owned_at, a.closed_at, a.closed_by, a.outcome, a.note, a.version`

func (a *Alert) fields() []any {
	return []any{
		&a.ID, &a.Kind, &a.Level, &a.Person, &a.Source, &a.Detail, &a.Raised, &a.Due, &a.Rung, &a.Asked,
		gate.Null(&a.Owner), &a.Owned, &a.Closed, gate.Null(&a.By), &a.Outcome, &a.Note, &a.Version,
	}
}

// Raise makes an alert in the caller's transaction. While one of the same kind
// and source is open, it changes nothing.
func Raise(tx *gate.Tx, n New) error {
	rule := kinds[n.Kind]
	if n.Level == 0 {
		n.Level = rule.level
	}
	if n.Within == 0 {
		n.Within = 8 * time.Hour
		if n.Level == ActNow {
			minutes, err := council.Number(tx.Snapshot, council.EscalateMin)
			if err != nil {
				return err
			}
			n.Within = time.Duration(minutes) * time.Minute
		}
	}
	onDuty, err := staff.OnDuty(tx.Snapshot, tx.At)
	if err != nil {
		return err
	}
	id := ID(ids.New())
	made, err := tx.Changed(`INSERT INTO alert (id, kind, level, person_id, source, detail, raised_at, due_at, rung, asked_id, outcome, note, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '', '', 1)
		ON CONFLICT (kind, source) WHERE closed_at IS NULL DO NOTHING`,
		id, n.Kind, n.Level, n.Person, n.Source, n.Detail, tx.At, tx.At.Add(n.Within), next(onDuty, 0))
	if err != nil || made == 0 {
		return err
	}
	return step(tx, id, "raised")
}

// CloseFor closes the open alert of a kind and source, if there is one,
// because something recorded has answered it.
func CloseFor(tx *gate.Tx, kind Kind, source string, outcome Outcome) error {
	return CloseAllFor(tx, kind, []string{source}, outcome)
}

// CloseAllFor is CloseFor for several sources, in one statement.
func CloseAllFor(tx *gate.Tx, kind Kind, sources []string, outcome Outcome) error {
	return tx.Exec(`UPDATE alert SET closed_at = ?, closed_by = ?, outcome = ?, version = version + 1
		WHERE kind = ? AND source IN ? AND closed_at IS NULL`, tx.At, tx.Actor.ID, outcome, kind, gate.In(sources))
}

// CloseKinds is CloseFor for several kinds of one source, in one statement.
func CloseKinds(tx *gate.Tx, kinds []Kind, source string, outcome Outcome) error {
	return tx.Exec(`UPDATE alert SET closed_at = ?, closed_by = ?, outcome = ?, version = version + 1
		WHERE kind IN ? AND source = ? AND closed_at IS NULL`, tx.At, tx.Actor.ID, outcome, gate.In(kinds), source)
}

// Note adds a step to the open alert of a kind and source, if there is one.
// What is a sentence of the program's own, never somebody's words.
func Note(tx *gate.Tx, kind Kind, source, what string) error {
	return tx.Exec(`INSERT INTO alert_step (alert_id, at, what, account_id) SELECT id, ?, ?, ? FROM alert WHERE kind = ? AND source = ? AND closed_at IS NULL
		ON CONFLICT DO NOTHING`, tx.At, what, tx.Actor.ID, kind, source)
}

func step(tx *gate.Tx, id ID, what string) error {
	return tx.Exec(`INSERT INTO alert_step (alert_id, at, what, account_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, id, tx.At, what, tx.Actor.ID)
}

// Get is one alert with the person's name.
func Get(s *gate.Snapshot, id ID) (Alert, error) {
	var a Alert
	err := gate.One(s, &a, named, withNames+`WHERE a.id = ?`, id)
	return a, err
}

// RaisedAt is when the latest alert of any of these kinds about a source was
// raised, open or closed. Error: gate.not_found where there is none.
func RaisedAt(s *gate.Snapshot, kinds []Kind, source string) (when.Instant, error) {
	return gate.Value[when.Instant](s, `SELECT raised_at FROM alert WHERE source = ? AND kind IN ? ORDER BY raised_at DESC LIMIT 1`, source, gate.In(kinds))
}

const withNames = `SELECT ` + columns + `, p.given, p.family, m.given || ' ' || m.family, o.given || ' ' || o.family, b.given || ' ' || b.family
	FROM alert a LEFT JOIN person p ON p.id = a.person_id LEFT JOIN staff_member m ON m.account_id = a.asked_id AND a.asked_id <> ''
	LEFT JOIN staff_member o ON o.account_id = a.owner_id LEFT JOIN staff_member b ON b.account_id = a.closed_by `

func named(a *Alert) []any {
	return append(a.fields(), nameInto{a}, nameInto{a}, gate.Null(&a.AskedName), gate.Null(&a.OwnerName), gate.Null(&a.ByName))
}

// nameInto joins given and family name as they are scanned.
type nameInto struct{ a *Alert }

func (n nameInto) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil || t == "" {
		return err
	}
	if n.a.PersonName != "" {
		n.a.PersonName += " "
	}
	n.a.PersonName += string(t)
	return nil
}

// most is how many open alerts a list holds: more than anybody can answer.
const most = 200

// Open lists open alerts, the most urgent 200: act now first, and among those
// the worker who asks for help, the door that nobody opened, then the visit
// nobody knows of; then by whose clock runs out.
func Open(s *gate.Snapshot) ([]Alert, error) {
	return gate.All(s, named, withNames+`WHERE a.closed_at IS NULL ORDER BY a.level, CASE a.kind WHEN 'help_silent' THEN 0 WHEN 'help_wanted' THEN 0 WHEN 'worker_overdue' THEN 0 WHEN 'no_answer' THEN 1 WHEN 'missed' THEN 2 ELSE 3 END, a.due_at, a.id LIMIT ?`, most)
}

// CountOpen counts open alerts by level.
func CountOpen(s *gate.Snapshot) (map[Level]int, error) {
	type row struct {
		level Level
		n     int
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.level, &r.n} },
		`SELECT level, COUNT(*) FROM alert WHERE closed_at IS NULL GROUP BY level`)
	out := map[Level]int{}
	for _, r := range rows {
		out[r.level] = r.n
	}
	return out, err
}

// OfPerson lists the newest alerts about one person.
func OfPerson(s *gate.Snapshot, person ids.Person, limit int) ([]Alert, error) {
	return gate.All(s, (*Alert).fields, `SELECT `+columns+` FROM alert a WHERE a.person_id = ? ORDER BY a.raised_at DESC LIMIT ?`, person, limit)
}

// overdue lists act-now alerts that nobody has taken on and whose clock has
// run out.
func overdue(s *gate.Snapshot) ([]Alert, error) {
	return gate.All(s, (*Alert).fields, `SELECT `+columns+` FROM alert a
		WHERE a.closed_at IS NULL AND a.level = 1 AND a.owner_id IS NULL AND a.due_at <= ? ORDER BY a.due_at LIMIT 100`, s.Now)
}

// steps of one alert, oldest first.
func steps(s *gate.Snapshot, id ID) ([]Step, error) {
	return gate.All(s, func(e *Step) []any { return []any{&e.At, &e.What, gate.Null(&e.Name)} },
		`SELECT t.at, t.what, m.given || ' ' || m.family FROM alert_step t LEFT JOIN staff_member m ON m.account_id = t.account_id AND t.account_id <> ''
		WHERE t.alert_id = ? ORDER BY t.at, t.what`, id)
}
