package vrptw_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published/vrptw"
)

// sound serves 2 and then 1 (1.4 + 3.6 + 5.0) and 3 alone (10.0 + 10.0).
func sound() *vrptw.Solution {
	return &vrptw.Solution{Routes: [][]int{{2, 1}, {3}}, Cost: 300}
}

func TestCheckAcceptsASoundSolution(t *testing.T) {
	cost, found := vrptw.Check(read(t, small), sound())
	if len(found) > 0 || cost != (vrptw.Cost{Distance: 300, Routes: 2}) {
		t.Errorf("%+v, %v", cost, found)
	}
}

// TestCheckRefuses corrupts the sound solution, or the instance under it, in
// one way at a time and expects exactly the rules that breaks.
func TestCheckRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string // in the instance
		routes   [][]int
		cost     vrptw.Tenths
		want     []vrptw.Code
	}{
		"left out":            {routes: [][]int{{2, 1}}, cost: 100, want: []vrptw.Code{vrptw.Missing}},
		"served twice":        {routes: [][]int{{2, 1}, {3, 3}}, cost: 300, want: []vrptw.Code{vrptw.Twice}},
		"on two routes":       {routes: [][]int{{1}, {1, 3}, {2}}, cost: 358, want: []vrptw.Code{vrptw.Twice, vrptw.Fleet}},
		"unknown":             {routes: [][]int{{2, 1}, {3, 4}}, cost: 300, want: []vrptw.Code{vrptw.NoSuch}},
		"the depot":           {routes: [][]int{{2, 0, 1}, {3}}, cost: 300, want: []vrptw.Code{vrptw.NoSuch}},
		"below the depot":     {routes: [][]int{{2, 1}, {-1, 3}}, cost: 300, want: []vrptw.Code{vrptw.NoSuch}},
		"too many routes":     {routes: [][]int{{1}, {2}, {3}}, cost: 328, want: []vrptw.Code{vrptw.Fleet}},
		"an empty route":      {routes: [][]int{{}, {2, 1}, {3}}, cost: 300},
		"too heavy":           {routes: [][]int{{2, 3}, {1}}, cost: 304, want: []vrptw.Code{vrptw.Capacity}},
		"too late":            {from: "20         30", to: "10         14", routes: sound().Routes, cost: 300, want: []vrptw.Code{vrptw.Window}},
		"just in time":        {from: "20         30", to: "10         15", routes: sound().Routes, cost: 300},
		"back too late":       {from: "0        100", to: "0         29", routes: sound().Routes, cost: 300, want: []vrptw.Code{vrptw.Return}},
		"just back":           {from: "0        100", to: "0         30", routes: sound().Routes, cost: 300},
		"leaves too late":     {from: "0        100", to: "30        100", routes: sound().Routes, cost: 300, want: []vrptw.Code{vrptw.Window}},
		"a tenth too cheap":   {routes: sound().Routes, cost: 299, want: []vrptw.Code{vrptw.CostSaid}},
		"a tenth too dear":    {routes: sound().Routes, cost: 301, want: []vrptw.Code{vrptw.CostSaid}},
		"nothing served":      {cost: 0, want: []vrptw.Code{vrptw.Missing, vrptw.Missing, vrptw.Missing}},
		"in the wrong order":  {from: "0         40", to: "0          9", routes: [][]int{{1, 2}, {3}}, cost: 300, want: []vrptw.Code{vrptw.Window}},
		"everything at once":  {routes: [][]int{{2, 3, 1}, {2, 9}}, cost: 1, want: []vrptw.Code{vrptw.Capacity, vrptw.NoSuch, vrptw.Twice, vrptw.CostSaid}},
		"one heavy, one late": {from: "20         30", to: "0           4", routes: sound().Routes, cost: 300, want: []vrptw.Code{vrptw.Window}},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(small, c.from) {
				t.Fatalf("nothing to replace: %q", c.from)
			}
			_, found := vrptw.Check(read(t, strings.Replace(small, c.from, c.to, 1)), &vrptw.Solution{Routes: c.routes, Cost: c.cost})
			var got []vrptw.Code
			for _, v := range found {
				got = append(got, v.Code)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %v, expected %v", found, c.want)
			}
		})
	}
}

func TestSolutionIsReadAsWritten(t *testing.T) {
	s := &vrptw.Solution{Routes: [][]int{{2, 1}, {}, {3}}, Cost: 305}
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	if want := "Route #1: 2 1\nRoute #2: 3\nCost 30.5\n"; b.String() != want {
		t.Errorf("wrote %q, expected %q", b.String(), want)
	}
	again, err := vrptw.ReadSolution(&b)
	if err != nil || again.Cost != 305 || !slices.EqualFunc(again.Routes, [][]int{{2, 1}, {3}}, slices.Equal) {
		t.Errorf("read %+v, %v", again, err)
	}
}

func TestReadSolutionSaysWhichLineIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":        {"", "Line 1: the cost is missing"},
		"no cost":      {"Route #1: 1\n", "Line 1: the cost is missing"},
		"two costs":    {"Cost 1\nCost 2\n", "Line 2: the cost stands here a second time"},
		"two decimals": {"Cost 1.25\n", "Line 1: the cost must be one number of at most one decimal"},
		"negative":     {"Cost -1\n", "Line 1: the cost must be one number"},
		"no number":    {"Cost\n", "Line 1: the cost must be one number"},
		"numbering":    {"Route #1: 1\nRoute #3: 2\n", `Line 2: expected "Route #2:", found "Route #3: 2"`},
		"a word":       {"Route #1: 1 two\n", `Line 1: "two" on route 1 is not a customer's number`},
		"something":    {"\nBest 5\n", `Line 2: expected "Route #1: ..." or "Cost ...", found "Best 5"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := vrptw.ReadSolution(strings.NewReader(c.text))
			if !fault.Is(err, "vrptw.solution") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("said %v, expected %q", err, c.want)
			}
		})
	}
}

func TestReadSolutionTakesCostsOfTheFieldsPublishers(t *testing.T) {
	for text, want := range map[string]vrptw.Tenths{"Cost 827.3": 8273, "Cost 827": 8270, "cost 827.30\n": 8273, "Cost 0.5": 5, "Cost 827.": 8270} {
		s, err := vrptw.ReadSolution(strings.NewReader(text))
		if err != nil || s.Cost != want {
			t.Errorf("%q: %+v, %v, expected %d tenths", text, s, err, want)
		}
	}
}
