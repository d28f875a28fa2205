package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestQuick runs the whole bench small, so that it cannot rot. Its figures mean
// nothing.
func TestQuick(t *testing.T) {
	o := quick()
	dir := t.TempDir()
	o.root, o.cache, o.program, o.server = "..", filepath.Join(dir, "cache"), filepath.Join(dir, "stillhome"), os.Getenv("STILLHOME_TEST_POSTGRES")
	build := exec.Command("go", "build", "-trimpath", "-o", o.program, "../cmd/stillhome")
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
	engines := []string{"# SQLite"}
	if o.server != "" {
		engines = append(engines, "# PostgreSQL")
	}
	for _, want := range append(engines, "ready after", "resident", "Pages, 1 at once", "Pages, 5 at once", "/rota/{date}", "POST /field/v1/sync", "record a visit", "Goals") {
		if !strings.Contains(said, want) {
			t.Errorf("nothing is said of %q", want)
		}
	}
	if met := regexp.MustCompile(`(?m)^  (met    |NOT MET)  `).FindAllString(said, -1); len(met) != 6*len(engines) {
		t.Errorf("%d goals are judged, want %d", len(met), 6*len(engines))
	}
	if copies, _ := filepath.Glob(filepath.Join(o.cache, "*", "copy-*")); len(copies) > 0 {
		t.Errorf("left behind: %v", copies)
	}
}

func TestTimes(t *testing.T) {
	var took []time.Duration
	for n := 100; n > 0; n-- {
		took = append(took, time.Duration(n)*time.Millisecond)
	}
	got := timesOf(took, 2*time.Second)
	want := times{51 * time.Millisecond, 96 * time.Millisecond, 100 * time.Millisecond, 50}
	if got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if one := timesOf([]time.Duration{7}, time.Second); one.p50 != 7 || one.p99 != 7 {
		t.Errorf("of one: %v", one)
	}
}

// The ratio is taken within each round, so that a slow round counts as much
// against the floor as against the program.
func TestRatiosAreOfOneRound(t *testing.T) {
	var c compared
	for _, slow := range []time.Duration{1, 10, 3} {
		c.add(times{p50: 20 * slow, p95: 30 * slow, p99: 40 * slow, each: 5}, times{p50: 10 * slow, p95: 10 * slow, p99: 10 * slow, each: 10})
	}
	if p50, p95, p99 := c.ratios(); p50 != 2 || p95 != 3 || p99 != 4 {
		t.Errorf("%v %v %v", p50, p95, p99)
	}
	if got := middle(c.program); got.p50 != 60 || got.each != 5 {
		t.Errorf("middle %v", got)
	}
}

func TestMedian(t *testing.T) {
	for _, v := range []struct {
		of   []float64
		want float64
	}{{nil, 0}, {[]float64{4}, 4}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 2, 100}, 3}} {
		if got := median(v.of); got != v.want {
			t.Errorf("of %v: %v, want %v", v.of, got, v.want)
		}
	}
}

func TestNumbered(t *testing.T) {
	if got := numbered("SELECT a FROM b WHERE c = ? AND d IN (?, ?)"); got != "SELECT a FROM b WHERE c = $1 AND d IN ($2, $3)" {
		t.Error(got)
	}
}
