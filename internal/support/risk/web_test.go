package risk_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/visit/visittest"
)

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		b := visittest.Serve(t, g, risk.Routes)
		at := "/people/" + string(s.person)
		family := gatetest.As(t, g, "fam", actor.Family)
		gatetest.Relate(t, g, "fam", s.person, actor.Close)
		self := gatetest.As(t, g, "self", actor.Person)
		gatetest.Relate(t, g, "self", s.person, actor.Self)
		stranger := gatetest.As(t, g, "other", actor.Worker)
		for path, words := range map[string]string{
			"/risks": "No warnings are in force", "/risks/facts": "Nothing is written down yet", "/risks/warnings": "No warnings were ever written down",
			"/risks/door": "Nobody has said anything at the door yet", "/first-visit": "What we do not know",
		} {
			a := b.Get(s.office, at+path)
			if a.Status != 200 || !a.Has(words) || a.Statements > 8 {
				t.Errorf("%s: %d, %d statements", path, a.Status, a.Statements)
			}
			if a := b.Get(s.worker, at+path); a.Status != 200 {
				t.Errorf("%s: a worker on the visit gets %d", path, a.Status)
			}
			if b.Get(family, at+path).Status != 404 || b.Get(self, at+path).Status != 404 || b.Get(stranger, at+path).Status != 404 {
				t.Errorf("%s: somebody sees it who must not", path)
			}
		}
		if a := b.Get(s.office, "/risks"); a.Status != 200 || !a.Has("Nothing is due in the next 14 days") {
			t.Errorf("list: %d", a.Status)
		}
		if b.Get(s.worker, "/risks").Status != 403 && b.Get(s.worker, "/risks").Status != 404 {
			t.Error("a worker reads the list of everybody")
		}
		day := []string{"known_on-day", "29", "known_on-month", "11", "known_on-year", "2026", "review_on-day", "1", "review_on-month", "3", "review_on-year", "2027"}
		a := b.Post(s.worker, at+"/risks/facts/resuscitation", append([]string{"id", ids.New(), "paper", "dnacpr", "source", "Saw it"}, day...)...)
		if a.Status != 422 || !a.Has("Choose what the paper says", "Say whether one of us has seen the paper itself", `value="dnacpr" checked`) {
			t.Errorf("half a form: %d", a.Status)
		}
		fact := ids.New()
		a = b.Post(s.worker, at+"/risks/facts/resuscitation", append([]string{"id", fact, "paper", "dnacpr", "attempt", "no", "seen", "yes", "place", "Red folder", "signed_by", "Dr Shah", "source", "Saw it"}, day...)...)
		if a.To != at+"/risks" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a := b.Get(s.office, at+"/risks"); !a.Has("Do not try to restart the heart: DNACPR form, signed by Dr Shah", "Ask again by 1 March 2027") {
			t.Error("the fact is not on the page")
		}
		for _, bad := range []string{"/risks/facts/allergy", "/risks/facts/" + ids.New() + "/end", "/risks/warnings/" + ids.New()} {
			if a := b.Get(s.office, at+bad); a.Status != 404 {
				t.Errorf("%s: %d", bad, a.Status)
			}
		}
		if a := b.Get(s.worker, at+"/risks/facts/"+fact+"/end"); a.Status == 200 {
			t.Error("a worker may end a fact")
		}
		if a := b.Post(s.office, at+"/risks/facts/"+fact+"/end", "version", "1", "why", ""); a.Status != 422 || !a.Has("Say in a few words why this ends") {
			t.Errorf("ended without a reason: %d", a.Status)
		}
		if a := b.Post(s.office, at+"/risks/facts/"+fact+"/end", "version", "1", "why", "Torn up by the GP"); a.To != at+"/risks/facts" {
			t.Errorf("ended: %d", a.Status)
		}
		if a := b.Get(s.office, at+"/risks/facts"); !a.Has("Held before", "Torn up by the GP") {
			t.Error("the end is not readable")
		}
	})
}

func TestWarningPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		b := visittest.Serve(t, g, risk.Routes)
		at := "/people/" + string(s.person) + "/risks"
		id := ids.New()
		form := []string{
			"id", id, "kind", "third_party", "source", "The ambulance crew", "todo", "Ring first", "told", "yes",
			"happened_on-day", "28", "happened_on-month", "11", "happened_on-year", "2026", "until_on-day", "1", "until_on-month", "2", "until_on-year", "2027",
		}
		if a := b.Post(s.worker, at+"/warnings/new", append(form, "happened", "The lodger is aggressive.")...); a.Status != 422 || !a.Has("Say what was seen. “aggressive” is what we make of it") {
			t.Errorf("an opinion: %d", a.Status)
		}
		if a := b.Post(s.worker, at+"/warnings/new", append(form, "happened", "The lodger shouted “get out”.")...); a.To != at {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a := b.Get(s.worker, at); !a.Has("Somebody else who is there", "The lodger shouted “get out”. Ring first.", "1 February 2027") {
			t.Error("the worker on the visit does not see the warning")
		}
		page := at + "/warnings/" + id
		if a := b.Post(s.worker, page+"/challenge", "id", ids.New(), "words", "He never did.", "said_on-day", "30", "said_on-month", "11", "said_on-year", "2026"); a.To != page {
			t.Errorf("challenge: %d %s", a.Status, a.Body)
		}
		a := b.Get(s.office, page)
		if a.Status != 200 || !a.Has("He never did.", "to be answered by 30 December 2026", "Answer the person") || a.Statements > 8 {
			t.Errorf("%d, %d statements", a.Status, a.Statements)
		}
		if a := b.Get(s.worker, page); strings.Contains(a.Body, "Answer the person") {
			t.Error("a worker is offered to answer")
		}
		if a := b.Get(s.office, "/risks"); !a.Has("Answer the person about a warning") {
			t.Error("the challenge is not on the list")
		}
		if a := b.Post(s.office, at+"/door", "id", ids.New(), "answer", "changed", "seen", "animal"); a.Status != 422 || !a.Has("Say whether you went in") {
			t.Errorf("door: %d", a.Status)
		}
		if a := b.Post(s.office, at+"/door", "id", ids.New(), "answer", "changed", "seen", "animal", "went_in", "no"); a.To != at+"/door" {
			t.Errorf("door: %d", a.Status)
		}
		if a := b.Get(s.office, at+"/door"); !a.Has("Something has changed: a loose animal. Did not go in.") {
			t.Error("the door is not in the history")
		}
	})
}
