package arch

import (
	"fmt"
	"strings"
)

// module is a Go module we may depend on directly. Adding one needs an ADR.
type module struct {
	path     string
	why      string
	testOnly bool
	only     []string // units that may import it; empty means all but the kernel
	kernel   bool     // the kernel may import it: no I/O in it
}

var modules = []module{
	{path: "github.com/a-h/templ", why: "typed pages"},
	{path: "github.com/alecthomas/kong", why: "command line", only: []string{"cmd/stillhome", "bench"}},
	{path: "github.com/go-webauthn/webauthn", why: "passkeys", only: []string{"platform/auth"}},
	{path: "github.com/google/go-cmp", why: "differences in tests", testOnly: true},
	{path: "github.com/google/uuid", why: "UUIDv7 and v4", kernel: true},
	{path: "github.com/jackc/pgx/v5", why: "PostgreSQL", only: mayOpenDatabase},
	{path: "github.com/pressly/goose/v3", why: "migrations", only: mayOpenDatabase},
	{path: "golang.org/x/crypto", why: "argon2id, key derivation"},
	{path: "golang.org/x/net", why: "HTML parsed in tests and imports"},
	{path: "golang.org/x/sync", why: "semaphores and groups"},
	{path: "golang.org/x/text", why: "folding of names", kernel: true},
	{path: "modernc.org/sqlite", why: "SQLite without cgo", only: mayOpenDatabase},
	{path: "pgregory.net/rapid", why: "properties in tests", testOnly: true},
	{path: "rsc.io/qr", why: "the picture of a TOTP secret"},
}

// moduleOf finds the allowed module an import belongs to.
func moduleOf(path string) (module, bool) {
	for _, m := range modules {
		if path == m.path || strings.HasPrefix(path, m.path+"/") {
			return m, true
		}
	}
	return module{}, false
}

// isModule tells a module's import from the standard library's: by the dot in
// its first part.
func isModule(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

// checkModules holds go.mod and every import to the allowed modules.
func checkModules(t *tree) []Breach {
	var found []Breach
	for i, line := range strings.Split(t.gomod, "\n") {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		switch {
		case len(fields) == 0 || strings.Contains(line, "// indirect"):
		case fields[0] == "replace":
			found = append(found, Breach{"modules", "go.mod", i + 1, "replaces a module: depend on a released version instead"})
		case isModule(fields[0]) && len(fields) > 1 && strings.HasPrefix(fields[1], "v"):
			if _, ok := moduleOf(fields[0]); !ok {
				found = append(found, Breach{"modules", "go.mod", i + 1, fmt.Sprintf("requires %s, which is not an allowed module: adding one needs an ADR and a line in internal/arch/modules.go", fields[0])})
			}
		}
	}
	for _, f := range t.files {
		for _, im := range f.imports {
			if !isModule(im.path) {
				continue
			}
			m, ok := moduleOf(im.path)
			switch {
			case !ok:
				found = append(found, f.breach("modules", im.line, "imports %s, which is not of an allowed module: adding one needs an ADR and a line in internal/arch/modules.go", im.path))
			case m.testOnly && !f.testing():
				found = append(found, f.breach("modules", im.line, "imports %s, which is for tests only", im.path))
			case len(m.only) > 0 && !f.testing() && !f.in(m.only):
				found = append(found, f.breach("modules", im.line, "imports %s, which only %s may", im.path, strings.Join(m.only, ", ")))
			case f.floor() == "kernel" && !m.kernel && !f.testing():
				found = append(found, f.breach("modules", im.line, "imports %s: the kernel depends on no module that does I/O", im.path))
			}
		}
	}
	return found
}
