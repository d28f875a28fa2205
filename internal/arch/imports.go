package arch

import (
	"slices"
	"strings"
)

// checkList finds packages and imports that stand in no entry of Order.
func checkList(t *tree) []Breach {
	var found []Breach
	dirs, files := t.packages()
	for _, dir := range dirs {
		if files[dir][0].at < 0 {
			found = append(found, Breach{"list", dir, 0, "is not in the list of packages: give it a place in internal/arch/order.go"})
		}
	}
	for _, f := range t.files {
		for _, im := range f.imports {
			if im.name == "." {
				found = append(found, f.breach("list", im.line, "imports %s with a dot, which hides whose names are used: import it by name", im.path))
			}
			if dir, ours := strings.CutPrefix(im.path, modulePrefix); ours {
				if _, at := unitOf(dir); at < 0 {
					found = append(found, f.breach("list", im.line, "imports %s, which is not in the list of packages", im.path))
				}
			}
		}
	}
	return found
}

// checkImports finds imports that point forward in the list. External tests
// may also use the made-up world.
func checkImports(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		for _, im := range f.imports {
			dir, ours := strings.CutPrefix(im.path, modulePrefix)
			if !ours {
				continue
			}
			unit, at := unitOf(dir)
			if at <= f.at || f.at < 0 || f.external && slices.Contains(worldly, unit) {
				continue
			}
			found = append(found, f.breach("imports", im.line, "imports %s, which comes after %s in the list: emit an event, move the shared noun earlier, or let a face compose both", unit, f.unit))
		}
	}
	return found
}

// checkTestOnly finds product code that imports help for tests.
func checkTestOnly(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.testing() {
			continue
		}
		for _, im := range f.imports {
			dir, ours := strings.CutPrefix(im.path, modulePrefix)
			isHelp := ours && isTestPackage(dir) || im.path == "testing" ||
				strings.HasPrefix(im.path, "testing/") || im.path == "net/http/httptest"
			if isHelp {
				found = append(found, f.breach("tests", im.line, "imports %s, which is for tests only", im.path))
			}
		}
	}
	return found
}

// checkDatabase finds ways to the record past the gate, in tests too: they
// would show what no user can see.
func checkDatabase(t *tree) []Breach {
	return forbid(t, "database", mayOpenDatabase, true,
		[]string{"database/", "github.com/jackc/pgx/", "github.com/pressly/goose/", "modernc.org/sqlite", "modernc.org/sqlite/"},
		"go through the gate")
}

// checkHTTP finds talk with the network outside the few that may.
func checkHTTP(t *tree) []Breach {
	return forbid(t, "http", maySpeakHTTP, false,
		[]string{"net", "net/http", "net/http/", "net/rpc", "net/rpc/", "net/smtp", "golang.org/x/net/http2"},
		"pages and endpoints are routes of web, messages go by notify")
}

// checkKernel finds I/O in the kernel.
func checkKernel(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.floor() != "kernel" || f.testing() {
			continue
		}
		for _, im := range f.imports {
			if matches(im.path, kernelRefuses) {
				found = append(found, f.breach("kernel", im.line, "imports %s: the kernel does no I/O", im.path))
			}
		}
	}
	return found
}

// forbid finds imports of the paths by units that may not have them.
func forbid(t *tree, rule string, allowed []string, testsToo bool, paths []string, instead string) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.in(allowed) || f.testing() && !testsToo {
			continue
		}
		for _, im := range f.imports {
			if matches(im.path, paths) {
				found = append(found, f.breach(rule, im.line, "imports %s, which only %s may: %s", im.path, strings.Join(allowed, ", "), instead))
			}
		}
	}
	return found
}

// matches is true where the path is in the list; an entry ending in a slash
// stands for everything below it.
func matches(path string, list []string) bool {
	return slices.ContainsFunc(list, func(entry string) bool {
		return path == entry || strings.HasSuffix(entry, "/") && strings.HasPrefix(path, entry)
	})
}

// checkSealed finds imports of the sealed package by others than its few.
func checkSealed(t *tree) []Breach {
	var found []Breach
	for _, f := range t.files {
		if f.unit == sealedPackage || f.in(mayImportSealed) {
			continue
		}
		for _, im := range f.imports {
			dir, ours := strings.CutPrefix(im.path, modulePrefix)
			if unit, _ := unitOf(dir); ours && unit == sealedPackage {
				found = append(found, f.breach("sealed", im.line, "imports %s, which is sealed: only %s may", sealedPackage, strings.Join(mayImportSealed, ", ")))
			}
		}
	}
	return found
}
