package lonework

import (
	"math"
	"slices"
	"strconv"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/notify"
	"stillhome/internal/service/staff"
)

func itoa(n int) string { return strconv.Itoa(n) }

// situation is all that the ladder looks at besides the alarm itself.
type situation struct {
	wall   when.Instant     // by the machine's clock, to be shown
	ladder when.Instant     // by the ladder's own clock
	duty   []staff.InCharge // now, first to be asked first
	own    notify.Telephone // the worker's number, which is never rung
	last   Last
	timing
}

// Last is whom an alarm goes to when nobody of the duty board answers.
type Last struct {
	Name  string
	Phone notify.Telephone
}

// step is the ladder: what happens next with an alarm, given the rungs asked so
// far. False when nothing does yet. It never says no for good: an open alarm
// always has a time at which it moves on. After the last rung it looks as often as
// before for somebody who has come into charge since, and for whoever was asked an
// hour ago, so that everybody is asked again each hour; a rung without a number (N
// is 0) says that there is nobody.
func (a Alarm) step(asked []Rung, s situation) (Alarm, Rung, bool) {
	if !a.Open() || !a.due(s) {
		return a, Rung{}, false
	}
	released := !a.Taken.IsZero()
	if released { // somebody had it, and has not said what they found
		a.Taken, a.By = when.Instant{}, ""
	}
	r, now := a.next(asked, s)
	a.Due = s.ladder.Add(s.rung)
	if !now && !released {
		return a, Rung{}, true
	}
	r.Alarm, r.N, r.At = a.ID, a.Rung+1, s.wall
	a.Rung = r.N
	switch {
	case r.Kind == AskEmergency:
		a.Last = s.wall
	case r.Phone == "":
		a.Due = s.ladder.Add(unreachable)
	}
	return a, r, true
}

// due reports whether the ladder is to move. A time that is missing, or further
// away than any can be, is due: it was lost or written by a clock gone wrong.
func (a Alarm) due(s situation) bool {
	return a.Due.IsZero() || !s.ladder.Before(a.Due.Time) || a.Due.Sub(s.ladder.Time) > s.longest()
}

// next is whom the next rung asks: whoever is in charge now and was not asked
// yet, then the last number, then nobody but whoever reads the page, and from
// then on those in charge again, whoever has waited longest first. False while
// that one was asked within the hour.
func (a Alarm) next(asked []Rung, s situation) (Rung, bool) {
	were := func(k Kind, account ids.Account) bool {
		for _, r := range asked {
			if r.Kind == k && (account == "" || r.Account == account) {
				return true
			}
		}
		return false
	}
	var reachable []Rung
	for _, p := range s.duty {
		if p.Account == a.Worker || s.own != "" && p.Phone == s.own {
			continue
		}
		r := Rung{Kind: AskDuty, Account: p.Account, Name: p.Name, Phone: p.Phone}
		if !were(AskDuty, p.Account) {
			return r, true
		}
		reachable = append(reachable, r)
	}
	last := Rung{Kind: AskLast, Name: s.last.Name, Phone: s.last.Phone}
	if last.Phone == s.own {
		last.Phone = ""
	}
	switch {
	case !were(AskLast, ""):
		return last, true
	case !were(AskEmergency, ""):
		return Rung{Kind: AskEmergency, Name: "Ring 999 for the worker"}, true
	}
	longest, waited := last, time.Duration(-1)
	for _, r := range append(reachable, last) {
		if w := s.askedFor(asked, r.Account); w > waited {
			longest, waited = r, w
		}
	}
	longest.Kind = AskAgain
	return longest, waited >= againAfter
}

// askedFor is how long ago somebody was asked last; the last number has no account.
// A moment that is still to come was written by a clock that has gone back since:
// nobody knows how long ago that was, and it is taken to be long.
func (s situation) askedFor(asked []Rung, account ids.Account) time.Duration {
	for _, r := range slices.Backward(asked) {
		if r.Kind != AskEmergency && r.Account == account {
			if waited := s.wall.Sub(r.At.Time); waited >= 0 {
				return waited
			}
			break
		}
	}
	return math.MaxInt64
}

// took is the alarm with somebody having it.
func (a Alarm) took(who ids.Account, s situation) Alarm {
	a.Taken, a.By, a.Due = s.wall, who, s.ladder.Add(closeWithin)
	return a
}

// clock is the ladder's own, as it was last written down.
type clock struct {
	wall, ladder when.Instant
}

// at is what the ladder's clock says when the machine's says wall: it goes on by
// what has passed since, and stands while the machine's has been put back.
func (c clock) at(wall when.Instant) when.Instant {
	if c.ladder.IsZero() {
		return wall
	}
	if passed := wall.Sub(c.wall.Time); passed > 0 {
		return c.ladder.Add(passed)
	}
	return c.ladder
}
