// Package pack makes what one support worker's phone keeps for today and
// tomorrow: their runs, and of everybody on them what a visit needs. docs/phone.md
// section 6 is the contract with the phone.
//
// A pack is made of parts: the shift, each day's run, each person. Part bodies
// are the same bytes for the same record, so a phone is sent only the parts that
// differ from what it has. What it has is named in a sealed cursor that the
// phone brings along: the server remembers nothing, and a restored one costs a
// whole pack and nothing else.
//
// Who is in a pack follows the published runs of the worker and nothing else: a
// broken glass opens pages, never a pack. People who are no longer on the runs
// are named to be forgotten. What is sealed is not read here at all. Each person
// whose part is given is noted as a look at their record, by the hour.
//
// Yesterday's run stays while its shift lasts, as night shifts do; after that
// those of its visits that nobody has recorded, until twelve hours after the
// shift, as on the pages that need signal.
//
// Table owned: field_pack, which packs a phone was given lately and which changes
// of the rota were in them. When the phone says that it holds one, those changes
// have been delivered. Invariants: somebody who is not on the run never appears
// (TestNobodyElse); the same record gives the same bytes (TestSameBytes); a cursor
// that does not open costs a whole pack and no more (TestCursors).
package pack
