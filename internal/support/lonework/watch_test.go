package lonework_test

import (
	"strings"
	"testing"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/visit/visittest"
)

// TestAnotherDoorHidesNobody: a door that nobody opened, or a home that the worker
// did not go into, keeps nobody from being looked for at the next visit. A call for
// help does, wherever it was, and so does a door at the same visit: somebody is
// looking already, and the worker's phone may have to stay still.
func TestAnotherDoorHidesNobody(t *testing.T) {
	for _, c := range []struct {
		how       lonework.How
		elsewhere bool
		asked     bool
	}{
		{lonework.NoAnswer, true, true},
		{lonework.Stop, true, true},
		{lonework.NoAnswer, false, false},
		{lonework.Stop, false, false},
		{lonework.Pressed, true, false},
		{lonework.Silent, true, false},
		{lonework.Duress, true, false},
	} {
		gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
			s := prepare(t, g).at(8 * 60)
			at := s.visit
			if c.elsewhere {
				at = "another"
			}
			s.raise(lonework.Alarm{ID: "first", Worker: "sam", Visit: at, Person: s.person.ID, How: c.how})
			s.at(s.start).at(s.start + 75 + 9).at(s.start + 75 + 10)
			if got := strings.Contains(s.messages(), "text sam"); got != c.asked {
				t.Errorf("%s, elsewhere %v: the worker was asked: %v", c.how, c.elsewhere, got)
			}
		})
	}
}

// TestMistakeEndsNoWatch: what was pressed by accident leaves the worker inside and
// watched, and what was found of a door says nothing of one who went in after.
// Whoever was found is not looked for again, and neither is one who was asked
// already.
func TestMistakeEndsNoWatch(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		close := func(id lonework.ID, f lonework.Found) {
			t.Helper()
			s.must(lonework.Close(s.office, g, lonework.Closing{Alarm: id, Found: f, Words: "Rang, and it is well."}))
		}
		raise := func(id lonework.ID, how lonework.How) {
			s.raise(lonework.Alarm{ID: id, Worker: "sam", Visit: s.visit, Person: s.person.ID, How: how})
		}
		s.at(s.start + 1)
		raise("door", lonework.NoAnswer)
		close("door", lonework.Safe)
		raise("out", lonework.Stop)
		close("out", lonework.Safe)
		raise("press", lonework.Pressed)
		close("press", lonework.Mistake)
		raise("again", lonework.Pressed)
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			open, err := alert.Open(x)
			for _, a := range open {
				if a.Kind == alert.HelpWanted { // and by the list of alerts
					s.must(alert.Close(s.office, g, alert.Closing{Alert: a.ID, Version: a.Version, Outcome: alert.NothingNeeded, Note: "Pressed by mistake."}))
				}
			}
			return err
		})
		s.must(g.CatchUp(gatetest.System(), lonework.Followers))
		done := s.start + 75
		s.at(done + 9)
		s.is("not yet", len(s.alarms()), 0)
		s.at(done + 10)
		if got := s.alarms(); len(got) != 1 || got[0].How != lonework.Overdue {
			t.Fatalf("a worker who fell silent after an alarm that was closed: %+v", got)
		}
		close(s.alarms()[0].ID, lonework.Mistake)
		s.at(done + 60)
		s.is("asked again", len(s.alarms()), 0)
	})
}
