package phone_test

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/secret"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit/visittest"
)

func alerts(t testing.TB, g *gate.Gate) map[alert.Kind]int {
	t.Helper()
	out := map[alert.Kind]int{}
	visittest.Read(t, g, func(s *gate.Snapshot) error {
		all, err := alert.Open(s)
		for _, a := range all {
			out[a.Kind]++
		}
		return err
	})
	return out
}

func get(t testing.TB, g *gate.Gate, id phone.ID) (p phone.Phone) {
	t.Helper()
	visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
		p, err = phone.Get(s, id)
		return err
	})
	return p
}

// contact sends what is given.
func contact(t testing.TB, g *gate.Gate, p *phonetest.Phone, facts ...phonetest.Fact) field.Replies {
	t.Helper()
	out, err := field.Deliver(t.Context(), g, p.Header(), p.Delivery(facts...))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEnrolling(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		_, sam := visittest.AddWorker(t, g, "sam")
		_, kim := visittest.AddWorker(t, g, "kim")
		p := phonetest.Enrol(t, sam, g)
		good := phone.Enrolment{Phone: p.ID, SignKey: p.SignKey(), App: "1", Label: "Chrome on Android", Token: auth.NewToken()}
		if err := phone.Enrol(kim, g, good); !fault.Is(err, "phone.taken") {
			t.Errorf("somebody else’s phone: %v", err)
		}
		if err := phone.Enrol(gatetest.As(t, g, "an", actor.Analyst), g, good); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("an analyst: %v", err)
		}
		for name, change := range map[string]func(*phone.Enrolment){
			"no number": func(e *phone.Enrolment) { e.Phone = "" }, "a number that tells when": func(e *phone.Enrolment) { e.Phone = phone.ID(ids.New()) },
			"no key": func(e *phone.Enrolment) { e.SignKey = "" }, "no point": func(e *phone.Enrolment) { e.SignKey = phonetest.Base64(make([]byte, 65)) },
			"a long version": func(e *phone.Enrolment) { e.App = strings.Repeat("1", 101) },
		} {
			e := good
			e.Phone = phone.ID(ids.NewHidden())
			change(&e)
			if err := phone.Enrol(sam, g, e); !fault.Is(err, "phone.enrol") {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Set up again: another token, and what it signed before still counts.
		f := p.Record("roster.seen", g.Clock.Now(), nil)
		before := p.Header()
		was := p.Key
		fresh := phonetest.Enrol(t, sam, g)
		p.Key = fresh.Key
		p.Again(sam)
		if p.Header() == before {
			t.Fatal("the same token")
		}
		p.Key = was
		if out := contact(t, g, p, f); out.Answers[0].Receipt == nil || out.Answers[0].Receipt.Hash != f.Hash {
			t.Errorf("signed before it was set up again: %+v", out.Answers[0])
		}
		var all []phone.Phone
		visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
			all, err = phone.OfAccount(s, "sam")
			return err
		})
		if len(all) != 2 {
			t.Errorf("sam has %d phones", len(all))
		}
	})
}

// TestManyKeys: a phone that is set up over and over has few keys, the newest
// among them, and what the last few signed still counts.
func TestManyKeys(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		_, sam := visittest.AddWorker(t, g, "sam")
		p := phonetest.Enrol(t, sam, g)
		var keys []*ecdsa.PrivateKey
		for range 20 {
			p.Key = phonetest.Enrol(t, sam, g).Key
			keys = append(keys, p.Key)
			g.Clock.Set(g.Clock.Now().Add(time.Second))
			p.Again(sam)
		}
		g.Clock.Set(g.Clock.Now().Add(time.Second))
		p.Again(sam) // with the key it has
		_, have, err := phone.Known(t.Context(), g, p.Header())
		if err != nil || len(have) != 8 {
			t.Errorf("%d keys, %v", len(have), err)
		}
		for i, key := range keys {
			if got := have.Signed([]byte("text"), secret.SignWith(key, []byte("text"))); got != (i >= 12) {
				t.Errorf("key %d of 20 counts: %v", i+1, got)
			}
		}
	})
}

// TestWaiting: the phone says 9 and we have 7.
func TestWaiting(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		_, sam := visittest.AddWorker(t, g, "sam")
		p := phonetest.Enrol(t, sam, g)
		for range 9 {
			p.Record("roster.seen", g.Clock.Now(), nil)
		}
		contact(t, g, p, p.Facts[:7]...)
		watch := func(want int) {
			t.Helper()
			if err := phone.Watch(gatetest.System(), g); err != nil {
				t.Fatal(err)
			}
			if a := alerts(t, g); a[alert.PhoneBehind] != want {
				t.Errorf("at %s: %v, want %d", g.Clock.Now().Clock(), a, want)
			}
		}
		if x := get(t, g, p.ID); x.Waiting() != 2 || x.Have != 7 || x.Told != 9 {
			t.Errorf("%+v", x)
		}
		watch(0)
		g.Clock.Set(g.Clock.Now().Add(phone.Patience + 1e9))
		watch(1)
		watch(1)
		site := webtest.Serve(t, g, nil, phone.Routes)
		gatetest.As(t, g, "co", actor.Coordinator)
		site.Get("co", "/phones").Says(t, 200, "Worker sam", "2 records", "Records not received for long")
		site.Get("co", "/phones/"+string(p.ID)).Says(t, 200, "2 records on this phone, not yet received.")
		// A second phone while the first has something for us: told at once.
		visittest.Write(t, g, func(tx *gate.Tx) error { return alert.CloseFor(tx, alert.PhoneBehind, string(p.ID), alert.Helped) })
		phonetest.Enrol(t, sam, g)
		watch(1)
		contact(t, g, p, p.Facts[7:]...)
		watch(0)
		if x := get(t, g, p.ID); x.Waiting() != 0 || !x.Behind.IsZero() {
			t.Errorf("%+v", x)
		}
	})
}

// TestTrouble: a phone that says less than before, or otherwise, or lost its
// memory; not one whose request was long on the way.
func TestTrouble(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		_, sam := visittest.AddWorker(t, g, "sam")
		start := func(n int) *phonetest.Phone {
			p := phonetest.Enrol(t, sam, g)
			for range n {
				p.Record("roster.seen", g.Clock.Now(), map[string]any{"body": map[string]any{"changes": []string{ids.New()}}})
			}
			contact(t, g, p, p.Facts...)
			return p
		}
		send := func(p *phonetest.Phone, raw []byte) {
			t.Helper()
			if _, err := field.Deliver(t.Context(), g, p.Header(), raw); err != nil {
				t.Fatal(err)
			}
		}
		later := func() { g.Clock.Set(g.Clock.Now().Add(1e9)) }
		backwards := func(name string, want int) {
			t.Helper()
			if a := alerts(t, g); a[alert.PhoneBackwards] != want {
				t.Errorf("%s: %v, want %d", name, a, want)
			}
		}
		late := start(2)
		old := late.Delivery(late.Facts[1])
		later()
		late.Record("roster.seen", g.Clock.Now(), nil)
		contact(t, g, late, late.Facts[2])
		send(late, old)
		backwards("a request that was long on the way", 0)
		if x := get(t, g, late.ID); x.Told != 3 {
			t.Errorf("told of %d", x.Told)
		}
		lower := start(3)
		later()
		lower.Facts = lower.Facts[:1]
		contact(t, g, lower)
		backwards("says less", 1)
		later()
		contact(t, g, lower)
		backwards("says so again", 1)
		other := start(2)
		later()
		other.Facts = other.Facts[:1]
		other.Record("visit.note", g.Clock.Now(), nil)
		contact(t, g, other)
		backwards("says otherwise", 2)
		torn := start(2)
		later()
		torn.Facts[1].Hash = phonetest.Hash("what never was")
		contact(t, g, torn, torn.Record("roster.seen", g.Clock.Now(), nil))
		backwards("does not follow", 3)
		contact(t, g, phonetest.Enrol(t, sam, g))
		if a := alerts(t, g); a[alert.PhoneEvicted] != 0 {
			t.Errorf("a new phone: %v", a)
		}
		gone := phonetest.Enrol(t, sam, g) // in the place of one whose store was thrown away
		gone.Gone = true
		contact(t, g, gone)
		contact(t, g, gone)
		if a := alerts(t, g); a[alert.PhoneEvicted] != 1 {
			t.Errorf("set up anew after it lost its memory: %v", a)
		}
		emptied := start(2)
		emptied.Gone = true
		contact(t, g, emptied)
		contact(t, g, emptied)
		if a := alerts(t, g); a[alert.PhoneEvicted] != 2 {
			t.Errorf("lost its memory: %v", a)
		}
		if x := get(t, g, emptied.ID); len(x.Trouble(g.Clock.Now())) == 0 {
			t.Error("nothing is said of it")
		}
	})
}

// TestLost: told to forget at the next contact, and what it has is taken.
func TestLost(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		_, sam := visittest.AddWorker(t, g, "sam")
		gatetest.As(t, g, "co", actor.Coordinator)
		p := phonetest.Enrol(t, sam, g)
		p.Pack = "a manifest"
		f := p.Record("roster.seen", g.Clock.Now(), nil)
		site := webtest.Serve(t, g, nil, phone.Routes)
		at := "/phones/" + string(p.ID)
		if a := site.Post("co", at+"/lost", "version", "7"); a.Status != 409 {
			t.Errorf("somebody else was there first: %d", a.Status)
		}
		if a := site.Post("sam", at+"/lost", "version", "1"); a.Status != 403 {
			t.Errorf("a worker: %d", a.Status)
		}
		if a := site.Post("co", at+"/lost", "version", "1"); a.Status != 303 {
			t.Fatalf("%d", a.Status)
		}
		site.Get("co", at).Says(t, 200, "Told to forget", "Lost, and has not said that it forgot", "No longer used")
		out := contact(t, g, p, f)
		if !out.Wipe || out.Answers[0].Receipt == nil {
			t.Errorf("%+v", out)
		}
		p.Pack = ""
		contact(t, g, p)
		site.Get("co", at).Says(t, 200, "Said that it forgot")
		site.Get("co", "/phones").Says(t, 200, "It has forgotten the people on it")
		p.Again(sam) // found, and set up again by its worker
		if out := contact(t, g, p); out.Wipe {
			t.Error("it is to forget again")
		}
		site.Post("co", at+"/end", "version", fmt.Sprint(get(t, g, p.ID).Version))
		site.Get("co", "/phones").Says(t, 200, "No phone is set up yet")
		site.Get("co", "/phones?used=no").Says(t, 200, "Worker sam")
		for _, path := range []string{"/phones", at} {
			if a := site.Get("sam", path); a.Status != 403 {
				t.Errorf("a worker at %s: %d", path, a.Status)
			}
			if a := site.Get("co", path); len(a.Statements) > 8 {
				t.Errorf("%s: %d statements", path, len(a.Statements))
			}
		}
		if a := site.Get("co", "/phones/"+ids.New()); a.Status != 404 {
			t.Errorf("no such phone: %d", a.Status)
		}
	})
}

// TestLostSignsOut: whoever has the phone has its session as well, so that ends
// with it, on every device of the worker and of nobody else.
func TestLostSignsOut(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		_, sam := visittest.AddWorker(t, g, "sam")
		_, kim := visittest.AddWorker(t, g, "kim")
		office := gatetest.As(t, g, "co", actor.Coordinator)
		for _, id := range []string{"sam", "kim"} {
			visittest.Write(t, g, func(tx *gate.Tx) error {
				return tx.Exec(`INSERT INTO auth_account (id, kind, login, name, totp_sealed, totp_step, created_at, version) VALUES (?, 'staff', ?, ?, 'x', 0, ?, 1)
					ON CONFLICT (id) DO NOTHING`, id, id, "Worker "+id, tx.At)
			})
		}
		signIn := func(id ids.Account) string {
			t.Helper()
			token, err := auth.StartSession(gatetest.System(), g, id, "", auth.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		isIn := func(token string) bool {
			t.Helper()
			who, err := auth.Identify(t.Context(), g, token, "")
			if err != nil {
				t.Fatal(err)
			}
			return who.ID != ""
		}
		phonetest.Enrol(t, kim, g)
		other := signIn("kim")
		for name, do := range map[string]func(context.Context, *gate.Gate, phone.ID, int) error{"lost": phone.Lose, "no longer used": phone.End} {
			p := phonetest.Enrol(t, sam, g)
			one, two := signIn("sam"), signIn("sam")
			if err := do(office, g, p.ID, 99); err == nil || !isIn(one) {
				t.Errorf("%s, on a page that was out of date: %v, signed in: %v", name, err, isIn(one))
			}
			if err := do(office, g, p.ID, get(t, g, p.ID).Version); err != nil {
				t.Fatal(err)
			}
			if isIn(one) || isIn(two) {
				t.Errorf("%s: still signed in", name)
			}
			if contact(t, g, p, p.Record("roster.seen", g.Clock.Now(), nil)).Answers[0].Receipt == nil {
				t.Errorf("%s: what it sends is not taken", name)
			}
			if !isIn(signIn("sam")) {
				t.Errorf("%s: its worker cannot sign in again", name)
			}
		}
		if !isIn(other) {
			t.Error("a colleague was signed out")
		}
	})
}

// TestEnrolByHTTP is the contract of docs/phone.md, section 5.
func TestEnrolByHTTP(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		visittest.AddWorker(t, g, "sam")
		visittest.AddWorker(t, g, "kim")
		site := webtest.Serve(t, g, nil, append(phone.Routes, field.Routes...))
		id, key := ids.NewHidden(), phonetest.Base64(g.Pairs().ReceiptKey())
		body := []byte(fmt.Sprintf(`{"phone":%q,"sign_key":%q,"app":"1"}`, id, key))
		a := site.Send("sam", "/field/v1/phones", "application/json", body)
		var got struct {
			Phone, Token, Account, Name, Now string
			Council                          struct{ Name, ODS string }
			SealKey                          string `json:"seal_key"`
			ReceiptKey                       string `json:"receipt_key"`
		}
		if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if got.Phone != id || len(got.Token) != 43 || got.Account != "sam" || got.Council.ODS != "V396BB" || got.ReceiptKey != key ||
			got.SealKey != phonetest.Base64(g.Pairs().SealKey()) || got.Now == "" {
			t.Errorf("%+v", got)
		}
		for _, c := range []struct {
			who, body string
			status    int
			code      string
		}{
			{"kim", string(body), 409, "phone.taken"},
			{"kim", fmt.Sprintf(`{"phone":%q,"sign_key":%q,"account":"sam"}`, ids.NewHidden(), key), 409, "phone.account"},
			{"sam", fmt.Sprintf(`{"phone":%q,"sign_key":%q,"account":"sam"}`, ids.NewHidden(), key), 200, "token"},
			{"sam", `{"phone":"x"}`, 422, "phone.enrol"},
			{"sam", `7`, 422, "phone.enrol"},
			{"", string(body), 401, "auth.sign_in"},
		} {
			if a := site.Send(c.who, "/field/v1/phones", "application/json", []byte(c.body)); a.Status != c.status || !strings.Contains(a.Body, c.code) {
				t.Errorf("%s %s: %d %s", c.who, c.body, a.Status, a.Body)
			}
		}
	})
}
