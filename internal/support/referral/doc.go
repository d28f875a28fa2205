// Package referral is a request for help as it reaches the service, and what
// becomes of it until somebody decides: is this person known, and do we take
// them on.
//
// Staff say "referral", "the queue", "is this person known?", "accept",
// "decline", "the hospital took it back".
//
// It comes by a hospital's notice or another system's message (package fhir
// reads those), or by a form anyone may fill in. One referral is one request:
// a hospital's assessment, discharge and withdrawal notices of one stay belong
// together by sender and the sender's own reference.
//
// Sources: Care Act 2014 Schedule 3 and SCCI2075 (notices); NICE QS173
// statement 1 (what the service will do, said to the person); capability rows
// 1, 2 and 4 (nothing refused silently; few mandatory fields; who is declined
// gets information and a route).
//
// Tables owned: referral, referral_line, referral_message, referral_file.
//
// Events: referral.received, referral.changed, referral.matched,
// referral.unmatched, referral.declined, referral.withdrawn.
//
// What always holds, each by a test:
//
//   - The same message twice is one message; nothing doubles.
//   - What was sent is kept whole, understood or not, and one that was not is in
//     front of a coordinator until somebody settles it.
//   - The program proposes who it may be; a human decides, and may undo it until
//     an episode has begun.
//   - Nothing is deleted: a referral taken back or declined stays, with why.
package referral
