package travel_test

import (
	"testing"

	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/travel"
)

func TestSpot(t *testing.T) {
	for spot, p := range map[travel.Spot]place.Point{
		"52.2013,0.1234":  {Lat: 52.20131, Lon: 0.12342},
		"0.0000,0.0000":   {Lat: -0.00001, Lon: -0.00001},
		"52.0000,-0.1000": {Lat: 52, Lon: -0.1},
	} {
		if got := travel.SpotOf(p); got != spot {
			t.Errorf("%+v is on %s, want %s", p, got, spot)
		}
	}
}
