package plain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/plain"
)

// line is a depot at 0 and stops 10, 20, 30 ... along a road, all day open.
func line(stops, vehicles int) plain.Problem {
	n := stops + 1
	p := plain.Problem{Vehicles: vehicles, Capacity: 100, Stops: make([]plain.Stop, n), Travel: make([]int32, n*n)}
	for i := range n {
		p.Stops[i] = plain.Stop{Latest: 10_000}
		for j := range n {
			p.Travel[i*n+j] = int32(10 * max(i-j, j-i))
		}
	}
	return p
}

func solve(t *testing.T, p plain.Problem, iterations int64) plain.Result {
	t.Helper()
	r, err := plain.Solve(p, plain.Options{Seed: 1, Iterations: iterations})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSolveSmall(t *testing.T) {
	// One round to the end of the road and back: 2 x 80.
	if r := solve(t, line(8, 3), 2000); r.Distance != 160 || len(r.Routes) != 1 || len(r.Routes[0]) != 8 || len(r.Unserved) > 0 {
		t.Errorf("a road of 8 stops: %+v", r)
	}
	// Four of load 30 need two vehicles: the far two with the far vehicle,
	// 2 x 40 + 2 x 20, or three and one, 2 x 40 + 2 x 10.
	p := line(4, 3)
	for i := 1; i < 5; i++ {
		p.Stops[i].Load = 30
	}
	if r := solve(t, p, 2000); r.Distance != 100 || len(r.Routes) != 2 {
		t.Errorf("four loads of 30: %+v", r)
	}
	// The far stop closes first, so that the near one is served on the way home.
	p = line(2, 1)
	p.Stops[1].Earliest, p.Stops[2].Latest = 25, 20
	if r := solve(t, p, 2000); r.Distance != 40 || !slices.Equal(r.Routes[0], []int{2, 1}) {
		t.Errorf("the far one first: %+v", r)
	}
	if r := solve(t, line(1, 1), 10); r.Distance != 20 || len(r.Routes) != 1 {
		t.Errorf("one stop: %+v", r)
	}
	if r := solve(t, line(0, 1), 10); r.Distance != 0 || len(r.Routes) != 0 {
		t.Errorf("no stop: %+v", r)
	}
}

func TestUnservedAreNamed(t *testing.T) {
	p := line(5, 2)
	p.Stops[3].Latest = 29 // 30 away
	p.Stops[5].Load = 101
	if r := solve(t, p, 2000); !slices.Equal(r.Unserved, []int{3, 5}) || r.Distance != 80 {
		t.Errorf("stops 3 and 5 cannot be served: %+v", r)
	}
	// One vehicle cannot be at two places at once.
	p = line(2, 1)
	p.Stops[1].Earliest, p.Stops[1].Latest, p.Stops[2].Earliest, p.Stops[2].Latest = 30, 30, 30, 30
	if r := solve(t, p, 2000); len(r.Unserved) != 1 || len(r.Routes) != 1 {
		t.Errorf("one of two is left out: %+v", r)
	}
}

func TestSolveRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*plain.Problem)
		want  string
	}{
		"vehicles":   {func(p *plain.Problem) { p.Vehicles = 0 }, "There is no vehicle"},
		"depot":      {func(p *plain.Problem) { p.Stops, p.Travel = nil, nil }, "There is no depot"},
		"ways":       {func(p *plain.Problem) { p.Travel = p.Travel[1:] }, "There are 8 ways between 3 stops"},
		"depot load": {func(p *plain.Problem) { p.Stops[0].Load = 1 }, "The depot has a load"},
		"load":       {func(p *plain.Problem) { p.Stops[1].Load = -1 }, "Stop 1 has a negative load"},
		"window":     {func(p *plain.Problem) { p.Stops[2].Latest = -1 }, "The window of stop 2 closes before it opens"},
		"far":        {func(p *plain.Problem) { p.Stops[2].Latest = 2_000_000_000 }, "Stop 2 has a time over"},
		"way":        {func(p *plain.Problem) { p.Travel[5] = -3 }, "The way from stop 1 to stop 2 is -3"},
		"itself":     {func(p *plain.Problem) { p.Travel[4] = 3 }, "The way from stop 1 to itself is 3"},
	} {
		t.Run(name, func(t *testing.T) {
			p := line(2, 1)
			c.spoil(&p)
			_, err := plain.Solve(p, plain.Options{Iterations: 1})
			if !fault.Is(err, "plain.problem") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("said %v, expected %q", err, c.want)
			}
		})
	}
	if _, err := plain.Solve(line(2, 1), plain.Options{}); !fault.Is(err, "plain.endless") {
		t.Errorf("an endless search: %v", err)
	}
}

// TestSameSeedSameRoutes: seed and iterations decide everything, another seed
// something else.
func TestSameSeedSameRoutes(t *testing.T) {
	p := line(60, 20)
	for i := 1; i < len(p.Stops); i++ {
		p.Stops[i] = plain.Stop{Load: int32(i%7 + 5), Earliest: int32(i * 37 % 900), Latest: int32(i*37%900 + 600), Service: 5}
	}
	once := func(seed uint64) string {
		r, err := plain.Solve(p, plain.Options{Seed: seed, Iterations: 5000})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(r)
	}
	first := once(1)
	if again := once(1); again != first {
		t.Errorf("the same seed gave\n%s\nand\n%s", first, again)
	}
	if once(2) == first {
		t.Errorf("two seeds gave the same search to the last count:\n%s", first)
	}
}

// TestBestSoFar: a search that is asked has a whole plan at any time, never
// worse than before, and ends when it is told that its budget is spent.
func TestBestSoFar(t *testing.T) {
	p := line(60, 20)
	asked, last := 0, plain.Progress{}
	r, err := plain.Solve(p, plain.Options{
		Seed:  1,
		Spent: func() float64 { asked++; return float64(asked) / 50 },
		Report: func(now plain.Progress) {
			served := now.Unserved
			for _, route := range now.Routes() {
				served += len(route)
			}
			if served != 60 || last.Routes != nil && (now.Distance > last.Distance || now.Iterations <= last.Iterations) {
				t.Errorf("%+v after %+v", now, last)
			}
			last = now
		},
	})
	if err != nil || asked != 50 || r.Distance != last.Distance || r.Iterations != last.Iterations {
		t.Errorf("asked %d times, last %+v, result %+v, %v", asked, last, r, err)
	}
}
