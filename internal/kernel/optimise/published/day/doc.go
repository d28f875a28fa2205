// Package day is our own format for a day to plan and for a plan, so that
// others can measure themselves on Stillhome's days and we on theirs. A file is
// one JSON object; a member that is not described here is refused.
//
// # A day, "format": "stillhome-day/1"
//
//   - about: what the day is, in words. May be left out.
//   - travel_seconds: for each mode in use ("car", "bicycle", "foot", "bus") a
//     square table of whole seconds, door to door, from the row's place to the
//     column's. Places are rows, counted from 0; the way to itself is 0.
//   - shifts: id, worker, start_min, end_min, start_place, mode; where it
//     applies end_place, rest_until_min, skills, gender, languages, break_min,
//     enough_min, most_min, known (how often the worker has been to each
//     person before).
//   - visits: id, person, place, earliest_min, latest_min, duration_min,
//     workers; where it applies or (further windows), after (visits it follows,
//     with the least and most minutes between), must_be_at, skills,
//     not_workers, preferred, gender, gender_must, language, known_only,
//     infection, harm, pin (shifts, and start_min unless any time will do).
//
// What each means is said at the fields of optimise.Problem, optimise.Shift and
// optimise.Visit, and the rules at package checkplan. Minutes are whole and
// count from midnight. Identifiers of people, workers and visits in a file that
// leaves the council are made up; a shift's label, which may be a name, is not
// part of the format.
//
// # A plan, "format": "stillhome-day-plan/1"
//
// runs, unplaced, not_kept and totals as in optimise.Plan, one run for each
// shift in the day's order, and a reason for every visit that is not placed.
//
// # Which plan is better
//
// One that breaks no rule, and then the one with the lower price: travel,
// strangers at doors, wishes passed over, visits left out, as optimise's
// Problem.Price adds them up.
package day
