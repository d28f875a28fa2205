package field_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// drops gives a person eye drops in the morning.
func (s *scene) drops(t testing.TB, i int) medicine.Medicine {
	t.Helper()
	m := medicine.Medicine{
		ID: medicine.ID(ids.New()), Person: s.people[i].ID, Name: "Madeup eye drops", Dose: "1 drop in each eye", Kind: medicine.Regular,
		Parts: []plan.Part{plan.Morning}, From: today.Add(-7), Source: "Hospital letter",
	}
	if err := medicine.Add(s.office, s.g, m); err != nil {
		t.Fatal(err)
	}
	return m
}

func dose(m medicine.Medicine, outcome, reason string) map[string]any {
	return map[string]any{"medicine": m.ID, "slot": string(today) + "/morning", "outcome": outcome, "reason": reason}
}

// TestClashes: each is kept whole under its name, with an alert and both sides
// on its page, the same every time.
func TestClashes(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 7)
		_, kimCtx := visittest.AddWorker(t, g, "kim")
		for _, p := range s.people {
			gatetest.Relate(t, g, "kim", p.ID, actor.Work)
		}
		g.Clock.Set(g.Clock.Now().Add(time.Minute))
		sam, kim := phonetest.Enrol(t, s.sam, g), phonetest.Enrol(t, kimCtx, g)
		twice, stopped := s.drops(t, 0), s.drops(t, 1)
		if err := medicine.Stop(s.office, g, medicine.Stopping{Person: stopped.Person, Medicine: stopped.ID, Version: 1, Why: "The doctor said so."}); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(g.Clock.Now().Add(time.Minute))
		moved := s.add(sam, 4, "visit.record", s.whole(4))
		if err := visit.Cancel(s.office, g, visit.Cancellation{Person: s.people[4].ID, Visit: s.visits[4].ID, Reason: visit.Away}); err != nil {
			t.Fatal(err)
		}
		noArrival := s.whole(5)
		delete(noArrival, "arrived")
		deliver(t, g, kim, kim.Delivery(
			s.add(kim, 0, "visit.dose", dose(twice, "taken", "")), s.add(kim, 2, "visit.record", s.whole(2)),
		))
		for _, c := range []struct {
			name, code string
			fact       phonetest.Fact
			verdict    field.Verdict
			phone, rec []string // on the page of both sides
			takeIn     string   // what taking it in gives: "" or a part of what it says
		}{
			{
				"two doses", "field.two_doses", s.add(sam, 0, "visit.dose", dose(twice, "taken", "")), field.Conflict,
				[]string{"Worker sam", "Taken"},
				[]string{"Madeup eye drops", "Taken at", "kim"},
				"",
			},
			{
				"stopped", "field.dose_of_stopped", s.add(sam, 1, "visit.dose", dose(stopped, "taken", "")), field.Conflict,
				[]string{"Worker sam", "Taken"},
				[]string{"Stopped", "Madeup eye drops"},
				"was stopped",
			},
			{
				"two workers", "field.two_workers", s.add(sam, 2, "visit.record", s.whole(2)), field.Conflict,
				[]string{"Worker sam", "Good morning."},
				[]string{"Worker kim", "Visited"},
				"",
			},
			{
				"second record", "field.second_record", s.second(t, g, sam, 3), field.Conflict,
				[]string{"Worker sam", "Good morning."},
				[]string{"Worker sam", "Visited"},
				"",
			},
			{
				"superseded", "field.superseded", moved, field.Conflict,
				[]string{"Worker sam", "Good morning."},
				[]string{"Cancelled"},
				"",
			},
			{
				"no arrival", "field.no_arrival", s.add(sam, 5, "visit.record", noArrival), field.Held,
				[]string{"Worker sam"},
				[]string{"Planned"},
				"when the visit began",
			},
		} {
			out := deliver(t, g, sam, sam.Delivery(c.fact))
			if a := out.Answers[0]; a.Verdict != c.verdict || a.Receipt == nil {
				t.Errorf("%s: %+v", c.name, a)
			}
			if again := deliver(t, g, sam, sam.Delivery(c.fact)); fmt.Sprint(verdicts(again)) != fmt.Sprint(verdicts(out)) {
				t.Errorf("%s: again %v", c.name, verdicts(again))
			}
			held := s.held(t)
			if len(held) != 1 || held[0].Code != c.code || held[0].Body != c.fact.Text {
				t.Fatalf("%s is held as %+v", c.name, held)
			}
			if a := s.openAlerts(t); a[alert.Clash] != 1 || a[alert.HeldFact] != 0 {
				t.Errorf("%s: alerts %v", c.name, a)
			}
			b := visittest.Serve(t, g, field.Routes)
			at := "/held-facts/" + string(held[0].ID)
			page := b.Get(s.office, at)
			_, after, _ := strings.Cut(page.Body, "What the phone says")
			said, known, _ := strings.Cut(after, "What the record says")
			for _, w := range c.phone {
				if !strings.Contains(said, w) {
					t.Errorf("%s: the phone’s side does not say %q", c.name, w)
				}
			}
			for _, w := range c.rec {
				if !strings.Contains(known, w) {
					t.Errorf("%s: the record’s side does not say %q", c.name, w)
				}
			}
			if page.Status != 200 || page.Statements > 8 {
				t.Errorf("%s: %d in %d statements", c.name, page.Status, page.Statements)
			}
			err := field.ApplyHeld(s.office, g, held[0].ID)
			if c.takeIn == "" && err != nil || c.takeIn != "" && (err == nil || !strings.Contains(err.Error(), c.takeIn)) {
				t.Errorf("%s taken in: %v", c.name, err)
			}
			if err != nil {
				if err := field.SettleHeld(s.office, g, held[0].ID, "Rang them both."); err != nil {
					t.Fatal(err)
				}
			}
			if page := b.Get(s.office, at); page.Status != 200 {
				t.Errorf("%s settled: %d", c.name, page.Status)
			}
			if a := s.openAlerts(t); a[alert.Clash] != 0 {
				t.Errorf("%s settled: alerts %v", c.name, a)
			}
		}
		if n := count(t, g, `SELECT COUNT(*) FROM medicine_dose WHERE medicine_id = ?`, twice.ID); n != 2 {
			t.Errorf("%d doses are known", n)
		}
		if v := s.visit(t, 2); v.RecordedBy != "kim" {
			t.Errorf("the first record was written over: %+v", v)
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			more, err := visit.Additions(x, s.people[2].ID, s.visits[2].ID)
			if len(more) != 1 || !strings.Contains(more[0].Words, "Worker sam") || !strings.Contains(more[0].Words, "Good morning") {
				t.Errorf("the second record beside the first: %+v", more)
			}
			return err
		})
		if v := s.visit(t, 4); v.State != visit.Done {
			t.Errorf("made all the same: %+v", v)
		}
	})
}

// second records a visit on a phone and gives another record of it.
func (s *scene) second(t testing.TB, g *gate.Gate, p *phonetest.Phone, i int) phonetest.Fact {
	t.Helper()
	deliver(t, g, p, p.Delivery(s.add(p, i, "visit.record", s.whole(i))))
	return s.add(p, i, "visit.record", s.whole(i))
}

// TestArrivalNotedBefore: leaving does not say when one came, but the arrival
// did.
func TestArrivalNotedBefore(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		m := s.drops(t, 0)
		body := s.whole(0)
		delete(body, "arrived")
		delete(body, "left")
		body["without"] = []any{map[string]any{"medicine": m.ID, "reason": "asked_to_go"}, map[string]any{"medicine": "of nobody", "reason": ""}}
		came := s.add(p, 0, "visit.arrive", nil)
		g.Clock.Set(g.Clock.Now().Add(30 * time.Minute))
		out := deliver(t, g, p, p.Delivery(came, s.add(p, 0, "visit.record", body)))
		if v := s.visit(t, 0); v.State != visit.Done || v.Arrived.Clock() != "9:01am" || v.Left.Clock() != "9:31am" {
			t.Errorf("%v: %+v", verdicts(out), v)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM medicine_dose WHERE outcome = 'unknown' AND medicine_id = ?`, m.ID); n != 1 {
			t.Errorf("%d doses without an answer", n)
		}
		// The answer that comes after all stands.
		late := deliver(t, g, p, p.Delivery(s.add(p, 0, "visit.dose", dose(m, "taken", ""))))
		if late.Answers[0].Verdict != field.Done {
			t.Errorf("%+v", late.Answers[0])
		}
	})
}

// TestNoAnswerOfAVisitAddedByHand: a visit without a part of the day leaves its
// doses in the part in which it was to start.
func TestNoAnswerOfAVisitAddedByHand(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		m := s.drops(t, 0)
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`UPDATE visit SET part = '', start_min = 540`) })
		body := s.whole(0)
		body["without"] = []any{map[string]any{"medicine": m.ID, "reason": "asked_to_go"}}
		deliver(t, g, p, p.Delivery(s.add(p, 0, "visit.record", body)))
		if n := count(t, g, `SELECT COUNT(*) FROM medicine_dose WHERE outcome = 'unknown' AND slot = '2026-11-30/morning'`); n != 1 {
			t.Errorf("%d doses without an answer", n)
		}
	})
}

// TestSealedConcernsLeaveNoTrace: in the journal that others read, a delivery
// with a sealed concern is one with nothing in it, and each other fact is there.
func TestSealedConcernsLeaveNoTrace(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		adds := func(facts ...phonetest.Fact) int {
			t.Helper()
			before := count(t, g, `SELECT COUNT(*) FROM gate_journal`)
			deliver(t, g, p, p.Delivery(facts...))
			return count(t, g, `SELECT COUNT(*) FROM gate_journal`) - before
		}
		sealed := func() phonetest.Fact {
			return s.add(p, 0, "concern.raise", map[string]any{"kind": "abuse_or_neglect", "urgency": "now", "words": "x"})
		}
		note := func() phonetest.Fact { return s.add(p, 0, "visit.note", map[string]any{"words": "x"}) }
		if n := adds(); n != 0 {
			t.Fatalf("a contact leaves %d rows", n)
		}
		if n := adds(sealed()); n != 0 {
			t.Errorf("a sealed concern leaves %d rows", n)
		}
		if alone, beside := adds(note()), adds(note(), sealed()); alone != 1 || beside != 1 {
			t.Errorf("a note leaves %d rows, and beside a sealed concern %d", alone, beside)
		}
		for name, f := range map[string]phonetest.Fact{
			"ordinary":    s.add(p, 0, "concern.raise", map[string]any{"kind": "fall", "urgency": "today", "words": "Fell."}),
			"a call":      s.add(p, 0, "help.want", nil),
			"its end":     s.add(p, 0, "help.cancel", nil),
			"not ours":    s.add(p, 0, "visit.dance", nil),
			"the arrival": s.add(p, 0, "visit.arrive", nil),
			"the record":  s.add(p, 0, "visit.record", s.whole(0)),
			"a second":    s.add(p, 0, "visit.record", s.whole(0)),
		} {
			if n := adds(f); n == 0 {
				t.Errorf("%s: not in the journal", name)
			}
		}
		if n := adds(p.Facts...); n != 0 {
			t.Errorf("what was here before leaves %d rows", n)
		}
	})
}

// TestConcerns: ordinary ones go to the office; what is sealed leaves nothing
// that anybody but the lead can read, whatever is wrong with it.
func TestConcerns(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		ordinary := s.add(p, 0, "concern.raise", map[string]any{"kind": "fall", "urgency": "today", "words": "Fell in the bath."})
		const canary = "Canarywords"
		sealed := []phonetest.Fact{
			s.add(p, 0, "concern.raise", map[string]any{"kind": "abuse_or_neglect", "urgency": "now", "words": canary}),
			s.add(p, 0, "concern.raise", map[string]any{"kind": "of a newer phone", "urgency": "now", "words": canary}),
			p.Record("concern.raise", g.Clock.Now(), map[string]any{"person": "nobody", "body": map[string]any{"kind": "abuse_or_neglect", "words": canary}}),
			p.Record("concern.raise", g.Clock.Now(), map[string]any{"body": []string{canary}}),
			p.Record("concern.raise", today.Add(4000).AtMinute(1), map[string]any{"body": map[string]any{"kind": "abuse_or_neglect", "words": canary}}),
		}
		for i, a := range deliver(t, g, p, p.Delivery(append(sealed, ordinary)...)).Answers {
			if a.Verdict != field.Done {
				t.Errorf("concern %d: %+v", i, a)
			}
		}
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Revoke("sam", "") }) // locked out
		p.Facts = p.Facts[:1]                                                          // and gone back in time
		last := s.add(p, 0, "concern.raise", map[string]any{"kind": "abuse_or_neglect", "urgency": "now", "words": canary + " again"})
		deliver(t, g, p, p.Delivery(last))
		if n := count(t, g, `SELECT COUNT(*) FROM safeguarding_concern`); n != len(sealed)+1 {
			t.Errorf("%d sealed concerns, want %d", n, len(sealed)+1)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM visit_concern`); n != 1 {
			t.Errorf("%d ordinary concerns", n)
		}
		if a := s.openAlerts(t); a[alert.Concern] != 1 || a[alert.HeldFact] != 0 {
			t.Errorf("alerts %v", a)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM field_fact WHERE action = 'concern.raise' AND (person_id <> '' OR visit_id <> '' OR NOT sealed)`); n != 0 {
			t.Errorf("%d concerns in the ledger say whom they are about", n)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM field_fact WHERE body LIKE '%`+canary+`%'`) + count(t, g, `SELECT COUNT(*) FROM field_held WHERE body LIKE '%`+canary+`%'`); n != 0 {
			t.Errorf("%d rows hold the words", n)
		}
		b := visittest.Serve(t, g, field.Routes)
		at := "/people/" + string(s.people[0].ID) + "/visits/" + string(s.visits[0].ID) + "/recorded"
		if a := b.Get(s.office, at); a.Has(canary) || a.Has("Fell in the bath") || a.Has("A concern") {
			t.Error("the page of what was recorded tells of concerns")
		}
	})
}
