package supply_test

import (
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/medicine/supply"
	"stillhome/internal/support/person"
)

// TestRunsOut: a count that will not do for long alerts the office once, and a
// delivery answers it.
func TestRunsOut(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		s.Web = webtest.Serve(t, g, person.Bar, supply.Routes)
		s.Write(`UPDATE person SET open_episode = 'e1' WHERE id = ?`, s.P)
		drops := s.Add(func(m *medicine.Medicine) { m.Dose = "1 tablet" }) // mornings and evenings
		other := s.Somebody("Ron")
		alerts := func() (n int) {
			if err := job.Once(gatetest.System(), g, supply.Jobs[0], "me"); err != nil {
				t.Fatal(err)
			}
			s.Read(func(x *gate.Snapshot) (err error) {
				n, err = gate.Value[int](x, `SELECT COUNT(*) FROM alert WHERE kind = 'medicine_runs_out' AND closed_at IS NULL`)
				return err
			})
			return n
		}
		at := "/people/" + string(s.P) + "/medicine-supply"
		s.Web.Get("co", at).Says(t, 200, "Nothing has been written down yet", "Not known", "Never").Within(t, 8)
		if alerts() != 0 {
			t.Error("an alert rests on what nobody counted")
		}
		s.Web.Get("ada", at).Says(t, 404)
		s.Web.Get("sam", at+"/new").Says(t, 200, "Which medicine?").Within(t, 8)
		s.Web.Post("sam", at+"/new", "id", ids.New(), "units", "lots", "kind", "counted").Says(t, 422, "Enter a number from 0 to 10000")
		s.Web.Post("sam", at+"/new", "id", ids.New(), "units", "28", "kind", "delivered").Says(t, 422, "Choose which medicine", "Enter from where", "Enter the time")
		form := []string{"id", ids.New(), "medicine", string(drops), "units", "6", "kind", "counted", "on", "2026-11-30", "time", "8:00am"}
		for range 2 {
			s.Web.Post("sam", at+"/new", form...).LeadsTo(t, at)
		}
		if err := medicine.Give(s.Sam, g, s.Dose(drops, medicine.Taken, 485)); err != nil {
			t.Fatal(err)
		}
		s.Web.Get("co", at).Says(t, 200, "Eye drops 5 2 days 30 November 2026, 8:00am", "Counted 6").Within(t, 8)
		if n := alerts(); n != 1 || alerts() != 1 {
			t.Errorf("%d alerts", n)
		}
		m := supply.Movement{ID: ids.New(), Person: s.P, Medicine: drops, Kind: supply.Delivered, Units: 56, Who: "Test Street Pharmacy", At: g.Clock.Now()}
		wrong := m
		wrong.Person = other
		if err := supply.Move(s.Office, g, wrong); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a medicine of somebody else: %v", err)
		}
		if err := supply.Move(s.Office, g, m); err != nil {
			t.Fatal(err)
		}
		if n := alerts(); n != 0 {
			t.Errorf("%d alerts after a delivery", n)
		}
		s.Web.Get("co", at).Says(t, 200, "Eye drops 61 30 days", "Delivered to the home 56")
	})
}

// TestDosesAreFound: the doses since a count are found by what the person takes,
// and not among everybody's.
func TestDosesAreFound(t *testing.T) {
	g := gatetest.SQLite(t)
	s := medicinetest.Prepare(t, g)
	m := supply.Movement{ID: ids.New(), Person: s.P, Medicine: s.Add(nil), Kind: supply.Counted, Units: 28, At: g.Clock.Now()}
	if err := supply.Move(s.Office, g, m); err != nil {
		t.Fatal(err)
	}
	ctx, counter := gate.WithCounter(s.Office)
	if err := g.Read(ctx, medicine.MaySee, gate.Person(s.P), func(x *gate.Snapshot) error {
		_, _, err := supply.Stocks(x, s.P)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if scans := medicinetest.Scans(t, g, counter.Statements, "FROM medicine_dose"); len(scans) > 0 {
		t.Error(scans)
	}
}
