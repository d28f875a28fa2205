package risk_test

import (
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/visit/visittest"
)

// said is what the brief says of one kind, in its order.
func (s *scene) said(k risk.Kind) (out []string) {
	for _, x := range s.brief().Safety {
		if x.Kind == k {
			out = append(out, x.Words)
		}
	}
	return out
}

// TestASeenPaperStays: no paper that nobody saw takes the place of one that was
// seen, and nothing that a worker writes down ends what holds: both stand until
// somebody who may has ended one of them, and the office is asked.
func TestASeenPaperStays(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		seen := s.paper()
		wants(t, risk.AddFact(s.office, g, seen), "")
		told := s.paper()
		told.Seen, told.Place, told.SignedBy = "no", "", ""
		wants(t, risk.AddFact(s.worker, g, told), "")
		both := s.said(risk.Resuscitation)
		if len(both) != 2 || !strings.Contains(both[0], "Dr Shah") || !strings.Contains(both[1], "none of us has seen it") || !strings.HasSuffix(both[0], risk.NotSettled) {
			t.Fatalf("after the worker: %q", both)
		}
		if open := s.alerts(alert.FactsDiffer); len(open) != 1 || open[0].Person != s.person {
			t.Errorf("asked: %+v", open)
		}
		// The office may end what was told; the seen one holds even so.
		again := told
		again.ID = ids.New()
		wants(t, risk.AddFact(s.office, g, again), "")
		if both := s.said(risk.Resuscitation); len(both) != 2 || !strings.Contains(both[0], "Dr Shah") {
			t.Errorf("after the office was told: %q", both)
		}
		wants(t, risk.EndFact(s.office, g, risk.Ending{Person: s.person, ID: again.ID, Version: 1, Why: "It is the same paper"}), "")
		if one := s.said(risk.Resuscitation); len(one) != 1 || strings.Contains(one[0], risk.NotSettled) {
			t.Errorf("after the office ended one: %q", one)
		}
		if open := s.alerts(alert.FactsDiffer); len(open) != 0 {
			t.Errorf("still asked: %+v", open)
		}
		// A worker's level of food stands beside what a therapist wrote.
		food, thinner := s.swallowing(), s.swallowing()
		thinner.Food, thinner.Drink, thinner.Thickener = "4", "3", "2 scoops"
		wants(t, risk.AddFact(s.office, g, thinner), "")
		wants(t, risk.AddFact(s.worker, g, food), "")
		if both := s.said(risk.Swallowing); len(both) != 2 || !slices.ContainsFunc(both, func(x string) bool { return strings.Contains(x, "2 scoops") }) {
			t.Errorf("levels: %q", both)
		}
		if open := s.alerts(alert.FactsDiffer); len(open) != 1 {
			t.Errorf("asked of levels: %+v", open)
		}
		// Written down anew by somebody who may, one holds, and nobody is asked.
		anew := s.swallowing()
		wants(t, risk.AddFact(s.office, g, anew), "")
		if one, open := s.said(risk.Swallowing), s.alerts(alert.FactsDiffer); len(one) != 1 || len(open) != 0 {
			t.Errorf("anew: %q %+v", one, open)
		}
	})
}

// TestASeenPaperStaysWhenMerged: it holds for a paper in a record that was
// merged into the person's, too.
func TestASeenPaperStaysWhenMerged(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		other := visittest.AddPerson(t, g, 9, 540, 45, 1, "")
		seen := s.paper()
		seen.Person = other.ID
		wants(t, risk.AddFact(s.office, g, seen), "")
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE person SET merged_into = ? WHERE id = ?`, s.person, other.ID)
		})
		told := s.paper()
		told.Seen, told.Place, told.SignedBy = "no", "", ""
		wants(t, risk.AddFact(s.worker, g, told), "")
		if both := s.said(risk.Resuscitation); len(both) != 2 || !strings.Contains(both[0], "Dr Shah") {
			t.Errorf("%q", both)
		}
		if open := s.alerts(alert.FactsDiffer); len(open) != 1 {
			t.Errorf("asked: %+v", open)
		}
	})
}

// TestWarningsNewestFirst: what happened last stands first.
func TestWarningsNewestFirst(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		old, last := s.warning(), s.warning()
		old.HappenedOn, old.Happened = g.Clock.Today().Add(-30), "Long ago."
		old.UntilOn, last.Happened = g.Clock.Today().Add(50), "Today."
		wants(t, risk.AddWarning(s.office, g, last), "")
		wants(t, risk.AddWarning(s.office, g, old), "")
		if b := s.brief(); len(b.Warnings) != 2 || !strings.HasPrefix(b.Warnings[0].Words, "Today.") {
			t.Errorf("%+v", b.Warnings)
		}
	})
}
