package noanswer_test

import (
	"testing"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/job"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// at moves the clock to a minute of the day.
func (s scene) at(minute int) scene {
	s.g.Clock.Hold(today.AtMinute(minute))
	return s
}

func (s scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// starts, sees, calls and leaves are what a phone tells of a minute of the day.
func (s scene) starts(minute int) {
	s.t.Helper()
	s.must(noanswer.Begin(s.sam, s.g, noanswer.Starting{Person: s.p.ID, Visit: s.v.ID, At: today.AtMinute(minute), Channel: visit.App}))
}

func (s scene) tells(c noanswer.Code, r noanswer.Result, minute int) {
	s.t.Helper()
	s.must(noanswer.Note(s.sam, s.g, noanswer.Stepped{ID: ids.New(), Person: s.p.ID, Visit: s.v.ID, Code: c, Result: r, At: today.AtMinute(minute), Channel: visit.App}))
}

func (s scene) ends(o noanswer.Outcome, minute int) {
	s.t.Helper()
	s.must(noanswer.Finish(s.sam, s.g, noanswer.Ending{Person: s.p.ID, Visit: s.v.ID, Outcome: o, Words: "As the phone has it", At: today.AtMinute(minute), Channel: visit.App}))
}

func (s scene) stands(want noanswer.State, alerts int) {
	s.t.Helper()
	if r := s.record(); r.State != want || len(s.alerts()) != alerts || (want == noanswer.Over) != r.Next.IsZero() {
		s.t.Errorf("stands at %s, alerts %v, clock %v; want %s and %d", r.State, s.alerts(), r.Next, want, alerts)
	}
}

// TestToldLate: what happened before the worker left, or before it ended, and is
// told only now opens nothing; somebody who comes after does.
func TestToldLate(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(8 * 60))
		s := prepare(t, g).at(8*60 + 40)
		s.begin()
		s.ends(noanswer.OfficeTookOver, 8*60+45)
		s.at(9 * 60).starts(8*60 + 41) // the second of two workers, told late
		s.stands(noanswer.WithOffice, 1)
		s.starts(8*60 + 55) // and somebody who came back
		s.stands(noanswer.Open, 1)
		s.at(9*60 + 5).must(s.end(s.office, noanswer.AwaySafe, "Her son rang at 9"))
		s.at(10 * 60).starts(9 * 60)
		s.stands(noanswer.Over, 0)
		s.starts(9*60 + 30)
		s.stands(noanswer.Open, 1)
		s.must(s.end(s.office, noanswer.AwaySafe, "Her son rang again"))
		// The office itself keys it in now, of a worker who came some time ago.
		s.at(10*60 + 5).must(noanswer.Begin(s.office, g, noanswer.Starting{Person: s.p.ID, Visit: s.v.ID, Arrived: today.AtMinute(9*60 + 50), Channel: visit.Office}))
		s.stands(noanswer.Open, 1)
	})
}

// TestSignToldLate: a sign of somebody inside that is told after it has ended gives
// it back to the office, unless somebody has been in, or it was known.
func TestSignToldLate(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(8 * 60))
		s := prepare(t, g).at(8*60 + 40)
		s.begin()
		s.must(s.end(s.office, noanswer.AwaySafe, "A neighbour says she is out"))
		s.at(9*60).tells(noanswer.Look, noanswer.Nothing, 8*60+36)
		s.stands(noanswer.Over, 0)
		s.tells(noanswer.Look, noanswer.SignInside, 8*60+37)
		s.stands(noanswer.WithOffice, 1)
		s.ends(noanswer.AwaySafe, 8*60+39) // the phone's own end, of before
		s.stands(noanswer.WithOffice, 1)
		if f, ok := fault.Of(s.end(s.office, noanswer.AwaySafe, "A neighbour says she is out")); !ok || f.Fields["why_not_999"] == "" {
			t.Errorf("ended past the sign: %v", f)
		}
		s.at(9*60 + 10).must(s.end(s.office, noanswer.PoliceOrFire, ""))
		s.tells(noanswer.Look, noanswer.SignInside, 8*60+38)
		s.stands(noanswer.Over, 0)
	})
}

// TestAgainIsItsOwn: who called 999 the time before, and why nobody did, let nobody
// end the next time past a new sign; the first end stays in what happened.
func TestAgainIsItsOwn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(8 * 60))
		s := prepare(t, g).at(8*60 + 40)
		s.begin()
		s.tells(noanswer.Look, noanswer.SignInside, 8*60+36)
		s.tells(noanswer.Call999, noanswer.Coming, 8*60+37)
		s.at(8*60 + 50).must(noanswer.Finish(s.office, g, noanswer.Ending{Person: s.p.ID, Visit: s.v.ID, Outcome: noanswer.AwaySafe, Words: "Her son rang", WhyNot: "The radio has a timer", Channel: visit.Office}))
		s.at(9*60 + 30).starts(9*60 + 30)
		r := s.record()
		if r.State != noanswer.Open || r.Inside || r.Called || !r.Ended.IsZero() || r.EndedBy != "" || r.Outcome != "" || r.Words != "" || r.WhyNot != "" || r.Started != today.AtMinute(9*60+30) {
			t.Errorf("opened again with what belonged to the time before: %+v", r)
		}
		s.web.Get("co", "/people/"+string(s.p.ID)+"/no-answers/"+string(r.ID)).Says(t, 200, "It has ended: is away, and safe. Her son rang. 999 was not called: The radio has a timer", "Not tried yet Knocked on the door Rang the bell")
		s.tells(noanswer.Call999, noanswer.Coming, 8*60+38) // of the time before
		s.ends(noanswer.AnsweredAfterAll, 8*60+49)          // and so is this
		s.stands(noanswer.Open, 1)
		s.tells(noanswer.Look, noanswer.SignInside, 9*60+30)
		if f, ok := fault.Of(s.end(s.office, noanswer.AwaySafe, "Her son rang at 9")); !ok || f.Fields["why_not_999"] == "" {
			t.Errorf("a call of the time before let it end past a new sign: %v", f)
		}
		s.tells(noanswer.Call999, noanswer.Coming, 9*60+30)
		s.must(s.end(s.office, noanswer.AwaySafe, "Her son rang at 9"))
		s.stands(noanswer.Over, 0)
	})
}

// TestOneDoorHoldsNoOther: a door whose clock cannot be moved on does not stop the
// clocks of the others.
func TestOneDoorHoldsNoOther(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(8 * 60))
		s := prepare(t, g)
		other := scene{t: t, g: g, p: visittest.AddPerson(t, g, 2, 8*60+30, 45, 1, ""), office: s.office, sam: s.office}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			_, err := visit.Generate(tx, today)
			return err
		})
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			vs, err := visit.OfPerson(x, other.p.ID, today, today)
			other.v = vs[0]
			return err
		})
		s.at(8*60 + 34).begin()
		other.at(8*60 + 35).starts(8*60 + 35)
		// The first's rung asks Ada, whose number is no number; the second's is about her.
		visittest.Write(t, g, func(tx *gate.Tx) error {
			if err := tx.Exec(`INSERT INTO staff_duty (on_date, rank, account_id, part, from_min, until_min) VALUES (?, 1, 'ada', 'lead', 0, 1440)`, today); err != nil {
				return err
			}
			if err := tx.Exec(`UPDATE staff_member SET phone = '+44' WHERE account_id = 'ada'`); err != nil {
				return err
			}
			return tx.Exec(`UPDATE noanswer SET worker_id = 'ada' WHERE id = ?`, noanswer.Of(other.v.ID))
		})
		s.at(8*60 + 50)
		if err := noanswer.Watch(gatetest.System(), g); fault.KindOf(err) != fault.Invalid {
			t.Errorf("what failed is not said: %v", err)
		}
		if a, b := s.record().Rung, other.record().Rung; a != 0 || b != 1 {
			t.Errorf("rungs %d and %d, want 0 and 1", a, b)
		}
	})
}

// TestDoorClockPutBack: a machine's clock that is put back by an hour holds no door
// for an hour more, a phone's that is ahead gives it no longer, and servers whose
// clocks differ a little ring nobody early.
func TestDoorClockPutBack(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(8 * 60))
		s := prepare(t, g).at(8*60 + 34)
		s.starts(8*60 + 40)
		if r := s.record(); r.Next != today.AtMinute(8*60+44) {
			t.Errorf("a phone that is ahead: the clock runs out at %s", r.Next.Clock())
		}
		for _, c := range []struct {
			at   time.Duration
			rung int
		}{{-30 * time.Second, 0}, {-time.Hour, 1}, {-time.Hour + 9*time.Minute, 1}, {-time.Hour + 10*time.Minute + 5*time.Second, 2}} {
			g.Clock.Set(today.AtMinute(8*60 + 34).Add(c.at))
			s.must(noanswer.Watch(gatetest.System(), g))
			if got := s.record().Rung; got != c.rung {
				t.Errorf("%v from then: rung %d, want %d", c.at, got, c.rung)
			}
		}
	})
}

// TestWatchInEveryProcess: the clock of a door waits for no lease of a process
// that was killed.
func TestWatchInEveryProcess(t *testing.T) {
	g := gatetest.SQLite(t)
	g.Clock.Set(today.AtMinute(8 * 60))
	s := prepare(t, g).at(8*60 + 34)
	s.begin()
	for i, minute := range []int{8*60 + 42, 8*60 + 43} {
		s.at(minute)
		s.must(job.Once(gatetest.System(), g, noanswer.Jobs[0], []string{"killed", "another"}[i]))
	}
	if got := s.record().Rung; got != 1 {
		t.Errorf("rung %d, want 1", got)
	}
}
