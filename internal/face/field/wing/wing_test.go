package wing_test

import (
	"strings"
	"testing"

	"stillhome/internal/face/field/wing"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/prison"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

// inside is somebody in prison whose visit of today has been made there.
func inside(t *testing.T, g *gate.Gate, startMin int) (visittest.Person, *webtest.Site) {
	t.Helper()
	p := visittest.AddPerson(t, g, 1, startMin, 45, 1, "")
	site := webtest.Serve(t, g, person.Bar, append(append([]web.Route{}, prison.Routes...), wing.Routes...))
	boss := gatetest.As(t, g, "boss", actor.Manager)
	gatetest.As(t, g, "x", actor.Coordinator)
	visittest.AddWorker(t, g, "sam")
	if err := prison.Join(boss, g, "sam"); err != nil {
		t.Fatal(err)
	}
	w := prison.Wing{ID: prison.WingID(ids.New()), Name: "A wing", Escort: "Ask at the gatehouse.", Windows: map[plan.Part]prison.Window{plan.Morning: {From: 495, Until: 690}}}
	if err := prison.SaveWing(boss, g, w); err != nil {
		t.Fatal(err)
	}
	if err := prison.Enter(boss, g, prison.Stay{ID: prison.StayID(ids.New()), Person: p.ID, Wing: w.ID, Landing: "2", Cell: "2-14", Escort: prison.OneOfficer}); err != nil {
		t.Fatal(err)
	}
	if err := prison.SetRelease(boss, g, prison.Releasing{Person: p.ID, Version: 1, On: "2026-12-24", Receiving: "CANARY council"}); err != nil {
		t.Fatal(err)
	}
	visittest.Write(t, g, func(tx *gate.Tx) error {
		if err := tx.Exec(`UPDATE person SET phone = 'CANARY phone', address = 'CANARY address', postcode = 'CB9 9ZZ', family = 'Canaryfamily', getting_in = 'CANARY key' WHERE id = ?`, p.ID); err != nil {
			return err
		}
		if err := person.PutContact(tx, person.Contact{ID: person.ContactID(ids.New()), Person: p.ID, Name: "CANARY contact", Relationship: "son", Phone: "CANARY number"}); err != nil {
			return err
		}
		_, err := visit.Generate(tx, today)
		return err
	})
	if err := medicine.Add(boss, g, medicine.Medicine{
		ID: medicine.ID(ids.New()), Person: p.ID, Name: "Eye drops", Dose: "1 drop in each eye", Kind: medicine.Regular, Parts: []plan.Part{plan.Morning}, From: today, Source: "The prison’s pharmacy",
	}); err != nil {
		t.Fatal(err)
	}
	if err := medicine.Add(boss, g, medicine.Medicine{
		ID: medicine.ID(ids.New()), Person: p.ID, Name: "Paracetamol", Strength: "500mg", Form: "tablets", Dose: "1 or 2 tablets", Kind: medicine.AsNeeded, NeededFor: "pain", GapMin: 240, MostDoses: 4, MostUnits: 8,
		From: today, Source: "The prison’s pharmacy",
	}); err != nil {
		t.Fatal(err)
	}
	over := medicine.Medicine{
		ID: medicine.ID(ids.New()), Person: p.ID, Name: "Antibiotic", Dose: "1 capsule", Kind: medicine.Regular, Parts: []plan.Part{plan.Morning}, From: today.Add(-9), Until: today.Add(-1), Source: "The prison’s pharmacy",
	}
	if err := medicine.Add(boss, g, over); err != nil {
		t.Fatal(err)
	}
	return p, site
}

// TestRoundHasTheLeast: what is needed at the cell door, and nothing of home,
// telephone, family or release.
func TestRoundHasTheLeast(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p, site := inside(t, g, 8*60+30)
		at := "/prison/rounds/2026-11-30"
		a := site.Get("sam", at).Says(t, 200, "A wing", "Ask at the gatehouse", "Landing 2, cell 2-14: Person1 C", "8:30am", "8:15am to 11:30am", "1 officer", "Task wash", "Signed",
			"Eye drops: 1 drop in each eye. NOT CHECKED YET", "Paracetamol 500mg tablets: 1 or 2 tablets. Only when needed. For: pain. At least 4 hours between two. At most 4 times in 24 hours. At most 8 in all").Within(t, 8)
		for _, no := range []string{"CANARY", "Canaryfamily", "CB9", "24 December", "Madeup", string(p.ID)} {
			if strings.Contains(a.Body, no) {
				t.Errorf("the round holds %q", no)
			}
		}
		if a := site.Get("x", at).Says(t, 200, "You are not in the prison team"); strings.Contains(a.Body, "2-14") {
			t.Error("a coordinator outside the team reads the round")
		}
		site.Get("sam", "/prison/rounds/someday").Says(t, 404)
		site.Get("sam", "/prison/rounds/2026-12-24").Says(t, 200, "No visit in the prison is planned")
	})
}

func TestRoundSaysWhenCellsAreLocked(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		_, site := inside(t, g, 7*60+30)
		site.Get("sam", "/prison/rounds/2026-11-30").Says(t, 200, "Cells are locked for some or all of this time")
	})
}

// TestVisitAddedByHand: it has no part of the day, and is held against the hours
// in which it falls.
func TestVisitAddedByHand(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p, site := inside(t, g, 8*60+30)
		boss := gatetest.As(t, g, "boss", actor.Manager)
		for _, minute := range []int{11 * 60, 12*60 + 30} {
			o := visit.OneOff{ID: visit.ID(ids.New()), Person: p.ID, On: today.Add(2), StartMin: minute, DurationMin: 30, Workers: 1, WindowMin: 15}
			if err := visit.AddOne(boss, g, o); err != nil {
				t.Fatal(err)
			}
		}
		a := site.Get("sam", "/prison/rounds/2026-12-02").Says(t, 200, "11:00am", "12:30pm", "8:15am to 11:30am", "No unlock agreed")
		if n := strings.Count(a.Text(), "Cells are locked"); n != 1 {
			t.Errorf("%d of 2 are said to be locked, want the one at half past 12", n)
		}
	})
}

// TestNoPhones: no run of the rota, and so no phone, has a visit in prison.
func TestNoPhones(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p, _ := inside(t, g, 8*60+30)
		home := visittest.AddPerson(t, g, 2, 10*60, 45, 1, "")
		co := gatetest.As(t, g, "co", actor.Coordinator)
		m, _ := visittest.AddWorker(t, g, "eve")
		if err := roster.AddShift(co, g, roster.Shift{ID: roster.ShiftID(ids.New()), Member: m.ID, On: today.Add(1), StartMin: 420, EndMin: 840, BreakMin: 20}); err != nil {
			t.Fatal(err)
		}
		if err := roster.Build(co, g, today.Add(1)); err != nil {
			t.Fatal(err)
		}
		if err := roster.Publish(co, g, today.Add(1)); err != nil {
			t.Fatal(err)
		}
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			stops, err := roster.MyDay(s, "eve", today.Add(1))
			if err != nil {
				return err
			}
			sheet, err := roster.SheetOf(s, today.Add(1))
			if err != nil {
				return err
			}
			round, err := prison.RoundOn(s, today.Add(1))
			if len(stops) != 1 || stops[0].Person != home.ID {
				t.Errorf("the run has %d visits, want the one at home", len(stops))
			}
			if len(sheet.Visits) != 1 || sheet.Visits[0].Person != home.ID {
				t.Errorf("the rota has %d visits, want the one at home", len(sheet.Visits))
			}
			if len(round) != 1 || round[0].Visit.Person != p.ID {
				t.Errorf("the round has %d visits, want the one in prison", len(round))
			}
			return err
		})
		// Given out before, and then in prison: it leaves the run at once.
		boss := gatetest.As(t, g, "boss", actor.Manager)
		var w prison.WingID
		visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
			w, err = gate.Value[prison.WingID](s, `SELECT id FROM prison_wing`)
			return err
		})
		if err := prison.Enter(boss, g, prison.Stay{ID: prison.StayID(ids.New()), Person: home.ID, Wing: w, Cell: "9"}); err != nil {
			t.Fatal(err)
		}
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			stops, err := roster.MyDay(s, "eve", today.Add(1))
			if len(stops) != 0 {
				t.Errorf("the run still has %d visits", len(stops))
			}
			return err
		})
	})
}

func TestPackForRelease(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p, site := inside(t, g, 8*60+30)
		at := web.PersonPath(p.ID, "prison", "pack")
		a := site.Get("boss", at).Says(t, 200, "CANARY council", "24 December 2026", "Make my own breakfast", "On their own", "Paracetamol 500mg tablets", "At most 8 in all in 24 hours", "Only when needed, for: pain", "Morning").Within(t, 8)
		if strings.Contains(a.Text(), "Antibiotic") {
			t.Error("what is over is said to be taken")
		}
		if strings.Contains(a.Text(), "2-14") || strings.Contains(a.Text(), "A wing") {
			t.Error("the pack says where in the prison the person was")
		}
		site.Get("sam", at).Says(t, 404)
		site.Get("x", at).Says(t, 404)
	})
}
