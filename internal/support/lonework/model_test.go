package lonework

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/notify"
	"stillhome/internal/service/staff"
)

// The model: two alarms at once, climbing the real ladder (step, took, clock.at)
// under every choice of faults within a horizon. What the ladder sees is its whole
// input, so that faults are choices of that input: in each slice of five minutes
// the server may be up, killed before its write, or killed after it; the machine's
// clock may be put back by an hour or forward by twenty minutes; the duty list may
// be whole, empty or another; somebody may take either alarm, and close it or say
// no more; the worker who was overdue may be heard of. Whether texts and calls go
// out is no input of the ladder: it moves on in any case (the lanes of notify have
// tests of their own, and TestSimulation has both together).

// slice is the model's unit of time.
const slice = 5 * time.Minute

// horizon is how many slices are looked at: every fault at its worst, and what is
// left of the ladder after.
const horizon = 34

// bounds are how many of each fault one path may have.
type bounds struct{ kills, duty, silences, jumps int }

// mAlarm is an alarm in the model. Times are minutes, by the ladder's clock.
type mAlarm struct {
	how                 How
	rungs               string // kind and account of each, with commas
	due                 int
	taken, closed, last bool
	silences            int
	waited              int // slices for which the server was up and nothing moved, while it should
}

// mState is one state of the model.
type mState struct {
	wall, cWall, cLadder int // minutes
	duty                 int
	kills, changes       int
	back, front          bool
	alarms               [2]mAlarm
}

var epoch = when.Date("2026-11-30").AtMinute(8 * 60)

func minutes(m int) when.Instant { return epoch.Add(time.Duration(m) * time.Minute) }
func since(t when.Instant) int   { return int(t.Sub(epoch.Time) / time.Minute) }

var modelTiming = timing{nudge: 10 * time.Minute, office: 20 * time.Minute, rung: 5 * time.Minute, escalate: 15 * time.Minute}

// lists are the duty lists of the model. The worker is on one of them with a second
// number, and so is
// somebody with the worker's number, and somebody without any.
var lists = [][]staff.InCharge{
	{on("ann", "+447700900001"), on("worker", "+447700900008"), on("ben", "+447700900002")},
	{},
	{on("cat", ""), on("eve", "+447700900009"), on("ben", "+447700900002")},
}

func on(account ids.Account, phone notify.Telephone) staff.InCharge {
	return staff.InCharge{Turn: staff.Turn{Account: account, Part: staff.Lead, UntilMin: 1440}, Name: string(account), Phone: phone}
}

func (m mState) situation() situation {
	c := clock{minutes(m.cWall), minutes(m.cLadder)}
	return situation{
		wall: minutes(m.wall), ladder: c.at(minutes(m.wall)), duty: lists[m.duty], own: "+447700900009",
		last: Last{"On call", "+441632960103"}, timing: modelTiming,
	}
}

// real is the alarm and its rungs as the real code knows them.
func (a mAlarm) real() (Alarm, []Rung) {
	out := Alarm{ID: "a", How: a.how, Worker: "worker", Due: minutes(a.due)}
	if a.taken {
		out.Taken, out.By = epoch, "ann"
	}
	if a.closed {
		out.Closed = epoch
	}
	var asked []Rung
	for i, r := range parts(a.rungs) {
		kind, account, _ := strings.Cut(r, "/")
		asked = append(asked, Rung{N: i + 1, Kind: Kind(kind), Account: ids.Account(account)})
	}
	out.Rung = len(asked)
	return out, asked
}

func parts(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// explorer walks the model.
type explorer struct {
	t           *testing.T
	states      int
	transitions int
	broken      map[string]int
	most        bounds
}

func (e *explorer) breach(format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if e.broken[what]++; e.broken[what] == 1 {
		e.t.Error(what)
	}
}

// climbs moves both ladders once, as Watch does, and holds what must hold of it.
func (e *explorer) climbs(m mState) mState {
	s := m.situation()
	for i := range m.alarms {
		a := &m.alarms[i]
		before, asked := a.real()
		after, r, moved := before.step(asked, s)
		if !moved {
			continue
		}
		a.taken, a.due, a.waited = !after.Taken.IsZero(), since(after.Due), 0
		switch {
		case !after.Due.After(s.ladder.Time):
			e.breach("the ladder is due at once again, or never")
		case r.N == 0:
			e.breach("a ladder said that nobody is left before it showed the last rung")
		case r.Kind == AskAgain:
			e.breach("a ladder began again before it showed the last rung")
		case r.N != before.Rung+1 || after.Rung != r.N:
			e.breach("rung %d after %d", r.N, before.Rung)
		case r.Account == "worker" || r.Phone == s.own:
			e.breach("the worker was asked, by rung %s", r.Kind)
		}
		e.passes(s, a, r)
		a.last = a.last || !after.Last.IsZero()
		a.rungs = strings.Join(append(parts(a.rungs), string(r.Kind)+"/"+string(r.Account)), ",")
	}
	m.cLadder, m.cWall = since(s.ladder), m.wall
	return m
}

// passes holds that no rung is passed over and none is asked twice in a round.
func (e *explorer) passes(s situation, a *mAlarm, r Rung) {
	name := string(r.Kind) + "/" + string(r.Account)
	if r.Kind != AskAgain && slices.Contains(parts(a.rungs), name) {
		e.breach("%s was asked twice", r.Kind)
	}
	if r.Kind == AskLast || r.Kind == AskEmergency {
		for _, p := range s.duty {
			if p.Account != "worker" && p.Phone != s.own && !strings.Contains(a.rungs, "duty/"+string(p.Account)) {
				e.breach("%s was passed over", p.Account)
			}
		}
	}
	if r.Kind == AskEmergency && !strings.Contains(a.rungs, "last/") {
		e.breach("the last number was passed over")
	}
	both := map[notify.Way]bool{}
	for _, x := range r.messages() {
		both[x.By] = true
	}
	if r.Phone.Mobile() && !(both[notify.Text] && both[notify.Call]) {
		e.breach("%s goes out by %d ways", r.Kind, len(both))
	}
}

// humans are the states that people may make of one: nobody does anything, or
// somebody takes or closes one of the alarms.
func (e *explorer) humans(m mState) []mState {
	out := []mState{m}
	for i := range m.alarms {
		a := m.alarms[i]
		if a.closed {
			continue
		}
		if !a.taken && a.silences < e.most.silences {
			x := m
			before, _ := a.real()
			now := m.situation()
			after := before.took("ann", now)
			x.cWall, x.cLadder = m.wall, since(now.ladder)
			x.alarms[i].taken, x.alarms[i].due, x.alarms[i].silences, x.alarms[i].waited = !after.Taken.IsZero(), since(after.Due), a.silences+1, 0
			out = append(out, x)
		}
		x := m
		x.alarms[i] = mAlarm{how: a.how, closed: true, last: a.last}
		out = append(out, x)
	}
	return out
}

// next are all states one slice later.
func (e *explorer) next(m mState) (out []mState) {
	m.wall += int(slice / time.Minute)
	clocks := []mState{m}
	if !m.back && e.most.jumps > 0 {
		x := m
		x.back, x.wall = true, m.wall-60
		clocks = append(clocks, x)
	}
	if !m.front && e.most.jumps > 1 {
		x := m
		x.front, x.wall = true, m.wall+20
		clocks = append(clocks, x)
	}
	var all []mState
	for _, c := range clocks {
		all = append(all, c)
		for d := range lists {
			if d != c.duty && c.changes < e.most.duty {
				x := c
				x.duty, x.changes = d, c.changes+1
				all = append(all, x)
			}
		}
	}
	for _, c := range all {
		for _, h := range e.humans(c) {
			up := h
			for i := range up.alarms {
				up.alarms[i].waited++
			}
			// A killed server that has written is one that has not sent: the ladder
			// does not know the difference, and the next look sends.
			up = e.climbs(up)
			e.waits(up)
			out = append(out, up)
			if h.kills < e.most.kills {
				h.kills++
				out = append(out, h)
			}
		}
	}
	e.transitions += len(out)
	return out
}

// waits holds that an alarm which nobody has moves on within two looks, and one
// that somebody has within the half hour and one.
func (e *explorer) waits(m mState) {
	for _, a := range m.alarms {
		// A look is lost while the clock is put back, and with it the time for which
		// a killed server was down before: nobody measured that.
		longest := 2 + 1 + e.most.kills
		if a.taken {
			longest += int(closeWithin / slice)
		}
		if !a.closed && a.waited > longest {
			e.breach("an alarm stood still for %d looks (taken: %v)", a.waited, a.taken)
		}
	}
}

// TestModel explores every path of two alarms through every choice of faults, and
// holds on each that nobody is passed over, asked twice or, being the worker, at
// all; that no ladder stands still; and that at the horizon each alarm was closed
// by a human, is with one, or has shown its last rung.
func TestModel(t *testing.T) {
	if racing {
		t.Skip("walks over a million steps in one goroutine: it has a step of its own, without the race detector")
	}
	for _, c := range []struct {
		hows [2]How // the second may be none
		most bounds
	}{
		{[2]How{Pressed, ""}, bounds{2, 2, 1, 2}},
		{[2]How{Duress, ""}, bounds{2, 2, 1, 2}},
		{[2]How{Overdue, ""}, bounds{2, 2, 1, 2}},
		{[2]How{Pressed, Overdue}, bounds{1, 1, 1, 1}},
	} {
		if t.Failed() {
			return
		}
		e := &explorer{t: t, broken: map[string]int{}, most: c.most}
		first := mState{}
		for i, how := range c.hows {
			first.alarms[i] = mAlarm{how: how, closed: how == ""}
			if how == Overdue {
				first.alarms[i].rungs, first.alarms[i].due = "worker/worker", 10
			}
		}
		now := map[mState]bool{e.climbs(first): true}
		began := when.Mono()
		for n := 0; n < horizon && len(now) > 0 && !t.Failed(); n++ {
			then := map[mState]bool{}
			for m := range now {
				e.states++
				if m.over() {
					continue
				}
				for _, x := range e.next(m) {
					then[x.settled()] = true
				}
			}
			now = then
		}
		for m := range now {
			for _, a := range m.alarms {
				if !t.Failed() && !a.closed && !a.taken && !a.last {
					e.breach("an alarm ends with nobody, before the last rung: %s", a.rungs)
				}
			}
		}
		t.Logf("%v: %d states, %d transitions in %s", c.hows, e.states, e.transitions, time.Since(began).Round(time.Millisecond))
	}
}

// over reports whether nothing more can go wrong with either alarm.
func (m mState) over() bool {
	for _, a := range m.alarms {
		if !a.closed && !a.last {
			return false
		}
	}
	return true
}

// settled leaves out what has no bearing on what is to come: the time at which
// everything happened.
func (m mState) settled() mState {
	shift := m.wall
	m.wall, m.cWall = 0, m.cWall-shift
	ladder := m.cLadder
	m.cLadder = 0
	for i := range m.alarms {
		a := &m.alarms[i]
		if a.closed {
			continue
		}
		a.due -= ladder
		if a.last { // it was shown: what follows is TestLadder's
			*a = mAlarm{how: a.how, last: true, closed: true}
		}
	}
	return m
}
