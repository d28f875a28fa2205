package travel

import (
	"cmp"
	"math"
	"slices"

	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
)

// Journey is one worker's way from one home to the next, as recorded: from
// leaving the one to arriving at the other. The caller leaves out those that
// may hold a break or waiting.
type Journey struct {
	Mode    place.Mode
	Metres  float64 // as the crow flies
	Seconds int
}

// Learnt is what recorded journeys show of one mode and band.
type Learnt struct {
	Mode      place.Mode
	FromRoadM int     // where the band begins, in metres of road
	Factor    float64 // how much longer than assumed, see Band.Pace
	Journeys  int     // how many it rests on
	From      when.Date
	Until     when.Date    // the dates of those journeys, both included
	At        when.Instant // when it was learnt; set by reads
}

// What is believed of recorded journeys: all our assumptions.
const (
	// doubtJourneys is how many journeys it takes before what they show counts
	// as much as what was assumed.
	doubtJourneys = 20
	// leastJourneys is how few journeys say nothing: chance, and one worker's way
	// of driving.
	leastJourneys = 10
	// oddFactor: a journey that took less than a quarter or more than four
	// times what it should is none: somebody pressed late, or did something else.
	oddFactor = 4
	// mostFactor bounds what may be learnt, both ways.
	mostFactor = 2.5
)

// Learn works out from journeys how long each mode and band takes, nearest
// band first, so that the part of a long journey that lies in earlier bands is
// known. The figure of a band is the median over its journeys, each weighing
// by the time it should spend in the band (which is the line of least absolute
// errors); then it is drawn toward the figures given, the more the fewer
// journeys there are. A band with too few journeys gets no figure. The time at the
// door and at the bus stop is taken as it is in the figures.
func Learn(f Figures, journeys []Journey) []Learnt {
	var out []Learnt
	for _, mode := range place.Modes {
		w := f[mode]
		w.Bands = slices.Clone(w.Bands)
		starts := w.starts()
		for i, start := range starts {
			var seen []share
			for _, j := range journeys {
				road := j.Metres * w.Detour
				if j.Mode == mode && road > start && road <= start+w.Bands[i].RoadM {
					if s, ok := f.share(w, j, i, start); ok {
						seen = append(seen, s)
					}
				}
			}
			if len(seen) < leastJourneys {
				continue
			}
			n, shown := float64(len(seen)), median(seen)
			shown = math.Min(mostFactor, math.Max(1/mostFactor, shown))
			w.Bands[i].Pace *= math.Exp(n * math.Log(shown) / (n + doubtJourneys))
			out = append(out, Learnt{Mode: mode, FromRoadM: int(start), Factor: w.Bands[i].Pace, Journeys: len(seen)})
		}
	}
	return out
}

// share is one journey's part in a band: how much longer it took there than it
// should, and how long it should have taken there.
type share struct{ factor, seconds float64 }

// share is what a journey says of the band it ends in; false where it says
// nothing. w has what was learnt of the bands before.
func (f Figures) share(w Way, j Journey, band int, start float64) (share, bool) {
	moved := float64(j.Seconds) - w.DoorS - w.WaitS
	should := f[j.Mode].moving(j.Metres)
	if moved <= should/oddFactor || moved >= should*oddFactor {
		return share{}, false
	}
	if j.Mode == place.Bus && f[place.OnFoot].moving(j.Metres) < w.WaitS+should {
		return share{}, false // walked, for all we know
	}
	in := (j.Metres*w.Detour - start) * w.Bands[band].secondsPerMetre()
	before := w.moving(j.Metres) - in
	return share{(moved - before) / in, in}, true
}

// median is the factor that half the seconds lie below.
func median(all []share) float64 {
	slices.SortFunc(all, func(a, b share) int { return cmp.Compare(a.factor, b.factor) })
	whole := 0.0
	for _, s := range all {
		whole += s.seconds
	}
	below := 0.0
	for _, s := range all {
		if below += s.seconds; below >= whole/2 {
			return s.factor
		}
	}
	return all[len(all)-1].factor
}
