// Package vrptw reads the oldest public test of a day's routing: vehicles of
// one size leave a depot, each customer is served once inside a window, and
// the way is to be short. Its files are Solomon's (1987, 100 customers) and
// Gehring and Homberger's (1999, 200 to 1000). Nobody's care is in them: they
// let anyone compare the engine below our planner with the best published
// routes.
//
// Units: a unit of distance takes a unit of time, both kept in whole tenths.
// The distance between two sites is the straight line cut off, not rounded,
// after one decimal, as the 12th DIMACS implementation challenge (2021-22) and
// CVRPLIB count it. A vehicle may wait for a window to open; it must begin
// service before the window closes and be back at the depot before the depot
// closes. The number of routes is bounded and does not count in the cost.
//
// Check is strict and shares no code with any search.
package vrptw
