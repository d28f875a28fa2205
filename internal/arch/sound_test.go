package arch

// sound is a small repository that keeps every rule, with much in it that
// stands close to a breach.
var sound = map[string]string{
	"go.mod": "module stillhome\n\ngo 1.26.0\n\nrequire (\n\tgithub.com/google/uuid v1.6.0\n\tmodernc.org/sqlite v1.61.1\n)\n\nrequire example.org/deep v1.0.0 // indirect\n",

	"cmd/stillhome/main.go": `// Command stillhome serves a council.
package main

import (
	"os"

	"stillhome/internal/app"
)

func main() {
	app.Run(os.Getenv("STILLHOME_DB"))
	os.Exit(0)
}
`,
	"internal/kernel/when/when.go": `// Package when is the clock.
package when

import "time"

// Instant is a moment.
type Instant struct{ text string }

// Now is the wall time.
func Now() time.Time { return time.Now() }
`,
	"internal/kernel/ids/ids.go": `// Package ids makes identifiers.
package ids

import "github.com/google/uuid"

// ID names a record.
type ID string

// New makes one.
func New() ID { return ID(uuid.NewString()) }
`,
	"internal/platform/schema/schema.go": `// Package schema holds migrations.
package schema

import "embed"

// Files holds them.
//
//go:embed migrations/*.sql
var Files embed.FS
`,
	"internal/platform/schema/migrations/0001_start.sql": `-- +goose Up
CREATE TABLE gate_journal (seq BIGINT PRIMARY KEY);
CREATE TABLE gate_sealed_journal (seq BIGINT PRIMARY KEY);
CREATE TABLE person (id TEXT PRIMARY KEY, born_on TEXT NOT NULL); -- a DATE in words
CREATE TABLE visit_task (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id)
);
CREATE TABLE safeguarding_concern (id TEXT PRIMARY KEY, person_id TEXT REFERENCES person (id));
`,
	"internal/platform/gate/gate.go": `// Package gate is the door.
package gate

import (
	"database/sql"

	"stillhome/internal/platform/gate/internal/sqldb"
)

// Tx writes.
type Tx struct{ db *sql.DB }

// Exec runs one statement.
func (t *Tx) Exec(q string, args ...any) error { return sqldb.Exec("SELECT hash FROM " + q) }

// Wake starts followers.
func Wake(fn func()) { go fn() }
`,
	"internal/platform/gate/internal/sqldb/sqldb.go": `// Package sqldb is the engines.
package sqldb

import _ "modernc.org/sqlite"

// Exec runs one statement.
func Exec(q string) error { return nil }

const version = "SELECT name FROM sqlite_master"
`,
	"internal/platform/gate/gatetest/gatetest.go": `// Package gatetest gives a test a record.
package gatetest

import (
	"os"
	"testing"
)

// Each runs fn on every engine.
func Each(t *testing.T) { t.Log(os.Getenv("STILLHOME_TEST_POSTGRES")) }
`,
	"internal/platform/web/web.go": `// Package web serves pages.
package web

import "net/http"

// Serve serves.
func Serve() { http.NotFound(nil, nil) }

// Go leads on to a page.
func Go(path, words string) {}
`,
	"internal/support/person/person.go": `// Package person holds people.
package person

import "stillhome/internal/kernel/ids"

// ID is a person's.
type ID ids.ID
`,
	"internal/support/alert/alert.go": `// Package alert raises.
package alert

// Raise raises one.
func Raise(why string) {}
`,
	"internal/support/visit/visit.go": `// Package visit holds visits.
package visit

import (
	"fmt"
	"net/url"
	"time"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/person"
)

// State is where a visit stands.
type State string

// Recorded tells that a visit was recorded.
type Recorded struct {
	Person person.ID
	At     when.Instant
	State  State
	Min    []int64
	Tasks  map[State]int
}

func (Recorded) EventName() string { return "visit.recorded" }

// Length is how long.
func Length(a, b time.Time) time.Duration { return b.Sub(a) }

// Say says.
func Say(name string) string {
	alert.Raise("Update the plan, or delete from it what is done. Select a visit from the list, then join a team.")
	web.Go("/visits", "Visit recorded.")
	link := "/people?from=" + url.QueryEscape(name)
	return fmt.Sprintf("Select a person from %s where you were, and order by phone; limit this to %s", name, link)
}
`,
	"internal/support/visit/store.go": `package visit

import "stillhome/internal/platform/gate"

const columns = "id, person_id, "

const all = "SELECT " + columns + " state FROM visit_task t, person p"

func save(tx *gate.Tx) {
	tx.Exec("INSERT INTO visit_task (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET id = excluded.id")
	tx.Exec("UPDATE visit SET state = ? WHERE id = ? AND version = ? AND note = 'INSERT INTO alert'")
	tx.Exec("DELETE FROM visit WHERE id = ?")
	tx.Exec(all + " WHERE p.id = t.person_id")
	tx.Exec("WITH RECURSIVE late AS (SELECT id FROM visit), gone (a, b) AS (SELECT 1, 2) SELECT * FROM late JOIN gone ON gone.a IS NOT DISTINCT FROM late.id")
	tx.Exec("SELECT EXTRACT(year FROM at), p.id FROM (SELECT 1 FROM visit) v JOIN person p ON v.id = p.id ORDER BY at FOR UPDATE")
	tx.Exec("SELECT value FROM generate_series(1, 10)")
	tx.Exec(` + "`" + `
		SELECT seq FROM gate_journal -- FROM roster_shift
		WHERE seq > ?` + "`" + `)
}
`,
	"internal/support/visit/visit_test.go": `package visit

import (
	"testing"
	"time"

	"stillhome/internal/platform/gate/gatetest"
)

func TestVisit(t *testing.T) {
	start := time.Now()
	go gatetest.Each(t)
	t.Log(time.Since(start), "SELECT * FROM roster_shift")
}
`,
	"internal/support/visit/actions_test.go": `package visit_test

import "stillhome/internal/world"

var _ = world.New
`,
	"internal/support/visit/pages_templ.go": "// Code generated by templ - DO NOT EDIT.\n\npackage visit\n\nfunc Page() {}\n",
	"internal/support/safeguarding/safeguarding.go": `// Package safeguarding is sealed.
package safeguarding

const mine = "SELECT c.id FROM safeguarding_concern c JOIN gate_sealed_journal j ON j.seq = c.seq JOIN person p ON p.id = c.person_id"
`,
	"internal/face/field/field.go": `// Package field is the phone's.
package field

import _ "stillhome/internal/support/safeguarding"
`,
	"internal/face/returns/returns.go": `// Package returns writes files.
package returns

const concerns = "SELECT COUNT(*) FROM safeguarding_concern"
`,
	"internal/world/world.go": `// Package world makes people up.
package world

import _ "stillhome/internal/support/safeguarding"

// New makes a world.
func New() {}
`,
	"internal/app/app.go": `// Package app lists the modules.
package app

import "net/http"

// Run runs.
func Run(db string) { go http.ListenAndServe("", nil) }
`,
	"tools/go.mod":          "module tools\n",
	"tools/common/tools.go": "package common\n",
	"e2e/node_modules/x.go": "package x is not ours",
}
