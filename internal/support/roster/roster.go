package roster

import (
	"cmp"
	"slices"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/visit"
)

// ShiftID names one shift.
type ShiftID string

// Shift is one worker's paid time in one stretch on one day. Times are minutes
// since midnight of that day; a night shift runs past 1440.
type Shift struct {
	ID        ShiftID
	Member    staff.ID
	Account   ids.Account
	On        when.Date
	StartMin  int
	EndMin    int
	BreakMin  int    // owed before more than six hours of work on end
	Cancelled string // why; empty while it stands
	Version   int
	Name      string // of the worker; filled by reads only
}

// longestShiftMin is the most one shift may be. The Working Time Regulations
// 1998 regulation 10 leave 13 hours between two rests of 11.
const longestShiftMin = 13 * 60

// Check refuses a shift nobody could work. Error: roster.shift.
func (s Shift) Check() error {
	var c fault.Checks
	c.Field(!ids.Valid(string(s.ID)), "id", "Start the form again: it has lost its number.")
	c.Field(s.Member == "", "member", "Choose who works this shift.")
	c.Field(s.On == "", "on", "Enter the day.")
	c.Field(s.StartMin < 0 || s.StartMin >= 24*60, "start", "Enter when the shift starts, like 7:00.")
	c.Field(s.EndMin <= s.StartMin, "end", "Enter when the shift ends, after its start.")
	c.Field(s.EndMin-s.StartMin > longestShiftMin, "end", "A shift can be 13 hours at most, so that 11 are left for rest.")
	c.Field(s.BreakMin < 0 || s.BreakMin > 120, "break", "Enter the break in minutes, from 0 to 120.")
	return c.Err("roster.shift")
}

// overlaps reports whether two shifts ask for the same minutes.
func (s Shift) overlaps(o Shift) bool {
	return s.On == o.On && s.StartMin < o.EndMin && o.StartMin < s.EndMin
}

// Hours is the shift as a screen shows it: 7:00am to 2:30pm.
func (s Shift) Hours() string { return when.Hour(s.StartMin) + " to " + when.Hour(s.EndMin) }

// How long before and after a shift its worker may see the people on it:
// before to prepare, after to finish writing.
const (
	seeBefore = 2 * time.Hour
	seeAfter  = 12 * time.Hour
)

// Assignment is one worker at one visit. Slot 2 is the second of two workers.
type Assignment struct {
	Visit     visit.ID
	Slot      int
	Shift     ShiftID
	Account   ids.Account
	Person    ids.Person
	On        when.Date
	Ord       int // place in the run, from 1
	StartMin  int // when the worker is told to start
	TravelMin int // from the visit before, or from where they set off
}

// Unplaced is one visit, or one worker of it, that no shift has. Reason is a
// sentence for a coordinator, with nothing of the person. WasShift is the shift
// that had it until its worker fell out, and WasMin when that worker was told to
// start; empty and 0 where none had.
type Unplaced struct {
	Visit    visit.ID
	Slot     int
	Person   ids.Person
	On       when.Date
	Code     string
	Reason   string
	WasShift ShiftID
	WasMin   int
}

// Day is how far the rota of one day has come.
type Day struct {
	On          when.Date
	BuiltAt     when.Instant // zero: not yet
	PublishedAt when.Instant // zero: not yet
	PublishedBy ids.Account
	Version     int
}

// Published reports whether workers can see the day.
func (d Day) Published() bool { return !d.PublishedAt.IsZero() }

// ChangeID names one change of a published rota.
type ChangeID string

// What says in what way a worker's run changed.
type What string

// The ways.
const (
	Added   What = "added"
	Removed What = "removed"
	Retimed What = "retimed"
)

var whatLabels = map[What]string{Added: "New visit", Removed: "No longer yours", Retimed: "New time"}

// Label is the way in words for a screen.
func (w What) Label() string { return whatLabels[w] }

// Change is one change of one worker's published run, which they must say they
// have seen.
type Change struct {
	ID      ChangeID
	On      when.Date
	Account ids.Account
	Visit   visit.ID
	Person  ids.Person
	What    What
	At      when.Instant
	SeenAt  when.Instant // zero: not yet

	DeliveredAt when.Instant // when their phone had it; filled by ChangesOn only
	ToldAt      when.Instant // when the office told them instead; filled by ChangesOn only
}

// differences are what a worker must be told between two rotas of a day, by
// account and then by time. Only the order within a run is no difference.
func differences(before, after []Assignment) []Change {
	type key struct {
		account ids.Account
		visit   visit.ID
	}
	was := map[key]Assignment{}
	for _, a := range before {
		was[key{a.Account, a.Visit}] = a
	}
	var out []Change
	told := func(a Assignment, w What) {
		out = append(out, Change{On: a.On, Account: a.Account, Visit: a.Visit, Person: a.Person, What: w})
	}
	for _, a := range after {
		old, had := was[key{a.Account, a.Visit}]
		switch {
		case !had:
			told(a, Added)
		case old.StartMin != a.StartMin:
			told(a, Retimed)
		}
		delete(was, key{a.Account, a.Visit})
	}
	for _, a := range before {
		if _, gone := was[key{a.Account, a.Visit}]; gone {
			told(a, Removed)
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Compare(a.Account, b.Account) })
	return out
}

// Built says that a day's visits have been placed.
type Built struct {
	On               when.Date
	Placed, Unplaced int
}

// EventName is the event's stable name.
func (Built) EventName() string { return "roster.built" }

// Published says that workers can see a day.
type Published struct{ On when.Date }

// EventName is the event's stable name.
func (Published) EventName() string { return "roster.published" }

// Moved says that a visit was put on other shifts or at another time by hand.
type Moved struct {
	Visit  visit.ID
	Person ids.Person
	On     when.Date
}

// EventName is the event's stable name.
func (Moved) EventName() string { return "roster.moved" }
