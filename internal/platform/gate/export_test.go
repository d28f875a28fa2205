package gate

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"stillhome/internal/platform/secret"
)

// each is gatetest.Each for tests inside the package, which gatetest imports.
func each(t *testing.T, fn func(t *testing.T, g *Gate)) {
	open := func(t *testing.T, dsn string) {
		g, err := Open(context.Background(), dsn, Options{Key: secret.Random(), Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { g.Close() })
		fn(t, g)
	}
	t.Run("sqlite", func(t *testing.T) { open(t, "sqlite:"+filepath.Join(t.TempDir(), "r.db")) })
	t.Run("postgres", func(t *testing.T) {
		dsn := os.Getenv("STILLHOME_TEST_POSTGRES")
		if dsn == "" {
			if os.Getenv("CI") == "true" {
				t.Fatal("STILLHOME_TEST_POSTGRES is not set: CI must test PostgreSQL too")
			}
			t.Skip("STILLHOME_TEST_POSTGRES is not set: PostgreSQL is not tested here")
		}
		open(t, freshPostgres(t, dsn))
	})
}
