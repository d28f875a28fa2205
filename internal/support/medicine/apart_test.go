package medicine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
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

// TestPhonesApart: whatever two phones that were apart bring, in whatever order
// and however often, each dose is in the record or was refused by name, the
// same one brought again changes nothing, and no slot has two doses that
// nobody in the office said were both given.
func TestPhonesApart(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		gatetest.Relate(t, g, "ada", s.P, actor.Work)
		g.Clock.Set(medicinetest.Today.AtMinute(21 * 60))
		medicines := []medicine.ID{s.Add(nil), s.Add(func(m *medicine.Medicine) { m.TimeCritical = true })}
		if err := medicine.Stop(s.Office, g, medicine.Stopping{Person: s.P, Medicine: medicines[1], Version: 1, Why: "The surgery rang"}); err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(4, 2026))
		workers := []context.Context{s.Sam, s.Ada}
		type brought struct {
			who  context.Context
			dose medicine.Dose
			key  []byte
		}
		var facts []brought
		for n := range 120 {
			day := medicinetest.Today.Add(-r.IntN(9))
			part := []plan.Part{plan.Morning, plan.Evening}[r.IntN(2)]
			d := medicine.Dose{
				ID: medicine.DoseID(ids.New()), Person: s.P, Medicine: medicines[r.IntN(2)], Slot: medicine.SlotOf(day, part),
				Outcome: medicine.Outcomes[r.IntN(3)], At: day.AtMinute(480).Add(time.Duration(r.IntN(600)) * time.Minute), Channel: medicine.App,
			}
			if d.Outcome != medicine.Taken {
				d.Reason = medicine.Reasons[r.IntN(len(medicine.Reasons))]
			}
			if n > 0 && r.IntN(4) == 0 { // puts right something brought before
				was := facts[r.IntN(n)].dose
				d.Corrects, d.Medicine, d.Slot, d.At = was.ID, was.Medicine, was.Slot, was.At
			}
			facts = append(facts, brought{workers[r.IntN(2)], d, []byte(fmt.Sprint(n))})
		}
		for range 40 { // brought again, by a phone that heard no answer
			facts = append(facts, facts[r.IntN(120)])
		}
		r.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		added := map[medicine.DoseID]bool{}
		for _, f := range facts {
			err := medicine.Give(gate.WithKey(f.who, string(f.dose.ID), f.key), g, f.dose)
			if err != nil && fault.KindOf(err) != fault.Conflict {
				t.Fatalf("%+v: %v", f.dose, err)
			}
			if err == nil {
				added[f.dose.ID] = true
			}
		}
		if len(added) < 20 || len(added) > 110 {
			t.Fatalf("%d of 120 were added: this says nothing", len(added))
		}
		kept, given := 0, map[string]int{}
		for _, m := range medicines {
			for _, d := range s.Since(m) {
				kept++
				if !added[d.ID] {
					t.Errorf("refused, and yet in the record: %+v", d)
				}
				if !d.Corrected && d.Outcome.Given() {
					given[string(m)+" "+string(d.Slot)]++
				}
			}
		}
		if kept != len(added) {
			t.Errorf("%d were added, %d are in the record", len(added), kept)
		}
		for slot, n := range given {
			if n > 1 {
				t.Errorf("%s has %d doses", slot, n)
			}
		}
	})
}
