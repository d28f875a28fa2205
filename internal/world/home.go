package world

import (
	"fmt"
	"math"
	"math/rand/v2"

	"stillhome/internal/kernel/place"
)

// home is where somebody lives.
type home struct {
	address  string
	postcode string
	at       place.Point
}

// counties are the districts that the service covers with their share of the
// people in it: the towns hold most.
var counties = []struct {
	outcode place.Outcode
	share   float64
}{
	{"CB1", 9},
	{"CB2", 5},
	{"CB3", 3},
	{"CB4", 8},
	{"CB5", 4},
	{"CB6", 6},
	{"CB7", 6},
	{"CB8", 4},
	{"CB22", 4},
	{"CB23", 6},
	{"CB24", 6},
	{"CB25", 3},
	{"PE13", 6},
	{"PE14", 3},
	{"PE15", 5},
	{"PE16", 3},
	{"PE19", 7},
	{"PE26", 2},
	{"PE27", 4},
	{"PE28", 5},
	{"PE29", 5},
	{"SG8", 4},
}

const inwardLetters = "ABDEFGHJLNPQRSTUWXYZ"

// someHome lies within a few kilometres of the middle of a district.
func someHome(r *rand.Rand, districts map[place.Outcode]place.District) home {
	total := 0.0
	for _, c := range counties {
		total += c.share
	}
	x := r.Float64() * total
	code := counties[0].outcode
	for _, c := range counties {
		if x -= c.share; x <= 0 {
			code = c.outcode
			break
		}
	}
	d := districts[code]
	// Half of the county's postcodes lie within 3.3 km of their district's
	// middle; the square root spreads homes evenly over the circle.
	km, turn := 4*math.Sqrt(r.Float64()), 2*math.Pi*r.Float64()
	return home{
		address:  fmt.Sprintf("%d %s, %s", 1+r.IntN(98), pick(r, streets), d.Name),
		postcode: fmt.Sprintf("%s %d%c%c", code, r.IntN(10), inwardLetters[r.IntN(len(inwardLetters))], inwardLetters[r.IntN(len(inwardLetters))]),
		at: place.Point{
			Lat: d.Centre.Lat + km*math.Cos(turn)/111.2,
			Lon: d.Centre.Lon + km*math.Sin(turn)/(111.2*math.Cos(d.Centre.Lat*math.Pi/180)),
		},
	}
}
