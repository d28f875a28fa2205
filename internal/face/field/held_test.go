package field_test

import (
	"testing"

	"stillhome/internal/face/field"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

func TestOneNumberTwoFacts(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		one, two := s.record(0), s.record(1)
		two["id"] = one["id"]
		a := send(t, s.sam, g, one, two)
		if a[0].Verdict != field.Done || a[1].Verdict != field.Held || len(s.held(t)) != 1 {
			t.Errorf("answers %+v", a)
		}
	})
}

// TestOneNumberTwoHeldFacts takes in both of two records under one number.
func TestOneNumberTwoHeldFacts(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`DELETE FROM gate_relation`) })
		one, two := s.record(0), s.record(1)
		two["id"] = one["id"]
		send(t, s.sam, g, one, two)
		for _, h := range s.held(t) {
			if err := field.ApplyHeld(s.office, g, h.ID); err != nil {
				t.Error(err)
			}
		}
		if a, b := s.visit(t, 0), s.visit(t, 1); a.State != visit.Done || b.State != visit.Done {
			t.Errorf("%s and %s", a.State, b.State)
		}
	})
}

func TestSettling(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Unrelate("") })
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`DELETE FROM gate_relation`) })
		facts := []any{s.record(0), s.record(1), "nonsense"}
		send(t, s.sam, g, facts...)
		held := s.held(t)
		if len(held) != 3 {
			t.Fatalf("%d held", len(held))
		}
		by := map[string]field.HeldID{}
		for _, h := range held {
			by[string(h.Person)] = h.ID
		}
		if err := field.ApplyHeld(s.sam, g, by[string(s.people[0].ID)]); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a worker settled: %v", err)
		}
		if err := field.ApplyHeld(s.office, g, by[string(s.people[0].ID)]); err != nil {
			t.Fatal(err)
		}
		if v := s.visit(t, 0); v.State != visit.Done || v.RecordedBy != "co" {
			t.Errorf("applied as %+v", v)
		}
		if err := field.ApplyHeld(s.office, g, by[string(s.people[0].ID)]); fault.KindOf(err) != fault.Conflict {
			t.Errorf("applied twice: %v", err)
		}
		if err := field.ApplyHeld(s.office, g, by[""]); fault.KindOf(err) != fault.Invalid {
			t.Errorf("nonsense applied: %v", err)
		}
		if err := field.SettleHeld(s.office, g, by[""], " "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("settled without a note: %v", err)
		}
		for _, id := range []field.HeldID{by[""], by[string(s.people[1].ID)]} {
			if err := field.SettleHeld(s.office, g, id, "The office wrote it down itself."); err != nil {
				t.Fatal(err)
			}
		}
		if len(s.held(t)) != 0 || s.openAlerts(t)[alert.HeldFact] != 0 {
			t.Errorf("left: %+v, alerts %v", s.held(t), s.openAlerts(t))
		}
		for i, a := range send(t, s.sam, g, facts...) {
			if a.Verdict != field.Done {
				t.Errorf("fact %d after it was settled: %+v", i, a)
			}
		}
	})
}

// TestJudgedAsOfTheAct: who could do it then may say it now, for three days.
func TestJudgedAsOfTheAct(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		early := s.fact(1, "visit.record", map[string]any{"arrived": today.AtMinute(480).Text()})
		early["at"] = today.Add(-1).AtMinute(600).Text() // before the relation began
		ok := s.record(0)
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE gate_relation SET until_at = ?`, today.AtMinute(9*60+30))
		})
		g.Clock.Set(today.Add(1).AtMinute(540))
		if a := send(t, s.sam, g, ok, early); a[0].Verdict != field.Done || a[1].Verdict != field.Held {
			t.Errorf("answers %+v", a)
		}
		late := s.fact(1, "visit.record", map[string]any{"arrived": today.AtMinute(480).Text(), "left": today.AtMinute(500).Text()})
		late["at"] = today.AtMinute(9*60 + 5).Text()
		g.Clock.Set(today.Add(4).AtMinute(540)) // more than 72 hours
		if a := send(t, s.sam, g, late); a[0].Verdict != field.Held {
			t.Errorf("after four days: %+v", a)
		}
	})
}
