// Package gate is the only door to a council's record. Every read and every
// write goes through it with a named action. The gate checks who may act (at
// the time of the act), opens the transaction, and writes the journal.
//
// One journal row per write does four jobs: audit trail, outbox, idempotency
// key and change feed. Rows are chained by SHA-256, so that an edit, a gap or
// a reorder is found by "stillhome check", which is written in package keep
// and shares no code with this one.
//
// Sealed actions (safeguarding) stand apart: their own chain, relations,
// access rows, notes and followers, so that nothing shared moves when they
// write.
//
// Tables owned: gate_*. Invariants, each held by a test of this package:
//   - a write and its journal row commit together or not at all;
//   - a key used again with the same body does nothing, with another body is
//     refused (TestKeys);
//   - one batch is one commit, and each write inside has its own verdict
//     (TestBatch);
//   - in the database each event reaches each follower once
//     (TestFollowerCountsOnce);
//   - a fact is allowed or refused as of the time it happened, at most 72
//     hours back (TestAsOf);
//   - a sealed write changes no shared table (TestSealedMovesNothing).
package gate
