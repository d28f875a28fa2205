// Package measure answers how the service is doing: who has support today, who
// waits, how soon support starts, and who is still at home after it. Each
// figure has a definition, a source, a period, a numerator, a denominator and
// the list of people behind it.
//
// Figures are queries over the record, never counters (docs/adr/0009): worked
// out anew for each page, so that they can be explained and cannot drift. The
// definitions stand in definitions.go, from which docs/measures.md is made.
//
// Two measures of being still at home are kept apart and named apart, never on
// one line, since they ask different things and disagree: the old ASCOF 2B(1),
// where is the person on day 91 (old2b1.go), and an estimate of ASCOF 2D, in
// force since 2024-25, did anything go wrong within 84 days (stillhome2d.go).
//
// Sources: ASCOF 2B(1), SALT STS004 guidance 2021-22; ASCOF 2D,
// Create_ASCOF_2D.sql, DHSC, 11 June 2026. Read November 2026.
//
// Owns no tables; writes nothing. A manager and a coordinator see figures and
// the people behind them; an analyst sees figures without any person
// (TestAnalystSeesNobody).
//
// Invariants: the numerator is never more than the denominator, and a list has
// as many people in it as the figure says (TestListsMatchFigures).
package measure

//go:generate env STILLHOME_UPDATE=1 go test -count=1 -run ^TestMeasuresPage$ .
