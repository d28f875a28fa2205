package optimise_test

import (
	"testing"
	"time"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
)

func TestTry(t *testing.T) {
	p := madeDay(shape{shifts: 100, people: 260, visits: 1000, double: 0.22, spreadKm: 40}, 1)
	t0 := time.Now()
	first, err := optimise.Construct(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("construct %v: price %d, %+v", time.Since(t0), p.Price(first), first.Totals)
	for _, sec := range []float64{1, 5, 20} {
		t0 = time.Now()
		plan, found, err := optimise.Improve(p, first, optimise.Search{Seed: 1, Done: func() float64 { return time.Since(t0).Seconds() / sec }})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range checkplan.Check(p, plan) {
			t.Error(b)
		}
		t.Logf("improve %.0fs: %+v %+v", sec, found, plan.Totals)
	}
}
