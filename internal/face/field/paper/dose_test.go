package paper_test

import (
	"strings"
	"testing"

	"stillhome/internal/face/field/paper"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// medicines gives the first person a pack for mornings, one for evenings, and
// one for when it is needed.
func (s *scene) medicines(t *testing.T) (pack, needed medicine.ID) {
	t.Helper()
	pack, needed = medicine.ID(ids.New()), medicine.ID(ids.New())
	for _, m := range []medicine.Medicine{
		{ID: pack, Name: "Weekly pack", Dose: "4 tablets with water", Kind: medicine.Pack, Parts: []plan.Part{plan.Morning}, TimeCritical: true},
		{ID: medicine.ID(ids.New()), Name: "Eye drops", Dose: "1 drop in each eye", Kind: medicine.Regular, Parts: []plan.Part{plan.Evening}},
		{ID: needed, Name: "Paracetamol", Dose: "1 tablet", Kind: medicine.AsNeeded, NeededFor: "Pain"},
	} {
		m.Person, m.From, m.Source = s.people[0].ID, today.Add(-3), "Discharge letter"
		if err := medicine.Add(s.office, s.g, m); err != nil {
			t.Fatal(err)
		}
	}
	return pack, needed
}

func (s *scene) doses(t *testing.T, of medicine.ID) (out []medicine.Told) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = medicine.Since(x, of, today.Add(-7))
		return err
	})
	return out
}

func TestDosesOnPaper(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 2)
		pack, needed := s.medicines(t)
		b := visittest.Serve(t, g, paper.Routes, visit.Routes)
		a := b.Get(s.office, "/rota/"+string(today)+"/paper/sheets")
		if !a.Has("Weekly pack", "4 tablets with water. Must be on time.", "Part taken", "Paracetamol", "1 tablet. Only when needed. For: Pain. NOT CHECKED YET by a second person") || a.Has("Eye drops") {
			t.Errorf("the sheet has not the doses of the morning, or those of the evening")
		}
		if a.Statements > 8 || strings.Count(a.Body, "Weekly pack") != 1 {
			t.Errorf("%d statements", a.Statements)
		}
		g.Clock.Set(today.AtMinute(11 * 60))
		v := s.visit(t, 0)
		at := "/people/" + string(v.Person) + "/visits/" + string(v.ID) + "/record?how=paper"
		asked := string(pack) + "=" + string(today) + "/morning " + string(needed) + "=" + string(today) + "/needed"
		a = b.Get(s.office, at)
		if a.Statements > 8 || !a.Has(`value="`+asked+`"`, "Weekly pack", "Paracetamol", "If it was not taken") || a.Has("Eye drops") {
			t.Fatalf("the form: %d, %d statements", a.Status, a.Statements)
		}
		if a := b.Post(s.office, at, s.filled(0, "doses", asked, "dose-"+string(pack), "part")...); a.Status != 422 || !a.Has("Choose why it was not taken, or only in part") {
			t.Errorf("part taken and no reason: %d", a.Status)
		}
		if a := b.Post(s.office, at, s.filled(0, "doses", asked, "dose-"+string(pack), "taken", "dose-at-"+string(pack), "early")...); a.Status != 422 || !a.Has("Enter a time, like 8:30am") {
			t.Errorf("no time: %d", a.Status)
		}
		if n := len(s.doses(t, pack)); n != 0 || s.visit(t, 0).State != visit.Planned {
			t.Fatalf("%d doses are kept of a form that was refused", n)
		}
		if a := b.Post(s.office, at, s.filled(0, "doses", asked, "dose-"+string(pack), "part", "why-"+string(pack), "unwell", "dose-at-"+string(pack), "8.20am", "dose-"+string(needed), "taken")...); a.Status != 303 {
			t.Fatalf("kept: %d %s", a.Status, a.Body)
		}
		d := s.doses(t, pack)
		if len(d) != 1 || d[0].Outcome != medicine.Part || d[0].Reason != medicine.Unwell || d[0].Channel != medicine.Paper || d[0].At.Clock() != "8:20am" || d[0].Visit != string(v.ID) {
			t.Errorf("the pack: %+v", d)
		}
		if d := s.doses(t, needed); len(d) != 1 || d[0].At.Clock() != "8:05am" {
			t.Errorf("what was needed: %+v", d)
		}
	})
}

// TestDoseThatClashes: a dose that a phone recorded meanwhile is not added
// again, and what the sheet says of it stands in the visit's record.
func TestDoseThatClashes(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 1)
		pack, _ := s.medicines(t)
		b := visittest.Serve(t, g, paper.Routes, visit.Routes)
		g.Clock.Set(today.AtMinute(11 * 60))
		v := s.visit(t, 0)
		slot := medicine.SlotOf(today, plan.Morning)
		if err := medicine.Give(s.workers[0], g, medicine.Dose{
			ID: medicine.DoseID(ids.New()), Person: v.Person, Medicine: pack, Slot: slot, Outcome: medicine.Taken, At: today.AtMinute(8 * 60), Channel: medicine.App,
		}); err != nil {
			t.Fatal(err)
		}
		at := "/people/" + string(v.Person) + "/visits/" + string(v.ID)
		if a := b.Get(s.office, at+"/record"); !a.Has("Recorded already: taken at 8:00am. On the phone.") || a.Has("dose-"+string(pack)) {
			t.Error("a dose that is recorded is asked for")
		}
		if a := b.Get(s.office, "/rota/"+string(today)+"/paper/sheets"); !a.Has("Recorded already: taken at 8:00am") {
			t.Error("the sheet does not say that the dose was taken")
		}
		form := s.filled(0, "doses", string(pack)+"="+string(slot), "dose-"+string(pack), "taken", "dose-at-"+string(pack), "8:15")
		if a := b.Post(s.office, at+"/record?how=paper", form...); a.Status != 303 || a.To != at {
			t.Fatalf("kept: %d to %s", a.Status, a.To)
		}
		if d := s.doses(t, pack); len(d) != 1 || d[0].Channel != medicine.App {
			t.Errorf("doses: %+v", d)
		}
		if s.visit(t, 0).State != visit.Done {
			t.Error("the visit is not recorded")
		}
		if a := b.Get(s.office, at); !a.Has("By the office, from paper: Weekly pack, taken at 8:15am. This dose was not added to the medicines.", "This dose was recorded before") {
			t.Error("the record does not say what the sheet says")
		}
		if a := b.Post(s.office, at+"/record?how=paper", form...); a.Status != 409 || !a.Has("This visit is already recorded", "Weekly pack, taken at 8:15am.") {
			t.Errorf("sent again: %d", a.Status)
		}
		if d := s.doses(t, pack); len(d) != 1 {
			t.Errorf("sent again: %d doses", len(d))
		}
	})
}

// TestDoseAfterMidnight: a dose of a visit that began before midnight, and was
// given after, is of the day after.
func TestDoseAfterMidnight(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 1)
		night := medicine.ID(ids.New())
		if err := medicine.Add(s.office, g, medicine.Medicine{
			ID: night, Person: s.people[0].ID, Name: "Sedative", Dose: "1 tablet", Kind: medicine.Regular, Parts: []plan.Part{plan.Night}, From: today, Source: "Discharge letter",
		}); err != nil {
			t.Fatal(err)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`UPDATE visit SET part = 'night', start_min = ?`, 23*60+15) })
		g.Clock.Set(today.Add(1).AtMinute(60))
		b := visittest.Serve(t, g, paper.Routes, visit.Routes)
		v := s.visit(t, 0)
		at := "/people/" + string(v.Person) + "/visits/" + string(v.ID) + "/record?how=paper"
		form := s.filled(0, "arrived", "23:15", "left", "0:30", "doses", string(night)+"="+string(today)+"/night", "dose-"+string(night), "taken", "dose-at-"+string(night), "0:15")
		if a := b.Post(s.office, at, form...); a.Status != 303 {
			t.Fatalf("kept: %d %s", a.Status, a.Body)
		}
		if d := s.doses(t, night); len(d) != 1 || d[0].At != today.Add(1).AtMinute(15) {
			t.Errorf("given: %+v", d)
		}
	})
}

// TestEndedTasksAreGone: what is no longer planned is not on the sheet, and is
// not asked for.
func TestEndedTasksAreGone(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 1)
		for day, want := range map[when.Date]bool{today.Add(-1): false, today: true} {
			visittest.Write(t, g, func(tx *gate.Tx) error {
				return tx.Exec(`UPDATE plan_task SET until_on = ? WHERE id = ?`, day, s.people[0].Tasks[0])
			})
			b := visittest.Serve(t, g, paper.Routes)
			v := s.visit(t, 0)
			for _, path := range []string{"/rota/" + string(today) + "/paper/sheets", "/people/" + string(v.Person) + "/visits/" + string(v.ID) + "/record"} {
				if a := b.Get(s.office, path); a.Has("Task wash") != want || !a.Has("Task dress") {
					t.Errorf("%s: a task that ends on %s, shown %v", path, day, !want)
				}
			}
		}
	})
}
