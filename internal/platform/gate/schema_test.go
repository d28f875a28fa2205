package gate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stillhome/internal/platform/secret"
)

// column is one column as an engine describes it.
type column struct {
	table, name, kind string
	required          bool
}

func (c *column) fields() []any { return []any{&c.table, &c.name, &c.kind, &c.required} }

const (
	sqliteColumns = `SELECT m.name, c.name, c.type, c."notnull" OR c.pk > 0 FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%' ORDER BY m.name, c.cid`
	postgresColumns = `SELECT table_name, column_name, UPPER(data_type), is_nullable = 'NO' FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name NOT LIKE 'goose_%' ORDER BY table_name, ordinal_position`
)

func columnsOf(t *testing.T, g *Gate) []column {
	t.Helper()
	tx, err := g.db.BeginRead(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	q := sqliteColumns
	if g.db.Postgres {
		q = postgresColumns
	}
	out, err := All(&Snapshot{ctx: context.Background(), tx: tx, gate: g}, (*column).fields, q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEnginesAgree: both engines end with the same tables, columns, types and
// nullability.
func TestEnginesAgree(t *testing.T) {
	seen := map[bool]string{}
	each(t, func(t *testing.T, g *Gate) {
		seen[g.db.Postgres] = fmt.Sprint(columnsOf(t, g))
	})
	if len(seen) == 2 && seen[true] != seen[false] {
		t.Errorf("SQLite has\n%s\nPostgreSQL has\n%s", seen[false], seen[true])
	}
}

//go:generate env STILLHOME_UPDATE=1 go test -run ^TestDataPage$ .

// TestDataPage holds docs/data.md to the tables as they are. Run with
// STILLHOME_UPDATE=1 to write it anew.
func TestDataPage(t *testing.T) {
	g, err := Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "r.db"), Options{Key: secret.Random(), Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	var b strings.Builder
	b.WriteString("# The record, table by table\n\nGenerated from the migrations; `make test` fails when it is stale. A table belongs to the package that its name begins with. Instants are UTC text (`_at`), dates UK dates (`_on`), lengths minutes (`_min`). \"may be empty\" means NULL: not yet, or not known.\n")
	last, owner := "", ""
	for _, c := range columnsOf(t, g) {
		if o, _, _ := strings.Cut(c.table, "_"); o != owner {
			owner = o
			fmt.Fprintf(&b, "\n## %s\n", owner)
		}
		if c.table != last {
			last = c.table
			fmt.Fprintf(&b, "\n### `%s`\n\n| column | type | |\n|---|---|---|\n", c.table)
		}
		empty := ""
		if !c.required {
			empty = "may be empty"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", c.name, c.kind, empty)
	}
	const page = "../../../docs/data.md"
	if os.Getenv("STILLHOME_UPDATE") != "" {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(page)
	if err != nil || string(have) != b.String() {
		t.Errorf("docs/data.md is stale (%v): run go generate ./internal/platform/gate", err)
	}
}
