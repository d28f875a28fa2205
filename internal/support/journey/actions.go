package journey

import (
	"context"
	"math"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/travel"
	"stillhome/internal/service/council"
)

var (
	// MaySee: whoever may set it.
	MaySee = gate.Action{Name: "journey.see", Who: council.MaySet.Who}
	// The service itself learns and asks.
	mayLearn = gate.Action{Name: "journey.learn", Who: actor.Rule{Any: []actor.Role{actor.System}}}
	mayAsk   = gate.Action{Name: "journey.ask", Who: mayLearn.Who}
)

// Jobs of this package that every council has. Ask comes on top where a routing
// service is configured.
var Jobs = []job.Job{{Name: "journey.learn", Every: 6 * time.Hour, Run: Learn}}

// learnDays is how far back journeys count: eight weeks, which is our
// assumption between enough of them and the roads as they are now.
const learnDays = 56

// Learn looks at the recorded visits of the last eight weeks, up to yesterday,
// and keeps what they show of travel where it is not what was known before. It
// may run as often as it likes.
func Learn(ctx context.Context, g *gate.Gate) error {
	var found, before []travel.Learnt
	err := g.Read(ctx, mayLearn, gate.Council, func(s *gate.Snapshot) error {
		roads, err := council.RoadsOf(s, nil)
		if err != nil {
			return err
		}
		from, until := s.Today().Add(-learnDays), s.Today().Add(-1)
		stops, err := stopsBetween(s, from, until)
		if err != nil {
			return err
		}
		found, before = learnt(roads.Figures, stops, from, until), roads.Known.Learnt
		return nil
	})
	if err != nil || len(found) == 0 || same(found, before) {
		return err
	}
	return g.Write(ctx, mayLearn, gate.Council, func(tx *gate.Tx) error { return travel.SaveLearnt(tx, found) })
}

// learnt is what stops show, to the thousandth.
func learnt(f travel.Figures, stops []stop, from, until when.Date) []travel.Learnt {
	out := travel.Learn(f, journeys(f, stops))
	for i := range out {
		out[i].Factor = math.Round(out[i].Factor*1000) / 1000
		out[i].From, out[i].Until = from, until
	}
	return out
}

// noticed is how far a figure must have moved to be worth a new row: a change
// of one percent is a tenth of a minute in ten.
const noticed = 0.01

// same reports whether two sets of figures say the same of the same bands.
func same(a, b []travel.Learnt) bool {
	if len(a) != len(b) {
		return false
	}
	type band struct {
		mode string
		from int
	}
	was := map[band]float64{}
	for _, l := range b {
		was[band{string(l.Mode), l.FromRoadM}] = l.Factor
	}
	for _, l := range a {
		if old, ok := was[band{string(l.Mode), l.FromRoadM}]; !ok || math.Abs(old-l.Factor) >= noticed {
			return false
		}
	}
	return true
}
