package medicine_test

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
)

const today = when.Date("2026-11-30")

// scene is one person with a coordinator, the worker on their work, and one who
// is not.
type scene struct {
	t                *testing.T
	g                *gate.Gate
	p                ids.Person
	web              *webtest.Site
	office, sam, ada context.Context
}

func prepare(t *testing.T, g *gate.Gate) scene {
	t.Helper()
	s := scene{t: t, g: g, office: gatetest.As(t, g, "co", actor.Coordinator), web: webtest.Serve(t, g, person.Bar, medicine.Routes)}
	s.sam, s.ada = gatetest.As(t, g, "sam", actor.Worker), gatetest.As(t, g, "ada", actor.Worker)
	s.p = s.somebody("Joan")
	gatetest.Relate(t, g, "sam", s.p, actor.Work)
	return s
}

var may = gate.Action{Name: "test.prepare", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func (s scene) write(q string, args ...any) {
	s.t.Helper()
	if err := s.g.Write(gatetest.System(), may, gate.Council, func(tx *gate.Tx) error { return tx.Exec(q, args...) }); err != nil {
		s.t.Fatal(err)
	}
}

func (s scene) read(fn func(x *gate.Snapshot) error) {
	s.t.Helper()
	if err := s.g.Read(gatetest.System(), may, gate.Council, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s scene) somebody(given string) ids.Person {
	s.t.Helper()
	id := ids.Person(ids.New())
	s.write(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
		VALUES (?, ?, ?, 'Madeup', ?, '', '', '', '', 'absent', '1 Test Street', 'CB1 0AH', 52.2, 0.15, '', '', '', '', '', '', ?, 1)`,
		id, "T"+string(id), given, given, s.g.Clock.Now())
	return id
}

func (s scene) add(change func(m *medicine.Medicine)) medicine.ID {
	s.t.Helper()
	m := medicine.Medicine{
		ID: medicine.ID(ids.New()), Person: s.p, Name: "Eye drops", Dose: "1 drop in each eye", Kind: medicine.Regular,
		Parts: []plan.Part{plan.Evening, plan.Morning}, From: "2026-11-20", Source: "The pharmacy’s label",
	}
	if change != nil {
		change(&m)
	}
	if err := medicine.Add(s.office, s.g, m); err != nil {
		s.t.Fatal(err)
	}
	return m.ID
}

func (s scene) dose(id medicine.ID, o medicine.Outcome, minute int) medicine.Dose {
	d := medicine.Dose{
		ID: medicine.DoseID(ids.New()), Person: s.p, Medicine: id, Slot: medicine.SlotOf(today, plan.Morning), Outcome: o,
		At: today.AtMinute(minute), Channel: medicine.App, Visit: "v1",
	}
	if o != medicine.Taken {
		d.Reason = medicine.Asleep
	}
	return d
}

func (s scene) since(id medicine.ID) (all []medicine.Told) {
	s.t.Helper()
	s.read(func(x *gate.Snapshot) (err error) {
		all, err = medicine.Since(x, id, today.Add(-14))
		return err
	})
	return all
}

func (s scene) due(people ...ids.Person) (due map[ids.Person][]medicine.DueDose) {
	s.t.Helper()
	s.read(func(x *gate.Snapshot) (err error) {
		due, err = medicine.Due(x, today, people...)
		return err
	})
	return due
}

func (s scene) alerts() (n int) {
	s.t.Helper()
	s.read(func(x *gate.Snapshot) (err error) {
		n, err = gate.Value[int](x, `SELECT COUNT(*) FROM alert WHERE kind = 'medicine_not_taken' AND closed_at IS NULL`)
		return err
	})
	return n
}

func TestWhoMayDoWhat(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		id := s.add(nil)
		if err := medicine.Give(s.ada, g, s.dose(id, medicine.Taken, 485)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker who is not on the work recorded a dose: %v", err)
		}
		m := medicine.Medicine{ID: medicine.ID(ids.New()), Person: s.p}
		if err := medicine.Add(s.sam, g, m); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker added a medicine: %v", err)
		}
		if err := medicine.Stop(s.sam, g, medicine.Stopping{Person: s.p, Medicine: id, Version: 1, Why: "I think so"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker stopped a medicine: %v", err)
		}
		if err := medicine.Give(s.sam, g, s.dose(id, medicine.Taken, 485)); err != nil {
			t.Error(err)
		}
		other := s.somebody("Ron")
		gatetest.Relate(t, g, "sam", other, actor.Work)
		wrong := s.dose(id, medicine.Taken, 485)
		wrong.Person = other
		if err := medicine.Give(s.sam, g, wrong); !fault.Is(err, "gate.not_found") {
			t.Errorf("a dose of somebody else’s medicine: %v", err)
		}
	})
}

// TestTwoDoses: of two phones that were apart one has its dose added, the other
// a conflict, and nothing of the second is in the record.
func TestTwoDoses(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		id := s.add(nil)
		gatetest.Relate(t, g, "ada", s.p, actor.Work)
		first := s.dose(id, medicine.Taken, 485)
		ctx := gate.WithKey(s.sam, string(first.ID), []byte("first"))
		for range 2 { // the same fact twice is one dose
			if err := medicine.Give(ctx, g, first); err != nil {
				t.Fatal(err)
			}
		}
		second := s.dose(id, medicine.Taken, 490)
		if err := medicine.Give(s.ada, g, second); !fault.Is(err, "medicine.two_doses") || fault.KindOf(err) != fault.Conflict {
			t.Fatalf("the second dose of a slot: %v", err)
		}
		if all := s.since(id); len(all) != 1 || all[0].Account != "sam" || all[0].At != first.At || all[0].Recorded.IsZero() {
			t.Errorf("in the record: %+v", all)
		}
		// The office decides that both were given.
		second.Again, second.Channel = true, medicine.Office
		if err := medicine.Give(s.office, g, second); err != nil {
			t.Fatal(err)
		}
		if all := s.since(id); len(all) != 2 || !all[0].Again {
			t.Errorf("both were given: %+v", all)
		}
	})
}

func TestStopped(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		id := s.add(nil)
		for code, stop := range map[string]medicine.Stopping{
			"medicine.stopping": {Person: s.p, Medicine: id, Version: 1, Why: "no"},
			"gate.changed":      {Person: s.p, Medicine: id, Version: 2, Why: "The surgery rang"},
		} {
			if err := medicine.Stop(s.office, g, stop); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if err := medicine.Stop(s.office, g, medicine.Stopping{Person: s.p, Medicine: id, Version: 1, Why: "The surgery rang"}); err != nil {
			t.Fatal(err)
		}
		// 8:05, before it was stopped at 9, though we hear of it later.
		if err := medicine.Give(s.sam, g, s.dose(id, medicine.Taken, 485)); err != nil {
			t.Errorf("taken before it was stopped: %v", err)
		}
		g.Clock.Set(today.AtMinute(19 * 60))
		late := s.dose(id, medicine.Taken, 18*60+50)
		late.Slot = medicine.SlotOf(today, plan.Evening)
		if err := medicine.Give(s.sam, g, late); !fault.Is(err, "medicine.stopped") {
			t.Errorf("taken after it was stopped: %v", err)
		}
		if due := s.due(s.p); len(due) != 0 {
			t.Errorf("a stopped medicine is due: %+v", due)
		}
		if err := medicine.Stop(s.office, g, medicine.Stopping{Person: s.p, Medicine: id, Version: 2, Why: "Stopped again"}); !fault.Is(err, "gate.changed") {
			t.Errorf("stopped twice: %v", err)
		}
	})
}

// TestCorrections: what was recorded stays, and what puts it right holds.
func TestCorrections(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		id := s.add(nil)
		gatetest.Relate(t, g, "ada", s.p, actor.Work)
		wrong := s.dose(id, medicine.Taken, 485)
		right := s.dose(id, medicine.NotTaken, 487)
		right.Corrects = wrong.ID
		if err := medicine.Give(s.sam, g, wrong); err != nil {
			t.Fatal(err)
		}
		if err := medicine.Give(s.ada, g, right); !fault.Is(err, "medicine.not_yours") {
			t.Errorf("put right by another worker: %v", err)
		}
		if err := medicine.Give(s.sam, g, right); err != nil {
			t.Fatal(err)
		}
		again := s.dose(id, medicine.Part, 488)
		again.Corrects = wrong.ID
		if err := medicine.Give(s.sam, g, again); !fault.Is(err, "medicine.corrected") {
			t.Errorf("put right twice: %v", err)
		}
		all := s.since(id)
		if len(all) != 2 || all[0].Outcome != medicine.NotTaken || all[0].Corrected || all[1].Outcome != medicine.Taken || !all[1].Corrected {
			t.Errorf("in the record: %+v", all)
		}
		due := s.due(s.p)[s.p]
		if len(due) != 2 || len(due[0].Recorded) != 1 || due[0].Recorded[0].Outcome != medicine.NotTaken || due[0].Last.ID != right.ID {
			t.Errorf("what holds: %+v", due)
		}
	})
}

func TestMustBeOnTime(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		calm, strict := s.add(nil), s.add(func(m *medicine.Medicine) { m.TimeCritical = true })
		if err := medicine.Give(s.sam, g, s.dose(calm, medicine.NotTaken, 485)); err != nil || s.alerts() != 0 {
			t.Fatalf("one that can wait: %v, %d alerts", err, s.alerts())
		}
		if err := medicine.Give(s.sam, g, s.dose(strict, medicine.NotTaken, 485)); err != nil || s.alerts() != 1 {
			t.Fatalf("one that cannot: %v, %d alerts", err, s.alerts())
		}
		if err := medicine.Give(s.sam, g, s.dose(strict, medicine.Taken, 520)); err != nil || s.alerts() != 0 {
			t.Errorf("taken after all: %v, %d alerts", err, s.alerts())
		}
		evening := s.dose(strict, medicine.Unknown, 18*60)
		evening.Slot = medicine.SlotOf(today, plan.Evening)
		g.Clock.Set(today.AtMinute(19 * 60))
		if err := medicine.Give(s.sam, g, evening); err != nil || s.alerts() != 1 {
			t.Errorf("nobody said: %v, %d alerts", err, s.alerts())
		}
	})
}

func TestDue(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		other := s.somebody("Ron")
		drops := s.add(nil)
		s.add(func(m *medicine.Medicine) { m.Name, m.Kind, m.Parts = "Paracetamol", medicine.AsNeeded, nil })
		s.add(func(m *medicine.Medicine) { m.Name, m.From = "From tomorrow", "2026-12-01" })
		s.add(func(m *medicine.Medicine) { m.Name, m.Until = "Until yesterday", "2026-11-29" })
		pack := s.add(func(m *medicine.Medicine) {
			m.Person, m.Name, m.Kind, m.Parts = other, "Weekly pack", medicine.Pack, []plan.Part{plan.Night, plan.Lunch}
		})
		yesterday := s.dose(drops, medicine.Part, 480)
		yesterday.Slot, yesterday.At = "2026-11-29/morning", yesterday.At.Add(-24*time.Hour)
		for _, d := range []medicine.Dose{yesterday, s.dose(drops, medicine.NotTaken, 485)} {
			if err := medicine.Give(s.sam, g, d); err != nil {
				t.Fatal(err)
			}
		}
		ctx, counter := gate.WithCounter(gatetest.System())
		var due map[ids.Person][]medicine.DueDose
		if err := g.Read(ctx, gate.Action{Name: "test.due", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(x *gate.Snapshot) (err error) {
			due, err = medicine.Due(x, today, s.p, other)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if n := len(counter.Statements); n != 2 {
			t.Errorf("%d statements for two people, want 2", n)
		}
		var got []string
		for _, d := range due[s.p] {
			got = append(got, d.Medicine.Name+" "+string(d.Slot))
		}
		want := []string{"Eye drops 2026-11-30/morning", "Eye drops 2026-11-30/evening", "Paracetamol 2026-11-30/needed"}
		if len(got) != len(want) {
			t.Fatalf("due: %q, want %q", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("due: %q, want %q", got, want)
			}
		}
		mine := due[s.p]
		if mine[0].Last.Outcome != medicine.NotTaken || len(mine[0].Recorded) != 1 || mine[1].Last.Outcome != medicine.NotTaken || len(mine[1].Recorded) != 0 || mine[2].Last.ID != "" {
			t.Errorf("what is known: %+v", mine)
		}
		if theirs := due[other]; len(theirs) != 2 || theirs[0].Slot.Part() != plan.Lunch || theirs[1].Medicine.ID != pack {
			t.Errorf("the other’s: %+v", theirs)
		}
	})
}

// TestMergedRecordsCount: what stands in a record that was merged into another
// is taken, and its doses can be recorded, with the one kept.
func TestMergedRecordsCount(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		old := s.somebody("Jean")
		id := s.add(func(m *medicine.Medicine) { m.Person = old })
		s.write(`UPDATE person SET merged_into = ? WHERE id = ?`, s.p, old)
		if due := s.due(s.p); len(due[s.p]) != 2 {
			t.Errorf("due: %+v", due)
		}
		if err := medicine.Give(s.sam, g, s.dose(id, medicine.Taken, 485)); err != nil {
			t.Error(err)
		}
		s.web.Get("co", "/people/"+string(s.p)+"/medicines").Says(t, 200, "Eye drops", "Morning: taken at 8:05am")
	})
}
