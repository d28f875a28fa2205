package e2e

import "testing"

// TestSafeguarding tells a worry by the page for everyone and leaves it in a
// hurry, then decides about concerns as a safeguarding lead: by mouse within
// five minutes, by keyboard alone, every page looked at with axe. The family's
// page stays as it was.
func TestSafeguarding(t *testing.T) {
	t.Parallel()
	p := serve(t, "", "--people", "20", "--weeks", "1", "--today", "2026-11-30")
	script(t, "so5.mjs", "STILLHOME_BASE="+p.base)
}
