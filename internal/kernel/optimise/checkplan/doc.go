// Package checkplan tells whether a plan keeps every hard rule of its problem.
// It shares nothing with the search but the types it reads: each rule is
// written again here, from the words in optimise's doc comments, so that one
// mistake cannot hide in both.
package checkplan
