package optimise_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
)

// shape sizes a made-up day.
type shape struct {
	shifts, people, visits int
	double                 float64 // share of visits by two workers
	spreadKm               float64 // homes lie in a square of this side
}

var (
	fullDay  = shape{shifts: 90, people: 250, visits: 900, double: 0.2, spreadKm: 40}
	smallDay = shape{shifts: 6, people: 12, visits: 40, double: 0.2, spreadKm: 15}
)

// madeDay makes a day by seed, with every rule in use: visits from breakfast
// to bedtime, early, late, split and long shifts, in teams that
// live near a town.
func madeDay(size shape, seed uint64) optimise.Problem {
	r := rand.New(rand.NewPCG(seed, 1))
	var where [][2]float64 // km
	towns := make([][2]float64, 1+size.shifts/12)
	for i := range towns {
		towns[i] = [2]float64{r.Float64() * size.spreadKm, r.Float64() * size.spreadKm}
	}
	home := func() int {
		town := towns[r.IntN(len(towns))]
		where = append(where, [2]float64{town[0] + 1.2*r.NormFloat64(), town[1] + 1.2*r.NormFloat64()})
		return len(where) - 1
	}
	var p optimise.Problem
	kmh := map[place.Mode]float64{place.Car: 36, place.Bicycle: 12, place.OnFoot: 4, place.Bus: 15}
	p.Travel = func(from, to int, mode place.Mode) int {
		a, b := where[from], where[to]
		return 60 + int(math.Hypot(a[0]-b[0], a[1]-b[1])*1.3*3600/kmh[mode])
	}
	skills := []optimise.Skill{"medicines training", "moving and handling", "catheter care"}
	genders := []optimise.Gender{"woman", "woman", "woman", "man"}
	hours := [][2]int{{420, 900}, {420, 900}, {900, 1320}, {900, 1320}, {420, 1140}, {480, 1260}, {450, 720}}
	homes := make([]int, size.people)
	for i := range homes {
		homes[i] = home()
	}
	for i := range size.shifts {
		h := hours[i%len(hours)]
		s := optimise.Shift{
			ID: optimise.ShiftID(fmt.Sprintf("s%d", i)), Worker: optimise.WorkerID(fmt.Sprintf("w%d", i)),
			Label: fmt.Sprintf("Worker %d", i), StartMin: h[0], EndMin: h[1], Start: home(), Mode: place.Car,
			Gender: genders[r.IntN(4)], BreakMin: 30, Known: map[optimise.PersonID]int{},
		}
		if r.IntN(10) == 0 {
			s.Mode = place.Modes[1+r.IntN(3)]
		}
		if r.IntN(20) == 0 {
			s.RestUntilMin = h[0] + 60
		}
		for k, skill := range skills {
			if r.IntN(5) > k {
				s.Skills = append(s.Skills, skill)
			}
		}
		for range size.people / 6 {
			s.Known[optimise.PersonID(fmt.Sprintf("p%d", r.IntN(size.people)))] += 1 + r.IntN(5)
		}
		p.Shifts = append(p.Shifts, s)
	}
	rounds := []int{465, 540, 615, 720, 960, 1050, 1140, 1230}
	for i := range size.visits {
		person := i % size.people
		open := rounds[(2*i/size.people+r.IntN(2))%8] - 45 + 15*r.IntN(7)
		v := optimise.Visit{
			ID: optimise.VisitID(fmt.Sprintf("v%d", i)), Person: optimise.PersonID(fmt.Sprintf("p%d", person)),
			Place: homes[person], EarliestMin: open, LatestMin: open + 30*(1+r.IntN(4)),
			DurationMin: 15 * (1 + r.IntN(3)), Workers: 1,
		}
		if r.Float64() < size.double {
			v.Workers = 2
			v.Skills = append(v.Skills, skills[1])
		} else if r.IntN(3) == 0 {
			v.Skills = append(v.Skills, skills[r.IntN(3)])
		}
		if r.IntN(10) == 0 {
			v.MustBeAt, v.LatestMin = true, v.EarliestMin+10
		}
		if r.IntN(8) == 0 {
			v.Gender, v.GenderMust = "woman", r.IntN(2) == 0
		}
		if r.IntN(12) == 0 {
			v.NotWorkers = append(v.NotWorkers, p.Shifts[r.IntN(size.shifts)].Worker)
		}
		v.KnownOnly = v.DurationMin < 30 && v.Workers == 1 && r.IntN(6) == 0
		p.Visits = append(p.Visits, v)
	}
	return p
}
