// Package plain makes short rounds for workers who all set out from one place,
// where no visit depends on another: each is one stop with a window, and a
// worker carries so much. It is the engine for days without double visits and
// medicine gaps, and the one that is measured on the oldest public tests, see
// published/vrptw.
//
// The search takes a few neighbouring strings of stops out of a plan and puts
// them back where they cost least, passing over a place now and then; what is
// worse is kept for a while, less and less willingly as the budget is spent.
// Other steps exchange what follows on two routes, part a route in two or join
// two, which short strings cannot do. Windows and loads are never broken on the
// way, so that each place is tried in a few sums.
// Source of the idea: Christiaens and Vanden Berghe, "Slack Induction by
// String Removals for Vehicle Routing Problems", Transportation Science 54
// (2020).
//
// There is no I/O, no clock and no goroutine here. The same problem, seed and
// number of iterations give the same routes, to the byte.
package plain
