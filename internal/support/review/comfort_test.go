package review_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/assessment"
	et "stillhome/internal/support/episode/episodetest"
	"stillhome/internal/support/review"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/risk/comfort"
)

func (s *scene) comfort(from when.Date) comfort.Profile {
	s.t.Helper()
	p := comfort.Profile{
		ID: comfort.ID(ids.New()), Person: s.e.Person, FromOn: from, Source: "Fast track letter", Matters: "The cat", Calls: []risk.Call{{Who: "Nurses", Phone: "01632 960 701"}},
	}
	et.Fails(s.t, comfort.Set(gatetest.As(s.t, s.g, "th", actor.Therapist), s.g, p, 0), "")
	return p
}

// TestNoStepDownFromComfort: what was proposed lapses when support turns to
// comfort, nothing is proposed while it is, and progress is not drawn. When it is
// switched off, proposals come again.
func TestNoStepDownFromComfort(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.days(8, 40, assessment.Alone, assessment.Alone)
		if all := s.propose(); len(all) != 1 {
			t.Fatalf("nothing is proposed to begin with: %+v", all)
		}
		site := et.Serve(t, g, review.Routes)
		at := "/people/" + string(s.e.Person) + "/progress"
		p := s.comfort(g.Clock.Today())
		et.Fails(t, g.CatchUp(gatetest.System(), review.Followers), "")
		if all := s.proposals(); len(all) != 0 {
			t.Errorf("a proposal stands: %+v", all)
		}
		s.days(8, 40, assessment.Alone, assessment.Alone)
		if all := s.propose(); len(all) != 0 {
			t.Errorf("proposed though support is for comfort: %+v", all)
		}
		site.Shows("office", at, "Support is for comfort now")
		if _, page := site.Get("office", at); strings.Contains(page, "Each dot is one visit") {
			t.Error("progress is drawn")
		}
		et.Fails(t, comfort.SwitchOff(gatetest.As(t, g, "th", actor.Therapist), g, risk.Ending{Person: s.e.Person, ID: string(p.ID), Version: 1, Why: "Is much better"}), "")
		s.days(1, 40, assessment.Alone, assessment.Alone)
		if all := s.propose(); len(all) != 1 {
			t.Errorf("switched off, and nothing is proposed: %+v", all)
		}
		site.Shows("office", at, "Each dot is one visit")
	})
}

// TestNoDay91ForComfort: nobody is asked about somebody whose support was for
// comfort when they left hospital; who came to it later is asked about all the
// same, as the old measure keeps them.
func TestNoDay91ForComfort(t *testing.T) {
	for _, c := range []struct {
		name string
		days int // from the discharge to the first day of comfort
		want int
	}{{"before", -1, 0}, {"on the day", 0, 0}, {"later", 1, 1}} {
		gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
			s := prepare(t, g)
			s.days(2, 40, assessment.Alone, assessment.Alone)
			discharged := gatetest.Start.On()
			s.comfort(discharged.Add(c.days))
			g.Clock.Set(discharged.Add(90).AtMinute(540))
			et.Fails(t, review.AskRecord(gatetest.System(), g), "")
			if ups := s.followUps(); len(ups) != c.want {
				t.Errorf("%s: %d follow-ups, want %d", c.name, len(ups), c.want)
			}
		})
	}
}
