// Package staff knows who works for the service: their post, how they travel,
// where they set off from, what they are trained in, when they are away, and
// who is in charge of each day.
//
// A member of staff has at most one account to sign in with. Nothing here is
// about pay, health or conduct. An absence is kept with a plain kind of reason
// and no more: why somebody is ill is nobody's business on the rota.
//
// Who is in charge: the list set for a date holds until a later one is set.
// Rank 1 is asked first, then 2 and so on; whoever is away is passed over.
//
// Tables owned: staff_member, staff_skill, staff_team, staff_absence,
// staff_duty. Events: AbsenceReported, Changed.
package staff
