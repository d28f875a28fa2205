package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Small sound instances in every format, one of a kind.
var planInstances = map[string]string{
	"hhcrsp": `{"services": [{"id": "s1"}, {"id": "s2"}],
 "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2"]}, {"id": "c3", "abilities": ["s1", "s2"]}],
 "central_offices": [{"id": "d"}],
 "patients": [
  {"id": "p1", "time_window": [10, 20], "required_caregivers": [{"service": "s1", "duration": 5.5}]},
  {"id": "p2", "time_window": [10, 20], "required_caregivers": [{"service": "s1", "duration": 9}, {"service": "s2", "duration": 9}],
   "synchronization": {"type": "sequential", "distance": [5, 10]}},
  {"id": "p3", "time_window": [30, 40], "required_caregivers": [{"service": "s1", "duration": 9}, {"service": "s2", "duration": 9}],
   "synchronization": {"type": "simultaneous"}},
  {"id": "p4", "time_window": [0, 15], "required_caregivers": [{"service": "s2", "duration": 7}]}],
 "distances": [[0, 3, 4, 5, 6], [3, 0, 5, 4.123, 2], [4, 5, 0, 3, 7], [5, 4.123, 3, 0, 8], [6, 2, 7, 8, 0]]}`,
	"vrptw": "TINY\n\nVEHICLE\nNUMBER     CAPACITY\n  2          10\n\nCUSTOMER\n" +
		"CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\n\n" +
		"    0      0         0          0          0       200          0\n" +
		"    1      10        0          6          0       100          5\n" +
		"    2      0         10         6         10       100          5\n" +
		"    3      10        10         4          0        50          5\n",
	"day": `{"format": "stillhome-day/1", "about": "made up",
"travel_seconds": {"car": [[0, 600, 900], [600, 0, 300], [900, 300, 0]]},
"shifts": [{"id": "s1", "worker": "w1", "start_min": 420, "end_min": 900, "start_place": 0, "mode": "car"}],
"visits": [
{"id": "v1", "person": "p1", "place": 1, "earliest_min": 450, "latest_min": 480, "duration_min": 30, "workers": 1},
{"id": "v2", "person": "p2", "place": 2, "earliest_min": 450, "latest_min": 540, "duration_min": 30, "workers": 1}]}`,
	"uhhc": `{"metadata": {"cost_components": {"travel_time": 1, "total_tardiness": 1, "highest_tardiness": 1, "total_waiting_time": 1,
 "total_extra_time": 1, "max_idle_time": 1, "caregiver_preferences": 1, "optional_patients": 1, "missed_lunch_break": 1}},
 "terminal_points": [{"id": "d0", "distance_matrix_index": 0}], "services": [{"id": "s1"}],
 "caregivers": [{"id": "c1", "abilities": ["s1"], "departing_point": "d0", "working_shift": {"start": 0, "end": 300}}],
 "patients": [{"id": "p1", "distance_matrix_index": 1, "time_windows": [{"start": 10, "end": 20}], "required_services": [{"service": "s1", "duration": 5}]}],
 "distances": [[0, 3], [3, 0]], "lunch_breaks": {"start": 180, "end": 360, "min_duration": 30}}`,
}

// planFolder has an instance of every format, and plans of one of them:
// uhhc.plan is sound, uhhc.false claims a cost it does not have.
func planFolder(t *testing.T) (dir string, file func(name string) string) {
	dir = t.TempDir()
	file = func(name string) string { return filepath.Join(dir, name) }
	for format, text := range planInstances {
		if err := os.WriteFile(file(format), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// Leaves at 7, is back at 18: 6 on the way, idle 7 and 282.
	for name, claim := range map[string]string{"uhhc.plan": "295", "uhhc.false": "287"} {
		text := `{"cost": {"objective": ` + claim + `}, "routes": [{"caregiver_id": "c1", "locations": [{"patient": "p1", "service": "s1", "arrival_time": 10, "departure_time": 15}]}]}`
		if err := os.WriteFile(file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, file
}

// What is solved passes the check, says so to people and to programs, and with
// the same seed and rounds is the same to the byte, on several threads too.
func TestPlansAreSolvedAndChecked(t *testing.T) {
	dir, file := planFolder(t)
	costs := map[string]float64{"uhhc": 295, "vrptw": 54.1, "day": 45} // by hand: 6 travel, 289 idle; 10 + 14.1 + 10 and 10 + 10; 15 travel and two strangers
	for _, format := range []string{"hhcrsp", "uhhc", "vrptw", "day"} {
		var first []byte
		for _, name := range []string{"one", "two"} {
			var r planResult
			out := want(t, dir, 0, "", "plan", "solve", "--format", format, "--in", file(format), "--out", file(name), "--iterations", "3000", "--threads", "2", "--seed", "7", "--json")
			if err := json.Unmarshal([]byte(out), &r); err != nil {
				t.Fatal(err)
			}
			if !r.Valid || len(r.Components) < 2 || r.Cost <= 0 || r.PerSecond <= 0 || r.Iterations != 6000 {
				t.Errorf("%s: %+v", format, r)
			}
			if cost, ok := costs[format]; ok && r.Cost != cost {
				t.Errorf("%s costs %g, by hand %g", format, r.Cost, cost)
			}
			written, err := os.ReadFile(file(name))
			if err != nil {
				t.Fatal(err)
			}
			if first != nil && !bytes.Equal(first, written) {
				t.Errorf("%s: the same seed and rounds give another plan:\n%s\n%s", format, first, written)
			}
			first = written
		}
		want(t, dir, 0, "Every rule is kept.", "plan", "check", "--format", format, "--in", file(format), "--solution", file("one"))
		want(t, dir, 0, `"valid":true`, "plan", "check", "--format", format, "--in", file(format), "--solution", file("one"), "--json")
	}
	want(t, dir, 0, "Cost 295.000: travel_time 6", "plan", "check", "--format", "uhhc", "--in", file("uhhc"), "--solution", file("uhhc.plan"))
}

// What breaks a rule is refused with the rule; what cannot be read, with the
// line; what was asked wrongly, with what to ask instead.
func TestBadPlansAndFiles(t *testing.T) {
	dir, file := planFolder(t)
	write := func(name, text string) string {
		if err := os.WriteFile(file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file(name)
	}
	idle := write("idle", `{"routes": [{"caregiver_id": "c1", "locations": []}, {"caregiver_id": "c2", "locations": []}]}`)
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{1, "missing: p1 is not given s1", []string{"check", "--format", "hhcrsp", "--in", file("hhcrsp"), "--solution", idle}},
		{1, "no_route: caregiver c3 has no route", []string{"check", "--format", "hhcrsp", "--in", file("hhcrsp"), "--solution", idle}},
		{1, "breaks the rules in 7 places", []string{"check", "--format", "hhcrsp", "--in", file("hhcrsp"), "--solution", idle}},
		{1, `"valid":false`, []string{"check", "--format", "hhcrsp", "--in", file("hhcrsp"), "--solution", idle, "--json"}},
		{1, "claimed: the file claims an objective of 287 and costs 295", []string{"check", "--format", "uhhc", "--in", file("uhhc"), "--solution", file("uhhc.false")}},
		{1, "Line 3: patient", []string{"solve", "--format", "hhcrsp", "--in", write("bad", "{\"services\": [{\"id\": \"s1\"}], \"caregivers\": [{\"id\": \"c1\"}], \"central_offices\": [{}],\n\"patients\": [\n{\"id\": \"p1\"}]}"), "--out", file("x")}},
		{1, "Line 1: this is not JSON", []string{"solve", "--format", "day", "--in", file("vrptw"), "--out", file("x")}},
		{1, "Line ", []string{"solve", "--format", "vrptw", "--in", file("day"), "--out", file("x")}},
		{1, "Patient p1 needs more caregivers", []string{"solve", "--format", "hhcrsp", "--in", write("nobody", `{"services": [{"id": "s1"}], "caregivers": [{"id": "c1"}], "central_offices": [{}], "patients": [{"id": "p1", "time_window": [0, 1], "required_caregivers": [{"service": "s1", "duration": 1}]}], "distances": [[0, 1], [1, 0]]}`), "--out", file("x")}},
		{2, "missing flags", []string{"solve", "--format", "day"}},
		{2, "unknown flag", []string{"solve", "--format", "day", "--in", file("day"), "--out", file("x"), "--wings"}},
		{2, "--format must be one of", []string{"solve", "--format", "crayon", "--in", file("day"), "--out", file("x")}},
		{2, "no such file", []string{"solve", "--format", "day", "--in", file("none"), "--out", file("x")}},
		{2, "--out", []string{"solve", "--format", "day", "--in", file("day"), "--out", filepath.Join(dir, "none", "x")}},
		{2, "--out is the instance itself", []string{"solve", "--format", "day", "--in", file("day"), "--out", file("day")}},
		{2, "--seconds", []string{"solve", "--format", "day", "--in", file("day"), "--out", file("x"), "--seconds", "-1"}},
		{2, "--seconds", []string{"solve", "--format", "day", "--in", file("day"), "--out", file("x"), "--seconds", "NaN"}},
		{2, "--iterations", []string{"solve", "--format", "day", "--in", file("day"), "--out", file("x"), "--iterations", "-1"}},
		{2, "--threads", []string{"solve", "--format", "day", "--in", file("day"), "--out", file("x"), "--threads", "0"}},
		{2, "--seed", []string{"solve", "--format", "day", "--in", file("day"), "--out", file("x"), "--seed", "-1"}},
		{2, "--tolerance", []string{"check", "--format", "day", "--in", file("day"), "--solution", file("day"), "--tolerance", "-1"}},
	} {
		want(t, dir, c.code, c.says, append([]string{"plan"}, c.args...)...)
	}
	if _, err := os.Stat(file("x")); err == nil {
		t.Error("a plan is written though there is none")
	}
	if left, _ := filepath.Glob(file("x.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Who interrupts a search gets the best plan so far.
func TestAnInterruptedSearchWritesWhatItHas(t *testing.T) {
	_, file := planFolder(t)
	for _, format := range []string{"hhcrsp", "vrptw", "day"} {
		ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer stop()
		var stdout, stderr bytes.Buffer
		code := run(ctx, []string{"plan", "solve", "--format", format, "--in", file(format), "--out", file("plan"), "--seconds", "3000"}, &stdout, &stderr)
		if code != 0 {
			t.Errorf("%s: exit %d: %s", format, code, &stderr)
		}
		if code := run(t.Context(), []string{"plan", "check", "--format", format, "--in", file(format), "--solution", file("plan")}, &stdout, &stderr); code != 0 {
			t.Errorf("%s: %s%s", format, &stdout, &stderr)
		}
	}
}
