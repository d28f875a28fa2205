package e2e

import (
	"database/sql"
	"testing"
)

// TestAlerts: a coordinator answers a late visit with a medicine that must be on
// time in four clicks, and an alarm.
func TestAlerts(t *testing.T) {
	dir := t.TempDir()
	t.Run("demo", func(t *testing.T) { serveFrom(t, dir, "", fieldDemo...) })
	change(t, dir, lateWithMedicine)
	p := serveFrom(t, dir, "", fieldDemo...)
	script(t, "co3.mjs", "STILLHOME_BASE="+p.base)
}

// lateWithMedicine makes a visit late that begins soon, with a medicine that must
// be on time, and raises an alarm that nobody has.
func lateWithMedicine(t *testing.T, record *sql.DB) {
	const late = `(SELECT v.id FROM visit v JOIN roster_assignment a ON a.visit_id = v.id JOIN staff_member m ON m.account_id = a.account_id AND m.phone <> ''
		WHERE v.on_date = '` + fieldDay + `' AND v.state = 'planned' AND v.part = 'lunch' ORDER BY v.id LIMIT 1)`
	// The demo's own workers record what stands in slot 1 when its time has come.
	must(t, record, `UPDATE roster_assignment SET start_min = 9 * 60 + 30, slot = 2 WHERE visit_id = `+late)
	must(t, record, `INSERT INTO medicine (id, person_id, name, dose, kind, slots, from_on, time_critical, source, added_at, added_by, stopped_why, version)
		SELECT 'd0000009-0000-4000-8000-000000000001', person_id, 'Madeupine', 'One tablet', 'regular', 'lunch', '2026-11-01', TRUE, 'label', '2026-11-01T09:00:00.000Z', '', '', 1 FROM visit WHERE id = `+late)
	must(t, record, `INSERT INTO lonework_alarm (id, how, worker_id, visit_id, person_id, happened_at, raised_at, rung, taken_by, closed_by, found, words, version)
		SELECT 'd0000009-0000-4000-8000-000000000002', 'pressed', worker_id, '', person_id, raised_at, raised_at, 0, '', '', '', '', 1 FROM lonework_alarm LIMIT 1`)
	must(t, record, `INSERT INTO alert (id, kind, level, person_id, source, detail, raised_at, due_at, rung, asked_id, outcome, note, version)
		SELECT 'd0000009-0000-4000-8000-000000000003', 'late', 1, v.person_id, v.id, '', '2026-11-30T10:00:00.000Z', '2026-11-30T23:00:00.000Z', 0, '', '', '', 1 FROM visit v WHERE v.id = `+late)
}
