package solve

import (
	"io"

	"stillhome/internal/kernel/fault"
)

// Formats are the names of the formats that Open reads.
var Formats = []string{"hhcrsp", "uhhc", "vrptw", "day"}

// Problem is an instance of any format, read and ready.
type Problem interface {
	// Solve searches and checks what it found; what breaks a rule is an error,
	// never an answer. It may be called by several goroutines at once. Errors:
	// solve.impossible where nobody can do something that must be done.
	Solve(b Budget) (Answer, error)

	// Check reads a solution in the format's own form, reckons its cost and
	// lists what it breaks. Figures may be off by the tolerance; formats of
	// whole numbers ignore it. Errors: those of the format's reader.
	Check(solution io.Reader, tolerance float64) (Report, error)
}

// Budget says how long to search.
type Budget struct {
	Seed       uint64
	Iterations int64          // 0 for no limit
	Spent      func() float64 // the share of the time that is used up, 1 to stop; nil where Iterations is given
}

// Answer is a solution found.
type Answer struct {
	Report                  Report
	Write                   func(io.Writer) error // in the format's own form
	Iterations, Evaluations int64                 // rounds of search, places tried
}

// Report is what a checker says of a solution.
type Report struct {
	Cost       float64
	Components []Component
	Violations []Violation // none where it is sound
}

// Component is one part of a cost, as the format names it. Not all are part of
// the cost: some only tell.
type Component struct {
	Name  string
	Value float64
}

// Violation is one rule broken.
type Violation struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// tight is how far times in our own solutions may be off.
const tight = 1e-6

// Open reads an instance. Errors: solve.format for a format that is not in
// Formats; those of the format's reader.
func Open(format string, instance io.Reader) (Problem, error) {
	switch format {
	case "hhcrsp":
		return openHHCRSP(instance)
	case "uhhc":
		return openUHHC(instance)
	case "vrptw":
		return openVRPTW(instance)
	case "day":
		return openDay(instance)
	}
	return nil, fault.New(fault.Invalid, "solve.format", "There is no format %q. Choose from %v.", format, Formats)
}

// sound refuses an answer that its own format's checker does not accept: that
// is a mistake of ours, not of the instance.
func sound(r Report) error {
	if len(r.Violations) > 0 {
		return fault.New(fault.Internal, "solve.unsound", "The plan found breaks %d rules, the first being: %s. It is not written; please report this instance.", len(r.Violations), r.Violations[0].Text)
	}
	return nil
}
