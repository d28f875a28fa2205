package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
	"stillhome/internal/kernel/optimise/published/day"
)

func main() {
	weeks := flag.Int("weeks", 4, "weeks to plan")
	seeds := flag.Int("seeds", 4, "made-up services")
	rounds := flag.Int64("rounds", 10_000, "rounds of search a day")
	flag.Parse()
	var byHand, planned []outcome
	for seed := range *seeds {
		s := newService(uint64(seed + 1))
		for _, who := range []struct {
			plan func(optimise.Problem) (optimise.Plan, error)
			all  *[]outcome
		}{{coordinator, &byHand}, {planner(*rounds), &planned}} {
			days, err := s.run(7**weeks, who.plan)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			*who.all = append(*who.all, days...)
		}
	}
	report(byHand, planned)
}

// size of each service: a day has about 400 visits, on five of every seven
// shifts.
var size = day.Size{Shifts: 64, Visits: 430, SideKm: 30}

// service is the people and the workers of some weeks.
type service struct {
	seed  uint64
	whole optimise.Problem // every worker and every visit there could be
}

func newService(seed uint64) service { return service{seed, day.Made(size, seed)} }

// on is one day: each worker works five days in seven, and one visit in
// fourteen is not wanted.
func (s service) on(date int, known map[optimise.WorkerID]map[optimise.PersonID]int) optimise.Problem {
	chance := rand.New(rand.NewPCG(s.seed, uint64(date)))
	p := optimise.Problem{Travel: s.whole.Travel}
	for i, shift := range s.whole.Shifts {
		if (i+date)%7 < 5 {
			shift.Known = known[shift.Worker]
			p.Shifts = append(p.Shifts, shift)
		}
	}
	there := map[optimise.VisitID]bool{}
	for _, v := range s.whole.Visits {
		if chance.IntN(14) == 0 {
			continue
		}
		there[v.ID] = true
		v.KnownOnly = false // nobody is known on the first day
		v.After = slices.DeleteFunc(slices.Clone(v.After), func(g optimise.Gap) bool { return !there[g.Visit] })
		p.Visits = append(p.Visits, v)
	}
	return p
}

// run plans days one after another, each with what was before in mind.
func (s service) run(days int, plan func(optimise.Problem) (optimise.Plan, error)) ([]outcome, error) {
	known := map[optimise.WorkerID]map[optimise.PersonID]int{}
	for _, shift := range s.whole.Shifts {
		known[shift.Worker] = map[optimise.PersonID]int{}
	}
	var all []outcome
	for date := range days {
		p := s.on(date, known)
		made, err := plan(p)
		if err != nil {
			return nil, err
		}
		if broken := checkplan.Check(p, made); len(broken) > 0 {
			return nil, fmt.Errorf("day %d breaks a rule: %s", date, broken[0])
		}
		all = append(all, judge(p, made, known))
		for i, run := range made.Runs {
			for _, stop := range run.Stops {
				known[p.Shifts[i].Worker][personOf(p, stop.Visit)]++
			}
		}
	}
	return all, nil
}

func personOf(p optimise.Problem, id optimise.VisitID) optimise.PersonID {
	i := slices.IndexFunc(p.Visits, func(v optimise.Visit) bool { return v.ID == id })
	return p.Visits[i].Person
}

// coordinator plans by hand: one visit after another, and at the end a second
// look at those that found no place.
func coordinator(p optimise.Problem) (optimise.Plan, error) {
	clock := func(v optimise.Visit) int {
		if v.MustBeAt {
			return v.EarliestMin - 30
		}
		return v.EarliestMin
	}
	order := slices.Clone(p.Visits)
	slices.SortStableFunc(order, func(a, b optimise.Visit) int { return clock(a) - clock(b) })
	so := p // the visits looked at so far
	plan := optimise.Plan{Runs: make([]optimise.Run, len(p.Shifts))}
	for i := range p.Shifts {
		plan.Runs[i].Shift = p.Shifts[i].ID
	}
	for n, v := range order {
		so.Visits = order[:n+1]
		choice, err := optimise.Best(so, plan, v.ID)
		if err != nil {
			return plan, err
		}
		if len(choice.Options) == 0 {
			continue
		}
		if plan, err = optimise.Accept(so, plan, choice.Options[0]); err != nil {
			return plan, err
		}
	}
	return optimise.Rebuild(p, plan)
}

// planner plans by search.
func planner(rounds int64) func(optimise.Problem) (optimise.Plan, error) {
	return func(p optimise.Problem) (optimise.Plan, error) {
		plan, err := optimise.Construct(p)
		if err != nil {
			return plan, err
		}
		plan, _, err = optimise.Improve(p, plan, optimise.Search{Seed: 1, Rounds: rounds})
		return plan, err
	}
}

// outcome is what one day came to.
type outcome struct {
	travel     float64 // minutes a visit by one worker
	familiar   float64 // share by one of the three workers the person knows best
	late       float64 // minutes from when a visit is wanted to its start, on average
	uneven     float64 // spread of time at visits over shifts, as a share of the mean
	unplaced   float64
	placedWork float64 // workers at doors
}

func judge(p optimise.Problem, plan optimise.Plan, known map[optimise.WorkerID]map[optimise.PersonID]int) outcome {
	var o outcome
	wanted := map[optimise.VisitID]optimise.Visit{}
	for _, v := range p.Visits {
		wanted[v.ID] = v
	}
	var loads []float64
	for i, run := range plan.Runs {
		load := 0.0
		for _, stop := range run.Stops {
			v := wanted[stop.Visit]
			o.placedWork++
			o.travel += float64(stop.TravelMin)
			o.late += float64(stop.StartMin - v.EarliestMin)
			load += float64(v.DurationMin)
			if amongThree(p.Shifts[i].Worker, v.Person, known) {
				o.familiar++
			}
		}
		loads = append(loads, load/float64(p.Shifts[i].EndMin-p.Shifts[i].StartMin))
	}
	o.travel /= o.placedWork
	o.late /= o.placedWork
	o.familiar /= o.placedWork
	mean, sd := spread(loads)
	o.uneven = sd / mean
	o.unplaced = float64(len(plan.Unplaced))
	return o
}

// amongThree is true where no more than two workers know the person better, and
// the worker knows them.
func amongThree(w optimise.WorkerID, person optimise.PersonID, known map[optimise.WorkerID]map[optimise.PersonID]int) bool {
	mine, better := known[w][person], 0
	for _, people := range known {
		if people[person] > mine {
			better++
		}
	}
	return mine > 0 && better < 3
}

func spread(xs []float64) (mean, sd float64) {
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	for _, x := range xs {
		sd += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(sd / float64(len(xs)-1))
}

// report prints each figure by hand and by search, and the difference with the
// interval that holds it 95 times in 100, days taken in pairs.
func report(byHand, planned []outcome) {
	fmt.Printf("%d days, each planned twice\n\n| a day's | by hand | planned | difference | 95%% interval |\n|---|---|---|---|---|\n", len(byHand))
	for _, row := range []struct {
		name  string
		of    func(outcome) float64
		scale float64
	}{
		{"travel, minutes a visit", func(o outcome) float64 { return o.travel }, 1},
		{"visits by one of the three most familiar workers, %", func(o outcome) float64 { return o.familiar }, 100},
		{"start after it is wanted, minutes", func(o outcome) float64 { return o.late }, 1},
		{"spread of work over shifts, % of the mean", func(o outcome) float64 { return o.uneven }, 100},
		{"visits nobody could be given", func(o outcome) float64 { return o.unplaced }, 1},
	} {
		var a, b, d []float64
		for i := range byHand {
			x, y := row.scale*row.of(byHand[i]), row.scale*row.of(planned[i])
			a, b, d = append(a, x), append(b, y), append(d, y-x)
		}
		meanA, _ := spread(a)
		meanB, _ := spread(b)
		mean, sd := spread(d)
		half := 1.96 * sd / math.Sqrt(float64(len(d)))
		fmt.Printf("| %s | %.2f | %.2f | %+.2f (%+.0f%%) | %+.2f to %+.2f |\n", row.name, meanA, meanB, mean, 100*mean/meanA, mean-half, mean+half)
	}
}
