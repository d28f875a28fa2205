// Package safeguarding holds worries that somebody is hurt, frightened or
// neglected, which only the safeguarding lead may know of. It is sealed (ADR
// 7): it has its own journal, access rows and relations, nothing shared moves
// when it writes, and to everybody else it answers as if nothing were there,
// byte for byte.
//
// Anybody who works for the council may raise a concern about anybody; nobody
// but the lead can read it, also not who raised it. That is wider than for
// ordinary records, and on purpose: a concern that was refused would have to be
// kept, and answered for, where others look. So Raise refuses nobody on the
// staff, and nothing about what was told: a person we do not know, words of any
// length and an urgency we do not know (taken as now) are kept as they came.
// Who tells the same twice has told it once.
//
// The lead finds new concerns on their start page. They are told nowhere else:
// Stillhome sends no messages so far, so whoever raises one that cannot wait
// must ring as well, and screens say so.
//
// Words are sealed with the council's key besides, so that a copy of the
// database does not show them.
//
// Sources: Care Act 2014 sections 42 to 46 and the statutory guidance, chapter
// 14; Making Safeguarding Personal.
//
// Table owned: safeguarding_concern. Events: none.
//
// Invariants: raising, reading and marking change no shared table
// (TestNothingSharedMoves); whoever raised a concern cannot read it
// (TestWhoMaySee); a page refused is the page of nothing (TestRefusedIsNothing);
// every page of everybody else is the same with a concern as without (in app,
// TestSealedShowsNowhere).
package safeguarding
