package safeguarding_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit/visittest"
)

func (h house) hide(by string, id safeguarding.ID, from string) {
	h.t.Helper()
	h.ok(safeguarding.HideFrom(h.who[by], h.g, safeguarding.Against{Concern: id, Account: ids.Account(h.account(from))}))
}

// TestHidden: whom a concern is hidden from never sees it, a lead too, on no
// page; where no lead is left it goes to the deputies or else to the managers,
// and is never left with nobody.
func TestHidden(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(nil)
		h.hide("lead", id, "second")
		if !h.sees("lead", id) || h.sees("second", id) || h.sees("boss", id) {
			t.Fatal("hidden from the second lead")
		}
		for _, path := range []string{"/safeguarding", "/safeguarding/figures", "/safeguarding/figures.csv"} {
			if a := h.b.Get(h.who["second"], path); a.Status != 200 || a.Has("Person1 Madeup") || a.Has(string(id)) || a.Has(`cell=activity.concerns`) {
				t.Errorf("the second lead finds it at %s", path)
			}
		}
		open := h.told(nil) // about the same person
		if a := h.b.Get(h.who["second"], "/safeguarding/"+string(open)); a.Status != 200 || a.Has(string(id)) || a.Has("Other concerns") {
			t.Error("beside another concern, the second lead finds it")
		}
		if a := h.b.Get(h.who["lead"], "/safeguarding/"+string(open)); !a.Has(string(id), "Other concerns about the same person") {
			t.Error("the lead does not find it beside another concern")
		}
		if a := h.b.Get(h.who["second"], "/safeguarding/figures?cell=activity.concerns.1"); a.Has(string(id)) || !a.Has(string(open)) {
			t.Error("the second lead finds it behind a number")
		}
		if a := h.b.Get(h.who["lead"], "/safeguarding/figures"); !a.Has(`cell=activity.concerns.1`) {
			t.Error("the lead does not count it")
		}
		if err := safeguarding.HideFrom(h.who["lead"], g, safeguarding.Against{Concern: id, Account: ids.Account(h.account("lead"))}); fault.KindOf(err) != fault.Invalid {
			t.Error("the lead hid it from themselves:", err)
		}
		if err := safeguarding.HideFrom(h.who["second"], g, safeguarding.Against{Concern: id, Account: ids.Account(h.account("lead"))}); fault.KindOf(err) != fault.NotFound {
			t.Error("whom it is hidden from acted on it:", err)
		}
		// It is about the lead, too: whoever told it said so.
		about := h.told(func(c *safeguarding.Concern) { c.Told.NotLead = true })
		if h.sees("lead", about) || h.sees("second", about) || h.sees("co", about) || !h.sees("boss", about) {
			t.Fatal("a concern about the leads is not with the manager")
		}
		if a := h.b.Get(h.who["boss"], "/concerns/mine"); !a.Has(string(about)) || a.Has(string(id)) {
			t.Error("the manager does not find it among what was opened to them")
		}
		h.ok(safeguarding.Decide(h.who["boss"], g, decision(about), 1))
		// A deputy comes before the managers.
		h.ok(safeguarding.Depute(h.who["lead"], g, ids.Account(h.account("co")), true))
		third := h.told(func(c *safeguarding.Concern) { c.Told.NotLead = true })
		if !h.sees("co", third) || h.sees("boss", third) {
			t.Error("a deputy does not come first")
		}
		var hidings []safeguarding.Hiding
		h.ok(safeguarding.Open(h.who["co"], g, third, func(s *gate.Snapshot, f safeguarding.File) (err error) {
			hidings, err = safeguarding.Hidings(s, third)
			return err
		}))
		i := slices.IndexFunc(hidings, func(x safeguarding.Hiding) bool { return x.Account == ids.Account(h.account("lead")) })
		h.ok(safeguarding.ShowAgain(h.who["co"], g, third, hidings[i].ID))
		if !h.sees("lead", third) || h.sees("second", third) || h.sees("co", third) {
			t.Error("a lead who may see it again does not have it back")
		}
	})
}

// TestNamedInTheTelling: whom the teller named is kept out from the start; a
// name nobody here has keeps nobody out.
func TestNamedInTheTelling(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(func(c *safeguarding.Concern) { c.Told.Not = "Not Second Madeup, please" })
		if h.sees("second", id) || !h.sees("lead", id) {
			t.Error("the lead named in the telling")
		}
		id = h.told(func(c *safeguarding.Concern) { c.Told.Not = "Nobody Atall" })
		if !h.sees("second", id) || !h.sees("lead", id) {
			t.Error("a name that nobody has")
		}
	})
}

// TestTeam: hidden from somebody and their team, it is hidden from a lead of
// that team, and from one who joins it later.
func TestTeam(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		visittest.AddWorker(t, g, h.account("harm"))
		visittest.AddWorker(t, g, h.account("second"))
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE staff_member SET team_id = 'north' WHERE account_id = ?`, h.account("harm"))
		})
		id := h.told(nil)
		h.ok(safeguarding.HideFrom(h.who["lead"], g, safeguarding.Against{Concern: id, Account: ids.Account(h.account("harm")), Team: true}))
		if !h.sees("second", id) {
			t.Error("a lead of no team is kept out")
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE staff_member SET team_id = 'north' WHERE account_id = ?`, h.account("second"))
		})
		if h.sees("second", id) || !h.sees("lead", id) {
			t.Error("a lead who joined the team sees it")
		}
	})
}

// TestRelativeLosesTheirPage: somebody close to the person, named as the source
// of harm, loses their tie at once; the shared journal has no row of it, as
// with a tie that ran out.
func TestRelativeLosesTheirPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(nil)
		rows := func() (ties, journal int) {
			visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
				if ties, err = gate.Value[int](s, `SELECT COUNT(*) FROM gate_relation WHERE account_id = ? AND kind = 'close' AND (until_at IS NULL OR until_at > ?)`, h.account("daughter"), s.Now); err != nil {
					return err
				}
				journal, err = gate.Value[int](s, `SELECT COUNT(*) FROM gate_journal`)
				return err
			})
			return ties, journal
		}
		ties, before := rows()
		if ties != 1 {
			t.Fatal("the daughter has no page to lose:", ties)
		}
		d := decision(id)
		d.SourceWho = "account:" + h.account("daughter")
		h.ok(safeguarding.Decide(h.who["lead"], g, d, 1))
		if ties, after := rows(); ties != 0 || after != before {
			t.Errorf("%d ties are left, the journal has %d rows more", ties, after-before)
		}
		h.hide("lead", id, "daughter") // by hand as well: nothing more to end
		// A colleague named so never sees it again; whoever decides cannot name
		// themselves.
		d = decision(id)
		d.SourceWho = "account:" + h.account("second")
		h.ok(safeguarding.Decide(h.who["lead"], g, d, 2))
		if h.sees("second", id) || !h.sees("lead", id) {
			t.Error("a lead named as the source of harm sees it")
		}
		d = decision(id)
		d.SourceWho = "account:" + h.account("lead")
		if err := safeguarding.Decide(h.who["lead"], g, d, 3); fault.KindOf(err) != fault.Invalid {
			t.Error("a lead named themselves:", err)
		}
	})
}

// TestByName: access by name is for one concern, until its day, ends at once
// when it is ended, and lets nobody decide.
func TestByName(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id, other := h.told(nil), h.told(nil)
		give := func(why string, days int) (string, error) {
			grant := safeguarding.Grant{ID: ids.NewHidden(), Concern: id, Account: ids.Account(h.account("co")), Why: why}
			return grant.ID, safeguarding.NameThem(h.who["lead"], g, grant, g.Clock.Today().Add(days))
		}
		for why, days := range map[string]int{"": 1, "Because": -1, "Because it": 91} {
			if _, err := give(why, days); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q for %d days: %v", why, days, err)
			}
		}
		grant, err := give("Plans the visits", 2)
		h.ok(err)
		if !h.sees("co", id) || h.sees("co", other) || h.sees("sam", id) {
			t.Error("by name, and for that concern alone")
		}
		if a := h.b.Get(h.who["co"], "/concerns/mine"); !a.Has(string(id)) || a.Has(string(other)) || a.Has("purse") {
			t.Error("what was opened to the coordinator")
		}
		if a := h.b.Get(h.who["co"], "/safeguarding"); a.Status != 404 {
			t.Errorf("the leads’ list: %d", a.Status)
		}
		for _, path := range []string{"/decide", "/access", "/pack", "/pack.json", "/close", "/tasks/new"} {
			if a := h.b.Get(h.who["co"], "/safeguarding/"+string(id)+path); a.Status != 404 {
				t.Errorf("by name, %s: %d", path, a.Status)
			}
		}
		if err := safeguarding.Decide(h.who["co"], g, decision(id), 1); fault.KindOf(err) != fault.NotFound {
			t.Error("somebody given it by name decided:", err)
		}
		h.ok(safeguarding.AddNote(h.who["co"], g, safeguarding.Note{ID: ids.NewHidden(), Concern: id, Kind: safeguarding.Spoke, Words: "She said no."}))
		if a := h.b.Get(h.who["lead"], "/safeguarding/"+string(id)+"/access"); a.Statements > 8 || !a.Has("co Madeup", "Was refused", "Read it, within the hour", "Wrote", "Plans the visits") {
			t.Errorf("who looked: %d statements\n%s", a.Statements, a.Body)
		}
		h.ok(safeguarding.EndGrant(h.who["lead"], g, id, grant))
		visittest.Read(t, g, func(s *gate.Snapshot) error {
			live, err := gate.Value[int](s, `SELECT COUNT(*) FROM gate_sealed_relation WHERE account_id = ? AND (until_at IS NULL OR until_at > ?)`, h.account("co"), s.Now)
			if live != 0 {
				t.Error("the gate would still let them in")
			}
			return err
		})
		if h.sees("co", id) {
			t.Error("it was ended, and they see it")
		}
		_, err = give("Plans the visits", 2)
		h.ok(err)
		h.wait(72 * time.Hour)
		if h.sees("co", id) {
			t.Error("its day is over, and they see it")
		}
		if _, err := give("Plans the visits", 2); err != nil {
			t.Error(err)
		}
		h.hide("lead", id, "co")
		if h.sees("co", id) {
			t.Error("hidden from them afterwards, and they see it")
		}
		if _, err := give("Plans the visits", 2); fault.KindOf(err) != fault.Invalid {
			t.Error("given by name to whom it is hidden from:", err)
		}
	})
}

// TestGlass: in an emergency, with both factors shown a moment ago and a
// reason, for an hour; the leads see it at once; another person reviews it; it
// opens nothing that is hidden.
func TestGlass(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		id := h.told(nil)
		secret := h.told(nil)
		h.hide("lead", secret, "boss")
		try := func(who, why, session string) error {
			return safeguarding.BreakGlassFor(h.who[who], g, h.ref, safeguarding.Glass{ID: ids.NewHidden(), Why: why}, session)
		}
		if err := try("boss", "no", h.session["boss"]); fault.KindOf(err) != fault.Invalid {
			t.Error("without a reason:", err)
		}
		for name, session := range map[string]string{"no session": "", "another's": h.session["co"]} {
			if err := try("boss", "She may be hurt tonight", session); !fault.Is(err, "auth.not_recent") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := try("sam", "She may be hurt tonight", h.session["sam"]); fault.KindOf(err) != fault.NotFound {
			t.Error("a worker broke the glass:", err)
		}
		if h.sees("boss", id) {
			t.Fatal("a try opened it")
		}
		h.ok(try("boss", "She may be hurt tonight", h.session["boss"]))
		if !h.sees("boss", id) || h.sees("boss", secret) {
			t.Error("the glass opens what is not hidden, and no more")
		}
		if a := h.b.Get(h.who["boss"], "/concerns/mine"); !a.Has(string(id)) || a.Has(string(secret)) {
			t.Error("what the glass opened is not all that is listed")
		}
		h.hide("lead", secret, "second")
		if a := h.b.Get(h.who["second"], "/safeguarding/opened"); a.Status != 200 || a.Has("boss Madeup") {
			t.Error("a lead learns of the glass for somebody of whom something is hidden from them")
		}
		if err := safeguarding.AddNote(h.who["boss"], g, safeguarding.Note{ID: ids.NewHidden(), Concern: id, Kind: safeguarding.PlainNote, Words: "x"}); fault.KindOf(err) != fault.NotFound {
			t.Error("whoever broke the glass wrote:", err)
		}
		if a := h.b.Get(h.who["lead"], "/safeguarding"); !a.Has("Somebody opened a sealed record in an emergency. Another", "Review (1)") || a.Statements > 8 {
			t.Errorf("the lead is not told: %d statements", a.Statements)
		}
		a := h.b.Get(h.who["lead"], "/safeguarding/opened")
		if !a.Has("boss Madeup", "She may be hurt tonight") {
			t.Fatal("who and why is not shown to the lead")
		}
		_, after, _ := strings.Cut(a.Body, `name="glass" value="`)
		glass, _, _ := strings.Cut(after, `"`)
		if a := h.b.Get(h.who["co"], "/safeguarding/opened"); a.Status != 404 {
			t.Errorf("a coordinator sees who opened: %d", a.Status)
		}
		h.enrol("chief", auth.KindStaff, actor.Manager, "") // a lead is left: nothing is there for managers
		if a := h.b.Get(h.who["chief"], "/safeguarding/opened"); a.Status != 200 || !a.Has("Nobody has opened a sealed record") {
			t.Errorf("another manager: %d", a.Status)
		}
		if a := h.b.Post(h.who["lead"], "/safeguarding/opened", "glass", glass, "finding", ""); a.Status != 422 {
			t.Errorf("a review without words: %d", a.Status)
		}
		h.wait(59 * time.Minute)
		if !h.sees("boss", id) {
			t.Error("closed before the hour")
		}
		h.wait(2 * time.Minute)
		if h.sees("boss", id) {
			t.Error("open after the hour")
		}
		h.wait(26 * time.Hour)
		if a := h.b.Get(h.who["lead"], "/safeguarding"); !a.Has("nobody reviewed it in time") {
			t.Error("a late review is not shown")
		}
		if a := h.b.Post(h.who["lead"], "/safeguarding/opened", "glass", glass, "finding", "It was needed: she was moved."); a.Status != 303 {
			t.Errorf("the review: %d %s", a.Status, a.Body)
		}
		if a := h.b.Get(h.who["lead"], "/safeguarding"); a.Has("in an emergency. Another") || a.Has("Review (") {
			t.Error("it was reviewed, and still asks")
		}
		if err := try("boss", "She may be hurt tonight", h.session["boss"]); !fault.Is(err, "auth.not_recent") {
			t.Error("a session of yesterday:", err)
		}
	})
}

// TestNobodyReviewsThemselves: a lead who is a manager as well and broke the
// glass finds it on no list of theirs and cannot review it.
func TestNobodyReviewsThemselves(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		h.told(nil)
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Grant(h.account("boss"), actor.SafeguardingLead) })
		both := actor.With(t.Context(), actor.Actor{ID: h.account("boss"), Roles: []actor.Role{actor.Manager, actor.SafeguardingLead}})
		x := safeguarding.Glass{ID: ids.NewHidden(), Why: "She may be hurt tonight"}
		h.ok(safeguarding.BreakGlassFor(both, g, h.ref, x, h.session["boss"]))
		if a := h.b.Get(both, "/safeguarding/opened"); a.Status != 200 || a.Has("She may be hurt tonight") {
			t.Error("a lead who broke the glass is offered to review it")
		}
		if err := safeguarding.ReviewGlass(both, g, x.ID, "All was well with me"); fault.KindOf(err) != fault.NotFound {
			t.Error("who broke the glass reviewed it:", err)
		}
		h.ok(safeguarding.ReviewGlass(h.who["lead"], g, x.ID, "It was needed."))
	})
}
