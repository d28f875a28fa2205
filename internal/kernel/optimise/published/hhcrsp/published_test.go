package hhcrsp_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"

	"stillhome/internal/kernel/optimise/published/hhcrsp"
)

const folder = "../../../../../../shared/data/hhcrsp"

// rounding is how far published times and costs may be from the exact ones.
const rounding = 0.002

// row is one line of the table of best known costs.
type row struct {
	instance, solution                 string
	distance, highest, tardiness, cost float64
}

// rows is the published table.
func rows(t *testing.T) []row {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, "best-known.csv"))
	if err != nil {
		t.Skip("the published solutions are not here: they lie in ../shared/data/hhcrsp beside the repository")
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var found []row
	for _, l := range lines[1:] {
		r := row{instance: l[1], solution: l[8]}
		for i, to := range []*float64{&r.distance, &r.highest, &r.tardiness, &r.cost} {
			if *to, err = strconv.ParseFloat(l[10+i], 64); err != nil {
				t.Fatal(err)
			}
		}
		found = append(found, r)
	}
	return found
}

func load(t *testing.T, instance, solution string) (*hhcrsp.Instance, *hhcrsp.Solution) {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, "instances", instance))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := hhcrsp.Read(f)
	if err != nil {
		t.Fatal(instance, err)
	}
	return in, readSolution(t, solution)
}

func readSolution(t *testing.T, file string) *hhcrsp.Solution {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, "solutions", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := hhcrsp.ReadSolution(f)
	if err != nil {
		t.Fatal(file, err)
	}
	return s
}

func TestEveryPublishedCostIsReproduced(t *testing.T) {
	all := rows(t)
	if len(all) != 53 {
		t.Fatalf("%d published solutions, expected 53", len(all))
	}
	for _, r := range all {
		in, s := load(t, r.instance, r.solution)
		cost, found := hhcrsp.Check(in, s, rounding)
		for _, v := range found {
			t.Errorf("%s: %s", r.instance, v)
		}
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"distance", cost.Distance, r.distance},
			{"total tardiness", cost.TotalTardiness, r.tardiness},
			{"max tardiness", cost.MaxTardiness, r.highest},
			{"cost", cost.Objective(), r.cost},
		} {
			if math.Abs(c.got-c.want) > rounding {
				t.Errorf("%s: %s %.4f, published %.4f", r.instance, c.what, c.got, c.want)
			}
		}
	}
}

func TestAPublishedSolutionIsReadAndWrittenAlike(t *testing.T) {
	for _, r := range rows(t) {
		_, s := load(t, r.instance, r.solution)
		var b bytes.Buffer
		if err := s.Write(&b); err != nil {
			t.Fatal(err)
		}
		again, err := hhcrsp.ReadSolution(&b)
		if err != nil || !reflect.DeepEqual(s, again) {
			t.Fatalf("%s is not the same after writing: %v", r.solution, err)
		}
	}
}

func TestTheToyIsSound(t *testing.T) {
	rows(t)
	in, s := load(t, "toy.json", "sol_toy_optimal.json")
	if cost, found := hhcrsp.Check(in, s, 1e-6); len(found) > 0 {
		t.Errorf("%v %v", cost, found)
	}
}
