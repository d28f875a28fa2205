// Package field is what support workers use in people's homes: the phone-sized
// pages below /shift/, and the one address to which a phone sends what it recorded
// without signal.
//
// A fact is one thing that happened in a home, with an id made on the phone,
// the time it happened, and what it says. Facts come in batches to
// POST /field/v1/sync and each is answered by itself: done, conflict (somebody
// changed the visit first; the record's version is given), held (it does not
// fit, is kept whole, and a coordinator decides), or retry. The same fact sent
// again gives the same answer and counts once. Who may say it is judged as of
// when it happened, up to 72 hours back.
//
// Facts are held, never refused. That is why they are read by hand and not by a
// strict validator: a fact with a missing field or a wild date is kept with its
// reason and spoils none of the others.
//
// Table owned: field_held. Invariants: no fact is lost and none counts twice,
// whatever the network does (TestPhonesInBadSignal); every kind of fault has a
// verdict (TestEveryKindHasAVerdict).
package field
