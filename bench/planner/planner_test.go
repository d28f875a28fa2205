package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// made is a folder of data with two small instances and their best solutions,
// and the file of results.
func made(t *testing.T) options {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for n := 1; n <= 2; n++ {
		write(fmt.Sprintf("hhcrsp/instances/InstanzCPLEX_HCSRP_10_%d.json", n), `{"services": [{"id": "s1"}], "caregivers": [{"id": "c1", "abilities": ["s1"]}], "central_offices": [{"id": "d"}],
 "patients": [{"id": "p1", "time_window": [10, 20], "required_caregivers": [{"service": "s1", "duration": 5}]}], "distances": [[0, 3], [3, 0]]}`)
	}
	// One is served in time, the other is published 10 late: a cost of 2, and of
	// (6+10+10)/3, which ours of 2 beats.
	write("hhcrsp/solutions/sol-InstanzCPLEX_HCSRP_10_1-1.json", `{"routes": [{"caregiver_id": "c1", "locations": [{"patient": "p1", "service": "s1", "arrival_time": 10, "departure_time": 15}]}]}`)
	write("hhcrsp/solutions/sol-InstanzCPLEX_HCSRP_10_2-1.json", `{"routes": [{"caregiver_id": "c1", "locations": [{"patient": "p1", "service": "s1", "arrival_time": 30, "departure_time": 35}]}]}`)
	return options{data: dir, results: filepath.Join(dir, "out", "results.tsv"), seeds: 3, seconds: 0.01, shard: 1, shards: 1}
}

func lines(t *testing.T, o options) []string {
	t.Helper()
	text, err := os.ReadFile(o.results)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// Shards together do every run once, and a second start none.
func TestShardsShareTheRunsAndGoOn(t *testing.T) {
	o := made(t)
	o.shards = 2
	var out bytes.Buffer
	if err := run(t.Context(), o, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if got := lines(t, o); len(got) != 3 || !strings.Contains(out.String(), "3 of 6 runs done") {
		t.Errorf("one shard of two did %d of 6 runs:\n%s", len(got), &out)
	}
	o.shard = 2
	for range 2 {
		out.Reset()
		if err := run(t.Context(), o, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		if got := lines(t, o); len(got) != 6 {
			t.Errorf("%d results of 6", len(got))
		}
	}
	// -76.92% is 2 against 26/3; the mean of that and 0 is -38.46.
	if !strings.Contains(out.String(), "| Mankowska 10 | 2 | 0.01 | -38.46 | -76.92 | +0.00 | 1 | 1 | 0 |") {
		t.Error(&out)
	}
}

func TestATableIsPrintedWithoutRunning(t *testing.T) {
	o := made(t)
	o.tableOnly = true
	var out bytes.Buffer
	if err := run(t.Context(), o, &out, io.Discard); err != nil || !strings.Contains(out.String(), "| Mankowska 10 | 2 | 0.01 | not run |") {
		t.Errorf("%v\n%s", err, &out)
	}
	if _, err := os.Stat(o.results); err == nil {
		t.Error("results are written though nothing was run")
	}
}

func TestTablesArePutIntoAPage(t *testing.T) {
	o := made(t)
	o.tableOnly, o.page = true, filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(o.page, []byte("above\n"+tablesBegin+"old\n"+tablesEnd+"below\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := run(t.Context(), o, io.Discard, io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(o.page)
	if s := string(text); err != nil || strings.Contains(s, "old") || strings.Count(s, "| Mankowska 10 |") != 1 || !strings.HasPrefix(s, "above\n") || !strings.HasSuffix(s, "below\n") {
		t.Errorf("%v\n%s", err, text)
	}
	if err := os.WriteFile(o.page, []byte("nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), o, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "has no lines") {
		t.Error(err)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for _, text := range []string{"3/2", "0/2", "1", "a/b", "1/0"} {
		if _, _, err := parseShard(text); err == nil {
			t.Errorf("the shard %q is taken", text)
		}
	}
	o := made(t)
	o.family = "uhhc"
	if err := run(t.Context(), o, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "docs/benchmarks.md") {
		t.Error(err)
	}
	o.family = ""
	if err := os.MkdirAll(filepath.Dir(o.results), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(o.results, []byte("hhcrsp\tx\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), o, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "line 1: has 2 fields") {
		t.Error(err)
	}
}

func TestMedians(t *testing.T) {
	if m := median([]float64{3, 1, 2}); m != 2 {
		t.Error(m)
	}
	if m := median([]float64{4, 1}); m != 2.5 {
		t.Error(m)
	}
}
