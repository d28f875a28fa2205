package arch

import (
	"go/ast"
	"go/token"
	"maps"
	"strconv"
)

// text is a string as the program will hold it: a literal, or literals and
// constants put together.
type text struct {
	node  ast.Node
	value string
}

// texts returns every string of a file. consts are the package's string
// constants, so that "SELECT "+columns+" FROM visit" is read as a whole.
func (f *file) texts(consts map[string]string) []text {
	var out []text
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field: // struct tags
			return n.Tag == nil
		case ast.Expr:
			if value, ok := fold(n, consts); ok && !isName(n) {
				out = append(out, text{n, value})
				return false
			}
		}
		return true
	})
	return out
}

func isName(e ast.Expr) bool {
	_, ok := e.(*ast.Ident)
	return ok
}

// fold works out a constant string: a literal, a named constant of the
// package, a sum of these.
func fold(e ast.Expr, consts map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		value, err := strconv.Unquote(e.Value)
		return value, err == nil
	case *ast.Ident:
		value, ok := consts[e.Name]
		return value, ok
	case *ast.ParenExpr:
		return fold(e.X, consts)
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, ok := fold(e.X, consts)
		if !ok {
			return "", false
		}
		right, ok := fold(e.Y, consts)
		return left + right, ok
	}
	return "", false
}

// constants are the string constants of each folder, by name. Constants made
// of others are worked out in rounds, since order is free.
func (t *tree) constants() map[string]map[string]string {
	out := map[string]map[string]string{}
	dirs, files := t.packages()
	for _, dir := range dirs {
		known := map[string]string{}
		for size := -1; size != len(known); {
			size = len(known)
			for _, f := range files[dir] {
				maps.Copy(known, f.constants(known))
			}
		}
		out[dir] = known
	}
	return out
}

func (f *file) constants(known map[string]string) map[string]string {
	out := map[string]string{}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		decl, ok := n.(*ast.GenDecl)
		if !ok || decl.Tok != token.CONST {
			return true
		}
		for _, spec := range decl.Specs {
			spec := spec.(*ast.ValueSpec)
			for i, name := range spec.Names {
				if i >= len(spec.Values) {
					break
				}
				if value, ok := fold(spec.Values[i], known); ok {
					out[name.Name] = value
				}
			}
		}
		return false
	})
	return out
}
