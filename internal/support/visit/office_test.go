package visit_test

import (
	"context"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/person"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

func TestNobodyIsVisitedWhoIsAway(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		for name, put := range map[string]string{
			"in hospital":  `INSERT INTO person_event (id, person_id, kind, from_on, emergency, source, recorded_at, version) VALUES ('e1', ?, 'hospital', '2026-12-01', TRUE, 'family', '2026-12-01T09:00:00.000Z', 1)`,
			"in care home": `INSERT INTO person_event (id, person_id, kind, from_on, emergency, source, recorded_at, version) VALUES ('e2', ?, 'care_home', '2026-10-01', FALSE, 'family', '2026-12-01T09:00:00.000Z', 1)`,
			"died":         `UPDATE person SET died_on = '2026-12-01' WHERE id = ?`,
			"ended":        `UPDATE episode SET state = 'ended' WHERE person_id = ?`,
			"back home":    `INSERT INTO person_event (id, person_id, kind, from_on, until_on, emergency, source, recorded_at, version) VALUES ('e3', ?, 'hospital', '2026-11-30', '2026-12-03', TRUE, 'family', '2026-12-01T09:00:00.000Z', 1)`,
			"not yet home": `INSERT INTO person_event (id, person_id, kind, from_on, emergency, source, recorded_at, version) VALUES ('e4', ?, 'hospital', '2026-11-20', TRUE, 'hospital', '2026-12-01T09:00:00.000Z', 1)`,
		} {
			s := scene{g: g, p: visittest.AddPerson(t, g, 1, 480, 45, 1, "")}
			visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(put, s.p.ID) })
			s.generate(t, "2026-12-03")
			var n int
			visittest.Read(t, g, func(x *gate.Snapshot) error {
				vs, err := visit.OfPerson(x, s.p.ID, "2026-12-03", "2026-12-03")
				n = len(vs)
				return err
			})
			want := 0
			if name == "back home" || name == "not yet home" { // a first visit is planned for who is about to leave hospital
				want = 1
			}
			if n != want {
				t.Errorf("%s: %d visits, want %d", name, n, want)
			}
		}
	})
}

func TestCorrect(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		c := visit.Correction{ID: ids.New(), Person: s.p.ID, Visit: v.ID, Task: s.p.Tasks[0], Level: "reminder", Words: "I pressed the wrong key."}
		if err := visit.Correct(s.sam, g, c); !fault.Is(err, "visit.not_recorded") {
			t.Errorf("before there is a record: %v", err)
		}
		if err := visit.Record(s.sam, g, s.recording(v, assessment.Alone)); err != nil {
			t.Fatal(err)
		}
		for _, bad := range []visit.Correction{
			{ID: ids.New(), Person: s.p.ID, Visit: v.ID, Task: s.p.Tasks[0], Level: "quite good", Words: "I pressed the wrong key."},
			{ID: ids.New(), Person: s.p.ID, Visit: v.ID, Task: "another", Level: "alone", Words: "I pressed the wrong key."},
			{ID: ids.New(), Person: s.p.ID, Visit: v.ID, Words: "  "},
			{ID: "1", Person: s.p.ID, Visit: v.ID, Words: "It was later."},
		} {
			if err := visit.Correct(s.sam, g, bad); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if err := visit.Correct(s.sam, g, c); err != nil {
			t.Fatal(err)
		}
		if err := visit.Correct(s.sam, g, c); !fault.Is(err, "gate.exists") {
			t.Errorf("twice: %v", err)
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			tasks, err := visit.TasksOf(x, s.p.ID, v.ID)
			for _, k := range tasks {
				if want := assessment.Alone; k.Task == c.Task {
					want = assessment.Reminder
					if k.Level != want {
						t.Errorf("corrected to %s", k.Level)
					}
				}
			}
			as, err2 := visit.Additions(x, s.p.ID, v.ID)
			if len(as) != 1 || as[0].Was != "alone" || as[0].Now != "reminder" || as[0].By != "sam" {
				t.Errorf("additions %+v", as)
			}
			if err == nil {
				err = err2
			}
			return err
		})
	})
}

func TestCancelAndAdd(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		c := visit.Cancellation{Person: s.p.ID, Visit: v.ID, Version: v.Version, Reason: visit.Away}
		if err := visit.Cancel(s.sam, g, c); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker cancelled: %v", err)
		}
		if err := visit.Cancel(s.office, g, visit.Cancellation{Person: s.p.ID, Visit: v.ID, Reason: visit.OtherReason}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("another reason without words: %v", err)
		}
		if err := visit.Cancel(s.office, g, c); err != nil {
			t.Fatal(err)
		}
		if err := visit.Cancel(s.office, g, c); !fault.Is(err, "visit.not_planned") {
			t.Errorf("twice: %v", err)
		}
		if n := s.generate(t, today); n != 0 {
			t.Error("a visit called off was made again")
		}
		s.generate(t, today.Add(1))
		if !s.on(t, today.Add(1)).First {
			t.Error("the visit after a cancelled first one is the first")
		}
		o := visit.OneOff{ID: visit.ID(ids.New()), Person: s.p.ID, On: today.Add(2), StartMin: 600, DurationMin: 60, Workers: 1, WindowMin: 30}
		if err := visit.AddOne(s.office, g, o); err != nil {
			t.Fatal(err)
		}
		if err := visit.AddOne(s.office, g, o); !fault.Is(err, "gate.exists") {
			t.Errorf("added twice: %v", err)
		}
		o.ID, o.Workers, o.On = visit.ID(ids.New()), 3, "2026-11-01"
		if f, ok := fault.Of(visit.AddOne(s.office, g, o)); !ok || len(f.Fields) != 2 {
			t.Errorf("three workers in the past: %v", f)
		}
		if got := s.on(t, today.Add(2)); got.EarliestMin != 570 || got.LatestMin != 630 || got.Pattern != "" {
			t.Errorf("added %+v", got)
		}
	})
}

// TestAwayFrees: the followers of what happens to a person call visits off.
func TestAwayFrees(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		for name, c := range map[string]struct {
			happen func(tx *gate.Tx, s scene) error
			want   visit.State
		}{
			"goes into hospital": {func(tx *gate.Tx, s scene) error {
				return person.PutEvent(tx, person.Event{ID: person.EventID(ids.New()), Person: s.p.ID, Kind: person.Hospital, From: today, Source: person.FamilyTold})
			}, visit.CalledOff},
			"is still in hospital": {func(tx *gate.Tx, s scene) error {
				return person.PutEvent(tx, person.Event{ID: person.EventID(ids.New()), Person: s.p.ID, Kind: person.Hospital, From: "2026-11-20", Source: person.HospitalTold})
			}, visit.Planned},
			"moves into a care home": {func(tx *gate.Tx, s scene) error {
				return person.PutEvent(tx, person.Event{ID: person.EventID(ids.New()), Person: s.p.ID, Kind: person.CareHome, From: today, Source: person.FamilyTold})
			}, visit.CalledOff},
			"dies": {func(tx *gate.Tx, s scene) error {
				tx.Emit(person.Died{Person: s.p.ID, On: today})
				return nil
			}, visit.CalledOff},
		} {
			s := scene{g: g, p: visittest.AddPerson(t, g, 1, 480, 45, 1, "")}
			s.generate(t, today.Add(1))
			visittest.Write(t, g, func(tx *gate.Tx) error { return c.happen(tx, s) })
			if err := g.CatchUp(context.Background(), visit.Followers); err != nil {
				t.Fatal(err)
			}
			if v := s.on(t, today.Add(1)); v.State != c.want {
				t.Errorf("%s: tomorrow’s visit is %s, want %s", name, v.State, c.want)
			}
		}
	})
}

func TestBackHomeIsVisitedAgain(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := scene{g: g, p: visittest.AddPerson(t, g, 1, 480, 45, 1, "")}
		for i := range 4 {
			s.generate(t, today.Add(i))
		}
		office := gatetest.As(t, g, "co", actor.Coordinator)
		own := s.on(t, today.Add(3))
		if err := visit.Cancel(office, g, visit.Cancellation{Person: s.p.ID, Visit: own.ID, Reason: visit.Away}); err != nil {
			t.Fatal(err)
		}
		e := person.Event{ID: person.EventID(ids.New()), Person: s.p.ID, Kind: person.Hospital, From: today, Source: person.FamilyTold}
		visittest.Write(t, g, func(tx *gate.Tx) error { return person.PutEvent(tx, e) })
		if err := g.CatchUp(context.Background(), visit.Followers); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(today.Add(2).AtMinute(420))
		if err := person.EndEvent(office, g, s.p.ID, e.ID, today.Add(2), 1); err != nil {
			t.Fatal(err)
		}
		if err := g.CatchUp(context.Background(), visit.Followers); err != nil {
			t.Fatal(err)
		}
		for i, want := range []visit.State{visit.CalledOff, visit.CalledOff, visit.Planned, visit.CalledOff} {
			if v := s.on(t, today.Add(i)); v.State != want {
				t.Errorf("day %d: %s, want %s", i, v.State, want)
			}
		}
	})
}

func TestCancelFromAndShorten(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		for i := 1; i < 4; i++ {
			s.generate(t, today.Add(i))
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			if err := visit.Shorten(tx, s.p.Pattern, 30, today); err != nil {
				return err
			}
			return visit.CancelFrom(tx, s.p.Pattern, today.Add(2), visit.PlanChanged)
		})
		for i, want := range []struct {
			state   visit.State
			minutes int
		}{{visit.Planned, 75}, {visit.Planned, 30}, {visit.CalledOff, 30}, {visit.CalledOff, 30}} {
			if v := s.on(t, today.Add(i)); v.State != want.state || v.DurationMin != want.minutes {
				t.Errorf("day %d: %s for %d minutes, want %v", i, v.State, v.DurationMin, want)
			}
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return visit.CancelEpisode(tx, s.p.ID, s.p.Episode, today, visit.SupportOver)
		})
		if v := s.on(t, today.Add(1)); v.State != visit.CalledOff || v.Reason != string(visit.SupportOver) {
			t.Errorf("after the end: %+v", v)
		}
	})
}
