package journey_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/travel"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/journey"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit/visittest"
)

// planted is how travel really is in these tests: a third slower by car.
var planted = travel.Assumed.Set(place.Car, 133, 120)

// record puts the recorded runs of a worker over some days into the record:
// each visit takes a quarter of an hour longer than planned, so that the worker
// is always late, and the way to the next takes as long as planted, give or
// take a fifth.
func record(t *testing.T, g *gate.Gate, worker staff.Member, people []visittest.Person, days int) {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	visittest.Write(t, g, func(tx *gate.Tx) error {
		for d := 1; d <= days; d++ {
			on := tx.Today().Add(-d)
			shift := ids.New()
			if err := tx.Exec(`INSERT INTO roster_shift (id, member_id, account_id, on_date, start_min, end_min, break_min, cancelled, version) VALUES (?, ?, ?, ?, 420, 1200, 20, '', 1)`,
				shift, worker.ID, worker.Account, on); err != nil {
				return err
			}
			told, now := 480, on.AtMinute(480)
			order := random.Perm(len(people))
			for n, i := range order {
				metres := 0.0
				if n > 0 {
					metres = math.Abs(float64(i-order[n-1])) * 0.004 * 111_195 // as AddPerson spreads them
					moving := float64(planted.Seconds(metres, place.Car)-120) * (0.8 + 0.4*random.Float64())
					now = now.Add(time.Duration(120+moving) * time.Second)
				}
				arrived, left := now, now.Add(45*time.Minute)
				now = left
				planned := (travel.Assumed.Seconds(metres, place.Car) + 59) / 60
				id := ids.New()
				if err := tx.Exec(`INSERT INTO visit (id, person_id, episode_id, pattern_id, on_date, part, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, first, state, arrived_at, left_at, feeling, note, channel, recorded_by, recorded_at, reason, version)
					VALUES (?, ?, ?, '', ?, 'morning', ?, ?, ?, 30, 1, ?, '', ?, 'done', ?, ?, '', '', 'app', ?, ?, '', 1)`,
					id, people[i].ID, people[i].Episode, on, told, told, told, false, false, arrived, left, worker.Account, left); err != nil {
					return err
				}
				if err := tx.Exec(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)`,
					id, shift, worker.Account, people[i].ID, on, n+1, told, planned); err != nil {
					return err
				}
				told += 30 + planned
			}
		}
		return nil
	})
}

func history(t *testing.T, g *gate.Gate) (all []travel.Learnt) {
	t.Helper()
	visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
		all, err = travel.History(s, 100)
		return err
	})
	return all
}

func learn(t *testing.T, g *gate.Gate) {
	t.Helper()
	if err := journey.Learn(gatetest.System(), g); err != nil {
		t.Fatal(err)
	}
}

func TestLearnFromVisits(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		learn(t, g)
		if n := len(history(t, g)); n != 0 {
			t.Fatalf("%d figures from nothing", n)
		}
		w, _ := visittest.AddWorker(t, g, "w")
		var people []visittest.Person
		for i := range 9 {
			people = append(people, visittest.AddPerson(t, g, i, 540, 30, 1, ""))
		}
		record(t, g, w, people, 40)
		learn(t, g)
		learnt := history(t, g)
		if len(learnt) != 2 { // the first kilometre of road, and up to five: they live within four
			t.Fatalf("learnt %+v", learnt)
		}
		f := travel.Assumed.With(learnt)
		for m := 400.0; m <= 3_600; m += 400 {
			got, want := float64(f.Seconds(m, place.Car)), float64(planted.Seconds(m, place.Car))
			if math.Abs(got-want) > 0.06*want {
				t.Errorf("%.0f m: %.0f s, want %.0f", m, got, want)
			}
		}
		learn(t, g)
		if n := len(history(t, g)); n != 2 {
			t.Errorf("learning the same again left %d figures", n)
		}
		// The rota uses it, unless the council turns it off.
		at := func() int { return told(t, g) }
		office := gatetest.As(t, g, "co", actor.Coordinator)
		tomorrow := g.Clock.Now().On().Add(1)
		if err := roster.AddShift(office, g, roster.Shift{ID: roster.ShiftID(ids.New()), Member: w.ID, On: tomorrow, StartMin: 420, EndMin: 1000}); err != nil {
			t.Fatal(err)
		}
		build := func() int {
			if err := roster.BuildAfresh(office, g, tomorrow); err != nil {
				t.Fatal(err)
			}
			return at()
		}
		slow := build()
		if err := council.Set(gatetest.As(t, g, "ma", actor.Manager), g, council.TravelLearnt, "no"); err != nil {
			t.Fatal(err)
		}
		if quick := build(); quick >= slow || quick == 0 {
			t.Errorf("travel is told as %d min with what was learnt, %d without", slow, quick)
		}
	})
}

// told is all the travel of tomorrow's rota, in minutes.
func told(t *testing.T, g *gate.Gate) (sum int) {
	t.Helper()
	visittest.Read(t, g, func(s *gate.Snapshot) error {
		as, err := roster.AssignmentsOn(s, s.Today().Add(1))
		for _, a := range as {
			sum += a.TravelMin
		}
		return err
	})
	return sum
}

// router is a Valhalla that takes 77 seconds for any way, and counts questions.
type router struct {
	*travel.Router
	asked, ways int
	broken      bool
}

func serve(t *testing.T) *router {
	t.Helper()
	r := &router{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.asked++
		var in struct{ Sources, Targets []any }
		if err := json.NewDecoder(q.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		if r.broken {
			http.Error(w, "out of order", http.StatusServiceUnavailable)
			return
		}
		row := "[" + strings.TrimSuffix(strings.Repeat(`{"time":77},`, len(in.Targets)), ",") + "]"
		fmt.Fprintf(w, `{"sources_to_targets":[%s]}`, strings.TrimSuffix(strings.Repeat(row+",", len(in.Sources)), ","))
		r.ways += len(in.Sources) * len(in.Targets)
	}))
	t.Cleanup(s.Close)
	var err error
	if r.Router, err = travel.NewRouter("valhalla", s.URL); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAskOnce(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		r := serve(t)
		ask := func() error { return journey.Ask(r.Router).Run(gatetest.System(), g) }
		must := func() {
			t.Helper()
			if err := ask(); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 6 {
			visittest.AddPerson(t, g, i, 540, 30, 1, "")
		}
		must()
		if r.asked != 0 {
			t.Error("asked though nobody travels")
		}
		visittest.AddWorker(t, g, "w")
		must()
		if r.asked != 1 || r.ways != 49 { // six homes and one place to set off from
			t.Errorf("asked %d times for %d ways", r.asked, r.ways)
		}
		must()
		if r.asked != 1 {
			t.Error("asked again for what is known")
		}
		visittest.AddPerson(t, g, 7, 540, 30, 1, "")
		must()
		if r.asked != 3 || r.ways != 49+7+7 { // from the newcomer to all, to the newcomer from all
			t.Errorf("for a newcomer it asked %d times, %d ways", r.asked, r.ways)
		}
		kept := func() (k []travel.Answer) {
			visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
				k, err = travel.Answers(s, place.Car)
				return err
			})
			return k
		}
		for _, a := range kept() {
			if len(a.Seconds) != 7 || a.Provider != "valhalla" {
				t.Errorf("kept %+v", a)
			}
		}
		g.Clock.Set(g.Clock.Now().Add(travel.AskAgainAfter + time.Hour))
		r.broken = true
		if err := ask(); err == nil || strings.Contains(err.Error(), "52.") {
			t.Errorf("a service out of order: %v", err)
		}
		if n := len(kept()); n != 8 {
			t.Errorf("%d answers left while the service is out of order", n)
		}
		r.broken = false
		must()
		if r.ways != 49+7+7+64 {
			t.Errorf("three months later it asked for %d ways in all", r.ways)
		}
	})
}

// TestRotaDoesNotWait: whatever the routing service does, a rota is built from
// what the record holds.
func TestRotaDoesNotWait(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		r := serve(t)
		w, _ := visittest.AddWorker(t, g, "w")
		for i := range 5 {
			visittest.AddPerson(t, g, 3*i, 480+100*i, 30, 1, "")
		}
		office := gatetest.As(t, g, "co", actor.Coordinator)
		tomorrow := g.Clock.Now().On().Add(1)
		if err := roster.AddShift(office, g, roster.Shift{ID: roster.ShiftID(ids.New()), Member: w.ID, On: tomorrow, StartMin: 420, EndMin: 1000}); err != nil {
			t.Fatal(err)
		}
		build := func() int {
			before := r.asked
			if err := roster.BuildAfresh(office, g, tomorrow); err != nil {
				t.Fatal(err)
			}
			if r.asked != before {
				t.Error("building a rota asked the routing service")
			}
			return told(t, g)
		}
		r.broken = true
		if err := journey.Ask(r.Router).Run(gatetest.System(), g); err == nil {
			t.Error("no error of a service out of order")
		}
		estimated := build()
		r.broken = false
		if err := journey.Ask(r.Router).Run(gatetest.System(), g); err != nil {
			t.Fatal(err)
		}
		// 77 s on the road and 120 at the door are four whole minutes a way.
		if got := build(); got != 4*5 || got == estimated {
			t.Errorf("%d min of travel by the routing service, %d estimated", got, estimated)
		}
		if err := council.Set(gatetest.As(t, g, "ma", actor.Manager), g, council.TravelAnswers, "no"); err != nil {
			t.Fatal(err)
		}
		if got := build(); got != estimated {
			t.Errorf("turned off: %d min, estimated %d", got, estimated)
		}
	})
}

func TestPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		b := visittest.Serve(t, g, journey.Routes)
		manager := gatetest.As(t, g, "ma", actor.Manager)
		a := b.Get(manager, "/settings/travel")
		if a.Status != 200 || !a.Has("Nothing has been learnt yet", "None is kept", "The first 1 km", "Beyond 15 km", "Department for Transport") {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return travel.SaveLearnt(tx, []travel.Learnt{{Mode: place.Car, FromRoadM: 1_000, Factor: 1.25, Journeys: 312, From: "2026-10-05", Until: "2026-11-29"}})
		})
		a = b.Get(manager, "/settings/travel")
		if !a.Has("312", "Learnt from the visits of 5 October 2026 to 29 November 2026", "28.0", "125%") || a.Statements > 7 {
			t.Errorf("%d statements: %s", a.Statements, a.Body)
		}
		if err := council.Set(manager, g, council.TravelLearnt, "no"); err != nil {
			t.Fatal(err)
		}
		if a = b.Get(manager, "/settings/travel"); !a.Has("it is turned off") {
			t.Error("it does not say that it is turned off")
		}
		if a = b.Get(gatetest.As(t, g, "co", actor.Coordinator), "/settings/travel"); a.Status == 200 {
			t.Error("a coordinator sees it")
		}
	})
}
