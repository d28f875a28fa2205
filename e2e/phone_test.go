package e2e

import "testing"

// TestPhone is the field app whole against the real server: set up by passkey
// and by passphrase, started cold without signal, killed, its storage filled,
// answers dropped after they were committed, two tabs, a new shell during a
// visit, and the disk searched for names.
func TestPhone(t *testing.T) {
	p := serve(t, "", "--people", "60", "--weeks", "1", "--today", "2026-11-30")
	script(t, "phone.mjs", "STILLHOME_URL="+p.base)
}
