// Package sheet is the chart on paper: the medicines administration record as
// pharmacies print it, A4 across, a row for each medicine and time and a box for
// each day; pages to write on for what is taken when needed, for patches and for
// warfarin; and the map of the body.
//
// It is printed blank, to be written on by hand, or filled from the record. Each
// print is kept as a list of the entries that were on it, with a code that finds
// it again, so that the same paper can be drawn once more and what was written
// on it can be keyed in: box by box, a week at a time, by the same use case as
// any other dose, marked as from paper. A box that says otherwise than the
// record is not added: it is kept, and listed for somebody to decide.
//
// Pages are made here and not by the browser, so that each has its head, with
// the allergies on top, and says which page of how many it is.
//
// Sources: NICE NG67 (what a medicines administration record carries); NICE SC1.
//
// Tables owned: medicine_sheet, medicine_sheet_box, medicine_sheet_week. Events:
// none. Invariants: no word of an entry is cut off on paper (e2e TestPrints);
// what stood in a box is kept whatever became of it (TestKeyIn).
package sheet
