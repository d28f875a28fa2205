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

// What is known of travel changes: ways are learnt from visits, a routing service
// answers anew. A plan that people were told of does not fall apart for that. As
// long as two of its stops still follow one another on a shift, the way between
// them takes no longer than it was reckoned when they were told.

// toldWay is the way to a stop of such a plan.
type toldWay struct {
	shift, before int32 // before is the visit it comes from, unset for the start of the shift
	travel        int32
	home          int32 // what was left for the way home, after the last stop; unset after others
}

// tell lets the plan's own ways hold. A way that it says took no time is not
// known.
func (d *draft) tell(plan Plan) {
	if len(plan.Runs) == 0 {
		return
	}
	d.told = make([][]toldWay, len(d.problem.Visits))
	visits := d.problem.numbers()
	for _, run := range plan.Runs {
		s := slices.IndexFunc(d.problem.Shifts, func(x Shift) bool { return x.ID == run.Shift })
		if s < 0 {
			continue
		}
		before := int32(unset)
		for i, stop := range run.Stops {
			v, there := visits[stop.Visit]
			if !there { // it is over, or was called off: where from is not known
				before = int32(len(d.problem.Visits))
				continue
			}
			if stop.TravelMin > 0 {
				way := toldWay{shift: int32(s), before: before, travel: int32(stop.TravelMin), home: unset}
				if i == len(run.Stops)-1 {
					way.home = max(0, int32(d.problem.Shifts[s].EndMin-stop.StartMin)-d.length[v])
				}
				d.told[v] = append(d.told[v], way)
			}
			before = int32(v)
		}
	}
}

// measured is a plan with its ways as they are known now.
func (d *draft) measured(plan Plan) Plan {
	now := draft{problem: d.problem, minutes: d.minutes, where: d.where}
	visits := d.problem.numbers()
	plan.Runs = slices.Clone(plan.Runs)
	for s := range plan.Runs {
		run := &plan.Runs[s]
		run.Stops = slices.Clone(run.Stops)
		before := int32(unset)
		for i := range run.Stops {
			v := visits[run.Stops[i].Visit]
			run.Stops[i].TravelMin = int(now.way(s, before, v))
			run.HomeMin = int(now.wayHome(v, s))
			before = int32(v)
		}
	}
	return plan
}

// way is the travel to a visit from the one before it on a shift, or from where the
// shift starts where before is unset.
func (d *draft) way(s int, before int32, v int) int32 {
	from := d.problem.Shifts[s].Start
	if before != unset {
		from = d.where[before]
	}
	travel := d.minutes.between(from, d.where[v], s)
	if d.told == nil {
		return travel
	}
	for _, t := range d.told[v] {
		if t.shift == int32(s) && t.before == before {
			return min(travel, t.travel)
		}
	}
	return travel
}

// wayHome is the travel from a visit to where the shift ends.
func (d *draft) wayHome(v, s int) int32 {
	end := d.problem.Shifts[s].End
	if end == nil {
		return 0
	}
	travel := d.minutes.between(d.where[v], *end, s)
	if d.told == nil {
		return travel
	}
	for _, t := range d.told[v] {
		if t.shift == int32(s) && t.home != unset {
			return min(travel, t.home)
		}
	}
	return travel
}
