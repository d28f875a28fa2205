package synced

import (
	"cmp"
	"math"
	"slices"
)

// makeRoomShare is how often what is taken out first, around a visit that is left
// out, is what stands in its way.
const makeRoomShare = 0.4

// room is a stop near which a visit could be made, if the stop went.
type room struct {
	node int32
	away Ticks
}

// makeRoom takes a piece out of as many rounds as a visit that is left out has
// stops: rounds of workers who may do it, about when it is wanted, the sooner the
// nearer they come to it. It gives how many it found.
func (s *search) makeRoom(v int32, longest float64) (found int) {
	visit := &s.problem.Visits[v]
	window := &visit.Windows[s.chance.Below(len(visit.Windows))]
	for i := range visit.Stops {
		s.findRooms(s.first[v]+int32(i), window)
		if len(s.rooms) == 0 {
			break
		}
		slices.SortFunc(s.rooms, func(a, b room) int { return cmp.Or(cmp.Compare(a.away, b.away), cmp.Compare(a.node, b.node)) })
		at := int(math.Pow(s.chance.Unit(), 2) * float64(len(s.rooms)))
		s.takeAround(s.rooms[at].node, longest)
		found++
	}
	return found
}

// findRooms lists for a stop the nearest that each worker who may do it does about
// when it is wanted, on rounds that are still whole.
func (s *search) findRooms(i int32, window *Window) {
	stop := &s.nodes[i]
	s.rooms = s.rooms[:0]
	for _, r := range s.able[i] {
		round := s.nodes[r.head].round
		if s.ruined[round] == s.ruins {
			continue
		}
		nearest := room{away: Never}
		for n := s.nodes[r.head].next; s.nodes[n].next != none; n = s.nodes[n].next {
			m := &s.nodes[n]
			if m.start > window.Latest+stop.duration {
				break
			}
			if m.start+m.duration < window.Earliest {
				continue
			}
			if away := s.distance(round, stop.place, m.place); away < nearest.away {
				nearest = room{n, away}
			}
		}
		if nearest.away < Never {
			s.rooms = append(s.rooms, nearest)
		}
	}
}
