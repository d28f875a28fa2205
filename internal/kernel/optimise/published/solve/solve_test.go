package solve_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published/solve"
)

const folder = "../../../../../../shared/data/hhcrsp"

// The smallest published instances are proven optimal: a short search must
// reach every one, and what is written must pass the check as it was reckoned.
func TestTheProvenInstancesAreSolved(t *testing.T) {
	f, err := os.Open(filepath.Join(folder, "best-known.csv"))
	if err != nil {
		t.Skip("the published instances are not here: they lie in ../shared/data/hhcrsp beside the repository")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	solved := 0
	for _, row := range rows {
		if !strings.HasPrefix(row[1], "InstanzCPLEX_HCSRP_10_") {
			continue
		}
		best, err := strconv.ParseFloat(row[13], 64)
		if err != nil {
			t.Fatal(err)
		}
		p := opened(t, filepath.Join(folder, "instances", row[1]))
		a, err := p.Solve(solve.Budget{Seed: 1, Iterations: 5000})
		if err != nil {
			t.Fatal(row[1], err)
		}
		if math.Abs(a.Report.Cost-best) > 0.002 {
			t.Errorf("%s: %.4f, proven optimal is %.4f", row[1], a.Report.Cost, best)
		}
		var written bytes.Buffer
		if err := a.Write(&written); err != nil {
			t.Fatal(err)
		}
		r, err := p.Check(&written, 1e-6)
		if err != nil || len(r.Violations) > 0 || r.Cost != a.Report.Cost {
			t.Errorf("%s: what is written is not what was found: %v %+v", row[1], err, r)
		}
		solved++
	}
	if solved != 10 {
		t.Errorf("%d proven instances, expected 10", solved)
	}
}

func opened(t *testing.T, path string) solve.Problem {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := solve.Open("hhcrsp", f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Engines count in whole ticks. Times with more decimals than a tick has are
// rounded so that the plan still keeps every rule to the last digit: Solve
// itself refuses to hand out one that does not.
func TestFinerTimesThanTheEngineKnows(t *testing.T) {
	for seed := range uint64(20) {
		p, err := solve.Open("hhcrsp", strings.NewReader(fineInstance(seed)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Solve(solve.Budget{Seed: seed, Iterations: 300}); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// fineInstance is made by seed, with random digits down to the last.
func fineInstance(seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 7))
	patients, distances := []object{}, [][]float64{}
	for i := range 8 {
		opens := 200 * rng.Float64()
		p := object{"id": fmt.Sprint("p", i), "time_window": []float64{opens, opens + 60*rng.Float64()}}
		needs := []object{{"service": "s1", "duration": 20 * rng.Float64()}, {"service": "s2", "duration": 20 * rng.Float64()}}
		switch rng.IntN(3) {
		case 0:
			needs = needs[:1]
		case 1:
			gap := 10 * rng.Float64()
			p["synchronization"] = object{"type": "sequential", "distance": []float64{gap, gap + 0.5 + 10*rng.Float64()}}
		case 2:
			p["synchronization"] = object{"type": "simultaneous"}
		}
		p["required_caregivers"] = needs
		patients = append(patients, p)
	}
	for range len(patients) + 1 {
		row := []float64{}
		for range len(patients) + 1 {
			row = append(row, 30*rng.Float64())
		}
		distances = append(distances, row)
	}
	both := []string{"s1", "s2"}
	text, err := json.Marshal(object{
		"services": []object{{"id": "s1"}, {"id": "s2"}}, "central_offices": []object{{"id": "d"}},
		"caregivers": []object{{"id": "c1", "abilities": both}, {"id": "c2", "abilities": both}, {"id": "c3", "abilities": both[:1]}},
		"patients":   patients, "distances": distances,
	})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestWhatCannotBeOpenedOrSolvedIsSaid(t *testing.T) {
	if _, err := solve.Open("crayon", strings.NewReader("{}")); !fault.Is(err, "solve.format") {
		t.Error(err)
	}
	for _, format := range solve.Formats {
		if _, err := solve.Open(format, strings.NewReader("")); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s takes an empty file: %v", format, err)
		}
	}
	one := `{"services": [{"id": "s1"}, {"id": "s2"}], "caregivers": [{"id": "c1", "abilities": ["s1", "s2"]}], "central_offices": [{}],
 "patients": [{"id": "p1", "time_window": [0, 1], "required_caregivers": [{"service": "s1", "duration": 1}, {"service": "s2", "duration": 1}], "synchronization": {"type": "simultaneous"}}],
 "distances": [[0, 1], [1, 0]]}`
	p, err := solve.Open("hhcrsp", strings.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Solve(solve.Budget{Iterations: 1}); !fault.Is(err, "solve.impossible") {
		t.Errorf("one caregiver is two: %v", err)
	}
}

// A day on which nobody needs anything, or nobody works, has a plan, too.
func TestEmptyDays(t *testing.T) {
	shift := `{"id": "s1", "worker": "w1", "start_min": 420, "end_min": 900, "start_place": 0, "mode": "car"}`
	visit := `{"id": "v1", "person": "p1", "place": 0, "earliest_min": 450, "latest_min": 480, "duration_min": 30, "workers": 1}`
	for _, lists := range [][2]string{{"", ""}, {shift, ""}, {"", visit}} {
		p, err := solve.Open("day", strings.NewReader(fmt.Sprintf(
			`{"format": "stillhome-day/1", "travel_seconds": {"car": [[0]]}, "shifts": [%s], "visits": [%s]}`, lists[0], lists[1])))
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := p.Solve(solve.Budget{Seed: 1, Iterations: 100}); err != nil {
			t.Errorf("%v: %v", lists, err)
		}
	}
}
