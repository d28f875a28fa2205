package solve

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/plain"
	"stillhome/internal/kernel/optimise/published/vrptw"
)

const vrptwFolder = "../../../../../../shared/data/vrptw"

// vrptwInstance is a published file such as "solomon/R112", and the best known
// distance.
func vrptwInstance(t testing.TB, name string) (*vrptw.Instance, vrptw.Tenths) {
	t.Helper()
	table, err := os.Open(filepath.Join(vrptwFolder, "bks.csv"))
	if err != nil {
		t.Skip("the published instances are not here: they lie in ../shared/data/vrptw beside the repository")
	}
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(vrptwFolder, name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in, err := vrptw.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if strings.EqualFold(row[0], in.Name) {
			units, err := strconv.ParseFloat(row[7], 64)
			if err != nil {
				t.Fatal(err)
			}
			return in, vrptw.Tenths(units*10 + 0.5)
		}
	}
	t.Fatalf("no best known distance for %s", in.Name)
	return nil, 0
}

// TestVRPTWScreen is a short look, by iterations and not by the clock, at one
// instance of each kind: short routes, long routes, and clusters whose number
// of routes is hard to find. The long look is make bench-planner.
func TestVRPTWScreen(t *testing.T) {
	if testing.Short() {
		t.Skip("the screen takes seconds: run without -short")
	}
	for _, c := range []struct {
		name        string
		iterations  int64
		mostPercent float64
	}{
		{"solomon/C101", 10_000, 0},
		{"solomon/RC208", 50_000, 2},
		{"gh200/r1_2_10", 50_000, 3},
		{"gh200/c2_2_2", 30_000, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, best := vrptwInstance(t, c.name)
			s, result, err := VRPTW(in, plain.Options{Seed: 1, Iterations: c.iterations})
			if err != nil {
				t.Fatal(err)
			}
			cost, found := vrptw.Check(in, s)
			if len(found) > 0 {
				t.Fatalf("the checker refuses it: %v", found)
			}
			gap := 100 * (float64(cost.Distance)/float64(best) - 1)
			t.Logf("%d tenths in %d routes, %.2f%% over the best known; %d evaluations", cost.Distance, cost.Routes, gap, result.Evaluations)
			if gap > c.mostPercent {
				t.Errorf("%.2f%% over the best known, expected at most %.2f%%", gap, c.mostPercent)
			}
		})
	}
}

// TestVRPTWSameToTheByte: seed and iterations fix the file that is written.
func TestVRPTWSameToTheByte(t *testing.T) {
	in, _ := vrptwInstance(t, "solomon/R208")
	once := func() string {
		s, _, err := VRPTW(in, plain.Options{Seed: 7, Iterations: 5000})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := s.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if first, again := once(), once(); first != again {
		t.Errorf("the same seed and iterations gave\n%s\nand\n%s", first, again)
	}
}

func TestVRPTWSaysWhoIsUnserved(t *testing.T) {
	in := &vrptw.Instance{Vehicles: 1, Capacity: 1, Sites: []vrptw.Site{{Due: 100}, {X: 1, Due: 100, Demand: 1}, {X: 9, Due: 8, Demand: 1}}}
	_, _, err := VRPTW(in, plain.Options{Iterations: 100})
	if !fault.Is(err, "vrptw.unserved") || !strings.Contains(fmt.Sprint(err), "the first being 2") {
		t.Errorf("said %v", err)
	}
}

// BenchmarkVRPTW is one iteration on the way from hot to cold, by instance. It
// prints evaluations a second, and allocates nothing in the loop: what it
// counts is the start of the search, spread over all iterations.
func BenchmarkVRPTW(b *testing.B) {
	for _, name := range []string{"solomon/R112", "gh200/r2_2_3", "gh400/r1_4_4", "gh400/rc2_4_4"} {
		b.Run(name, func(b *testing.B) {
			in, _ := vrptwInstance(b, name)
			b.ReportAllocs()
			b.ResetTimer()
			_, result, err := VRPTW(in, plain.Options{Seed: 1, Iterations: int64(b.N)})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(result.Evaluations)/b.Elapsed().Seconds()/1e6, "Mevals/s")
		})
	}
}
