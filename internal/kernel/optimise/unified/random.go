package unified

import (
	"math"
	"math/bits"
)

// random is a small generator of 64-bit numbers (wyrand): the same seed gives
// the same numbers everywhere.
type random uint64

func (r *random) next() uint64 {
	*r += 0xa0761d6478bd642f
	hi, lo := bits.Mul64(uint64(*r), uint64(*r)^0xe7037ed1a0b428db)
	return hi ^ lo
}

// below is a whole number from 0 to n-1; n is positive.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// unit is a number above 0 and at most 1.
func (r *random) unit() float64 { return (float64(r.next()>>11) + 1) / (1 << 53) }

// geometric is how many tries go by before one with chance p comes up.
func (r *random) geometric(p float64) int {
	return int(math.Log(r.unit()) / math.Log1p(-p))
}
