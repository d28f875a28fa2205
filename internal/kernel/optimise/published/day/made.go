package day

import (
	"fmt"
	"math"
	"math/rand/v2"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
)

// Size is how large a made-up day is.
type Size struct {
	Shifts, Visits int
	SideKm         float64 // the towns lie in a square of this side
}

// County is a busy day of a large county: the size of Stillhome's own goals.
var County = Size{Shifts: 100, Visits: 1000, SideKm: 40}

// Made makes a day by seed, the same on every machine, with every rule in use.
// Its shape is that of a reablement service: four rounds of visits from
// breakfast to bedtime, 22 in 100 by two workers (as in a British city provider
// of 2017, doi 10.15129/2d4885e1), early, late and long shifts, people and
// workers around a few towns. The rest are our assumptions. Travel is a straight
// line and a third more, at 36 km/h by car, 13 by bicycle, 16 by bus and 5 on
// foot, and a minute to park and knock.
func Made(size Size, seed uint64) optimise.Problem {
	m := maker{Rand: rand.New(rand.NewPCG(seed, 4)), size: size}
	for range 2 + size.Shifts/14 {
		m.towns = append(m.towns, point{m.Float64() * size.SideKm, m.Float64() * size.SideKm})
	}
	people := (size.Visits + 3) / 4
	m.homes = make([]int, people)
	for i := range m.homes {
		m.homes[i] = m.home(1.6)
	}
	for i := range size.Shifts {
		m.problem.Shifts = append(m.problem.Shifts, m.shift(i))
	}
	for person := range people {
		m.person(person, min(4, size.Visits-4*person))
	}
	at := m.places
	m.problem.Travel = func(from, to int, mode place.Mode) int {
		kmh := map[place.Mode]float64{place.Car: 36, place.Bicycle: 13, place.OnFoot: 5, place.Bus: 16}[mode]
		return 60 + int(math.Round(at[from].away(at[to])*4/3*3600/kmh))
	}
	return m.problem
}

type point struct{ x, y float64 } // km

func (a point) away(b point) float64 { return math.Hypot(a.x-b.x, a.y-b.y) }

type maker struct {
	*rand.Rand
	size    Size
	towns   []point
	places  []point
	homes   []int // by person: place
	problem optimise.Problem
}

// home is a new place around one of the towns.
func (m *maker) home(spreadKm float64) int {
	town := m.towns[m.IntN(len(m.towns))]
	m.places = append(m.places, point{town.x + spreadKm*m.NormFloat64(), town.y + spreadKm*m.NormFloat64()})
	return len(m.places) - 1
}

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

const (
	medicines = optimise.Skill("medicines training")
	moving    = optimise.Skill("moving and handling")
	catheter  = optimise.Skill("catheter care")
)

var hours = [][2]int{{420, 900}, {870, 1335}, {420, 870}, {870, 1335}, {420, 900}, {840, 1320}, {420, 885}, {870, 1335}, {450, 1200}, {900, 1335}}

func (m *maker) shift(i int) optimise.Shift {
	h := hours[i%len(hours)]
	s := optimise.Shift{
		ID: optimise.ShiftID(fmt.Sprintf("s%d", i)), Worker: optimise.WorkerID(fmt.Sprintf("w%d", i)),
		StartMin: h[0], EndMin: h[1], Start: m.home(1.6), Mode: place.Car, BreakMin: 30,
		Gender: "woman", EnoughMin: (h[1] - h[0]) * 3 / 4, Known: map[optimise.PersonID]int{},
	}
	if m.chance(18) {
		s.Gender = "man"
	}
	if m.chance(8) {
		s.Mode = place.Modes[1+m.IntN(3)]
	}
	if m.chance(50) {
		end := s.Start
		s.End = &end
	}
	if m.chance(5) {
		s.RestUntilMin = h[0] + 30
	}
	if m.chance(5) {
		s.MostMin = (h[1] - h[0]) / 2
	}
	for _, has := range []struct {
		skill   optimise.Skill
		percent int
	}{{medicines, 90}, {moving, 92}, {catheter, 35}} {
		if m.chance(has.percent) {
			s.Skills = append(s.Skills, has.skill)
		}
	}
	for _, language := range []optimise.Language{"Polish", "Urdu", "Punjabi"} {
		if m.chance(6) {
			s.Languages = append(s.Languages, language)
		}
	}
	return s
}

// rounds are when visits begin to be wanted, and how long they may be.
var rounds = [4]struct {
	from, until int
	lengths     []int
}{{425, 630, []int{15, 30, 30, 30}}, {680, 800, []int{15, 15, 30}}, {945, 1080, []int{15, 15, 30}}, {1110, 1260, []int{15, 15, 15, 30}}}

// person makes the visits of one person: by whom they are known, what they
// wish, what they need.
func (m *maker) person(person, visits int) {
	id := optimise.PersonID(fmt.Sprintf("p%d", person))
	near := m.nearest(m.homes[person], 12)
	for range 5 {
		s := &m.problem.Shifts[near[m.IntN(len(near))]]
		s.Known[id] += 1 + m.IntN(6)
	}
	double, doses, infection := m.chance(22), m.chance(25), m.chance(1)
	like := optimise.Visit{Person: id, Place: m.homes[person], Workers: 1, Harm: m.IntN(4), Infection: infection}
	if double {
		like.Workers, like.Skills = 2, append(like.Skills, moving)
	}
	if m.chance(8) {
		like.Gender, like.GenderMust = "woman", m.chance(40)
	}
	if m.chance(5) {
		like.NotWorkers = append(like.NotWorkers, m.problem.Shifts[near[m.IntN(len(near))]].Worker)
	}
	if m.chance(8) {
		like.Preferred = append(like.Preferred, m.problem.Shifts[near[m.IntN(3)]].Worker)
	}
	if m.chance(4) {
		like.Language = []optimise.Language{"Polish", "Urdu", "Punjabi"}[m.IntN(3)]
	}
	for n, round := range rounds[:visits] {
		v := like
		v.ID = optimise.VisitID(fmt.Sprintf("v%d", 4*person+n))
		v.EarliestMin = (round.from + m.IntN(round.until-round.from)) / 5 * 5
		v.LatestMin = v.EarliestMin + 60 + 15*m.IntN(5)
		v.DurationMin = round.lengths[m.IntN(len(round.lengths))]
		switch {
		case doses:
			v.Skills = append([]optimise.Skill{medicines}, v.Skills...)
			if n > 0 {
				v.After = []optimise.Gap{{Visit: optimise.VisitID(fmt.Sprintf("v%d", 4*person+n-1)), LeastMin: 90}}
			}
			if m.chance(30) {
				v.MustBeAt, v.LatestMin = true, v.EarliestMin+15
			}
		case n == 1 && m.chance(10):
			v.Or = []optimise.Window{{EarliestMin: v.EarliestMin + 120, LatestMin: v.LatestMin + 180}}
		case n == 0 && m.chance(3):
			v.Skills = append([]optimise.Skill{catheter}, v.Skills...)
		}
		v.KnownOnly = v.DurationMin < 30 && !double && m.chance(4)
		m.problem.Visits = append(m.problem.Visits, v)
	}
}

// nearest are the shifts that start nearest to a place.
func (m *maker) nearest(at, n int) []int {
	near := make([]int, 0, n+1)
	for s := range m.problem.Shifts {
		away := m.places[m.problem.Shifts[s].Start].away(m.places[at])
		i := len(near)
		for i > 0 && m.places[m.problem.Shifts[near[i-1]].Start].away(m.places[at]) > away {
			i--
		}
		near = append(near[:i], append([]int{s}, near[i:]...)...)
		near = near[:min(len(near), n)]
	}
	return near
}
