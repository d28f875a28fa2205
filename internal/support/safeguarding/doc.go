// Package safeguarding holds worries that somebody is hurt, frightened or
// neglected, from the first word to how it ended: who told it, what was
// decided and why, what the person wants, who does what, and what became of
// it. It is sealed (ADR 7): it has its own journal, access rows and relations,
// nothing shared moves when it writes, and to everybody else it answers as if
// nothing were there, byte for byte.
//
// Anybody who works for the council may raise a concern about anybody, and
// anybody at all by the page for everyone; whoever raised one cannot read it.
// Raise refuses nobody on the staff, and nothing about what was told: a person
// we do not know, words of any length and an urgency we do not know (taken as
// now) are kept as they came. Who tells the same twice has told it once.
//
// Who may know of a concern: the safeguarding leads; whoever was given it by
// name, until a day; whoever broke the glass for the person, for an hour; and,
// where no lead may know, the deputies or else the managers. From whom it is
// hidden never sees it, whatever their role.
//
// Whoever raised a concern on a page of the office is given a number, once.
// With it, and signed in as themselves, they may ask whether it was looked at:
// the answer is "looked at" or "nothing to show yet", and the latter stands for
// a wrong number too. No list says that somebody raised anything, so a shared
// computer shows nothing, and the account of somebody who raised a concern
// looks like any other (docs/safeguarding.md weighs this).
//
// All the acts there are, for whoever compares a world with a concern to one
// without:
//
//   - Raise, Take: a concern by staff, or by the page for everyone
//   - LookedAt: asks with the number
//   - MarkSeen, Match: seen; whose record it is about
//   - Decide: types, place, source, the three tests, wishes, the decision
//   - AddNote: a note, meeting, strategy discussion, visit, talk
//   - AddTask, FinishTask, Arrange: who does what by when; Arrange and SendTwo
//     also write the ordinary record, in the actor's own name
//   - NameThem, EndGrant: opens one concern by name, and ends that
//   - HideFrom, ShowAgain: hides one from an account or its team; a relative's
//     tie to the person runs out (auth.LapseTie: quiet, without a journal row)
//   - Depute: who stands in for a lead
//   - BreakGlass, ReviewGlass: for an hour, and the review of it
//   - Refer, NoteReply: the pack for the multi-agency hub, and its answer
//   - Close: how an enquiry ended
//   - Watch: the job that hands over what no lead may see
//   - UntoldOf: whom no text reached
//   - reads: List, Mine, Same, Get, WholeOf, KnownOf, PhotoOf, PackOf, Grants,
//     Hidings, Looks, GlassList, Deputies, Staff, Around, Relatives, These, Counts
//
// Words are sealed with the council's key besides, so that a copy of the
// database does not show them.
//
// Sources: Care Act 2014 sections 42 to 46, 68 and 76 and the statutory
// guidance, chapter 14; Making Safeguarding Personal; Safeguarding Adults
// Collection; Data Protection Act 2018 Schedule 1 paragraph 18.
//
// Tables owned: safeguarding_concern, safeguarding_decision, safeguarding_note,
// safeguarding_task, safeguarding_access, safeguarding_hidden,
// safeguarding_deputy, safeguarding_glass, safeguarding_referral,
// safeguarding_outcome, safeguarding_file, safeguarding_lane. Events: none.
//
// Invariants: no act changes a shared table, but for the ordinary record that
// Arrange writes and the tie that runs out (TestNothingSharedMoves); whoever
// raised a concern cannot read it (TestWhoMaySee); a page refused is the page
// of nothing (TestRefusedIsNothing); whom it is hidden from never sees it, a
// lead too, and it is never left with nobody (TestHidden); every page of
// everybody else is the same with a concern as without (in app/twin,
// TestTwins).
package safeguarding
