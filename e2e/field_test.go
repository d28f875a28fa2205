package e2e

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The day of the proofs. The demo's worker has some visits on it.
const fieldDay = "2026-11-30"

var fieldDemo = []string{"--people", "60", "--weeks", "1", "--today", fieldDay}

// TestField proves the field app in Chromium against the real server: set up by
// passkey, without signal, killed at any moment, a new version in the middle of a
// visit, a full phone, answers lost on the way, what is left on the disk, slow
// networks, and how it looks. The demo is made once and each proof has a copy.
// Those that measure time go first and alone, the others beside one another: a
// browser waits more than it works.
func TestField(t *testing.T) {
	made := t.TempDir()
	t.Run("demo", func(t *testing.T) { serveFrom(t, made, "", fieldDemo...) })
	change(t, made, withTasks)
	for _, proof := range []struct {
		name   string
		script string
		timed  bool
		before func(t *testing.T, record *sql.DB)
	}{
		{"slow", "field-slow.mjs", true, withLongRun},
		{"passkey", "field-passkey.mjs", false, nil},
		{"offline", "field-offline.mjs", false, withMedicines},
		{"kill", "field-kill.mjs", false, withMedicines},
		{"update", "field-update.mjs", false, withMedicines},
		{"worse", "field-worse.mjs", false, withMedicines},
		{"profile", "field-profile.mjs", false, withCanaries},
		{"looks", "field-looks.mjs", false, withMedicines},
		{"doses", "field-doses.mjs", false, withCharts},
		{"door", "field-door.mjs", false, withMedicines},
		{"help", "field-help.mjs", false, nil},
	} {
		t.Run(proof.name, func(t *testing.T) {
			if !proof.timed {
				t.Parallel()
			}
			dir, told := t.TempDir(), filepath.Join(t.TempDir(), "told.json")
			if err := os.CopyFS(dir, os.DirFS(made)); err != nil {
				t.Fatal(err)
			}
			if proof.before != nil {
				change(t, dir, proof.before)
			}
			p := serveFrom(t, dir, "", fieldDemo...)
			began := time.Now()
			script(t, proof.script, "STILLHOME_BASE="+p.base, "STILLHOME_TOLD="+told, "STILLHOME_CANARIES="+canaries())
			t.Logf("%s took %.0f s", proof.script, time.Since(began).Seconds())
			councilHolds(t, dir, told)
		})
	}
}

func openRecord(t *testing.T, dir string) *sql.DB {
	t.Helper()
	record, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "record.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// change changes the record of a demo that is not being served.
func change(t *testing.T, dir string, fn func(t *testing.T, record *sql.DB)) {
	t.Helper()
	record := openRecord(t, dir)
	defer record.Close()
	fn(t, record)
}

func must(t *testing.T, record *sql.DB, query string, args ...any) {
	t.Helper()
	done, err := record.Exec(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s: nothing was changed: the demo is not as this test knows it (%v)", query, err)
	}
}

// theirs are the people whom the demo's worker visits on the day.
const theirs = `(SELECT ra.person_id FROM roster_assignment ra JOIN auth_account a ON a.id = ra.account_id
	WHERE a.login = 'demo.worker' AND ra.on_date = '` + fieldDay + `')`

// withTasks gives every visit of the worker's run four tasks at least, as the
// journeys of a shift say.
func withTasks(t *testing.T, record *sql.DB) {
	for i := range 4 {
		_, err := record.Exec(`INSERT INTO plan_task (id, plan_id, person_id, pattern_id, goal_id, ord, activity, words)
			SELECT ? || SUBSTR(MIN(k.id), 9), k.plan_id, k.person_id, k.pattern_id, '', 90 + ?, 'other', ? FROM plan_task k
			WHERE k.person_id IN `+theirs+` GROUP BY k.plan_id, k.person_id, k.pattern_id HAVING COUNT(*) <= ?`, fmt.Sprintf("7a5c000%d", i), i, fmt.Sprintf("Task %d of the test", i), i)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// withMedicines gives everybody on the worker's run two medicines for each part
// of the day, so that a visit is as large as the journeys of a shift say.
func withMedicines(t *testing.T, record *sql.DB) {
	must(t, record, `DELETE FROM medicine WHERE person_id IN `+theirs)
	for i, name := range []string{"Weekly pack", "Eye drops"} {
		must(t, record, `INSERT INTO medicine (id, person_id, name, dose, kind, slots, from_on, until_on, time_critical, source, added_at, added_by, stopped_at, stopped_by, stopped_why, version)
			SELECT ? || SUBSTR(p.id, 9), p.id, ?, 'As the label says', 'regular', 'morning lunch afternoon evening', m.from_on, NULL, m.time_critical, m.source, m.added_at, m.added_by, NULL, NULL, '', 1
			FROM person p CROSS JOIN (SELECT * FROM medicine ORDER BY id LIMIT 1) m WHERE p.id IN `+theirs, fmt.Sprintf("d000000%d", i), name)
	}
	must(t, record, `UPDATE medicine SET line_id = id, checked_at = added_at, checked_by = added_by WHERE person_id IN `+theirs)
}

// withCharts gives the first person on the run more as well: a patch that is a
// controlled drug and stood on the left side of the chest, and a medicine that is
// taken when needed and was, at 8. At the second home another phone holds the
// right to every dose.
func withCharts(t *testing.T, record *sql.DB) {
	withMedicines(t, record)
	nth := func(n int) string {
		return fmt.Sprintf(`(SELECT ra.person_id FROM roster_assignment ra JOIN auth_account a ON a.id = ra.account_id
			WHERE a.login = 'demo.worker' AND ra.on_date = '%s' ORDER BY ra.start_min, ra.ord LIMIT 1 OFFSET %d)`, fieldDay, n)
	}
	for i, m := range []struct{ name, kind, slots, more string }{
		{"Pain patch", "regular", "morning lunch afternoon evening", `shape = 'patch', sites = 'chest_left chest_right', controlled = TRUE`},
		{"Paracetamol", "as_needed", "", `dose = '1 or 2 tablets', needed_for = 'Pain', effect_min = 60, gap_min = 240, most_doses = 4`},
	} {
		id := fmt.Sprintf("d10000%02d", i)
		must(t, record, `INSERT INTO medicine (id, person_id, name, dose, kind, slots, from_on, time_critical, source, added_at, added_by, stopped_why, version, line_id, checked_at, checked_by)
			SELECT ? || SUBSTR(m.person_id, 9), m.person_id, ?, '1', ?, ?, m.from_on, FALSE, m.source, m.added_at, m.added_by, '', 1, ? || SUBSTR(m.person_id, 9), m.added_at, m.added_by
			FROM medicine m WHERE m.name = 'Eye drops' AND m.person_id = `+nth(0), id, m.name, m.kind, m.slots, id)
		must(t, record, `UPDATE medicine SET `+m.more+` WHERE name = ? AND person_id = `+nth(0), m.name)
	}
	for _, d := range []struct{ name, slot, at, site string }{
		{"Pain patch", "2026-11-27/morning", "2026-11-27T09:00:00.000Z", "chest_left"}, {"Paracetamol", fieldDay + "/needed", fieldDay + "T08:00:00.000Z", ""},
	} {
		must(t, record, `INSERT INTO medicine_dose (id, person_id, medicine_id, slot, outcome, reason, words, at, visit_id, account_id, channel, recorded_at, again, corrects_id, amount, site)
			SELECT 'dose of ' || m.name, m.person_id, m.id, ?, 'taken', '', '', ?, '', m.added_by, 'app', ?, FALSE, '', '1', ? FROM medicine m WHERE m.name = ? AND m.person_id = `+nth(0),
			d.slot, d.at, d.at, d.site, d.name)
	}
	for _, part := range []string{"morning", "lunch", "afternoon", "evening", "night"} {
		must(t, record, `INSERT INTO medicine_right (person_id, slot, visit_id, holder, given_at, until_at) VALUES (`+nth(1)+`, ?, 'another visit', 'another phone', '2026-11-30T06:00:00.000Z', '2026-12-02T02:00:00.000Z')`, fieldDay+"/"+part)
	}
}

// canary is a word that stands nowhere else, put into one field of what the
// record knows of everybody on the worker's run. The words share no four
// letters, so that a compressed file still holds each as it is.
type canary struct{ table, key, column, word string }

var planted = []canary{
	{"person", "id", "given", "Vobjuxetiq"},
	{"person", "id", "family", "Kwyzodhafi"},
	{"person", "id", "preferred", "Pluvrengoz"},
	{"person", "id", "address", "12 Jaqthimbo Row, Xefdunzil"},
	{"person", "id", "postcode", "QZ97 8VJ"},
	{"person", "id", "phone", "07700 900 9173"},
	{"person", "id", "language", "Wexurgodi"},
	{"person", "id", "lives_alone", "Zabhoqitum"},
	{"person", "id", "born_on", "1911-03-17"},
	{"person_contact", "person_id", "name", "Gyfvolkesta"},
	{"person_contact", "person_id", "relationship", "Dhurizwanq"},
	{"person_contact", "person_id", "phone", "07700 900 6482"},
	{"person_need", "person_id", "what_to_do", "Tolbexivarp"},
	{"plan_goal", "person_id", "words", "Qumfedhoyz"},
	{"plan_goal", "person_id", "why", "Jixwasporg"},
	{"plan_task", "person_id", "words", "Cebvunliqot"},
	{"assessment", "person_id", "matters", "Hozwigraqe"},
	{"medicine", "person_id", "name", "Fyxtolumabv"},
	{"medicine", "person_id", "dose", "Rujqepsowid"},
	{"visit", "person_id", "note", "Nefgyzarlot"},
}

// withCanaries plants them.
func withCanaries(t *testing.T, record *sql.DB) {
	withMedicines(t, record)
	must(t, record, `INSERT INTO person_need (id, person_id, code, what_to_do, recorded_at, review_on)
		SELECT 'need of ' || p.id, p.id, 'other', '', p.created_at, '2027-01-01' FROM person p WHERE p.id IN `+theirs)
	must(t, record, `UPDATE plan_goal SET result = '' WHERE person_id IN `+theirs)
	for _, c := range planted {
		must(t, record, "UPDATE "+c.table+" SET "+c.column+" = ? WHERE "+c.key+" IN "+theirs, c.word)
	}
}

func canaries() string {
	var words []string
	for _, c := range planted {
		words = append(words, c.word)
	}
	return strings.Join(words, ";")
}

// told is what a script says lies on its phone, and what was done there.
type told struct {
	Phone string `json:"phone"`
	Facts []struct {
		Seq  int    `json:"seq"`
		ID   string `json:"id"`
		Hash string `json:"hash"`
	} `json:"facts"`
	Actions []string `json:"actions"`
}

// councilHolds looks into the council's record: every fact of the phone is
// there once, in its order, chained to the one before, with nothing else; and
// what was done shows where the office looks for it. A script that told nothing
// has recorded nothing.
func councilHolds(t *testing.T, dir, file string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return
	}
	var said told
	if err == nil {
		err = json.Unmarshal(b, &said)
	}
	if err != nil || said.Phone == "" || len(said.Facts) == 0 {
		t.Fatalf("the script told nothing that can be looked for (%v): %s", err, b)
	}
	record := openRecord(t, dir)
	defer record.Close()
	rows, err := record.Query(`SELECT seq, id, hash, prev, standing, action, verdict, body, visit_id FROM field_fact WHERE phone_id = ? ORDER BY seq, hash`, said.Phone)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var have, actions []string
	before, verdicts := "", map[string]int{}
	visits := map[string]int{}
	for rows.Next() {
		var seq int
		var id, hash, prev, standing, action, verdict, body, visit string
		if err := rows.Scan(&seq, &id, &hash, &prev, &standing, &action, &verdict, &body, &visit); err != nil {
			t.Fatal(err)
		}
		if standing != "chain" || prev != before {
			t.Errorf("fact %d (%s) stands as %q after %q, and the one before it is %q", seq, action, standing, prev, before)
		}
		before = hash
		have = append(have, fmt.Sprintf("%d %s %s", seq, id, hash))
		actions = append(actions, action)
		verdicts[verdict]++
		if action == "visit.record" {
			visits[visit]++
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range said.Facts {
		want = append(want, fmt.Sprintf("%d %s %s", f.Seq, f.ID, f.Hash))
	}
	if strings.Join(have, "\n") != strings.Join(want, "\n") {
		t.Errorf("the council holds\n%s\nand the phone\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
	if said.Actions != nil && strings.Join(actions, "\n") != strings.Join(said.Actions, "\n") {
		t.Errorf("the council holds %v, and was done %v", actions, said.Actions)
	}
	for visit := range visits {
		var state string
		var doses, told int
		err := record.QueryRow(`SELECT state, (SELECT COUNT(*) FROM medicine_dose d WHERE d.visit_id = v.id AND d.outcome <> 'unknown'),
			(SELECT COUNT(*) FROM field_fact f WHERE f.visit_id = v.id AND f.phone_id = ? AND f.action = 'visit.dose')
			FROM visit v WHERE v.id = ?`, said.Phone, visit).Scan(&state, &doses, &told)
		if err != nil || state != "done" || doses != told {
			t.Errorf("visit %s is %q with %d doses, of %d that were recorded (%v)", visit, state, doses, told, err)
		}
	}
	t.Logf("the council holds %d facts, each once: %v", len(have), verdicts)
}

// withLongRun gives the worker twenty visits of others as well: more than
// anybody makes in a day.
func withLongRun(t *testing.T, record *sql.DB) {
	must(t, record, `UPDATE roster_assignment SET ord = 100 + rowid,
			account_id = (SELECT id FROM auth_account WHERE login = 'demo.worker'),
			shift_id = (SELECT s.id FROM roster_shift s JOIN auth_account a ON a.id = s.account_id WHERE a.login = 'demo.worker' AND s.on_date = '`+fieldDay+`')
		WHERE rowid IN (SELECT ra.rowid FROM roster_assignment ra JOIN visit v ON v.id = ra.visit_id
			WHERE ra.on_date = '`+fieldDay+`' AND ra.slot = 1 AND v.workers = 1 AND v.state = 'planned' AND v.arrived_at IS NULL ORDER BY ra.rowid LIMIT 20)`)
	withMedicines(t, record)
}
