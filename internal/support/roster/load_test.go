package roster

import (
	"slices"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/person"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// mostStatements is how many a day's material may take: visits, workers,
// assignments, ties, roads.
const mostStatements = 5

// TestLoadKnowsTheRules: all that the record knows of who may go where comes
// with the day's material, in as many statements as without it.
func TestLoadKnowsTheRules(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		day := g.Clock.Now().On().Add(1) // a Tuesday
		ann, _ := visittest.AddWorker(t, g, "ann")
		ben, _ := visittest.AddWorker(t, g, "ben")
		for account, m := range map[string]*staff.Member{"ann": &ann, "ben": &ben} {
			m.Version, m.ContractedMin = 1, 30*60
			if account == "ann" {
				m.Languages, m.OptedOutOn, m.WayBack = []staff.Language{"pl"}, "2026-11-01", true
			}
			if err := staff.Change(office, g, *m); err != nil {
				t.Fatal(err)
			}
		}
		shift := func(m staff.Member, on when.Date, from, until, rest int) {
			t.Helper()
			if err := AddShift(office, g, Shift{ID: ShiftID(ids.New()), Member: m.ID, On: on, StartMin: from, EndMin: until, BreakMin: rest}); err != nil {
				t.Fatal(err)
			}
		}
		shift(ann, day, 420, 900, 20)
		shift(ben, day, 420, 900, 20)
		shift(ann, day.Add(-1), 420, 900, 20)  // the Monday: 460 minutes
		shift(ann, day.Add(5), 420, 540, 0)    // the Sunday: 120
		shift(ann, day.Add(6), 420, 900, 0)    // the week after
		shift(ann, day.Add(-2), 420, 780, 60)  // the week before: 300
		shift(ann, day.Add(-113), 420, 600, 0) // the first day that is averaged: 180
		shift(ann, day.Add(-114), 420, 600, 0) // the day before that
		pat, quiet := visittest.AddPerson(t, g, 1, 540, 45, 1, ""), visittest.AddPerson(t, g, 2, 600, 45, 1, "")
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE plan_pattern SET after_least_min = 240, after_most_min = 300, or_earliest_min = 900, or_latest_min = 960 WHERE id = ?`, pat.Pattern)
		})
		for _, w := range []preference.Wish{
			{Gender: staff.Man},
			{Gender: staff.Woman, GenderMust: true, Language: "pl", Infection: preference.Contagious, InfectionUntil: day},
		} {
			w.ID, w.Person = ids.New(), pat.ID
			if err := preference.Ask(office, g, w); err != nil {
				t.Fatal(err)
			}
		}
		for member, tie := range map[staff.ID]preference.Tie{ann.ID: preference.Liked, ben.ID: preference.Never} {
			if err := preference.AddPair(office, g, preference.Pair{ID: preference.PairID(ids.New()), Person: pat.ID, Member: member, Tie: tie, Why: preference.Safety}); err != nil {
				t.Fatal(err)
			}
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			_, err := visit.Generate(tx, day)
			return err
		})
		var m material
		ctx, counter := gate.WithCounter(office)
		if err := g.Read(ctx, MayBuild, gate.Council, func(s *gate.Snapshot) (err error) {
			before := len(counter.Statements)
			m, err = load(s, day)
			if n := len(counter.Statements) - before; n > mostStatements {
				t.Errorf("%d statements", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(m.visits) != 2 || len(m.workers) != 2 {
			t.Fatalf("%d visits, %d workers", len(m.visits), len(m.workers))
		}
		for _, w := range m.workers {
			want := worker{contractedMin: 1800}
			if w.Account == "ann" {
				want = worker{contractedMin: 1800, languages: []staff.Language{"pl"}, optedOutOn: "2026-11-01", wayBack: true, weekMin: 580, earlierMin: 480}
			}
			if w.contractedMin != want.contractedMin || !slices.Equal(w.languages, want.languages) || w.optedOutOn != want.optedOutOn || w.wayBack != want.wayBack || w.weekMin != want.weekMin || w.earlierMin != want.earlierMin {
				t.Errorf("%s: contracted %d, speaks %v, opted out %q, %d min this week, %d before", w.Account, w.contractedMin, w.languages, w.optedOutOn, w.weekMin, w.earlierMin)
			}
		}
		for _, v := range m.visits {
			if v.harm != visit.Dangerous { // medicines are among the tasks
				t.Errorf("harm %d", v.harm)
			}
			want := placed{}
			if v.Person == pat.ID {
				want = placed{afterLeastMin: 240, afterMostMin: 300, orEarliestMin: 900, orLatestMin: 960, wish: preference.Wish{Gender: staff.Woman, GenderMust: true, Language: "pl", Infection: preference.Contagious, InfectionUntil: day}}
			}
			if v.wish != want.wish || v.afterLeastMin != want.afterLeastMin || v.afterMostMin != want.afterMostMin || v.orEarliestMin != want.orEarliestMin || v.orLatestMin != want.orLatestMin {
				t.Errorf("wish %+v, after %d to %d", v.wish, v.afterLeastMin, v.afterMostMin)
			}
		}
		if !slices.Equal(m.ties.liked[pat.ID], []ids.Account{"ann"}) || !slices.Equal(m.ties.never[pat.ID], []ids.Account{"ben"}) || m.ties.never[quiet.ID] != nil {
			t.Errorf("ties %+v", m.ties)
		}
		for _, v := range m.problem.Visits {
			never, gender := []optimise.WorkerID(nil), optimise.Gender("")
			if v.Person == optimise.PersonID(pat.ID) {
				never, gender = []optimise.WorkerID{"ben"}, "woman"
			}
			if !slices.Equal(v.NotWorkers, never) || v.Gender != gender || v.GenderMust != (gender != "") {
				t.Errorf("the problem says %v, %q, %v", v.NotWorkers, v.Gender, v.GenderMust)
			}
		}
	})
}

// A worker who must not go any more is taken off what was given out, at once:
// they are told, the office is alerted, and they see the person no longer. A
// visit they have come to stays theirs.
func TestBarredIsTakenOff(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		day := g.Clock.Now().On().Add(1)
		ben, worker := visittest.AddWorker(t, g, "ben")
		if err := AddShift(office, g, Shift{ID: ShiftID(ids.New()), Member: ben.ID, On: day, StartMin: 420, EndMin: 900}); err != nil {
			t.Fatal(err)
		}
		pat, kim := visittest.AddPerson(t, g, 1, 480, 30, 1, ""), visittest.AddPerson(t, g, 2, 660, 30, 1, "")
		if err := Build(office, g, day); err != nil {
			t.Fatal(err)
		}
		if err := Publish(office, g, day); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(day.AtMinute(500))
		var visits []visit.Visit
		visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
			visits, err = visit.OnDay(s, day)
			return err
		})
		for _, v := range visits {
			if v.Person == pat.ID { // ben is there
				if err := visit.Arrive(worker, g, visit.Arrival{Person: v.Person, Visit: v.ID, At: day.AtMinute(490)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, p := range []visittest.Person{pat, kim} {
			if err := preference.AddPair(office, g, preference.Pair{ID: preference.PairID(ids.New()), Person: p.ID, Member: ben.ID, Tie: preference.Never, Why: preference.PersonAsked}); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // and again, as after a restart
			if err := g.CatchUp(gatetest.System(), Followers); err != nil {
				t.Fatal(err)
			}
		}
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			as, err := AssignmentsOn(s, day)
			if err != nil {
				return err
			}
			if len(as) != 1 || as[0].Person != pat.ID {
				t.Errorf("left with %+v", as)
			}
			not, err := UnplacedOn(s, day)
			if err != nil {
				return err
			}
			if len(not) != 1 || not[0].Person != kim.ID || not[0].Code != "not_to_send" {
				t.Errorf("not placed %+v", not)
			}
			told, err := UnseenBy(s, "ben", day)
			if err != nil {
				return err
			}
			if len(told) != 1 || told[0].What != Removed || told[0].Person != kim.ID {
				t.Errorf("told %+v", told)
			}
			alerts, err := alert.Open(s)
			if len(alerts) != 1 || alerts[0].Kind != alert.Unplaced || alerts[0].Person != kim.ID {
				t.Errorf("alerts %+v", alerts)
			}
			return err
		})
		for p, want := range map[ids.Person]bool{pat.ID: true, kim.ID: false} {
			err := g.Read(worker, visit.MaySee, gate.Person(p), func(*gate.Snapshot) error { return nil })
			if (err == nil) != want {
				t.Errorf("ben sees them: %v, want %v", err, want)
			}
		}
	})
}

// What was said of a record that turned out to be the same person's holds, from
// the moment the two are joined.
func TestMergedRecordsCount(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		day := g.Clock.Now().On().Add(1)
		ben, _ := visittest.AddWorker(t, g, "ben")
		if err := AddShift(office, g, Shift{ID: ShiftID(ids.New()), Member: ben.ID, On: day, StartMin: 420, EndMin: 900}); err != nil {
			t.Fatal(err)
		}
		pat := visittest.AddPerson(t, g, 1, 540, 45, 1, "")
		other := person.Person{ID: ids.Person(ids.New()), Given: "Pat", Family: "Madeup"}
		visittest.Write(t, g, func(tx *gate.Tx) error { return person.Add(tx, other) })
		if err := Build(office, g, day); err != nil {
			t.Fatal(err)
		}
		if err := preference.AddPair(office, g, preference.Pair{ID: preference.PairID(ids.New()), Person: other.ID, Member: ben.ID, Tie: preference.Never, Why: preference.WorkerAsked}); err != nil {
			t.Fatal(err)
		}
		if err := preference.Ask(office, g, preference.Wish{ID: ids.New(), Person: other.ID, Gender: staff.Woman}); err != nil {
			t.Fatal(err)
		}
		if err := person.Join(office, g, person.Merging{ID: person.MergeID(ids.New()), Kept: pat.ID, Merged: other.ID, Reason: "The same address and date of birth."}); err != nil {
			t.Fatal(err)
		}
		if err := g.CatchUp(gatetest.System(), Followers); err != nil {
			t.Fatal(err)
		}
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			not, err := UnplacedOn(s, day)
			if err != nil {
				return err
			}
			if len(not) != 1 || not[0].Code != "not_to_send" {
				t.Errorf("not placed %+v", not)
			}
			pairs, err := preference.Pairs(s, pat.ID)
			if err != nil {
				return err
			}
			if len(pairs) != 1 {
				t.Errorf("shown with the person %+v", pairs)
			}
			m, err := load(s, day)
			if err == nil && (len(m.visits) != 1 || m.visits[0].wish.Gender != staff.Woman || len(m.ties.never[pat.ID]) != 1) {
				t.Errorf("the rota reads %+v, %+v", m.visits, m.ties)
			}
			return err
		})
	})
}

// The rota does not send whoever must not go, and says so.
func TestWhoMustNotGoDoesNot(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		day := g.Clock.Now().On().Add(1)
		ben, _ := visittest.AddWorker(t, g, "ben")
		if err := AddShift(office, g, Shift{ID: ShiftID(ids.New()), Member: ben.ID, On: day, StartMin: 420, EndMin: 900}); err != nil {
			t.Fatal(err)
		}
		pat := visittest.AddPerson(t, g, 1, 540, 45, 1, "")
		unplaced := func() (out []Unplaced) {
			if err := Build(office, g, day); err != nil {
				t.Fatal(err)
			}
			visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
				out, err = UnplacedOn(s, day)
				return err
			})
			return out
		}
		if out := unplaced(); len(out) != 0 {
			t.Fatalf("before: %+v", out)
		}
		if err := preference.AddPair(office, g, preference.Pair{ID: preference.PairID(ids.New()), Person: pat.ID, Member: ben.ID, Tie: preference.Never, Why: preference.PersonAsked}); err != nil {
			t.Fatal(err)
		}
		if out := unplaced(); len(out) != 1 || out[0].Reason == "" {
			t.Errorf("after: %+v", out)
		} else {
			t.Log(out[0].Code, out[0].Reason)
		}
	})
}
