// Package uhhc reads, writes and checks the unified home health care routing
// and scheduling benchmark of Ceschia and others (International Transactions in
// Operational Research, 2026, doi 10.1111/itor.70140): instances and solutions
// from github.com/iolab-uniud/uhhc (CC BY 4.0), the definition from the
// validator in github.com/iolab-uniud/uhhc-toolbox (Apache-2.0; both read
// 2026-11-22). What follows was proved by reckoning every cost component of the
// published solutions anew.
//
// # Rules
//
// A caregiver leaves the own departing point, gives services one after another
// and ends at the own arrival point; travel is by the matrix, in the direction
// given. Leaving is free in time but not before the shift starts: as a file
// holds no departure, it is the first start less the way there. The end of the
// shift is soft (extra time).
//
// A patient needs one service or two, by different caregivers who can give
// them and are not incompatible with the patient. Two services are
// simultaneous (they start together), sequential (the second listed starts
// from min to max after the start of the first; they may overlap) or
// independent (any order, any times, also at once). A patient is either given
// everything or nothing; nothing only where optional.
//
// A patient has one window or more, in order of their starts. No service
// starts before the first window does. A later start belongs to the last
// window that has opened by then, even in the gap after it or where windows
// overlap. Tardiness is how far the start lies after the end of that window,
// or, in instances with time_window_met at_service_end, how far the end of the
// service does; the window is chosen by the start all the same.
//
// A caregiver with lunch_break may take one lunch of exactly min_duration that
// begins at lunch_breaks.start or later and is over by lunch_breaks.end. It is
// an entry in the route with the service "lunch_break" and the patient at whose
// place it is eaten: every published solution names the next patient, so the
// caregiver travels there, eats, and then serves. It may be first or last in
// the route. Who has no visits may eat at the departing point, whose id then
// stands for the patient. Others may not take one. (The published validator
// lets a lunch or a service last longer than it must, and compares a
// simultaneous pair with itself. This checker does not.)
//
// # Cost
//
// Each component has a weight in the instance; the objective is the sum.
//
//   - travel_time: all ways, from and to the terminal points too. A caregiver
//     without visits goes from the one to the other.
//   - total_tardiness, highest_tardiness: over services, each of two counting.
//   - total_waiting_time: the time between arriving at an entry and starting
//     it, for services and lunches alike. Not at the first entry, since the
//     caregiver leaves just in time, and not at the second where the first is
//     lunch: that is as if lunch were eaten before leaving.
//   - total_extra_time: how far arriving back lies after the end of the shift.
//   - max_idle_time: over caregivers, the greatest sum of the time from the
//     start of the shift to leaving, all waiting (also after a first lunch),
//     and the time from arriving back to the end of the shift. It equals the
//     length of the shift plus extra time less travel, services and lunch, and
//     is the whole shift for a caregiver without a route.
//   - preferences: services given by somebody whom a patient with preferred
//     caregivers does not prefer.
//   - unscheduled (weight optional_patients): patients not visited.
//   - missed_lunch_break: caregivers with lunch_break who take none, idle ones
//     too.
//
// # Consequences for a search
//
// Starting as early as possible is not optimal. Waiting for a second window to
// open may end tardiness; putting off the first start of a route, which leaving
// is free to follow, ends waiting later in it minute by minute and leaves idle
// time as it was, until a start would become tardy, a partner would be moved or
// the shift would end late. Idle time depends on times only through extra time.
// All published figures are whole minutes, so starts need be no finer.
package uhhc
