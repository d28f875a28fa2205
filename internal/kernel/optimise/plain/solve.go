package plain

// Options say how long to search and who is told.
type Options struct {
	// Seed decides every choice the search leaves to chance.
	Seed uint64

	// Iterations bounds the search. Together with Seed it fixes the result, as
	// long as Spent does not end it sooner. 0 leaves the end to Spent.
	Iterations int64

	// Spent is asked now and then which share of the caller's budget is used
	// up, from 0 to 1: of its seconds, since there is no clock here. At 1 the
	// search ends with the best it has, so that a caller who no longer wants
	// it answers 1. May be nil where Iterations is given.
	Spent func() float64

	// Report hears how far the search is, as often as Spent is asked. It may
	// be nil.
	Report func(Progress)
}

// Progress is how far a search has come.
type Progress struct {
	Iterations  int64 // attempts to change the plan
	Evaluations int64 // places tried for a stop, and exchanges tried
	Distance    int64 // of the best plan so far, in the unit of Problem.Travel
	Unserved    int   // stops the best plan so far leaves out

	// Routes copies the best plan so far: stops in the order they are served,
	// the depot left out.
	Routes func() [][]int
}

// Result is the best plan found.
type Result struct {
	Routes      [][]int // stops in the order they are served, the depot left out; none is empty
	Unserved    []int   // stops no vehicle could be found for, in order; mostly empty
	Distance    int64   // of all routes, in the unit of Problem.Travel
	Iterations  int64
	Evaluations int64
}
