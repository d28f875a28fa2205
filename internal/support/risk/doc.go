// Package risk holds what whoever goes to somebody's home must know before they
// act, and what was weighed with the person: facts that can never be hidden
// (allergies, resuscitation, swallowing, moving), what was seen at the door,
// warnings for those who visit, and all of it together as one brief for a visit.
//
// Folders inside it hold what is assessed and agreed: home (the home, and how
// somebody is helped to move), choice (risks that a person chooses to take, and
// capacity decision by decision), comfort (the end of life), pattern (visits
// refused, and mood, over days).
//
// A warning says what happened, when, and how we know. It says nothing of what
// somebody is like, ends by itself within six months unless it was looked at
// again, and the person may say that it is wrong: somebody who did not write it
// answers within 20 working days.
//
// Sources: RAR 2014 reg 12 and 15; HSE INDG73 (lone working) and L23 (manual
// handling); LOLER 1998 and PUWER 1998; Mental Capacity Act 2005; UK GDPR
// article 5(1)(d) (accuracy) and 16 (putting right); IDDSI framework 2.0 (food
// and drink levels); Resuscitation Council UK (DNACPR, ReSPECT). The limits in
// days are ours.
//
// Tables owned: those whose names begin with risk_. Events: of comfort only.
// Alerts: a home that is not safe, something changed there, two workers asked
// for.
//
// Invariants: a safety fact reaches every worker on the visit whatever else is
// restricted (TestSafetyIsNeverHidden); a warning shows to nobody after its last
// day (TestWarningsEnd); whoever wrote a warning does not answer a challenge to
// it (TestChallenge); what was said of a record holds for the one it was merged
// into (TestMergedRecordsCount).
package risk
