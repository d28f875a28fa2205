// Package gatetest gives each test a fresh record on every engine. SQLite
// always runs. PostgreSQL runs where STILLHOME_TEST_POSTGRES names a server;
// with CI=true its absence fails the test.
package gatetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/secret"
)

// Each runs fn once per engine, with a fresh record whose clock stands at
// Monday 30 November 2026, 9 in the morning.
func Each(t *testing.T, fn func(t *testing.T, g *gate.Gate)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// Start is where the clock of a test's record stands.
var Start = when.Date("2026-11-30").AtMinute(9 * 60)

// SQLite is a fresh record in a file of the test's own.
func SQLite(t testing.TB) *gate.Gate { return open(t, SQLiteDSN(t)) }

// SQLiteDSN is where a fresh, migrated SQLite record is.
func SQLiteDSN(t testing.TB) string {
	t.Helper()
	b, err := template()
	if err != nil {
		t.Fatal(err)
	}
	p := filepath.Join(t.TempDir(), "record.db")
	if err := os.WriteFile(p, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + p
}

var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "gatetest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	p := filepath.Join(dir, "t.db")
	g, err := gate.Open(context.Background(), "sqlite:"+p, gate.Options{Migrate: true})
	if err != nil {
		return nil, err
	}
	if err := g.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(p)
})

// Postgres is a fresh record in a database of the test's own, dropped after.
func Postgres(t testing.TB) *gate.Gate { return open(t, PostgresDSN(t)) }

// PostgresDSN is where a fresh, migrated PostgreSQL record is.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	if os.Getenv("STILLHOME_TEST_POSTGRES") == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("STILLHOME_TEST_POSTGRES is not set: CI must test PostgreSQL too")
		}
		t.Skip("STILLHOME_TEST_POSTGRES is not set: PostgreSQL is not tested here")
	}
	admin, from, err := postgresTemplate()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), counter.Add(1))
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Log(err)
		}
	})
	return dsn(name)
}

var (
	counter  atomic.Int64
	pgOnce   sync.Once
	pgAdmin  *sql.DB
	pgName   string
	pgFailed error
)

func dsn(name string) string {
	u, err := url.Parse(os.Getenv("STILLHOME_TEST_POSTGRES"))
	if err != nil {
		return "postgres://not-a-url"
	}
	u.Path = "/" + name
	return u.String()
}

func postgresTemplate() (*sql.DB, string, error) {
	pgOnce.Do(func() {
		if pgAdmin, pgFailed = sql.Open("pgx", os.Getenv("STILLHOME_TEST_POSTGRES")); pgFailed != nil {
			return
		}
		pgName = fmt.Sprintf("t%d", os.Getpid())
		// A run that was cut off may have left one under the same number.
		pgAdmin.Exec("DROP DATABASE IF EXISTS " + pgName)
		if _, pgFailed = pgAdmin.Exec("CREATE DATABASE " + pgName + " TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"); pgFailed != nil {
			return
		}
		var g *gate.Gate
		if g, pgFailed = gate.Open(context.Background(), dsn(pgName), gate.Options{Migrate: true}); pgFailed == nil {
			pgFailed = g.Close()
		}
	})
	return pgAdmin, pgName, pgFailed
}

func open(t testing.TB, dsn string) *gate.Gate {
	t.Helper()
	clock := &when.Clock{}
	clock.Set(Start)
	g, err := gate.Open(context.Background(), dsn, gate.Options{
		Clock: clock, Key: secret.Random(), ODS: "V396BB", Written: func(action string, statements []string) { Budget(t, action, statements) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

var mayGrant = gate.Action{Name: "test.grant", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// As grants an account the roles and gives a context in which it acts.
func As(t testing.TB, g *gate.Gate, account string, roles ...actor.Role) context.Context {
	t.Helper()
	err := g.Write(System(), mayGrant, gate.Council, func(tx *gate.Tx) error {
		for _, r := range roles {
			if err := tx.Grant(account, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor.With(context.Background(), actor.Actor{ID: account, Name: "Test " + account, Roles: roles})
}

// Relate gives an account a live relation with a person from now on.
func Relate[ID ~string](t testing.TB, g *gate.Gate, account string, person ID, kind actor.Relation) {
	t.Helper()
	err := g.Write(System(), mayGrant, gate.Person(person), func(tx *gate.Tx) error {
		return tx.Relate(account, string(person), kind, "test:"+account+":"+ids.New(), tx.At, when.Instant{})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// System is a context in which the service itself acts.
func System() context.Context { return actor.With(context.Background(), actor.Machine) }
