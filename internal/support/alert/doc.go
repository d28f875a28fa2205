// Package alert holds what somebody in the office must answer: raise, own,
// answer, close. Every alert has somebody who is asked, a clock, and a next
// person on duty if the clock runs out (NG21 and RAR 12: late and missed
// visits are acted on; INDG73: contact arrangements that do not rest on
// memory).
//
// Other packages raise alerts in their own transaction (Raise). Tables owned:
// alert, alert_step. Events: Closed. Invariants:
//   - one open alert for one kind and source (TestRaiseOnce);
//   - an act-now alert that nobody has taken on goes to the next person on
//     duty each time its clock runs out, and never stops (TestEscalates);
//   - an alert is closed by a person, with what was done, or by the fact that
//     answered it.
package alert
