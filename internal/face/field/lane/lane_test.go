package lane_test

import (
	"testing"

	"stillhome/internal/face/field/lane"
)

// TestStorm: all come at once. A few are served; the others are spread, none
// further off than a minute.
func TestStorm(t *testing.T) {
	var l lane.Lane
	var served []func()
	told := map[int]int{}
	for range 300 {
		done, retry := l.Enter()
		switch {
		case done != nil:
			served = append(served, done)
		case retry < 1 || retry > 45:
			t.Fatalf("told to come again in %d seconds", retry)
		default:
			told[retry]++
		}
	}
	if len(served) != lane.Most {
		t.Errorf("%d served at once, want %d", len(served), lane.Most)
	}
	for second, n := range told {
		if n > 40 {
			t.Errorf("%d are told to come in second %d", n, second)
		}
	}
	if len(told) < 10 {
		t.Errorf("all come again within %d seconds", len(told))
	}
	for _, done := range served {
		done()
	}
	if done, _ := l.Enter(); done == nil {
		t.Error("the line is empty and nobody is let in")
	}
}
