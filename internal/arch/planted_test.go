package arch

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// plant is a small tree with one breach in it.
type plant struct {
	name  string            // what was done
	files map[string]string // files added to the sound tree, or put in place of its own
	rule  string            // the rule that must find it
	where string            // the file or folder that must be named
	says  string            // a part of the sentence
}

// write lays a tree of files out in a temporary folder.
func write(t *testing.T, trees ...map[string]string) string {
	t.Helper()
	root := t.TempDir()
	all := map[string]string{}
	for _, tree := range trees {
		maps.Copy(all, tree)
	}
	for name, body := range all {
		p := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func check(t *testing.T, exceptions []Exception, trees ...map[string]string) []Breach {
	t.Helper()
	found, err := Check(write(t, trees...), exceptions)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestSoundTree: a tree that only looks as if it broke rules is clean.
func TestSoundTree(t *testing.T) {
	for _, b := range check(t, nil, sound) {
		t.Error(b)
	}
}

// TestPlantedBreaches: every breach is found, by its own rule alone, at its own
// place, in a sentence that says what is wrong.
func TestPlantedBreaches(t *testing.T) {
	covered := map[string]bool{}
	for _, p := range append(plantedImports, append(plantedSQL, plantedSource...)...) {
		covered[p.rule] = true
		t.Run(strings.ReplaceAll(p.name, " ", "_"), func(t *testing.T) {
			found := check(t, nil, sound, p.files)
			hit := false
			for _, b := range found {
				t.Log(b)
				if b.Rule != p.rule {
					t.Errorf("another rule was set off: %s", b)
				}
				hit = hit || b.Rule == p.rule && b.File == p.where && strings.Contains(b.Says, p.says)
			}
			if !hit {
				t.Errorf("not found: want rule %s at %s to say %q", p.rule, p.where, p.says)
			}
		})
	}
	for _, rule := range Rules {
		if !covered[rule.Name] {
			t.Errorf("rule %s has no planted breach", rule.Name)
		}
	}
}

// TestExceptions: one excuses its own rule at its own place and nothing else,
// and one that excuses nothing is found.
func TestExceptions(t *testing.T) {
	long := map[string]string{"internal/support/visit/long.go": "package visit\n" + strings.Repeat("// x\n", maxFileLines)}
	excuse := Exception{"size", "internal/support/visit/long.go", "one table that reads best whole"}
	if found := check(t, []Exception{excuse}, sound, long); len(found) != 0 {
		t.Errorf("an excused breach was found: %v", found)
	}
	other := Exception{"size", "internal/support/person", "not the place"}
	if found := check(t, []Exception{other}, sound, long); len(found) != 2 {
		t.Errorf("want the breach and the useless exception, found %v", found)
	}
	for _, e := range Exceptions {
		if e.Why == "" {
			t.Errorf("the exception of %s from %s gives no reason", e.Where, e.Rule)
		}
	}
}

// TestOrder: the list names no package twice, and two never share the name
// that their tables start with.
func TestOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, unit := range Order {
		name := unit[strings.LastIndex(unit, "/")+1:]
		if seen[name] {
			t.Errorf("%s: the name %s is taken", unit, name)
		}
		seen[name] = true
		if strings.Contains(name, "_") {
			t.Errorf("%s: a table's owner is read up to the first underscore", unit)
		}
	}
	for _, list := range [][]string{
		mayOpenDatabase, maySpeakHTTP, mayStartGoroutines, mayReadClock, mayReadEnvironment,
		mayBuildSQL, mayNameAnyTable, readsOnlyItself, worldly, mayImportSealed, maySealedRead, keepable,
	} {
		for _, unit := range list {
			if _, at := unitOf("internal/" + unit); at < 0 {
				t.Errorf("%s is allowed something but is not in the list", unit)
			}
		}
	}
}
