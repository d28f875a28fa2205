// Package home holds what was found in somebody's home, who puts it right and by
// when, referrals to the fire service, and how somebody is helped to move.
//
// A look at the home says of each part of it whether it is fine, must be heeded,
// or must be put right. Each look has a day on which somebody looks again: what
// was found then takes the place of it. What must be put right is due within a
// week unless somebody says otherwise, and is on the list of what is due until
// it is done.
//
// An assessment of moving says for each task what the person does, how they are
// helped, with what, and by how many. Where it asks for two workers and visits
// of the plan are for one, the office is told: the plan stays as it is until
// somebody decides.
//
// Sources: RAR 2014 reg 12 and 15; Manual Handling Operations Regulations 1992;
// LOLER 1998 reg 9 (what lifts people is checked every 6 months); the fire
// services' Safe and Well visits (National Fire Chiefs Council).
//
// Tables owned: risk_home, risk_home_item, risk_fire_referral, risk_moving,
// risk_moving_task, with the other risk_ tables. Events: none.
//
// Invariants: a referral is never sent where the person said no
// (TestFireReferral); the plan is not changed by an assessment
// (TestTwoWorkersAreAskedFor).
package home
