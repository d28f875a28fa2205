package e2e

import "testing"

// TestRota works on the board of a day of more than 100 shifts and 800 parts of
// visits: cover for a worker who is away, by mouse and by keyboard alone, a
// visit called off by telephone, and tomorrow's rota to its publishing. It
// counts clicks, bytes and nodes, and prints how long things took.
func TestRota(t *testing.T) {
	p := serve(t, "", "--people", "400", "--staff", "195", "--weeks", "1", "--today", "2026-11-30")
	script(t, "rota.mjs", "STILLHOME_BASE="+p.base)
}
