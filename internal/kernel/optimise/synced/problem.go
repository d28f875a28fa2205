package synced

import "math"

// Ticks measure time, travel and cost alike, in whatever small unit the caller
// chose: thousandths of a minute, say, or seconds.
type Ticks = int32

// Never is a due time that nothing misses.
const Never Ticks = math.MaxInt32 / 4

// Problem is what to solve. It is read, never changed.
type Problem struct {
	// Places is the number of places, and Travel the time from each to each,
	// row by row: Travel[from*Places+to]. Travel costs as much as it takes.
	Places int
	Travel []Ticks

	Workers []Worker
	Visits  []Visit

	// LatenessWeight is the cost of each tick that a stop starts after its due
	// time, WorstWeight that of each tick of the latest stop of all. Travel
	// counts once.
	LatenessWeight, WorstWeight int64
}

// Worker makes one round, from one place to another.
type Worker struct {
	Start, End int   // place indexes
	From       Ticks // sets off no earlier
}

// Visit is one or two stops that are planned together or not at all.
type Visit struct {
	Stops []Stop // one or two; two are by different workers
	// Second tells how much later than the first the second stop may start: at
	// least MinGap, at most MaxGap. Both zero: the two start together.
	MinGap, MaxGap Ticks
}

// Stop is one worker's part in a visit.
type Stop struct {
	Place         int
	Duration      Ticks
	Earliest, Due Ticks   // starts no earlier; later than Due is late
	Able          []int32 // workers who may do it
}

// Solution is who makes which stop, in what order, and when.
type Solution struct {
	Rounds [][]StopAt // by worker
	Cost   Cost
}

// StopAt is one stop of one visit at a time.
type StopAt struct {
	Visit, Stop int
	Start       Ticks
}

// Cost is what a solution costs and of what it is made up, in ticks.
type Cost struct {
	Travel, Lateness, Worst int64
	Total                   int64 // weighted
}
