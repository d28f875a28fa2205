package arch

import (
	"go/ast"
	"slices"
	"strings"
)

// keepable packages hold values that may stand in the journal for ever.
var keepable = []string{"kernel/ids", "kernel/when", "kernel/actor"}

// checkEvents walks every event (a type with the method EventName) and finds
// fields that could carry a name or free text into the journal, which is never
// erased: plain strings, and what could hold anything. A typed string (an id, a
// code, a state) may stand, since its type says what it is.
func checkEvents(t *tree) []Breach {
	types := t.types()
	var found []Breach
	for _, f := range t.files {
		if f.testing() {
			continue
		}
		for _, decl := range f.ast.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != "EventName" {
				continue
			}
			name := receiver(fn)
			d, ok := types[f.dir+"."+name]
			if !ok {
				continue
			}
			w := walker{types: types, seen: map[string]bool{}}
			w.walk(d.file, name, d.spec.Type)
			found = append(found, w.found...)
		}
	}
	return found
}

// declared is a type and the file it stands in.
type declared struct {
	file *file
	spec *ast.TypeSpec
}

// types finds every type of the tree by folder and name.
func (t *tree) types() map[string]declared {
	out := map[string]declared{}
	for _, f := range t.files {
		for _, decl := range f.ast.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok {
					out[f.dir+"."+s.Name.Name] = declared{f, s}
				}
			}
		}
	}
	return out
}

// walker goes through the fields of one event and of the types in them.
type walker struct {
	types map[string]declared
	seen  map[string]bool
	found []Breach
}

// walk looks at one type; where says whose field it is, for the sentence.
func (w *walker) walk(f *file, where string, e ast.Expr) {
	refuse := func(what string) {
		w.found = append(w.found, f.breach("events", f.line(e), "event field %s is %s, which could carry a name or free text into the journal: use an id, a typed code or a number", where, what))
	}
	switch x := e.(type) {
	case *ast.Ident:
		switch x.Name {
		case "string", "any", "byte", "rune", "error":
			refuse("a plain " + x.Name)
			return
		}
		w.named(where, f.dir+"."+x.Name)
	case *ast.SelectorExpr:
		pkg, ok := x.X.(*ast.Ident)
		if !ok {
			return
		}
		for _, im := range f.imports {
			if im.name != pkg.Name {
				continue
			}
			if dir, ours := strings.CutPrefix(im.path, modulePrefix); ours {
				w.named(where, dir+"."+x.Sel.Name)
			} else if im.path == "encoding/json" {
				refuse("raw JSON")
			}
		}
	case *ast.StarExpr:
		w.walk(f, where, x.X)
	case *ast.IndexExpr: // a generic type, such as a set of codes
		w.walk(f, where, x.X)
		w.walk(f, where, x.Index)
	case *ast.ArrayType:
		w.walk(f, where, x.Elt)
	case *ast.MapType:
		w.walk(f, where, x.Key)
		w.walk(f, where, x.Value)
	case *ast.InterfaceType:
		refuse("an interface")
	case *ast.StructType:
		for _, field := range x.Fields.List {
			if len(field.Names) == 0 {
				w.walk(f, where, field.Type)
			}
			for _, name := range field.Names {
				w.walk(f, where+"."+name.Name, field.Type)
			}
		}
	}
}

// named goes into a type of ours, but not into one made from string, which is
// a typed code, nor into ids and times, which are made to be kept.
func (w *walker) named(where, key string) {
	d, ok := w.types[key]
	if !ok || w.seen[key] || slices.Contains(keepable, d.file.unit) {
		return
	}
	w.seen[key] = true
	if made, ok := d.spec.Type.(*ast.Ident); ok && made.Name == "string" && !d.spec.Assign.IsValid() {
		return
	}
	w.walk(d.file, where, d.spec.Type)
}
