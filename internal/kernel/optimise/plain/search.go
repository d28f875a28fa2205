package plain

import (
	"math"
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/chance"
)

// How willingly a worse plan is kept: the temperature falls evenly in its
// logarithm from hot to cold, both in mean ways from stop to stop of the best
// plan so far. Measured on Solomon's and Gehring and Homberger's instances.
const (
	hot  = 0.7
	cold = 0.08
)

// tailsPercent is how many of a hundred steps exchange tails of routes; the
// others take strings of stops out and put them back.
const tailsPercent = 30

// askEvery is how many iterations pass between two questions to Options.Spent.
const askEvery = 64

// search is one search under way.
type search struct {
	plan       *plan
	insertions *insertions
	near       near
	chance     chance.Source
	kept       undo
	spare      []place // room for one route's places
	best       best
	iterations int64
}

// Solve looks for short routes. Errors: plain.problem where the problem is not
// sound; plain.endless where neither Options.Iterations nor Options.Spent
// bounds the search.
func Solve(p Problem, o Options) (Result, error) {
	if err := p.check(); err != nil {
		return Result{}, err
	}
	if o.Iterations <= 0 && o.Spent == nil {
		return Result{}, fault.New(fault.Invalid, "plain.endless", "Say how long to search: give a number of iterations, or what tells how much time is spent.")
	}
	s := newSearch(&p, o.Seed)
	if len(p.Stops) > 2 {
		s.run(o)
	}
	return s.result(), nil
}

func newSearch(p *Problem, seed uint64) *search {
	pl := newPlan(p)
	s := &search{
		plan: pl, insertions: newInsertions(pl), near: newNear(p), chance: chance.Source(seed),
		kept: newUndo(pl), spare: make([]place, 0, pl.n+1), best: newBest(pl),
	}
	s.construct()
	s.kept.forget()
	s.best.take(pl)
	return s
}

// run searches until the budget is spent.
func (s *search) run(o Options) {
	temperature := 0.0
	for ; o.Iterations <= 0 || s.iterations < o.Iterations; s.iterations++ {
		if s.iterations%askEvery == 0 {
			spent := s.spent(o)
			if spent >= 1 {
				return
			}
			unit := float64(s.best.distance) / float64(s.plan.n)
			temperature = unit * hot * math.Pow(cold/hot, spent)
		}
		s.step(temperature)
	}
}

// spent is the share of the budget that is used up; it reports on the way.
func (s *search) spent(o Options) float64 {
	if o.Report != nil {
		o.Report(Progress{
			Iterations: s.iterations, Evaluations: s.insertions.evaluations,
			Distance: s.best.distance, Unserved: len(s.best.unserved), Routes: s.best.routes,
		})
	}
	spent := 0.0
	if o.Iterations > 0 {
		spent = float64(s.iterations) / float64(o.Iterations)
	}
	if o.Spent != nil {
		spent = max(spent, o.Spent())
	}
	return spent
}

// step tries one change of the plan and keeps it or not.
func (s *search) step(temperature float64) {
	pl := s.plan
	before, out := pl.distance, len(pl.unserved)
	s.kept.begin(pl)
	if s.chance.Below(100) < tailsPercent {
		if t := s.findTails(int32(1 + s.chance.Below(pl.n-1))); t.price < nowhere {
			s.swapTails(t)
		}
	} else {
		s.ruin()
		s.recreate()
	}
	limit := before + int64(-temperature*math.Log(s.chance.Unit()))
	switch {
	case len(pl.unserved) > out, len(pl.unserved) == out && pl.distance > limit:
		s.kept.restore(pl)
	case len(pl.unserved) < len(s.best.unserved), len(pl.unserved) == len(s.best.unserved) && pl.distance < s.best.distance:
		s.best.take(pl)
	}
}

// keep notes how a route was before its first change in this step.
func (s *search) keep(r int32) { s.kept.note(s.plan, r) }

func (s *search) result() Result {
	out := Result{Routes: s.best.routes(), Distance: s.best.distance, Iterations: s.iterations, Evaluations: s.insertions.evaluations}
	for _, stop := range s.best.unserved {
		out.Unserved = append(out.Unserved, int(stop))
	}
	slices.Sort(out.Unserved)
	return out
}

// construct gives every vehicle a stop of its own, as long as there are
// vehicles, and puts the others where they cost least. Routes that are too
// many are soon joined by the search; ones that are too few are hard to part.
func (s *search) construct() {
	pl := s.plan
	s.sort(pl.unserved)
	alone := min(len(pl.routes), len(pl.unserved))
	for r, stop := range pl.unserved[:alone] {
		if s.insertions.best(stop, int32(r)).price < nowhere {
			pl.insert(int32(r), 0, stop)
		}
	}
	left := pl.unserved[:0]
	for _, stop := range pl.unserved {
		if pl.routeOf[stop] < 0 {
			left = append(left, stop)
		}
	}
	pl.unserved = left
	s.recreate()
}
