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
	if rt := &ins.plan.routes[r]; known.version != rt.version {
		ins.find(stop, rt, known)
	}
	return known
}

// find tries every place of a route for a stop. Along a route places only get
// later, so that it ends where the stop's window has closed.
func (ins *insertions) find(stop int32, rt *route, into *insertion) {
	pl := ins.plan
	*into = insertion{version: rt.version, price: nowhere}
	s := pl.p.Stops[stop]
	if rt.load+s.Load > pl.p.Capacity {
		return
	}
	from := pl.from[int(stop)*pl.n:][:pl.n]
	to := pl.to[int(stop)*pl.n:][:pl.n]
	places := rt.places
	tried := 0
	for i := 0; i+1 < len(places); i++ {
		before, after := &places[i], &places[i+1]
		begin := before.leave + to[before.stop]
		tried++
		if begin > s.Latest {
			break
		}
		begin = max(begin, s.Earliest) + s.Service
		onward := from[after.stop]
		if begin+onward > after.latest {
			continue
		}
		if price := to[before.stop] + onward - before.onward; price < into.price {
			into.price, into.at = price, int32(i)
		}
	}
	ins.evaluations += int64(tried)
}
