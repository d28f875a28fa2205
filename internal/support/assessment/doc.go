// Package assessment holds what a person can do, by activity, at the first
// visit and whenever it is looked at again; what matters to them, in their own
// words; and that they were told what the service will and will not do.
//
// Ability comes first, then the help used (NICE NG74, core principles; MODS
// care needs assessment). In Client Level Data each is a short-term
// assessment. Being told what the service does is NICE QS173 statement 1.
//
// Tables owned: assessment, assessment_ability. Event: Recorded. Invariants:
// an assessment is only ever added, never changed; an episode has one baseline
// (TestOneBaseline).
package assessment
