package unified

import (
	"cmp"
	"slices"
)

// The sizes of what is taken out at once, after Christiaens and Vanden Berghe
// (2020), tuned for rounds of home visits.
const (
	blinkChance    = 0.01
	longestString  = 10
	splitChance    = 0.5
	splitStopAgain = 0.1
	averageRemoved = 10
)

// near lists for each visit the others, nearest first in distance and time
// together.
func near(p *Problem) [][]int32 {
	list := make([][]int32, len(p.Visits))
	away := make([]float64, len(p.Visits))
	for v := range p.Visits {
		order := make([]int32, 0, len(p.Visits))
		for w := range p.Visits {
			order = append(order, int32(w))
			away[w] = apart(p, &p.Visits[v], &p.Visits[w])
		}
		away[v] = -1
		slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(away[a], away[b]) })
		list[v] = order[:min(len(order), nearest)]
	}
	return list
}

const nearest = 100

// timeShare is how much an hour apart in time counts beside an hour of travel.
const timeShare = 0.05

func apart(p *Problem, a, b *Visit) float64 {
	travel := min(p.Travel[a.Place*p.Places+b.Place], p.Travel[b.Place*p.Places+a.Place])
	gap := Never
	for _, i := range a.Windows {
		for _, j := range b.Windows {
			gap = min(gap, max(i.Opens-j.Closes, j.Opens-i.Closes, 0))
		}
	}
	return float64(travel) + timeShare*float64(gap)
}

// ruin takes neighbouring pieces of a few rounds out.
func (s *search) ruin() {
	placed := 0
	for _, nodes := range s.rounds {
		placed += len(nodes)
	}
	average := float64(placed) / float64(len(s.rounds))
	longest := min(longestString, average)
	most := 4*averageRemoved/(1+longest) - 1
	strings := int(s.chance.Unit()*most) + 1
	seed := int32(s.chance.Below(len(s.problem.Visits)))
	s.ruins++
	for _, v := range s.near[seed] {
		if strings == 0 {
			return
		}
		i := s.firstNode[v]
		if len(s.problem.Visits[v].Stops) == 2 && s.chance.Next()&1 == 0 {
			i++
		}
		r := s.nodes[i].round
		if r < 0 || s.ruined[r] == s.ruins {
			continue
		}
		s.ruined[r] = s.ruins
		strings--
		size := len(s.rounds[r])
		length := min(size, int(s.chance.Unit()*min(longest, float64(size)))+1)
		s.takeString(i, length, size)
	}
}

// takeString takes length units in a row off the round of node i, i among them;
// sometimes it leaves a few in the middle where they are.
func (s *search) takeString(i int32, length, size int) {
	keep := 0
	if length > 1 && length < size && s.chance.Unit() < splitChance {
		keep = 1
		for length+keep < size && s.chance.Unit() > splitStopAgain {
			keep++
		}
	}
	r, pos := s.nodes[i].round, int(s.nodes[i].pos)
	from := max(0, pos-s.chance.Below(length+keep))
	until := min(size, from+length+keep)
	s.string = append(s.string[:0], s.rounds[r][from:until]...)
	// The units kept are in a row, somewhere in the string.
	first := 0
	keep = min(keep, len(s.string)-1)
	if keep > 0 {
		first = s.chance.Below(len(s.string) - keep + 1)
	}
	for at, n := range s.string {
		if keep > 0 && at >= first && at < first+keep {
			continue
		}
		s.take(s.nodes[n].unit)
	}
}

// take takes out a unit, and the other one of an optional visit with it.
func (s *search) take(u int32) {
	s.takeOut(u)
	unit := &s.units[u]
	if unit.other != none && unit.leftOut < required && s.nodes[s.units[unit.other].nodes[0]].round >= 0 {
		s.takeOut(unit.other)
	}
}
