package plain

// best is the best plan so far.
type best struct {
	stops    []int32 // the routes one after the other, each ended by the depot
	unserved []int32
	distance int64
}

func newBest(pl *plan) best {
	return best{stops: make([]int32, 0, 2*pl.n), unserved: make([]int32, 0, pl.n)}
}

// take copies a plan.
func (b *best) take(pl *plan) {
	b.stops = b.stops[:0]
	for r := range pl.routes {
		if rt := &pl.routes[r]; !rt.empty() {
			for _, x := range rt.places[1:] {
				b.stops = append(b.stops, x.stop)
			}
		}
	}
	b.unserved = append(b.unserved[:0], pl.unserved...)
	b.distance = pl.distance
}

// routes are the plan's routes, without the depot.
func (b *best) routes() [][]int {
	all := [][]int{}
	var route []int
	for _, stop := range b.stops {
		if stop != 0 {
			route = append(route, int(stop))
			continue
		}
		all = append(all, route)
		route = nil
	}
	return all
}
