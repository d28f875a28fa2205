// Package assure holds what a service learns from when something goes wrong:
// incidents, near misses, accidents and pressure damage, with how people were
// helped at once, what made it likely, and what changes. From the same answers
// it decides, with the reason, whether the regulator is notified and whether
// the duty of candour applies, and drafts both.
//
// Anybody on the staff may report; nobody is asked to judge a colleague. What
// somebody on the staff may have done to a person is not for here: it goes to
// the safeguarding lead alone, and the form says so before it asks anything.
//
// Sources: Care Quality Commission (Registration) Regulations 2009, regulations
// 16 and 18; Health and Social Care Act 2008 (Regulated Activities) Regulations
// 2014, regulations 12, 16, 17 and 20; the thresholds of regulation 20 for
// services that are not of the NHS. Read from notes of the law, not the full
// text: a registered manager decides, and may decide otherwise with a reason.
//
// Tables owned: assure_incident, assure_decision, assure_step; assure_action is
// in learning, assure_complaint in complaint. Events: none.
//
// Invariants: an incident is not closed before everything it owes is done
// (TestWhatIsLeft); a decision says the rule it rests on (TestNotifying,
// TestCandour); no name stands in what is drafted for the regulator
// (TestDraftHasNoNames).
package assure
