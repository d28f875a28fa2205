package arch

import (
	"go/ast"
	"strings"
)

// checkClock finds readings of the wall clock outside the one clock. Tests of
// every package may measure how long something took.
func checkClock(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.in(mayReadClock) || f.testing() {
			continue
		}
		f.uses("time", func(n ast.Node, name string) {
			if name == "Now" || name == "Since" || name == "Until" {
				found = append(found, f.breach("clock", f.line(n), "reads the wall clock by time.%s: take the time from the gate or from when, so that tests can set it", name))
			}
		})
	}
	return found
}

// checkEnvironment finds settings read outside cmd.
func checkEnvironment(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.in(mayReadEnvironment) || f.testing() {
			continue
		}
		f.uses("os", func(n ast.Node, name string) {
			switch name {
			case "Getenv", "LookupEnv", "Environ":
				found = append(found, f.breach("environment", f.line(n), "reads the environment by os.%s: settings are one struct in cmd/stillhome", name))
			case "Exit":
				found = append(found, f.breach("environment", f.line(n), "ends the program by os.Exit: return an error instead"))
			}
		})
	}
	return found
}

// checkGoroutines finds work started beside the caller where it would be lost
// with the process.
func checkGoroutines(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.in(mayStartGoroutines) || f.testing() {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				found = append(found, f.breach("goroutines", f.line(n), "starts a goroutine: background work is a job"))
			case *ast.CallExpr: // of a group, which takes one function; web.Go takes a path and words
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Go" && len(n.Args) == 1 {
					found = append(found, f.breach("goroutines", f.line(n), "starts a goroutine by Go: background work is a job"))
				}
			}
			return true
		})
	}
	return found
}

// checkInit finds functions that run because a package was imported.
func checkInit(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.generated || f.isTest {
			continue
		}
		for _, decl := range f.ast.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				found = append(found, f.breach("init", f.line(fn), "has func init: modules are listed in app, nothing registers itself"))
			}
		}
	}
	return found
}

// checkDoc finds packages and exported names without a doc comment.
func checkDoc(t *tree) []Breach {
	var found []Breach
	dirs, files := t.packages()
	for _, dir := range dirs {
		documented, product := false, false
		for _, f := range files[dir] {
			documented = documented || f.ast.Doc != nil && !f.generated
			product = product || !f.isTest
		}
		if product && !documented {
			found = append(found, Breach{"doc", dir, 0, "has no package comment: begin doc.go with a sentence a coordinator would recognise"})
		}
	}
	for _, f := range t.files {
		if f.generated || f.isTest {
			continue
		}
		for _, decl := range f.ast.Decls {
			for name, node := range undocumented(decl) {
				found = append(found, f.breach("doc", f.line(node), "exports %s without a doc comment", name))
			}
		}
	}
	return found
}

// understood are methods whose meaning the standard library gives.
var understood = map[string]bool{
	"Error": true, "String": true, "Unwrap": true, "Is": true, "As": true, "Len": true, "Less": true, "Swap": true,
	"MarshalJSON": true, "UnmarshalJSON": true, "MarshalText": true, "UnmarshalText": true,
	"UnmarshalXML": true, "Scan": true, "Value": true, "EventName": true, "ServeHTTP": true,
}

// undocumented yields the exported names of a declaration that carry no
// comment, neither their own nor their group's.
func undocumented(decl ast.Decl) func(yield func(string, ast.Node) bool) {
	return func(yield func(string, ast.Node) bool) {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			on := receiver(d)
			if d.Doc == nil && d.Name.IsExported() && (on == "" || ast.IsExported(on) && !understood[d.Name.Name]) {
				yield(strings.TrimPrefix(on+"."+d.Name.Name, "."), d)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					if s.Name.IsExported() && s.Doc == nil && d.Doc == nil && !yield(s.Name.Name, s) {
						return
					}
				case *ast.ValueSpec:
					if s.Names[0].IsExported() && s.Doc == nil && s.Comment == nil && d.Doc == nil && !yield(s.Names[0].Name, s) {
						return
					}
				}
			}
		}
	}
}

// receiver is the type a method is on; empty for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}
