// Package comfort holds the end of life: that support is for comfort now, how we
// know, what the person wishes, and whom to call.
//
// A therapist or a manager switches it on, with where it is known from, and off
// again with a reason: somebody may live longer than anybody thought. While it
// is on, nothing proposes fewer or shorter visits, pages speak of comfort and
// not of progress, and somebody for whom it was on when their support began is
// in no measure of getting better.
//
// Nobody close to the person sees any of it. What the person, or whoever decides
// for them, agrees to share is released part by part and kept as it was released;
// a change of the wishes takes it back, until it is released anew.
//
// Sources: NICE NG142 (end of life care for adults: service delivery) and NG31;
// Ambitions for Palliative and End of Life Care 2021-26; PRSB Palliative and End
// of Life Care standard. Read November 2026.
//
// Tables owned: risk_comfort, risk_comfort_call, risk_released, with the other
// risk_ tables. Events: Began, Ended.
//
// Invariants: what was not released is on no page of somebody close
// (TestFamilySeesWhatWasReleased); a person has at most one profile that holds
// (TestProfile).
package comfort
