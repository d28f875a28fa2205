package optimise

import "stillhome/internal/kernel/place"

// ShiftID, VisitID, PersonID and WorkerID are the caller's own identifiers.
// They are compared and handed back, never read.
type (
	ShiftID  string
	VisitID  string
	PersonID string
	WorkerID string
)

// Skill is a training or ability, spelt as a coordinator would read it in "no
// shift with medicines training".
type Skill string

// Gender is spelt as in "asked for a woman".
type Gender string

// Language is spelt as in "speaks Polish".
type Language string

// AnyTime as the StartMin of a Pin keeps the workers and leaves the time free
// within the visit's window.
const AnyTime = -1

// Travel is door to door in whole seconds from one place index to another, in
// the direction given. It is asked once per pair and mode, never for a place
// to itself (that takes no time), and must not be negative.
type Travel func(from, to int, mode place.Mode) (seconds int)

// Problem is one day's rota to make. Order matters only to break ties.
type Problem struct {
	Shifts []Shift
	Visits []Visit
	Travel Travel
}

// Shift is one worker's paid time in one stretch. A split day is two shifts of
// the same worker.
type Shift struct {
	ID     ShiftID
	Worker WorkerID
	Label  string // how reasons name the worker; the ID where empty

	// The worker leaves Start no earlier than StartMin and has finished the
	// last visit by EndMin, or is at End by then where that is given. The way
	// home is not counted where End is nil.
	StartMin, EndMin int
	Start            int  // place index
	End              *int // place index
	Mode             place.Mode

	// MostMin is the most time at visits, such as what is left of a week's 48
	// hours. Beyond EnoughMin, a fair share of the day or what the contract
	// asks for, each minute is taken unwillingly. Zero where there is none.
	// Source: Working Time Regulations 1998 reg. 4.
	EnoughMin, MostMin int

	// RestUntilMin is when rest since the last shift ends: 11 hours a day.
	// Nothing is asked of the worker before it. Zero or less where rest is over
	// by midnight. Source: Working Time Regulations 1998 reg. 10.
	RestUntilMin int

	Skills    []Skill
	Gender    Gender // may be empty: then never chosen where a gender is required
	Languages []Language

	// BreakMin is the length of the break owed before more than six hours of
	// work on end; 20 minutes at least by Working Time Regulations 1998 reg.
	// 12. Zero plans no breaks. Waiting as long as this between two visits is
	// a break; waiting before the first or after the last is not.
	BreakMin int

	// Known counts the worker's earlier visits to each person. May be nil.
	Known map[PersonID]int
}

// Visit is one attendance to place.
type Visit struct {
	ID     VisitID
	Person PersonID
	Place  int // place index

	// The visit may start from EarliestMin to LatestMin, both included, or
	// within one of the other windows.
	EarliestMin, LatestMin int
	Or                     []Window
	DurationMin            int // at least 1

	// After are other visits of the day that this one follows, where they are
	// made: the next dose, the exercises before lunch.
	After []Gap

	// MustBeAt marks a time that matters to health, such as a dose due by the
	// clock. It is placed before all others; the window is still the rule.
	MustBeAt bool

	Workers int     // 1 or 2; two start together and each stays for the whole visit
	Skills  []Skill // each worker has every one

	NotWorkers []WorkerID // not to be sent to this person
	Preferred  []WorkerID // asked for by name
	Gender     Gender     // asked for; empty where none was
	GenderMust bool       // the request is a rule, not a wish
	Language   Language   // spoken by the person; empty where any will do

	// Infection marks a visit that should come after all others of a run but
	// those marked too, so that nothing is carried from home to home. Where that
	// cannot be, going on from it has a price.
	Infection bool

	// Harm is what it would do to leave the visit out, from 0 to MostHarm. On a
	// day with too few workers the least harmful go without.
	Harm int

	// KnownOnly admits only workers who have been to this person before. The
	// caller sets it for visits under 30 minutes. Source: NICE NG21 (visits
	// under half an hour only by a worker known to the person).
	KnownOnly bool

	Pin *Pin // nil where the visit is free
}

// Pin is where a visit was published, or where a coordinator put it. It is
// kept unless a hard rule forbids it; then the visit is placed like any other
// and listed in Plan.NotKept.
type Pin struct {
	Shifts   []ShiftID // as many as the visit needs workers
	StartMin int       // exactly then, or AnyTime
}

// Window is another time a visit may start, both minutes included.
type Window struct{ EarliestMin, LatestMin int }

// Gap says that a visit starts at least LeastMin and, unless MostMin is zero,
// at most MostMin minutes after the end of another one.
type Gap struct {
	Visit             VisitID
	LeastMin, MostMin int
}

// MostHarm is the highest Visit.Harm.
const MostHarm = 9

// longestStretchMin is the longest work on end without a break where one is
// owed. Source: Working Time Regulations 1998 reg. 12(1), "more than six
// hours".
const longestStretchMin = 6 * 60

// latestMinute bounds every time in a problem: the end of the day after.
const latestMinute = 2 * 24 * 60

func (s *Shift) label() string {
	if s.Label != "" {
		return s.Label
	}
	return string(s.ID)
}

// numbers finds the visits by name.
func (p *Problem) numbers() map[VisitID]int {
	numbers := make(map[VisitID]int, len(p.Visits))
	for v := range p.Visits {
		numbers[p.Visits[v].ID] = v
	}
	return numbers
}

// fromMin is when the worker may first set off.
func (s *Shift) fromMin() int { return max(s.StartMin, s.RestUntilMin) }
