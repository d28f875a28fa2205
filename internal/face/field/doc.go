// Package field takes in what support workers record in people's homes, and
// shows the office what came, what waits and what clashes. The pages on the
// phone are in shift, the app in shell, what it is given in pack, which phones
// there are in phone. docs/phone.md is the contract with the app.
//
// A fact is one thing that happened in a home, with an id made on the phone,
// the time it happened, and what it says. Facts come in batches to
// POST /field/v1/sync and each is answered by itself: done, conflict (it does
// not agree with what somebody else recorded), held (it does not fit, is kept
// whole, and a coordinator decides), or retry. The same fact sent again gives
// the same answer and counts once. Who may say it is judged as of when it
// happened, up to 72 hours back.
//
// In schema 2 facts come sealed and signed by an enrolled phone, need no
// session, and stand in the ledger of their phone with a signed receipt; a
// conflict is kept whole, too. A call for help goes before everything. In
// schema 1 they come plain, from whoever is signed in, and a conflict gives the
// record's version for the worker to look at.
//
// Facts are held, never refused. That is why they are read by hand and not by a
// strict validator: a fact with a missing field or a wild date is kept with its
// reason and spoils none of the others.
//
// Tables owned: field_fact, field_held. Invariants: no fact is lost and none
// counts twice, whatever the network does (TestPhonesInBadSignal,
// TestSealedPhonesInBadSignal); a server put back from a backup is made whole
// by its phones (TestRestoredServer); every kind of fault has a verdict
// (TestEveryKindHasAVerdict); of a sealed concern nothing lies here but its hash
// (TestConcerns).
package field
