package comfort_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/risk/comfort"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("want %q, got %v", code, err)
	}
}

type scene struct {
	person                    ids.Person
	therapist, office, worker context.Context
	events                    []string
	followers                 []gate.Follower
	released                  func() string
	brief                     func() *risk.Comfort
}

func newScene(t *testing.T, g *gate.Gate) *scene {
	s := &scene{person: visittest.AddPerson(t, g, 1, 540, 45, 1, "").ID}
	s.therapist, s.office = gatetest.As(t, g, "th", actor.Therapist), gatetest.As(t, g, "co", actor.Coordinator)
	_, s.worker = visittest.AddWorker(t, g, "w")
	gatetest.Relate(t, g, "w", s.person, actor.Work)
	s.followers = []gate.Follower{
		gate.Follow("test.began", func(_ *gate.Tx, e comfort.Began) error { s.events = append(s.events, "began"); return nil }),
		gate.Follow("test.ended", func(_ *gate.Tx, e comfort.Ended) error { s.events = append(s.events, "ended"); return nil }),
	}
	s.released = func() (words string) {
		visittest.Read(t, g, func(snap *gate.Snapshot) (err error) {
			words, err = comfort.Released(snap, s.person)
			return err
		})
		return words
	}
	s.brief = func() (c *risk.Comfort) {
		visittest.Read(t, g, func(snap *gate.Snapshot) error {
			b, err := risk.ForVisit(snap, s.person, snap.Today())
			c = b.Comfort
			return err
		})
		return c
	}
	return s
}

func (s *scene) profile() comfort.Profile {
	return comfort.Profile{
		ID: comfort.ID(ids.New()), Person: s.person, FromOn: today, Source: "Fast track letter", Place: "At home", Matters: "The cat", NotToDo: "No ambulance for breathlessness",
		Calls: []risk.Call{{Who: "District nurses", Phone: "01632 960 701", When: "pain"}, {Who: "Ann", Phone: "01632 960 702"}},
	}
}

func TestProfile(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		for name, spoil := range map[string]func(*comfort.Profile){
			"from":    func(p *comfort.Profile) { p.FromOn = today.Add(1) },
			"source":  func(p *comfort.Profile) { p.Source = "" },
			"matters": func(p *comfort.Profile) { p.Place, p.Matters, p.NotToDo = "", "", "" },
			"who_1":   func(p *comfort.Profile) { p.Calls = nil },
			"phone_2": func(p *comfort.Profile) { p.Calls[1].Phone = "" },
		} {
			p := s.profile()
			spoil(&p)
			f, _ := fault.Of(comfort.Set(s.therapist, g, p, 0))
			if f == nil || !slices.Equal(f.Order, []string{name}) {
				t.Errorf("%s: %v", name, f)
			}
		}
		p := s.profile()
		wants(t, comfort.Set(s.office, g, p, 0), "gate.not_found")
		wants(t, comfort.Set(s.worker, g, p, 0), "gate.not_found")
		wants(t, comfort.Set(s.therapist, g, p, 0), "")
		wants(t, comfort.Set(s.therapist, g, p, 1), "gate.exists")
		if c := s.brief(); c == nil || len(c.Wishes) != 3 || len(c.Call) != 2 || c.Call[0].Said() != "District nurses, 01632\u00a0960\u00a0701 (pain)" {
			t.Errorf("%+v", c)
		}
		q := s.profile()
		q.Matters = "The dog"
		wants(t, comfort.Set(s.therapist, g, q, 9), "gate.changed")
		wants(t, comfort.Set(s.therapist, g, q, 1), "")
		if c := s.brief(); c == nil || c.Wishes[1].Words != "The dog" {
			t.Errorf("%+v", c)
		}
		wants(t, comfort.SwitchOff(s.therapist, g, risk.Ending{Person: s.person, ID: string(q.ID), Version: 1, Why: ""}), "risk.ending")
		wants(t, comfort.SwitchOff(s.therapist, g, risk.Ending{Person: s.person, ID: string(q.ID), Version: 1, Why: "Is much better"}), "")
		if s.brief() != nil {
			t.Error("still for comfort")
		}
		wants(t, g.CatchUp(gatetest.System(), s.followers), "")
		if !slices.Equal(s.events, []string{"began", "ended"}) {
			t.Errorf("events: %v", s.events)
		}
	})
}

// TestRelease: nothing is released by itself; what was stays as it was read then;
// a change takes it back.
func TestRelease(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		p := s.profile()
		share := comfort.Release{ID: ids.New(), Person: s.person, Profile: p.ID, Parts: []string{"matters", "calls"}, Agreed: "The person, aloud"}
		wants(t, comfort.Share(s.therapist, g, share), "gate.not_found")
		wants(t, comfort.Set(s.therapist, g, p, 0), "")
		if s.released() != "" {
			t.Fatalf("released by itself: %q", s.released())
		}
		for code, spoil := range map[string]func(*comfort.Release){
			"risk.release": func(r *comfort.Release) { r.Parts = nil },
			"gate.changed": func(r *comfort.Release) { r.Profile = "another" },
		} {
			bad := share
			spoil(&bad)
			wants(t, comfort.Share(s.therapist, g, bad), code)
		}
		nothing := share
		nothing.Parts = []string{"pain"}
		wants(t, comfort.Share(s.therapist, g, nothing), "risk.release")
		wants(t, comfort.Share(s.office, g, share), "gate.not_found")
		wants(t, comfort.Share(s.therapist, g, share), "")
		if w := s.released(); !strings.Contains(w, "The cat") || !strings.Contains(w, "District nurses") || strings.Contains(w, "ambulance") || strings.Contains(w, "At home") {
			t.Errorf("released: %q", w)
		}
		q := s.profile()
		q.Matters = "A secret"
		wants(t, comfort.Set(s.therapist, g, q, 1), "")
		if s.released() != "" {
			t.Errorf("after a change: %q", s.released())
		}
		share.ID, share.Profile = ids.New(), q.ID
		wants(t, comfort.Share(s.therapist, g, share), "")
		wants(t, comfort.Unshare(s.therapist, g, s.person), "")
		if s.released() != "" {
			t.Errorf("taken back: %q", s.released())
		}
		share.ID = ids.New()
		wants(t, comfort.Share(s.therapist, g, share), "")
		wants(t, comfort.SwitchOff(s.therapist, g, risk.Ending{Person: s.person, ID: string(q.ID), Version: 1, Why: "Is much better"}), "")
		if s.released() != "" {
			t.Errorf("switched off: %q", s.released())
		}
	})
}

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		b := visittest.Serve(t, g, comfort.Routes, risk.Routes)
		at := "/people/" + string(s.person) + "/risks/comfort"
		if a := b.Get(s.worker, at); a.Status != 200 || !a.Has("Support is not for comfort only") || a.Has("Support is for comfort now") {
			t.Errorf("off: %d", a.Status)
		}
		if a := b.Post(s.therapist, at+"/change", "id", ids.New(), "source", "Letter", "from-day", "30", "from-month", "11", "from-year", "2026", "matters", "The cat", "who_1", "Nurses"); a.Status != 422 || !a.Has("Enter the telephone number of Nurses", "The cat") {
			t.Errorf("no number: %d", a.Status)
		}
		if a := b.Post(s.therapist, at+"/change", "id", ids.New(), "source", "Letter", "from-day", "30", "from-month", "11", "from-year", "2026", "matters", "The cat", "who_1", "Nurses", "phone_1", "01632 960 701"); a.To != at {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		for _, path := range []string{at, "/people/" + string(s.person) + "/risks"} {
			if a := b.Get(s.worker, path); a.Status != 200 || !a.Has("The cat", "Nurses, 01632", "Support is for comfort now") || a.Statements > 8 {
				t.Errorf("%s: %d, %d statements", path, a.Status, a.Statements)
			}
		}
		if a := b.Get(s.therapist, at); !a.Has("Nothing. Their page says nothing of comfort or wishes.", "No DNACPR or ReSPECT form is written down") {
			t.Error("what people close read, and the heart")
		}
		for _, path := range []string{"/change", "/share", "/end"} {
			if a := b.Get(s.therapist, at+path); a.Status != 200 || a.Statements > 8 {
				t.Errorf("%s: %d", path, a.Status)
			}
			if a := b.Get(s.worker, at+path); a.Status == 200 {
				t.Errorf("%s: a worker gets in", path)
			}
		}
	})
}
