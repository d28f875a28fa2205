// Package person is who somebody is: name, home, how to talk with them, who is
// close to them, what they agreed to, and the hospital stays and moves that the
// service hears of. Everything else about one person hangs on the id kept here.
//
// Staff say "the person", "their record", "contacts", "communication needs".
//
// Sources: Accessible Information Standard, DAPB1605 version 4.0 (communication
// needs: identify, record, flag, share, meet, review); NHS Data Dictionary, NHS
// NUMBER (check digit); Care Act 2014 section 10 (carers).
//
// Tables owned: person, person_contact, person_need, person_consent,
// person_event, person_merge.
//
// Events: person.added, person.changed, person.need_changed,
// person.happened, person.died, person.death_corrected, person.merged,
// person.unmerged.
//
// What always holds, each by a test:
//
//   - Two records of one person are never joined by the program: [Near]
//     proposes, a human decides, and undoing restores both exactly.
//   - A merged record points at one that is not merged itself, and never had
//     support open when it was merged.
//   - An NHS number that fails its check digit is kept and marked not verified.
//   - How to get in is sealed at rest, and each look at it is logged by itself.
//   - Needs, consents and events are added and ended, never overwritten.
package person
