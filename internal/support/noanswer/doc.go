// Package noanswer holds what was done at a door that nobody opened, from the
// first knock to how it ended: the no-access procedure of a service whose
// workers are often the only people who call.
//
// It begins with a fact from the worker's phone, or when the office keys in
// what the worker says on the telephone. The office is told at once. What was
// tried is added step by step, each with when it happened and what came of it.
// The clock does not wait for anybody: after ten minutes an alarm asks the next
// person on duty, in every way there is, and goes on by itself (lonework).
//
// It ends in a documented outcome. Where there was a sign that the person is
// inside, it cannot end without a call to 999 or a written reason why none was
// made: the office is asked for it, and what a phone says is never refused but
// stays open with the office until somebody answers. The end sets the visit,
// lists who may be told what (by what the person agreed to; nobody is told
// anything about a person who had no say), and leads to the visits after it on
// the worker's run. Somebody who comes to the door after that opens it again; what
// is told late of a time before does not, but for a sign of somebody inside that
// nobody knew of (TestToldLate, TestSignToldLate).
//
// Sources: the job description's example of an occupant who has become
// incapacitated; Care Act 2014 section 47; CQC regulation 12; Mental Capacity
// Act 2005 for who speaks for a person who cannot.
//
// Tables owned: noanswer, noanswer_step, noanswer_task. Events: Ended. Alerts:
// the one of the visit. The end closes its alarm.
//
// Invariants: one for each visit (TestStartTwice); steps are only ever added;
// it does not end past a sign of somebody inside without 999 or a reason
// (TestInside); nobody is listed to be told more than the person agreed to
// (TestWhoMayBeTold).
package noanswer
