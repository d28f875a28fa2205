package e2e

import "testing"

// TestPasskeys adds a passkey, signs in with it and opens an invitation with
// one, in a browser with a virtual authenticator, on both databases.
func TestPasskeys(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		p := serve(t, dsn, "--people", "2", "--weeks", "1", "--today", "2026-11-30")
		script(t, "passkeys.mjs", "STILLHOME_URL="+p.base)
	})
}
