// Package prison holds where people are who have their support in prison, for
// the team that goes there and nobody else.
//
// A setting changes rules, not the record: assessment, plan, goals, medicines,
// visits and reviews are those of anybody. What differs is this. No phone goes
// in, so these visits are on no phone, on no run of the rota and on no day
// sheet; the team takes a printed round of each wing, with the least that is
// needed, in the hours in which cells are unlocked, and the office keys it in
// afterwards. Where somebody is shows to the team alone. The day of release
// shows to its coordinators and managers alone, and sets off what must be done
// so that support goes on outside. Why somebody is there is not held at all.
//
// Who is in the team has a live relation with each person in the prison, so
// that the gate decides, as for a run (ADR 22).
//
// Sources: Care Act 2014 section 76 (the council where the prison is assesses
// and meets needs; section 42 enquiries and direct payments do not apply there,
// the prison's own safeguarding does) and sections 37 and 38 (a council told of
// a move has support ready for the day).
//
// Tables owned: prison_wing, prison_member, prison_stay, prison_task. Events:
// none. Invariants: nobody outside the team learns where somebody is
// (TestWhoMayKnow); no visit in prison is on a phone or a run (TestNoPhones); a
// day of release makes each thing to do once, and moves it with the day
// (TestRelease).
package prison
