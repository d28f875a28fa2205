package level_test

import (
	"testing"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/level"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
)

func TestFromGivenToManaged(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		web := webtest.Serve(t, g, person.Bar, level.Routes)
		id := s.Add(nil)
		at := "/people/" + string(s.P) + "/medicines/" + string(id) + "/help"
		web.Get("co", at).Says(t, 200, "No step was taken yet", "No dose was recorded").Within(t, 8)
		web.Get("ada", at).Says(t, 404)
		web.Post("sam", at, "id", ids.New(), "level", "packaging").Says(t, 404)
		web.Post("co", at, "id", ids.New()).Says(t, 422, "Choose how much help", "Say in a few words why")
		step := func(l level.Level) []string {
			return []string{"id", ids.New(), "level", string(l), "why", "She wants to do it herself", "risk", "Might forget on bad days; agreed a note on the door", "handed_to", "The pharmacy and her daughter"}
		}
		web.Post("co", at, step(level.Packaging)...).Says(t, 422, "There are not enough doses to show for it")
		give := func(days int, help medicine.Help) {
			for n := range days {
				d := s.Dose(id, medicine.Taken, 8*60)
				day := medicinetest.Today.Add(-n)
				d.Slot, d.At, d.Help = medicine.SlotOf(day, plan.Morning), day.AtMinute(8*60), help
				if err := medicine.Give(s.Sam, g, d); err != nil {
					t.Fatal(err)
				}
			}
		}
		give(4, medicine.Prompted)
		web.Get("co", at).Says(t, 200, "Of the last 4 doses: 0 by themselves, 4 after a reminder, 0 given, 0 not taken.", "The last doses show this")
		web.Post("co", at, step(level.Remind)...).Says(t, 422, "Go one step at a time")
		web.Post("co", at, step(level.Packaging)...).LeadsTo(t, at)
		web.Post("co", at, step(level.Remind)...).LeadsTo(t, at)
		web.Post("co", at, step(level.Self)...).Says(t, 422, "The last doses do not show this yet")
		g.Clock.Set(medicinetest.Today.Add(7).AtMinute(9 * 60))
		for n := range 6 {
			d := s.Dose(id, medicine.Taken, 8*60)
			day := medicinetest.Today.Add(1 + n)
			d.Slot, d.At, d.Help = medicine.SlotOf(day, plan.Morning), day.AtMinute(8*60), medicine.Self
			if err := medicine.Give(s.Sam, g, d); err != nil {
				t.Fatal(err)
			}
		}
		web.Post("co", at, step(level.Self)...).LeadsTo(t, at)
		web.Get("sam", at).Says(t, 200, "Handed over to: The pharmacy and her daughter", "6 by themselves")
		// An entry that is changed keeps the step it has.
		m := medicine.Medicine{ID: medicine.ID(ids.New()), Person: s.P, Name: "Eye drops", Dose: "2 drops", Kind: medicine.Regular, Parts: []plan.Part{plan.Morning}, From: medicinetest.Today, Source: "The GP’s letter"}
		if err := medicine.Amend(s.Office, g, medicine.Amending{Medicine: m, Old: id, Seen: 1, Why: "The GP changed it", By: medicine.Written}); err != nil {
			t.Fatal(err)
		}
		s.Read(func(x *gate.Snapshot) error {
			all, err := level.Standing(x, s.P)
			if all[id] != level.Self {
				t.Errorf("after the change: %v", all)
			}
			return err
		})
		// Back is always open.
		web.Post("co", at, "id", ids.New(), "level", "administer", "why", "Came out of hospital confused").LeadsTo(t, at)
	})
}
