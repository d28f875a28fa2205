package pack

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/visit"
)

// Each read here is one statement for everybody in the pack.

// whoever is what the record says of one person on the run.
type whoever struct {
	personBody
	preferred, given, family string
	born                     when.Date
	sealed                   string // how to get in, as kept
	at                       place.Point
	wish                     preference.Wish
}

// peopleOf reads who people are, what matters to them and what they asked for.
func peopleOf(s *gate.Snapshot, people []ids.Person) ([]whoever, error) {
	return gate.All(s, func(p *whoever) []any {
		return append([]any{
			&p.Person, &p.preferred, &p.given, &p.family, &p.born, &p.Address, &p.Postcode, &p.Phone, &p.Language, &p.LivesAlone, &p.sealed,
			gate.Null(&p.at.Lat), gate.Null(&p.at.Lon), gate.Null(&p.Matters),
		}, p.wish.Fields()...)
	}, `SELECT p.id, p.preferred, p.given, p.family, p.born_on, p.address, p.postcode, p.phone, p.language, p.lives_alone, p.getting_in, p.lat, p.lon,
		(SELECT a.matters FROM assessment a WHERE a.person_id = p.id AND a.matters <> '' ORDER BY a.on_date DESC, a.recorded_at DESC, a.id DESC LIMIT 1),
		w.gender, w.gender_must, w.language, w.language_must, w.infection, w.infection_until_on
		FROM person p LEFT JOIN preference_wish w ON w.id = (SELECT n.id FROM preference_wish n
			WHERE n.person_id IN (SELECT t.id FROM person t WHERE t.id = p.id OR t.merged_into = p.id) ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1)
		WHERE p.id IN ? ORDER BY p.id`, gate.In(people))
}

// line is one need, contact or goal.
type line struct {
	kind           string
	person         ids.Person
	a, b, c        string // what to do, or name, relationship and telephone, or words and why
	carer, keyhold bool
	on             when.Date
}

// linesOf reads what to do when communicating, who is close and what the goals
// are, each list in the order in which pages show it. What hangs on a record that
// was merged is that of the one it was merged into.
func linesOf(s *gate.Snapshot, people []ids.Person) ([]line, error) {
	in := gate.In(people)
	return gate.All(s, func(l *line) []any {
		var order, key any
		return []any{&l.kind, &l.person, &order, &key, &l.a, &l.b, &l.c, &l.carer, &l.keyhold, &l.on}
	}, `SELECT 'need' AS kind, COALESCE(p.merged_into, p.id) AS whose, 0 AS ord, n.recorded_at || n.id AS named, n.code, n.what_to_do, '', FALSE, FALSE, NULL
		FROM person_need n JOIN person p ON p.id = n.person_id WHERE (p.id IN ? OR p.merged_into IN ?) AND n.ended_at IS NULL
		UNION ALL SELECT 'contact', COALESCE(p.merged_into, p.id), CASE WHEN c.carer THEN 0 ELSE 2 END + CASE WHEN c.keyholder THEN 0 ELSE 1 END,
			c.name || c.id, c.name, CASE WHEN c.office_first THEN c.relationship || ': ring the office first' ELSE c.relationship END,
			CASE WHEN c.office_first THEN '' ELSE c.phone END, c.carer, c.keyholder, NULL
		FROM person_contact c JOIN person p ON p.id = c.person_id WHERE (p.id IN ? OR p.merged_into IN ?) AND c.ended_at IS NULL
		UNION ALL SELECT 'goal', g.person_id, g.ord, g.id, g.words, g.why, '', FALSE, FALSE, g.target_on
		FROM plan l JOIN plan_goal g ON g.plan_id = l.id AND g.result = '' WHERE l.person_id IN ? AND l.state = 'agreed'
		ORDER BY 1, 2, 3, 4`, in, in, in, in, in)
}

// toDo is one task of one visit, with how it went at the visit before.
type toDo struct {
	visit visit.ID
	task
	level string
	on    when.Date
}

// tasksOf reads what is to be done at visits, in the order of the plan.
func tasksOf(s *gate.Snapshot, visits []visit.ID) ([]toDo, error) {
	return gate.All(s, func(t *toDo) []any {
		return []any{&t.visit, &t.Task, &t.Activity, &t.Words, (*gate.Text)(&t.level), &t.on}
	}, `SELECT v.id, t.id, t.activity, t.words, k.level, k.on_date
		FROM visit v JOIN plan_task t ON t.pattern_id = v.pattern_id AND (t.until_on IS NULL OR t.until_on >= v.on_date)
		LEFT JOIN visit_task k ON k.person_id = t.person_id AND k.task_id = t.id AND k.visit_id = (SELECT x.visit_id FROM visit_task x
			WHERE x.person_id = t.person_id AND x.task_id = t.id AND x.visit_id <> v.id AND x.on_date <= v.on_date ORDER BY x.on_date DESC, x.visit_id DESC LIMIT 1)
		WHERE v.id IN ? AND v.pattern_id <> '' ORDER BY v.id, t.ord, t.id`, gate.In(visits))
}

// lately is how far back, and how many, recorded visits are given.
const (
	latelyDays   = 14
	latelyVisits = 6
)

// past is one recorded visit of somebody.
type past struct {
	person ids.Person
	before
	on            when.Date
	given, family string
}

// pastOf reads the latest recorded visits of people, the newest first.
func pastOf(s *gate.Snapshot, people []ids.Person) ([]past, error) {
	return gate.All(s, func(p *past) []any {
		return []any{&p.person, &p.on, &p.Part, &p.State, &p.Feeling, &p.Note, (*gate.Text)(&p.given), (*gate.Text)(&p.family)}
	}, `SELECT h.person_id, h.on_date, h.part, h.state, h.feeling, h.note, m.given, m.family
		FROM (SELECT v.person_id, v.on_date, v.start_min, v.id, v.part, v.state, v.feeling, v.note, v.recorded_by,
			ROW_NUMBER() OVER (PARTITION BY v.person_id ORDER BY v.on_date DESC, v.start_min DESC, v.id DESC) AS nth
			FROM visit v WHERE v.person_id IN ? AND v.on_date >= ? AND v.state IN ('done', 'no_answer', 'not_wanted')) h
		LEFT JOIN staff_member m ON m.account_id = h.recorded_by
		WHERE h.nth <= ? ORDER BY h.person_id, h.nth`, gate.In(people), s.Today().Add(-latelyDays), latelyVisits)
}

// around is what is given out of the days, and where visits have no worker yet.
func around(s *gate.Snapshot, from, until when.Date) (published map[when.Date]bool, loose []standby, err error) {
	type row struct {
		on   when.Date
		area string
		n    int
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.on, &r.area, &r.n} },
		`SELECT on_date, '', 0 FROM roster_day WHERE on_date BETWEEN ? AND ? AND published_at IS NOT NULL
		UNION ALL SELECT u.on_date, CASE WHEN LENGTH(p.postcode) > 4 THEN SUBSTR(p.postcode, 1, LENGTH(p.postcode) - 4) ELSE '' END, COUNT(DISTINCT u.visit_id)
		FROM roster_unplaced u JOIN roster_day d ON d.on_date = u.on_date AND d.published_at IS NOT NULL
		JOIN visit v ON v.id = u.visit_id AND v.state = 'planned' JOIN person p ON p.id = v.person_id
		WHERE u.on_date BETWEEN ? AND ? GROUP BY 1, 2 ORDER BY 1, 2`, from, until, s.Today(), until)
	published, loose = map[when.Date]bool{}, []standby{}
	for _, r := range rows {
		if r.n == 0 {
			published[r.on] = true
			continue
		}
		loose = append(loose, standby{string(r.on), r.area, r.n})
	}
	return published, loose, err
}
