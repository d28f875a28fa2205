package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// ownerOf finds whose table it is: the package named as the table is up to the
// first underscore. The kernel keeps nothing, nor do the last entries.
func ownerOf(table string) (unit string, at int) {
	prefix, _, _ := strings.Cut(table, "_")
	for i, unit := range Order {
		floor, name, _ := strings.Cut(unit, "/")
		if name == prefix && floor != "kernel" && floor != "cmd" {
			return unit, i
		}
	}
	return "", -1
}

// sealedTable is true for tables nobody without need may learn anything from:
// the sealed package's, and the gate's sealed side.
func sealedTable(table string) bool {
	return strings.HasPrefix(table, path.Base(sealedPackage)) || strings.HasPrefix(table, "gate_sealed_")
}

// eachMention calls fn for every table named in product SQL by a package that
// may not name all.
func eachMention(t *tree, fn func(f *file, line int, m mention)) {
	consts := t.constants()
	for _, f := range t.files {
		if f.at < 0 || f.testing() || f.in(mayNameAnyTable) {
			continue
		}
		for _, text := range f.texts(consts[f.dir]) {
			if !readsAsSQL(text.value) {
				continue
			}
			for _, m := range mentions(text.value) {
				fn(f, f.line(text.node), m)
			}
		}
	}
}

// checkWrites finds SQL that writes a table of another package.
func checkWrites(t *tree) []Breach {
	var found []Breach
	eachMention(t, func(f *file, line int, m mention) {
		owner, _ := ownerOf(m.table)
		if !m.write || owner == f.unit {
			return
		}
		if owner == "" {
			owner = "no package in the list"
		}
		found = append(found, f.breach("writes", line, "writes table %s, which belongs to %s: a package writes only its own tables", m.table, owner))
	})
	return found
}

// checkReads finds SQL that reads a table of a later package, a sealed one, or
// one nobody owns.
func checkReads(t *tree) []Breach {
	var found []Breach
	say := func(f *file, line int, table, format string, args ...any) {
		found = append(found, f.breach("reads", line, "reads table %s, "+format, append([]any{table}, args...)...))
	}
	eachMention(t, func(f *file, line int, m mention) {
		owner, at := ownerOf(m.table)
		switch {
		case m.write || owner == f.unit:
		case owner == "":
			if f.unit != "platform/gate" { // the engines' own tables
				say(f, line, m.table, "which belongs to no package in the list")
			}
		case sealedTable(m.table):
			if !f.in(maySealedRead) {
				say(f, line, m.table, "which is sealed: only %s may", strings.Join(maySealedRead, " and "))
			}
		case at > f.at:
			say(f, line, m.table, "which belongs to %s, later in the list than %s", owner, f.unit)
		case f.in(readsOnlyItself):
			say(f, line, m.table, "but %s shows only what was released to its own tables", f.unit)
		}
	})
	return found
}

// checkBuiltSQL finds SQL put together while the program runs, which the checks
// above cannot read and where a value could slip into the text; and SQL in
// small letters or in files, which they could overlook.
func checkBuiltSQL(t *tree) []Breach {
	var found []Breach
	consts := t.constants()
	for _, f := range t.files {
		if f.testing() || f.in(mayBuildSQL) {
			continue
		}
		isSQL := func(e ast.Expr) bool {
			value, ok := fold(e, consts[f.dir])
			return ok && readsAsSQL(value)
		}
		say := func(n ast.Node, how string) {
			found = append(found, f.breach("sql", f.line(n), "%s: write each statement whole, with ? for values", how))
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				_, constant := fold(n, consts[f.dir])
				if n.Op == token.ADD && !constant && (isSQL(n.X) || isSQL(n.Y)) {
					say(n, "puts SQL together with +")
				}
			case *ast.AssignStmt:
				if n.Tok == token.ADD_ASSIGN && isSQL(n.Rhs[0]) {
					say(n, "puts SQL together with +=")
				}
			case *ast.CallExpr:
				if how := builder(n); how != "" && slices.ContainsFunc(n.Args, isSQL) {
					say(n, "builds SQL by "+how)
				}
			}
			return true
		})
		for _, text := range f.texts(consts[f.dir]) {
			if smallSQL(text.value) {
				say(text.node, "writes SQL keywords in small letters, where capitals are the rule")
			}
		}
	}
	for _, s := range t.sql {
		if path.Dir(s.path) != migrationDir {
			found = append(found, Breach{"sql", s.path, 0, "is SQL in a file: migrations stand in " + migrationDir + ", all other SQL in store.go"})
		}
	}
	return found
}

// builder names a call that makes a string of parts: fmt.Sprintf and its like,
// strings.Join and Replace, WriteString of a strings.Builder.
func builder(call *ast.CallExpr) string {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg := ""
	if x, ok := sel.X.(*ast.Ident); ok {
		pkg = x.Name
	}
	name := sel.Sel.Name
	switch {
	case pkg == "fmt" && slices.Contains([]string{"Sprintf", "Sprint", "Fprintf", "Fprint", "Appendf"}, name),
		pkg == "strings" && slices.Contains([]string{"Join", "Replace", "ReplaceAll", "Repeat"}, name):
		return pkg + "." + name
	case name == "WriteString":
		return "WriteString"
	}
	return ""
}

var (
	created    = regexp.MustCompile(`(?i)\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)`)
	references = regexp.MustCompile(`(?i)\bREFERENCES\s+"?(\w+)`)
	comment    = regexp.MustCompile(`--[^\n]*`)

	// unportable words mean different things, or nothing, to the two engines.
	unportable = regexp.MustCompile(`(?i)\b(INTEGER|INT|SMALLINT|SERIAL|BIGSERIAL|AUTOINCREMENT|VARCHAR|CHAR|TIMESTAMPTZ?|DATETIME|DATE|REAL|FLOAT|NUMERIC|DECIMAL|BLOB|BYTEA|JSONB?|UUID|ALTER\s+COLUMN|CREATE\s+TRIGGER|CREATE\s+EXTENSION)\b`)
)

// checkTables holds the migrations: every table has an owner in the list,
// points at no later table, and uses what both engines know alike.
func checkTables(t *tree) []Breach {
	var found []Breach
	for _, s := range t.migrations {
		if strings.Contains(s.text, "+goose Down") {
			found = append(found, Breach{"tables", s.path, 0, "has a way down: migrations only go forward"})
		}
		owner, at := "", -1
		for i, line := range strings.Split(s.text, "\n") {
			say := func(format string, args ...any) {
				found = append(found, Breach{"tables", s.path, i + 1, fmt.Sprintf(format, args...)})
			}
			line = comment.ReplaceAllString(line, "")
			if m := created.FindStringSubmatch(line); m != nil {
				if owner, at = ownerOf(m[1]); owner == "" {
					say("creates table %s, which no package in the list owns: name it after its package", m[1])
				}
			}
			for _, m := range references.FindAllStringSubmatch(line, -1) {
				if to, later := ownerOf(m[1]); at >= 0 && (later > at || later < 0) {
					say("points from a table of %s at %s of %s, which comes after it in the list", owner, m[1], to)
				} else if sealedTable(m[1]) && owner != sealedPackage {
					say("points at %s, which is sealed", m[1])
				}
			}
			if m := unportable.FindString(line); m != "" {
				say("uses %s: types are TEXT, BIGINT, BOOLEAN and DOUBLE PRECISION on both engines, and what is not alike is not used", m)
			}
		}
	}
	return found
}
