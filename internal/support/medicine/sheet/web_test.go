package sheet_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/medicine/sheet"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
)

const today = medicinetest.Today

type scene struct {
	medicinetest.Scene
	drops medicine.ID
	at    string
}

func prepare(t *testing.T, g *gate.Gate) scene {
	t.Helper()
	s := scene{Scene: medicinetest.Prepare(t, g)}
	s.Web = webtest.Serve(t, g, person.Bar, sheet.Routes)
	s.drops = s.Add(nil) // mornings and evenings, from 20 November
	s.at = "/people/" + string(s.P) + "/chart-prints"
	gatetest.As(t, g, "an", actor.Analyst)
	return s
}

func (s scene) print(from string, weeks, filled string) string {
	s.T.Helper()
	id := ids.New()
	s.Web.Post("co", s.at, "id", id, "from", from, "weeks", weeks, "filled", filled).LeadsTo(s.T, s.at+"/"+id)
	return s.at + "/" + id
}

func (s scene) codeOf(one string) (code string) {
	s.T.Helper()
	s.Read(func(x *gate.Snapshot) (err error) {
		code, err = gate.Value[string](x, `SELECT code FROM medicine_sheet WHERE id = ?`, one[strings.LastIndex(one, "/")+1:])
		return err
	})
	return code
}

func TestPrinted(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.Web.Get("co", s.at).Says(t, 200, "This chart has not been printed yet", "For how long?").Within(t, 8)
		s.Web.Post("co", s.at, "id", ids.New(), "weeks", "5").Says(t, 422, "Enter the first day of the chart", "Choose for how many weeks")
		one := s.print("2026-11-30", "4", "no")
		s.Web.Get("co", one).Says(t, 200, "Joan Madeup", "ALLERGIES", "NOT KNOWN", "Eye drops", "1 drop in each eye", "Page 1 of 1", "Chose not to",
			"30 Nov 2026 to 27 Dec 2026", "NOT CHECKED YET", s.codeOf(one)).Within(t, 8)
		for _, who := range []string{"ada", "an"} {
			s.Web.Get(who, one).Says(t, 404)
			s.Web.Get(who, s.at).Says(t, 404)
		}
		s.Web.Get("sam", one).Says(t, 200, "Eye drops")
		s.Web.Get("sam", one+"/key").Says(t, 404)
		if err := medicine.AddAllergy(s.Office, g, medicine.Allergy{ID: ids.New(), Person: s.P, Substance: "Penicillin", Reaction: "rash", Source: "letter"}); err != nil {
			t.Fatal(err)
		}
		s.Add(func(m *medicine.Medicine) { m.Name = "Ointment" })
		if a := s.Web.Get("co", one).Says(t, 200, "The chart has changed since this was made", "Penicillin (rash)"); strings.Contains(a.Text(), "Ointment") {
			t.Error("what was not on the paper is drawn on it")
		}
		s.Web.Get("co", s.print("2026-11-30", "1", "yes")).Says(t, 200, "Ointment", "The office, as told or from paper")
		s.Web.Get("co", s.at).Says(t, 200, "From the record", "Blank", "Key it in")
	})
}

// TestKeyIn: boxes become doses from paper, once; what differs is not added, and
// listed.
func TestKeyIn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		one := s.print("2026-11-23", "2", "no")
		box := func(day string, part plan.Part) string {
			return "box-" + string(s.drops) + "-" + day + "/" + string(part)
		}
		s.Web.Post("co", "/chart-prints", "code", "M23456").Says(t, 422, "has a mistake in it")
		s.Web.Post("co", "/chart-prints", "code", strings.ToLower(s.codeOf(one))).LeadsTo(t, one+"/key")
		s.Web.Get("co", one+"/key").Says(t, 200, "Week from 23 November 2026", "Eye drops", "Save this week").Within(t, 8)
		s.Web.Get("co", one+"/differences").Says(t, 200, "No week of this chart has been keyed in yet")
		known := s.Dose(s.drops, medicine.Taken, 485)
		known.Slot, known.At = medicine.SlotOf("2026-11-24", plan.Morning), today.Add(-6).AtMinute(485)
		if err := medicine.Give(s.Sam, g, known); err != nil {
			t.Fatal(err)
		}
		if a := s.Web.Post("co", one+"/key", "week", "2026-11-23", box("2026-11-23", plan.Morning), "hello", box("2026-11-23", plan.Evening), "X").
			Says(t, 422, "Enter initials or a letter of the key", "“X” is no letter of the key"); !strings.Contains(a.Body, `value="hello"`) {
			t.Error("what was typed is lost")
		}
		form := []string{
			"week", "2026-11-23", box("2026-11-23", plan.Morning), "sm 8:05", box("2026-11-23", plan.Evening), "A",
			box("2026-11-24", plan.Morning), "C", box("2026-11-24", plan.Evening), "F",
		}
		for range 2 { // a double press adds nothing
			s.Web.Post("co", one+"/key", form...)
		}
		all := s.Since(s.drops)
		if len(all) != 4 {
			t.Fatalf("%d doses: %+v", len(all), all)
		}
		for _, d := range all {
			if d.ID != known.ID && (d.Channel != medicine.Paper || !strings.Contains(d.Words, "On paper: ")) {
				t.Errorf("%+v", d)
			}
		}
		s.Web.Get("co", one+"/differences").Says(t, 200, "They do not agree", "Taken at 8:05am", "Nobody wrote down what became of this dose").Within(t, 8)
		s.Web.Get("co", one+"/key?week=2026-11-23").Says(t, 200, "keyed in", "Known: F 6:00pm")
		// 30 November, 9 in the morning: the evening has not come.
		a := s.Web.Get("co", one+"/key?week=2026-11-30").Says(t, 200, "Mon 30 Nov")
		if !strings.Contains(a.Body, box("2026-11-30", plan.Morning)) || strings.Contains(a.Body, box("2026-11-30", plan.Evening)) {
			t.Error("today’s boxes are not those that have come")
		}
		s.Web.Post("co", "/chart-prints", "code", "").Says(t, 422, "Enter the code")
		s.Web.Get("co", "/chart-prints").Says(t, 200, "Code on the chart")
	})
}

// TestKeyInAfterItEnded: who has the paper goes on writing in a row that ended
// since; what stands there is asked for, and listed where it cannot be added.
func TestKeyInAfterItEnded(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		one := s.print("2026-11-30", "1", "no")
		g.Clock.Set(when.Date("2026-12-02").AtMinute(12 * 60))
		if err := medicine.Stop(s.Office, g, medicine.Stopping{Person: s.P, Medicine: s.drops, Version: 1, Why: "The surgery rang"}); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(when.Date("2026-12-07").AtMinute(9 * 60))
		box := "box-" + string(s.drops) + "-2026-12-03/" + string(plan.Morning)
		if a := s.Web.Get("co", one+"/key?week=2026-11-30").Says(t, 200, "Eye drops"); !strings.Contains(a.Body, box) {
			t.Fatal("the boxes after it ended are not asked for")
		}
		form := []string{"week", "2026-11-30", box, "SM 8:05"}
		for _, day := range []string{"2026-11-30", "2026-12-01", "2026-12-02"} {
			form = append(form, "box-"+string(s.drops)+"-"+day+"/"+string(plan.Morning), "SM", "box-"+string(s.drops)+"-"+day+"/"+string(plan.Evening), "SM")
		}
		s.Web.Post("co", one+"/key", form...)
		a := s.Web.Get("co", one+"/differences").Says(t, 200, "This medicine was stopped on 2 December 2026", "SM 8:05")
		if n := strings.Count(a.Text(), "This medicine was stopped"); n != 2 { // Wednesday evening, and Thursday
			t.Errorf("%d boxes of a stopped medicine are listed", n)
		}
		if strings.Contains(a.Text(), "Nobody wrote down") {
			t.Error("an empty box is missed of days after it had ended")
		}
	})
}
