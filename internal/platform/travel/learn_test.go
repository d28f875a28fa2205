package travel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"stillhome/internal/kernel/place"
)

// driven makes up journeys with the times that planted figures give, a third
// longer or shorter by chance and every tenth with an hour at the shops.
func driven(planted Figures, mode place.Mode, n int, fromM, untilM float64) []Journey {
	random := rand.New(rand.NewPCG(7, uint64(n)))
	var out []Journey
	for i := range n {
		metres := fromM + (untilM-fromM)*random.Float64()
		door := planted[mode].DoorS
		moving := float64(planted.Seconds(metres, mode)) - door
		seconds := door + moving*math.Exp(0.3*(2*random.Float64()-1))
		if i%10 == 9 {
			seconds += 3600
		}
		out = append(out, Journey{Mode: mode, Metres: metres, Seconds: int(seconds)})
	}
	return out
}

func TestLearnFindsWhatWasPlanted(t *testing.T) {
	for _, c := range []struct {
		name    string
		planted []Learnt
		mode    place.Mode
		untilM  float64
		within  float64
	}{
		{"all roads a third slower", []Learnt{{Mode: place.Car, FromRoadM: 0, Factor: 1.33}, {Mode: place.Car, FromRoadM: 1_000, Factor: 1.33}, {Mode: place.Car, FromRoadM: 5_000, Factor: 1.33}, {Mode: place.Car, FromRoadM: 15_000, Factor: 1.33}}, place.Car, 25_000, 0.06},
		{"only side streets slower", []Learnt{{Mode: place.Car, FromRoadM: 0, Factor: 1.6}}, place.Car, 8_000, 0.05},
		{"quick cyclists", []Learnt{{Mode: place.Bicycle, FromRoadM: 0, Factor: 0.75}}, place.Bicycle, 6_000, 0.04},
		{"slow buses", []Learnt{{Mode: place.Bus, FromRoadM: 0, Factor: 1.4}, {Mode: place.Bus, FromRoadM: 5_000, Factor: 1.4}}, place.Bus, 12_000, 0.12},
	} {
		truth := Assumed.With(c.planted)
		learnt := Learn(Assumed, driven(truth, c.mode, 4_000, 100, c.untilM))
		f := Assumed.With(learnt)
		for m := 300.0; m < c.untilM; m += 300 {
			got, want := float64(f.Seconds(m, c.mode)), float64(truth.Seconds(m, c.mode))
			if math.Abs(got-want) > c.within*want+2 {
				t.Errorf("%s: %.0f m takes %.0f s, want %.0f", c.name, m, got, want)
			}
		}
		for _, l := range learnt {
			if l.Mode != c.mode || l.Journeys == 0 {
				t.Errorf("%s: learnt of %s from %d journeys", c.name, l.Mode, l.Journeys)
			}
		}
	}
}

// A few journeys move a figure little, many decide it; one that is no journey
// counts for nothing.
func TestLearnDoubtsAFew(t *testing.T) {
	twice := func(n int) []Journey {
		var out []Journey
		for range n {
			// 1,250 m of road at 15 km/h should take 300 s and 60 at the door.
			out = append(out, Journey{Mode: place.Bicycle, Metres: 1_000, Seconds: 660})
		}
		return out
	}
	for n, want := range map[int]float64{10: math.Pow(2, 1.0/3), 20: math.Sqrt2, 980: math.Pow(2, 0.98)} {
		got := Learn(Assumed, twice(n))
		if len(got) != 1 || math.Abs(got[0].Factor-want) > 1e-9 || got[0].Journeys != n {
			t.Errorf("%d journeys: %+v, want factor %f", n, got, want)
		}
	}
	if got := Learn(Assumed, twice(9)); len(got) != 0 {
		t.Errorf("nine journeys: %+v", got)
	}
	odd := []Journey{
		{place.Bicycle, 1_000, 5_000}, // an hour and more for a kilometre
		{place.Bicycle, 1_000, 100},   // 112 km/h
		{place.Bus, 500, 400},         // walked, for all we know
		{"horse", 1_000, 400},
		{place.Car, 0, 120},
	}
	odd = slices.Repeat(odd, 20)
	if got := Learn(Assumed, odd); len(got) != 0 {
		t.Errorf("learnt from nothing: %+v", got)
	}
	// What a council set is what a few journeys leave alone, not what was assumed.
	set := Assumed.Set(place.Bicycle, 200, 60)
	if got := Learn(set, twice(13)); math.Abs(got[0].Factor-2) > 1e-9 {
		t.Errorf("beside what was set: %+v", got)
	}
}

// What was learnt of bands that are no more is passed over, and two bands that
// would slow with distance get one speed over both.
func TestWith(t *testing.T) {
	f := Assumed.With([]Learnt{{Mode: place.Car, FromRoadM: 777, Factor: 2}, {Mode: place.Car, FromRoadM: 1_000, Factor: -1}})
	if f.Seconds(9_000, place.Car) != Assumed.Seconds(9_000, place.Car) {
		t.Error("a band that is not there was used")
	}
	f = Assumed.With([]Learnt{{Mode: place.Car, FromRoadM: 1_000, Factor: 2.4}})
	bands := f[place.Car].Bands
	if math.Abs(bands[0].InUse()-bands[1].InUse()) > 1e-9 {
		t.Errorf("%.1f km/h, then %.1f", bands[0].InUse(), bands[1].InUse())
	}
	// 1,000 m at 20 km/h is 180 s, 4,000 m at 35/2.4 is 987.4 s: as long as before.
	if got := f[place.Car].moving(5_000 / 1.35); math.Abs(got-1167.43) > 0.01 {
		t.Errorf("both take %.2f s", got)
	}
}
