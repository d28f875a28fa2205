package synced

import "math"

// Ticks measure time and travel alike, in whatever small unit the caller chose:
// thousandths of a minute, say, or whole minutes.
type Ticks = int32

// Never is a time that nothing reaches.
const Never Ticks = math.MaxInt32 / 4

// Required is the cost of leaving out a visit that may not be left out.
const Required = 1 << 50

// Problem is what to solve. It is read, never changed. Costs are whole numbers
// in the caller's unit.
type Problem struct {
	// Places is the number of places, and Travel the time from each to each,
	// row by row, for each way to travel: Travel[mode][from*Places+to].
	Places int
	Travel [][]Ticks

	Workers []Worker
	Visits  []Visit

	TravelWeight int64 // cost of a tick of travel
	// LateWeight is the cost of each tick that a stop starts after it is due,
	// WorstWeight that of each tick of the latest stop of all.
	LateWeight, WorstWeight int64
	// TurnBack is the cost of each time a worker goes on from a visit that is
	// Last to one that is not.
	TurnBack int64
	// Strange is what it costs to send somebody to a person's door whom they have
	// met so many times, the last of it for more; nothing where it is empty. Met is
	// how often they have, by person and worker, before the first of these visits.
	Strange []int32
	Met     [][]int32
}

// Worker makes one round, from one place to another.
type Worker struct {
	Start, End  int   // place indexes
	Mode        int   // how the worker travels
	From, Until Ticks // sets off no earlier, is at End no later

	// Most is the most time at visits; what goes beyond Enough costs
	// ExtraWeight a tick.
	Enough, Most Ticks
	ExtraWeight  int64
}

// Visit is one or two stops that are planned together or not at all.
type Visit struct {
	Person  int      // whose it is, for Problem.Met
	Stops   []Stop   // one or two; two are by different workers
	Windows []Window // at least one; all stops start in the same
	// The second stop starts at least MinGap and at most MaxGap later than the
	// first. Both zero: the two start together.
	MinGap, MaxGap Ticks
	LeftOut        int64  // the cost of not making it, or Required
	After          []Link // other visits it must follow
	// Last should come after all visits of a round that are not Last too, see
	// Problem.TurnBack.
	Last bool
	// Pause is time off: it is taken wherever the worker is.
	Pause bool
}

// Window is when a visit may start: no earlier, and no later than Latest. A
// start after Due is late.
type Window struct {
	Earliest, Due, Latest Ticks
}

// Stop is one worker's part in a visit.
type Stop struct {
	Place    int
	Duration Ticks
	Able     []Able
}

// Able is a worker who may do a stop, and what that costs beside travel.
type Able struct {
	Worker int32
	Cost   int32
}

// Link says that a visit starts, where both are made, at least Gap and at most
// Most after the start of another one.
type Link struct {
	Visit     int
	Gap, Most Ticks
}

// Solution is who makes which stop, in what order, and when.
type Solution struct {
	Rounds  [][]StopAt // by worker
	LeftOut []int      // visits nobody makes
	Cost    Cost
}

// StopAt is one stop of one visit at a time.
type StopAt struct {
	Visit, Stop int
	Start       Ticks
}

// Cost is what a solution costs and of what it is made up.
type Cost struct {
	Travel, Lateness, Worst Sum   // in ticks
	Assigned                Sum   // who does what
	Extra                   Sum   // beyond what is enough
	Turns                   Sum   // from visits that are Last to others, counted
	LeftOut                 Sum   // visits not made
	Total                   int64 // all, each with its weight
}

// Sum is a sum of ticks or costs.
type Sum = int64
