// Package hhcrsp reads, writes and checks the home health care routing and
// scheduling benchmark of Mankowska, Meisel and Bierwirth (Health Care
// Management Science 17, 2014) in the JSON format in which the University of
// Udine publishes it and its best known solutions (github.com/iolab-uniud/
// hhcrsp, MIT; read 2026-11-22).
//
// Caregivers leave one office at time 0 or later, give services to patients
// and come back. A patient needs one service or two. Two are by different
// caregivers and start either together (simultaneous) or the second between a
// shortest and a longest gap after the start of the first (sequential). No
// service starts before the patient's window opens; a start after it closes is
// allowed and is tardiness, counted for each service. Waiting costs nothing and
// shifts have no end. Travel times are the distances, in the direction given.
//
// The cost is a third each of the distance travelled with the ways from and to
// the office, of the sum of all tardiness, and of the greatest tardiness.
// Everything is in the instance's own unit, which is minutes where it matters.
// Starting each service as soon as its route and its partner allow is optimal
// for given routes, since no cost falls when a start is put off.
package hhcrsp
