package plain

import "slices"

// How much is taken out of the plan at a time. Source: the values Christiaens
// and Vanden Berghe (2020) found best, see doc.go.
const (
	ruinMean      = 10  // stops taken out, on average
	stringLongest = 10  // of one route
	splitOnceIn   = 2   // strings, one is split: some of its midst are spared
	spareOnceIn   = 100 // one more is spared, again and again
	mostNear      = 200 // neighbours listed for each stop
)

// near lists for each stop the others, the nearest first.
type near struct {
	all   []int32
	count int
}

func newNear(p *Problem) near {
	n := len(p.Stops)
	count := min(n-2, mostNear)
	if count < 1 {
		return near{}
	}
	nr := near{all: make([]int32, 0, n*count), count: count}
	order := make([]int32, 0, n)
	for i := range n {
		order = order[:0]
		for j := 1; j < n; j++ {
			if j != i {
				order = append(order, int32(j))
			}
		}
		slices.SortFunc(order, func(a, b int32) int {
			wayA := p.Travel[i*n+int(a)] + p.Travel[int(a)*n+i]
			wayB := p.Travel[i*n+int(b)] + p.Travel[int(b)*n+i]
			if wayA != wayB {
				return int(wayA - wayB)
			}
			return int(a - b)
		})
		nr.all = append(nr.all, order[:count]...)
	}
	return nr
}

func (nr near) of(stop int32) []int32 {
	return nr.all[int(stop)*nr.count:][:nr.count]
}

// ruin takes strings of stops out of routes near a stop chosen at random.
func (s *search) ruin() {
	pl := s.plan
	if len(pl.unserved) == pl.n-1 {
		return
	}
	longest := float64(min(stringLongest, s.meanLength()))
	most := 4*float64(ruinMean)/(1+longest) - 1
	strings := int(s.chance.Unit()*most + 1)
	seed := int32(1 + s.chance.Below(pl.n-1))
	s.ruinString(seed, longest)
	strings--
	for _, stop := range s.near.of(seed) {
		if strings <= 0 {
			break
		}
		if r := pl.routeOf[stop]; r >= 0 && !s.kept.has(r) {
			s.ruinString(stop, longest)
			strings--
		}
	}
}

// meanLength is the mean number of stops on routes that have any.
func (s *search) meanLength() int {
	pl := s.plan
	return (pl.n - 1 - len(pl.unserved)) / max(pl.use.count, 1)
}

// ruinString takes out a string of stops around one, all at once or leaving a
// few standing in its midst.
func (s *search) ruinString(stop int32, longest float64) {
	pl := s.plan
	r := pl.routeOf[stop]
	if r < 0 {
		return
	}
	s.keep(r)
	length := len(pl.routes[r].places) - 2
	count := min(1+int(s.chance.Unit()*min(float64(length), longest)), length)
	spared := 0
	if count > 1 && count < length && s.chance.Once(splitOnceIn) {
		for spared = 1; count+spared < length && s.chance.Once(spareOnceIn); {
			spared++
		}
	}
	span := count + spared
	at := int(pl.placeOf[stop])
	lowest, highest := max(1, at-span+1), min(at, length-span+1)
	first := lowest + s.chance.Below(highest-lowest+1)
	if spared == 0 {
		s.takeOut(r, first, first+span-1)
		return
	}
	head := 1 + s.chance.Below(count-1)
	s.takeOut(r, first+head+spared, first+span-1)
	s.takeOut(r, first, first+head-1)
}

// takeOut removes places and remembers their stops for the recreation.
func (s *search) takeOut(r int32, first, last int) {
	for i := first; i <= last; i++ {
		s.plan.unserved = append(s.plan.unserved, s.plan.routes[r].places[i].stop)
	}
	s.plan.remove(r, first, last)
}
