// Package dosage says a structured dose in plain words: "1 tablet - twice a day
// - at 08:00 and 20:00 - for 7 days".
//
// What comes in is a list of FHIR R4 Dosage, as a discharge notice or a
// prescription carries it. What it cannot put into words whole it puts into no
// words at all: a sentence that leaves part of a dose out is worse than none,
// so each gap is an error and the words of the label stay what is shown.
//
// A Form is how people here write such a dose, a few fields that lead to one
// Dosage and back to the same words.
//
// Nothing is read or kept here. Source: FHIR R4 Dosage and Timing, read
// November 2026; the order of the parts is the one of NHS dose syntax, held by
// TestPublishedCases.
package dosage
