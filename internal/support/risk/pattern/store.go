package pattern

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// together is a person and the records merged into it: what was said of any of
// them holds.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// Open lists the patterns as of today that nobody has considered since they were
// last seen, the most often first.
func Open(s *gate.Snapshot, limit, skip int) ([]Pattern, error) {
	from := s.Today().Add(1 - days)
	return gate.All(s, func(p *Pattern) []any { return []any{&p.Person, &p.Given, &p.Family, &p.Kind, &p.Times, &p.Last} },
		`SELECT n.whose, p.given, p.family, n.kind, n.times, n.last_on FROM (
			SELECT e.whose AS whose, e.kind AS kind, COUNT(*) AS times, MAX(e.on_date) AS last_on FROM (
				SELECT DISTINCT COALESCE(p.merged_into, p.id) AS whose, 'refusals' AS kind, v.on_date AS on_date, '' AS key
					FROM visit v JOIN person p ON p.id = v.person_id WHERE v.state = 'not_wanted' AND v.on_date BETWEEN ? AND ?
				UNION SELECT COALESCE(p.merged_into, p.id), 'refusals', SUBSTR(d.slot, 1, 10), ''
					FROM medicine_dose d JOIN person p ON p.id = d.person_id WHERE d.reason = 'chose_not' AND d.slot >= ? AND d.slot < ?
					AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '')
				UNION SELECT COALESCE(p.merged_into, p.id), 'mood', v.on_date, v.id
					FROM visit v JOIN person p ON p.id = v.person_id WHERE v.state = 'done' AND v.feeling = 'worse' AND v.on_date BETWEEN ? AND ?
			) e GROUP BY e.whose, e.kind HAVING COUNT(*) >= ?) n
		JOIN person p ON p.id = n.whose AND p.open_episode <> ''
		WHERE NOT EXISTS (SELECT 1 FROM risk_pattern x JOIN person o ON o.id = x.person_id
			WHERE COALESCE(o.merged_into, o.id) = n.whose AND x.kind = n.kind AND x.upto_on >= n.last_on)
		ORDER BY n.times DESC, n.last_on DESC, p.name_key, n.whose, n.kind LIMIT ? OFFSET ?`,
		from, s.Today(), string(from), string(s.Today().Add(1)), from, s.Today(), times, limit, skip)
}

// happened is one thing that a pattern may be made of.
type happened struct {
	kind Kind
	on   when.Date
	said string // the code of why, or of which part of the day
	note string
}

// lately is for how many days the person's page shows what happened.
const lately = 28

// happenedTo lists it for one person, the latest first.
func happenedTo(s *gate.Snapshot, person ids.Person) ([]happened, error) {
	from := s.Today().Add(-lately)
	return gate.All(s, func(h *happened) []any { return []any{&h.kind, &h.on, &h.said, &h.note} },
		`SELECT 'refusals' AS kind, v.on_date AS on_date, v.reason, v.note FROM visit v WHERE v.person_id IN `+together+` AND v.state = 'not_wanted' AND v.on_date >= ?
		UNION ALL SELECT 'refusals', SUBSTR(d.slot, 1, 10), m.name, d.words FROM medicine_dose d JOIN medicine m ON m.id = d.medicine_id
			WHERE d.person_id IN `+together+` AND d.reason = 'chose_not' AND d.slot >= ?
			AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '')
		UNION ALL SELECT 'mood', v.on_date, v.part, v.note FROM visit v WHERE v.person_id IN `+together+` AND v.state = 'done' AND v.feeling = 'worse' AND v.on_date >= ?
		ORDER BY on_date DESC, kind LIMIT 100`, person, person, from, person, person, string(from), person, person, from)
}

// considered lists what somebody made of the person's patterns, the newest first.
func considered(s *gate.Snapshot, person ids.Person) ([]Considered, error) {
	return gate.All(s, func(x *Considered) []any {
		return []any{&x.ID, &x.Person, &x.Kind, &x.UpTo, &x.Capacity, &x.Risk, &x.Next, &x.Recorded, (*gate.Text)(&x.ByName)}
	}, `SELECT x.id, x.person_id, x.kind, x.upto_on, x.capacity, x.risk, x.next, x.recorded_at, a.name
		FROM risk_pattern x LEFT JOIN auth_account a ON a.id = x.recorded_by WHERE x.person_id IN `+together+` ORDER BY x.recorded_at DESC, x.id LIMIT 50`, person, person)
}

func insert(tx *gate.Tx, x Considered) error {
	return tx.Exec(`INSERT INTO risk_pattern (id, person_id, kind, upto_on, capacity, risk, next, recorded_at, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		x.ID, x.Person, x.Kind, x.UpTo, x.Capacity, x.Risk, x.Next, tx.At, tx.Actor.ID)
}
