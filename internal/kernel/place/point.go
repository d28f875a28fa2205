package place

import (
	"math"

	"stillhome/internal/kernel/fault"
)

// Point is a place on the Earth in degrees, WGS 84. The zero value, in the sea
// off Africa, means not known.
type Point struct {
	Lat float64 `json:"lat"` // degrees north, -90 to 90
	Lon float64 `json:"lon"` // degrees east, -180 to 180; west of Greenwich is negative
}

// earthRadiusM is the mean radius of the Earth. Source: IUGG, R1 of GRS 80.
const earthRadiusM = 6371008.8

// Known reports whether the point has been set.
func (p Point) Known() bool { return p != Point{} }

// Check refuses a point that is not on the Earth. Errors: place.point.
func (p Point) Check() error {
	if !(math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180) { // NaN fails too
		return fault.New(fault.Invalid, "place.point",
			"A point needs a latitude between -90 and 90 and a longitude between -180 and 180.")
	}
	return nil
}

// MetresTo is the great-circle distance in metres, as a crow flies, on a round
// Earth: within 0.6% of the truth anywhere. Never negative, and the same both
// ways.
func (p Point) MetresTo(q Point) float64 {
	lat1, lat2 := radians(p.Lat), radians(q.Lat)
	sinLat := math.Sin((lat2 - lat1) / 2)
	sinLon := math.Sin(radians(q.Lon-p.Lon) / 2)
	h := sinLat*sinLat + math.Cos(lat1)*math.Cos(lat2)*sinLon*sinLon
	return 2 * earthRadiusM * math.Asin(math.Min(1, math.Sqrt(h)))
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
