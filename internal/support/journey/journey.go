package journey

import (
	"math"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/travel"
	"stillhome/internal/support/visit"
)

// stop is one visit of a worker's run, as told and as recorded.
type stop struct {
	account              ids.Account
	shift                string
	on                   when.Date
	toldMin, durationMin int
	travelMin            int // planned, from the stop before
	state                visit.State
	channel              visit.Channel
	recordedBy           ids.Account
	arrived, left        when.Instant
	mode                 place.Mode
	at                   place.Point
	postcode             place.Postcode
}

// Our assumptions of what a gap between two visits may hold.
const (
	// idleMin is how much unplanned time beyond travel may lie between two visits
	// in the rota: more may be where a break was meant to be.
	idleMin = 10
	// sameDoorM: people nearer than this to each other live at one door, and
	// nobody travels between them.
	sameDoorM = 50
)

// seen reports whether the worker said on the phone, by themselves, when they
// came and left, and the home has a place on the map of its own.
func (s stop) seen() bool {
	district, known := s.postcode.Outcode().District()
	return s.state == visit.Done && !s.arrived.IsZero() && !s.left.IsZero() && s.recordedBy == s.account &&
		(s.channel == visit.Web || s.channel == visit.App) && s.at.Known() && (!known || s.at != district.Centre)
}

// counts reports whether the gap between two stops is a journey and nothing
// else. Whoever is early waits, at the door or in the car, so only those count
// who left so late that they could not have been early even in half the time a
// journey should take. That is decided by when they left, not by when they
// came, so that quick and slow journeys count alike.
func counts(a, b stop, shouldS int) bool {
	if b.toldMin-a.toldMin-a.durationMin-b.travelMin > idleMin {
		return false
	}
	toSpare := b.on.AtMinute(b.toldMin).Sub(a.left.Time)
	return toSpare <= time.Duration(shouldS)*time.Second/2
}

// journeys are the ways between the visits of runs that count. stops are in the
// order of worker, day and time told.
func journeys(f travel.Figures, stops []stop) []travel.Journey {
	var out []travel.Journey
	for from := 0; from < len(stops); {
		until := from + 1
		for until < len(stops) && stops[until].account == stops[from].account && stops[until].on == stops[from].on {
			until++
		}
		out = append(out, ofDay(f, stops[from:until])...)
		from = until
	}
	return out
}

// ofDay are the journeys of one worker on one day.
func ofDay(f travel.Figures, day []stop) (out []travel.Journey) {
	for i := 1; i < len(day); i++ {
		a, b := day[i-1], day[i]
		metres := a.at.MetresTo(b.at)
		if a.shift != b.shift || !a.seen() || !b.seen() || metres < sameDoorM || elsewhere(day, i) {
			continue
		}
		took := b.arrived.Sub(a.left.Time)
		if took > 0 && counts(a, b, f.Seconds(metres, a.mode)) {
			out = append(out, travel.Journey{Mode: a.mode, Metres: metres, Seconds: int(math.Round(took.Seconds()))})
		}
	}
	return out
}

// elsewhere reports whether the worker came to another visit between leaving
// stop i-1 and coming to stop i: they went in another order.
func elsewhere(day []stop, i int) bool {
	for n, s := range day {
		if n != i && n != i-1 && s.arrived.After(day[i-1].left.Time) && s.arrived.Before(day[i].arrived.Time) {
			return true
		}
	}
	return false
}
