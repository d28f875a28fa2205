// Package synced searches for good rounds when some visits need two workers
// at once, or two calls with a gap between: what one worker's round decides
// changes when another's can go on.
//
// A problem is visits of one or two stops, and workers who each make one
// round. Every visit in a solution has an order key, and keys rise along every
// round. Starts are settled in the order of keys, each as early as its worker
// and the other stop allow; so two rounds can never wait for each other in a
// circle, and one pass is exact.
//
// The search is ruin and recreate: a few neighbouring pieces of rounds are
// taken out, each visit is put back where it costs least, and the whole is
// kept or put back by simulated annealing. Taking out is done once; each place
// to put a visit back is then only looked at, never tried for real, and the
// look ends as soon as it costs more than the best place so far. That is sound
// because putting a visit in only ever makes others later.
//
// Sources: slack induction by string removals, Christiaens and Vanden Berghe
// (Transportation Science 2020); one order of people shared by all rounds,
// Ceschia, Di Gaspero, Rosati and Schaerf (ITOR 2024). Both as ideas, not code.
//
// No I/O, no clock, no globals: the same problem, seed and number of rounds of
// search give the same answer to the byte.
package synced
