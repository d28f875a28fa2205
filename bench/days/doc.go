// Command days writes Stillhome's own made-up days as files, so that other
// planners can be tried on them, and measures ours on them.
//
//	go run ./bench/days -seed 1 -out day-1.json      # writes a day of 1,000 visits
//	go run ./bench/days -seed 1 -seconds 1,10,30     # plans it, once for each time
//
// The format is that of package published/day; `stillhome plan check --format
// day` judges anybody's plan of it. Seconds are those of the processor.
package main
