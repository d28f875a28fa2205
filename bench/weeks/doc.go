// Command weeks sets the planner beside a careful coordinator who plans by
// hand, over made-up weeks of a service: who travels how far, how familiar the
// faces at the door are, how late visits start, and how evenly work falls.
//
//	go run ./bench/weeks                    # four weeks of four made-up services
//	go run ./bench/weeks -weeks 1 -seeds 1  # a quick look
//
// The coordinator takes one visit after another, those that must be at a time
// first and then by the clock, and gives each to whoever is the best choice at
// that moment: near, known to the person, as they wished. That is what
// optimise.Best proposes, so the coordinator never overlooks anybody; what they
// do not do is take back what they have given. Both are bound by the same rules
// and remember who has been to whom.
package main
