package arch

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// tree is the source of one repository, parsed once for all checks.
type tree struct {
	gomod      string
	files      []*file // Go files, in the order of their paths
	templates  []source
	sql        []source
	migrations []source // the part of sql that stands in the schema package
}

// source is a file that is not Go.
type source struct {
	path string // relative to the root, with slashes
	text string
}

// file is one parsed Go file.
type file struct {
	path      string // relative to the root, with slashes
	dir       string // its folder, as path
	unit      string // the entry of Order it belongs to; "" if none
	at        int    // the entry's place in Order; -1 if none
	isTest    bool   // named _test.go
	external  bool   // of a package named x_test
	generated bool
	lines     int
	ast       *ast.File
	set       *token.FileSet
	imports   []imported
}

// imported is one import: its path, and the name it goes by in the file.
type imported struct {
	path, name string
	line       int
}

const (
	modulePrefix = "stillhome/"
	migrationDir = "internal/platform/schema/migrations"
)

// skippedFolders hold no source of ours.
var skippedFolders = []string{"node_modules", "testdata", "bin", "data", "var", "shots"}

// load reads and parses the repository at root. A folder with a go.mod of its
// own is another module and left out.
func load(root string) (*tree, error) {
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	t := &tree{gomod: string(gomod)}
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return enter(root, rel, d)
		}
		return t.add(name, filepath.ToSlash(rel))
	})
	return t, err
}

// enter skips folders that are not ours.
func enter(root, rel string, d fs.DirEntry) error {
	if rel == "." {
		return nil
	}
	if strings.HasPrefix(d.Name(), ".") || slices.Contains(skippedFolders, d.Name()) {
		return fs.SkipDir
	}
	_, err := os.Stat(filepath.Join(root, rel, "go.mod"))
	if err == nil {
		return fs.SkipDir
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (t *tree) add(name, rel string) error {
	switch path.Ext(rel) {
	case ".go", ".templ", ".sql":
	default:
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	switch path.Ext(rel) {
	case ".templ":
		t.templates = append(t.templates, source{rel, string(text)})
	case ".sql":
		t.sql = append(t.sql, source{rel, string(text)})
		if path.Dir(rel) == migrationDir {
			t.migrations = append(t.migrations, source{rel, string(text)})
		}
	default:
		f, err := parse(rel, text)
		if err != nil {
			return err
		}
		t.files = append(t.files, f)
	}
	return nil
}

func parse(rel string, text []byte) (*file, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, rel, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	f := &file{
		path: rel, dir: path.Dir(rel), ast: tree, set: set,
		isTest:    strings.HasSuffix(rel, "_test.go"),
		external:  strings.HasSuffix(tree.Name.Name, "_test"),
		generated: ast.IsGenerated(tree),
		lines:     bytes.Count(text, []byte("\n")),
	}
	f.unit, f.at = unitOf(f.dir)
	for _, spec := range tree.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		im := imported{path: p, name: path.Base(p), line: f.line(spec)}
		if spec.Name != nil {
			im.name = spec.Name.Name
		}
		f.imports = append(f.imports, im)
	}
	return f, nil
}

// unitOf finds the entry of Order that a folder (relative to the root, or an
// import path without the module) belongs to, and its place; -1 if none.
func unitOf(dir string) (string, int) {
	below := strings.TrimPrefix(dir, "internal/")
	for i, unit := range Order {
		if below == unit || strings.HasPrefix(below, unit+"/") {
			return unit, i
		}
	}
	return "", -1
}

// line is where a node stands in its file.
func (f *file) line(n ast.Node) int { return f.set.Position(n.Pos()).Line }

// breach says that this file breaks a rule.
func (f *file) breach(rule string, line int, format string, args ...any) Breach {
	return Breach{rule, f.path, line, fmt.Sprintf(format, args...)}
}

// in is true where the file belongs to one of the units.
func (f *file) in(units []string) bool { return slices.Contains(units, f.unit) }

// floor is the first part of the unit: kernel, platform, service and so on.
func (f *file) floor() string {
	floor, _, _ := strings.Cut(f.unit, "/")
	return floor
}

// testing is true for code that no product is built from: tests, the packages
// that help them, and the browser journeys.
func (f *file) testing() bool { return f.isTest || isTestPackage(f.dir) || f.unit == "e2e" }

// isTestPackage tells a helper of tests by its name: gatetest.
func isTestPackage(dir string) bool { return strings.HasSuffix(path.Base(dir), "test") }

// packages groups the Go files by folder; keys in order.
func (t *tree) packages() (dirs []string, files map[string][]*file) {
	files = map[string][]*file{}
	for _, f := range t.files {
		if files[f.dir] == nil {
			dirs = append(dirs, f.dir)
		}
		files[f.dir] = append(files[f.dir], f)
	}
	slices.Sort(dirs)
	return dirs, files
}

// uses calls fn for every expression that names something of an imported
// package: uses("time", fn) finds time.Now whatever the import is called.
func (f *file) uses(importPath string, fn func(n ast.Node, name string)) {
	for _, im := range f.imports {
		if im.path != importPath {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == im.name {
				fn(n, sel.Sel.Name)
			}
			return true
		})
	}
}
