package arch

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hazards is docs/safety/hazards.json: the log of what could harm somebody, what
// stands against it, and which test proves that.
type hazards struct {
	Draft, Standard, Officer string
	Severity, Likelihood     []string
	Matrix                   [][]int // by likelihood, then by severity, the least first
	Risk                     map[string]string
	Hazards                  []hazard
}

type hazard struct {
	ID, Hazard, Effect, Status, Owner string
	Causes, Further                   []string
	Controls                          []control
	Initial, Residual                 score
}

type control struct {
	What  string
	Tests []named
}

// named is a test, and when it is run where `make test` does not always run it.
type named struct{ Package, File, Test, When string }

type score struct{ Severity, Likelihood, Risk int }

const (
	hazardsFile   = "../../docs/safety/hazards.json"
	hazardsReadme = "../../docs/safety/README.md"
)

func readHazards(t *testing.T) (h hazards) {
	t.Helper()
	data, err := os.ReadFile(hazardsFile)
	if err == nil {
		d := json.NewDecoder(strings.NewReader(string(data)))
		d.DisallowUnknownFields()
		err = d.Decode(&h)
	}
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestHazardLog holds the log to its shape and sums, and each control to a test
// that exists, with what runs it where it may be left out.
func TestHazardLog(t *testing.T) {
	h := readHazards(t)
	for _, wrong := range h.wrong(testsIn(t)) {
		t.Error(wrong)
	}
}

// wrong is what is wrong with the log, where there are the tests given.
func (h hazards) wrong(have map[string]found) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if !strings.HasPrefix(h.Draft, "DRAFT") && h.Officer == "to be named" {
		say("no officer is named, and the log does not say that it is a draft")
	}
	if len(h.Severity) != 5 || len(h.Likelihood) != 5 || len(h.Matrix) != 5 || len(h.Risk) != 5 {
		say("the matrix is not five by five")
		return out
	}
	var ids []string
	for _, z := range h.Hazards {
		ids = append(ids, z.ID)
		if z.Hazard == "" || z.Effect == "" || z.Owner == "" || len(z.Causes) == 0 || len(z.Controls) == 0 || !slices.Contains([]string{"open", "controlled", "closed"}, z.Status) {
			say("%s says too little", z.ID)
		}
		for _, s := range []score{z.Initial, z.Residual} {
			switch {
			case s.Severity < 1 || s.Severity > 5 || s.Likelihood < 1 || s.Likelihood > 5:
				say("%s: a score of %d and %d is not in the matrix", z.ID, s.Severity, s.Likelihood)
			case h.Matrix[s.Likelihood-1][s.Severity-1] != s.Risk:
				say("%s: severity %d and likelihood %d are risk %d, not %d", z.ID, s.Severity, s.Likelihood, h.Matrix[s.Likelihood-1][s.Severity-1], s.Risk)
			}
		}
		if z.Residual.Risk > z.Initial.Risk {
			say("%s is worse with its controls than without", z.ID)
		}
		if z.Residual.Risk >= 4 && z.Status != "open" {
			say("%s may not be %s with a residual risk of %d", z.ID, z.Status, z.Residual.Risk)
		}
		for _, c := range z.Controls {
			if c.What == "" || len(c.Tests) == 0 {
				say("%s: the control %q names no test", z.ID, c.What)
			}
			for _, x := range c.Tests {
				switch is, where := have[x.Package+x.File+" "+x.Test], x.Package+x.File; {
				case !is.there:
					say("%s: there is no test %q in %s", z.ID, x.Test, where)
				case is.skips && x.When == "":
					say("%s: %s in %s may be left out, and the log does not say what runs it", z.ID, x.Test, where)
				case !is.skips && x.When != "":
					say("%s: %s in %s is always run, and the log says: %s", z.ID, x.Test, where, x.When)
				}
				for _, by := range makes.FindAllString(x.When, -1) {
					if !have[by].there {
						say("%s: there is no %s", z.ID, by)
					}
				}
			}
		}
	}
	for n := 1; n <= 16; n++ { // those that the first design named
		if id := fmt.Sprintf("H%02d", n); !slices.Contains(ids, id) {
			say("%s is missing", id)
		}
	}
	for n, id := range ids {
		if slices.Index(ids, id) != n {
			say("%s stands twice", id)
		}
	}
	return out
}

var (
	goTest = regexp.MustCompile(`(?ms)^func (Test\w+)\(.*?^\}`)
	tsTest = regexp.MustCompile("(?m)\\b(?:test|it)\\(\\s*(?:'([^'\n]+)'|\"([^\"\n]+)\"|`([^`\n]+)`)")
	tsEach = regexp.MustCompile(`(?m)^test\.each\(.*\)\('([^'\n]+)',`)
	skips  = regexp.MustCompile(`\bt\.Skipf?\(`)
	makes  = regexp.MustCompile("`make [\\w-]+`")
	target = regexp.MustCompile(`(?m)^([\w-]+):`)
)

// found is a test as its file has it: whether it may leave itself out.
type found struct{ there, skips bool }

// testsIn is every test there is, by its place and name, and what make has.
func testsIn(t *testing.T) map[string]found {
	t.Helper()
	out := map[string]found{}
	for _, root := range []string{"internal", "e2e", "bench", "phone/test"} {
		err := filepath.WalkDir("../../"+root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "node_modules" {
				if d != nil && d.IsDir() && d.Name() == "node_modules" {
					return filepath.SkipDir
				}
				return err
			}
			name := strings.TrimPrefix(filepath.ToSlash(path), "../../")
			isGo, isTS := strings.HasSuffix(name, "_test.go"), strings.HasSuffix(name, ".test.ts")
			if !isGo && !isTS {
				return nil
			}
			text, err := os.ReadFile(path)
			for _, m := range goTest.FindAllStringSubmatch(string(text), -1) {
				if isGo {
					out[filepath.ToSlash(filepath.Dir(name))+" "+m[1]] = found{true, skips.MatchString(m[0])}
				}
			}
			for _, m := range append(tsTest.FindAllStringSubmatch(string(text), -1), tsEach.FindAllStringSubmatch(string(text), -1)...) {
				if isTS {
					out[name+" "+strings.Join(m[1:], "")] = found{there: true}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range target.FindAllStringSubmatch(string(makefile), -1) {
		out["`make "+m[1]+"`"] = found{there: true}
	}
	if len(out) < 500 {
		t.Fatalf("only %d tests were found", len(out))
	}
	return out
}

// test is one that the log names.
func (h hazards) test(name string) *named {
	for _, z := range h.Hazards {
		for _, c := range z.Controls {
			for n := range c.Tests {
				if c.Tests[n].Test == name {
					return &c.Tests[n]
				}
			}
		}
	}
	panic("the log does not name " + name)
}

// TestPlantedHazards: what is wrong with a log is found.
func TestPlantedHazards(t *testing.T) {
	have := testsIn(t)
	for name, plant := range map[string]func(h *hazards){
		"is not in the matrix": func(h *hazards) { h.Hazards[0].Initial.Severity = 6 },
		"are risk":             func(h *hazards) { h.Hazards[0].Initial.Risk = 1 },
		"there is no test":     func(h *hazards) { h.Hazards[0].Controls[0].Tests[0].Test = "TestThatIsNot" },
		"may be left out":      func(h *hazards) { h.test("TestTiming").When = "" },
		"is always run":        func(h *hazards) { h.test("TestTwins").When = "by `make twin` only" },
		"there is no `make":    func(h *hazards) { h.test("TestTiming").When = "by `make clocks` only" },
		"names no test":        func(h *hazards) { h.Hazards[0].Controls[0].Tests = nil },
		"H16 is missing":       func(h *hazards) { h.Hazards[15].ID = "H99" },
		"stands twice":         func(h *hazards) { h.Hazards[16].ID = "H01" },
		"says too little":      func(h *hazards) { h.Hazards[3].Owner = "" },
		"is worse with":        func(h *hazards) { h.Hazards[2].Residual = score{5, 5, 5} },
		"may not be closed": func(h *hazards) {
			h.Hazards[1].Initial, h.Hazards[1].Residual, h.Hazards[1].Status = score{5, 2, 4}, score{5, 2, 4}, "closed"
		},
		"does not say that it is": func(h *hazards) { h.Draft = "Safe" },
		"is not five by five":     func(h *hazards) { h.Matrix = h.Matrix[1:] },
	} {
		h := readHazards(t)
		plant(&h)
		if got := strings.Join(h.wrong(have), "\n"); !strings.Contains(got, name) {
			t.Errorf("planted for %q, found only:\n%s", name, got)
		}
	}
}

// TestHazardReadme holds docs/safety/README.md to the log. With
// STILLHOME_UPDATE=1 it writes the page anew.
func TestHazardReadme(t *testing.T) {
	want := readHazards(t).page()
	if os.Getenv("STILLHOME_UPDATE") == "1" {
		if err := os.WriteFile(hazardsReadme, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(hazardsReadme); err != nil || string(have) != want {
		t.Errorf("docs/safety/README.md is not what the log says: run STILLHOME_UPDATE=1 go test -run TestHazardReadme ./internal/arch (%v)", err)
	}
}

// page is the log to read.
func (h hazards) page() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Hazard log\n\n**%s**\n\n%s\n\nPrinted from `hazards.json`: change that, then run `STILLHOME_UPDATE=1 go test -run TestHazardReadme ./internal/arch`. `TestHazardLog` fails when a sum is wrong or a control names a test that is not there, or one that may leave itself out without saying what runs it. A test that passes shows that a control does what it says; it does not show that the control is enough.\n\nClinical safety officer: %s.\n", h.Draft, h.Standard, h.Officer)
	line("## How risk is scored\n\n| | %s |\n|---|---|---|---|---|---|", strings.Join(h.Severity, " | "))
	for n := 4; n >= 0; n-- {
		row := []string{}
		for _, x := range h.Matrix[n] {
			row = append(row, fmt.Sprint(x))
		}
		line("| %s | %s |", h.Likelihood[n], strings.Join(row, " | "))
	}
	line("")
	for n := 1; n <= 5; n++ {
		line("%d: %s.  ", n, h.Risk[fmt.Sprint(n)])
	}
	line("\n## All of them\n\n| | Hazard | Before | With controls | Status | Owner |\n|---|---|---|---|---|---|")
	for _, z := range h.Hazards {
		line("| [%s](#%s) | %s | %d | %d | %s | %s |", z.ID, strings.ToLower(z.ID), z.Hazard, z.Initial.Risk, z.Residual.Risk, z.Status, z.Owner)
	}
	for _, z := range h.Hazards {
		line("\n## %s\n\n**%s.** %s\n\nCauses: %s.\n", z.ID, z.Hazard, z.Effect, strings.Join(z.Causes, "; "))
		line("Before: %s, %s, risk %d. With controls: %s, %s, risk %d.\n", h.Severity[z.Initial.Severity-1], strings.ToLower(h.Likelihood[z.Initial.Likelihood-1]), z.Initial.Risk,
			h.Severity[z.Residual.Severity-1], strings.ToLower(h.Likelihood[z.Residual.Likelihood-1]), z.Residual.Risk)
		for _, c := range z.Controls {
			var tests []string
			for _, x := range c.Tests {
				when := ""
				if x.When != "" {
					when = " (run " + x.When + ")"
				}
				tests = append(tests, "`"+x.Test+"` in `"+x.Package+x.File+"`"+when)
			}
			line("- %s: %s", c.What, strings.Join(tests, ", "))
		}
		if len(z.Further) > 0 {
			line("\nStill to do: %s.", strings.Join(z.Further, "; "))
		}
	}
	return b.String()
}
