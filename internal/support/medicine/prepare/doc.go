// Package prepare makes a person's chart from a list: a discharge letter typed or
// pasted in, the medicines of a referral, or a photo that is copied out with the
// picture beside it.
//
// A preparation keeps its source as it came. Each line of the list is settled by
// itself: it is new on the chart, changes an entry, is on the chart already, or is
// left out with a reason; each entry of the chart that is not on the list is
// stopped or kept. Entries are written one by one on the chart's own form, and
// wait there for a second person. A preparation is finished when nothing of it is
// open, so that what was left out was left out by somebody.
//
// Source: NICE NG67 (new entries and changes only from a written source, checked
// by a second person). Tables owned: medicine_preparation,
// medicine_preparation_line. Invariant: each line is settled once (TestSettle).
package prepare
