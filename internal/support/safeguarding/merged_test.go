package safeguarding_test

import (
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit/visittest"
)

// TestMergedRecords: a concern about a record that was merged into another is
// one about the person: the glass opens it, it stands beside the others, the
// figures count one person, and whoever is close to them is found and kept out.
func TestMergedRecords(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		other := h.duplicate()
		h.ok(person.AddContact(h.who["co"], g, person.Contact{ID: person.ContactID(ids.New()), Person: other, Name: "Bo Testcase", Relationship: "son", Phone: "01632 960124"}))
		h.enrol("son", auth.KindClose, actor.Family, other)
		about := func(x ids.Person) func(*safeguarding.Concern) {
			return func(c *safeguarding.Concern) { c.Person = x }
		}
		first, second := h.told(about(other)), h.told(nil)
		h.merged(other)
		for i, ref := range []string{"SH-DOUBLE", "SH-TESTER"} {
			who := "breaker" + ref
			h.enrol(who, auth.KindStaff, actor.Coordinator, "")
			x := safeguarding.Glass{ID: ids.NewHidden(), Why: "She may be hurt tonight"}
			h.ok(safeguarding.BreakGlassFor(h.who[who], g, ref, x, h.session[who]))
			if !h.sees(who, first) || !h.sees(who, second) {
				t.Errorf("%s opens not all that is about the person", ref)
			}
			if a := h.b.Get(h.who[who], "/concerns/mine"); !a.Has(string(first), string(second)) {
				t.Errorf("%s: not all is listed", ref)
			}
			visittest.Read(t, g, func(s *gate.Snapshot) error {
				n, err := gate.Value[int](s, `SELECT COUNT(*) FROM safeguarding_glass WHERE person_id = ?`, h.p.ID)
				if n != i+1 {
					t.Errorf("%s: noted for another record", ref)
				}
				return err
			})
		}
		for _, id := range []safeguarding.ID{first, second} {
			a := h.b.Get(h.who["lead"], "/safeguarding/"+string(id))
			if !a.Has("Other concerns about the same person", "Person1", "SH-TESTER", "Ann Testcase", "Bo Testcase") {
				t.Errorf("%s stands alone, or for another record", id)
			}
			if a.Has(`href="/people/`) {
				t.Error("a link leads out into the ordinary record, where others see who opened it")
			}
			if a := h.b.Get(h.who["lead"], "/safeguarding/"+string(id)+"/decide"); !a.Has("Ann Testcase", "Bo Testcase", "daughter Madeup", "son Madeup") {
				t.Errorf("%s: those around the person are not all offered", id)
			}
		}
		h.ok(g.Read(h.who["lead"], safeguarding.MayCount, gate.Council, func(s *gate.Snapshot) error {
			tables, err := safeguarding.Counts(s, g.Clock.Today(), g.Clock.Today())
			if row := tables[0].Rows[0]; row.Cells[0].Count() != 2 || row.Cells[1].Count() != 1 {
				t.Errorf("counted: %d concerns, %d people", row.Cells[0].Count(), row.Cells[1].Count())
			}
			return err
		}))
		// Either relative is kept out of either concern.
		d := decision(first)
		d.SourceWho = "account:" + h.account("daughter")
		h.ok(safeguarding.Decide(h.who["lead"], g, d, 1))
		d = decision(second)
		d.SourceWho = "account:" + h.account("son")
		h.ok(safeguarding.Decide(h.who["lead"], g, d, 1))
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			left, err := safeguarding.Relatives(s, h.p.ID)
			if len(left) != 0 {
				t.Errorf("pages that are still open: %+v", left)
			}
			return err
		})
		// What is hidden of one record is hidden of the person.
		h.hide("lead", first, "second")
		if a := h.b.Get(h.who["second"], "/safeguarding/opened"); a.Has("She may be hurt tonight") {
			t.Error("a lead learns of the glass for somebody of whom something is hidden from them")
		}
	})
}

// TestContactWithAPage: who is named as a contact and has a page about the
// person does not keep it because another line of the list was chosen.
func TestContactWithAPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(nil)
		var contact string
		visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
			contact, err = gate.Value[string](s, `SELECT id FROM person_contact`)
			return err
		})
		open := func() (n int) {
			visittest.Read(t, g, func(s *gate.Snapshot) error {
				all, err := safeguarding.Relatives(s, h.p.ID)
				n = len(all)
				return err
			})
			return n
		}
		d := decision(id)
		for _, bad := range [][2]string{{contact, ""}, {contact, "account:" + h.account("sam")}, {ids.New(), "none"}} {
			d.SourceWho, d.SamePerson = "contact:"+bad[0], bad[1]
			if err := safeguarding.Decide(h.who["lead"], g, d, 1); !fault.Is(err, "safeguarding.decision") || open() != 1 {
				t.Errorf("%q: %v, %d pages", bad, err, open())
			}
		}
		form := h.b.Get(h.who["lead"], "/safeguarding/"+string(id)+"/decide")
		if !form.Has("The page of daughter Madeup", "None of these is the same person") || form.Statements > 8 {
			t.Errorf("the form does not ask: %d statements", form.Statements)
		}
		d.SourceWho, d.SamePerson = "contact:"+contact, safeguarding.NoneOfThem
		h.ok(safeguarding.Decide(h.who["lead"], g, d, 1))
		page := func() visittest.Answer { return h.b.Get(h.who["lead"], "/safeguarding/"+string(id)) }
		if a := page(); !a.Has("Still open: a page about the person for daughter Madeup") || a.Statements > 8 || open() != 1 {
			t.Errorf("the page does not name who is left: %d statements", a.Statements)
		}
		d = decision(id)
		d.SourceWho, d.SamePerson = "contact:"+contact, "account:"+h.account("daughter")
		h.ok(safeguarding.Decide(h.who["lead"], g, d, 2))
		if open() != 0 || page().Has("Still open") {
			t.Error("the daughter’s page is open")
		}
		d = decision(id) // nobody is left to ask about
		d.SourceWho = "contact:" + contact
		h.ok(safeguarding.Decide(h.who["lead"], g, d, 3))
	})
}

// TestWhoIsNotTold: the lead sees whom a text did not reach, until somebody has
// looked; not of what is hidden from them.
func TestWhoIsNotTold(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		h.phone("lead")
		h.phone("second")
		id := h.told(nil)
		die := func() {
			visittest.Write(t, g, func(tx *gate.Tx) error {
				return tx.Exec(`UPDATE notify_sealed SET state = 'dead', failure = 'unknown_number' WHERE account_id = ?`, h.account("second"))
			})
		}
		list := func(who string) visittest.Answer { return h.b.Get(h.who[who], "/safeguarding") }
		if list("lead").Has("did not reach everybody") {
			t.Error("before anything failed")
		}
		die()
		if a := list("lead"); !a.Has("did not reach everybody", "second Madeup") || a.Has("lead Madeup.") || a.Statements > 8 {
			t.Errorf("a text died in silence: %d statements", a.Statements)
		}
		h.ok(safeguarding.MarkSeen(h.who["lead"], g, id, 1))
		if list("lead").Has("did not reach everybody") {
			t.Error("seen, and still asked for")
		}
		hidden := h.told(nil)
		die()
		h.hide("second", hidden, "lead")
		if list("lead").Has("did not reach everybody") || !list("second").Has("did not reach everybody") {
			t.Error("who is not told of what is hidden from the reader")
		}
	})
}

// TestGlassIsAlwaysTold: where no lead may know, the deputies hear of a broken
// glass, or else the managers, and they review it; nobody else finds it.
func TestGlassIsAlwaysTold(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		for _, who := range []string{"lead", "second", "boss", "co"} {
			h.phone(who)
		}
		h.enrol("chief", auth.KindStaff, actor.Manager, "")
		h.phone("chief")
		id := h.told(func(c *safeguarding.Concern) { c.Told.NotLead = true })
		if h.sees("lead", id) || !h.sees("boss", id) {
			t.Fatal("it is not with the managers")
		}
		broken := func(who string) (safeguarding.Glass, []string) {
			before := h.texts()
			x := safeguarding.Glass{ID: ids.NewHidden(), Why: "She may be hurt tonight, says " + who}
			h.ok(safeguarding.BreakGlassFor(h.who[who], g, h.ref, x, h.session[who]))
			after := h.texts()
			for _, a := range before {
				after = slices.Delete(after, slices.Index(after, a), slices.Index(after, a)+1)
			}
			return x, after
		}
		list := func(who string) visittest.Answer { return h.b.Get(h.who[who], "/safeguarding/opened") }
		x, told := broken("boss")
		if !slices.Equal(told, []string{h.account("chief")}) {
			t.Errorf("told: %v", told)
		}
		if !h.b.Get(h.who["chief"], "/concerns/mine").Has("/safeguarding/opened") || !list("chief").Has("says boss") || list("boss").Has("says boss") || list("lead").Has("says boss") {
			t.Error("not the other manager alone finds it")
		}
		if a := h.b.Post(h.who["lead"], "/safeguarding/opened", "glass", x.ID, "finding", "All was well"); a.Status != 404 {
			t.Errorf("a lead who may not know reviewed it: %d", a.Status)
		}
		if a := h.b.Post(h.who["chief"], "/safeguarding/opened", "glass", x.ID, "finding", "It was needed: she was moved."); a.Status != 303 {
			t.Errorf("the review: %d %s", a.Status, a.Body)
		}
		// A deputy who may know comes before the managers.
		h.ok(safeguarding.Depute(h.who["lead"], g, ids.Account(h.account("co")), true))
		h.ok(safeguarding.Watch(gatetest.System(), g))
		if _, told = broken("boss"); !slices.Equal(told, []string{h.account("co")}) {
			t.Errorf("with a deputy: %v", told)
		}
		if list("chief").Has("says boss") || !list("co").Has("says boss") {
			t.Error("not the deputy alone finds it")
		}
		// A lead who may know again comes before both.
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE safeguarding_hidden SET until_at = ? WHERE account_id = ?`, tx.At, h.account("second"))
		})
		_, told = broken("boss")
		if strings.Join(told, "") != h.account("second") {
			t.Errorf("with a lead: %v", told)
		}
	})
}
