package review_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const statesDoc = "../../../docs/states.md"

//go:generate env STILLHOME_UPDATE=1 go test -count=1 -run ^TestStatesDoc$ .

// TestStatesDoc holds docs/states.md to the tables named transitions that each
// feature keeps: it reads them from the source and prints them. With
// STILLHOME_UPDATE=1 it writes the page anew.
func TestStatesDoc(t *testing.T) {
	want := "# States\n\nEvery change of state there is, printed from the tables named `transitions` in the code. Do not edit: run `STILLHOME_UPDATE=1 go test -run TestStatesDoc ./internal/support/review`.\n"
	dirs, err := filepath.Glob("../../*/*")
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(dirs)
	found := 0
	for _, dir := range dirs {
		rows := transitionsIn(t, dir)
		if len(rows) == 0 {
			continue
		}
		found++
		want += "\n## " + filepath.Base(dir) + "\n\n| From | Action | To |\n| --- | --- | --- |\n" + strings.Join(rows, "")
	}
	if found < 4 {
		t.Fatalf("only %d tables of transitions were found", found)
	}
	if os.Getenv("STILLHOME_UPDATE") == "1" {
		if err := os.WriteFile(statesDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(statesDoc)
	if err != nil || string(have) != want {
		t.Errorf("docs/states.md is not what the code says: run STILLHOME_UPDATE=1 go test -run TestStatesDoc ./internal/support/review (%v)", err)
	}
}

// transitionsIn reads the table of one package as rows of a Markdown table.
func transitionsIn(t *testing.T, dir string) (rows []string) {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	var tables []*ast.CompositeLit
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, id := range v.Names {
				if i >= len(v.Values) {
					break
				}
				switch value := v.Values[i].(type) {
				case *ast.BasicLit:
					names[id.Name], _ = strconv.Unquote(value.Value)
				case *ast.CompositeLit:
					if strings.EqualFold(id.Name, "transitions") {
						tables = append(tables, value)
					}
				}
			}
			return true
		})
	}
	for _, table := range tables {
		for _, e := range table.Elts {
			row, ok := e.(*ast.CompositeLit)
			if !ok || len(row.Elts) != 3 {
				t.Fatalf("%s: a transition is not {from, action, to}", dir)
			}
			var words []any
			for _, x := range row.Elts {
				words = append(words, said(t, dir, x, names))
			}
			rows = append(rows, fmt.Sprintf("| %s | %s | %s |\n", words...))
		}
	}
	return rows
}

func said(t *testing.T, dir string, e ast.Expr, names map[string]string) string {
	t.Helper()
	switch e := e.(type) {
	case *ast.KeyValueExpr:
		return said(t, dir, e.Value, names)
	case *ast.Ident:
		if s, ok := names[e.Name]; ok {
			return s
		}
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			return s
		}
	}
	t.Fatalf("%s: a transition has something else than a constant or text", dir)
	return ""
}
