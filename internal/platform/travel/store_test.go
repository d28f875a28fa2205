package travel_test

import (
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/travel"
)

var may = gate.Action{Name: "test.travel", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func write(t *testing.T, g *gate.Gate, fn func(tx *gate.Tx) error) {
	t.Helper()
	if err := g.Write(gatetest.System(), may, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

func known(t *testing.T, g *gate.Gate, doors []travel.Door, use travel.Use) (k travel.Known) {
	t.Helper()
	ctx, counter := gate.WithCounter(gatetest.System())
	err := g.Read(ctx, may, gate.Council, func(s *gate.Snapshot) (err error) {
		k, err = travel.KnownOf(s, doors, use)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(counter.Statements); n != 1 {
		t.Errorf("%d statements", n)
	}
	return k
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
		if k := known(t, g, nil, travel.Use{Learnt: true}); len(k.Learnt) != 0 {
			t.Errorf("known before anything was learnt: %+v", k)
		}
		first := g.Clock.Now()
		set(1.3)
		g.Clock.Set(first.Add(24 * time.Hour))
		set(1.4)
		k := known(t, g, nil, travel.Use{Learnt: true})
		if len(k.Learnt) != 2 || k.Learnt[0].Factor != 1.4 || k.Learnt[0].Journeys != 40 || k.Learnt[0].Until != "2026-11-01" || k.Learnt[1].Mode != place.OnFoot {
			t.Errorf("the newest: %+v", k.Learnt)
		}
		if k := known(t, g, nil, travel.Use{}); len(k.Learnt) != 0 {
			t.Error("what a council does not want to use is used")
		}
		g.Clock.Set(first.Add(time.Hour))
		if k := known(t, g, nil, travel.Use{Learnt: true}); k.Learnt[0].Factor != 1.3 {
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
			m, err := travel.NewMatrix(doors, travel.Assumed, known(t, g, doors, use))
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

func TestSpot(t *testing.T) {
	for spot, p := range map[travel.Spot]place.Point{
		"52.2013,0.1234":  home,
		"0.0000,0.0000":   {Lat: -0.00001, Lon: -0.00001},
		"52.0000,-0.1000": {Lat: 52, Lon: -0.1},
	} {
		if got := travel.SpotOf(p); got != spot {
			t.Errorf("%+v is on %s, want %s", p, got, spot)
		}
	}
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
			k, err := travel.KnownOf(s, doors, travel.Use{Answers: true})
			if err != nil {
				return err
			}
			m, err := travel.NewMatrix(doors, travel.Assumed, k)
			if err == nil && m.At(0, 339, place.Car) != 551 {
				b.Error("the answers were not used")
			}
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
}
