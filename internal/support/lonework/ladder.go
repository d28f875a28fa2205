package lonework

import (
	"strconv"

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
// before for somebody who has come into charge since, and asks all again each
// hour; a rung without a number (N is 0) says that there is nobody new.
func (a Alarm) step(asked []Rung, s situation) (Alarm, Rung, bool) {
	if !a.Open() || !a.due(s) {
		return a, Rung{}, false
	}
	released := !a.Taken.IsZero()
	if released { // somebody had it, and has not said what they found
		a.Taken, a.By = when.Instant{}, ""
	}
	r := a.next(asked, s)
	a.Due = s.ladder.Add(s.rung)
	if r.Kind == AskAgain && !released {
		if since := s.wall.Sub(asked[len(asked)-1].At.Time); since >= 0 && since < againAfter {
			return a, Rung{}, true
		}
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
// then on those in charge again.
func (a Alarm) next(asked []Rung, s situation) Rung {
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
			return r
		}
		reachable = append(reachable, r)
	}
	last := Rung{Kind: AskLast, Name: s.last.Name, Phone: s.last.Phone}
	if last.Phone == s.own {
		last.Phone = ""
	}
	switch {
	case !were(AskLast, ""):
		return last
	case !were(AskEmergency, ""):
		return Rung{Kind: AskEmergency, Name: "Ring 999 for the worker"}
	}
	reachable = append(reachable, last)
	again := 0
	for _, r := range asked {
		if r.Kind == AskAgain {
			again++
		}
	}
	r := reachable[again%len(reachable)]
	r.Kind = AskAgain
	return r
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
