// Package published holds what the formats of planning benchmarks have in
// common, so that anyone can measure this planner against others: reading a
// file so that each mistake is reported with its line, and the words in which
// a checker says what a solution breaks. Each format is a package below it,
// with a reader, a writer and a checker that shares no code with any search.
package published
