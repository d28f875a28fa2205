package safeguarding_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit/visittest"
)

// page is a page's form: its hidden values are sent with the pairs given.
func (h house) post(who, path string, pairs ...string) visittest.Answer {
	h.t.Helper()
	a := h.b.Get(h.who[who], path)
	if a.Status != 200 || a.Statements > 8 {
		h.t.Errorf("%s at %s: %d, %d statements", who, path, a.Status, a.Statements)
	}
	for _, name := range []string{"id", "ref", "version"} {
		if _, after, ok := strings.Cut(a.Body, `name="`+name+`" value="`); ok {
			value, _, _ := strings.Cut(after, `"`)
			pairs = append(pairs, name, value)
		}
	}
	return h.b.Post(h.who[who], path, pairs...)
}

// answers of a decision with nothing wrong, as a form.
var answers = []string{
	"types", "financial", "place", "own_home", "source", "known", "test1", "yes", "why1", "She needs help to dress.", "test2", "yes", "why2", "Her purse is gone.",
	"test3", "yes", "why3", "She cannot see to count it.", "asked", "yes", "wishes", "I want my purse back.", "capacity", "yes", "advocate", "not_needed",
	"way", "section_42", "why", "All three.",
}

// TestEveryActMovesNothing: a whole case by its pages, with bad input, by every
// hand that has need, leaves the shared record as it was. What is asked of the
// ordinary record is apart, and tested by TestArrange.
func TestEveryActMovesNothing(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		s := scene{t: t, g: g}
		before := s.shared()
		woken, stop := g.Watch()
		defer stop()
		for len(woken) > 0 {
			<-woken
		}
		if a := h.post("sam", "/concerns/new", "about", "", "words", ""); a.Status != 422 || !a.Has("A few words are enough") {
			t.Errorf("nothing was told: %d", a.Status)
		}
		if a := h.post("sam", "/concerns/new", "words", canary, "person", string(h.p.ID), "safe", "yes", "children", "yes", "child_say", "A girl of 9", "day-day", "29", "day-month", "11", "day-year", "2026"); a.Status != 200 || !a.Has("We have it. Thank you.", "Your number") || a.Has("purse") {
			t.Fatalf("raised: %d %s", a.Status, a.Body)
		}
		if a := h.b.Post(h.who["sam"], "/concerns/answer", "number", "AAAA-BBBB-CCCC"); a.Status != 200 || !a.Has("nothing to show for that number yet") {
			t.Errorf("a wrong number: %d", a.Status)
		}
		list := h.b.Get(h.who["lead"], "/safeguarding")
		_, after, _ := strings.Cut(list.Body, `href="/safeguarding/`)
		for strings.HasPrefix(after, "opened") || strings.HasPrefix(after, "deputies") || strings.HasPrefix(after, "figures") {
			_, after, _ = strings.Cut(after, `href="/safeguarding/`)
		}
		id := after[:36]
		one := "/safeguarding/" + id
		if a := h.b.Get(h.who["lead"], one); !a.Has("A girl of 9", "Tell children’s services today", "I have seen this") {
			t.Fatalf("the page: %d %s", a.Status, a.Body)
		}
		h.ok(safeguarding.MarkSeen(h.who["lead"], g, safeguarding.ID(id), 1))
		steps := []struct {
			who, path, bad string
			wrong, right   []string
		}{
			{"lead", one + "/decide", "Choose at least one kind", nil, answers},
			{"lead", one + "/notes/new", "Write what happened or what was said", []string{"kind", "meeting"}, []string{"kind", "meeting", "who", "Police", "words", "We met."}},
			{"lead", one + "/tasks/new", "Write what is to be done", []string{"kind", "protection"}, []string{"kind", "protection", "words", "Ring the bank", "owner", "Sam", "effect", "", "due-day", "2", "due-month", "12", "due-year", "2026"}},
			{"lead", one + "/access", "Say why they need to know", []string{"_form", "name", "account", h.account("co"), "until-day", "5", "until-month", "12", "until-year", "2026"}, []string{"_form", "name", "account", h.account("co"), "why", "Plans visits", "until-day", "5", "until-month", "12", "until-year", "2026"}},
			{"lead", one + "/pack", "Write who it was sent to", []string{"_form", "refer"}, []string{"_form", "refer", "to", "The hub", "how", "Secure email"}},
			{"boss", "/concerns/emergency", "We find no record with that reference", []string{"ref", "SH-NOBODY", "why", "She may be hurt"}, nil},
		}
		for _, x := range steps {
			if a := h.post(x.who, x.path, x.wrong...); a.Status != 422 || !a.Has(x.bad) {
				t.Errorf("%s, wrong: %d\n%s", x.path, a.Status, a.Body)
			}
			if x.right == nil {
				continue
			}
			if a := h.post(x.who, x.path, x.right...); a.Status != 303 {
				t.Errorf("%s: %d\n%s", x.path, a.Status, a.Body)
			}
		}
		a := h.b.Get(h.who["lead"], one)
		if !a.Has("A section 42 enquiry. All three.", "We met.", "Ring the bank", "The hub", "I want my purse back.") || a.Statements > 8 {
			t.Errorf("the page afterwards: %d statements\n%s", a.Statements, a.Body)
		}
		if a := h.b.Get(h.who["lead"], one+"/pack"); !a.Has("Schedule 1 paragraph 18", "Her son took the purse", "1 May 1940") {
			t.Errorf("the pack: %s", a.Body)
		}
		if a := h.b.Get(h.who["lead"], one+"/pack.json"); !a.Has(`"lawful_basis"`, `"Her son took the purse`) {
			t.Errorf("the pack as a file: %s", a.Body)
		}
		rest := func(marker, until string) string {
			_, after, _ := strings.Cut(a.Body, marker)
			value, _, _ := strings.Cut(after, until)
			return value
		}
		task, sent := rest(one+"/tasks/", `"`), rest(one+"/pack/", `"`)
		if task == "new" {
			t.Fatal("no task")
		}
		h.ok(safeguarding.NoteReply(h.who["lead"], g, safeguarding.ID(id), sent, 1, "They take it on."))
		if a := h.post("lead", one+"/close", "asked", "yes", "achieved", "fully", "said", "Good.", "risk", "reduced", "why", "Done"); a.Status != 422 || !a.Has("Something is still to be done") {
			t.Errorf("closed with something to do: %d", a.Status)
		}
		if a := h.post("co", one+"/tasks/"+task, "how", ""); a.Status != 422 {
			t.Errorf("done without words: %d", a.Status)
		}
		if a := h.post("co", one+"/tasks/"+task, "how", "Rang them."); a.Status != 303 {
			t.Errorf("done: %d %s", a.Status, a.Body)
		}
		if a := h.post("lead", one+"/close", "asked", "yes"); a.Status != 422 || !a.Has("Say how far") {
			t.Errorf("closed without an outcome: %d", a.Status)
		}
		if a := h.post("lead", one+"/close", "asked", "yes", "achieved", "fully", "said", "Good.", "risk", "reduced", "why", "Done"); a.Status != 303 {
			t.Errorf("closed: %d %s", a.Status, a.Body)
		}
		h.ok(safeguarding.BreakGlassFor(h.who["boss"], g, h.ref, safeguarding.Glass{ID: ids.NewHidden(), Why: "She may be hurt"}, h.session["boss"]))
		for _, path := range []string{"/concerns", "/concerns/mine", "/concerns/emergency", one, "/worried"} {
			if a := h.b.Get(h.who["boss"], path); a.Status != 200 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		h.hide("lead", safeguarding.ID(id), "second")
		h.ok(safeguarding.Depute(h.who["lead"], g, ids.Account(h.account("boss")), true))
		h.ok(safeguarding.Watch(gatetest.System(), g))
		for _, path := range []string{"/safeguarding/figures", "/safeguarding/figures.csv", "/safeguarding/figures.csv?for=sharing", "/safeguarding/figures?cell=type.financial.1", "/safeguarding/opened", "/safeguarding/deputies", one} {
			if a := h.b.Get(h.who["lead"], path); a.Status != 200 || a.Statements > 8 {
				t.Errorf("%s: %d, %d statements", path, a.Status, a.Statements)
			}
		}
		if after := s.shared(); after != before {
			t.Errorf("something shared moved:\nbefore\n%s\nafter\n%s", before, after)
		}
		if !g.Postgres() && len(woken) > 0 {
			t.Error("somebody was woken")
		}
	})
}

// TestDecisionRules: what the Care Act and the guidance ask of a decision.
func TestDecisionRules(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(nil)
		for name, change := range map[string]func(*safeguarding.Decision){
			"no kinds":                    func(d *safeguarding.Decision) { d.Types = nil },
			"a kind nobody knows":         func(d *safeguarding.Decision) { d.Types = append(d.Types, "envy") },
			"a test not answered":         func(d *safeguarding.Decision) { d.Tests[1].Met = "" },
			"a test without a reason":     func(d *safeguarding.Decision) { d.Tests[2].Why = "  " },
			"two of three, section 42":    func(d *safeguarding.Decision) { d.Tests[0].Met = safeguarding.No },
			"one not known, section 42":   func(d *safeguarding.Decision) { d.Tests[0].Met = safeguarding.Unsure },
			"all met, nothing done":       func(d *safeguarding.Decision) { d.Way, d.Instead = safeguarding.NoFurther, "Advice" },
			"all met, another enquiry":    func(d *safeguarding.Decision) { d.Way = safeguarding.Other },
			"section 42 in prison":        func(d *safeguarding.Decision) { d.Place = safeguarding.Prison },
			"passed to nobody":            func(d *safeguarding.Decision) { d.Way = safeguarding.Passed },
			"not asked, no reason":        func(d *safeguarding.Decision) { d.Asked, d.Wishes = safeguarding.No, "" },
			"may not decide, no advocate": func(d *safeguarding.Decision) { d.Capacity = safeguarding.No },
			"nothing instead": func(d *safeguarding.Decision) {
				d.Way, d.Tests[0].Met = safeguarding.NoFurther, safeguarding.No
			},
			"too long": func(d *safeguarding.Decision) { d.Why = strings.Repeat("x", 20_001) },
		} {
			d := decision(id)
			change(&d)
			if err := safeguarding.Decide(h.who["lead"], g, d, 1); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		d := decision(id)
		d.Place, d.Way, d.Instead = safeguarding.Prison, safeguarding.Passed, "The prison’s safeguarding lead, by telephone at 10:00"
		h.ok(safeguarding.Decide(h.who["lead"], g, d, 1))
		if a := h.b.Get(h.who["lead"], "/safeguarding"); !a.Has("Closed") {
			t.Error("passed on, and not closed")
		}
		if err := safeguarding.Decide(h.who["lead"], g, decision(id), 1); fault.KindOf(err) != fault.Conflict {
			t.Error("decided on what was read before:", err)
		}
		h.ok(safeguarding.Decide(h.who["lead"], g, decision(id), 2))
		if a := h.b.Get(h.who["lead"], "/safeguarding/"+string(id)); !a.Has("Decided before", "A section 42 enquiry. All three.") {
			t.Error("deciding again did not keep both")
		}
	})
}

// TestLookedAt: whoever raised it, with the number, hears that it was looked
// at once it was decided. A wrong number, somebody else and one not decided get
// the same answer to the byte.
func TestLookedAt(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		var c safeguarding.Concern
		id := h.told(func(x *safeguarding.Concern) { c = *x })
		ask := func(who, number string) visittest.Answer {
			return h.b.Post(h.who[who], "/concerns/answer", "number", number)
		}
		nothing := ask("sam", "WRNG-WRNG-WRNG")
		if a := ask("sam", c.Receipt()); a.Body != nothing.Body {
			t.Error("not decided, and another answer than for a wrong number")
		}
		h.ok(safeguarding.Decide(h.who["lead"], g, decision(id), 1))
		for _, number := range []string{c.Receipt(), strings.ToLower(c.Receipt()), strings.ReplaceAll(c.Receipt(), "-", " ")} {
			if a := ask("sam", number); !a.Has("It was looked at") || a.Has("purse") || a.Has("section 42") {
				t.Errorf("%s: %s", number, a.Body)
			}
		}
		if a := ask("co", c.Receipt()); a.Has("It was looked at") {
			t.Error("somebody else asked with the number, and was told")
		}
	})
}
