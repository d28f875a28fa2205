// Package optimise decides who makes which visit today, and when. Given the
// day's shifts and visits it gives every shift a run, an ordered list of
// visits with times, and says in plain words why a visit could not be placed.
//
// Hard rules are never broken: the visit's windows, the gap to visits it
// follows, the hours of the shift and the way back, rest before it, the most
// time at visits, travel by the worker's own mode, breaks, skills, workers a
// person is not to be sent, a gender that was required, workers a person knows
// where only those may come, and two workers starting together. What is only
// wanted (a known or liked face, a language, a preferred gender, infection after
// all else, little travel, an even share) is weighed in minutes of travel, see
// Construct and Problem.Price.
//
// Construct makes a first plan, Improve searches for a better one, Rebuild keeps
// what stands, Recover covers what lost its worker, Place does what a
// coordinator chose, Best offers places for one visit.
//
// The sub-package checkplan verifies a plan with code of its own. Read
// problem.go first, then plan.go. Everything is in whole minutes since local
// midnight of the day of the rota; a night shift runs past 1440. On the two
// days when clocks change the caller decides what that means.
//
// The package does no I/O. Only Improve draws on chance, by a seed: the same
// problem, seed and rounds give the same plan, to the byte.
package optimise
