package field_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/secret"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// TestDoses: all that a phone says of a dose is in the record, and whether it
// helped; what it was given past stands beside it.
func TestDoses(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		m := medicine.Medicine{
			ID: medicine.ID(ids.New()), Person: s.people[0].ID, Name: "Paracetamol", Dose: "1 or 2 tablets", Kind: medicine.AsNeeded, From: today.Add(-1), Source: "Discharge letter",
			NeededFor: "Pain", GapMin: 240, MostDoses: 4,
		}
		if err := medicine.Add(s.office, g, m); err != nil {
			t.Fatal(err)
		}
		give := func(body map[string]any) phonetest.Fact {
			all := map[string]any{"medicine": m.ID, "slot": today + "/needed", "outcome": "taken", "reason": "", "right": true, "help": "given", "amount": "2", "why": "Pain in the back"}
			for k, v := range body {
				all[k] = v
			}
			return s.add(p, 0, "visit.dose", all)
		}
		first := give(nil)
		second := give(map[string]any{"warned": []string{"too_early", "unchecked"}, "words": "The GP or pharmacist said so", "help": "prompted"})
		effect := s.add(p, 0, "visit.dose_effect", map[string]any{"dose": first.ID, "effect": "some", "words": ""})
		odd := []phonetest.Fact{
			give(map[string]any{"help": "quite a lot"}), s.add(p, 0, "visit.dose_effect", map[string]any{"dose": "nothing", "effect": "some"}),
			s.add(p, 0, "visit.dose_effect", map[string]any{"dose": first.ID, "effect": "glad"}),
		}
		out := deliver(t, g, p, p.Delivery(append([]phonetest.Fact{first, second, effect}, odd...)...))
		for i, a := range out.Answers {
			if want := map[bool]field.Verdict{true: field.Done, false: field.Held}[i < 3]; a.Verdict != want {
				t.Errorf("fact %d: %+v, want %s", i, a, want)
			}
		}
		var told []medicine.Told
		visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
			told, err = medicine.Since(x, m.ID, today)
			return err
		})
		if len(told) != 2 {
			t.Fatalf("%d doses", len(told))
		}
		for _, d := range told {
			past := string(d.ID) == second.ID
			if d.Amount != "2" || d.Why != "Pain in the back" || !d.Right || (d.Help == medicine.Prompted) != past || (len(d.Warned) == 2) != past || (d.Effect == medicine.Somewhat) == past {
				t.Errorf("in the record: %+v", d)
			}
		}
		at := "/people/" + string(s.people[0].ID) + "/visits/" + string(s.visits[0].ID) + "/recorded"
		// A medicine of a record that was merged into this one has its name as well.
		visittest.Write(t, g, func(tx *gate.Tx) error {
			if err := tx.Exec(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, merged_into, created_at, version)
				SELECT 'merged', 'T-merged', given, family, '', '', '', '', '', 'absent', '', '', lat, lon, '', '', '', '', '', '', id, created_at, 1 FROM person WHERE id = ?`, s.people[0].ID); err != nil {
				return err
			}
			return tx.Exec(`UPDATE medicine SET person_id = 'merged' WHERE id = ?`, m.ID)
		})
		a := visittest.Serve(t, g, field.Routes).Get(s.office, at)
		for _, want := range []string{"Paracetamol: Taken. Given by the worker. Amount: 2. For: Pain in the back.", "Given past a warning: It is too early.", "it helped a little"} {
			if !a.Has(want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	})
}

// TestNoAnswerFromAPhone: the office is told at the first fact, each step counts
// once, and the end sets the visit.
func TestNoAnswerFromAPhone(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		p := phonetest.Enrol(t, s.sam, g)
		arrived := g.Clock.Now().Text()
		start := s.add(p, 0, "no_answer.start", map[string]any{"arrived": arrived, "tried": []string{"knock", "call_person"}})
		deliver(t, g, p, p.Delivery(start))
		if a := s.openAlerts(t); a[alert.NoAnswer] != 1 {
			t.Errorf("alerts %v", a)
		}
		look := s.add(p, 0, "no_answer.step", map[string]any{"step": "look", "result": "sign_inside", "words": "The radio is on."})
		call := s.add(p, 0, "no_answer.step", map[string]any{"step": "call_999", "result": "done"})
		end := s.add(p, 0, "no_answer.end", map[string]any{"outcome": "found_fallen", "words": "In the kitchen.", "arrived": arrived})
		for range 2 { // the same delivery twice is one procedure
			for i, a := range deliver(t, g, p, p.Delivery(start, look, call, end)).Answers {
				if a.Verdict != field.Done {
					t.Errorf("fact %d: %+v", i, a)
				}
			}
		}
		var r noanswer.Record
		visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
			r, err = noanswer.Get(x, s.people[0].ID, noanswer.Of(s.visits[0].ID))
			return err
		})
		if r.State != noanswer.Over || r.Outcome != noanswer.FoundFallen || !r.Inside || !r.Called {
			t.Errorf("the record: %+v", r)
		}
		if v := s.visit(t, 0); v.State != visit.Unanswered {
			t.Errorf("the visit is %s", v.State)
		}
		at := "/people/" + string(s.people[0].ID) + "/visits/" + string(s.visits[0].ID) + "/recorded"
		a := visittest.Serve(t, g, field.Routes).Get(s.office, at)
		if !a.Has("Looked through windows and the letter box, while nobody answered: a sign that the person is inside: “The radio is on.”", "found after a fall") {
			t.Error("the page does not say what was tried")
		}
		// Past a sign of somebody inside and without 999 it stays with the office.
		for _, f := range []phonetest.Fact{
			s.add(p, 1, "no_answer.start", map[string]any{"arrived": arrived}), s.add(p, 1, "no_answer.step", map[string]any{"step": "look", "result": "sign_inside"}),
			s.add(p, 1, "no_answer.end", map[string]any{"outcome": "away_safe", "words": "x"}),
		} {
			if a := deliver(t, g, p, p.Delivery(f)).Answers[0]; a.Verdict != field.Done {
				t.Errorf("%s: %+v", f.Text, a)
			}
		}
		if v := s.visit(t, 1); v.State != visit.Planned {
			t.Errorf("the visit is %s, and nobody knows how the person is", v.State)
		}
	})
}

// called is a call for help of a locked app: sealed, and signed by nothing.
func called(t *testing.T, g *gate.Gate, p *phonetest.Phone, id string, at when.Instant, silent bool) (envelope map[string]any, text string) {
	t.Helper()
	b, err := json.Marshal(map[string]any{
		"schema": 2, "id": id, "phone": p.ID, "action": "help.want", "at": at.Text(), "wall": at.UnixMilli(), "person": "somebody",
		"body": map[string]any{"silent": silent, "how": map[bool]string{true: "silent", false: "pressed"}[silent]},
	})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := secret.SealTo(g.Pairs().SealKey(), "stillhome/call/1|"+string(p.ID)+"|"+id, b)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"call": id, "sealed": phonetest.Base64(sealed)}, string(b)
}

// TestHelpFromALockedPhone: it needs no key of the phone, is told at once and
// once, silent where it was, and its receipt is for what was sent.
func TestHelpFromALockedPhone(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		deliver(t, g, p, p.Delivery(s.add(p, 0, "visit.arrive", nil)))
		help := func(envelopes ...any) field.Replies {
			t.Helper()
			out, err := field.DeliverHelp(t.Context(), g, p.Header(), p.Raw(envelopes...))
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		loud, silent := ids.NewHidden(), ids.NewHidden()
		envelope, text := called(t, g, p, loud, g.Clock.Now(), false)
		var first field.Receipt
		for i := range 2 {
			out := help(envelope)
			a := out.Answers[0]
			if a.Verdict != field.Done || a.Receipt == nil || a.Receipt.ID != loud || a.Receipt.Seq != 0 || a.Receipt.Hash != phonetest.Hash(text) || out.Have != 1 || len(out.Need) != 0 {
				t.Fatalf("%+v", out)
			}
			if i > 0 && *a.Receipt != first {
				t.Errorf("another receipt for the same call: %+v", a.Receipt)
			}
			first = *a.Receipt
		}
		quiet, _ := called(t, g, p, silent, g.Clock.Now(), true)
		help(quiet)
		if a := s.openAlerts(t); a[alert.HelpWanted] != 1 || a[alert.HelpSilent] != 1 || len(a) != 2 {
			t.Errorf("alerts %v", a)
		}
		b := visittest.Serve(t, g, field.Routes, phone.Routes)
		if a := b.Get(s.office, "/help-wanted/"+silent); a.Status != 200 || a.Statements > 8 || !a.Has("Do not ring or text", "Worker sam asks for help") {
			t.Errorf("the page: %d, %d statements", a.Status, a.Statements)
		}
		// Whatever is wrong with it, the office is told: a wild clock, one that
		// says it is another, one for another phone, an account that has ended.
		wild, _ := called(t, g, p, ids.NewHidden(), g.Clock.Now().Add(99*24*time.Hour), true)
		if a := help(wild).Answers[0]; a.Verdict != field.Done || s.openAlerts(t)[alert.HelpSilent] != 2 {
			t.Errorf("a wild clock: %+v, %v", a, s.openAlerts(t))
		}
		other := phonetest.Enrol(t, s.sam, g)
		theirs, _ := called(t, g, other, ids.NewHidden(), g.Clock.Now(), true)
		renamed, _ := called(t, g, p, ids.NewHidden(), g.Clock.Now(), true)
		renamed["call"] = ids.NewHidden()
		for _, x := range []any{theirs, renamed, map[string]any{"call": "x", "sealed": "y"}} {
			if a := help(x).Answers[0]; a.Verdict != field.Held || a.Receipt == nil {
				t.Errorf("one that does not open: %+v", a)
			}
		}
		if a := s.openAlerts(t); a[alert.HelpWanted] != 2 { // those that do not open are one, by their phone
			t.Errorf("alerts %v", a)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Revoke("sam", "") })
		late, _ := called(t, g, p, ids.NewHidden(), g.Clock.Now(), true)
		if a := help(late).Answers[0]; a.Verdict != field.Done || s.openAlerts(t)[alert.HelpSilent] != 3 {
			t.Errorf("an account that has ended: %+v", a)
		}
		// It says nothing of the ledger, and a call by any other way counts too.
		if a := s.openAlerts(t); a[alert.PhoneBackwards] != 0 {
			t.Errorf("a call made the phone go backwards: %v", a)
		}
		sync, _ := called(t, g, p, ids.NewHidden(), g.Clock.Now(), false)
		deliver(t, g, p, p.Raw(sync))
		if a := s.openAlerts(t); a[alert.HelpWanted] != 3 {
			t.Errorf("by sync: %v", a)
		}
		// What was told before and is not held, as after an older backup, is asked for again.
		asks := func(calls ...string) []string {
			return deliver(t, g, p, bytes.Replace(p.Raw(), []byte(`"schema":2`), fmt.Appendf(nil, `"schema":2,"calls":["%s"]`, strings.Join(calls, `","`)), 1)).Calls
		}
		lost := phonetest.Hash("told before the backup")
		if got := asks(phonetest.Hash(text), lost); !slices.Equal(got, []string{lost}) {
			t.Errorf("of calls told before, %v is asked for", got)
		}
		if got := asks(phonetest.Hash(text)); got != nil {
			t.Errorf("%v is asked for and held", got)
		}
		// The self-test: nothing is brought, the phone is known, and nobody is told.
		if out := help(); len(out.Answers) != 0 || out.Now == "" || s.openAlerts(t)[alert.HelpWanted] != 3 {
			t.Errorf("with nothing: %+v", out)
		}
		if _, err := field.DeliverHelp(t.Context(), g, strings.Replace(p.Header(), ".", ".x", 1), p.Raw()); err == nil {
			t.Error("a phone that is not known may call")
		}
	})
}

// TestDuress: it is an alarm of its own, in silence; what the phone takes back
// does not end it. The visit that is watched is told to the phone, and nothing of
// an alarm.
func TestDuress(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO lonework_session (visit_id, account_id, person_id, opened_at, arrived_at, finish_at, closed_by) VALUES (?, 'sam', ?, ?, ?, ?, '')`,
				s.visits[0].ID, s.people[0].ID, tx.At, tx.At, tx.At.Add(30*time.Minute))
		})
		want := s.add(p, 0, "help.want", map[string]any{"silent": true, "how": "duress"})
		out, err := field.DeliverHelp(t.Context(), g, p.Header(), p.Delivery(want))
		if err != nil || out.Answers[0].Verdict != field.Done {
			t.Fatal(out, err)
		}
		deliver(t, g, p, p.Delivery(want, p.Record("help.cancel", g.Clock.Now(), map[string]any{"body": map[string]any{"help": want.ID}})))
		if n := count(t, g, `SELECT COUNT(*) FROM lonework_alarm WHERE id = ? AND how = 'duress' AND closed_at IS NULL`, want.ID); n != 1 {
			t.Errorf("%d open alarms of duress", n)
		}
		out = deliver(t, g, p, p.Delivery())
		raw, err := json.Marshal(out)
		if err != nil || !strings.Contains(string(raw), `"watch":{"visit":"`+string(s.visits[0].ID)+`","finish_at":"2026-11-30T09:31:0`) || strings.Contains(string(raw), "duress") {
			t.Errorf("%s, %v", raw, err)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE lonework_session SET closed_at = ?`, tx.At)
		})
		if raw, _ = json.Marshal(deliver(t, g, p, p.Delivery())); !strings.Contains(string(raw), `"watch":null`) {
			t.Errorf("%s", raw)
		}
	})
}
