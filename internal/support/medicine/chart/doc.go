// Package chart is the pages of what a person takes: the chart, one entry with
// its history, how an entry is written, amended, checked and stopped, how doses
// are recorded, and the lists that the office and lead workers work through.
//
// The rules and the tables are those of package medicine.
package chart
