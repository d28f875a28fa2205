// Package medicine holds what a person takes and what became of each dose: the
// medicines administration record of a service that helps people at home.
//
// A medicine is written as it was agreed, in the words of its label, with where
// that is known from. It is never changed: it is stopped, with a reason, and
// another is added. Each dose is recorded by itself, each time, with a reason
// where it was not taken; a pack that a pharmacy fills counts as one.
//
// A dose belongs to a slot, a day and a part of it ("2026-11-30/morning"). A
// second dose of a slot, a dose of a medicine that was stopped, and one at a
// time when none is due are not added: they are a Conflict, and whoever brings
// one keeps it whole for a person to decide (field holds what came from a
// phone). The office may say that a second dose was given as well: then both
// stand.
//
// Sources: NICE NG67 (record each medicine each time, with the reason where it
// was not taken; changes are attributable); NICE SC1.
//
// Tables owned: medicine_*. Events: none. Alerts: a medicine that
// must be on time and was not taken.
//
// Invariants: doses are only ever added, a correction names the one it puts
// right (TestCorrections); no slot has two doses unless somebody in the office
// said so (TestTwoDoses); what was said of a record holds for the one it was
// merged into (TestMergedRecordsCount).
package medicine
