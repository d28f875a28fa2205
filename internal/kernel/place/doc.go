// Package place says where things are: a postcode, a property's reference
// number, a point on the map, the way a worker gets about, and how far apart
// two points are. It knows nothing of roads: travel turns distance into time.
//
// Postcodes and points say where a person lives, so they are personal data:
// no error here repeats what was typed.
package place
