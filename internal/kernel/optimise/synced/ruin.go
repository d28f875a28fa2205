package synced

import (
	"math"
	"slices"
	"sort"
)

// The sizes of what is taken out at once, after Christiaens and Vanden Berghe
// (2020), tuned for rounds of home visits.
const (
	blinkChance    = 0.01
	longestString  = 10
	splitChance    = 0.5
	splitStopAgain = 0.1
)

const averageRemoved = 10

// neighbours lists for each visit those it could well come next to, itself
// first.
func neighbours(p *Problem) [][]int32 {
	near := make([][]int32, len(p.Visits))
	for v := range p.Visits {
		near[v] = closest(len(p.Visits), nearest, func(w int) float64 {
			if w == v {
				return -1
			}
			return apart(p, v, w)
		})
	}
	return near
}

// closest is the k numbers below n with the least distance, nearest first.
// What is math.MaxFloat64 away is not among them.
func closest(n, k int, distance func(i int) float64) []int32 {
	list := make([]int32, 0, k)
	away := make([]float64, 0, k)
	for i := range n {
		d := distance(i)
		if d == math.MaxFloat64 || len(list) == k && d >= away[k-1] {
			continue
		}
		at := sort.SearchFloat64s(away, math.Nextafter(d, math.MaxFloat64))
		if len(list) == k {
			list, away = list[:k-1], away[:k-1]
		}
		list, away = slices.Insert(list, at, int32(i)), slices.Insert(away, at, d)
	}
	return list
}

const nearest = 100

// apart is how badly two visits fit just after one another.
func apart(p *Problem, v, w int) float64 {
	if p.Visits[v].Pause || p.Visits[w].Pause {
		return math.MaxFloat64
	}
	return min(follows(p, v, w), follows(p, w, v))
}

// ruin takes neighbouring pieces of a few rounds out, around a visit.
func (s *search) ruin(seed int32) {
	average := float64(s.stops) / float64(len(s.problem.Workers))
	longest := min(longestString, average)
	most := 4*averageRemoved/(1+longest) - 1
	strings := int(s.chance.Unit()*most) + 1
	s.ruins++
	if s.nodes[s.first[seed]].round < 0 && s.chance.Unit() < makeRoomShare {
		strings = max(0, strings-s.makeRoom(seed, longest))
	}
	for _, v := range s.near[seed] {
		if strings == 0 {
			return
		}
		i := s.first[v]
		if s.nodes[i].round < 0 {
			continue
		}
		if s.nodes[i].twin != none && s.chance.Next()&1 == 0 {
			i = s.nodes[i].twin
		}
		r := s.nodes[i].round
		if s.ruined[r] == s.ruins {
			continue
		}
		strings--
		s.takeAround(i, longest)
	}
}

// takeAround takes a piece of some length out of a round, around a stop.
func (s *search) takeAround(i int32, longest float64) {
	r := s.nodes[i].round
	s.ruined[r] = s.ruins
	size := 0
	for n := s.nodes[s.head(r)].next; s.nodes[n].next != none; n = s.nodes[n].next {
		size++
	}
	length := int(s.chance.Unit()*min(longest, float64(size))) + 1
	s.takeString(i, min(length, size), size)
}

// takeString takes length visits in a row off the round of stop i, i among
// them; sometimes it leaves a few in the middle where they are.
func (s *search) takeString(i int32, length, size int) {
	keep := 0
	if length > 1 && length < size && s.chance.Unit() < splitChance {
		keep = 1
		for length+keep < size && s.chance.Unit() > splitStopAgain {
			keep++
		}
	}
	back := s.chance.Below(length + keep)
	n := i
	for back > 0 && s.nodes[s.nodes[n].prev].visit != none {
		n = s.nodes[n].prev
		back--
	}
	s.string = s.string[:0]
	for len(s.string) < length+keep && s.nodes[n].visit != none {
		s.string = append(s.string, s.nodes[n].visit)
		n = s.nodes[n].next
	}
	// The visits kept are in a row, somewhere in the string.
	from := 0
	keep = min(keep, len(s.string)-1)
	if keep > 0 {
		from = s.chance.Below(len(s.string) - keep + 1)
	}
	for at, v := range s.string {
		if keep > 0 && at >= from && at < from+keep {
			continue
		}
		s.takeOut(v)
	}
}
