// Package optimise decides who makes which visit today, and when. Given the
// day's shifts and visits it gives every shift a run, an ordered list of
// visits with times, and says in plain words why a visit could not be placed.
//
// Hard rules are never broken: the visit's window, the hours of the shift,
// rest before it, travel by the worker's own mode, breaks, skills, workers a
// person is not to be sent, a gender that was required, workers a person
// knows where only those may come, and two workers starting together. What is
// only wanted (a known face, a preferred gender, little travel) is weighed in
// minutes of travel, see Construct.
//
// The sub-package checkplan verifies a plan with code of its own. Read
// problem.go first, then plan.go. Everything is in whole minutes since local
// midnight of the day of the rota; a night shift runs past 1440. On the two
// days when clocks change the caller decides what that means.
//
// The package does no I/O and uses no chance: the same problem gives the same
// plan, to the byte.
package optimise
