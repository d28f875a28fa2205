package chance_test

import (
	"math"
	"testing"

	"stillhome/internal/kernel/optimise/chance"
)

// TestDraws: each kind of draw stays in its range and has its mean.
func TestDraws(t *testing.T) {
	const draws = 100_000
	s := chance.Source(1)
	for _, c := range []struct {
		name            string
		draw            func() float64
		low, high, mean float64
	}{
		{"below 10", func() float64 { return float64(s.Below(10)) }, 0, 9, 4.5},
		{"unit", s.Unit, math.SmallestNonzeroFloat64, 1, 0.5},
		{"geometric", func() float64 { return float64(s.Geometric(0.1)) }, 0, math.MaxInt32, 9},
		{"once in 4", func() float64 {
			if s.Once(4) {
				return 1
			}
			return 0
		}, 0, 1, 0.25},
	} {
		sum := 0.0
		for range draws {
			x := c.draw()
			if x < c.low || x > c.high {
				t.Fatalf("%s: %v", c.name, x)
			}
			sum += x
		}
		if got := sum / draws; math.Abs(got-c.mean) > 0.02*c.mean {
			t.Errorf("%s: a mean of %v, expected %v", c.name, got, c.mean)
		}
	}
	a, b, c := chance.Source(7), chance.Source(7), chance.Source(8)
	if x := a.Next(); x != b.Next() || x == c.Next() {
		t.Error("the seed does not settle the numbers")
	}
}
