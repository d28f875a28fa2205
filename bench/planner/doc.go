// Command planner measures the planner on public benchmarks: every instance
// several times, each from its own seed, against the best published cost.
// `make bench-planner` runs it; docs/benchmarks.md says what the figures mean.
//
// A full run takes hours, so it goes on where it stopped: what its results
// already hold is not run again. SHARD=2/4 runs the second quarter; shards may
// share one file of results. The time of a run is processor time of this
// program, so that a busy machine gives the same figures as a quiet one.
package main
