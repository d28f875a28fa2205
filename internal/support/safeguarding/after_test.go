package safeguarding_test

import (
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit/visittest"
)

// TestArrange: what a plan to protect asks of the ordinary record is done there
// by the ordinary action, in the name of who does it, and nothing in the shared
// journal points here.
func TestArrange(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(nil)
		h.ok(safeguarding.NameThem(h.who["lead"], g, safeguarding.Grant{ID: ids.NewHidden(), Concern: id, Account: ids.Account(h.account("co")), Why: "Plans visits"}, g.Clock.Today().Add(3)))
		one := "/safeguarding/" + string(id)
		add := func(e safeguarding.Effect) string {
			task := safeguarding.Task{ID: ids.NewHidden(), Concern: id, Kind: safeguarding.ProtectTask, Words: "Keep her safe", Owner: "Co", Due: g.Clock.Today(), Effect: e}
			h.ok(safeguarding.AddTask(h.who["lead"], g, task))
			return task.ID
		}
		two, first := add(safeguarding.TwoWorkers), add(safeguarding.OfficeFirst)
		if a := h.b.Get(h.who["lead"], one+"/tasks/"+two); !a.Has("You do not plan visits or keep contacts") {
			t.Error("a lead who plans no visits is offered to")
		}
		if a := h.b.Post(h.who["lead"], one+"/tasks/"+two+"/arrange"); a.Status != 422 || !a.Has("Ask a coordinator") {
			t.Errorf("a lead who plans no visits changed the plan: %d", a.Status)
		}
		if a := h.b.Get(h.who["co"], one+"/tasks/"+two); !a.Has("Send two workers from tomorrow") {
			t.Error("the coordinator is not offered it")
		}
		if a := h.b.Post(h.who["co"], one+"/tasks/"+two+"/arrange"); a.Status != 303 {
			t.Fatalf("two workers: %d %s", a.Status, a.Body)
		}
		if a := h.b.Post(h.who["co"], one+"/tasks/"+first+"/arrange"); a.Status != 422 {
			t.Errorf("no contact was chosen: %d", a.Status)
		}
		var contact string
		visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
			contact, err = gate.Value[string](s, `SELECT id FROM person_contact`)
			return err
		})
		if a := h.b.Post(h.who["co"], one+"/tasks/"+first+"/arrange", "contact", contact); a.Status != 303 {
			t.Fatalf("office first: %d %s", a.Status, a.Body)
		}
		if a := h.b.Post(h.who["co"], one+"/tasks/"+first+"/arrange", "contact", contact); a.Status != 422 {
			t.Errorf("done twice: %d", a.Status)
		}
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			now, err := plan.Current(s, h.p.ID)
			if err != nil {
				return err
			}
			for _, x := range now.Patterns {
				if x.UntilOn == "" && x.Workers != 2 {
					t.Error("a visit with one worker is left")
				}
			}
			contacts, err := person.Contacts(s, h.p.ID)
			if len(contacts) != 1 || !contacts[0].OfficeFirst {
				t.Error("the contact is not marked:", contacts)
			}
			rows, err2 := gate.Values[string](s, `SELECT action || ' ' || actor_id || ' ' || note_id || ' ' || events FROM gate_journal ORDER BY seq DESC LIMIT 3`)
			joined := strings.Join(rows, "\n")
			if strings.Contains(joined, "safeguarding") || strings.Contains(joined, string(id)) || !strings.Contains(joined, "plan.write "+h.account("co")) || !strings.Contains(joined, "person.record "+h.account("co")) {
				t.Errorf("the journal says:\n%s", joined)
			}
			if err == nil {
				err = err2
			}
			return err
		})
	})
}

// TestLate: what nobody saw or decided in time is told to the leads once, by a
// text that says nothing, and opens to the deputies until it is decided.
func TestLate(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		h.ok(safeguarding.Depute(h.who["lead"], g, ids.Account(h.account("boss")), true))
		h.phone("lead")
		id := h.told(nil)
		texts := func() int { return len(h.texts()) }
		for _, x := range []struct {
			wait     time.Duration
			texts    int
			deputies bool
		}{{0, 1, false}, {14 * time.Minute, 1, false}, {2 * time.Minute, 2, true}, {time.Minute, 2, true}} {
			h.wait(x.wait)
			h.ok(safeguarding.Watch(gatetest.System(), g))
			if n := texts(); n != x.texts || h.sees("boss", id) != x.deputies {
				t.Errorf("after %s more: %d texts", x.wait, n)
			}
		}
		h.ok(safeguarding.Decide(h.who["lead"], g, decision(id), 1))
		h.ok(safeguarding.Watch(gatetest.System(), g))
		if h.sees("boss", id) {
			t.Error("decided, and still with the deputy")
		}
		h.enrol("late", auth.KindStaff, actor.Coordinator, "")
		h.ok(safeguarding.BreakGlassFor(h.who["late"], g, h.ref, safeguarding.Glass{ID: ids.NewHidden(), Why: "She may be hurt"}, h.session["late"]))
		if texts() != 3 {
			t.Error("the glass was broken, and no text is on its way to the lead")
		}
	})
}

// TestWorried: the page for everyone takes a worry without an account, says the
// same whoever is signed in on the device and however many came before from the
// same network, and sets no cookie.
func TestWorried(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		nobody := t.Context()
		clean := func(s string) string {
			before, after, _ := strings.Cut(s, `name="id" value="`)
			return before + after[36:]
		}
		a := h.b.Get(nobody, "/worried")
		if a.Status != 200 || !a.Has("Ring 999", "Exit this page", "<title>Contact us") || a.Has("abuse") {
			t.Fatalf("the page: %d", a.Status)
		}
		if b := h.b.Get(h.who["daughter"], "/worried"); clean(b.Body) != clean(a.Body) {
			t.Error("another page for somebody signed in")
		}
		if a := h.b.Post(nobody, "/worried", "id", ids.NewHidden()); a.Status != 422 || !a.Has("A few words are enough") {
			t.Errorf("nothing told: %d", a.Status)
		}
		h.phone("lead")
		var first visittest.Answer
		for n := range safeguarding.MostFromNetwork {
			if a := h.b.Post(nobody, "/worried", "id", ids.NewHidden(), "words", "The old man next door is shouted at.", "person", string(h.p.ID), "safe", "no"); a.Status != 200 || !a.Has("We have it. Thank you.") {
				t.Fatalf("worry %d: %d", n, a.Status)
			} else {
				first = a
			}
		}
		// Nobody on the same network learns how many came before: it is taken as
		// the rest, and stands behind them for the lead, without a text.
		last, texts := h.b.Post(nobody, "/worried", "id", ids.NewHidden(), "words", "Once more."), h.texts()
		if last.Status != 200 || last.Body != first.Body || len(texts) != safeguarding.MostFromNetwork {
			t.Errorf("one too many: %d, %d texts", last.Status, len(texts))
		}
		shown := func(id string) visittest.Answer { return h.b.Get(h.who["lead"], "/safeguarding/"+id) }
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			all, err := gate.Values[string](s, `SELECT id FROM safeguarding_concern ORDER BY many, id`)
			if n := len(all); n != safeguarding.MostFromNetwork+1 || !shown(all[n-1]).Has("Once more.", "No text went out about this one") || shown(all[0]).Has("No text went out") {
				t.Errorf("%d were kept, and the lead is not told which came with many", n)
			}
			return err
		})
		if !h.b.Get(h.who["lead"], "/safeguarding").Has("one of many within the hour") {
			t.Error("the list does not mark it")
		}
		// Late, those above the limit make one text, and not one each.
		h.b.Post(nobody, "/worried", "id", ids.NewHidden(), "words", "And again.")
		h.wait(25 * time.Hour)
		h.ok(safeguarding.Watch(gatetest.System(), g))
		if n := len(h.texts()); n != 2*safeguarding.MostFromNetwork+1 {
			t.Errorf("late: %d texts", n)
		}
		texts = h.texts()
		for range 3 {
			last = h.b.Post(nobody, "/worried", "id", ids.NewHidden(), "words", "The next day.")
		}
		if last.Status != 200 || len(h.texts()) != len(texts)+3 {
			t.Errorf("the next day: %d, %d texts", last.Status, len(h.texts()))
		}
		a = h.b.Get(h.who["lead"], "/safeguarding")
		if !a.Has("Somebody who does not work here", "Somebody who is not in our records") || a.Has("Person1") {
			t.Error("the lead’s list")
		}
	})
}

// TestCounts: by hand. Two concerns about one person and one about nobody we
// know; one section 42 enquiry that ended, of two kinds.
func TestCounts(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(nil)
		h.told(nil)
		h.told(func(c *safeguarding.Concern) { c.Person = "" })
		h.ok(safeguarding.Decide(h.who["lead"], g, decision(id), 1))
		h.ok(safeguarding.Close(h.who["lead"], g, safeguarding.Outcome{Concern: id, Asked: safeguarding.Yes, Achieved: "partly", Said: "Good.", Risk: "reduced", Why: "Done"}, 2))
		a := h.b.Get(h.who["lead"], "/safeguarding/figures.csv")
		for _, line := range []string{
			",Concerns told,Cases,3,", ",Concerns told,People,2,", ",A section 42 enquiry,Cases,1," + string(id),
			",85 to 94,Told of in a concern,1,", ",Not known,Told of in a concern,1,", ",85 to 94,Section 42 enquiries begun,1,",
			`"Financial: money, belongings or a will",Section 42 enquiries that ended,1,` + string(id), `,Neglect: not giving the care somebody needs,Section 42 enquiries that ended,1,`,
			",Sexual,Section 42 enquiries that ended,0,", ",Their own home,Section 42 enquiries that ended,1,", ",The risk is less,Section 42 enquiries that ended,1,",
			",Partly,Section 42 enquiries that ended,1,",
		} {
			if !a.Has(line) {
				t.Errorf("no line %q in\n%s", line, a.Body)
			}
		}
		if b := h.b.Get(h.who["lead"], "/safeguarding/figures.csv?for=sharing"); !b.Has(",Concerns told,Cases,c\n", ",Sexual,Section 42 enquiries that ended,0\n") || b.Has(string(id)) {
			t.Error("to share:", b.Body)
		}
		if b := h.b.Get(h.who["lead"], "/safeguarding/figures?from=2026-01-01&until=2026-11-01"); b.Status != 200 || b.Has("cell=") {
			t.Error("a period before it counts something")
		}
		if b := h.b.Get(h.who["lead"], "/safeguarding/figures?cell=type.financial.1"); !b.Has(string(id)) {
			t.Error("what is behind a number")
		}
		// One that ended two days on is not among those that ended until today.
		last, today := h.told(nil), string(g.Clock.Today())
		h.ok(safeguarding.Decide(h.who["lead"], g, decision(last), 1))
		h.wait(48 * time.Hour)
		h.ok(safeguarding.Close(h.who["lead"], g, safeguarding.Outcome{Concern: last, Asked: safeguarding.Yes, Achieved: "fully", Said: "Good.", Risk: "removed", Why: "Done"}, 2))
		for until, n := range map[string]string{today: "0", string(g.Clock.Today()): "1"} {
			if b := h.b.Get(h.who["lead"], "/safeguarding/figures.csv?from=2026-04-01&until="+until); !b.Has(",The risk is gone,Section 42 enquiries that ended," + n + ",") {
				t.Errorf("until %s: not %s that ended", until, n)
			}
		}
	})
}

// TestPhoto: it is sealed where it lies, and given to who may see it as a file.
func TestPhoto(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(func(c *safeguarding.Concern) {
			c.Photos = []safeguarding.Photo{{Name: "bruise.jpg", MediaType: "image/jpeg", Bytes: []byte("a bruise")}}
		})
		a := h.b.Get(h.who["lead"], "/safeguarding/"+string(id))
		_, after, _ := strings.Cut(a.Body, "/files/")
		photo := "/safeguarding/" + string(id) + "/files/" + after[:36]
		if a := h.b.Get(h.who["lead"], photo); a.Body != "a bruise" {
			t.Errorf("the photo: %d", a.Status)
		}
		for _, who := range []string{"sam", "co"} {
			if a := h.b.Get(h.who[who], photo); a.Status != 404 {
				t.Errorf("%s gets the photo: %d", who, a.Status)
			}
		}
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			kept, err := gate.Value[string](s, `SELECT sealed FROM safeguarding_file`)
			if strings.Contains(kept, "bruise") || kept == "" {
				t.Error("the photo lies open")
			}
			return err
		})
	})
}
