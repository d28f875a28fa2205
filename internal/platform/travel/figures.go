package travel

import (
	"maps"
	"math"
	"slices"

	"stillhome/internal/kernel/place"
)

// Band is a stretch of a journey and the speed on it. Journeys use the bands
// in turn, so a longer journey is never quicker than a shorter one, and no
// detour through a third point ever saves time.
type Band struct {
	RoadM float64 // metres of road at this speed; the last band has no end
	KmH   float64 // as assumed, before anything was set or learnt
	// Pace is how much longer the band takes than assumed: 1 as assumed, 1.2 a
	// fifth longer.
	Pace float64
}

// Way is what travel by one mode is made of.
type Way struct {
	Detour float64 // road metres for each metre as the crow flies
	Bands  []Band  // nearest first, at least one
	WaitS  float64 // before moving at all: a bus stop
	DoorS  float64 // parking, locking up, walking to the door
	Source string  // where the figures are from, or that they are our assumption
}

// Figures are what travel is reckoned with. They are never changed once made:
// Set and With give new ones.
type Figures map[place.Mode]Way

// Assumed are the figures Stillhome comes with.
var Assumed = Figures{
	// Detour: the middle of the 1.3 to 1.4 that routing studies use for roads.
	// Speeds: local A roads in England average 25.4 mph, 41 km/h (Department
	// for Transport, travel time measures for local A roads, year to June 2019,
	// read 2026-11). Home care starts and ends in side streets, so the first
	// kilometre is slower than that and only a long drive is quicker: both are
	// our assumptions, as are two minutes to park and reach the door.
	place.Car: {
		Detour: 1.35,
		Bands:  []Band{{1_000, 20, 1}, {4_000, 35, 1}, {10_000, 50, 1}, {math.Inf(1), 70, 1}},
		DoorS:  120,
		Source: "Our assumption around the average of local A roads in England, 41 km/h (Department for Transport, year to June 2019).",
	},
	// Cyclists use paths that cars cannot. 15 km/h with a bag, and a minute to
	// lock up, are our assumptions.
	place.Bicycle: {Detour: 1.25, Bands: []Band{{math.Inf(1), 15, 1}}, DoorS: 60, Source: "Our assumption: cycling with a bag."},
	// 4.8 km/h, three miles in an hour, is an easy walk: our assumption.
	place.OnFoot: {Detour: 1.25, Bands: []Band{{math.Inf(1), 4.8, 1}}, DoorS: 30, Source: "Our assumption: three miles in an hour, an easy walk."},
	// Walking to the stop and waiting take ten minutes and the bus goes at 18
	// km/h in town and 30 beyond, stops counted: our assumptions. A worker who
	// would be there sooner on foot walks.
	place.Bus: {
		Detour: 1.4, Bands: []Band{{5_000, 18, 1}, {math.Inf(1), 30, 1}}, WaitS: 600, DoorS: 30,
		Source: "Our assumption: ten minutes to the stop and waiting there, then a bus with its stops.",
	},
}

// Set gives figures in which one mode takes so many percent of the time
// assumed on the road, and so many seconds at the door. A mode that is not one
// of place.Modes, or a percentage that is not positive, changes nothing.
func (f Figures) Set(mode place.Mode, percent, doorS int) Figures {
	w, ok := f[mode]
	if !ok || percent <= 0 || doorS < 0 {
		return f
	}
	w.Bands, w.DoorS = slices.Clone(w.Bands), float64(doorS)
	for i := range w.Bands {
		w.Bands[i].Pace = float64(percent) / 100
	}
	return f.put(mode, w)
}

// With gives figures with what was learnt in the place of what was set. What
// was learnt of a band that is not there is passed over. A band never comes out
// slower than the one before it: then both get one speed between, so that no
// detour saves time.
func (f Figures) With(learnt []Learnt) Figures {
	out := f
	for _, mode := range place.Modes {
		w := f[mode]
		bands, starts := slices.Clone(w.Bands), w.starts()
		for _, l := range learnt {
			if i := slices.Index(starts, float64(l.FromRoadM)); l.Mode == mode && i >= 0 && l.Factor > 0 {
				bands[i].Pace = l.Factor
			}
		}
		w.Bands = level(bands)
		out = out.put(mode, w)
	}
	return out
}

func (f Figures) put(mode place.Mode, w Way) Figures {
	out := maps.Clone(f)
	out[mode] = w
	return out
}

// lastBandM is what the last band, which has no end, counts for beside others.
const lastBandM = 10_000

// level makes each band at least as quick as the one before it, by giving
// neighbours that are not one speed: that at which the stretch of both takes
// as long as before.
func level(bands []Band) []Band {
	type pool struct {
		metres, seconds float64
		bands           int
	}
	var pools []pool
	for _, b := range bands {
		p := pool{metres: math.Min(b.RoadM, lastBandM), bands: 1}
		p.seconds = p.metres * b.secondsPerMetre()
		pools = append(pools, p)
		for n := len(pools); n > 1 && pools[n-1].seconds/pools[n-1].metres > pools[n-2].seconds/pools[n-2].metres; n = len(pools) {
			a, b := pools[n-2], pools[n-1]
			pools = append(pools[:n-2], pool{a.metres + b.metres, a.seconds + b.seconds, a.bands + b.bands})
		}
	}
	i := 0
	for _, p := range pools {
		for range p.bands {
			if p.bands > 1 {
				bands[i].Pace = p.seconds / p.metres * bands[i].KmH / 3.6
			}
			i++
		}
	}
	return bands
}

func (b Band) secondsPerMetre() float64 { return 3.6 / b.KmH * b.Pace }

// InUse is the speed in kilometres an hour with all that was set and learnt.
func (b Band) InUse() float64 { return b.KmH / b.Pace }

// starts is where each band begins, in metres of road.
func (w Way) starts() []float64 {
	out, at := make([]float64, 0, len(w.Bands)), 0.0
	for _, b := range w.Bands {
		out = append(out, at)
		at += b.RoadM
	}
	return out
}

// Seconds is the estimated travel between two different doors a distance apart
// as the crow flies, in metres. It is never less than the time at the door.
// A mode that is not one of place.Modes takes as long as walking.
func (f Figures) Seconds(metres float64, mode place.Mode) int {
	w, ok := f[mode]
	if !ok {
		w = f[place.OnFoot]
	}
	moving := w.WaitS + w.moving(metres)
	if mode == place.Bus {
		moving = math.Min(moving, f[place.OnFoot].moving(metres))
	}
	return int(math.Ceil(moving + w.DoorS))
}

// moving is the time on the road in seconds.
func (w Way) moving(metres float64) float64 {
	left, seconds := metres*w.Detour, 0.0
	for _, b := range w.Bands {
		on := math.Min(left, b.RoadM)
		seconds += on * b.secondsPerMetre()
		left -= on
	}
	return seconds
}
