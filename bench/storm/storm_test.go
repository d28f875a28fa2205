package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestQuick brings a small storm over the built program on every engine, so
// that the bench cannot rot. Its times mean nothing; that nothing is lost, and
// nothing held for a person to look at, means much.
func TestQuick(t *testing.T) {
	o := quick()
	dir := t.TempDir()
	o.size.Root, o.size.Cache, o.program, o.size.Server = "../..", filepath.Join(dir, "cache"), filepath.Join(dir, "stillhome"), os.Getenv("STILLHOME_TEST_POSTGRES")
	build := exec.Command("go", "build", "-trimpath", "-o", o.program, "../../cmd/stillhome")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as scripts/build.sh does, so that little is built anew
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var out bytes.Buffer
	if err := run(t.Context(), o, &out, t.Logf); err != nil {
		t.Fatal(err)
	}
	said := out.String()
	t.Log(said)
	storms := 2
	if o.size.Server != "" {
		storms = 4
	}
	for _, want := range []string{
		"verdicts of all runs map[done:60], errors 0, lost or doubled 0", "no error, nothing lost: 0, 0", "p99 of a call for help", "drained within",
	} {
		if n := strings.Count(said, want); n != storms {
			t.Errorf("%q is said %d times, want %d", want, n, storms)
		}
	}
	if copies, _ := filepath.Glob(filepath.Join(o.size.Cache, "*", "copy-*")); len(copies) > 0 {
		t.Errorf("left behind: %v", copies)
	}
}

func TestPart(t *testing.T) {
	var took []time.Duration
	for n := 100; n > 0; n-- {
		took = append(took, time.Duration(n))
	}
	for p, want := range map[float64]time.Duration{0: 1, 0.5: 51, 0.99: 100, 1: 100} {
		if got := part(took, p); got != want {
			t.Errorf("part %v is %d, want %d", p, got, want)
		}
	}
	if part(nil, 0.5) != 0 {
		t.Error("of none")
	}
}

// TestLossIsSeen: a fact that was sent and is not in the record, or is there
// twice, is counted.
func TestLossIsSeen(t *testing.T) {
	r := result{}
	for name, c := range map[string]struct {
		held map[string]int
		want int
	}{
		"once": {map[string]int{"a": 1, "b": 1}, 0}, "never": {map[string]int{"a": 1}, 1}, "twice": {map[string]int{"a": 1, "b": 2}, 1},
	} {
		r.lost = 0
		r.count(c.held, []string{"a", "b"})
		if r.lost != c.want {
			t.Errorf("%s: %d lost, want %d", name, r.lost, c.want)
		}
	}
}

func TestPatience(t *testing.T) {
	for _, c := range []struct {
		path, answer string
		want         time.Duration
	}{
		{"/field/v1/sync", `{"retry_s":7}`, 7 * time.Second},
		{"/field/v1/sync", `Bad gateway`, 5 * time.Second},
		{"/field/v1/pack", `{"retry_s":7}`, 5 * time.Second},
	} {
		if got := patience(c.path, []byte(c.answer)); got != c.want {
			t.Errorf("%s %s: %v, want %v", c.path, c.answer, got, c.want)
		}
	}
}
