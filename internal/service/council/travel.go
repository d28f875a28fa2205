package council

import (
	"strconv"

	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/travel"
)

// paces and doors are the settings of each mode of travel.
var (
	paces = map[place.Mode]Name{place.Car: PaceCar, place.Bicycle: PaceBicycle, place.OnFoot: PaceFoot, place.Bus: PaceBus}
	doors = map[place.Mode]Name{place.Car: DoorCar, place.Bicycle: DoorBicycle, place.OnFoot: DoorFoot, place.Bus: DoorBus}
)

// Roads is all that travel is reckoned with: the figures as the council has set
// them, what is known besides, and which of that it wants to use.
type Roads struct {
	Figures travel.Figures
	Known   travel.Known
	Use     travel.Use
}

// RoadsOf reads them in one statement, with the answers of a routing service
// for the doors given, by any mode.
func RoadsOf(s *gate.Snapshot, from []travel.Door) (Roads, error) {
	rows, err := gate.All(s, (*travel.Row).Fields, `SELECT l.mode, l.from_road_m, l.factor, l.journeys, l.from_on, l.until_on, l.at, '', '' FROM travel_learnt l
		WHERE l.at = (SELECT MAX(x.at) FROM travel_learnt x WHERE x.at <= ?)
		UNION ALL SELECT a.mode, 0, 0, 0, '', '', a.asked_at, a.from_spot, a.times FROM travel_answer a WHERE a.asked_at > ? AND a.from_spot IN ?
		UNION ALL SELECT '', 0, 0, 0, '', '', c.from_at, c.name, c.value FROM council_setting c
		WHERE c.from_at = (SELECT MAX(x.from_at) FROM council_setting x WHERE x.name = c.name AND x.from_at <= ?)
		ORDER BY 1, 8, 2`, s.Now, s.Now.Add(-travel.GoneAfter), gate.In(travel.SpotsOf(from)), s.Now)
	set := map[Name]string{}
	for _, d := range Settings {
		set[d.Name] = d.Default
	}
	var r Roads
	for _, x := range rows {
		if x.Mode == "" {
			set[Name(x.Spot)] = x.Times
		} else {
			r.Known.Add(x)
		}
	}
	r.Figures = travel.Assumed
	for _, mode := range place.Modes {
		percent, noPace := strconv.Atoi(set[paces[mode]])
		doorS, noDoor := strconv.Atoi(set[doors[mode]])
		if noPace == nil && noDoor == nil {
			r.Figures = r.Figures.Set(mode, percent, doorS)
		}
	}
	r.Use = travel.Use{Learnt: set[TravelLearnt] == "yes", Answers: set[TravelAnswers] == "yes"}
	return r, err
}

// Matrix answers how long travel takes between the doors they were read for.
// Errors: those of travel.NewMatrix.
func (r Roads) Matrix(from []travel.Door) (*travel.Matrix, error) {
	return travel.NewMatrix(from, r.Figures, r.Known.Only(r.Use))
}
