package pack_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/face/field/pack"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/person"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// canary is a word that stands in every field of one person's record.
func canary(p ids.Person) string { return "Canary" + strings.ReplaceAll(string(p), "-", "") }

// plant writes the person's canary wherever their record holds words.
func plant(t *testing.T, s *scene, p visittest.Person) {
	t.Helper()
	w := canary(p.ID)
	must(t, preference.Ask(s.office, s.g, preference.Wish{ID: ids.New(), Person: p.ID, Infection: preference.Contagious, InfectionUntil: tomorrow}))
	must(t, person.SetGettingIn(s.office, s.g, p.ID, w+" key safe"))
	visittest.Write(t, s.g, func(tx *gate.Tx) error {
		for _, x := range []struct {
			q    string
			args []any
		}{
			{`UPDATE person SET given = ?, family = ?, preferred = ?, address = ?, phone = ?, language = ?, nhs_number = ?, ref = ? WHERE id = ?`, []any{w, w, w, w, w, w, w, w, p.ID}},
			{`INSERT INTO person_need (id, person_id, code, what_to_do, recorded_at, review_on) VALUES (?, ?, 'other', ?, ?, '2027-01-01')`, []any{ids.New(), p.ID, w, tx.At}},
			{`INSERT INTO person_contact (id, person_id, name, relationship, phone, email, carer, keyholder, version) VALUES (?, ?, ?, ?, ?, ?, TRUE, TRUE, 1)`, []any{ids.New(), p.ID, w, w, w, w}},
			{`INSERT INTO person_consent (id, person_id, about, answer, how, words, at, account_id) VALUES (?, ?, 'support', 'yes', 'said', ?, ?, 'co')`, []any{ids.New(), p.ID, w, tx.At}},
			{`UPDATE plan_goal SET words = ?, why = ? WHERE person_id = ?`, []any{w, w, p.ID}},
			{`UPDATE plan_task SET words = ? WHERE person_id = ?`, []any{w, p.ID}},
			{`INSERT INTO assessment (id, person_id, episode_id, kind, on_date, account_id, matters, before_words, told_service, recorded_at) VALUES (?, ?, ?, 'baseline', '2026-11-20', 'co', ?, ?, TRUE, ?)`, []any{ids.New(), p.ID, p.Episode, w, w, tx.At}},
			{`INSERT INTO visit (id, person_id, episode_id, pattern_id, on_date, part, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, first, state, feeling, note, channel, recorded_by, recorded_at, reason, version)
				VALUES (?, ?, ?, '', '2026-11-29', 'morning', 600, 600, 600, 30, 1, FALSE, '', FALSE, 'done', 'better', ?, 'app', 'pat', ?, ?, 2)`, []any{ids.New(), p.ID, p.Episode, w, tx.At, w}},
		} {
			if err := tx.Exec(x.q, x.args...); err != nil {
				return fmt.Errorf("%s: %w", x.q, err)
			}
		}
		return nil
	})
}

// TestNobodyElse: of everybody who is on neither day's run there is nothing in the
// bytes: no word, no id, no visit. Of those on it what a visit needs is there,
// and what it does not need is not.
func TestNobodyElse(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 10)
		for _, p := range s.people {
			plant(t, s, p)
		}
		for account, other := range map[string]string{"sam": "pat", "pat": "sam"} {
			text := whole(t, s.pull(t, account, "phone of "+account, ""))
			mine, theirs := map[ids.Person]bool{}, 0
			for _, x := range s.run(t, account, today, tomorrow) {
				mine[x.Person] = true
				if n := strings.Count(text, canary(x.Person)); n < 18 {
					t.Errorf("%s lacks words about somebody on the run: only %d", account, n)
				}
			}
			for _, x := range s.run(t, other, today, tomorrow) {
				if mine[x.Person] {
					continue
				}
				theirs++
				for _, secret := range []string{canary(x.Person), string(x.Person), string(x.ID), string(x.Episode)} {
					if strings.Contains(text, secret) {
						t.Errorf("%s has %s of somebody who is not on the run", account, secret)
					}
				}
			}
			if len(mine) == 0 || theirs == 0 {
				t.Fatalf("%s has %d people, %d are not theirs: this shows nothing", account, len(mine), theirs)
			}
		}
	})
}

// TestTakenOff: somebody who is no longer on the run is to be forgotten.
func TestTakenOff(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		a := s.pull(t, "sam", "phone", "")
		stops := s.run(t, "sam", today, tomorrow)
		gone := stops[0].Person
		for _, x := range stops {
			if x.Person == gone {
				must(t, visit.Cancel(s.office, g, visit.Cancellation{Person: gone, Visit: x.ID, Version: x.Version, Reason: visit.NotNeeded}))
			}
		}
		must(t, g.CatchUp(context.Background(), roster.Followers))
		b := s.pull(t, "sam", "phone", a.Cursor)
		if !slices.Equal(b.Forget, []string{"person:" + string(gone)}) {
			t.Errorf("forget %v", b.Forget)
		}
		if got := keys(b); slices.Contains(got, "person:"+string(gone)) || !slices.Contains(got, "shift") {
			t.Errorf("given %v", got)
		}
		c := s.pull(t, "sam", "phone", "")
		for _, p := range c.Parts {
			if p.Key != "shift" && strings.Contains(p.Body, string(gone)) {
				t.Errorf("%s still names them", p.Key)
			}
		}
		if changes := body(t, c, "shift")["changes"].([]any); len(changes) != 2 || changes[0].(map[string]any)["label"] != "No longer yours" {
			t.Errorf("the worker is told %v", changes)
		}
	})
}

// TestNotGivenOut: nobody is in a pack before the day is published.
func TestNotGivenOut(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`UPDATE roster_day SET published_at = NULL`) })
		if got := keys(s.pull(t, "sam", "phone", "")); len(got) != 3 {
			t.Errorf("%v", got)
		}
	})
}

// TestBrokenGlass: it opens pages for an hour, and nothing on the phone.
func TestBrokenGlass(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		other := s.run(t, "pat", today)[0].Person
		before := s.pull(t, "sam", "phone", "")
		must(t, gate.BreakGlass(s.workers["sam"], g, other, "She rang me and fell, I am next door"))
		must(t, g.Read(s.workers["sam"], visit.MaySee, gate.Person(other), func(*gate.Snapshot) error { return nil }))
		if after := s.pull(t, "sam", "phone", ""); after.Manifest.Hash != before.Manifest.Hash || strings.Contains(whole(t, after), string(other)) {
			t.Error("the pack moved with the glass")
		}
	})
}

// TestEnded: an account that has ended is given nothing, whatever it holds.
func TestEnded(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		a := s.pull(t, "sam", "phone", "")
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Revoke("sam", "") })
		if b, err := pack.Pull(s.workers["sam"], g, s.phone(t, "sam", "phone"), a.Cursor); fault.KindOf(err) != fault.Forbidden || len(b.Parts)+len(b.Manifest.Parts) != 0 {
			t.Errorf("%v, %d parts", err, len(b.Parts))
		}
	})
}

// TestGettingIn: how to get in is on the phone while somebody is still to be let
// in, and goes with the last visit.
func TestGettingIn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		stops := s.run(t, "sam", today, tomorrow)
		p := stops[0].Person
		must(t, person.SetGettingIn(s.office, g, p, "Key safe 4711"))
		if text := whole(t, s.pull(t, "sam", "phone", "")); strings.Count(text, "Key safe 4711") != 1 {
			t.Error("it is not there before the visit")
		}
		for _, x := range stops {
			if x.Person != p {
				continue
			}
			g.Clock.Set(x.On.AtMinute(13 * 60))
			must(t, visit.Record(s.workers["sam"], g, visit.Recording{
				Person: p, Visit: x.ID, Arrived: x.On.AtMinute(9 * 60), Left: x.On.AtMinute(10 * 60), Channel: visit.App,
			}))
		}
		g.Clock.Set(today.AtMinute(13 * 60))
		if text := whole(t, s.pull(t, "sam", "phone", "")); strings.Contains(text, "Key safe 4711") {
			t.Error("it is there when nothing is left to do")
		}
	})
}

// TestLooks: each person given is a look at their record, once an hour; who is
// given nothing new looked at nobody.
func TestLooks(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		looks := func(p ids.Person) (n int) {
			visittest.Read(t, g, func(x *gate.Snapshot) error {
				all, err := gate.Looks(x, p, 100)
				for _, l := range all {
					if l.Actor == "sam" && l.Action == "field.pack" {
						n++
					}
				}
				return err
			})
			return n
		}
		mine, theirs := s.run(t, "sam", today)[0].Person, s.run(t, "pat", today)[0].Person
		a := s.pull(t, "sam", "phone", "")
		s.pull(t, "sam", "phone", "")
		if looks(mine) != 1 || looks(theirs) != 0 {
			t.Errorf("%d looks at who is on the run, %d at who is not", looks(mine), looks(theirs))
		}
		g.Clock.Set(today.AtMinute(10*60 + 5))
		s.pull(t, "sam", "phone", a.Cursor)
		if looks(mine) != 1 {
			t.Error("the phone had it already")
		}
		s.pull(t, "sam", "phone", "")
		if looks(mine) != 2 {
			t.Error("given anew in another hour")
		}
	})
}

// TestAddress: what the address answers, and what it says to those it refuses.
func TestAddress(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		mine, theirs := phonetest.Enrol(t, s.workers["sam"], g), phonetest.Enrol(t, s.workers["pat"], g)
		h := serve(t, g)
		ask := func(ctx context.Context, header, body string) (int, string) {
			r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/field/v1/pack", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Accept", "application/json")
			r.Header.Set(phone.Header, header)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w.Code, w.Body.String()
		}
		asking := func(p *phonetest.Phone) string { return `{"phone":"` + string(p.ID) + `","cursor":""}` }
		code, text := ask(s.workers["sam"], mine.Header(), asking(mine))
		if code != 200 || !strings.Contains(text, `"manifest":{"hash":"`) || !strings.Contains(text, `"until":"2026-12-02T02:00:00.000Z"`) {
			t.Errorf("%d %s", code, text)
		}
		for name, x := range map[string]struct {
			ctx          context.Context
			header, body string
			code         int
			says         string
		}{
			"no header":             {s.workers["sam"], "", asking(mine), 401, "field.phone"},
			"another in the body":   {s.workers["sam"], mine.Header(), asking(theirs), 401, "field.phone"},
			"a colleague's phone":   {s.workers["sam"], theirs.Header(), asking(theirs), 401, "field.phone"},
			"a wrong token":         {s.workers["sam"], string(mine.ID) + "." + theirs.Token, asking(mine), 401, "field.phone"},
			"no JSON":               {s.workers["sam"], mine.Header(), "hello", 422, "web.json"},
			"the wrong kind":        {s.workers["sam"], mine.Header(), `{"phone":7}`, 422, "web.json"},
			"a coordinator":         {s.office, mine.Header(), asking(mine), 403, ""},
			"no session":            {context.Background(), mine.Header(), asking(mine), 401, "gate.sign_in"},
			"an analyst":            {gatetest.As(t, g, "an", actor.Analyst), mine.Header(), asking(mine), 403, ""},
			"no number of a phone":  {s.workers["sam"], "x.token", `{"phone":"x"}`, 401, "field.phone"},
			"a body of nothing":     {s.workers["sam"], mine.Header(), ``, 422, "web.json"},
			"a phone set up for no": {s.workers["sam"], ids.NewHidden() + ".token", asking(mine), 401, "field.phone"},
		} {
			if code, text := ask(x.ctx, x.header, x.body); code != x.code || !strings.Contains(text, x.says) {
				t.Errorf("%s: %d %s", name, code, text)
			}
		}
		// A phone that is to forget what is on it is given nothing.
		must(t, phone.Lose(s.office, g, mine.ID, 1))
		if code, text := ask(s.workers["sam"], mine.Header(), asking(mine)); code != 401 || strings.Contains(text, "manifest") {
			t.Errorf("a lost phone: %d %s", code, text)
		}
	})
}

func serve(t *testing.T, g *gate.Gate) http.Handler {
	t.Helper()
	s, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Madeup County", Gate: g}}, Routes: pack.Routes, Plain: true,
		Identify: func(ctx context.Context, _ *web.Site, _, _ string) (actor.Actor, error) {
			who, ok := actor.From(ctx)
			if !ok {
				return who, fault.New(fault.Unauthenticated, "gate.sign_in", "Sign in first.")
			}
			return who, nil
		},
	})
	must(t, err)
	return s.Handler()
}

// TestSealed: what goes to the safeguarding lead alone moves nothing in the pack of
// whoever raised it, nor in anybody else's.
func TestSealed(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		x := s.run(t, "sam", today)[0]
		g.Clock.Set(today.AtMinute(9 * 60))
		before := map[string]string{"sam": s.pull(t, "sam", "phone", "").Manifest.Hash, "pat": s.pull(t, "pat", "phone", "").Manifest.Hash}
		must(t, safeguarding.Raise(s.workers["sam"], g, safeguarding.Concern{
			ID: safeguarding.ID(ids.NewHidden()), Person: x.Person, Visit: x.ID, Kind: visit.Abuse, Urgency: visit.Now, Words: "Sealedword", At: g.Clock.Now(), Channel: visit.App,
		}))
		for account, hash := range before {
			if a := s.pull(t, account, "phone", ""); a.Manifest.Hash != hash || strings.Contains(whole(t, a), "Sealedword") {
				t.Errorf("%s: the pack moved", account)
			}
		}
	})
}
