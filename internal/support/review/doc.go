// Package review looks at how somebody is doing and decides with them: fewer
// or shorter visits as they do more themselves, reviews of their goals, the end
// of support with what they take away, and where they are on day 91 after
// leaving hospital.
//
// Sources: NICE NG74 (reviewed regularly, adjusted to progress), QS173
// statement 4 (transition plan), Care Act 2014 section 27 and Client Level Data
// (review outcomes), ASCOF 2B(1) in use to 2023-24 (day 91, from hospital
// discharge; see the measure package for what counts today).
//
// Tables owned: review, review_goal, review_step_down, review_follow_up.
// Events: Reviewed, SteppedDown, SupportEnded, FollowedUp.
//
// Invariants: a proposal changes nothing until somebody accepts it
// (TestProposeThenAccept); somebody who gets worse is never proposed less
// (TestStepDownRule); no change for long asks for a decision and never ends
// anything (TestStepDownRule); the record is asked before a person is rung
// (TestFollowUpFromRecord).
package review
