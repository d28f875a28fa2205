// Package sim puts made-up phones, networks and clocks around the code that
// real phones and the real server run, and looks for a fact that is lost,
// doubled or shown to somebody it is not for. Everything that is left to chance
// comes from one number, the seed, so that what was found once is found again:
//
//	make sim SEED=4711
//
// The phones are the field app's own modules (phone/src/core), with a store, a
// network, a clock and randomness of the simulator's (phone/sim), in Node. The
// council is the program's own routes over its own gate, in this package. They
// speak over two pipes, one question at a time, so that nothing else decides in
// which order things happen.
package sim
