package plain

import "math"

// nowhere is the price of a place that does not exist.
const nowhere = math.MaxInt32

// insertion is the cheapest place for one stop on one route, true for as long
// as the route has this version.
type insertion struct {
	version uint64
	price   int32 // extra way; nowhere where the stop cannot be served
	at      int32 // behind the place at this index
}

// insertions remembers the cheapest place of each stop on each route.
type insertions struct {
	plan        *plan
	known       []insertion // by stop, then route
	evaluations int64
}

func newInsertions(pl *plan) *insertions {
	return &insertions{plan: pl, known: make([]insertion, pl.n*len(pl.routes))}
}

// best is the cheapest place for a stop on a route.
func (ins *insertions) best(stop, r int32) *insertion {
	known := &ins.known[int(stop)*len(ins.plan.routes)+int(r)]
	if version := ins.plan.version[r]; known.version != version {
		known.version = version
		ins.find(stop, &ins.plan.routes[r], known)
	}
	return known
}

// find tries the places of a route for a stop. Along a route the times only
// grow, so that it begins where the rest of the route can still be in time and
// ends where the stop's window has closed.
func (ins *insertions) find(stop int32, rt *route, into *insertion) {
	pl := ins.plan
	into.price = nowhere
	s := &pl.p.Stops[stop]
	if rt.load+s.Load > pl.p.Capacity {
		return
	}
	from := pl.from[int(stop)*pl.n:][:pl.n]
	to := pl.to[int(stop)*pl.n:][:pl.n]
	places := rt.places
	first := firstInTime(places, s.Earliest+s.Service)
	price := int32(nowhere)
	i := first
	for ; i+1 < len(places); i++ {
		before, after := &places[i], &places[i+1]
		if before.leave > s.Latest {
			break
		}
		inward, onward := to[before.stop], from[after.stop]
		extra := inward + onward - before.onward
		if extra >= price {
			continue
		}
		if begin := before.leave + inward; begin <= s.Latest && max(begin, s.Earliest)+s.Service+onward <= after.latest {
			price = extra
			into.at = int32(i)
		}
	}
	into.price = price
	ins.evaluations += int64(i - first)
}

// firstInTime is the first index whose next place may begin at the time or
// later.
func firstInTime(places []place, time int32) int {
	low, high := 0, len(places)-1
	for low < high {
		middle := (low + high) / 2
		if places[middle+1].latest < time {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}
