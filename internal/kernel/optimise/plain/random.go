package plain

import "math/bits"

// random is a small stream of chance, the same on every machine: SplitMix64,
// by Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators"
// (2014).
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a whole number from 0 to n-1; n is at least 1.
func (r *random) below(n int) int {
	high, _ := bits.Mul64(r.next(), uint64(n))
	return int(high)
}

// share is at least 0 and below 1.
func (r *random) share() float64 { return float64(r.next()>>11) / (1 << 53) }

// once in n tries it is true.
func (r *random) once(n int) bool { return r.below(n) == 0 }
