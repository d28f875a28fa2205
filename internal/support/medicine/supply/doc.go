// Package supply holds what comes into a home and leaves it: deliveries,
// collections, returns to the pharmacy, and counts. From the last count, what
// came since and the doses recorded it reckons what should be there, and for how
// many days that will do; before the cupboard is empty the office is alerted.
//
// What cannot be counted is not guessed: a dose whose amount nobody said, a
// cream, or a medicine that was never counted has no expected number, and no
// warning rests on it.
//
// Sources: NICE NG67 and SC1 (ordering, supplying, returning medicines).
//
// Table owned: medicine_supply. Events: none. Alerts: a medicine that is running
// out. Invariant: rows are only ever added; a wrong one is put right by a count.
package supply
