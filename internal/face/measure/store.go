package measure

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
)

// tally is one line of the counts: a code, a part of it, and what was counted.
type tally struct {
	code, part string
	n, m       int
	oldest     gate.Text // a date or an instant, as the code has it
}

func (t *tally) fields() []any { return []any{&t.code, &t.part, &t.n, &t.m, &t.oldest} }

// tallies counts, in one statement, everything that is one number.
func tallies(s *gate.Snapshot, today when.Date) ([]tally, error) {
	starts := recent(today)
	return gate.All(s, (*tally).fields, `
		SELECT 'service', '', COUNT(*), 0, MIN(started_on) FROM episode WHERE state = 'active'
		UNION ALL
		SELECT 'visits', state, COUNT(*), 0, NULL FROM visit WHERE on_date = ? AND state <> 'cancelled' GROUP BY state
		UNION ALL
		SELECT 'unplaced', '', COUNT(DISTINCT u.visit_id), 0, NULL FROM roster_unplaced u JOIN visit v ON v.id = u.visit_id
			WHERE u.on_date = ? AND v.state = 'planned'
		UNION ALL
		SELECT 'alerts', CAST(level AS TEXT), COUNT(*), 0, MIN(raised_at) FROM alert WHERE closed_at IS NULL GROUP BY level
		UNION ALL
		SELECT 'decide', '', COUNT(*), 0, MIN(received_at) FROM referral WHERE state IN ('new', 'matched')
		UNION ALL
		SELECT 'start', '', COUNT(*), COUNT(*) FILTER (WHERE start_due_on < ?), MIN(start_due_on) FROM episode WHERE state = 'accepted'
		UNION ALL
		SELECT 'starts', '', COUNT(*), COUNT(*) FILTER (WHERE started_on <= start_due_on), NULL FROM episode WHERE started_on BETWEEN ? AND ?
		UNION ALL
		SELECT 'freed', '', CAST(COALESCE(SUM(freed_week_min), 0) AS BIGINT), COUNT(*), NULL FROM review_step_down
			WHERE state = 'accepted' AND kind <> 'decide' AND decided_at >= ? AND decided_at < ?
		UNION ALL
		SELECT 'follow', '', COUNT(*), 0, MIN(due_on) FROM review_follow_up WHERE closed_at IS NULL AND due_on <= ?`,
		today, today, today, starts.From, starts.Until, starts.From.Start(), starts.Until.Add(1).Start(), today)
}

// whom is the person of a line, as lists show them.
type whom struct {
	person        ids.Person
	given, family string
}

func (w whom) name() string { return joined(w.given, w.family) }

// discharge91 is one discharge for the old measure.
type discharge91 struct {
	whom
	episode episode.ID
	Followed
}

func (d *discharge91) fields() []any {
	return []any{&d.episode, &d.person, &d.given, &d.family, &d.Born, &d.Died, &d.Discharged, (*gate.Text)(&d.Where)}
}

// discharges finds everybody who left hospital for reablement in the period. A
// record merged into another counts as the other's. Whose support was for comfort
// by then was not in reablement: its planned outcome is not independence.
func discharges(s *gate.Snapshot, p Period) ([]discharge91, error) {
	return gate.All(s, (*discharge91).fields, `SELECT e.id, p.id, p.given, p.family, p.born_on, p.died_on, e.discharged_on, f.whereabouts
		FROM episode e JOIN person w ON w.id = e.person_id JOIN person p ON p.id = COALESCE(w.merged_into, w.id)
		LEFT JOIN review_follow_up f ON f.episode_id = e.id
		WHERE e.discharged_on BETWEEN ? AND ? AND e.pathway = 'hospital' AND e.started_on IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM risk_comfort c JOIN person o ON o.id = c.person_id
			WHERE COALESCE(o.merged_into, o.id) = p.id AND c.from_on <= e.discharged_on AND (c.ended_at IS NULL OR SUBSTR(c.ended_at, 1, 10) > e.discharged_on))
		ORDER BY e.discharged_on, p.name_key, e.id`, p.From, p.Until)
}

// spell is one episode for the 2D estimate, with its person.
type spell struct {
	whom
	born, died           when.Date
	pathway              episode.Pathway
	admitted, discharged when.Date
	started, ended       when.Date
	sequel               episode.Sequel
}

func (e *spell) fields() []any {
	return []any{
		&e.person, &e.given, &e.family, &e.born, &e.died, &e.pathway,
		&e.admitted, &e.discharged, &e.started, &e.ended, &e.sequel,
	}
}

// lookBack is how long before the discharges spells are read, so that what was
// one cluster is seen as one: twice the longest period of support.
const lookBack = 2 * 84

// spells finds every episode that could belong to a cluster linked to a
// discharge in the period, person by person. Support that was for comfort when it
// began is no reablement (ST-Max).
func spells(s *gate.Snapshot, p Period) ([]spell, error) {
	return gate.All(s, (*spell).fields, `SELECT p.id, p.given, p.family, p.born_on, p.died_on, e.pathway,
			e.admitted_on, e.discharged_on, e.started_on, e.ended_on, e.sequel
		FROM episode e JOIN person w ON w.id = e.person_id JOIN person p ON p.id = COALESCE(w.merged_into, w.id)
		WHERE e.started_on BETWEEN ? AND ?
		AND NOT EXISTS (SELECT 1 FROM risk_comfort c JOIN person o ON o.id = c.person_id
			WHERE COALESCE(o.merged_into, o.id) = p.id AND c.from_on <= e.started_on AND (c.ended_at IS NULL OR SUBSTR(c.ended_at, 1, 10) > e.started_on))
		ORDER BY p.id, e.started_on, e.id`,
		p.From.Add(-lookBack), p.Until.Add(linkAfter))
}

// away is one event of a life: in hospital, in a care home, or long-term
// support at home.
type away struct {
	person    ids.Person
	kind      string
	spell     Spell
	emergency bool
}

func (a *away) fields() []any {
	return []any{&a.person, &a.kind, &a.spell.From, &a.spell.Until, &a.emergency}
}

// events finds what happened to people in a year before the discharges of the
// period and until their day 84.
func events(s *gate.Snapshot, p Period) ([]away, error) {
	return gate.All(s, (*away).fields, `SELECT COALESCE(w.merged_into, w.id), v.kind, v.from_on, v.until_on, v.emergency
		FROM person_event v JOIN person w ON w.id = v.person_id
		WHERE v.from_on <= ? AND (v.until_on IS NULL OR v.until_on >= ?) ORDER BY v.from_on, v.id`,
		p.Until.Add(CommunityDays), p.From.Add(-yearDays))
}
