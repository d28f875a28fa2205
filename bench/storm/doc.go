// Command storm is seven in the morning after an outage: every support worker
// of a county opens the app. 300 phones pull their packs and empty 40 facts
// each, once spread evenly over a minute and once all in the same second, while
// somebody asks for help each second. `make bench-storm` runs it against the
// built program on both databases; docs/benchmarks.md says what came out.
//
// Everything a phone does by itself (recording, signing, sealing) is done
// before the clock runs: what is measured is the council's side. Phones are an
// open loop: each comes when its time has come, however slow the answers, and
// goes by what a busy council asks (retry_s), as the app does.
package main
