// Package arch holds the architecture true. Order is the list of packages, in
// which imports may only point back; the checks beside it read the source of
// the whole repository and say, one sentence each, where it breaks a rule of
// ARCHITECTURE.md. Its tests run every check on the real tree, where nothing
// may be found, and on small trees with one breach planted in each, which must
// be found.
//
// The checks read syntax, not types: they are quick and need no build. What
// only types could show is kept visible instead, by rules such as "SQL is never
// built from parts".
package arch
