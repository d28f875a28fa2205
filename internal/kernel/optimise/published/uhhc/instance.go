package uhhc

// Instance is one day to plan. Services, caregivers, patients and terminal
// points are referred to by their positions here. Times are minutes.
type Instance struct {
	Services   []string // identifiers
	Terminals  []Terminal
	Caregivers []Caregiver
	Patients   []Patient
	// Distances is the travel time from one place to another, in the direction
	// given. Square, never negative.
	Distances [][]float64
	Lunch     Lunch
	// AtEnd says that a window asks for the end of a service, not its start.
	AtEnd   bool
	Weights Components
}

// Terminal is where caregivers leave from or come back to.
type Terminal struct {
	ID    string
	Place int // in Distances
}

// Caregiver is somebody who gives services.
type Caregiver struct {
	ID                   string
	Can                  []bool // by service
	From, To             int    // terminal points
	ShiftStart, ShiftEnd float64
	Lunch                bool // a lunch break is owed
}

// Patient is somebody who needs one service or two.
type Patient struct {
	ID       string
	Place    int      // in Distances
	Windows  []Window // in order of their starts, at least one
	Needs    []Need   // one or two
	Sync     Sync     // Alone where one is needed
	MinGap   float64  // Sequential: Needs[1] starts from MinGap
	MaxGap   float64  // to MaxGap after the start of Needs[0]
	Optional bool     // may be left out, at a cost
	// Preferred is by caregiver and nil where the patient has no wish.
	Preferred []bool
	// Incompatible is by caregiver and nil where there are none.
	Incompatible []bool
}

// Window is when a patient expects a service.
type Window struct {
	Start, End float64
}

// Need is one service a patient needs.
type Need struct {
	Service  int
	Duration float64
}

// Lunch is when lunch breaks lie and how long they are.
type Lunch struct {
	Start, End, Duration float64
}

// Sync is how the two services of a patient depend on each other.
type Sync int

// The ways two services may depend on each other.
const (
	Alone        Sync = iota // one service only
	Simultaneous             // both start together
	Sequential               // the second starts within a gap after the first
	Independent              // not at all
)

// Components are the parts of the cost, or a weight for each.
type Components struct {
	TravelTime       float64 `json:"travel_time"`
	TotalTardiness   float64 `json:"total_tardiness"`
	HighestTardiness float64 `json:"highest_tardiness"`
	TotalWaitingTime float64 `json:"total_waiting_time"`
	TotalExtraTime   float64 `json:"total_extra_time"`
	MaxIdleTime      float64 `json:"max_idle_time"`
	Preferences      float64 `json:"preferences"`
	Unscheduled      float64 `json:"unscheduled"`
	MissedLunchBreak float64 `json:"missed_lunch_break"`
}

// Part is one component with its name in the solution files.
type Part struct {
	Name  string
	Value float64
}

// Parts lists the components in a fixed order.
func (c Components) Parts() []Part {
	return []Part{
		{"travel_time", c.TravelTime},
		{"total_tardiness", c.TotalTardiness},
		{"highest_tardiness", c.HighestTardiness},
		{"total_waiting_time", c.TotalWaitingTime},
		{"total_extra_time", c.TotalExtraTime},
		{"max_idle_time", c.MaxIdleTime},
		{"preferences", c.Preferences},
		{"unscheduled", c.Unscheduled},
		{"missed_lunch_break", c.MissedLunchBreak},
	}
}

// Times multiplies part by part.
func (c Components) Times(w Components) Components {
	return Components{
		TravelTime:       c.TravelTime * w.TravelTime,
		TotalTardiness:   c.TotalTardiness * w.TotalTardiness,
		HighestTardiness: c.HighestTardiness * w.HighestTardiness,
		TotalWaitingTime: c.TotalWaitingTime * w.TotalWaitingTime,
		TotalExtraTime:   c.TotalExtraTime * w.TotalExtraTime,
		MaxIdleTime:      c.MaxIdleTime * w.MaxIdleTime,
		Preferences:      c.Preferences * w.Preferences,
		Unscheduled:      c.Unscheduled * w.Unscheduled,
		MissedLunchBreak: c.MissedLunchBreak * w.MissedLunchBreak,
	}
}

// Sum adds the parts.
func (c Components) Sum() float64 {
	sum := 0.0
	for _, p := range c.Parts() {
		sum += p.Value
	}
	return sum
}
