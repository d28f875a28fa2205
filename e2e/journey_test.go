package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// journeyStart is the day the hospital's notice comes in.
const journeyStart = "2026-11-30"

// TestJourney drives one person from the hospital's discharge notice to day 91
// through the pages of every role, and counts each of the manager's figures
// again with SQL of its own: while she has support, and after day 91.
func TestJourney(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		p := serve(t, dsn, "--people", "10", "--weeks", "1", "--today", journeyStart)
		env := []string{
			"STILLHOME_BASE=" + p.base, "STILLHOME_START=" + journeyStart,
			"STILLHOME_STATE=" + filepath.Join(p.dir, "journey.json"), "STILLHOME_CREDENTIAL=" + client(t, p),
		}
		script(t, "journey.mjs", env...)
		figures(t, p, env, "while she has support")
		script(t, "journey-after.mjs", env...)
		figures(t, p, env, "the day after day 91")
		t.Log(stillhome(t, p, "check"))
	})
}

// stillhome runs a command of the program on the demo's record.
func stillhome(t *testing.T, p program, args ...string) string {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	cmd.Env = append(os.Environ(), "STILLHOME_DB="+p.dsn, "STILLHOME_KEY="+filepath.Join(p.dir, "council.key"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("stillhome %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

// client is the credential of a hospital that sends notices.
func client(t *testing.T, p program) string {
	t.Helper()
	var made struct{ Credential string }
	out := stillhome(t, p, "--today", journeyStart, "--json", "client", "add", "--name", "Made-up Infirmary")
	if err := json.Unmarshal([]byte(out), &made); err != nil || made.Credential == "" {
		t.Fatalf("client add: %v: %s", err, out)
	}
	return made.Credential
}

// figure is one of /insights.json.
type figure struct {
	Name        string
	Numerator   int
	Denominator int
	Period      struct{ Until string }
}

// figures has a manager read the page, counts each figure again, and prints
// both. What happens by the clock may fall between the two, so where they
// differ all is read once more.
func figures(t *testing.T, p program, env []string, title string) {
	t.Helper()
	file := filepath.Join(p.dir, "figures.json")
	for try := 1; ; try++ {
		script(t, "journey-figures.mjs", append(env, "STILLHOME_FIGURES="+file)...)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var all []figure
		if err := json.Unmarshal(b, &all); err != nil || len(all) != len(counts) {
			t.Fatalf("%d figures, want %d: %v", len(all), len(counts), err)
		}
		var table strings.Builder
		day, same := all[0].Period.Until, true
		for _, f := range all {
			n, of := count(t, p, f.Name, day)
			sign := "="
			if n != f.Numerator || of != f.Denominator {
				sign, same = "IS NOT", false
			}
			fmt.Fprintf(&table, "  %-24s page %-11s %s  SQL %s\n", f.Name, said(f.Numerator, f.Denominator), sign, said(n, of))
		}
		t.Logf("figures on %s, %s:\n%s", day, title, table.String())
		if same {
			return
		}
		if try == 3 {
			t.Fatal("the manager's page and the record do not agree")
		}
	}
}

func said(n, of int) string {
	if of == 0 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d of %d", n, of)
}
