package e2e

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// TestPrints puts the chart of somebody with many medicines and the day sheets
// of a day on paper, as PDF: the pages are counted and measured, and no text may
// be cut off. Then a chart comes back written on, and is keyed in.
func TestPrints(t *testing.T) {
	t.Parallel()
	p := serve(t, "", "--people", "20", "--weeks", "1", "--today", "2026-11-30")
	db, err := sql.Open("sqlite", filepath.Join(p.dir, "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var person string
	if err := db.QueryRow(`SELECT person_id FROM medicine_sheet LIMIT 1`).Scan(&person); err != nil {
		t.Fatal("nobody in the made-up service has a full chart: ", err)
	}
	script(t, "prints.mjs", "STILLHOME_BASE="+p.base, "STILLHOME_PERSON="+person)
}
