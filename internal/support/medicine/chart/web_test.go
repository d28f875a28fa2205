package chart_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/plan"
)

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		gatetest.As(t, g, "so", actor.SocialWorker)
		at := "/people/" + string(s.P) + "/medicines"
		s.Web.Get("co", at).Says(t, 200, "No medicines are written down", "Add a medicine").Within(t, 8)
		s.Web.Post("co", at+"/new", "id", ids.New(), "name", "Co-careldopa", "kind", "regular", "from", "2026-11-20").
			Says(t, 422, "Enter the dose in words", "Choose when it is taken")
		id := ids.New()
		form := []string{
			"id", id, "name", "Co-careldopa", "dose", "1 tablet", "kind", "regular", "parts", "evening", "parts", "morning", "time_critical", "yes",
			"from", "2026-11-20", "source", "Discharge letter of 19 November",
		}
		for range 2 { // a double press is one medicine
			s.Web.Post("co", at+"/new", form...).LeadsTo(t, at)
		}
		s.Web.Get("co", at).Says(t, 200, "Co-careldopa", "1 tablet", "Morning, Evening, must be on time", "Morning: not recorded. Evening: not recorded")
		one := at + "/" + id
		for path, want := range map[string][]string{
			at:              {"Taken now"},
			at + "/new":     {"What is it called?"},
			one:             {"Discharge letter of 19 November", "The last 14 days", "Mon 30 Nov", "Fri 20 Nov", "No record", "Not yet", "Not due", "No dose was recorded"},
			one + "/stop":   {"Why is it stopped, and who said so?"},
			one + "/record": {"How do you know?", "Which dose of the day?", "Was this dose given a second time?"},
		} {
			s.Web.Get("co", path).Says(t, 200, want...).Within(t, 8)
			s.Web.Get("ada", path).Says(t, 404)
		}
		if a := s.Web.Get("sam", one).Says(t, 200, "Record a dose"); strings.Contains(a.Text(), "Stop this medicine") {
			t.Error("the worker is shown how to stop it")
		}
		if a := s.Web.Get("so", one).Says(t, 200, "Co-careldopa"); strings.Contains(a.Text(), "Record a dose") {
			t.Error("the social worker is shown how to record a dose")
		}
	})
}

func TestRecordADose(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(nil)
		one := "/people/" + string(s.P) + "/medicines/" + string(id)
		form := func(more ...string) []string {
			return append([]string{"id", ids.New(), "on", string(medicinetest.Today), "part", "morning", "time", "8:05am"}, more...)
		}
		s.Web.Post("co", one+"/record", form("outcome", "taken")...).Says(t, 422, "Say how you know")
		s.Web.Post("co", one+"/record", form("channel", "paper", "outcome", "not_taken")...).Says(t, 422, "Choose why")
		s.Web.Post("co", one+"/record", "id", ids.New(), "part", "teatime", "time", "soon", "channel", "paper", "outcome", "taken").
			Says(t, 422, "Enter the day the dose belongs to", "Enter a time, like 8:30am")
		s.Web.Post("co", one+"/record", form("channel", "paper", "outcome", "taken", "reason", "asleep")...).LeadsTo(t, one)
		if d := s.Since(id)[0]; d.Reason != "" {
			t.Errorf("taken, and yet not, for the reason %s", d.Reason)
		}
		s.Web.Post("co", one+"/record", form("channel", "office", "outcome", "taken")...).Says(t, 409, "This dose was recorded before, as taken at 8:05am")
		s.Web.Post("co", one+"/record", form("channel", "office", "outcome", "taken", "again", "yes")...).LeadsTo(t, one)
		s.Web.Get("co", one).Says(t, 200, "Given twice", "By the office, from paper", "given as well as the one before", "Put right")
		first := s.Since(id)[1]
		if first.Again {
			first = s.Since(id)[0]
		}
		if a := s.Web.Get("co", one+"/record?corrects="+string(first.ID)).Says(t, 200, "Recorded: taken at 8:05am"); a.Hidden("corrects") != string(first.ID) || strings.Contains(a.Text(), "Which day?") {
			t.Error("to put a record right is not asked for as such")
		}
		s.Web.Post("co", one+"/record", form("channel", "office", "outcome", "not_taken", "reason", "asleep", "corrects", string(first.ID))...).LeadsTo(t, one)
		if a := s.Web.Get("co", one).Says(t, 200, "put right since", "Not taken: was asleep"); strings.Contains(a.Text(), "Given twice") {
			t.Error("one of two was put right, and both are said to be given")
		}
		s.Web.Get("co", one+"/record?corrects=nothing").Says(t, 404)
		s.Web.Get("co", one+"/record?corrects="+string(first.ID)).Says(t, 404)
		s.Web.Post("sam", one+"/record", "id", ids.New(), "on", "2026-11-29", "part", "evening", "time", "20:10", "outcome", "part", "reason", "unwell", "channel", "paper").LeadsTo(t, one)
		s.Web.Get("co", one).Says(t, 200, "Part taken 8:10pm", "On the phone")
	})
}

func TestStopPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		at := "/people/" + string(s.P) + "/medicines"
		one := at + "/" + string(s.Add(nil))
		s.Web.Post("co", one+"/stop", "version", "1").Says(t, 422, "Say in a few words why")
		s.Web.Post("co", one+"/stop", "version", "1", "why", "The surgery rang on Monday").LeadsTo(t, one)
		s.Web.Get("co", one+"/stop").Says(t, 200, "This medicine was stopped on 30 November 2026")
		s.Web.Get("co", at).Says(t, 200, "No medicines are written down", "Stopped or over", "The surgery rang on Monday")
		if a := s.Web.Get("co", one).Says(t, 200, "The surgery rang on Monday"); strings.Contains(a.Text(), "Stop this medicine") {
			t.Error("a stopped medicine can be stopped again")
		}
	})
}

// TestDoseAfterMidnight: on a page, too, a night's dose of after midnight is of the
// day after, and what puts it right stays there.
func TestDoseAfterMidnight(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(func(m *medicine.Medicine) { m.Parts = []plan.Part{plan.Night} })
		next := medicinetest.Today.Add(1)
		g.Clock.Set(next.AtMinute(40))
		one := "/people/" + string(s.P) + "/medicines/" + string(id)
		form := func(more ...string) []string {
			return append([]string{"id", ids.New(), "on", string(medicinetest.Today), "part", "night", "channel", "paper"}, more...)
		}
		s.Web.Post("co", one+"/record", form("time", "0:15", "outcome", "taken")...).LeadsTo(t, one)
		first := s.Since(id)[0]
		if first.At != next.AtMinute(15) {
			t.Fatalf("given at %s", first.At.Text())
		}
		s.Web.Post("co", one+"/record", form("time", "0:20", "outcome", "part", "reason", "unwell", "corrects", string(first.ID))...).LeadsTo(t, one)
		if d := s.Since(id)[0]; d.Corrects != first.ID || d.At != next.AtMinute(20) {
			t.Errorf("put right at %s", d.At.Text())
		}
		// The night that began this day.
		s.Web.Post("co", one+"/record", "id", ids.New(), "on", string(next), "part", "night", "channel", "paper", "time", "0:30", "outcome", "not_taken", "reason", "asleep").LeadsTo(t, one)
		if d := s.Since(id)[0]; d.At != next.AtMinute(30) {
			t.Errorf("the night before this day: %s", d.At.Text())
		}
	})
}
