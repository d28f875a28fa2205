package arch

import (
	"fmt"
	"slices"
	"strings"
)

// Breach is one place where the source breaks a rule.
type Breach struct {
	Rule string // the name of the rule, as in Rules
	File string // relative to the root, with slashes; a folder for a package
	Line int    // 0 where the whole file or package is meant
	Says string // what is wrong, and mostly what to do instead
}

// String is file:line: what is wrong (rule), so that editors can jump to it.
func (b Breach) String() string {
	if b.Line == 0 {
		return fmt.Sprintf("%s: %s (%s)", b.File, b.Says, b.Rule)
	}
	return fmt.Sprintf("%s:%d: %s (%s)", b.File, b.Line, b.Says, b.Rule)
}

// Rule is one thing that holds everywhere. Names are listed in ARCHITECTURE.md.
type Rule struct {
	Name string
	Find func(*tree) []Breach
}

// Rules is every check, in the order of ARCHITECTURE.md's list.
var Rules = []Rule{
	{"list", checkList},
	{"imports", checkImports},
	{"tests", checkTestOnly},
	{"database", checkDatabase},
	{"writes", checkWrites},
	{"reads", checkReads},
	{"sql", checkBuiltSQL},
	{"tables", checkTables},
	{"sealed", checkSealed},
	{"clock", checkClock},
	{"http", checkHTTP},
	{"kernel", checkKernel},
	{"environment", checkEnvironment},
	{"goroutines", checkGoroutines},
	{"init", checkInit},
	{"size", checkSize},
	{"modules", checkModules},
	{"folders", checkFolders},
	{"events", checkEvents},
	{"doc", checkDoc},
}

// Check reads the repository at root and returns every breach that no
// exception excuses, and every exception that excuses nothing. An error means
// that the source could not be read.
func Check(root string, exceptions []Exception) ([]Breach, error) {
	t, err := load(root)
	if err != nil {
		return nil, err
	}
	used := make([]bool, len(exceptions))
	var found []Breach
	for _, rule := range Rules {
		for _, b := range rule.Find(t) {
			i := slices.IndexFunc(exceptions, func(e Exception) bool {
				return e.Rule == b.Rule && (e.Where == b.File || strings.HasPrefix(b.File, e.Where+"/"))
			})
			if i >= 0 {
				used[i] = true
				continue
			}
			found = append(found, b)
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			found = append(found, Breach{e.Rule, e.Where, 0, "has an exception that excuses nothing any more: remove it from internal/arch/order.go"})
		}
	}
	return found, nil
}
