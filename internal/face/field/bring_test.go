package field_test

import (
	"encoding/json"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/paper"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/visit"
)

// exported is the file that the app saves, with some of a phone's facts.
func exported(t testing.TB, p *phonetest.Phone, facts ...phonetest.Fact) []byte {
	t.Helper()
	envelopes := []any{}
	for _, f := range facts {
		envelopes = append(envelopes, f.Envelope())
	}
	last := p.Facts[len(p.Facts)-1]
	raw, err := json.Marshal(map[string]any{"schema": 2, "kind": "stillhome-export", "at": "2026-11-30T09:05:00.000Z", "ledgers": []any{map[string]any{
		"phone": p.ID, "head": map[string]any{"seq": last.Seq, "hash": last.Hash}, "envelopes": envelopes,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestBring: what a dying phone saved as a file is taken in as if it had sent
// it, once, and the office waits for it no longer.
func TestBring(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3)
		p := phonetest.Enrol(t, s.sam, g)
		first := s.add(p, 0, "visit.record", s.whole(0))
		s.add(p, 1, "visit.record", s.whole(1))
		s.add(p, 2, "visit.record", map[string]any{"arrived": "yesterday"}) // does not fit
		deliver(t, g, p, p.Delivery(first))
		heard := s.phoneOf(t, p.ID)
		if heard.Waiting() != 2 {
			t.Fatalf("waiting for %d", heard.Waiting())
		}
		g.Clock.Set(g.Clock.Now().Add(20 * time.Minute))
		file := exported(t, p, p.Facts...)
		out, err := field.Bring(s.office, g, file)
		if err != nil || len(out) != 1 {
			t.Fatal(out, err)
		}
		if b := out[0]; !b.Known || b.Done != 1 || b.Before != 1 || b.Held != 1 || b.NotSaved != 0 {
			t.Errorf("brought %+v", b)
		}
		for i, want := range []visit.State{visit.Done, visit.Done, visit.Planned} {
			if v := s.visit(t, i); v.State != want {
				t.Errorf("visit %d: %s", i, v.State)
			}
		}
		if v := s.visit(t, 1); v.Channel != visit.App || v.RecordedBy != "sam" {
			t.Errorf("kept as %+v", v)
		}
		now := s.phoneOf(t, p.ID)
		if now.Waiting() != 0 || now.Heard != heard.Heard || !now.Backwards.IsZero() || now.App != heard.App || now.Restarts != heard.Restarts {
			t.Errorf("the phone was %+v and is %+v", heard, now)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM gate_journal WHERE action = 'field.bring' AND actor_id = 'co'`); n != 1 {
			t.Errorf("%d journal rows", n)
		}
		if n := len(s.held(t)); n != 1 {
			t.Errorf("%d held", n)
		}
		// The same file again, and then the phone after all.
		g.Clock.Set(g.Clock.Now().Add(time.Minute))
		out, err = field.Bring(s.office, g, file)
		if err != nil || out[0].Before != 3 || out[0].Done+out[0].Held != 0 {
			t.Errorf("again: %+v %v", out, err)
		}
		if all := deliver(t, g, p, p.Delivery(p.Facts...)); len(all.Answers) != 3 || all.Have != 3 || all.Answers[1].Verdict != field.Done || all.Answers[2].Verdict != field.Held {
			t.Errorf("the phone itself: %+v", all)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM field_fact`); n != 3 {
			t.Errorf("%d facts kept", n)
		}
		if now := s.phoneOf(t, p.ID); !now.Backwards.IsZero() {
			t.Error("the phone is said to have gone back in time")
		}
	})
}

// TestBringOddFiles: what is no such file, or is of a phone that nobody knows,
// is said in a sentence; envelopes that do not open are kept.
func TestBringOddFiles(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		f := s.add(p, 0, "visit.record", s.whole(0))
		for _, raw := range []string{"", "not JSON", "[]", "null", `{"schema":2,"kind":"stillhome-export","ledgers":[]}`, `{"schema":3,"kind":"stillhome-export"}`, `{"schema":2,"ledgers":[{"phone":"x","envelopes":[{}]}]}`} {
			if _, err := field.Bring(s.office, g, []byte(raw)); !fault.Is(err, "field.bundle") {
				t.Errorf("%q: %v", raw, err)
			}
		}
		if _, err := field.Bring(s.sam, g, exported(t, p, f)); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a worker: %v", err)
		}
		mine := p.ID
		p.ID = phone.ID(ids.NewHidden())
		if out, err := field.Bring(s.office, g, exported(t, p, f)); err != nil || out[0].Known || out[0].NotSaved != 1 {
			t.Errorf("a phone that nobody knows: %+v %v", out, err)
		}
		p.ID = mine
		broken := phonetest.Fact{Seq: 2, Sealed: "AAAA"}
		out, err := field.Bring(s.office, g, exported(t, p, f, broken))
		if err != nil || out[0].Done != 1 || out[0].Held != 1 {
			t.Errorf("one that does not open: %+v %v", out, err)
		}
		if s.visit(t, 0).State != visit.Done {
			t.Error("a broken record spoilt the one before it")
		}
	})
}

func TestBringPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		p := phonetest.Enrol(t, s.sam, g)
		s.add(p, 0, "visit.record", s.whole(0))
		s.add(p, 1, "visit.record", map[string]any{"arrived": "yesterday"})
		site := webtest.Serve(t, g, nil, paper.Routes)
		site.Get("co", "/phones/import").Says(t, 200, "The file from the phone", "Waiting to send")
		if a := site.Get("sam", "/phones/import"); a.Status != 403 {
			t.Errorf("a worker: %d", a.Status)
		}
		site.Upload("co", "/phones/import", "other", "x.sealed", nil).Says(t, 422, "Choose the file that the app saved.")
		site.Upload("co", "/phones/import", "file", "holiday.jpg", []byte{0xff, 0xd8, 0xff}).Says(t, 422, "This is not a file of records from the app.")
		site.Upload("co", "/phones/import", "file", "x.sealed", exported(t, p)).Says(t, 422, "This file holds no records")
		a := site.Upload("co", "/phones/import", "file", "x.sealed", exported(t, p, p.Facts...)).Says(t, 200, "Worker sam", "Decide about 1 record")
		if len(a.Statements) == 0 {
			t.Error("nothing was asked of the record")
		}
		g.Clock.Set(g.Clock.Now().Add(time.Minute))
		site.Upload("co", "/phones/import", "file", "x.sealed", exported(t, p, p.Facts...)).Says(t, 200, "Here before")
		p.ID = phone.ID(ids.NewHidden())
		site.Upload("co", "/phones/import", "file", "x.sealed", exported(t, p, p.Facts...)).Says(t, 200, "A phone that is not known here", "Keep the file, and find out whose it is")
	})
}
