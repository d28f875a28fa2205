package optimise

import (
	"slices"

	"stillhome/internal/kernel/place"
)

// minuteTable remembers travel in whole minutes, rounded up, so that a plan is
// never late by a part of a minute.
type minuteTable struct {
	travel Travel
	places int
	known  [][]int32 // by mode: from x to, or unset
	mode   []int     // by shift: index in place.Modes
}

func newMinuteTable(p *Problem) *minuteTable {
	m := &minuteTable{travel: p.Travel, known: make([][]int32, len(place.Modes)), mode: make([]int, len(p.Shifts))}
	for i := range p.Visits {
		m.places = max(m.places, p.Visits[i].Place+1)
	}
	for i := range p.Shifts {
		m.places = max(m.places, p.Shifts[i].Start+1)
		if p.Shifts[i].End != nil {
			m.places = max(m.places, *p.Shifts[i].End+1)
		}
		m.mode[i] = slices.Index(place.Modes, p.Shifts[i].Mode)
	}
	for _, mode := range m.mode {
		if m.known[mode] == nil {
			m.known[mode] = slices.Repeat([]int32{unset}, m.places*m.places)
		}
	}
	return m
}

// between is the travel of one shift's worker from place to place.
func (m *minuteTable) between(from, to, shift int) int32 {
	if from == to {
		return 0
	}
	at := &m.known[m.mode[shift]][from*m.places+to]
	if *at == unset {
		*at = int32(max(0, (m.travel(from, to, place.Modes[m.mode[shift]])+59)/60))
	}
	return *at
}
