package plain

// sortings are the orders in which stops are put back, each with how often it
// is chosen.
const (
	byChance = iota
	byLoad
	byFar
	byNear
	byShortWindow
	byEarly
	byLate
	sortings
)

var sortingWeights = [sortings]int{byChance: 4, byLoad: 4, byFar: 2, byNear: 1, byShortWindow: 2, byEarly: 2, byLate: 2}

const sortingSum = 4 + 4 + 2 + 1 + 2 + 2 + 2

// blink: one place in so many is passed over, however cheap.
const blink = 100

// recreate puts back the stops that are left out, each where it costs least. A
// stop that fits nowhere stays out.
func (s *search) recreate() {
	pl := s.plan
	s.sort(pl.unserved)
	out := pl.unserved[:0]
	for _, stop := range pl.unserved {
		if r, at := s.cheapest(stop); r >= 0 {
			s.keep(r)
			pl.insert(r, at, stop)
		} else {
			out = append(out, stop)
		}
	}
	pl.unserved = out
}

// cheapest is where a stop costs least; the route is -1 where it fits nowhere.
// Routes without stops are all alike: one is tried.
func (s *search) cheapest(stop int32) (route int32, at int) {
	route, price := int32(-1), int32(nowhere)
	for _, r := range s.plan.use.routes() {
		if found := s.insertions.best(stop, r); found.price < price && !s.chance.Once(blink) {
			route, at, price = r, int(found.at), found.price
		}
	}
	if r := s.plan.use.idle(); r >= 0 {
		if found := s.insertions.best(stop, r); found.price < price {
			route, at = r, int(found.at)
		}
	}
	return route, at
}

// sort puts stops in an order chosen at random, by insertion: they are few.
func (s *search) sort(stops []int32) {
	which, left := 0, s.chance.Below(sortingSum)
	for ; left >= sortingWeights[which]; which++ {
		left -= sortingWeights[which]
	}
	for i := 1; i < len(stops); i++ {
		if which == byChance {
			j := s.chance.Below(i + 1)
			stops[i], stops[j] = stops[j], stops[i]
			continue
		}
		x := stops[i]
		key, j := s.sortKey(which, x), i
		for ; j > 0 && s.sortKey(which, stops[j-1]) > key; j-- {
			stops[j] = stops[j-1]
		}
		stops[j] = x
	}
}

// sortKey is small for stops that come first.
func (s *search) sortKey(which int, stop int32) int32 {
	x := &s.plan.p.Stops[stop]
	switch which {
	case byLoad:
		return -x.Load
	case byFar:
		return -s.plan.from[stop]
	case byNear:
		return s.plan.from[stop]
	case byShortWindow:
		return x.Latest - x.Earliest
	case byEarly:
		return x.Earliest
	default:
		return -x.Latest
	}
}
