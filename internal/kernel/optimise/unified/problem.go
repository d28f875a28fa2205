package unified

import "math"

// Ticks measure time and travel alike, in whatever small unit the caller chose:
// whole minutes, say.
type Ticks = int32

// Never is a time that nothing reaches.
const Never Ticks = math.MaxInt32 / 4

// Problem is what to solve. It is read, never changed.
type Problem struct {
	// Places is the number of places, and Travel the time from each to each,
	// row by row: Travel[from*Places+to].
	Places int
	Travel []Ticks

	Workers []Worker
	Visits  []Visit
	Lunch   Lunch
	AtEnd   bool // a window asks for the end of a stop, not its start
	Weights Weights
}

// Weights are costs of a tick, whole numbers in the caller's unit.
type Weights struct {
	Travel int64
	Late   int64 // of each tick that a stop is late
	Worst  int64 // of each tick that the latest stop of all is late
	Wait   int64 // of each tick waited between stops
	Extra  int64 // of each tick a round ends after the shift does
	Idle   int64 // of each tick that the idlest worker is idle
}

// Worker makes one round, from one place to another.
type Worker struct {
	Start, End  int   // place indexes
	From, Until Ticks // the shift: sets off no earlier; being back later is extra time
	Lunch       bool  // owed one
}

// Lunch is when a lunch may begin, how long it lasts, and what leaving one out
// costs.
type Lunch struct {
	Earliest, Latest, Duration Ticks
	Missed                     int64
}

// Visit is one or two stops; all are made or none.
type Visit struct {
	Place   int
	Windows []Window // in order of their opening, at least one
	Stops   []Stop   // one or two; two are by different workers
	// The second stop starts at least MinGap and at most MaxGap later than the
	// first. Both zero: the two start together. A stop of a visit that is Loose
	// does not depend on the other.
	MinGap, MaxGap Ticks
	Loose          bool
	Optional       bool
	LeftOut        int64 // the cost of not making it, where it is optional
}

// Window is when a visit is wanted. No stop starts before the first window
// opens; one that starts later belongs to the last window that has opened by
// then, and is late where it starts, or ends, after that window closes.
type Window struct {
	Opens, Closes Ticks
}

// Stop is one worker's part in a visit.
type Stop struct {
	Duration Ticks
	Able     []Able
}

// Able is a worker who may do a stop, and what that costs beside travel.
type Able struct {
	Worker int32
	Cost   int32
}

// Solution is who makes which stop, in what order, and when.
type Solution struct {
	Rounds  [][]StopAt // by worker
	LeftOut []int      // visits nobody makes
	Cost    Cost
}

// LunchStop stands for the visit where a worker has lunch. The worker travels
// to the next visit first; after the last one lunch is had there.
const LunchStop = -1

// StopAt is one stop of one visit, or lunch, at a time.
type StopAt struct {
	Visit, Stop int
	Start       Ticks
}

// Cost is what a solution costs and of what it is made up.
type Cost struct {
	Travel, Late, Worst, Wait, Extra, Idle int64 // in ticks
	Assigned                               int64 // who does what
	LeftOut                                int64 // visits not made
	Missed                                 int64 // lunches not had
	Total                                  int64 // all, each with its weight
}
