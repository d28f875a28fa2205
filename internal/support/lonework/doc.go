// Package lonework looks after workers who are alone in somebody's home. The
// server knows from the rota who is where and when they should be done; nobody
// has to press anything to be watched. A worker who is overdue is asked by a text
// first, then the office is, then the next person in charge every few minutes,
// until a human has it and says what was found. A worker who asks for help starts
// at the office at once. See docs/alarms.md for what is promised and what is not.
//
// A session is one worker at one visit. It opens with the arrival or the planned
// start, and closes by evidence, never by memory: the visit was recorded, the
// worker came to a later one, the visit went to somebody else. An alarm climbs a
// ladder of rungs, each kept with who was asked, when and by which numbers; who is
// in charge is on the duty board, and there is always somebody: after the last of
// the rota comes the last number in the settings, then the words "ring 999".
//
// An alarm that was pressed in silence, or under duress, never shows on the
// worker's phone and never rings it.
//
// Timers stand in the record by a clock of the ladder's own, which goes on with
// the machine's and never back, so that neither a restart nor a clock that is put
// back nor the end of summer time makes one wait longer. They are looked at every
// ten seconds, in every process.
//
// Sources: HSE INDG73 (lone working), BS 8484 for the order of things; Stillhome
// is no alarm receiving centre and claims no certificate.
//
// Tables owned: lonework_session, lonework_alarm, lonework_rung, lonework_note,
// lonework_clock, lonework_hand, lonework_handover. Followers hear alerts that were taken or
// closed, and messages that died. Invariants:
//   - every alarm ends with a human having it, or with the last rung reached and
//     shown, whatever fails (TestModel, TestSimulation);
//   - no rung is passed over, none is asked twice in a round, the worker never is
//     (TestLadder);
//   - an overdue worker is noticed within a minute of the time (TestOverdue,
//     TestSimulation).
package lonework
