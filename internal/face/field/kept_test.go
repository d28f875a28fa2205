package field_test

import (
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit/visittest"
)

// TestSmallerFacts: each is kept in the ledger, and shown on the page of what
// was recorded so far.
func TestSmallerFacts(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		p := phonetest.Enrol(t, s.sam, g)
		task := string(s.people[0].Tasks[0])
		facts := []phonetest.Fact{
			s.add(p, 0, "visit.arrive", nil),
			s.add(p, 0, "visit.risk", map[string]any{"answer": "fine", "words": ""}),
			s.add(p, 0, "keysafe.shown", nil),
			s.add(p, 0, "visit.task", map[string]any{"task": task, "activity": "wash", "level": "hands_on"}),
			s.add(p, 0, "visit.feeling", map[string]any{"feeling": "better"}),
			s.add(p, 0, "visit.note", map[string]any{"words": "Sang all morning."}),
			s.add(p, 0, "equipment.left", map[string]any{"what": "walking frame", "words": "by the bed"}),
			s.add(p, 0, "visit.late", map[string]any{"minutes": 20}),
			p.Record("mileage.confirm", g.Clock.Now(), map[string]any{"body": map[string]any{"on": today, "miles": 12.5, "usual": true}}),
		}
		out := deliver(t, g, p, p.Delivery(facts...))
		for i, a := range out.Answers {
			if a.Verdict != field.Done {
				t.Errorf("%s: %+v", facts[i].Text, a)
			}
		}
		if a := s.openAlerts(t); len(a) != 0 { // the worker was there before they said they would be late
			t.Errorf("alerts %v", a)
		}
		g.Clock.Set(g.Clock.Now().Add(40 * time.Minute))
		deliver(t, g, p, p.Delivery(s.add(p, 1, "visit.late", map[string]any{"minutes": 20}), s.add(p, 1, "visit.risk", map[string]any{"answer": "not_safe", "words": "A dog."})))
		if a := s.openAlerts(t); a[alert.Late] != 1 || a[alert.NotSafe] != 1 {
			t.Errorf("alerts %v", a)
		}
		// What an older phone leaves out and what a newer one adds is taken; the door is on the person's own page.
		for _, body := range []map[string]any{
			{"answer": "not_safe", "words": ""},
			{"answer": "changed", "seen": []string{"floor", "a comet"}, "words": "", "went_in": true},
			{"answer": "not_safe", "seen": []string{"animal"}, "first": true, "went_in": false},
		} {
			if a := deliver(t, g, p, p.Delivery(s.add(p, 1, "visit.risk", body))).Answers[0]; a.Verdict != field.Done {
				t.Errorf("%v: %+v", body, a)
			}
		}
		if n := count(t, g, `SELECT COUNT(*) FROM lonework_alarm WHERE how = 'stop' AND worker_id = 'sam' AND visit_id = ?`, s.visits[1].ID); n != 1 {
			t.Errorf("%d alarms of who did not go in", n)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM risk_door WHERE person_id = ?`, s.people[1].ID); n != 4 {
			t.Errorf("%d doors of the second person", n)
		}
		b := visittest.Serve(t, g, field.Routes)
		at := "/people/" + string(s.people[0].ID) + "/visits/" + string(s.visits[0].ID) + "/recorded"
		a := b.Get(s.office, at)
		for _, want := range []string{
			"Came at 9:01am", "all is as usual", "Looked at how to get in", "Task wash: ", "How the person was: Better", "Sang all morning",
			"walking frame: “by the bed”", "20 minutes late", "Worker sam", "We heard at 9:01am",
		} {
			if !a.Has(want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		if a.Status != 200 || a.Statements > 8 {
			t.Errorf("%d in %d statements", a.Status, a.Statements)
		}
		for _, n := range []struct {
			action string
			want   int
		}{{"field.note", 9}, {"field.key_safe", 1}, {"field.late", 2}, {"field.mileage", 1}} {
			if got := count(t, g, `SELECT COUNT(*) FROM gate_journal WHERE action = ? AND outcome = 'done'`, n.action); got != n.want {
				t.Errorf("%s is journaled %d times, want %d", n.action, got, n.want)
			}
		}
		empty := "/people/" + string(s.people[1].ID) + "/visits/" + string(s.visits[0].ID) + "/recorded"
		if a := b.Get(s.office, empty); a.Status != 404 {
			t.Errorf("another person’s visit: %d", a.Status)
		}
		if a := b.Get(gatetest.As(t, g, "an", actor.Analyst), at); a.Status != 404 {
			t.Errorf("an analyst: %d", a.Status)
		}
	})
}

// TestSmallerFactsThatSayNothing are held whole, and shown as waiting.
func TestSmallerFactsThatSayNothing(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		stranger := visittest.AddPerson(t, g, 50, 480, 45, 1, "")
		p := phonetest.Enrol(t, s.sam, g)
		odd := []phonetest.Fact{
			s.add(p, 0, "visit.task", map[string]any{"task": "x", "level": "quite well"}), s.add(p, 0, "visit.task", map[string]any{"level": "alone"}),
			s.add(p, 0, "visit.feeling", map[string]any{"feeling": "glad"}), s.add(p, 0, "visit.feeling", nil),
			s.add(p, 0, "visit.note", map[string]any{"words": strings.Repeat("a", 5001)}),
			s.add(p, 0, "visit.risk", map[string]any{"answer": "dunno"}), s.add(p, 0, "visit.late", map[string]any{"minutes": -3}),
			s.add(p, 0, "visit.late", map[string]any{"minutes": 90_000}), s.add(p, 0, "equipment.left", nil),
			p.Record("mileage.confirm", g.Clock.Now(), map[string]any{"body": map[string]any{"on": "x", "miles": 1}}),
			p.Record("mileage.confirm", g.Clock.Now(), map[string]any{"body": map[string]any{"on": today, "miles": "NaN"}}),
			p.Record("visit.note", g.Clock.Now(), map[string]any{"person": stranger.ID, "visit": s.visits[0].ID}),
			p.Record("keysafe.shown", g.Clock.Now(), map[string]any{"person": stranger.ID}),
		}
		for i, a := range deliver(t, g, p, p.Delivery(odd...)).Answers {
			if a.Verdict != field.Held {
				t.Errorf("%s: %+v", odd[i].Text, a)
			}
		}
		held := s.held(t)
		if len(held) != len(odd) {
			t.Fatalf("%d held, want %d", len(held), len(odd))
		}
		for _, h := range held {
			if h.Person == stranger.ID && h.Action == "visit.note" {
				if err := field.ApplyHeld(s.office, g, h.ID); err == nil {
					t.Error("a note about another’s visit was taken in")
				}
			}
			if err := field.SettleHeld(s.office, g, h.ID, "Asked Sam, nothing to keep."); err != nil {
				t.Error(err)
			}
		}
		// By schema 1, which keeps no ledger, they do not come at all.
		f := s.fact(0, "visit.note", map[string]any{"words": "x"})
		if a := send(t, s.sam, g, f)[0]; a.Verdict != field.Held {
			t.Errorf("%+v", a)
		}
	})
}

// TestCameAndNeverLeft: told once, and answered by the record.
func TestCameAndNeverLeft(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		p := phonetest.Enrol(t, s.sam, g)
		deliver(t, g, p, p.Delivery(s.add(p, 0, "visit.arrive", nil), s.add(p, 1, "visit.arrive", nil)))
		watch := func() {
			t.Helper()
			if err := field.Watch(gatetest.System(), g); err != nil {
				t.Fatal(err)
			}
		}
		g.Clock.Set(today.AtMinute(9*60 + 1 + s.visits[0].DurationMin + 59))
		watch()
		if a := s.openAlerts(t); a[alert.NoDeparture] != 0 {
			t.Errorf("too early: %v", a)
		}
		g.Clock.Set(today.AtMinute(9*60 + 1 + s.visits[0].DurationMin + 61))
		watch()
		watch()
		if a := s.openAlerts(t); a[alert.NoDeparture] != 2 {
			t.Errorf("%v", a)
		}
		deliver(t, g, p, p.Delivery(s.add(p, 0, "visit.record", s.whole(0))))
		if a := s.openAlerts(t); a[alert.NoDeparture] != 1 {
			t.Errorf("after the record: %v", a)
		}
	})
}

// TestHelp: before everything, whatever is wrong, and once.
func TestHelp(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		quiet := phonetest.Enrol(t, s.sam, g)
		loud := s.add(p, 0, "help.want", map[string]any{"silent": false})
		silent := s.add(p, 0, "help.want", map[string]any{"silent": true})
		help := func(raw []byte) field.Replies {
			t.Helper()
			out, err := field.DeliverHelp(t.Context(), g, p.Header(), raw)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if out := help(p.Delivery(loud)); out.Answers[0].Verdict != field.Done || out.Answers[0].Receipt == nil {
			t.Errorf("%+v", out)
		}
		deliver(t, g, p, p.Delivery(loud, silent)) // by sync as well
		help(p.Delivery(silent))
		if a := s.openAlerts(t); a[alert.HelpWanted] != 1 || a[alert.HelpSilent] != 1 || len(a) != 2 {
			t.Errorf("alerts %v", a)
		}
		b := visittest.Serve(t, g, field.Routes, phone.Routes)
		if a := b.Get(s.office, "/help-wanted/"+silent.ID); a.Status != 200 || a.Statements > 8 ||
			!a.Has("Do not ring or text", "Worker sam asks for help", "Person0 Madeup", "CB1 0AH", "Phone last heard") {
			t.Errorf("the page: %d, %d statements", a.Status, a.Statements)
		}
		if a := b.Get(s.office, "/help-wanted/"+loud.ID); a.Status != 200 || a.Has("Do not ring or text") {
			t.Errorf("the page: %d", a.Status)
		}
		if a := b.Get(s.sam, "/help-wanted/"+loud.ID); a.Status != 403 {
			t.Errorf("a worker: %d", a.Status)
		}
		if a := b.Get(s.office, "/help-wanted/nothing"); a.Status != 404 {
			t.Errorf("nothing: %d", a.Status)
		}
		deliver(t, g, p, p.Delivery(p.Record("help.cancel", g.Clock.Now(), map[string]any{"body": map[string]any{"help": loud.ID}})))
		if a := s.openAlerts(t); a[alert.HelpWanted] != 1 {
			t.Errorf("taken back on the phone and closed by itself: %v", a)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM alert_step WHERE what LIKE 'taken back%'`); n != 1 {
			t.Errorf("%d steps say that it was taken back", n)
		}
		// Whatever is wrong with it: an account that may do nothing, a number
		// that is taken, a wild clock, an envelope that does not open.
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Revoke("sam", "") })
		p.Facts = p.Facts[:2]
		help(p.Delivery(p.Record("help.want", g.Clock.Now(), nil)))
		help(p.Delivery(p.Record("help.want", today.Add(900).AtMinute(0), nil)))
		if a := s.openAlerts(t); a[alert.HelpWanted] != 3 {
			t.Errorf("alerts %v", a)
		}
		help(p.Raw(map[string]any{"seq": 9, "sealed": loud.Sealed}))
		if a := s.openAlerts(t); a[alert.HelpWanted] != 4 {
			t.Errorf("an envelope that does not open: %v", a)
		}
		// It was made when it came, however often its phone was heard since.
		asked := g.Clock.Now()
		g.Clock.Set(asked.Add(26 * time.Hour))
		deliver(t, g, p, p.Delivery())
		if a := b.Get(s.office, "/help-wanted/"+string(p.ID)); a.Status != 200 || a.Statements > 8 || strings.Count(a.Body, asked.Said()) != 2 || strings.Count(a.Body, g.Clock.Now().Said()) != 1 {
			t.Errorf("known by its phone alone: %d, %d statements, %s", a.Status, a.Statements, a.Body)
		}
		if a := b.Get(s.office, "/help-wanted/"+string(quiet.ID)); a.Status != 404 {
			t.Errorf("a phone that never called: %d", a.Status)
		}
		if _, err := field.DeliverHelp(t.Context(), g, p.Header(), p.Delivery(loud, silent)); err == nil {
			t.Error("two at once by the lane of help")
		}
	})
}
