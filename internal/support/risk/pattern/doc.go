// Package pattern tells those who plan of somebody who chooses not to have visits
// or medicines again and again, or who is not so well visit after visit. One
// refusal is a choice; several in a week may mean that something is wrong, and
// must not end in silence.
//
// A pattern is 3 days in 7 with a visit or a medicine that was not wanted, or 3
// visits in 7 days at which the person was not so well as before. It stands on
// the list until somebody has written down what they thought about whether the
// person can decide this, what could happen, and what comes next; it comes back
// when there is more of it afterwards.
//
// Sources: RAR 2014 reg 11 and 12; Mental Capacity Act 2005 s.1 (an unwise choice
// is no proof of anything); Care Act 2014 s.11(2) and s.42 (self-neglect). 3 in 7
// is ours.
//
// Tables owned: risk_pattern, with the other risk_ tables. Events: none.
//
// Invariants: a pattern that somebody considered is off the list until there is
// more of it (TestPatterns).
package pattern
