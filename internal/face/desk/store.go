package desk

import (
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

func joined(given, family string) string { return strings.TrimSpace(given + " " + family) }

// urgent is one open act-now alert. All is how many there are.
type urgent struct {
	id            alert.ID
	kind          alert.Kind
	raised, due   when.Instant
	owner         ids.Account
	given, family string
	all           int
}

func (u *urgent) fields() []any {
	return []any{
		&u.id, &u.kind, &u.raised, &u.due, (*gate.Text)(&u.owner),
		(*gate.Text)(&u.given), (*gate.Text)(&u.family), &u.all,
	}
}

// shownAlerts is how many act-now alerts the start page shows.
const shownAlerts = 5

// actNow is the act-now alerts in the order of the alerts page.
func actNow(s *gate.Snapshot) ([]urgent, error) {
	return gate.All(s, (*urgent).fields, `SELECT a.id, a.kind, a.raised_at, a.due_at, a.owner_id, p.given, p.family, COUNT(*) OVER ()
		FROM alert a LEFT JOIN person p ON p.id = a.person_id
		WHERE a.closed_at IS NULL AND a.level = 1 ORDER BY CASE a.kind WHEN 'no_answer' THEN 0 WHEN 'missed' THEN 1 ELSE 2 END, a.due_at, a.id LIMIT ?`, shownAlerts)
}

// rota is how a day's rota stands.
type rota struct {
	built, published               when.Instant
	planned, unplaced, late, asked int // asked: changes that no worker has seen
}

func (r *rota) fields() []any {
	return []any{&r.built, &r.published, &r.planned, &r.unplaced, &r.late, &r.asked}
}

// rotaOf says how a day's rota stands. Late are visits which nobody has come to
// by the minute given.
func rotaOf(s *gate.Snapshot, day when.Date, minute int) (r rota, err error) {
	err = gate.One(s, &r, (*rota).fields, `SELECT
		(SELECT built_at FROM roster_day WHERE on_date = ?),
		(SELECT published_at FROM roster_day WHERE on_date = ?),
		(SELECT COUNT(*) FROM visit WHERE on_date = ? AND state <> 'cancelled'),
		(SELECT COUNT(DISTINCT u.visit_id) FROM roster_unplaced u JOIN visit v ON v.id = u.visit_id WHERE u.on_date = ? AND v.state = 'planned'),
		(SELECT COUNT(DISTINCT v.id) FROM visit v JOIN roster_assignment a ON a.visit_id = v.id
			JOIN roster_day d ON d.on_date = v.on_date AND d.published_at IS NOT NULL
			WHERE v.on_date = ? AND v.state = 'planned' AND v.arrived_at IS NULL AND a.start_min <= ?),
		(SELECT COUNT(*) FROM roster_change WHERE on_date = ? AND seen_at IS NULL)`, day, day, day, day, day, minute, day)
	return r, err
}

// due is one thing to do with a person.
type due struct {
	what          string
	person        ids.Person
	given, family string
	on            when.Date
}

func (d *due) fields() []any { return []any{&d.what, &d.person, &d.given, &d.family, &d.on} }

// practiceDue finds what is due until the date: an assessment for somebody who
// has none, a plan not agreed, a review, the end of the period. First what has
// been due longest.
func practiceDue(s *gate.Snapshot, until when.Date, limit, skip int) ([]due, error) {
	return gate.All(s, (*due).fields, `SELECT d.what, d.person_id, p.given, p.family, d.due_on FROM (
			SELECT 'assessment' AS what, e.person_id AS person_id, COALESCE(e.started_on, e.start_due_on) AS due_on FROM episode e
			WHERE e.state IN ('accepted', 'active') AND NOT EXISTS (SELECT 1 FROM assessment a WHERE a.episode_id = e.id)
			UNION ALL
			SELECT 'plan', e.person_id, COALESCE(e.started_on, e.start_due_on) FROM episode e
			WHERE e.state IN ('accepted', 'active') AND EXISTS (SELECT 1 FROM assessment a WHERE a.episode_id = e.id)
			AND NOT EXISTS (SELECT 1 FROM plan l WHERE l.episode_id = e.id AND l.state = 'agreed')
			UNION ALL
			SELECT 'review', e.person_id, l.review_on FROM episode e JOIN plan l ON l.episode_id = e.id AND l.state = 'agreed'
			WHERE e.state = 'active' AND l.review_on <= ?
			UNION ALL
			SELECT 'end', e.person_id, e.period_until FROM episode e WHERE e.state = 'active' AND e.period_until <= ?
		) d JOIN person p ON p.id = d.person_id ORDER BY d.due_on, p.name_key, d.person_id, d.what LIMIT ? OFFSET ?`,
		until, until, limit, skip)
}

// tie is a live relation of an account with a person.
type tie struct {
	person ids.Person
	kind   actor.Relation
}

// ties are the people whose page an account may see: its own first, then those
// of people close to it.
func ties(s *gate.Snapshot, account string) ([]tie, error) {
	return gate.All(s, func(t *tie) []any { return []any{&t.person, &t.kind} }, `SELECT DISTINCT r.person_id, r.kind
		FROM gate_relation r WHERE r.account_id = ? AND r.kind IN ('self', 'close') AND r.from_at <= ? AND (r.until_at IS NULL OR r.until_at > ?)
		ORDER BY r.kind DESC, r.person_id`, account, s.Now, s.Now)
}

// calledBy is what a person likes to be called. Error: gate.not_found.
func calledBy(s *gate.Snapshot, person ids.Person) (string, error) {
	return gate.Value[string](s, `SELECT CASE WHEN preferred <> '' THEN preferred ELSE given END FROM person WHERE id = ?`, person)
}

// coming is one visit released to the person, with one worker who is coming.
type coming struct {
	id      visit.ID
	on      when.Date
	minute  int
	exactly bool
	worker  string // first name; empty when it is not said yet
}

func (c *coming) fields() []any {
	return []any{&c.id, &c.on, &c.minute, &c.exactly, (*gate.Text)(&c.worker)}
}

// comingTo is what is released of a person's visits: planned, on published
// days, from the minute given of the first day on.
func comingTo(s *gate.Snapshot, person ids.Person, from, until when.Date, minute int) ([]coming, error) {
	return gate.All(s, (*coming).fields, `SELECT v.id, v.on_date, COALESCE(a.start_min, v.start_min), v.must_be_at, m.given
		FROM visit v JOIN roster_day d ON d.on_date = v.on_date AND d.published_at IS NOT NULL
		LEFT JOIN roster_assignment a ON a.visit_id = v.id LEFT JOIN staff_member m ON m.account_id = a.account_id
		WHERE v.person_id IN (SELECT w.id FROM person w WHERE w.id = ? OR w.merged_into = ?) AND v.state = 'planned'
		AND v.on_date BETWEEN ? AND ? AND (v.on_date > ? OR COALESCE(a.start_min, v.start_min) >= ?)
		ORDER BY v.on_date, 3, v.id, a.slot LIMIT 40`, person, person, from, until, from, minute)
}

// goalsOf is a person's goals in their own words, once the plan is agreed.
func goalsOf(s *gate.Snapshot, person ids.Person) ([]string, error) {
	return gate.Values[string](s, `SELECT g.words FROM plan_goal g JOIN plan l ON l.id = g.plan_id
		WHERE l.person_id IN (SELECT w.id FROM person w WHERE w.id = ? OR w.merged_into = ?) AND l.state = 'agreed'
		ORDER BY g.ord, g.id`, person, person)
}
