package journey

import (
	"testing"
	"time"

	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/travel"
	"stillhome/internal/support/visit"
)

const day = when.Date("2026-11-27")

// run is two stops of a worker by car, five minutes of planned travel apart,
// the first told for 9:00 to 9:30, the second for 9:35. They live a kilometre
// apart, which should take 336 seconds.
func run() []stop {
	at := func(lat float64, told int, arrivedS, leftS int) stop {
		return stop{
			account: "w", shift: "s", on: day, toldMin: told, durationMin: 30, travelMin: 5, state: visit.Done, channel: visit.App, recordedBy: "w",
			arrived: moment(told, arrivedS), left: moment(told, leftS), mode: place.Car, at: place.Point{Lat: lat, Lon: 0.1}, postcode: "CB1 2AB",
		}
	}
	// Leaving at 9:40, at the next home at 9:47.
	return []stop{at(52.2, 540, 0, 40*60), at(52.2+1/111.195, 575, 12*60, 45*60)}
}

// moment is so many seconds after a minute of the day.
func moment(minute, seconds int) when.Instant {
	return day.AtMinute(minute).Add(time.Duration(seconds) * time.Second)
}

func TestWhatCounts(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(s []stop) []stop
		want   int // seconds of the one journey; 0 for none
	}{
		{"left late", nil, 420},
		// 336 s should be needed, so 168 s before 9:35 is late enough.
		{"left a little late", func(s []stop) []stop { s[0].left = moment(572, 13); return s }, 887},
		{"left with time to wait", func(s []stop) []stop { s[0].left = moment(572, 11); return s }, 0},
		{"a break was planned between", func(s []stop) []stop { s[0].toldMin -= 11; return s }, 0},
		{"the office wrote it up", func(s []stop) []stop { s[1].channel = visit.Paper; return s }, 0},
		{"the other worker recorded it", func(s []stop) []stop { s[0].recordedBy = "v"; return s }, 0},
		{"nobody answered", func(s []stop) []stop { s[1].state = visit.Unanswered; return s }, 0},
		{"no time of leaving", func(s []stop) []stop { s[0].left = when.Instant{}; return s }, 0},
		{"another shift", func(s []stop) []stop { s[1].shift = "late"; return s }, 0},
		{"another day", func(s []stop) []stop { s[1].on = day.Add(1); return s }, 0},
		{"another worker", func(s []stop) []stop { s[1].account = "v"; return s }, 0},
		{"one door", func(s []stop) []stop { s[1].at = s[0].at; return s }, 0},
		{"not on the map", func(s []stop) []stop { s[1].at = place.Point{}; return s }, 0},
		{"only the district is known", func(s []stop) []stop {
			d, _ := place.Outcode("CB1").District()
			s[1].at = d.Centre
			return s
		}, 0},
		{"came before leaving", func(s []stop) []stop { s[1].arrived = s[0].left.Add(-time.Second); return s }, 0},
		{"somebody else was visited between", func(s []stop) []stop {
			third := s[1]
			third.toldMin, third.arrived, third.left = 700, s[0].left.Add(time.Minute), s[0].left.Add(2*time.Minute)
			third.at.Lat += 0.1
			return append(s, third)
		}, 0},
	} {
		s := run()
		if c.change != nil {
			s = c.change(s)
		}
		got := journeys(travel.Assumed, s)
		switch {
		case c.want == 0 && len(got) != 0:
			t.Errorf("%s counts: %+v", c.name, got)
		case c.want != 0 && (len(got) != 1 || got[0].Seconds != c.want || got[0].Mode != place.Car || got[0].Metres < 990 || got[0].Metres > 1010):
			t.Errorf("%s: %+v, want %d s", c.name, got, c.want)
		}
	}
}

func TestSame(t *testing.T) {
	a := []travel.Learnt{{Mode: place.Car, Factor: 1.2}, {Mode: place.Bus, Factor: 1.1}}
	b := []travel.Learnt{{Mode: place.Bus, Factor: 1.105}, {Mode: place.Car, Factor: 1.195}}
	if !same(a, b) {
		t.Error("half a percent was noticed")
	}
	b[1].Factor = 1.18
	if same(a, b) || same(a, b[:1]) || same(a, []travel.Learnt{a[0], {Mode: place.OnFoot, Factor: 1.1}}) {
		t.Error("a change was not noticed")
	}
}
