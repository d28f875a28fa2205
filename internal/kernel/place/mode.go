package place

import "stillhome/internal/kernel/fault"

// Mode is how a worker gets from place to place.
type Mode string

// The ways workers travel between visits.
const (
	Car     Mode = "car"
	Bicycle Mode = "bicycle"
	OnFoot  Mode = "foot"
	Bus     Mode = "bus"
)

// Modes lists every mode, in the order forms show them.
var Modes = []Mode{Car, Bicycle, OnFoot, Bus}

// ParseMode reads a mode by its code. Errors: place.mode.
func ParseMode(code string) (Mode, error) {
	for _, m := range Modes {
		if string(m) == code {
			return m, nil
		}
	}
	return "", fault.New(fault.Invalid, "place.mode", "Choose how the worker travels: by car, by bicycle, on foot or by bus.")
}
