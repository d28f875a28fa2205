package unified

import "stillhome/internal/kernel/optimise/chance"

// made is a made-up problem with every rule in it.
func made(seed uint64, visits, workers int) *Problem {
	chance := chance.Source(seed)
	within := func(from, until int) Ticks { return Ticks(from + chance.Below(until-from+1)) }
	p := &Problem{
		Places: visits + 1, Workers: make([]Worker, workers), Visits: make([]Visit, visits), AtEnd: chance.Below(2) == 0,
		Lunch:   Lunch{Earliest: 180, Latest: 330, Duration: 30, Missed: 80},
		Weights: Weights{Travel: 3, Late: 1 + int64(chance.Below(6)), Worst: 2, Wait: 1 + int64(chance.Below(9)), Extra: 4, Idle: int64(chance.Below(60))},
	}
	at := make([][2]Ticks, p.Places)
	for i := range at {
		at[i] = [2]Ticks{within(0, 25), within(0, 25)}
	}
	for _, a := range at {
		for _, b := range at {
			// A little uneven, so that a detour may be shorter.
			p.Travel = append(p.Travel, max(a[0]-b[0], b[0]-a[0])+max(a[1]-b[1], b[1]-a[1])+within(0, 4))
		}
	}
	for w := range p.Workers {
		from := within(0, 60)
		p.Workers[w] = Worker{From: from, Until: from + within(360, 540), Lunch: chance.Below(3) > 0}
	}
	for v := range p.Visits {
		visit := &p.Visits[v]
		opens := within(0, 420)
		*visit = Visit{Place: v + 1, Windows: []Window{{opens, opens + within(30, 90)}}, Optional: chance.Below(4) == 0, LeftOut: 150}
		if chance.Below(3) == 0 {
			opens = visit.Windows[0].Closes + within(0, 60)
			visit.Windows = append(visit.Windows, Window{opens, opens + within(30, 90)})
		}
		stops := 1
		switch chance.Below(8) {
		case 0:
			stops = 2
		case 1:
			stops, visit.MinGap = 2, within(0, 30)
			visit.MaxGap = visit.MinGap + within(0, 30)
		case 2:
			stops, visit.Loose = 2, true
		}
		for range stops {
			stop := Stop{Duration: within(10, 40)}
			for w := range p.Workers {
				if chance.Below(4) > 0 || w < 2 {
					stop.Able = append(stop.Able, Able{int32(w), int32(chance.Below(2) * 12)})
				}
			}
			visit.Stops = append(visit.Stops, stop)
		}
	}
	return p
}

// begun is a search of a problem with a first solution.
func begun(p *Problem, seed uint64) *search {
	s := newSearch(p, seed, 10)
	s.construct()
	return s
}
