// Package journey sees to it that the rota knows how long travel takes: it
// learns from recorded visits, and asks a routing service where one is
// configured. Both are jobs; the rota reads what they left in the record and
// waits for neither. A page shows what is in use and what it rests on.
//
// A worker's way from one home to the next counts as a journey only where it
// cannot hold a break, waiting or another visit: see counts. It is about roads,
// not about people: nothing is kept by worker, and a figure is never made
// from fewer than ten journeys.
//
// It owns no table: what it finds belongs to travel, the settings to council.
//
// Invariants: travel by times that were planted in recorded visits is found
// again (TestLearnFromVisits); a routing service that fails or is slow costs the
// rota nothing (TestRotaDoesNotWait).
package journey
