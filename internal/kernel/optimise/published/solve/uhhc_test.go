package solve_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stillhome/internal/kernel/optimise/published/solve"
	"stillhome/internal/kernel/optimise/published/uhhc"
)

const uhhcFolder = "../../../../../../shared/data/uhhc/instances"

// What the engine says each part costs must be what the checker reckons from
// the file it wrote, to the tick, and the same seed must give the same file.
func TestUHHCIsSolvedAsItIsChecked(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(uhhcFolder, "*.json"))
	if len(files) == 0 {
		t.Skip("the published instances are not here: they lie in ../shared/data/uhhc beside the repository")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var written [2]bytes.Buffer
		for run := range written {
			p, err := solve.Open("uhhc", bytes.NewReader(text))
			if err != nil {
				t.Fatal(file, err)
			}
			a, err := p.Solve(solve.Budget{Seed: 7, Iterations: 150})
			if err != nil {
				t.Fatal(file, err)
			}
			if err := a.Write(&written[run]); err != nil {
				t.Fatal(err)
			}
			r, err := p.Check(bytes.NewReader(written[run].Bytes()), 1e-6)
			if err != nil || len(r.Violations) > 0 || math.Abs(r.Cost-a.Report.Cost) > 1e-6 {
				t.Errorf("%s: what is written is not what was found: %v %+v", filepath.Base(file), err, r)
			}
		}
		if !bytes.Equal(written[0].Bytes(), written[1].Bytes()) {
			t.Errorf("%s: two plans from one seed", filepath.Base(file))
		}
	}
}

// A short search already beats the published solutions of most instances; these
// are some with each kind of rule. Minutes of search are for bench-planner.
func TestPublishedUHHCSolutionsAreBeatenAtOnce(t *testing.T) {
	f, err := os.Open(filepath.Join(filepath.Dir(uhhcFolder), "best-known.csv"))
	if err != nil {
		t.Skip("the published instances are not here: they lie in ../shared/data/uhhc beside the repository")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	beaten := 0
	for _, row := range rows[1:] {
		name := filepath.Base(row[0])
		if !slices.Contains([]string{"i-126", "i-219", "i-247", "i-263", "i-316", "i-414"}, name) {
			continue
		}
		published, err := strconv.ParseFloat(row[slices.Index(rows[0], "sa_objective")], 64)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(uhhcFolder, name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := solve.Open("uhhc", bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		a, err := p.Solve(solve.Budget{Seed: 1, Iterations: 3000})
		if err != nil {
			t.Fatal(err)
		}
		if a.Report.Cost >= published {
			t.Errorf("%s: %g, published %g", name, a.Report.Cost, published)
		}
		beaten++
	}
	if beaten != 6 {
		t.Errorf("%d instances, expected 6", beaten)
	}
}

// dayOfTwo has every rule in it: shifts that end softly, lunch, two windows,
// services together, in sequence and apart, an optional patient, wishes.
const dayOfTwo = `{"metadata": {"time_window_met": "at_service_end", "cost_components": {"travel_time": 2, "total_tardiness": 1.5, "highest_tardiness": 1,
 "total_waiting_time": 3, "total_extra_time": 2, "max_idle_time": 5, "caregiver_preferences": 4, "optional_patients": 30, "missed_lunch_break": 25}},
 "services": [{"id": "wash"}, {"id": "dress"}],
 "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
 "caregivers": [
  {"id": "c1", "abilities": ["wash", "dress"], "departing_point": "d0", "arrival_point": "d0", "working_shift": {"start": 0, "end": 240}, "lunch_break": true},
  {"id": "c2", "abilities": ["wash", "dress"], "departing_point": "d0", "arrival_point": "d0", "working_shift": {"start": 30, "end": 200}, "lunch_break": false}],
 "patients": [
  {"id": "p1", "distance_matrix_index": 1, "required_services": [{"service": "wash", "duration": 20}, {"service": "dress", "duration": 30}],
   "time_windows": [{"start": 60, "end": 90}], "synchronization": {"type": "simultaneous"}, "optional": false},
  {"id": "p2", "distance_matrix_index": 2, "required_services": [{"service": "wash", "duration": 15}, {"service": "dress", "duration": 15}],
   "time_windows": [{"start": 0, "end": 40}, {"start": 100, "end": 160}], "synchronization": {"type": "sequential", "distance": {"min": 10, "max": 25}}, "optional": false},
  {"id": "p3", "distance_matrix_index": 3, "required_services": [{"service": "wash", "duration": 10}, {"service": "dress", "duration": 10}],
   "time_windows": [{"start": 20, "end": 200}], "synchronization": {"type": "independent"}, "optional": true, "preferred_caregivers": ["c1"]},
  {"id": "p4", "distance_matrix_index": 4, "required_services": [{"service": "dress", "duration": 25}],
   "time_windows": [{"start": 150, "end": 180}], "incompatible_caregivers": ["c1"], "optional": false}],
 "distances": [[0, 10.5, 12, 20, 8], [10.5, 0, 7, 15, 9], [12, 7, 0, 11.25, 6], [20, 15, 11.25, 0, 14], [8, 9, 6, 14, 0]],
 "lunch_breaks": {"start": 90, "end": 170, "min_duration": 30}}`

func TestADayWithEveryRuleIsSolved(t *testing.T) {
	p, err := solve.Open("uhhc", strings.NewReader(dayOfTwo))
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.Solve(solve.Budget{Seed: 1, Iterations: 3000})
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(4) {
		again, err := p.Solve(solve.Budget{Seed: seed + 2, Iterations: 3000})
		if err != nil || again.Report.Cost != a.Report.Cost {
			t.Errorf("seed %d finds %g, seed 1 %g: %v", seed+2, again.Report.Cost, a.Report.Cost, err)
		}
	}
	var b bytes.Buffer
	if err := a.Write(&b); err != nil {
		t.Fatal(err)
	}
	s, err := uhhc.ReadSolution(&b)
	if err != nil || s.Claimed == nil {
		t.Fatalf("no cost is claimed: %v", err)
	}
	claimed := 0.0
	for _, part := range s.Claimed.Components {
		claimed += part
	}
	if math.Abs(claimed-a.Report.Cost) > 1e-9 || s.Claimed.Objective != a.Report.Cost {
		t.Errorf("claims %g and parts of %g for a cost of %g", s.Claimed.Objective, claimed, a.Report.Cost)
	}
}

func TestAPatientNobodyCanServeIsNamed(t *testing.T) {
	var day map[string]any
	if err := json.Unmarshal([]byte(dayOfTwo), &day); err != nil {
		t.Fatal(err)
	}
	day["caregivers"].([]any)[1].(map[string]any)["abilities"] = []string{"wash"}
	text, err := json.Marshal(day)
	if err != nil {
		t.Fatal(err)
	}
	p, err := solve.Open("uhhc", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Solve(solve.Budget{Seed: 1, Iterations: 1}); err == nil || !strings.Contains(err.Error(), "Patient p4") {
		t.Errorf("p4 can be served by nobody: %v", err)
	}
}
