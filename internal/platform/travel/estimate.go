package travel

import (
	"math"

	"stillhome/internal/kernel/place"
)

// leg is a stretch of a journey and the speed on it. Journeys use the legs in
// turn, so a longer journey is never quicker than a shorter one, and no detour
// through a third point ever saves time.
type leg struct {
	roadM float64 // metres of road at this speed; the last leg has no end
	kmh   float64
}

// way is what travel by one mode is made of.
type way struct {
	detour  float64 // road metres for each metre as the crow flies
	legs    []leg
	waitS   float64 // before moving at all: a bus stop
	accessS float64 // parking, locking up, walking to the door
}

var ways = map[place.Mode]way{
	// Detour: the middle of the 1.3 to 1.4 that routing studies use for roads.
	// Speeds: local A roads in England average 25.4 mph, 41 km/h (Department
	// for Transport, travel time measures for local A roads, year to June 2019,
	// read 2026-11). Home care starts and ends in side streets, so the first
	// kilometre is slower than that and only a long drive is quicker: both are
	// our assumptions, as are two minutes to park and reach the door.
	place.Car: {
		detour:  1.35,
		legs:    []leg{{1_000, 20}, {4_000, 35}, {10_000, 50}, {math.Inf(1), 70}},
		accessS: 120,
	},
	// Cyclists use paths that cars cannot. 15 km/h with a bag, and a minute to
	// lock up, are our assumptions.
	place.Bicycle: {detour: 1.25, legs: []leg{{math.Inf(1), 15}}, accessS: 60},
	// 4.8 km/h, three miles in an hour, is an easy walk: our assumption.
	place.OnFoot: {detour: 1.25, legs: []leg{{math.Inf(1), 4.8}}, accessS: 30},
	// Walking to the stop and waiting take ten minutes and the bus goes at 18
	// km/h in town and 30 beyond, stops counted: our assumptions. A worker who
	// would be there sooner on foot walks.
	place.Bus: {detour: 1.4, legs: []leg{{5_000, 18}, {math.Inf(1), 30}}, waitS: 600, accessS: 30},
}

// Seconds is the estimated travel between two different doors a distance apart
// as the crow flies, in metres. It is never less than the time at the door.
// A mode that is not one of place.Modes takes as long as walking.
func Seconds(metres float64, mode place.Mode) int {
	w, ok := ways[mode]
	if !ok {
		w = ways[place.OnFoot]
	}
	moving := w.waitS + w.moving(metres)
	if mode == place.Bus {
		moving = math.Min(moving, ways[place.OnFoot].moving(metres))
	}
	return int(math.Ceil(moving + w.accessS))
}

// moving is the time on the road in seconds.
func (w way) moving(metres float64) float64 {
	left, seconds := metres*w.detour, 0.0
	for _, l := range w.legs {
		on := math.Min(left, l.roadM)
		seconds += on * 3.6 / l.kmh
		left -= on
	}
	return seconds
}
