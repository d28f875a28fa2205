package roster_test

import (
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/roster/watch"
	"stillhome/internal/support/visit/visittest"
)

// changed gives w0 one more visit of a published day, from a minute of that day
// on, and says when it is.
func (s *scene) changed(t *testing.T, nowMin, startMin int) (at int) {
	t.Helper()
	s.g.Clock.Set(tomorrow.AtMinute(nowMin))
	p := visittest.AddPerson(t, s.g, 20+startMin/60, startMin, 30, 1, "")
	s.must(t, roster.Build(s.office, s.g, tomorrow))
	return s.assignments(t)[p.ID].StartMin
}

func (s *scene) workerCalls(t *testing.T) (out []roster.WorkerCall) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = roster.WorkerCallsOn(x, tomorrow)
		return err
	})
	return out
}

func (s *scene) watchAt(t *testing.T, minute int) int {
	t.Helper()
	s.g.Clock.Set(tomorrow.AtMinute(minute))
	s.must(t, watch.Watch(gatetest.System(), s.g))
	return s.alerts(t)[alert.UnseenChange]
}

// TestWorkerIsRung: ten minutes unseen and two hours to go make a call to make,
// which says how far the change has got; told, it is over, seen or not.
func TestWorkerIsRung(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 1)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		at := s.changed(t, 9*60+50, 11*60)
		if n := s.watchAt(t, 9*60+59); n != 0 || len(s.workerCalls(t)) != 0 {
			t.Errorf("%d alerts after nine minutes", n)
		}
		if n := s.watchAt(t, 10*60+1); n != 1 {
			t.Errorf("%d alerts after eleven minutes", n)
		}
		calls := s.workerCalls(t)
		if len(calls) != 1 || calls[0].Worker != "Worker w0" || calls[0].Tries != 0 || len(calls[0].Changes) != 1 {
			t.Fatalf("to ring: %+v", calls)
		}
		x := calls[0].Changes[0]
		if x.What != roster.Added || x.StartMin != at || !x.Delivered.IsZero() {
			t.Errorf("the change: %+v", x)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			if err := roster.Delivered(tx, "somebody else", []roster.ChangeID{x.ID}); err != nil {
				return err
			}
			if err := roster.Delivered(tx, "w0", nil); err != nil {
				return err
			}
			return roster.Delivered(tx, "w0", []roster.ChangeID{x.ID, "of nobody"})
		})
		g.Clock.Set(tomorrow.AtMinute(10*60 + 5))
		visittest.Write(t, g, func(tx *gate.Tx) error { return roster.Delivered(tx, "w0", []roster.ChangeID{x.ID}) })
		if got := s.workerCalls(t)[0].Changes[0].Delivered; got.Clock() != "10:01am" {
			t.Errorf("delivered %s, want the first time it was said", got.Text())
		}
		ring := func(told bool, changes ...roster.ChangeID) error {
			return roster.WorkerRung(s.office, g, tomorrow, "w0", changes, told)
		}
		s.must(t, ring(false, x.ID))
		if c := s.workerCalls(t); c[0].Tries != 1 || s.alerts(t)[alert.UnseenChange] != 1 {
			t.Errorf("nobody answered: %+v", c)
		}
		for code, err := range map[string]error{
			"roster.rung":  ring(true),
			"gate.changed": ring(true, "of nobody"),
			"gate.refused": roster.WorkerRung(s.workers["w0"], g, tomorrow, "w0", []roster.ChangeID{x.ID}, true),
		} {
			if !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if err := roster.WorkerRung(s.office, g, today, "w0", []roster.ChangeID{x.ID}, true); !fault.Is(err, "gate.changed") {
			t.Errorf("about another day: %v", err)
		}
		s.must(t, ring(true, x.ID))
		if len(s.workerCalls(t)) != 0 || s.watchAt(t, 10*60+20) != 0 {
			t.Error("there is a call to make after the worker was told")
		}
		if err := ring(true, x.ID); !fault.Is(err, "gate.changed") {
			t.Errorf("told twice: %v", err)
		}
		if len(s.unseen(t, "w0")) != 1 {
			t.Error("the phone goes on showing what was not seen there")
		}
	})
}

// TestCallsByWorker: one call for each worker, whatever the number of changes; a
// visit that has been moved on is nobody's to hear of.
func TestCallsByWorker(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 1)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		s.changed(t, 9*60, 10*60)
		s.changed(t, 9*60, 10*60+45)
		if n := s.watchAt(t, 9*60+15); n != 2 {
			t.Fatalf("%d alerts", n)
		}
		calls := s.workerCalls(t)
		if len(calls) != 1 || len(calls[0].Changes) != 2 || calls[0].Changes[0].StartMin > calls[0].Changes[1].StartMin {
			t.Fatalf("to ring: %+v", calls)
		}
		s.must(t, roster.Seen(s.workers["w0"], g, calls[0].Changes[0].ID))
		if c := s.workerCalls(t); len(c) != 1 || len(c[0].Changes) != 1 {
			t.Errorf("one seen: %+v", c)
		}
		s.must(t, roster.CancelShift(s.office, g, s.shifts["w0"], 1, "Went home unwell."))
		if c := s.workerCalls(t); len(c) != 0 {
			t.Errorf("nothing is theirs any more: %+v", c)
		}
	})
}
