// Package contact holds what passes between the service and those who know a
// person's medicines: the GP practice, the pharmacy, a prescriber. Who was asked,
// by whom, what, and the answer, in the order it happened.
//
// A change by word of mouth is the exception. It is written down as it was said,
// read back, and confirmed by whoever gave it; it holds for a limited time, and
// after that only once the written word is there. When the time is up without
// it, the change stops being in force and the office is alerted. An entry of the
// chart that rests on such a change names the contact, and holds no longer than
// the day on which the written word is due; from the minute it is due, or the
// change is taken back, each dose is warned of (TestEntryEndsWithItsContact).
//
// When support with medicines starts, the GP practice and the pharmacy are told,
// each on its day. The list of those not yet told is the office's.
//
// Sources: NICE NG67 (changes on a prescriber's written word, by word of mouth
// only in exception, read back and confirmed in writing); NICE QS171 statement 2.
//
// Tables owned: medicine_contact, medicine_contact_answer, medicine_verbal,
// medicine_told. Events: none. Alerts: a change by word of mouth whose written
// word did not come.
//
// Invariants: what was said is only ever added to; a change that was not
// confirmed is not in force after its time, whether or not a job has run
// (TestVerbalExpires).
package contact
