// Package paper is the field without phones: a support worker's day printed on
// A4, and the office's entry of what was written on it or told by telephone.
//
// Paper and telephone are channels like any other: the same facts come in by
// the same use cases, marked by how they came (visit.Paper, visit.Office). A
// day sheet has, for each visit, what the worker needs at the door and room for
// what happened; and a code of five characters that finds the visit again when
// the sheet is keyed in. After each visit the next of the same sheet follows.
//
// What a sheet never has: how to get in and the codes of key safes, and
// anything sealed. Who prints sheets is noted as having looked at each person on
// them. A worker can print their own run alone, and of it only people whose
// record is open to them at the time.
//
// What a phone has recorded already is shown beside what was keyed in, and
// never doubled: the office adds a correction where the two differ.
//
// Tables owned: none, as codes are derived. Invariants: no code is mistaken for
// another by one wrong or two changed characters (TestOneWrongCharacterIsFound);
// the statements of a page do not grow with the workers on it
// (TestStatementsDoNotGrow); a sheet has no way into a home
// (TestSheetsKeepTheKeysafe).
package paper
