package review_test

import (
	"testing"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	et "stillhome/internal/support/episode/episodetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/review"
	"stillhome/internal/support/visit"
)

// ended is somebody whose support ended after six days, and their follow-up.
func ended(t *testing.T, g *gate.Gate) (*scene, review.FollowUp) {
	t.Helper()
	s := prepare(t, g)
	s.days(6, 50, assessment.Reminder, assessment.Alone)
	et.Fails(t, review.End(s.office, g, s.ending(episode.Finished)), "")
	return s, s.followUps()[0]
}

func (s *scene) alerts(kind alert.Kind) (n int) {
	s.t.Helper()
	et.Read(s.t, s.g, func(x *gate.Snapshot) error {
		all, err := alert.Open(x)
		for _, a := range all {
			if a.Kind == kind {
				n++
			}
		}
		return err
	})
	return n
}

func (s *scene) ask(day when.Date) review.FollowUp {
	s.t.Helper()
	s.g.Clock.Set(day.AtMinute(9 * 60))
	et.Fails(s.t, review.AskRecord(gatetest.System(), s.g), "")
	return s.followUps()[0]
}

func TestFollowUpFromRecord(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s, f := ended(t, g)
		if got := s.ask(f.DueOn.Add(-1)); !got.ClosedAt.IsZero() || s.alerts(alert.FollowUpDue) != 0 {
			t.Fatalf("asked the day before: %+v", got)
		}
		et.Fails(t, person.RecordEvent(s.office, g, person.Event{
			ID: person.EventID(ids.New()), Person: s.e.Person, Kind: person.Hospital, From: f.DueOn.Add(-2), Emergency: true, Source: person.HospitalTold,
		}), "")
		got := s.ask(f.DueOn)
		if got.Whereabouts != review.InHospital || got.KnownFrom != review.FromRecord || got.Tries != 0 || s.alerts(alert.FollowUpDue) != 0 {
			t.Errorf("from the record: %+v", got)
		}
		again := s.ask(f.DueOn.Add(1))
		if again.Version != got.Version {
			t.Error("an answered follow-up was asked again")
		}
	})
}

func TestFollowUpOfSomebodyWhoDied(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s, _ := ended(t, g)
		et.Read(t, g, func(x *gate.Snapshot) error {
			p, err := person.Get(x, s.e.Person)
			if err != nil {
				return err
			}
			s.e.Version = p.Version
			return nil
		})
		et.Fails(t, person.RecordDeath(s.office, g, person.Death{Person: s.e.Person, On: g.Clock.Today(), Source: person.FamilyTold, Words: "Her daughter", Sure: true, Version: s.e.Version}), "")
		if got := s.ask(g.Clock.Today()); got.Whereabouts != review.HasDied || got.Whereabouts.AtHome() {
			t.Errorf("settled as %+v", got)
		}
	})
}

func TestFollowUpByHand(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s, f := ended(t, g)
		s.ask(f.DueOn)
		f = s.ask(f.DueOn)
		if s.alerts(alert.FollowUpDue) != 1 {
			t.Fatalf("%d alerts on the day, want 1", s.alerts(alert.FollowUpDue))
		}
		n := review.Finding{Person: s.e.Person, FollowUp: f.ID, Version: f.Version, Whereabouts: review.NotContacted}
		if w := et.Wrong(review.RecordWhereabouts(s.office, g, n)); w != "whereabouts" {
			t.Errorf("not found out without a try: wrong are %q", w)
		}
		for i := range 3 {
			try := review.Finding{Person: s.e.Person, FollowUp: f.ID, Version: f.Version + i, Words: "Rang, no answer"}
			et.Fails(t, review.RecordTry(s.office, g, try), "")
			if i == 0 {
				et.Fails(t, review.RecordTry(s.office, g, try), "gate.changed")
			}
		}
		n.Version += 3
		et.Fails(t, review.RecordTry(s.office, g, n), "review.tried_enough")
		et.Fails(t, review.RecordWhereabouts(s.office, g, n), "")
		et.Fails(t, review.RecordWhereabouts(s.office, g, n), "review.followed_up")
		et.Fails(t, review.RecordTry(s.office, g, n), "review.followed_up")
		got := s.followUps()[0]
		if got.Whereabouts != review.NotContacted || got.Tries != 3 || got.Words != "Rang, no answer\nRang, no answer\nRang, no answer" || got.ClosedBy != "office" {
			t.Errorf("closed as %+v", got)
		}
		if s.alerts(alert.FollowUpDue) != 0 {
			t.Error("the alert is still open")
		}
	})
}

func TestDischargeMovesDay91(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s, f := ended(t, g)
		et.Fails(t, g.CatchUp(gatetest.System(), review.Followers), "")
		e := s.episode()
		right := f.DischargedOn.Add(-2)
		et.Fails(t, episode.CorrectDischarge(s.office, g, episode.Discharge{Person: e.Person, Episode: e.ID, Version: e.Version, On: right, Reason: "The ward had the wrong day"}), "")
		et.Fails(t, g.CatchUp(gatetest.System(), review.Followers), "")
		if got := s.followUps()[0]; got.DischargedOn != right || got.DueOn != f.DueOn.Add(-2) {
			t.Errorf("asked about %s, want %s", got.DueOn, f.DueOn.Add(-2))
		}
	})
}

// TestDay91WhileSupported: the follow-up is there on day 84, even if the
// support has not ended.
func TestDay91WhileSupported(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		left := g.Clock.Today()
		s.days(1, 50, assessment.HandsOn, assessment.HandsOn)
		g.Clock.Set(left.Add(83).AtMinute(540))
		et.Fails(t, review.AskRecord(gatetest.System(), g), "")
		if len(s.followUps()) != 0 {
			t.Fatal("opened before day 84")
		}
		if got := s.ask(left.Add(84)); got.DueOn != left.Add(91) {
			t.Fatalf("opened as %+v", got)
		}
		g.Clock.Set(left.Add(91).AtMinute(60))
		s.days(1, 50, assessment.HandsOn, assessment.HandsOn)
		if got := s.ask(left.Add(92)); got.Whereabouts != review.AtOwnHome || got.KnownFrom != review.FromRecord {
			t.Errorf("visited at home on day 91, but %+v", got)
		}
	})
}

func TestStartsAtRisk(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		s := &scene{t: t, g: g, office: office, e: et.Accepted(t, g)} // due on 2 December
		look := func() int {
			t.Helper()
			et.Fails(t, review.StartsAtRisk(gatetest.System(), g), "")
			return s.alerts(alert.StartAtRisk)
		}
		if look() != 0 {
			t.Error("two days before it is due somebody is alerted")
		}
		g.Clock.Set(when.Date("2026-12-01").AtMinute(540))
		one := visit.OneOff{ID: visit.ID(ids.New()), Person: s.e.Person, On: "2026-12-02", StartMin: 600, WindowMin: 30, DurationMin: 60, Workers: 1, First: true}
		et.Fails(t, visit.AddOne(office, g, one), "")
		if look() != 0 {
			t.Error("a first visit is planned in time, yet somebody is alerted")
		}
		v := s.visits("2026-12-02", "2026-12-02")[0]
		et.Fails(t, visit.Cancel(office, g, visit.Cancellation{Person: s.e.Person, Visit: v.ID, Version: v.Version, Reason: visit.Away}), "")
		for range 2 {
			if n := look(); n != 1 {
				t.Errorf("no visit is planned in time: %d alerts, want 1", n)
			}
		}
		et.Write(t, g, func(tx *gate.Tx) error { return episode.Start(tx, s.e.Person, s.e.ID, tx.Today()) })
		et.Fails(t, g.CatchUp(gatetest.System(), review.Followers), "")
		if s.alerts(alert.StartAtRisk) != 0 || look() != 0 {
			t.Error("after the first visit the alert stands")
		}
	})
}
