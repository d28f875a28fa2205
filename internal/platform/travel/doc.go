// Package travel says how long it takes to get from one door to another, by
// car, bicycle, bus or on foot, in whole seconds.
//
// It estimates: the great-circle distance, made longer for the bends of roads,
// at speeds that rise with distance, plus a while at the door. It knows no
// rivers, hills or rush hours. Where a figure is our assumption the comment
// says so; the assumptions are to be set right by recorded arrivals.
package travel
