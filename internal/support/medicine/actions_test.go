package medicine_test

import (
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/plan"
)

func TestWhoMayDoWhat(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(nil)
		if err := medicine.Give(s.Ada, g, s.Dose(id, medicine.Taken, 485)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker who is not on the work recorded a dose: %v", err)
		}
		m := medicine.Medicine{ID: medicine.ID(ids.New()), Person: s.P}
		if err := medicine.Add(s.Sam, g, m); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker added a medicine: %v", err)
		}
		if err := medicine.Stop(s.Sam, g, medicine.Stopping{Person: s.P, Medicine: id, Version: 1, Why: "I think so"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker stopped a medicine: %v", err)
		}
		if err := medicine.Give(s.Sam, g, s.Dose(id, medicine.Taken, 485)); err != nil {
			t.Error(err)
		}
		other := s.Somebody("Ron")
		gatetest.Relate(t, g, "sam", other, actor.Work)
		wrong := s.Dose(id, medicine.Taken, 485)
		wrong.Person = other
		if err := medicine.Give(s.Sam, g, wrong); !fault.Is(err, "gate.not_found") {
			t.Errorf("a dose of somebody else’s medicine: %v", err)
		}
	})
}

// TestTwoDoses: of two phones that were apart one has its dose added, the other
// a conflict, and nothing of the second is in the record.
func TestTwoDoses(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(nil)
		gatetest.Relate(t, g, "ada", s.P, actor.Work)
		first := s.Dose(id, medicine.Taken, 485)
		ctx := gate.WithKey(s.Sam, string(first.ID), []byte("first"))
		for range 2 { // the same fact twice is one dose
			if err := medicine.Give(ctx, g, first); err != nil {
				t.Fatal(err)
			}
		}
		second := s.Dose(id, medicine.Taken, 490)
		if err := medicine.Give(s.Ada, g, second); !fault.Is(err, "medicine.two_doses") || fault.KindOf(err) != fault.Conflict {
			t.Fatalf("the second dose of a slot: %v", err)
		}
		if all := s.Since(id); len(all) != 1 || all[0].Account != "sam" || all[0].At != first.At || all[0].Recorded.IsZero() {
			t.Errorf("in the record: %+v", all)
		}
		// The office decides that both were given.
		second.Again, second.Channel = true, medicine.Office
		if err := medicine.Give(s.Office, g, second); err != nil {
			t.Fatal(err)
		}
		if all := s.Since(id); len(all) != 2 || !all[0].Again {
			t.Errorf("both were given: %+v", all)
		}
	})
}

func TestStopped(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(nil)
		for code, stop := range map[string]medicine.Stopping{
			"medicine.stopping": {Person: s.P, Medicine: id, Version: 1, Why: "no"},
			"gate.changed":      {Person: s.P, Medicine: id, Version: 2, Why: "The surgery rang"},
		} {
			if err := medicine.Stop(s.Office, g, stop); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if err := medicine.Stop(s.Office, g, medicine.Stopping{Person: s.P, Medicine: id, Version: 1, Why: "The surgery rang"}); err != nil {
			t.Fatal(err)
		}
		// 8:05, before it was stopped at 9, though we hear of it later.
		if err := medicine.Give(s.Sam, g, s.Dose(id, medicine.Taken, 485)); err != nil {
			t.Errorf("taken before it was stopped: %v", err)
		}
		g.Clock.Set(medicinetest.Today.AtMinute(19 * 60))
		late := s.Dose(id, medicine.Taken, 18*60+50)
		late.Slot = medicine.SlotOf(medicinetest.Today, plan.Evening)
		if err := medicine.Give(s.Sam, g, late); !fault.Is(err, "medicine.stopped") {
			t.Errorf("taken after it was stopped: %v", err)
		}
		if due := s.Due(s.P); len(due) != 0 {
			t.Errorf("a stopped medicine is due: %+v", due)
		}
		if err := medicine.Stop(s.Office, g, medicine.Stopping{Person: s.P, Medicine: id, Version: 2, Why: "Stopped again"}); !fault.Is(err, "gate.changed") {
			t.Errorf("stopped twice: %v", err)
		}
	})
}

// TestCorrections: what was recorded stays, and what puts it right holds.
func TestCorrections(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(nil)
		gatetest.Relate(t, g, "ada", s.P, actor.Work)
		wrong := s.Dose(id, medicine.Taken, 485)
		right := s.Dose(id, medicine.NotTaken, 487)
		right.Corrects = wrong.ID
		if err := medicine.Give(s.Sam, g, wrong); err != nil {
			t.Fatal(err)
		}
		if err := medicine.Give(s.Ada, g, right); !fault.Is(err, "medicine.not_yours") {
			t.Errorf("put right by another worker: %v", err)
		}
		if err := medicine.Give(s.Sam, g, right); err != nil {
			t.Fatal(err)
		}
		again := s.Dose(id, medicine.Part, 488)
		again.Corrects = wrong.ID
		if err := medicine.Give(s.Sam, g, again); !fault.Is(err, "medicine.corrected") {
			t.Errorf("put right twice: %v", err)
		}
		all := s.Since(id)
		if len(all) != 2 || all[0].Outcome != medicine.NotTaken || all[0].Corrected || all[1].Outcome != medicine.Taken || !all[1].Corrected {
			t.Errorf("in the record: %+v", all)
		}
		due := s.Due(s.P)[s.P]
		if len(due) != 2 || len(due[0].Recorded) != 1 || due[0].Recorded[0].Outcome != medicine.NotTaken || due[0].Last.ID != right.ID {
			t.Errorf("what holds: %+v", due)
		}
	})
}

func TestMustBeOnTime(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		calm, strict := s.Add(nil), s.Add(func(m *medicine.Medicine) { m.TimeCritical = true })
		if err := medicine.Give(s.Sam, g, s.Dose(calm, medicine.NotTaken, 485)); err != nil || s.Alerts() != 0 {
			t.Fatalf("one that can wait: %v, %d alerts", err, s.Alerts())
		}
		if err := medicine.Give(s.Sam, g, s.Dose(strict, medicine.NotTaken, 485)); err != nil || s.Alerts() != 1 {
			t.Fatalf("one that cannot: %v, %d alerts", err, s.Alerts())
		}
		if err := medicine.Give(s.Sam, g, s.Dose(strict, medicine.Taken, 520)); err != nil || s.Alerts() != 0 {
			t.Errorf("taken after all: %v, %d alerts", err, s.Alerts())
		}
		evening := s.Dose(strict, medicine.Unknown, 18*60)
		evening.Slot = medicine.SlotOf(medicinetest.Today, plan.Evening)
		g.Clock.Set(medicinetest.Today.AtMinute(19 * 60))
		if err := medicine.Give(s.Sam, g, evening); err != nil || s.Alerts() != 1 {
			t.Errorf("nobody said: %v, %d alerts", err, s.Alerts())
		}
	})
}

func TestDue(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		other := s.Somebody("Ron")
		drops := s.Add(nil)
		s.Add(func(m *medicine.Medicine) {
			m.Name, m.Kind, m.Parts, m.NeededFor = "Paracetamol", medicine.AsNeeded, nil, "Pain"
		})
		s.Add(func(m *medicine.Medicine) { m.Name, m.From = "From tomorrow", "2026-12-01" })
		s.Add(func(m *medicine.Medicine) { m.Name, m.Until = "Until yesterday", "2026-11-29" })
		pack := s.Add(func(m *medicine.Medicine) {
			m.Person, m.Name, m.Kind, m.Parts = other, "Weekly pack", medicine.Pack, []plan.Part{plan.Night, plan.Lunch}
		})
		yesterday := s.Dose(drops, medicine.Part, 480)
		yesterday.Slot, yesterday.At = "2026-11-29/morning", yesterday.At.Add(-24*time.Hour)
		for _, d := range []medicine.Dose{yesterday, s.Dose(drops, medicine.NotTaken, 485)} {
			if err := medicine.Give(s.Sam, g, d); err != nil {
				t.Fatal(err)
			}
		}
		ctx, counter := gate.WithCounter(gatetest.System())
		var due map[ids.Person][]medicine.DueDose
		if err := g.Read(ctx, gate.Action{Name: "test.due", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(x *gate.Snapshot) (err error) {
			due, err = medicine.Due(x, medicinetest.Today, s.P, other)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if n := len(counter.Statements); n != 2 {
			t.Errorf("%d statements for two people, want 2", n)
		}
		var got []string
		for _, d := range due[s.P] {
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
		mine := due[s.P]
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
		s := medicinetest.Prepare(t, g)
		old := s.Somebody("Jean")
		id := s.Add(func(m *medicine.Medicine) { m.Person = old })
		s.Write(`UPDATE person SET merged_into = ? WHERE id = ?`, s.P, old)
		if due := s.Due(s.P); len(due[s.P]) != 2 {
			t.Errorf("due: %+v", due)
		}
		if err := medicine.Give(s.Sam, g, s.Dose(id, medicine.Taken, 485)); err != nil {
			t.Error(err)
		}
		s.Web.Get("co", "/people/"+string(s.P)+"/medicines").Says(t, 200, "Eye drops", "Morning: taken at 8:05am")
	})
}
