package staff_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
)

func get(t *testing.T, g *gate.Gate, id staff.ID) (m staff.Member) {
	t.Helper()
	read(t, g, func(s *gate.Snapshot) (err error) {
		m, err = staff.Get(s, id)
		return err
	})
	return m
}

func TestChangePost(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		hr, b := gatetest.As(t, g, "hr", actor.HR), serve(t, g)
		ann := member("ann")
		ann.Languages = []staff.Language{"pl", "bsl"}
		ann.At.Lat, ann.At.Lon = 52.2, 0.1
		write(t, g, func(tx *gate.Tx) error { return staff.Add(tx, ann) })
		at := "/team/" + string(ann.ID)
		if a := b.Get(hr, at); !a.Has("British Sign Language", "48 hours a week on average at most", "Change the post") {
			t.Errorf("before: %s", a.Body)
		}
		form := func(pairs ...string) []string {
			return append([]string{
				"job_title", "Lead worker", "team", "", "mode", "bicycle", "postcode", "CB1 0AH", "hours", "37.5", "version", "1",
				"opted_out_on", "2026-11-01", "way_back", "yes", "languages", "ur", "given", "Other", "gender", "man",
			}, pairs...)
		}
		if a := b.Post(hr, at+"/change", form()...); a.To != at {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		m := get(t, g, ann.ID)
		if m.JobTitle != "Lead worker" || m.Mode != "bicycle" || m.ContractedMin != 2250 || m.OptedOutOn != "2026-11-01" || len(m.Languages) != 1 || m.Languages[0] != "ur" || !m.WayBack || m.Version != 2 {
			t.Errorf("changed: %+v", m)
		}
		if m.Given != "ann" || m.Gender != staff.Woman || m.At != ann.At || m.Account != "ann" || m.StartedOn != ann.StartedOn {
			t.Errorf("changed what it may not: %+v", m)
		}
		if a := b.Get(hr, at); !a.Has("Urdu", "Yes, since 1 November 2026", "37.5", "Back where they set off") {
			t.Errorf("after: %s", a.Body)
		}
		if a := b.Get(hr, at+"/change"); !a.Has(`value="37.5"`, `value="CB1 0AH"`, `value="ur" checked`) {
			t.Errorf("the form: %s", a.Body)
		}
		for problem, post := range map[string][]string{
			"changed this first":               form(),
			"Enter the day they agreed":        {"version", "2", "job_title", "x", "mode", "car", "postcode", "CB1 0AH", "hours", "1", "opted_out_on", "2027-01-01"},
			"number from 0 to 60":              {"version", "2", "job_title", "x", "mode", "car", "postcode", "CB1 0AH", "hours", "lots"},
			"Choose languages from the list":   {"version", "2", "job_title", "x", "mode", "car", "postcode", "CB1 0AH", "hours", "1", "languages", "klingon"},
			"Enter the job title":              {"version", "2", "mode", "car", "postcode", "CB1 0AH", "hours", "1"},
			"The last three characters":        {"version", "2", "job_title", "x", "mode", "car", "postcode", "nowhere", "hours", "1"},
			"by car, by bicycle, on foot or b": {"version", "2", "job_title", "x", "mode", "horse", "postcode", "CB1 0AH", "hours", "1"},
		} {
			a := b.Post(hr, at+"/change", post...)
			if a.To != "" || !strings.Contains(a.Body, problem) {
				t.Errorf("want %q: %d to %q %s", problem, a.Status, a.To, a.Body)
			}
		}
		// A new postcode is a new place to set off from.
		if a := b.Post(hr, at+"/change", "version", "2", "job_title", "x", "mode", "car", "postcode", "PE15 8AA", "hours", "0"); a.To != at {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if m := get(t, g, ann.ID); m.At == ann.At || !m.At.Known() || m.OptedOutOn != "" || m.Languages != nil || m.WayBack {
			t.Errorf("moved and taken back: %+v", m)
		}
		if err := staff.Change(gatetest.As(t, g, "w", actor.Worker), g, m); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a worker changed it: %v", err)
		}
		if a := b.Get(hr, "/team/nobody/change"); a.Status != 404 {
			t.Errorf("nobody: %d", a.Status)
		}
	})
}

func TestTrainingRunsOut(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		hr, b := gatetest.As(t, g, "hr", actor.HR), serve(t, g)
		ann := member("ann")
		write(t, g, func(tx *gate.Tx) error { return staff.Add(tx, ann, staff.Dementia) })
		at := "/team/" + string(ann.ID)
		if a := b.Post(hr, at+"/training", "version", "1", "skills", "medicines", "until_medicines", "2026-11-29", "skills", "hoist", "until_hoist", "2027-11-29"); a.To != at {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		read(t, g, func(s *gate.Snapshot) error {
			now, err := staff.SkillsOn(s, today)
			if len(now[ann.ID]) != 1 || now[ann.ID][0] != staff.Hoist {
				t.Errorf("trained today in %v", now[ann.ID])
			}
			return err
		})
		if a := b.Get(hr, at); !a.Has("Medicines (ran out on 29 November 2026)", "Moving with a hoist (until 29 November 2027)") {
			t.Errorf("shown as %s", a.Body)
		}
		if a := b.Get(hr, at+"/training"); !a.Has(`value="hoist" checked`, `value="2027"`) {
			t.Errorf("the form: %s", a.Body)
		}
		for problem, post := range map[string][]string{
			"changed this first":         {"version", "1", "skills", "hoist"},
			"Choose each training":       {"version", "2", "skills", "hoist", "skills", "hoist"},
			"Tick Catheter care above":   {"version", "2", "until_catheter", "2027-01-01"},
			"within ten years":           {"version", "2", "skills", "hoist", "until_hoist", "2127-01-01"},
			"Enter a real date":          {"version", "2", "skills", "hoist", "until_hoist-day", "31", "until_hoist-month", "2", "until_hoist-year", "2027"},
			"Choose each training from ": {"version", "2", "skills", "flying"},
		} {
			if a := b.Post(hr, at+"/training", post...); a.To != "" || !strings.Contains(a.Body, problem) {
				t.Errorf("want %q: %d to %q %s", problem, a.Status, a.To, a.Body)
			}
		}
	})
}

func TestLanguages(t *testing.T) {
	for _, l := range staff.Languages {
		if l.Label() == "" || !l.Known() {
			t.Errorf("%s has no name", l)
		}
	}
}
