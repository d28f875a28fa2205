package check_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/check"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/medicine/supply"
	"stillhome/internal/support/person"
)

type scene struct {
	medicinetest.Scene
	tablets, other medicine.ID
	at             string
}

func prepare(t *testing.T, g *gate.Gate) scene {
	t.Helper()
	s := scene{Scene: medicinetest.Prepare(t, g)}
	s.Web = webtest.Serve(t, g, person.Bar, check.Routes)
	s.tablets = s.Add(func(m *medicine.Medicine) { m.Name, m.Dose = "Metformin", "1 tablet" })
	s.other = s.Add(func(m *medicine.Medicine) { m.Name, m.Dose = "Senna", "1 tablet" })
	s.at = "/people/" + string(s.P) + "/medicine-checks"
	gatetest.As(t, g, "lead", actor.LeadWorker)
	s.Write(`INSERT INTO auth_account (id, login, name, kind, totp_step, created_at, version) VALUES ('co', 'co', 'Cora Madeup', 'client', 0, ?, 1) ON CONFLICT DO NOTHING`, g.Clock.Now())
	m := supply.Movement{ID: ids.New(), Person: s.P, Medicine: s.tablets, Kind: supply.Counted, Units: 20, At: medicinetest.Today.AtMinute(480)}
	if err := supply.Move(s.Office, g, m); err != nil {
		t.Fatal(err)
	}
	if err := medicine.Give(s.Sam, g, s.Dose(s.tablets, medicine.Taken, 485)); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s scene) checked() check.Check {
	return check.Check{
		ID: check.ID(ids.New()), Person: s.P, Understood: check.Well, Said: "The white one is for sugar, with breakfast", At: medicinetest.Today.AtMinute(530), Owner: "co", DueOn: "2026-12-02",
		Counts: []check.Count{{Medicine: s.tablets, Found: 19}, {Medicine: s.other, Found: 7}},
	}
}

func (s scene) open() (alerts, findings int) {
	s.T.Helper()
	s.Read(func(x *gate.Snapshot) (err error) {
		if alerts, err = gate.Value[int](x, `SELECT COUNT(*) FROM alert WHERE kind = 'medicine_count' AND closed_at IS NULL`); err != nil {
			return err
		}
		findings, err = gate.Value[int](x, `SELECT COUNT(*) FROM medicine_finding WHERE closed_at IS NULL`)
		return err
	})
	return alerts, findings
}

// TestFindings: 20 were counted and one was taken since.
func TestFindings(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		well := s.checked()
		if err := check.Record(s.Sam, g, well); err != nil {
			t.Fatal(err)
		}
		if alerts, findings := s.open(); alerts != 0 || findings != 0 {
			t.Errorf("all is well, and there are %d alerts and %d findings", alerts, findings)
		}
		s.Read(func(x *gate.Snapshot) error {
			k, err := check.Get(x, s.P, well.ID)
			if err != nil || len(k.Counts) != 2 || !k.Counts[0].Known || k.Counts[0].Expected != 19 || k.Counts[1].Known {
				t.Errorf("what should have been there: %+v, %v", k.Counts, err)
			}
			stocks, _, err := supply.Stocks(x, s.P)
			for _, st := range stocks {
				if st.Medicine.ID == s.other && (!st.Known || st.Expected != 7) {
					t.Errorf("a first count does not stand: %+v", st)
				}
			}
			return err
		})
		for name, change := range map[string]func(k *check.Check){
			"missing":       func(k *check.Check) { k.Counts = []check.Count{{Medicine: s.tablets, Found: 15}} },
			"over":          func(k *check.Check) { k.Counts = []check.Count{{Medicine: s.tablets, Found: 25}} },
			"understanding": func(k *check.Check) { k.Understood = check.Partly },
			"effects":       func(k *check.Check) { k.Effects = "Dizzy since Friday" },
			"storage":       func(k *check.Check) { k.Stored = "In the bathroom" },
			"out_of_date":   func(k *check.Check) { k.OutOfDate = "The eye drops, since October" },
		} {
			k := s.checked()
			k.Counts = nil
			change(&k)
			nobody := k
			nobody.Owner, nobody.DueOn = "", ""
			if f, ok := fault.Of(check.Record(s.Sam, g, nobody)); !ok || f.Fields["owner"] == "" || f.Fields["due_on"] == "" {
				t.Errorf("%s: found, and whose is it? %v", name, f)
			}
			stranger := k
			stranger.Owner = "sam"
			if err := check.Record(s.Sam, g, stranger); !fault.Is(err, "check.new") {
				t.Errorf("%s: a worker is made to put it right: %v", name, err)
			}
			if err := check.Record(s.Sam, g, k); err != nil {
				t.Fatal(name, err)
			}
			kind := ""
			s.Read(func(x *gate.Snapshot) (err error) {
				kind, err = gate.Value[string](x, `SELECT kind FROM medicine_finding WHERE check_id = ?`, k.ID)
				return err
			})
			if kind != name {
				t.Errorf("%s is a finding of %q", name, kind)
			}
			// The next begins from 19 again.
			s.Write(`DELETE FROM medicine_supply WHERE id NOT IN (SELECT id FROM medicine_supply ORDER BY at, recorded_at LIMIT 1)`)
		}
		if alerts, findings := s.open(); alerts != 6 || findings != 6 {
			t.Errorf("%d alerts, %d findings", alerts, findings)
		}
	})
}

func TestRefuses(t *testing.T) {
	g := gatetest.SQLite(t)
	s := prepare(t, g)
	for field, change := range map[string]func(k *check.Check){
		"id": func(k *check.Check) { k.ID = "" }, "understood": func(k *check.Check) { k.Understood = "hm" }, "said": func(k *check.Check) { k.Said = " " },
		"time": func(k *check.Check) { k.At = medicinetest.Today.AtMinute(900) }, "on": func(k *check.Check) { k.At = medicinetest.Today.Add(-9).AtMinute(500) },
		"due_on": func(k *check.Check) { k.Effects, k.DueOn = "Dizzy", "2026-11-01" }, "effects": func(k *check.Check) { k.Effects = strings.Repeat("a", 2_001) },
	} {
		k := s.checked()
		change(&k)
		if f, ok := fault.Of(check.Record(s.Office, g, k)); !ok || f.Fields[field] == "" {
			t.Errorf("%s: %v", field, f)
		}
	}
	k := s.checked()
	k.Counts = []check.Count{{Medicine: medicine.ID(ids.New()), Found: 1}}
	if err := check.Record(s.Office, g, k); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a medicine of nobody’s: %v", err)
	}
	if err := check.Record(s.Ada, g, s.checked()); fault.KindOf(err) != fault.NotFound {
		t.Errorf("by somebody who is not on the work: %v", err)
	}
}

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.Web.Get("co", s.at).Says(t, 200, "Nobody has looked at these medicines").Within(t, 8)
		s.Web.Get("ada", s.at).Says(t, 404)
		s.Web.Get("co", "/medicines/findings").Says(t, 200, "Nothing that a check found is open").Within(t, 8)
		s.Web.Get("sam", "/medicines/findings").Says(t, 403)
		s.Web.Get("sam", s.at+"/new").Says(t, 200, "Count each medicine", "Metformin", "Cora Madeup").Within(t, 8)
		s.Web.Post("sam", s.at+"/new", "id", ids.New(), "count-"+string(s.tablets), "a few").Says(t, 422, "Enter a number from 0 to 10000")
		id := ids.New()
		form := []string{
			"id", id, "count-" + string(s.tablets), "17", "understood", "not_yet", "said", "My daughter knows", "on", "2026-11-30", "time", "8:50am", "owner", "co", "due_on", "2026-12-01",
		}
		for range 2 {
			s.Web.Post("sam", s.at+"/new", form...).LeadsTo(t, s.at+"/"+id)
		}
		one := s.at + "/" + id
		s.Web.Get("co", one).Says(t, 200, "Metformin 17 19", "Fewer than there should be", "Metformin: 17 found, and there should be 19", "Not yet understood", "Cora Madeup", "What was done about it?").Within(t, 8)
		if a := s.Web.Get("sam", one).Says(t, 200, "Not yet understood"); strings.Contains(a.Text(), "What was done about it?") {
			t.Error("a worker is asked what was done")
		}
		s.Web.Get("co", "/medicines/findings").Says(t, 200, "Joan Madeup", "Fewer than there should be").Within(t, 8)
		if a := s.Web.Get("lead", "/medicines/findings").Says(t, 200, "Nothing that a check found is open"); strings.Contains(a.Text(), "Joan") {
			t.Error("a lead worker sees somebody they do not go to")
		}
		gatetest.Relate(t, g, "lead", s.P, actor.Work)
		s.Web.Get("lead", "/medicines/findings").Says(t, 200, "Joan Madeup")
		g.Clock.Set(medicinetest.Today.Add(2).AtMinute(600))
		s.Web.Get("co", "/medicines/findings").Says(t, 200, "Late, Tue 1 Dec")
		var all []string
		s.Read(func(x *gate.Snapshot) (err error) {
			all, err = gate.Values[string](x, `SELECT id FROM medicine_finding ORDER BY id`)
			return err
		})
		for n, f := range all {
			s.Web.Post("co", one+"/findings/"+f, "_form", "finding-"+f, "version", "1").Says(t, 422, "Say in a few words what was done")
			s.Web.Post("lead", one+"/findings/"+f, "_form", "finding-"+f, "version", "1", "done", "The pharmacist rang").LeadsTo(t, one)
			s.Web.Post("co", one+"/findings/"+f, "_form", "finding-"+f, "version", "1", "done", "The pharmacist rang").Says(t, 409, "Someone else changed this first")
			if alerts, left := s.open(); left != len(all)-1-n || (alerts == 0) != (left == 0) {
				t.Errorf("%d of %d are put right, and there are %d findings and %d alerts", n+1, len(all), left, alerts)
			}
		}
		s.Web.Get("co", one).Says(t, 200, "The pharmacist rang")
		s.Web.Get("co", s.at).Says(t, 200, "Could not say it yet", "Nothing")
	})
}
