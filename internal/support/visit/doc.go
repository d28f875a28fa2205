// Package visit holds support workers' visits to people at home: those that
// are planned for a day, and what was recorded of each.
//
// The visits of a day are made from the patterns of agreed plans, once for each
// pattern and day; one more can be added by hand. A record says when the worker
// came and left, at which step of the independence ladder each task went, and
// how the person felt. NICE NG74 and NG21 ask for a log of every visit that
// shows progress towards the goals and that the person can read.
//
// What somebody recorded in a home is a fact: it may be late or odd, and is kept.
// A correction is a further row that says what was and what is right
// (visit_addition); a second worker's record of the same visit is one too.
//
// Alerts, raised in the same transaction: no answer at the door (act now), not
// so well as before, the first or a repeated visit the person chose not to
// have. Late and missed visits are noticed by roster, which knows when a worker
// was to come.
//
// Tables owned: visit, visit_task, visit_addition. Events: Added, Recorded,
// NotMade, Cancelled.
//
// Invariants: one visit for each pattern and day, however often a day is made
// (TestGenerateTwice); a visit is recorded once, and states change only as
// Transitions says (TestTransitions); the first record of an episode starts it
// (TestFirstRecordStartsEpisode).
package visit
