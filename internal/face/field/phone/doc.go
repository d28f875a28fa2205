// Package phone is the phones that support workers keep their day on: which
// there are, whose they are, when each was last heard, and what each says it
// holds that has not reached us.
//
// A phone is enrolled by a worker who is signed in, and from then on shows
// itself with a token of its own, of which only the hash is kept. The token
// lets it send what it sealed and nothing else, so a worker who can no longer
// sign in still sends. A phone that was lost is told at its next contact to
// forget the people on it, never what it has yet to send.
//
// Each contact carries the end of the phone's ledger (see docs/phone.md). From
// that the office hears of records that do not arrive, of a phone that went
// back in time, and of one whose browser threw its memory away.
//
// Tables owned: field_phone, field_phone_key. Invariants: a phone has one
// account for ever; nothing here ever refuses a fact.
package phone
