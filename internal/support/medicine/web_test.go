package medicine_test

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/visit/visittest"
)

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		b := visittest.Serve(t, g, medicine.Routes)
		at := "/people/" + string(s.p.ID) + "/medicines"
		if a := b.Get(s.office, at); a.Status != 200 || !a.Has("No medicines are written down", "Add a medicine") {
			t.Fatalf("an empty list: %d %s", a.Status, a.Body)
		}
		if a := b.Post(s.office, at+"/new", "id", ids.New(), "name", "Co-careldopa", "kind", "regular", "from", "2026-11-20"); a.Status != 422 || !a.Has("Enter the dose in words", "Choose when it is taken", "Co-careldopa") {
			t.Errorf("half a form: %d", a.Status)
		}
		id := ids.New()
		form := []string{
			"id", id, "name", "Co-careldopa", "dose", "1 tablet", "kind", "regular", "parts", "evening", "parts", "morning", "time_critical", "yes",
			"from", "2026-11-20", "source", "Discharge letter of 19 November",
		}
		for range 2 { // a double press is one medicine
			if a := b.Post(s.office, at+"/new", form...); a.To != at {
				t.Fatalf("added: %d %s", a.Status, a.Body)
			}
		}
		if a := b.Get(s.office, at); !a.Has("Co-careldopa", "1 tablet", "Morning, Evening, must be on time", "Morning: not recorded. Evening: not recorded") {
			t.Errorf("the list: %s", a.Body)
		}
		one := at + "/" + id
		for path, want := range map[string][]string{
			at:              {"Taken now"},
			at + "/new":     {"What is it called?"},
			one:             {"Discharge letter of 19 November", "The last 14 days", "Mon 30 Nov", "Fri 20 Nov", "No record", "Not due", "No dose was recorded"},
			one + "/stop":   {"Why is it stopped, and who said so?"},
			one + "/record": {"How do you know?", "Which dose of the day?", "Was this dose given a second time?", `value="morning" checked`},
		} {
			a := b.Get(s.office, path)
			if a.Status != 200 || !a.Has(want...) {
				t.Errorf("%s: %d, without some of %q", path, a.Status, want)
			}
			if a.Statements > 8 {
				t.Errorf("%s: %d statements", path, a.Statements)
			}
			if a := b.Get(s.ada, path); a.Status != 404 {
				t.Errorf("%s: a worker who is not on the work gets %d", path, a.Status)
			}
		}
		if a := b.Get(s.sam, one); a.Status != 200 || a.Has("Stop this medicine") || !a.Has("Record a dose") {
			t.Errorf("the worker’s page: %d", a.Status)
		}
		if a := b.Get(gatetest.As(t, g, "so", actor.SocialWorker), one); a.Status != 200 || a.Has("Record a dose") {
			t.Errorf("the social worker’s page: %d", a.Status)
		}
	})
}

func TestRecordADose(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		b := visittest.Serve(t, g, medicine.Routes)
		id := s.add(nil)
		one := "/people/" + string(s.p.ID) + "/medicines/" + string(id)
		form := func(more ...string) []string {
			return append([]string{"id", ids.New(), "on", string(today), "part", "morning", "time", "8:05am"}, more...)
		}
		if a := b.Post(s.office, one+"/record", form("outcome", "taken")...); a.Status != 422 || !a.Has("Say how you know") {
			t.Errorf("without saying how: %d", a.Status)
		}
		if a := b.Post(s.office, one+"/record", form("channel", "paper", "outcome", "not_taken")...); a.Status != 422 || !a.Has("Choose why") {
			t.Errorf("without a reason: %d", a.Status)
		}
		if a := b.Post(s.office, one+"/record", form("channel", "paper", "outcome", "taken", "time", "soon", "on", "")...); a.Status != 303 {
			t.Errorf("the first value of a name counts: %d", a.Status)
		}
		if a := b.Post(s.office, one+"/record", form("channel", "office", "outcome", "taken")...); a.Status != 409 || !a.Has("This dose was recorded before, as taken at 8:05am") {
			t.Errorf("twice: %d %s", a.Status, a.Body)
		}
		if a := b.Post(s.office, one+"/record", form("channel", "office", "outcome", "taken", "again", "yes")...); a.Status != 303 {
			t.Errorf("both were given: %d %s", a.Status, a.Body)
		}
		a := b.Get(s.office, one)
		if !a.Has("Given twice", "By the office, from paper", "given as well as the one before", "Put right") {
			t.Errorf("the page: %s", a.Body)
		}
		first := s.since(id)[1]
		if first.Again {
			first = s.since(id)[0]
		}
		right := one + "/record?corrects=" + string(first.ID)
		if a := b.Get(s.office, right); a.Status != 200 || !a.Has("Recorded: taken at 8:05am", string(first.ID)) || a.Has("Which day?") {
			t.Errorf("to put it right: %d", a.Status)
		}
		if a := b.Post(s.office, one+"/record", form("channel", "office", "outcome", "not_taken", "reason", "asleep", "corrects", string(first.ID))...); a.Status != 303 {
			t.Errorf("put right: %d", a.Status)
		}
		if a := b.Get(s.office, one); a.Has("Given twice") || !a.Has("put right since", "Not taken: was asleep") {
			t.Errorf("after it was put right: %s", a.Body)
		}
		if a := b.Get(s.office, one+"/record?corrects=nothing"); a.Status != 404 {
			t.Errorf("a record that is not there: %d", a.Status)
		}
		if a := b.Post(s.sam, one+"/record", "id", ids.New(), "on", "2026-11-29", "part", "evening", "time", "20:10", "outcome", "part", "reason", "unwell", "channel", "paper"); a.Status != 303 {
			t.Errorf("the worker records: %d %s", a.Status, a.Body)
		}
		if a := b.Get(s.office, one); !a.Has("Part taken 8:10pm", "On the phone") {
			t.Errorf("as the worker recorded it: %s", a.Body)
		}
	})
}

func TestStopPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		b := visittest.Serve(t, g, medicine.Routes)
		at := "/people/" + string(s.p.ID) + "/medicines"
		one := at + "/" + string(s.add(nil))
		if a := b.Post(s.office, one+"/stop", "version", "1"); a.Status != 422 || !a.Has("Say in a few words why") {
			t.Errorf("without a reason: %d", a.Status)
		}
		if a := b.Post(s.office, one+"/stop", "version", "1", "why", "The surgery rang on Monday"); a.To != one {
			t.Errorf("stopped: %d", a.Status)
		}
		if a := b.Get(s.office, one+"/stop"); !a.Has("This medicine was stopped on 30 November 2026") {
			t.Error("asks to stop it again")
		}
		if a := b.Get(s.office, at); !a.Has("No medicines are written down", "Stopped or over", "The surgery rang on Monday") {
			t.Errorf("the list: %s", a.Body)
		}
		if a := b.Get(s.office, one); !a.Has("The surgery rang on Monday") || a.Has("Stop this medicine") {
			t.Error("the page of a stopped medicine")
		}
	})
}
