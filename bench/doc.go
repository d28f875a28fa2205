// Command bench measures the program at full size against a floor: the same
// SQL by the bare driver and the same page by the bare template. `make bench`
// runs it on both databases; docs/benchmarks.md says what the figures mean.
//
// The floor is measured in the same run, turn by turn with the program, under
// the same load and on a record of the same content. So what is printed as a
// ratio means much the same on a busy machine as on a quiet one; what is
// printed in milliseconds does not.
package main
