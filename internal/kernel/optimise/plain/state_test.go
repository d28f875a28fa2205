package plain

import (
	"fmt"
	"testing"
)

// TestStateStaysTrue follows a search step by step: times, loads, distance and
// every remembered price are worked out anew, and a step taken back leaves
// nothing behind.
func TestStateStaysTrue(t *testing.T) {
	p := made(60, 8, 1)
	s := newSearch(p, 2)
	if len(s.plan.unserved) > 0 {
		t.Fatalf("the construction leaves out %d stops", len(s.plan.unserved))
	}
	kept, taken := 0, 0
	for i := range 3000 {
		before := fmt.Sprint(s.plan.order(), s.plan.distance, s.plan.unserved, s.plan.use.routes(), s.plan.version)
		s.step(float64(300 - i/10))
		if same := before == fmt.Sprint(s.plan.order(), s.plan.distance, s.plan.unserved, s.plan.use.routes(), s.plan.version); same {
			taken++
		} else {
			kept++
		}
		if err := s.plan.untrue(); err != "" || len(s.plan.unserved) > 0 {
			t.Fatalf("step %d: %d stops left out, %s", i, len(s.plan.unserved), err)
		}
		if i%50 == 0 {
			if err := s.insertions.untrue(); err != "" {
				t.Fatalf("step %d: %s", i, err)
			}
		}
	}
	if kept < 100 || taken < 100 {
		t.Errorf("%d steps kept and %d taken back: the test sees too little of one", kept, taken)
	}
}

// untrue says what a plan holds wrongly; empty where all is true.
func (pl *plan) untrue() string {
	distance, ok := retold(pl.p, pl.order())
	if !ok {
		return "a window or a load is broken"
	}
	if distance != pl.distance {
		return fmt.Sprintf("the distance is %d, kept as %d", distance, pl.distance)
	}
	seen := make([]int, pl.n)
	for _, stop := range pl.unserved {
		seen[stop]++
		if pl.routeOf[stop] != -1 {
			return fmt.Sprintf("stop %d is left out and on route %d", stop, pl.routeOf[stop])
		}
	}
	for r := range pl.routes {
		rt := &pl.routes[r]
		if used := int(pl.use.rank[r]) < pl.use.count; used == rt.empty() {
			return fmt.Sprintf("route %d: used %v, empty %v", r, used, rt.empty())
		}
		load := int32(0)
		for i, x := range rt.places {
			load += pl.p.Stops[x.stop].Load
			if x.carried != load {
				return fmt.Sprintf("route %d carries %d at %d, kept as %d", r, load, i, x.carried)
			}
			if x.stop == 0 {
				continue
			}
			seen[x.stop]++
			if int(pl.routeOf[x.stop]) != r || int(pl.placeOf[x.stop]) != i {
				return fmt.Sprintf("stop %d is at %d of route %d, kept as %d of %d", x.stop, i, r, pl.placeOf[x.stop], pl.routeOf[x.stop])
			}
			if way := pl.p.Travel[int(x.stop)*pl.n+int(rt.places[i+1].stop)]; way != x.onward {
				return fmt.Sprintf("stop %d: the way on is %d, kept as %d", x.stop, way, x.onward)
			}
		}
		if load != rt.load {
			return fmt.Sprintf("route %d carries %d, kept as %d", r, load, rt.load)
		}
	}
	for stop := 1; stop < pl.n; stop++ {
		if seen[stop] != 1 {
			return fmt.Sprintf("stop %d is there %d times", stop, seen[stop])
		}
	}
	return ""
}

// untrue compares each price that is still remembered with the cheapest place
// found by driving the whole route with the stop at each place in turn.
func (ins *insertions) untrue() string {
	pl := ins.plan
	for r, places := range pl.order() {
		base, _ := retold(pl.p, [][]int{places})
		if len(places) == 0 {
			base = 0
		}
		for stop := int32(1); int(stop) < pl.n; stop++ {
			known := ins.known[int(stop)*len(pl.routes)+r]
			if known.version != pl.version[r] || int(pl.routeOf[stop]) == r {
				continue
			}
			cheapest := int64(nowhere)
			for at := 0; at <= len(places); at++ {
				with := append(append(append([]int{}, places[:at]...), int(stop)), places[at:]...)
				if distance, ok := retold(pl.p, [][]int{with}); ok {
					cheapest = min(cheapest, distance-base)
				}
			}
			if cheapest != int64(known.price) {
				return fmt.Sprintf("stop %d on route %d %v costs %d, remembered as %d", stop, r, places, cheapest, known.price)
			}
		}
	}
	return ""
}

func TestFirstInTime(t *testing.T) {
	places := []place{{latest: 5}, {latest: 10}, {latest: 10}, {latest: 30}, {latest: 40}}
	for time, want := range map[int32]int{0: 0, 10: 0, 11: 2, 30: 2, 31: 3, 40: 3, 41: 4} {
		if got := firstInTime(places, time); got != want {
			t.Errorf("at %d: %d, expected %d", time, got, want)
		}
	}
}

// TestRecreateStartsRoutes: with every stop taken out there is no route to put
// one on, only idle vehicles.
func TestRecreateStartsRoutes(t *testing.T) {
	s := newSearch(made(60, 30, 7), 8)
	s.kept.begin(s.plan)
	for r, stops := range s.plan.order() {
		if len(stops) > 0 {
			s.keep(int32(r))
			s.takeOut(int32(r), 1, len(stops))
		}
	}
	if used := s.plan.use.count; used != 0 || s.plan.distance != 0 {
		t.Fatalf("%d routes and %d of distance are left", used, s.plan.distance)
	}
	s.recreate()
	if err := s.plan.untrue(); err != "" || len(s.plan.unserved) > 0 {
		t.Errorf("%d stops left out, %s", len(s.plan.unserved), err)
	}
}

// TestTailsCostWhatTheySay makes every exchange that is offered, and compares.
func TestTailsCostWhatTheySay(t *testing.T) {
	s := newSearch(made(60, 30, 3), 4)
	made, parted, joined := 0, 0, 0
	for i := range 400 {
		x := s.findTails(int32(1 + i%60))
		if x.price == nowhere {
			continue
		}
		before, used := s.plan.distance, s.plan.use.count
		s.kept.begin(s.plan)
		s.swapTails(x)
		if err := s.plan.untrue(); err != "" {
			t.Fatalf("exchange %+v: %s", x, err)
		}
		if s.plan.distance-before != int64(x.price) {
			t.Fatalf("exchange %+v made it %d longer", x, s.plan.distance-before)
		}
		made++
		switch {
		case s.plan.use.count > used:
			parted++
		case s.plan.use.count < used:
			joined++
		}
	}
	if made < 100 || parted == 0 || joined == 0 {
		t.Errorf("%d exchanges, %d parted a route, %d joined two: too few to tell", made, parted, joined)
	}
}

// TestNoAllocation: once it is under way the search takes no memory.
func TestNoAllocation(t *testing.T) {
	s := newSearch(made(100, 30, 5), 6)
	for range 1000 {
		s.step(100)
	}
	if got := testing.AllocsPerRun(20, func() {
		for range 200 {
			s.step(100)
		}
	}); got != 0 {
		t.Errorf("%v allocations in 200 steps, expected none", got)
	}
}
