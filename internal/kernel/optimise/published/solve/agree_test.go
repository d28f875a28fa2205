package solve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"stillhome/internal/kernel/optimise/published/solve"
)

// object is JSON on its way.
type object map[string]any

// unifiedInstance is made by seed, with every rule of the benchmark in use:
// several terminal points, shifts, lunches, windows, wishes, incompatible caregivers,
// optional patients, and pairs of each kind.
func unifiedInstance(seed uint64) object {
	rng := rand.New(rand.NewPCG(seed, 11))
	const terminals, patients, caregivers = 2, 14, 5
	met := []string{"at_service_start", "at_service_end"}[seed%2]
	weights := object{}
	for _, name := range []string{"travel_time", "total_tardiness", "highest_tardiness", "total_waiting_time", "total_extra_time", "max_idle_time", "caregiver_preferences", "optional_patients", "missed_lunch_break"} {
		weights[name] = rng.IntN(50)
	}
	in := object{
		"metadata": object{"time_window_met": met, "cost_components": weights}, "lunch_breaks": object{"start": 100, "end": 160, "min_duration": 30},
		"services": []object{{"id": "s1"}, {"id": "s2"}, {"id": "s3"}},
	}
	var points, people, carers []object
	for i := range terminals {
		points = append(points, object{"id": fmt.Sprint("d", i), "distance_matrix_index": i})
	}
	for i := range caregivers {
		abilities := []string{"s1", "s2", "s3"}[:2+rng.IntN(2)]
		starts := 10 * rng.IntN(6)
		carers = append(carers, object{
			"id": fmt.Sprint("c", i), "abilities": abilities, "departing_point": fmt.Sprint("d", rng.IntN(terminals)), "arrival_point": fmt.Sprint("d", rng.IntN(terminals)),
			"working_shift": object{"start": starts, "end": starts + 60 + rng.IntN(300)}, "lunch_break": rng.IntN(3) > 0,
		})
	}
	carers[0]["abilities"], carers[1]["abilities"] = []string{"s1", "s2", "s3"}, []string{"s1", "s2", "s3"}
	for i := range patients {
		opens := rng.IntN(200)
		windows := []object{{"start": opens, "end": opens + rng.IntN(90)}}
		if rng.IntN(3) == 0 {
			again := opens + 1 + rng.IntN(120)
			windows = append(windows, object{"start": again, "end": max(again, opens+90) + rng.IntN(60)})
		}
		p := object{"id": fmt.Sprint("p", i), "distance_matrix_index": terminals + i, "time_windows": windows, "optional": rng.IntN(3) == 0}
		needs := []object{{"service": "s1", "duration": 1 + rng.IntN(40)}, {"service": "s2", "duration": 1 + rng.IntN(40)}}
		switch rng.IntN(5) {
		case 0:
			p["synchronization"] = object{"type": "simultaneous"}
		case 1:
			low := rng.IntN(20)
			p["synchronization"] = object{"type": "sequential", "distance": object{"min": low, "max": low + rng.IntN(20)}}
		case 2:
			p["synchronization"] = object{"type": "independent"}
		default:
			needs = needs[rng.IntN(2):][:1]
		}
		p["required_services"] = needs
		if rng.IntN(3) == 0 {
			p["preferred_caregivers"] = []string{fmt.Sprint("c", rng.IntN(caregivers))}
		}
		if rng.IntN(4) == 0 {
			p["incompatible_caregivers"] = []string{fmt.Sprint("c", 2+rng.IntN(caregivers-2))}
		}
		people = append(people, p)
	}
	var distances [][]int
	for i := range terminals + patients {
		row := make([]int, terminals+patients)
		for j := range row {
			if i != j {
				row[j] = rng.IntN(40)
			}
		}
		distances = append(distances, row)
	}
	in["terminal_points"], in["caregivers"], in["patients"], in["distances"] = points, carers, people, distances
	return in
}

func openUnified(t *testing.T, in object) solve.Problem {
	t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	p, err := solve.Open("uhhc", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The search and the checker were written apart. Solve refuses a plan that
// breaks a rule or costs other than the search believes; on instances where
// every rule is in use it must never have to, whether the search had no time
// or some.
func TestTheSearchAndTheCheckerAgree(t *testing.T) {
	for seed := range uint64(60) {
		p := openUnified(t, unifiedInstance(seed))
		for _, rounds := range []int64{1, 2000} {
			a, err := p.Solve(solve.Budget{Seed: seed, Iterations: rounds})
			if err != nil {
				t.Fatalf("seed %d, %d rounds: %v", seed, rounds, err)
			}
			var written bytes.Buffer
			if err := a.Write(&written); err != nil {
				t.Fatal(err)
			}
			if r, err := p.Check(&written, 1e-6); err != nil || len(r.Violations) > 0 || r.Cost != a.Report.Cost {
				t.Fatalf("seed %d: what is written is not what was found: %v %+v", seed, err, r)
			}
		}
	}
}
