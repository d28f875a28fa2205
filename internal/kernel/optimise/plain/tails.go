package plain

// tailsNear is how many neighbours are tried as the next stop after one.
const tailsNear = 40

// tails is an exchange of what follows on two routes: behind the place at
// index a of route ra comes what followed the place at index b of route rb,
// and the other way about.
type tails struct {
	ra, rb, a, b int32
	price        int32 // extra way
}

// findTails is the cheapest exchange that makes another stop follow the given
// one, cuts its route in two there, or joins another route to its end. The
// price is nowhere where there is none.
func (s *search) findTails(stop int32) tails {
	pl := s.plan
	best := tails{price: nowhere}
	ra := pl.routeOf[stop]
	if ra < 0 {
		return best
	}
	a := pl.placeOf[stop]
	x, next := &pl.routes[ra].places[a], &pl.routes[ra].places[a+1]
	for _, other := range s.near.of(stop)[:min(tailsNear, s.near.count)] {
		if rb := pl.routeOf[other]; rb >= 0 && rb != ra {
			s.tryTails(&best, tails{ra: ra, rb: rb, a: a, b: pl.placeOf[other] - 1}, x, next)
		}
	}
	if r := pl.use.idle(); r >= 0 {
		s.tryTails(&best, tails{ra: ra, rb: r, a: a}, x, next)
	}
	return best
}

// tryTails keeps the exchange if it can be made and is the cheapest so far.
func (s *search) tryTails(best *tails, t tails, x, next *place) {
	pl := s.plan
	s.insertions.evaluations++
	A, B := &pl.routes[t.ra], &pl.routes[t.rb]
	y, then := &B.places[t.b], &B.places[t.b+1]
	across, back := pl.from[int(x.stop)*pl.n+int(then.stop)], pl.from[int(y.stop)*pl.n+int(next.stop)]
	price := across + back - x.onward - y.onward
	if price >= best.price ||
		x.leave+across > then.latest || y.leave+back > next.latest ||
		x.carried+B.load-y.carried > pl.p.Capacity || y.carried+A.load-x.carried > pl.p.Capacity ||
		s.chance.Once(blink) {
		return
	}
	t.price = price
	*best = t
}

// swapTails makes the exchange.
func (s *search) swapTails(t tails) {
	s.keep(t.ra)
	s.keep(t.rb)
	pl := s.plan
	A, B := &pl.routes[t.ra], &pl.routes[t.rb]
	spare := append(s.spare[:0], A.places[t.a+1:]...)
	A.places = append(A.places[:t.a+1], B.places[t.b+1:]...)
	B.places = append(B.places[:t.b+1], spare...)
	s.spare = spare
	pl.distance += int64(t.price)
	pl.owned(t.ra, int(t.a))
	pl.owned(t.rb, int(t.b))
}

// owned makes the places behind index at the route's own after an exchange.
func (pl *plan) owned(r int32, at int) {
	rt := &pl.routes[r]
	for _, x := range rt.places[at+1:] {
		if x.stop != 0 {
			pl.routeOf[x.stop] = r
		}
	}
	pl.join(rt, at)
	pl.timed(r, at)
	rt.load = rt.places[len(rt.places)-1].carried
	if rt.empty() {
		pl.use.stop(r)
	} else {
		pl.use.start(r)
	}
}
