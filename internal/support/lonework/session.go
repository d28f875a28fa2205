package lonework

import (
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/visit"
)

// Session is one worker at one visit, as the server watches it.
type Session struct {
	Visit   visit.ID
	Account ids.Account
	Person  ids.Person
	Opened  when.Instant
	Arrived when.Instant // zero: nobody said that they came
	Finish  when.Instant // when they should be done
	Longer  when.Instant // until when a human agreed; zero: nobody did
	Nudge   when.Instant // by the ladder's clock: when the worker is asked; zero: they were
	Office  when.Instant // by the ladder's clock: when the office is
	Closed  when.Instant
}

// evidence is what is known now of a session's visit and worker.
type evidence struct {
	Session
	state    visit.State
	arrived  when.Instant
	minutes  int // planned length; a first visit is longer
	on       when.Date
	start    int          // when the worker was told to start; -1 when it is no longer theirs
	elsewere when.Instant // when they came to a later visit
}

// finish is when the worker should be done: the planned length after they came,
// or after they were to come.
func finish(arrived when.Instant, on when.Date, startMin, minutes int) when.Instant {
	from := arrived
	if from.IsZero() {
		from = on.AtMinute(startMin)
	}
	return from.Add(time.Duration(minutes) * time.Minute)
}

// dues are when to ask, by the ladder's clock. An arrival that a phone's wrong
// clock put into the future is taken to be now.
func (s *Session) dues(minutes int, at situation) {
	left := s.Finish.Sub(at.wall.Time)
	if s.Arrived.After(at.wall.Time) {
		left = min(left, time.Duration(minutes)*time.Minute)
	}
	s.Nudge, s.Office = at.ladder.Add(left+at.nudge), at.ladder.Add(left+at.office)
}

// over says why a session is over; empty while it is not.
func (e evidence) over() string {
	switch {
	case e.state != visit.Planned && e.state != visit.Missed:
		return "recorded"
	case !e.elsewere.IsZero():
		return "elsewhere"
	case e.start < 0 && e.Arrived.IsZero():
		return "not_theirs"
	}
	return ""
}
