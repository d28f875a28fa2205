// Package episode holds one spell of reablement for one person: accepted,
// started with the first visit, ended with an outcome and what follows.
//
// The spell has a specified period, set at the start, up to six weeks of which
// are free of charge (Charging and Assessment of Resources Regulations 2014, SI
// 2014/2672 regulation 3; preventing needs, SI 2014/2673). NICE NG74 asks that
// it is adjusted to progress, so it can be made longer with a reason.
//
// Tables owned: episode, episode_change. Events: Accepted, Started, Extended,
// Discharged, Ended.
//
// The clock to the first visit follows the hospital when it names another day
// (TestHospitalMovesTheDay).
//
// Invariants: a person has at most one open episode (TestOnlyOneOpen); an
// episode starts once, with its first recorded visit (TestStartsOnce); every
// change of a date leaves a row that says what it was and why
// (TestExtend, TestCorrectDischarge).
package episode
