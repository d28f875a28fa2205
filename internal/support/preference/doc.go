// Package preference holds what a person has asked for in who comes to them,
// and what whoever plans visits must heed: workers they like, workers who must
// not go to them, the gender and the language they ask for, and whether they
// are easily infected or could infect others.
//
// A worker who must not go to somebody is never sent there by the rota, and a
// rule ("only a woman") is kept or the visit is listed with the reason. A wish
// is weighed against travel and against who is known. Why a worker must not go
// is kept as one of a few plain reasons, no more: what happened belongs in other
// records, or in nobody's.
//
// Sources: NICE NG21 and NG86 (choice of care workers, cultural needs); the
// National Infection Prevention and Control Manual for England (who is visited
// in which order, as our reading of its transmission-based precautions).
//
// Tables owned: preference_worker, preference_wish. Events: Changed.
//
// Invariants: a person has at most one open entry for a worker
// (TestOnePairAtATime); what was said of a record holds for the one it was merged
// into (TestMergedRecordsCount); wishes are added, never overwritten, and the newest
// holds (TestNewestWishHolds).
package preference
