// Package chance is the luck that the planner's searches draw on: the same seed
// gives the same numbers on every machine, at the price of a multiplication.
package chance

import (
	"math"
	"math/bits"
)

// Source is a stream of numbers that look random (the wyrand generator). Its
// value before the first draw is the seed.
type Source uint64

// Next is 64 bits.
func (s *Source) Next() uint64 {
	*s += 0xa0761d6478bd642f
	hi, lo := bits.Mul64(uint64(*s), uint64(*s)^0xe7037ed1a0b428db)
	return hi ^ lo
}

// Below is a whole number from 0 to n-1; n is positive.
func (s *Source) Below(n int) int {
	hi, _ := bits.Mul64(s.Next(), uint64(n))
	return int(hi)
}

// Once is true once in n tries; n is positive.
func (s *Source) Once(n int) bool { return s.Below(n) == 0 }

// Unit is a number above 0 and at most 1.
func (s *Source) Unit() float64 { return (float64(s.Next()>>11) + 1) / (1 << 53) }

// Geometric is how many tries go by before one with chance p comes up; p is
// above 0 and below 1.
func (s *Source) Geometric(p float64) int {
	return int(math.Log(s.Unit()) / math.Log1p(-p))
}
