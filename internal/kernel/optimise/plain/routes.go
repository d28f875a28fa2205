package plain

// place is one position on a route and what a new neighbour needs to know of
// it. The depot stands at either end of every route.
type place struct {
	stop    int32
	leave   int32 // earliest time service here can be over
	latest  int32 // latest start here from which the rest can still be in time
	onward  int32 // the way to the next place; 0 at the end
	carried int32 // load of this place and those before it
}

// route is one vehicle's places.
type route struct {
	places []place
	load   int32
}

// empty tells that the vehicle stays at the depot.
func (r *route) empty() bool { return len(r.places) == 2 }

// plan is a set of routes that keeps every window and load, and the stops it
// leaves out.
type plan struct {
	p        *Problem
	n        int
	from     []int32 // travel by row: from[i*n+j] is i to j
	to       []int32 // travel by column: to[j*n+i] is i to j
	routes   []route
	use      use
	routeOf  []int32 // by stop; -1 where it is left out
	placeOf  []int32 // by stop: its index in the route's places
	unserved []int32
	distance int64

	// version of each route: it changes with the route's content and returns
	// with it, so that what was worked out for a route can be used again.
	version []uint64
	given   uint64 // the last version given out
}

func newPlan(p *Problem) *plan {
	n := len(p.Stops)
	vehicles := min(p.Vehicles, max(n-1, 1))
	pl := &plan{
		p: p, n: n, from: p.Travel, to: make([]int32, n*n),
		routes: make([]route, vehicles), use: newUse(vehicles), version: make([]uint64, vehicles),
		routeOf: make([]int32, n), placeOf: make([]int32, n), unserved: make([]int32, 0, n),
	}
	for i := range n {
		for j := range n {
			pl.to[j*n+i] = p.Travel[i*n+j]
		}
	}
	for i := 1; i < n; i++ {
		pl.routeOf[i] = -1
		pl.unserved = append(pl.unserved, int32(i))
	}
	depot := p.Stops[0]
	pl.given = 1 // 0 is the version of what was never worked out
	for r := range pl.routes {
		pl.version[r] = pl.given
		pl.routes[r].places = append(make([]place, 0, n+1), place{leave: depot.Earliest, latest: depot.Latest}, place{leave: depot.Earliest, latest: depot.Latest})
	}
	return pl
}

// insert puts a stop behind the place at index at.
func (pl *plan) insert(r int32, at int, stop int32) {
	rt := &pl.routes[r]
	was := rt.places[at].onward
	rt.places = append(rt.places, place{})
	copy(rt.places[at+2:], rt.places[at+1:])
	rt.places[at+1] = place{stop: stop}
	rt.load += pl.p.Stops[stop].Load
	pl.routeOf[stop] = r
	pl.use.start(r)
	pl.join(rt, at)
	pl.join(rt, at+1)
	pl.distance += int64(rt.places[at].onward) + int64(rt.places[at+1].onward) - int64(was)
	pl.timed(r, at)
}

// remove takes out the places from first to last, both included, and marks
// their stops as left out.
func (pl *plan) remove(r int32, first, last int) {
	rt := &pl.routes[r]
	for i := first - 1; i <= last; i++ {
		pl.distance -= int64(rt.places[i].onward)
	}
	for i := first; i <= last; i++ {
		stop := rt.places[i].stop
		rt.load -= pl.p.Stops[stop].Load
		pl.routeOf[stop] = -1
	}
	rt.places = append(rt.places[:first], rt.places[last+1:]...)
	pl.join(rt, first-1)
	pl.distance += int64(rt.places[first-1].onward)
	pl.timed(r, first-1)
	if rt.empty() {
		pl.use.stop(r)
	}
}

// join notes the way from the place at index at to the next.
func (pl *plan) join(rt *route, at int) {
	rt.places[at].onward = pl.from[int(rt.places[at].stop)*pl.n+int(rt.places[at+1].stop)]
}

// timed works out a route's times anew after a change behind index at, and
// gives it a new version.
func (pl *plan) timed(r int32, at int) {
	stops, places := pl.p.Stops, pl.routes[r].places
	for i := at + 1; i < len(places); i++ {
		x, before := &places[i], &places[i-1]
		s := &stops[x.stop]
		x.leave = max(before.leave+before.onward, s.Earliest) + s.Service
		x.carried = before.carried + s.Load
		if x.stop != 0 {
			pl.placeOf[x.stop] = int32(i)
		}
	}
	for i := len(places) - 2; i >= 0; i-- {
		x, after := &places[i], &places[i+1]
		s := &stops[x.stop]
		x.latest = min(s.Latest, after.latest-x.onward-s.Service)
	}
	pl.given++
	pl.version[r] = pl.given
}
