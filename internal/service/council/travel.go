package council

import (
	"strconv"

	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/travel"
)

// paces and doors are the settings of each mode of travel.
var (
	paces = map[place.Mode]Name{place.Car: PaceCar, place.Bicycle: PaceBicycle, place.OnFoot: PaceFoot, place.Bus: PaceBus}
	doors = map[place.Mode]Name{place.Car: DoorCar, place.Bicycle: DoorBicycle, place.OnFoot: DoorFoot, place.Bus: DoorBus}
)

// Travel is what travel is reckoned with as the council has set it, and which
// of the things known of travel it wants to use. set is from All.
func Travel(set map[Name]string) (travel.Figures, travel.Use) {
	f := travel.Assumed
	for _, mode := range place.Modes {
		percent, noPace := strconv.Atoi(set[paces[mode]])
		doorS, noDoor := strconv.Atoi(set[doors[mode]])
		if noPace == nil && noDoor == nil {
			f = f.Set(mode, percent, doorS)
		}
	}
	return f, travel.Use{Learnt: set[TravelLearnt] == "yes", Answers: set[TravelAnswers] == "yes"}
}
