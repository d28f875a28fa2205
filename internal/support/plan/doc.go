// Package plan holds what a person wants to be able to do again, and the
// visits that help them there: goals in their own words, steps, visit
// patterns (which part of the day, which weekdays, how long) and what each
// visit does for which goal.
//
// Sources: NICE QS173 statement 3 and NG74 (goals agreed at the start, copy to
// the person, in a form they can use); NICE NG21 (visits under 30 minutes);
// MODS Goal and Instruction; DAPB1605 (accessible information).
//
// Tables owned: plan, plan_goal, plan_step, plan_pattern, plan_task. Events:
// Agreed, PatternAdded, PatternShortened, PatternEnded, Ended.
//
// Invariants: an episode has at most one plan that has not ended
// (TestOneOpenPlan); a pattern in use is never rewritten, but ended and
// followed by another, shortening apart (TestChangeOfAgreedPlan); no visit is
// planned under 30 minutes without NG21's three reasons (TestThirtyMinutes).
package plan
