// Package choice holds risks that a person chooses to take, and decisions that
// they could or could not make, one by one.
//
// A choice is in the person's own words: what they want and why it matters, what
// is good about it, what could happen, what was agreed and where it ends. They
// sign it, or agree aloud when it is read back to them.
//
// Capacity is about one decision at one time, never about a person. First comes
// what the person could do (understand, keep in mind, weigh, tell), with help;
// only then, where something was missing, whether an impairment of the mind or
// brain is why. What is best for somebody is considered only where they cannot
// decide: nobody decides for somebody who can.
//
// Sources: Mental Capacity Act 2005 ss.1-4 and 24-26; A Local Authority v JB
// [2021] UKSC 52 (function first, then cause); Care Act 2014 s.67 (advocates);
// RAR 2014 reg 11 and 12.
//
// Tables owned: risk_choice, risk_capacity, risk_order, with the other risk_
// tables. Events: none.
//
// Invariants: "cannot" needs something that the person could not do and an
// impairment that is why (TestFunctionThenCause); no page says of a person that
// they lack capacity (TestNobodyLacksCapacityInGeneral).
package choice
