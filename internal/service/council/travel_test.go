package council_test

import (
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/travel"
	"stillhome/internal/service/council"
)

var may = gate.Action{Name: "test.travel", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func write(t *testing.T, g *gate.Gate, fn func(tx *gate.Tx) error) {
	t.Helper()
	if err := g.Write(gatetest.System(), may, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

// roads reads what travel is reckoned with, in one statement.
func roads(t *testing.T, g *gate.Gate, doors []travel.Door) (r council.Roads) {
	t.Helper()
	ctx, counter := gate.WithCounter(gatetest.System())
	err := g.Read(ctx, may, gate.Council, func(s *gate.Snapshot) (err error) {
		r, err = council.RoadsOf(s, doors)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(counter.Statements); n != 1 {
		t.Errorf("%d statements", n)
	}
	return r
}

// A new council reckons with what Stillhome assumes; what it sets counts from
// then on.
func TestTravelAsSet(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		manager := gatetest.As(t, g, "ma", actor.Manager)
		read := func() (travel.Figures, travel.Use) {
			r := roads(t, g, nil)
			return r.Figures, r.Use
		}
		f, use := read()
		for _, mode := range place.Modes {
			if got, want := f.Seconds(7_000, mode), travel.Assumed.Seconds(7_000, mode); got != want {
				t.Errorf("%s: %d s by default, assumed %d", mode, got, want)
			}
		}
		if !use.Learnt || !use.Answers {
			t.Errorf("by default %+v", use)
		}
		for name, value := range map[council.Name]string{council.PaceCar: "150", council.DoorCar: "60", council.TravelLearnt: "no"} {
			if err := council.Set(manager, g, name, value); err != nil {
				t.Fatal(err)
			}
		}
		// A kilometre by car is 216 s on the road: half as much again is 324.
		if f, use = read(); f.Seconds(1_000, place.Car) != 384 || use.Learnt || !use.Answers {
			t.Errorf("as set: %d s, %+v", f.Seconds(1_000, place.Car), use)
		}
		for name, value := range map[council.Name]string{council.TravelAnswers: "perhaps", council.PaceBus: "20", council.DoorFoot: "-1"} {
			if err := council.Set(manager, g, name, value); !fault.Is(err, "council.setting") {
				t.Errorf("%s = %q: %v", name, value, err)
			}
		}
	})
}

var (
	home = place.Point{Lat: 52.20131, Lon: 0.12342}
	near = place.Point{Lat: 52.21, Lon: 0.13}
	far  = place.Point{Lat: 52.4, Lon: 0.2}
)

func TestLearntIsKeptWithItsHistory(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		set := func(factor float64) {
			write(t, g, func(tx *gate.Tx) error {
				return travel.SaveLearnt(tx, []travel.Learnt{
					{Mode: place.Car, FromRoadM: 0, Factor: factor, Journeys: 40, From: "2026-10-01", Until: "2026-11-01"},
					{Mode: place.OnFoot, FromRoadM: 0, Factor: 1.1, Journeys: 4, From: "2026-10-01", Until: "2026-11-01"},
				})
			})
		}
		if k := roads(t, g, nil).Known; len(k.Learnt) != 0 {
			t.Errorf("known before anything was learnt: %+v", k)
		}
		first := g.Clock.Now()
		set(1.3)
		g.Clock.Set(first.Add(24 * time.Hour))
		set(1.4)
		k := roads(t, g, nil).Known
		if len(k.Learnt) != 2 || k.Learnt[0].Factor != 1.4 || k.Learnt[0].Journeys != 40 || k.Learnt[0].Until != "2026-11-01" || k.Learnt[1].Mode != place.OnFoot {
			t.Errorf("the newest: %+v", k.Learnt)
		}
		if k := roads(t, g, nil).Known.Only(travel.Use{}); len(k.Learnt) != 0 {
			t.Error("what a council does not want to use is used")
		}
		g.Clock.Set(first.Add(time.Hour))
		if k := roads(t, g, nil).Known; k.Learnt[0].Factor != 1.3 {
			t.Errorf("as it was then: %+v", k.Learnt)
		}
		g.Clock.Set(first.Add(48 * time.Hour))
		err := g.Read(gatetest.System(), may, gate.Council, func(s *gate.Snapshot) error {
			all, err := travel.History(s, 3)
			if len(all) != 3 || all[0].Factor != 1.4 || all[2].Factor != 1.3 {
				t.Errorf("history: %+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAnswersGoBeforeEstimates(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		doors := []travel.Door{{Key: "home", Point: home}, {Key: "near", Point: near}, {Key: "far", Point: far}, {Key: "neighbour", Point: home}}
		now := g.Clock.Now()
		save := func(provider string, toNear int) {
			write(t, g, func(tx *gate.Tx) error {
				return travel.SaveAnswers(tx, place.Car, []travel.Answer{{
					From: travel.SpotOf(home), Provider: provider, AskedAt: tx.At,
					Seconds: map[travel.Spot]int{travel.SpotOf(near): toNear, travel.SpotOf(far): travel.NoWay, travel.SpotOf(home): 0},
				}})
			})
		}
		save("osrm", 300)
		save("valhalla", 311) // asked anew, of another service
		at := func(use travel.Use, from, to int) int {
			r := roads(t, g, doors)
			r.Use = use
			m, err := r.Matrix(doors)
			if err != nil {
				t.Fatal(err)
			}
			return m.At(from, to, place.Car)
		}
		use := travel.Use{Learnt: true, Answers: true}
		estimate := func(from, to int) int { return at(travel.Use{}, from, to) }
		if got := at(use, 0, 1); got != 311+120 {
			t.Errorf("answered: %d s", got)
		}
		if got := at(use, 3, 1); got != 311+120 {
			t.Errorf("a door on the same spot: %d s", got)
		}
		for _, pair := range [][2]int{{1, 0}, {0, 2}, {0, 3}} { // not asked, no way, next door
			if got := at(use, pair[0], pair[1]); got != estimate(pair[0], pair[1]) {
				t.Errorf("%v: %d s, estimated %d", pair, got, estimate(pair[0], pair[1]))
			}
		}
		var kept []travel.Kept
		var answers []travel.Answer
		err := g.Read(gatetest.System(), may, gate.Council, func(s *gate.Snapshot) (err error) {
			if kept, err = travel.KeptAnswers(s); err != nil {
				return err
			}
			answers, err = travel.Answers(s, place.Car)
			return err
		})
		if err != nil || len(kept) != 1 || kept[0].Provider != "valhalla" || kept[0].Spots != 1 {
			t.Errorf("kept %+v, %v", kept, err)
		}
		if len(answers) != 1 || len(answers[0].Seconds) != 3 || answers[0].Seconds[travel.SpotOf(far)] != travel.NoWay || answers[0].AskedAt.Time.Before(now.Time) {
			t.Errorf("answers %+v", answers)
		}
		g.Clock.Set(now.Add(181 * 24 * time.Hour))
		if got := at(use, 0, 1); got != estimate(0, 1) {
			t.Errorf("half a year later: %d s", got)
		}
	})
}

// BenchmarkAnswered is what a routing service's answers cost a rota: 340 doors,
// each with an answer to each.
func BenchmarkAnswered(b *testing.B) {
	g := gatetest.SQLite(b)
	var doors []travel.Door
	for i := range 340 {
		doors = append(doors, travel.Door{Key: string(rune('a' + i)), Point: place.Point{Lat: 52 + float64(i%20)/50, Lon: float64(i) / 1000}})
	}
	if err := g.Write(gatetest.System(), may, gate.Council, func(tx *gate.Tx) error {
		var all []travel.Answer
		for _, d := range doors {
			a := travel.Answer{From: travel.SpotOf(d.Point), Provider: "osrm", AskedAt: tx.At, Seconds: map[travel.Spot]int{}}
			for _, e := range doors {
				a.Seconds[travel.SpotOf(e.Point)] = 431
			}
			all = append(all, a)
		}
		return travel.SaveAnswers(tx, place.Car, all)
	}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := g.Read(gatetest.System(), may, gate.Council, func(s *gate.Snapshot) error {
			r, err := council.RoadsOf(s, doors)
			if err != nil {
				return err
			}
			m, err := r.Matrix(doors)
			if err == nil && m.At(0, 339, place.Car) != 551 {
				b.Error("the answers were not used")
			}
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
}
