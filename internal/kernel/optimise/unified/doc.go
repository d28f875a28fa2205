// Package unified searches for good rounds where time itself is priced: not
// only travel and lateness, but waiting between visits, coming back after the
// shift, and how idle the idlest worker is. Some visits need two workers who
// wait for each other, some may be left out, workers are owed lunch, and people
// prefer some workers to others.
//
// # Time
//
// With a price on waiting, to start as early as possible is not always best.
// But once it is settled when each worker sets off, it is: nothing later then
// costs less. So a solution is rounds, a window for each stop, and for each
// round by how much its first start is put off. Starts are first settled as
// early as can be, in the order of keys that rise along every round, as in
// package synced; then each round is put off by what costs least with the stops
// of others where they are. Both are done for every place that is looked at to
// the end, on the rounds laid out beside the solution: rounds are short.
//
// # Idle time
//
// Only the idlest worker counts, so most changes that even the rounds out would
// show no gain. The search sees a softened maximum instead, which hardens as it
// cools. What it keeps as best is by the true cost.
//
// # Search
//
// Ruin and recreate with simulated annealing, as in package synced. For a unit
// to put back every place is looked at: the least it can cost, with all that
// waiting and idle time could save there, is worked out at once. Those that
// could be cheapest are then followed to the end, until no other can be cheaper;
// that is a few of hundreds. Of two stops tied to each other, the best places of
// one are joined with all of the other. Lunch is a unit that only its own
// worker's round takes, at a cost if it is missed. Putting back ends as soon as
// it is sure to cost more than would be accepted.
//
// Sources: slack induction by string removals, Christiaens and Vanden Berghe
// (Transportation Science 2020), as an idea, not code.
//
// No I/O, no clock, no globals: the same problem, seed and number of rounds of
// search give the same answer to the byte.
package unified
