// Package roster says who goes where and when: shifts, the run of visits on
// each, what could not be placed and why, and what changed after the rota was
// given out.
//
// A day is built (visits are made from plans and placed on shifts by optimise),
// then published: from then on each support worker sees their run, and may see
// the records of the people on it from two hours before the shift to twelve
// after. Building again keeps everybody where they are and places only what is
// loose. Before a day is published a better rota can be looked for (build.go).
// A change after publishing asks the worker to say that they have seen
// it; unseen two hours before the visit, the office is told.
//
// A coordinator changes a rota by a draft (draft.go): it is shown as the day
// would be, and kept only when what was read is confirmed. Where somebody falls
// out, cover is proposed for each of their visits (cover.go); where somebody is held
// up, for the rest of their run (late.go). For somebody new the best starts of a day
// are found beside what stands (starts.go). People whose
// published visit changed are listed to be rung (calls.go). The pages are in the
// folder board.
//
// Sources: NICE NG21 (continuity, travel time in the rota, visits under half
// an hour only by a worker known to the person), NG74 and NG21 (late and missed
// visits are noticed and acted on), Working Time Regulations 1998 (rest and
// breaks, held by optimise).
//
// Tables owned: roster_shift, roster_assignment, roster_unplaced, roster_day,
// roster_change, roster_call. Events: Built, Published, Moved. Followers hear that a visit
// was called off, that somebody is away and that a worker must not go to
// somebody any more. Jobs notice late and missed visits
// and unseen changes (folder watch).
//
// Invariants: a visit is on as many shifts as it needs workers or in the list
// of what is not placed, never both (TestBuildPlacesOrExplains); a worker's
// access follows the published rota (TestPublishGivesAccess); no change to a
// published run is silent (TestRebuildKeepsAndTells); nothing is kept of a draft
// but what was read (TestConfirmNoticesOthers).
package roster
