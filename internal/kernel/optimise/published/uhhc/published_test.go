package uhhc_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"stillhome/internal/kernel/optimise/published/uhhc"
)

const folder = "../../../../../../shared/data/uhhc"

// pairs are the instances that have a published solution, with its file.
func pairs(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	files, _ := filepath.Glob(filepath.Join(folder, "solutions", "sol-*.json"))
	for _, f := range files {
		name := strings.TrimPrefix(filepath.Base(f), "sol-")
		found[name[:strings.LastIndex(name, "-")]] = f
	}
	if len(found) == 0 {
		t.Skip("the published solutions are not here: they lie in ../shared/data/uhhc beside the repository")
	}
	return found
}

func load(t *testing.T, instance, solution string) (*uhhc.Instance, *uhhc.Solution) {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, "instances", instance+".json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := uhhc.Read(f)
	if err != nil {
		t.Fatal(instance, err)
	}
	return in, readSolution(t, solution)
}

func readSolution(t *testing.T, file string) *uhhc.Solution {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := uhhc.ReadSolution(f)
	if err != nil {
		t.Fatal(file, err)
	}
	return s
}

// Each published component is reckoned from the routes alone. A file leaves
// out components whose weight is nothing.
func TestEveryPublishedComponentIsReproduced(t *testing.T) {
	all := pairs(t)
	if len(all) != 12 {
		t.Fatalf("%d published solutions, expected 12", len(all))
	}
	for instance, solution := range all {
		in, s := load(t, instance, solution)
		if s.Claimed == nil || len(s.Claimed.Components) < 8 {
			t.Fatalf("%s claims no cost", instance)
		}
		cost, found := uhhc.Check(in, s, 1e-6)
		for _, v := range found {
			t.Errorf("%s: %s", instance, v)
		}
		if cost.Objective() != s.Claimed.Objective {
			t.Errorf("%s: objective %g, published %g", instance, cost.Objective(), s.Claimed.Objective)
		}
		for _, p := range cost.Weighted.Parts() {
			if says, ok := s.Claimed.Components[p.Name]; !ok && p.Value != 0 || says != p.Value {
				t.Errorf("%s: %s %g, published %g", instance, p.Name, p.Value, says)
			}
		}
	}
}

func TestAPublishedSolutionIsReadAndWrittenAlike(t *testing.T) {
	for instance, solution := range pairs(t) {
		_, s := load(t, instance, solution)
		var b bytes.Buffer
		if err := s.Write(&b); err != nil {
			t.Fatal(err)
		}
		again, err := uhhc.ReadSolution(&b)
		if err != nil || !reflect.DeepEqual(s, again) {
			t.Fatalf("%s is not the same after writing: %v", instance, err)
		}
	}
}
