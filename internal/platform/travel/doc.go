// Package travel says how long it takes to get from one door to another, by
// car, bicycle, bus or on foot, in whole seconds.
//
// It estimates: the great-circle distance, made longer for the bends of roads,
// at speeds that rise with distance, plus a while at the door. It knows no
// rivers, hills or rush hours. Three things set the estimate right, each on top
// of the one before: what a council sets (its settings say how much slower or
// quicker its roads are, and how long the door takes), what recorded visits
// show (Learn), and what a routing service answered (Router: OSRM or Valhalla,
// where one is configured). A rota never waits for a routing service: a job
// asks it, the answers are kept in the record, and a pair without an answer is
// estimated.
//
// Units: seconds of travel, metres as the crow flies or, where a name says so,
// of road; speeds in kilometres an hour.
//
// Tables owned: travel_learnt (every figure ever learnt, the newest set in
// use), travel_answer (a routing service's answers, one row for each mode and
// place set off from). Events: Learned, Answered.
//
// Invariants: a longer journey is never quicker, and by the estimate no way
// through a third door saves time, whatever was set or learnt
// (TestLongerIsNeverQuicker).
package travel
