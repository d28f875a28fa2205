package roster_test

import (
	"testing"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit/visittest"
)

func TestRotaPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3, 5)
		s.people = append(s.people, visittest.AddPerson(t, g, 7, 600, 45, 1, "catheter"))
		b := visittest.Serve(t, g, roster.Routes)
		day := "/rota/" + string(tomorrow)
		see := func(path string, want ...string) {
			t.Helper()
			a := b.Get(s.office, path)
			if a.Status != 200 || !a.Has(want...) {
				t.Errorf("%s: %d, without some of %v", path, a.Status, want)
			}
			if a.Statements > 8 {
				t.Errorf("%s: %d statements", path, a.Statements)
			}
		}
		post := func(path string, status int, pairs ...string) visittest.Answer {
			t.Helper()
			a := b.Post(s.office, path, pairs...)
			if a.Status != status {
				t.Errorf("%s: %d, want %d", path, a.Status, status)
			}
			return a
		}
		see("/rota/2027-01-01", "Nobody has a shift on this day")
		see(day, "Not built", "has not been built", "Build the rota", "7:00am to 2:00pm")
		if a := b.Get(s.office, "/rota"); a.To != "/rota/"+string(today) {
			t.Errorf("/rota leads to %s", a.To)
		}
		post(day+"/publish", 422)
		post(day+"/build", 303)
		see(day, "Workers cannot see it yet", "6 visits, 0 recorded, 1 without a worker", "Catheter care", "Find cover for", "Start again from nothing")
		see(day+"?view=person", "Nobody yet", "Person3 Madeup")
		post(day+"/build", 303, "afresh", "yes")
		post(day+"/publish", 303)
		see(day, "Published")
		post(day+"/build", 409, "afresh", "yes")
		post("/rota/"+string(today.Add(-1))+"/build", 422)
		see("/rota/"+string(today.Add(-1)), "Nobody has a shift on this day")

		a := s.assignments(t)[s.people[1].ID]
		one := day + "/visits/" + string(a.Visit)
		see(one, "Best places", "Agreed with the person", "Adds ", "Choose another shift")
		to := s.shifts["w0"]
		if a.Shift == to {
			to = s.shifts["w1"]
		}
		post(one, 303, "shift", string(to))
		if s.assignments(t)[s.people[1].ID].Shift != to {
			t.Error("the visit was not moved")
		}
		if a := post(one, 422, "shift", string(to), "time", "06:00"); !a.Has("This visit cannot go there.") {
			t.Error("the rule in the way is not named")
		}
		post(one, 422, "shift", string(to), "time", "soon")
		see(day+"/changes", "New visit", "No longer yours", "Not seen yet")

		see(day+"/shifts", "Add a shift", "Cancel Worker w0")
		see(day+"/shifts/new", "Who works?")
		id := ids.New()
		for range 2 {
			post(day+"/shifts/new", 303, "id", id, "member", string(s.members["w0"].ID), "start", "16:00", "end", "21:00", "break", "0")
		}
		post(day+"/shifts/new", 422, "id", ids.New(), "member", string(s.members["w0"].ID), "start", "17:00", "end", "21:00", "break", "0")
		see(day+"/shifts/"+id+"/cancel", "Keep the shift")
		post(day+"/shifts/"+id+"/cancel", 422, "version", "1")
		post(day+"/shifts/"+id+"/cancel", 303, "version", "1", "reason", "Not needed.")
		see(day+"/shifts", "Cancelled: Not needed.")
		for _, path := range []string{"/rota/soon", day + "/visits/x", day + "/shifts/x/cancel"} {
			if a := b.Get(s.office, path); a.Status != 404 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		if a := b.Get(s.workers["w0"], day); a.Status != 403 {
			t.Errorf("a worker saw the rota: %d", a.Status)
		}
	})
}
