// Package measuretest sets up what the faces' tests look at: rows that say only
// what matters to a test, and pages asked for as somebody.
package measuretest

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/schema"
)

// Row is one row of a table: the columns that matter, the others are filled.
type Row struct {
	Table  string
	Values map[string]any
}

// In is a row of a table; values are pairs of column and value.
func In(table string, values ...any) Row {
	r := Row{Table: table, Values: map[string]any{}}
	for i := 0; i+1 < len(values); i += 2 {
		r.Values[values[i].(string)] = values[i+1]
	}
	return r
}

var mayPut = gate.Action{Name: "test.put", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// Put writes rows. A column that must have a value and was given none gets
// empty text, 0 or false.
func Put(t testing.TB, g *gate.Gate, rows ...Row) {
	t.Helper()
	err := g.Write(gatetest.System(), mayPut, gate.Council, func(tx *gate.Tx) error {
		for _, r := range rows {
			var names []string
			var values []any
			for _, c := range tables()[r.Table] {
				v, given := r.Values[c.name]
				if !given && !c.needed {
					continue
				}
				if !given {
					v = c.zero
				}
				names, values = append(names, c.name), append(values, v)
			}
			q := "INSERT INTO " + r.Table + " (" + strings.Join(names, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ")"
			if err := tx.Exec(q, values...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

type column struct {
	name   string
	needed bool
	zero   any
}

var (
	tableStart = regexp.MustCompile(`^CREATE TABLE (\w+) \($`)
	columnLine = regexp.MustCompile(`^  ([a-z]\w*) (TEXT|BIGINT|BOOLEAN|DOUBLE PRECISION)(.*)$`)
)

// tables reads the columns of every table from the migrations.
var tables = sync.OnceValue(func() map[string][]column {
	out := map[string][]column{}
	files, err := schema.Files.ReadDir("migrations")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		b, err := schema.Files.ReadFile("migrations/" + f.Name())
		if err != nil {
			panic(err)
		}
		table := ""
		for _, line := range strings.Split(string(b), "\n") {
			if m := tableStart.FindStringSubmatch(line); m != nil {
				table = m[1]
			}
			if m := columnLine.FindStringSubmatch(line); m != nil {
				zero := map[string]any{"TEXT": "", "BIGINT": 0, "BOOLEAN": false, "DOUBLE PRECISION": 0.0}[m[2]]
				out[table] = append(out[table], column{m[1], strings.Contains(m[3], "NOT NULL") || strings.Contains(m[3], "PRIMARY KEY"), zero})
			}
		}
	}
	return out
})
