package field_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/secret"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// add records a fact about one person's visit on a phone.
func (s *scene) add(p *phonetest.Phone, i int, action string, body map[string]any) phonetest.Fact {
	return p.Record(action, s.g.Clock.Now(), map[string]any{
		"person": s.people[i].ID, "visit": s.visits[i].ID, "version": s.visits[i].Version, "body": body,
	})
}

// whole is the body of a visit's record.
func (s *scene) whole(i int) map[string]any { return s.record(i)["body"].(map[string]any) }

// deliver sends what is given and checks what every answer has.
func deliver(t testing.TB, g *gate.Gate, p *phonetest.Phone, raw []byte) field.Replies {
	t.Helper()
	out, err := field.Deliver(t.Context(), g, p.Header(), raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range out.Answers {
		if a.Receipt != nil {
			verified(t, g, p.ID, *a.Receipt)
		} else if a.Verdict != field.Retry {
			t.Errorf("%+v without a receipt", a)
		}
	}
	return out
}

// verified checks a receipt as a phone would.
func verified(t testing.TB, g *gate.Gate, p phone.ID, r field.Receipt) {
	t.Helper()
	key, err := secret.ParseSignKey(g.Pairs().ReceiptKey())
	if err != nil {
		t.Fatal(err)
	}
	sig, _ := base64.RawURLEncoding.DecodeString(r.Sig)
	text := fmt.Sprintf("stillhome-receipt-2\n%s\n%d\n%s\n%s\n%s\n%s", p, r.Seq, r.ID, r.Hash, r.Verdict, r.At)
	if !key.Signed([]byte(text), sig) {
		t.Errorf("the receipt of %d does not verify", r.Seq)
	}
}

func verdicts(out field.Replies) (all []field.Verdict) {
	for _, a := range out.Answers {
		all = append(all, a.Verdict)
	}
	return all
}

func count(t testing.TB, g *gate.Gate, q string, args ...any) (n int) {
	t.Helper()
	visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
		n, err = gate.Value[int](s, q, args...)
		return err
	})
	return n
}

func (s *scene) phoneOf(t testing.TB, id phone.ID) (p phone.Phone) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		p, err = phone.Get(x, id)
		return err
	})
	return p
}

func TestDeliver(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3)
		p := phonetest.Enrol(t, s.sam, g)
		one := s.add(p, 0, "visit.arrive", nil)
		two := s.add(p, 0, "visit.record", s.whole(0))
		three := s.add(p, 1, "visit.no_answer", map[string]any{"tried": []string{"knocked"}})
		raw := p.Delivery(three, two, one) // out of order on the way
		out := deliver(t, g, p, raw)
		if out.Schema != 2 || out.Have != 3 || len(out.Need) != 0 || out.Wipe {
			t.Errorf("%+v", out)
		}
		for i, f := range []phonetest.Fact{three, two, one} {
			if a := out.Answers[i]; a.Seq != f.Seq || a.Verdict != field.Done || a.ID != f.ID || a.Receipt.Hash != f.Hash || a.Message != "" {
				t.Errorf("%+v", a)
			}
		}
		if v := s.visit(t, 0); v.State != visit.Done || v.Channel != visit.App || v.RecordedBy != "sam" {
			t.Errorf("recorded as %+v", v)
		}
		if v := s.visit(t, 1); v.State != visit.Unanswered {
			t.Errorf("no answer: %+v", v)
		}
		g.Clock.Set(g.Clock.Now().Add(phone.Patience))
		again := deliver(t, g, p, raw)
		again.Now = out.Now
		if fmt.Sprint(answersOf(t, again)) != fmt.Sprint(answersOf(t, out)) {
			t.Errorf("sent again, answered otherwise:\n%s\n%s", answersOf(t, out), answersOf(t, again))
		}
		if n := count(t, g, `SELECT COUNT(*) FROM field_fact`); n != 3 {
			t.Errorf("%d facts are kept", n)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM gate_journal WHERE action = 'visit.record'`); n != 1 {
			t.Errorf("recorded %d times", n)
		}
	})
}

func answersOf(t testing.TB, out field.Replies) string {
	t.Helper()
	b, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestHolesAreAskedFor: facts may come in any order, with holes between.
func TestHolesAreAskedFor(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		p := phonetest.Enrol(t, s.sam, g)
		for i := range 6 {
			s.add(p, i, "visit.record", s.whole(i))
		}
		for _, step := range []struct {
			send []int
			have int
			need []int
		}{
			{nil, 0, []int{1, 2, 3, 4, 5, 6}},
			{[]int{2, 4}, 0, []int{1, 3, 5, 6}},
			{[]int{1}, 2, []int{3, 5, 6}},
			{[]int{6, 3}, 4, []int{5}},
			{[]int{5}, 6, []int{}},
		} {
			var send []phonetest.Fact
			for _, seq := range step.send {
				send = append(send, p.Facts[seq-1])
			}
			out := deliver(t, g, p, p.Delivery(send...))
			if out.Have != step.have || !slices.Equal(out.Need, step.need) {
				t.Errorf("after %v: have %d, need %v; want %d, %v", step.send, out.Have, out.Need, step.have, step.need)
			}
		}
		if a := s.openAlerts(t); len(a) != 0 {
			t.Errorf("alerts %v", a)
		}
	})
}

// TestEnvelopesThatDoNotOpen are kept as they came, and spoil no other.
func TestEnvelopesThatDoNotOpen(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		p, other := phonetest.Enrol(t, s.sam, g), phonetest.Enrol(t, s.sam, g)
		good := s.add(p, 0, "visit.record", s.whole(0))
		theirs := s.add(other, 1, "visit.record", s.whole(1))
		stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		forged := strings.Replace(good.Text, `"seq":1`, `"seq":6`, 1)
		moved := strings.Replace(good.Text, string(p.ID), string(other.ID), 1)
		odd := []any{
			map[string]any{"seq": 2, "sealed": theirs.Sealed},
			map[string]any{"seq": 3, "sealed": good.Sealed}, // in another place
			map[string]any{"seq": 4, "sealed": good.Sealed[:90]},
			map[string]any{"seq": 5, "sealed": "not base64 !"},
			map[string]any{"seq": 6, "sealed": p.Seal(6, forged, phonetest.Base64(secret.SignWith(stranger, []byte(forged))))},
			map[string]any{"seq": 7, "sealed": p.Seal(7, good.Text, phonetest.Base64(secret.SignWith(p.Key, []byte(good.Text))))},
			map[string]any{"seq": 8, "sealed": p.Seal(8, moved, phonetest.Base64(secret.SignWith(p.Key, []byte(moved))))},
			map[string]any{"seq": 9},
			"text", 7, nil,
			[]any{},
		}
		out := deliver(t, g, p, p.Raw(append(slices.Clone(odd), good.Envelope())...))
		for i, a := range out.Answers {
			want := field.Held
			if i == len(odd) {
				want = field.Done
			}
			if a.Verdict != want || a.Receipt == nil || a.Receipt.Hash == "" {
				t.Errorf("envelope %d: %+v", i, a)
			}
		}
		if n := len(s.held(t)); n != len(odd) {
			t.Errorf("%d held, want %d", n, len(odd))
		}
		for _, h := range s.held(t) {
			if h.Code != "field.closed" || h.Body == "" {
				t.Errorf("held without what came: %+v", h)
			}
		}
		if s.visit(t, 0).State != visit.Done || s.visit(t, 1).State != visit.Planned {
			t.Error("the sound one was not taken, or somebody else’s was")
		}
		again := deliver(t, g, p, p.Raw(append(slices.Clone(odd), good.Envelope())...))
		if fmt.Sprint(verdicts(again)) != fmt.Sprint(verdicts(out)) || len(s.held(t)) != len(odd) {
			t.Errorf("sent again: %v", verdicts(again))
		}
		// What did not open does not stand in the way of the true fact.
		two := s.add(p, 1, "visit.record", s.whole(1))
		if out := deliver(t, g, p, p.Delivery(two)); out.Answers[0].Verdict != field.Done {
			t.Errorf("the true fact 2: %+v", out.Answers[0])
		}
	})
}

// TestOddFactsInEnvelopes: what was signed and says nothing we can take is held
// whole.
func TestOddFactsInEnvelopes(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		stranger := visittest.AddPerson(t, g, 50, 480, 45, 1, "")
		p := phonetest.Enrol(t, s.sam, g)
		now := g.Clock.Now()
		long := strings.Repeat("ab", 49) + "z€" + strings.Repeat("é", 40) // cut at 100 bytes, € is cut in two
		odd := []phonetest.Fact{
			p.Record("visit.dance", now, nil), p.Record("visit.record", now, nil),
			p.Record("visit.record", now, map[string]any{"person": stranger.ID, "visit": s.visits[0].ID}),
			p.Record("visit.record", when.Date("2035-01-01").AtMinute(1), map[string]any{"person": s.people[0].ID}),
			p.Record("visit.record", now, map[string]any{"body": []int{1}}),
			p.Record("visit.record", now, map[string]any{"at": "yesterday"}),
			p.Record("", now, map[string]any{"id": ""}),
			p.Record("visit.arrive", now, map[string]any{"person": []int{1}}),
			p.Record("visit.arrive", now, map[string]any{"id": long, "person": long, "visit": long}),
		}
		good := s.add(p, 0, "visit.record", s.whole(0))
		out := deliver(t, g, p, p.Delivery(append(odd, good)...))
		for i, a := range out.Answers {
			if want := i == len(odd); (a.Verdict == field.Done) != want || a.Receipt == nil || !utf8.ValidString(a.ID) {
				t.Errorf("fact %d: %+v", i, a)
			}
		}
		if out.Have != len(odd)+1 || len(s.held(t)) != len(odd) {
			t.Errorf("have %d, %d held", out.Have, len(s.held(t)))
		}
		bodies := map[string]bool{}
		for _, h := range s.held(t) {
			bodies[h.Body] = true
		}
		for _, f := range odd {
			if !bodies[f.Text] {
				t.Errorf("not kept as it was signed: %s", f.Text)
			}
		}
	})
}

func TestWhoMayDeliver(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3)
		p, other := phonetest.Enrol(t, s.sam, g), phonetest.Enrol(t, s.sam, g)
		raw := p.Delivery(s.add(p, 0, "visit.record", s.whole(0)))
		for name, header := range map[string]string{
			"no token": string(p.ID) + ".", "another phone’s token": string(p.ID) + "." + other.Token, "no phone": "." + p.Token,
			"one we do not know": ids.NewHidden() + "." + p.Token, "nonsense": "x",
		} {
			if _, err := field.Deliver(t.Context(), g, header, raw); !fault.Is(err, "field.phone") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := field.Deliver(t.Context(), g, other.Header(), raw); !fault.Is(err, "field.batch") {
			t.Errorf("another phone’s delivery: %v", err)
		}
		for _, bad := range []string{``, `[]`, `{"schema":2}`, string(raw[:40]), `{"schema":3,"phone":"` + string(p.ID) + `"}`} {
			if _, err := field.Deliver(t.Context(), g, p.Header(), []byte(bad)); !fault.Is(err, "field.batch") {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if n := count(t, g, `SELECT COUNT(*) FROM field_fact`); n != 0 {
			t.Errorf("%d facts of a refused delivery are kept", n)
		}
		before := p.Header()
		p.Again(s.sam)
		if _, err := field.Deliver(t.Context(), g, before, raw); !fault.Is(err, "field.phone") {
			t.Errorf("the old token after a new one: %v", err)
		}
		// Locked out: the account may do nothing any more. What happened while
		// it could is taken; what happened since is kept for the office.
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Revoke("sam", "") })
		g.Clock.Set(g.Clock.Now().Add(phone.Patience))
		since := s.add(p, 1, "visit.record", s.whole(1))
		out := deliver(t, g, p, p.Delivery(p.Facts[0], since))
		if out.Answers[0].Verdict != field.Held && out.Answers[0].Verdict != field.Done || out.Answers[1].Verdict != field.Held {
			t.Errorf("%v", verdicts(out))
		}
		if err := phone.End(s.office, g, p.ID, s.phoneOf(t, p.ID).Version); err != nil {
			t.Fatal(err)
		}
		last := s.add(p, 2, "visit.record", s.whole(2))
		if out := deliver(t, g, p, p.Delivery(last)); !out.Wipe || out.Answers[0].Receipt == nil {
			t.Errorf("a phone no longer used: %+v", out)
		}
	})
}

// TestGoingBack: one number, two facts. Neither is lost, the office decides.
func TestGoingBack(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3)
		p := phonetest.Enrol(t, s.sam, g)
		one, two := s.add(p, 0, "visit.record", s.whole(0)), s.add(p, 1, "visit.arrive", nil)
		deliver(t, g, p, p.Delivery(one, two))
		p.Facts = p.Facts[:1] // as if restored from yesterday's copy
		g.Clock.Set(g.Clock.Now().Add(phone.Patience))
		other := s.add(p, 2, "visit.record", s.whole(2))
		out := deliver(t, g, p, p.Delivery(other))
		if a := out.Answers[0]; a.Verdict != field.Held || a.Seq != 2 {
			t.Errorf("%+v", a)
		}
		if a := s.openAlerts(t); a[alert.PhoneBackwards] != 1 || a[alert.HeldFact] != 1 {
			t.Errorf("alerts %v", a)
		}
		if s.visit(t, 2).State != visit.Planned || s.visit(t, 1).Arrived.IsZero() {
			t.Error("the second fact of one number was taken, or the first was lost")
		}
		h := s.held(t)
		if len(h) != 1 || h[0].Body != other.Text || h[0].Code != "field.backwards" {
			t.Fatalf("%+v", h)
		}
		if err := field.ApplyHeld(s.office, g, h[0].ID); err != nil || s.visit(t, 2).State != visit.Done {
			t.Errorf("taken in by the office: %v", err)
		}
		// What follows is taken as ever.
		next := s.add(p, 1, "visit.no_answer", nil)
		if out := deliver(t, g, p, p.Delivery(next)); out.Answers[0].Verdict != field.Done || out.Have != 3 {
			t.Errorf("%+v", out)
		}
	})
}

// TestStatementsOfADelivery counts what a delivery costs: it shares what one
// fact alone would need.
func TestStatementsOfADelivery(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 20)
		p := phonetest.Enrol(t, s.sam, g)
		for name, make := range map[string]func(i int) phonetest.Fact{
			"recorded":  func(i int) phonetest.Fact { return s.add(p, i, "visit.record", s.whole(i)) },
			"a note":    func(i int) phonetest.Fact { return s.add(p, i, "visit.note", map[string]any{"words": "x"}) },
			"no answer": func(i int) phonetest.Fact { return s.add(p, i+5, "visit.no_answer", nil) },
			"held":      func(i int) phonetest.Fact { return s.add(p, i, "visit.dance", nil) },
			"nothing":   nil,
		} {
			var facts []phonetest.Fact
			for i := range 5 {
				if make != nil {
					facts = append(facts, make(i))
				}
			}
			ctx, counter := gate.WithCounter(t.Context())
			if _, err := field.Deliver(ctx, g, p.Header(), p.Delivery(facts...)); err != nil {
				t.Fatal(err)
			}
			if n := len(counter.Statements); n > 12*len(facts)+8 {
				t.Errorf("%s: %d statements for %d facts", name, n, len(facts))
			} else {
				t.Logf("%s: %d statements for %d facts", name, n, len(facts))
			}
		}
	})
}
