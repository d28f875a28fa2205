package twin

import (
	"net/http"
	"testing"

	"stillhome/internal/face/field/phone"
)

// TestRaisedByPhone: the raiser's phone sends the concern in B, and in A, at the
// same moment, lets itself be heard with nothing to send. What the phone is
// answered differs, as it must: it has a receipt to keep. Its ledger holds a
// number, a hash and that receipt; nobody is shown anything of those, and no
// word lies anywhere.
func TestRaisedByPhone(t *testing.T) {
	crawls(t)
	j := newJudge(t, theTwins(t), nil, 5)
	p, c := j.phones(), newCrawl(j)
	p.pack()
	deliver := func(w *world, facts ...any) answer {
		raw, err := p.phone.Raw(w.g.Clock.Now(), append([]any{}, facts...))
		if err != nil {
			t.Fatal(err)
		}
		return w.ask(t, asked{
			who: p.who, method: http.MethodPost, path: "/field/v1/sync", kind: "application/json", body: string(raw),
			header: []string{phone.Header + ": " + p.phone.Header()},
		})
	}
	if a := deliver(j.a); a.status != http.StatusOK {
		t.Fatal(a.body)
	}
	f, err := p.phone.Record("concern.raise", j.b.g.Clock.Now(), map[string]any{
		"person": j.base.victim, "visit": j.base.visit,
		"body": map[string]any{"kind": "abuse", "urgency": "now", "words": "She whispered of " + canaries["what was told by a phone"]},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := deliver(j.b, f.Envelope()); a.status != http.StatusOK || j.b.hidden() != 1 {
		t.Fatalf("%d concerns: %s", j.b.hidden(), a.body)
	}
	j.b.hide(t, j.base)
	known := c.known()
	j.but = map[string]bool{"field_fact": true, "field_phone": true}
	j.tables("a phone sent it")
	p.cursors = [2]string{}
	p.pack()
	c.probe(known)
	c.few = true
	for _, who := range j.base.actors {
		c.everything(who)
	}
	c.others()
	j.tables("everybody looked")
	for _, d := range j.found {
		t.Errorf("%s", d)
	}
	for _, s := range j.sung {
		t.Error(s)
	}
	found, _ := onDisk(t, j.b)
	for _, f := range found {
		t.Error(f)
	}
	t.Logf("%d requests to each world", j.asked)
}
