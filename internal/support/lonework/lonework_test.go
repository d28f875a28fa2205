package lonework_test

import (
	"testing"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/notify"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// TestLadder: a pressed alarm asks one after the other, each by two ways, to the
// last number and the words "ring 999", and then everybody again each hour; nobody
// is passed over, and the worker, who is on the list as well, never asked.
func TestLadder(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.must(staff.SetDuty(s.office, g, today, []ids.Account{"sam", "ann", "ben", "cat"}))
		start := today.AtMinute(9*60 + 10)
		g.Clock.Set(start)
		for range 2 {
			s.raise(lonework.Alarm{ID: "help", Worker: "sam", Person: s.person.ID, How: lonework.Pressed, At: start})
		}
		s.is("at once", s.ladder("help"), "1 duty ann")
		s.is("messages", s.messages(), "call ann, text ann")
		s.is("alerts", s.alertsOpen()[alert.HelpWanted], 1)
		ladder := "1 duty ann"
		for _, c := range []struct {
			after time.Duration
			next  string
		}{
			{4*time.Minute + 50*time.Second, ""},
			{5 * time.Minute, ", 2 duty ben"},
			{10 * time.Minute, ", 3 duty cat"},
			{11 * time.Minute, ", 4 last"}, // Cat has no number
			{16 * time.Minute, ", 5 emergency"},
			{30 * time.Minute, ""},
			{59 * time.Minute, ""},
			{64 * time.Minute, ", 6 again ann"}, // the look after 60 minutes
			{69 * time.Minute, ", 7 again ben"},
			{74 * time.Minute, ", 8 again cat"},
			{75 * time.Minute, ", 9 again"},
			{80 * time.Minute, ""},
			{123 * time.Minute, ""},
			{128 * time.Minute, ", 10 again ann"},
			{133 * time.Minute, ", 11 again ben"},
		} {
			ladder += c.next
			s.when(start.Add(c.after))
			if got := s.ladder("help"); got != ladder {
				t.Errorf("after %v: %s, want %s", c.after, got, ladder)
			}
		}
		if a := s.alarms(); len(a) != 1 || a[0].Last.IsZero() {
			t.Errorf("the last rung is not shown: %+v", a)
		}
		s.is("messages", s.messages(), "call ann, text ann, call ben, text ben, call , call ann, text ann, call ben, text ben, call , call ann, text ann, call ben, text ben")
	})
}

// TestTake: whoever has an alarm stops the ladder for half an hour; then, without
// a word of what was found, others are asked again.
func TestTake(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g).at(8 * 60)
		s.raise(lonework.Alarm{ID: "help", Worker: "sam", How: lonework.Pressed})
		if err := lonework.Take(s.sam, g, "help"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("the worker took it: %v", err)
		}
		if err := lonework.Take(gatetest.System(), g, "help"); err == nil {
			t.Error("the service itself took it")
		}
		s.must(lonework.Take(s.office, g, "help"))
		s.at(8*60 + 29)
		s.is("while Ann has it", s.ladder("help"), "1 duty ann")
		s.at(8*60 + 30)
		s.is("Ann has said nothing", s.ladder("help"), "1 duty ann, 2 duty ben")
		s.must(lonework.Take(s.office, g, "help"))
		for name, c := range map[string]lonework.Closing{
			"no outcome": {Alarm: "help", Words: "She is at home."},
			"no words":   {Alarm: "help", Found: lonework.Safe, Words: "ok"},
			"not ours":   {Alarm: "help", Found: lonework.Heard, Words: "She is at home."},
		} {
			if err := lonework.Close(s.office, g, c); !fault.Is(err, "lonework.closing") {
				t.Errorf("%s: %v", name, err)
			}
		}
		end := lonework.Closing{Alarm: "help", Found: lonework.Safe, Words: "Rang her: the car broke down."}
		s.must(lonework.Close(s.office, g, end))
		if err := lonework.Close(s.office, g, end); !fault.Is(err, "lonework.closed") {
			t.Errorf("closed twice: %v", err)
		}
		s.at(9*60 + 30)
		s.is("closed", len(s.alarms()), 0)
		s.is("ladder", s.ladder("help"), "1 duty ann, 2 duty ben")
		s.is("alerts", s.alertsOpen()[alert.HelpWanted], 0)
	})
}

// TestSilence: nothing of a silent alarm or one under duress goes to the worker,
// also when their visit is overdue.
func TestSilence(t *testing.T) {
	for _, how := range []lonework.How{lonework.Silent, lonework.Duress} {
		gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
			s := prepare(t, g).at(9 * 60)
			s.raise(lonework.Alarm{ID: "help", Worker: "sam", Visit: s.visit, Person: s.person.ID, How: how})
			for m := 9 * 60; m < 12*60; m++ {
				s.at(m)
			}
			visittest.Read(t, g, func(x *gate.Snapshot) error {
				all, err := notify.Latest(x, "", 100, 0)
				for _, k := range all {
					if k.Account == "sam" || k.To == "+447700900009" {
						t.Errorf("%s: %s went to the worker", how, k.ID)
					}
				}
				return err
			})
			if len(s.alarms()) != 1 || s.alertsOpen()[alert.HelpSilent] != 1 {
				t.Errorf("%s: %v %v", how, s.alarms(), s.alertsOpen())
			}
			s.must(lonework.Close(s.office, g, lonework.Closing{Alarm: "help", Found: lonework.Helped, Words: "The police were there."}))
			s.at(15 * 60)
			if len(s.alarms()) != 0 {
				t.Error("closed, and the worker is looked for again at the same visit")
			}
		})
	}
}

// TestOverdue: the worker is asked ten minutes after the visit should have ended,
// the office ten minutes later, and so on, with no press by anybody.
func TestOverdue(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		done := s.start + 45 + 30 // the first visit is longer
		s.at(s.start).at(done + 9)
		s.is("not yet", len(s.alarms()), 0)
		s.at(done + 10)
		s.is("asked", s.messages(), "text sam")
		s.is("no alert yet", s.alertsOpen()[alert.WorkerOverdue], 0)
		id := s.alarms()[0].ID
		s.at(done + 19)
		s.is("ladder", s.ladder(id), "1 worker sam")
		s.at(done + 20)
		s.is("ladder", s.ladder(id), "1 worker sam, 2 duty ann")
		s.is("alert", s.alertsOpen()[alert.WorkerOverdue], 1)
		s.at(done + 25)
		s.is("ladder", s.ladder(id), "1 worker sam, 2 duty ann, 3 duty ben")
		s.must(lonework.Close(s.office, g, lonework.Closing{Alarm: id, Found: lonework.Longer, Words: "Rang her: there is more to do."}))
		s.at(done + 64)
		s.is("safe and still there", len(s.alarms()), 0)
		s.at(done + 65) // 25 + 30 + 10
		s.is("looked for again", s.ladder(s.alarms()[0].ID), "1 worker sam")
	})
}

// TestFromTheArrival: the time runs from when the worker came, and a visit that was
// recorded or whose worker came to a later one is over.
func TestFromTheArrival(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g).at(9 * 60)
		came := today.AtMinute(s.start + 40)
		g.Clock.Set(came)
		s.must(visit.Arrive(s.sam, g, visit.Arrival{Person: s.person.ID, Visit: s.visit, At: came}))
		s.at(s.start + 75 + 10)
		s.is("planned length after the arrival", len(s.alarms()), 0)
		s.at(s.start + 40 + 75 + 10)
		id := s.alarms()[0].ID
		record := visit.Recording{Person: s.person.ID, Visit: s.visit, Arrived: came, Left: g.Clock.Now(), Feeling: visit.Same, Channel: visit.App}
		for _, x := range s.person.Tasks {
			record.Tasks = append(record.Tasks, visit.TaskDone{Task: x, Level: "reminder"})
		}
		s.must(visit.Record(s.sam, g, record))
		s.at(s.start + 40 + 75 + 19)
		s.is("recorded before the office was asked", len(s.alarms()), 0)
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			a, err := lonework.Get(x, id)
			if a.Found != lonework.Heard {
				t.Errorf("%+v", a)
			}
			return err
		})
		s.at(s.start + 200)
		s.is("messages", s.messages(), "text sam")
	})
}

// TestHeardLate: what is heard after the office was asked is noted, and a human
// still closes it.
func TestHeardLate(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		done := s.start + 75
		s.at(s.start).at(done + 10).at(done + 20)
		s.must(visit.NotWanted(s.sam, g, visit.Declined{Person: s.person.ID, Visit: s.visit, Reason: visit.Managed, Channel: visit.App}))
		s.at(done + 21)
		a := s.alarms()
		if len(a) != 1 || a[0].Heard.IsZero() {
			t.Fatalf("%+v", a)
		}
		s.at(done + 25)
		s.is("goes on", s.ladder(a[0].ID), "1 worker sam, 2 duty ann, 3 duty ben")
	})
}

// TestClockPutBack: an hour less on the machine's clock makes no timer wait for an
// hour more, and neither does a restart in between.
func TestClockPutBack(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g).at(8 * 60)
		s.raise(lonework.Alarm{ID: "help", Worker: "sam", How: lonework.Pressed})
		start := today.AtMinute(8 * 60)
		for i := range 12 { // two minutes
			s.when(start.Add(time.Duration(i) * 10 * time.Second))
		}
		back := start.Add(-time.Hour)
		for i := range 20 { // more than three
			s.when(back.Add(time.Duration(i) * 10 * time.Second))
		}
		s.is("ladder", s.ladder("help"), "1 duty ann, 2 duty ben")
	})
}

// TestNobodyOnDuty: with nobody on the list an alarm goes to the last number at
// once, and the office is told of such hours on the day before.
func TestNobodyOnDuty(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.must(staff.SetTurns(s.office, g, today, []staff.Turn{{Account: "ann", Part: staff.Lead, FromMin: 7 * 60, UntilMin: 19 * 60}}))
		s.at(20 * 60)
		s.raise(lonework.Alarm{ID: "help", Worker: "sam", How: lonework.Pressed})
		s.is("ladder", s.ladder("help"), "1 last")
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			for minute, want := range map[int]string{12 * 60: "Ann Madeup", 20 * 60: "On-call manager"} {
				d, err := lonework.OnDuty(x, today.AtMinute(minute))
				if err != nil || d.Name != want || d.Phone == "" {
					t.Errorf("%d: %+v %v", minute, d, err)
				}
			}
			return nil
		})
		for range 2 {
			s.must(lonework.WatchDuty(gatetest.System(), g))
		}
		s.is("gaps today and tomorrow", s.alertsOpen()[alert.DutyGap], 2)
		s.must(staff.SetDuty(s.office, g, today.Add(1), []ids.Account{"ann"}))
		s.must(lonework.WatchDuty(gatetest.System(), g))
		s.is("tomorrow is filled", s.alertsOpen()[alert.DutyGap], 1)
	})
}

// TestAlertDoor: an alarm that is taken and closed in the list of alerts is taken
// and closed.
func TestAlertDoor(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g).at(8 * 60)
		s.raise(lonework.Alarm{ID: "help", Worker: "sam", How: lonework.Pressed})
		var a alert.Alert
		read := func() {
			visittest.Read(t, g, func(x *gate.Snapshot) error {
				open, err := alert.Open(x)
				for _, o := range open {
					if o.Kind == alert.HelpWanted {
						a = o
					}
				}
				return err
			})
		}
		read()
		s.must(alert.Take(s.office, g, a.ID, a.Version))
		s.must(g.CatchUp(gatetest.System(), lonework.Followers))
		s.is("taken by", s.alarms()[0].By, "ann")
		read()
		s.must(alert.Close(s.office, g, alert.Closing{Alert: a.ID, Version: a.Version, Outcome: alert.Helped, Note: "Went there with Ben."}))
		s.must(g.CatchUp(gatetest.System(), lonework.Followers))
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			got, err := lonework.Get(x, "help")
			if got.Closer != "ann" || got.Found != lonework.Helped || got.Words != "Went there with Ben." {
				t.Errorf("%+v", got)
			}
			return err
		})
	})
}
