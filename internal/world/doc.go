// Package world makes up a county's reablement service: staff, people, a year
// of episodes and weeks of visits, the same for the same seed. Everything is
// done through the use cases that real hands use, so nothing in it can be
// invalid, and its journal is as whole as a real one.
//
// Everybody in it is made up, and looks it: family names that nobody bears,
// telephone numbers that Ofcom keeps for drama, NHS numbers from the 999 range
// kept for tests. Only the postcode districts are real, for their distances.
//
// Tables owned: none.
package world
