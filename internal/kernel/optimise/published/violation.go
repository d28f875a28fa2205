package published

import "fmt"

// Code names the rule a solution breaks. Codes are stable and mean the same in
// every format.
type Code string

// The rules, as they are checked. Not every format has each.
const (
	UnknownCaregiver Code = "unknown_caregiver" // a caregiver the instance does not have
	UnknownPatient   Code = "unknown_patient"   // a patient the instance does not have
	UnknownService   Code = "unknown_service"   // a service the instance does not have
	NoRoute          Code = "no_route"          // a caregiver without a route, be it an empty one
	TwoRoutes        Code = "two_routes"        // a caregiver with more than one route
	Missing          Code = "missing"           // a service that a patient needs and nobody gives
	Twice            Code = "twice"             // a service given more than once
	NotNeeded        Code = "not_needed"        // a service the patient does not need
	Unskilled        Code = "unskilled"         // a caregiver who cannot give the service
	Incompatible     Code = "incompatible"      // a caregiver who must not go to the patient
	SameCaregiver    Code = "same_caregiver"    // both services of a patient by one caregiver
	Early            Code = "early"             // starts before the patient's window
	Duration         Code = "duration"          // does not last as long as the service takes
	Travel           Code = "travel"            // starts sooner than the way there allows
	Apart            Code = "apart"             // simultaneous services that do not start together
	ShortGap         Code = "short_gap"         // the second service starts too soon after the first
	LongGap          Code = "long_gap"          // the second service starts too late after the first
	Shift            Code = "shift"             // works outside the shift
	Lunch            Code = "lunch"             // a lunch break that is too short, misplaced or not owed
	Claimed          Code = "claimed"           // the file claims a cost that its routes do not have
)

// Violation is one rule broken, and where.
type Violation struct {
	Code      Code
	Caregiver string // empty where it is about no one caregiver
	Patient   string // empty where it is about no one patient
	Text      string // a sentence in the benchmark's words, with the figures
}

// String is the violation on one line.
func (v Violation) String() string { return fmt.Sprintf("%s: %s", v.Code, v.Text) }
