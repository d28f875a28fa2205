// Package check holds visits at which somebody looks at how a person manages
// their medicines: each one counted and held against what should be there, what
// the person understands, in their own words, side effects, how the medicines
// are kept, and what is out of date.
//
// What is not as it should be is a finding. Each has somebody whose it is and a
// day by which it is to be put right, raises an alert, and stands on the list of
// lead workers and the office until somebody says what was done. A count that
// differs puts what is reckoned right as well (supply).
//
// Sources: founding document 004 (medication compliance checks with GP
// surgeries); NICE NG67 and SC1.
//
// Tables owned: medicine_check, medicine_check_count, medicine_finding. Events:
// none. Alerts: a check that found something, until all it found is closed.
//
// Invariant: a count that is not what should be there is a finding, and one that
// nobody could reckon is none (TestFindings).
package check
