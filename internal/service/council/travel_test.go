package council_test

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/travel"
	"stillhome/internal/service/council"
)

// A new council reckons with what Stillhome assumes; what it sets counts from
// then on.
func TestTravelAsSet(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		manager := gatetest.As(t, g, "ma", actor.Manager)
		read := func() (f travel.Figures, use travel.Use) {
			err := g.Read(manager, council.MaySee, gate.Council, func(s *gate.Snapshot) error {
				set, err := council.All(s)
				f, use = council.Travel(set)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return f, use
		}
		f, use := read()
		for _, mode := range place.Modes {
			if got, want := f.Seconds(7_000, mode), travel.Assumed.Seconds(7_000, mode); got != want {
				t.Errorf("%s: %d s by default, assumed %d", mode, got, want)
			}
		}
		if !use.Learnt || !use.Answers {
			t.Errorf("by default %+v", use)
		}
		for name, value := range map[council.Name]string{council.PaceCar: "150", council.DoorCar: "60", council.TravelLearnt: "no"} {
			if err := council.Set(manager, g, name, value); err != nil {
				t.Fatal(err)
			}
		}
		// A kilometre by car is 216 s on the road: half as much again is 324.
		if f, use = read(); f.Seconds(1_000, place.Car) != 384 || use.Learnt || !use.Answers {
			t.Errorf("as set: %d s, %+v", f.Seconds(1_000, place.Car), use)
		}
		for name, value := range map[council.Name]string{council.TravelAnswers: "perhaps", council.PaceBus: "20", council.DoorFoot: "-1"} {
			if err := council.Set(manager, g, name, value); !fault.Is(err, "council.setting") {
				t.Errorf("%s = %q: %v", name, value, err)
			}
		}
	})
}
