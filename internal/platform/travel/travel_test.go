package travel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
)

func TestSeconds(t *testing.T) {
	for _, c := range []struct {
		name   string
		metres float64
		mode   place.Mode
		want   int
	}{
		{"at the door", 0, place.Car, 120},
		// 1,000 m x 1.35 = 1,350 m of road: 1,000 m at 20 km/h is 180 s, 350 m at
		// 35 km/h is 36 s, and 120 s at the door.
		{"a kilometre by car", 1_000, place.Car, 336},
		// 13.5 km: 180 s; 4 km at 35 is 411.43 s; 8.5 km at 50 is 612 s; 120 s.
		{"ten kilometres by car", 10_000, place.Car, 1324},
		// 40.5 km: 180; 411.43; 10 km at 50 is 720; 25.5 km at 70 is 1,311.43; 120.
		{"thirty kilometres by car", 30_000, place.Car, 2743},
		// 1,250 m at 15 km/h is 300 s, and 60.
		{"a kilometre by bicycle", 1_000, place.Bicycle, 360},
		// 1,250 m at 4.8 km/h is 937.5 s, and 30.
		{"a kilometre on foot", 1_000, place.OnFoot, 968},
		// By bus 600 s of waiting and 280 s of riding: 880 s, and 30.
		{"a kilometre by bus", 1_000, place.Bus, 910},
		// Walking 625 m takes 468.75 s, the bus 600 s before it comes.
		{"half a kilometre by bus is walked", 500, place.Bus, 499},
		// 14 km: 600; 5 km at 18 is 1,000; 9 km at 30 is 1,080; 30.
		{"ten kilometres by bus", 10_000, place.Bus, 2710},
		{"an unknown mode walks", 1_000, "horse", 968},
	} {
		if got := Assumed.Seconds(c.metres, c.mode); got != c.want {
			t.Errorf("%s: %d s, want %d", c.name, got, c.want)
		}
	}
}

// Longer is never quicker, and going by way of a third door never saves time,
// whatever was set or learnt: the planner relies on both.
func TestLongerIsNeverQuicker(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	all := []Figures{Assumed, Assumed.Set(place.Car, 150, 300).Set(place.Bus, 60, 0)}
	for range 20 {
		var learnt []Learnt
		for _, mode := range place.Modes {
			for _, start := range Assumed[mode].starts() {
				learnt = append(learnt, Learnt{Mode: mode, FromRoadM: int(start), Factor: 0.4 + 2*random.Float64()})
			}
		}
		all = append(all, Assumed.With(learnt))
	}
	for n, f := range all {
		for _, mode := range place.Modes {
			for m := 0.0; m < 60_000; m += 250 {
				whole := f.Seconds(m, mode)
				if m > 0 && whole < f.Seconds(m-1, mode) {
					t.Fatalf("figures %d, %s: %.0f m is quicker than a metre less", n, mode, m)
				}
				for _, share := range []float64{0.1, 0.5, 0.9} {
					if parts := f.Seconds(m*share, mode) + f.Seconds(m*(1-share), mode); parts < whole {
						t.Fatalf("figures %d, %s: %.0f m takes %d s, in two parts %d s", n, mode, m, whole, parts)
					}
				}
			}
		}
	}
}

func TestEveryModeHasAWay(t *testing.T) {
	for _, mode := range place.Modes {
		w, ok := Assumed[mode]
		if !ok || w.Detour < 1 || len(w.Bands) == 0 || !math.IsInf(w.Bands[len(w.Bands)-1].RoadM, 1) || w.Source == "" {
			t.Errorf("%s: %+v", mode, w)
		}
		for i, b := range w.Bands {
			if b.Pace != 1 || i > 0 && b.KmH < w.Bands[i-1].KmH {
				t.Errorf("%s slows down with distance: a detour could save time", mode)
			}
		}
	}
	if car, walk := Assumed.Seconds(5_000, place.Car), Assumed.Seconds(5_000, place.OnFoot); car >= walk {
		t.Errorf("driving 5 km takes %d s, walking %d s", car, walk)
	}
}

func TestSet(t *testing.T) {
	// A kilometre by car is 216 s on the road: a quarter more is 270, and 60 at the door.
	f := Assumed.Set(place.Car, 125, 60)
	if got := f.Seconds(1_000, place.Car); got != 330 {
		t.Errorf("set: %d s", got)
	}
	if Assumed.Seconds(1_000, place.Car) != 336 || f.Seconds(1_000, place.Bicycle) != 360 {
		t.Error("setting one mode changed other figures")
	}
	if f := Assumed.Set("horse", 125, 60).Set(place.Car, 0, 60).Set(place.Car, 100, -1); f.Seconds(1_000, place.Car) != 336 {
		t.Error("what makes no sense was set")
	}
}

func TestMatrix(t *testing.T) {
	ely, march := place.Point{Lat: 52.399, Lon: 0.263}, place.Point{Lat: 52.551, Lon: 0.088}
	doors := []Door{
		{Key: "ely 1", Point: ely},
		{Key: "march", Point: march},
		{Key: "ely 1", Point: march}, // the same door again: its first point counts
		{Key: "ely 2", Point: ely},
		{Key: "district a", Point: ely, DistrictOnly: true},
		{Key: "district b", Point: ely, DistrictOnly: true},
	}
	m, err := NewMatrix(doors, Assumed, Known{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Doors() != 5 {
		t.Errorf("%d different doors", m.Doors())
	}
	for _, c := range []struct{ from, to, want int }{
		{0, 0, 0},
		{0, 2, 0},
		{0, 1, Assumed.Seconds(ely.MetresTo(march), place.Car)},
		{1, 0, Assumed.Seconds(ely.MetresTo(march), place.Car)},
		{2, 1, Assumed.Seconds(ely.MetresTo(march), place.Car)},
		{0, 3, Assumed.Seconds(nextDoorM, place.Car)},
		{4, 5, Assumed.Seconds(withinDistrictM, place.Car)},
		{0, 4, Assumed.Seconds(nextDoorM, place.Car)},
	} {
		if got := m.At(c.from, c.to, place.Car); got != c.want {
			t.Errorf("from %d to %d: %d s, want %d", c.from, c.to, got, c.want)
		}
	}
	if got, err := m.Between("march", "ely 2", place.Bus); err != nil || got != m.At(1, 3, place.Bus) || got <= m.At(1, 3, place.Car) {
		t.Errorf("by key: %d, %v", got, err)
	}
	if _, err := m.Between("march", "nowhere", place.Car); !fault.Is(err, "travel.no_door") {
		t.Errorf("an unknown key: %v", err)
	}
	var _ optimise.Travel = m.At // the planner takes it as it is
}

func TestBadDoors(t *testing.T) {
	for code, door := range map[string]Door{
		"travel.door":  {Point: place.Point{Lat: 52, Lon: 0}},
		"travel.point": {Key: "a"},
		"place.point":  {Key: "a", Point: place.Point{Lat: 520, Lon: 0}},
	} {
		if _, err := NewMatrix([]Door{door}, Assumed, Known{}); !fault.Is(err, code) {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	if m, err := NewMatrix(nil, Assumed, Known{}); err != nil || m.Doors() != 0 {
		t.Errorf("no doors at all: %v", err)
	}
}

func TestManyReadersAtOnce(t *testing.T) {
	var doors []Door
	for i := range 50 {
		doors = append(doors, Door{Key: fmt.Sprint(i), Point: place.Point{Lat: 52 + float64(i)/100, Lon: 0.1}})
	}
	m, err := NewMatrix(doors, Assumed, Known{})
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan int)
	for range 8 {
		go func() { got <- m.At(3, 40, place.Bicycle) }()
	}
	first := <-got
	for range 7 {
		if other := <-got; other != first {
			t.Errorf("%d and %d", first, other)
		}
	}
}

func BenchmarkMatrix(b *testing.B) {
	var doors []Door
	for i := range 340 { // 250 people and 90 workers
		doors = append(doors, Door{Key: fmt.Sprint(i), Point: place.Point{Lat: 52 + float64(i%20)/50, Lon: float64(i) / 1000}})
	}
	for b.Loop() {
		m, err := NewMatrix(doors, Assumed, Known{})
		if err != nil {
			b.Fatal(err)
		}
		m.At(0, 339, place.Car)
	}
}
