package visit_test

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

func TestVisitPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		b := visittest.Serve(t, g, visit.Routes)
		at := "/people/" + string(s.p.ID) + "/visits"
		one := at + "/" + string(v.ID)
		for path, want := range map[string][]string{
			at:                                       {"Mon 30 Nov", "8:00am to 9:15am", "Planned", "Add a visit"},
			at + "?from=2026-01-01&until=2026-01-31": {"There are no visits between these days"},
			at + "/new":                              {"Which day?"},
			one:                                      {"Record for the worker", "Cancel this visit", "Person1 Madeup", "If visits must be cut", "Must not be missed"},
			one + "/cancel":                          {"Why will this visit not happen?"},
		} {
			a := b.Get(s.office, path)
			if a.Status != 200 || !a.Has(want...) {
				t.Errorf("%s: %d, without some of %v", path, a.Status, want)
			}
			if a.Statements > 8 {
				t.Errorf("%s: %d statements", path, a.Statements)
			}
			if a := b.Get(s.ada, path); a.Status == 200 {
				t.Errorf("%s: a worker who is not on the work saw it", path)
			}
		}
		if a := b.Get(s.sam, one); a.Status != 200 || a.Has("Cancel this visit") {
			t.Errorf("the worker’s page: %d", a.Status)
		}
		if a := b.Get(gatetest.As(t, g, "ma", actor.Admin), at); a.Status != 404 {
			t.Errorf("an administrator: %d", a.Status)
		}
	})
}

func TestRecordAndCorrectionShow(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		b := visittest.Serve(t, g, visit.Routes)
		one := "/people/" + string(s.p.ID) + "/visits/" + string(v.ID)
		if err := visit.Record(s.office, g, visit.Recording{
			Person: s.p.ID, Visit: v.ID, Arrived: today.AtMinute(8*60 + 5), Left: today.AtMinute(8*60 + 50), Feeling: visit.Same, Note: "Told by phone.",
			Tasks: []visit.TaskDone{{Task: s.p.Tasks[0], Level: assessment.HandsOn}}, Channel: visit.Paper,
		}); err != nil {
			t.Fatal(err)
		}
		a := b.Get(s.office, one)
		if !a.Has("8:05am to 8:50am", "Task wash", "With hands-on help", "Told by phone.", "from paper", "Correct this record") {
			t.Error("the record does not show what was recorded")
		}
		id := ids.New()
		for range 2 { // a double press is one correction
			if a := b.Post(s.office, one+"/correct", "id", id, "task", string(s.p.Tasks[0]), "level", string(assessment.Watched), "words", "It was watched only."); a.Status != 303 {
				t.Errorf("corrected: %d %s", a.Status, a.Body)
			}
		}
		if a := b.Get(s.office, one); !a.Has("not “With hands-on help” but “With someone watching”", "It was watched only.") {
			t.Error("the correction does not show")
		}
		if a := b.Post(s.office, one+"/correct", "id", ids.New(), "words", "x"); a.Status != 422 {
			t.Errorf("a correction without words: %d", a.Status)
		}
	})
}

func TestOfficeCancelsAndAdds(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		b := visittest.Serve(t, g, visit.Routes)
		at := "/people/" + string(s.p.ID) + "/visits"
		one := at + "/" + string(v.ID)
		if a := b.Post(s.office, one+"/cancel", "version", "1"); a.Status != 422 || !a.Has("Choose a reason") {
			t.Errorf("without a reason: %d", a.Status)
		}
		if a := b.Post(s.office, one+"/cancel", "version", "1", "reason", "away"); a.Status != 303 {
			t.Errorf("cancelled: %d", a.Status)
		}
		if a := b.Get(s.office, one); !a.Has("Cancelled", "Away from home") {
			t.Error("the page does not say so")
		}
		id := ids.New()
		form := []string{"id", id, "on-day", "2", "on-month", "12", "on-year", "2026", "start", "10:30", "window", "30", "duration", "90", "workers", "2", "skills", "hoist", "first", "yes"}
		if a := b.Post(s.office, at+"/new", form...); a.Status != 303 {
			t.Errorf("added: %d %s", a.Status, a.Body)
		}
		if a := b.Get(s.office, at+"/"+id); !a.Has("10:30am to 12:00pm", "First visit") {
			t.Error("the added visit is not as asked")
		}
		if a := b.Post(s.office, at+"/new", "id", ids.New(), "on-day", "31", "on-month", "2", "on-year", "2027", "start", "soon"); a.Status != 422 || !a.Has("Enter a real date") {
			t.Errorf("a wild form: %d", a.Status)
		}
	})
}
