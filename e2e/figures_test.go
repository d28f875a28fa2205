package e2e

import (
	"database/sql"
	"regexp"
	"strings"
	"testing"
)

// counts is what the test itself counts for each figure of the manager's page:
// SQL of its own, written from docs/measures.md, over the tables as they are.
// {x + 91} stands for a date moved by days, and today for the demo's date. All
// moments compared by their day lie in winter, when UK days are UTC days. A
// plain count has no denominator, so its second column is 0.
var counts = map[string]string{
	"people-on-service": `SELECT COUNT(*), 0 FROM episode WHERE started_on IS NOT NULL AND ended_on IS NULL`,
	"visits-today": `SELECT COUNT(CASE WHEN state = 'done' THEN 1 END), COUNT(*) FROM visit
		WHERE on_date = today AND state <> 'cancelled'`,
	"alerts-open": `SELECT COUNT(*), 0 FROM alert WHERE closed_at IS NULL`,
	"waiting-for-a-decision": `SELECT COUNT(*), 0 FROM referral
		WHERE state NOT IN ('accepted', 'declined', 'withdrawn')`,
	"waiting-to-start": `SELECT COUNT(*), 0 FROM episode WHERE started_on IS NULL AND ended_on IS NULL`,
	"starts-within-target": `SELECT COUNT(CASE WHEN started_on <= {due + 2} THEN 1 END), COUNT(*) FROM
		(SELECT started_on, CASE WHEN pathway = 'hospital' THEN ready_on ELSE SUBSTR(accepted_at, 1, 10) END AS due
		FROM episode WHERE started_on >= {today - 27} AND started_on <= today) s`,
	"minutes-freed": `SELECT COALESCE(SUM(freed_week_min), 0), 0 FROM review_step_down
		WHERE state = 'accepted' AND kind IN ('end', 'shorten')
		AND SUBSTR(decided_at, 1, 10) >= {today - 27} AND SUBSTR(decided_at, 1, 10) <= today`,
	"follow-ups-not-known": `SELECT COUNT(*), 0 FROM review_follow_up WHERE closed_at IS NULL AND due_on <= today`,
	"still-home-old-2b1": `SELECT
		COUNT(CASE WHEN f.whereabouts IN ('home', 'extra_care', 'adult_placement', 'care_home_respite')
			AND (p.died_on IS NULL OR p.died_on > {e.discharged_on + 91}) THEN 1 END), COUNT(*)
		FROM episode e JOIN person p ON p.id = e.person_id LEFT JOIN review_follow_up f ON f.episode_id = e.id
		WHERE e.pathway = 'hospital' AND e.started_on IS NOT NULL
		AND e.discharged_on >= {today - 182} AND e.discharged_on <= {today - 92} AND ` + age("e.discharged_on") + ` >= 65
		AND e.person_id NOT IN (SELECT c.person_id FROM risk_comfort c WHERE c.from_on <= e.discharged_on AND COALESCE(c.ended_at, '2999') > e.discharged_on)`,
	"still-home-2d-estimate": `WITH
		spell AS (SELECT person_id, started_on AS began, COALESCE(ended_on, '2999-12-31') AS ended FROM episode e WHERE started_on IS NOT NULL
			AND person_id NOT IN (SELECT c.person_id FROM risk_comfort c WHERE c.from_on <= e.started_on AND COALESCE(c.ended_at, '2999') > e.started_on)),
		after AS (SELECT person_id, began, ended, MAX(ended) OVER
			(PARTITION BY person_id ORDER BY began, ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier FROM spell),
		numbered AS (SELECT person_id, began, SUM(CASE WHEN began <= {earlier + 7} THEN 0 ELSE 1 END) OVER
			(PARTITION BY person_id ORDER BY began, ended) AS n FROM after),
		cluster AS (SELECT person_id, n, MIN(began) AS began FROM numbered GROUP BY person_id, n),
		stay AS (SELECT person_id, admitted_on AS came, discharged_on AS went FROM episode WHERE pathway = 'hospital' AND discharged_on IS NOT NULL
			UNION SELECT person_id, from_on, until_on FROM person_event WHERE kind = 'hospital' AND until_on IS NOT NULL),
		care AS (SELECT person_id, from_on, COALESCE(until_on, '2999-12-31') AS until_on FROM person_event WHERE kind = 'care_home'
			UNION ALL SELECT person_id, ended_on, '2999-12-31' FROM episode
			WHERE ended_on IS NOT NULL AND sequel IN ('long_residential', 'long_nursing')),
		linked AS (SELECT c.person_id, c.began, p.died_on, MAX(s.went) AS went
			FROM cluster c JOIN person p ON p.id = c.person_id JOIN stay s ON s.person_id = c.person_id
			WHERE c.began >= {s.went - 3} AND c.began <= {s.went + 7} AND (s.came IS NULL OR s.came <= c.began AND s.came < s.went)
			AND ` + age("s.went") + ` >= 65 AND NOT EXISTS (SELECT 1 FROM care h
				WHERE h.person_id = c.person_id AND COALESCE(s.came, s.went) BETWEEN h.from_on AND h.until_on)
			GROUP BY c.person_id, c.n, c.began, p.died_on)
		SELECT COUNT(CASE WHEN (l.died_on IS NULL OR l.died_on > {l.went + 84})
			AND NOT EXISTS (SELECT 1 FROM person_event v WHERE v.person_id = l.person_id AND v.kind = 'hospital' AND v.emergency
				AND v.from_on > l.went AND v.from_on > l.began AND v.from_on <= {l.went + 84} AND COALESCE(v.until_on, today) > v.from_on)
			AND NOT EXISTS (SELECT 1 FROM care h WHERE h.person_id = l.person_id AND h.from_on >= l.went AND h.from_on <= {l.went + 84})
			THEN 1 END), COUNT(*)
		FROM linked l WHERE l.went >= {today - 449} AND l.went <= {today - 85}`,
}

// age is the SQL for how old the person p is on a date, in whole years.
func age(on string) string {
	return `(CAST(SUBSTR(` + on + `, 1, 4) AS INTEGER) - CAST(SUBSTR(p.born_on, 1, 4) AS INTEGER)
		- CASE WHEN SUBSTR(` + on + `, 6) < SUBSTR(p.born_on, 6) THEN 1 ELSE 0 END)`
}

var (
	moved = regexp.MustCompile(`\{([\w.]+) ([+-] \d+)\}`)
	today = regexp.MustCompile(`\btoday\b`)
)

// count runs the test's own count of one figure.
func count(t *testing.T, p program, name, day string) (n, of int) {
	t.Helper()
	query, ok := counts[name]
	if !ok {
		t.Fatalf("the page shows %s, which this test does not count", name)
	}
	db, err := sql.Open("sqlite", strings.TrimPrefix(p.dsn, "sqlite:"))
	date := `date($1, '$2 days')`
	if strings.HasPrefix(p.dsn, "postgres") {
		db, err = sql.Open("pgx", p.dsn)
		date = `to_char(CAST($1 AS date) $2, 'YYYY-MM-DD')`
	}
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	query = moved.ReplaceAllString(query, date)
	query = strings.NewReplacer("'+ ", "'+", "'- ", "'-").Replace(query)
	query = today.ReplaceAllString(query, "'"+day+"'")
	if err := db.QueryRow(query).Scan(&n, &of); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, query)
	}
	return n, of
}
