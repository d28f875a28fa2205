// Package medicine holds what a person takes and what became of each dose: the
// medicines administration record of a service that helps people at home.
//
// An entry of the chart is written as it was agreed, in the words of its label,
// with where that is known from, and is never changed: it is stopped, with a
// reason, or replaced by another that names it, by whose word and why. Entries
// that replaced one another are one line, and a slot of one is a slot of all. A
// second person holds each entry against its source; until then it says so
// wherever it is shown.
//
// A dose belongs to a slot, a day and a part of it ("2026-11-30/morning"). It is
// recorded by itself, each time, with the warnings that held; none of them keeps
// it out of the record. A second dose of a slot, a dose of a medicine that was
// stopped, and one at a time when none is due are not added: they are a Conflict,
// and whoever brings one keeps it whole for a person to decide (field holds what
// came from a phone). The office may say that a second dose was given as well:
// then both stand.
//
// The right to the doses of a slot belongs to one visit of the rota (Assign) and
// is held by one phone (Claim), until its pack ends, or until it is known to have
// a pack that says otherwise and to have brought all it recorded. A phone that was
// lost, or is out of use, holds it until it says itself that it is empty and has
// nothing left to bring (Release). One that lost its memory and came back under a
// new number cannot say so for its old one: that waits until its pack ends. A
// phone without the right says that the dose may already have been given.
//
// In folders of its own: chart (the pages), prepare (a chart made from a list),
// covert (given hidden), level (help, as a goal), dosage (dose text), dmd (the
// NHS list), contact, supply, check, and sheet (the chart on paper).
//
// Sources: NICE NG67 (what a record carries; each medicine each time, with the
// reason where it was not taken; changes attributable, by the prescriber's word,
// checked by a second trained person); NICE SC1.
//
// Tables owned: medicine_*. Events: none. Alerts: a medicine that must be on time
// and was not taken, an entry that waits for its check, a dose given against a
// warning or without the right to it.
//
// Invariants: doses are only ever added, a correction names the one it puts
// right (TestCorrections); no slot has two doses unless somebody in the office
// said so (TestTwoDoses); no two phones hold the right to one slot, no dose
// before its time or above its most is without its warning, and the chart of any
// past time is the one there was, over random regimes, lost answers and the
// nights of summer time (TestDosesOfPhonesApart, TestTheRecordItself); what was
// said of a record holds for the one it was merged into (TestMergedRecordsCount).
package medicine
