// Package twin asks whether anybody can tell that something is sealed. It opens
// two records made from one seed: A, and B, which is the same file but for a
// concern and all that follows from it. Whoever has no need to know then asks
// both for everything there is, page by page and in step, and every byte that
// comes back is compared, with what lies in the shared tables, in the log and on
// the open streams. docs/twin.md says what is compared, and lists the leaks that
// are planted to show that the comparison sees them.
package twin
