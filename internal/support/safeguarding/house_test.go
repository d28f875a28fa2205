package safeguarding_test

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/safeguarding/lead"
	"stillhome/internal/support/safeguarding/tell"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// house is a service with real accounts: two leads, a manager, a coordinator,
// two workers and a daughter who has a page about the person.
type house struct {
	t       *testing.T
	g       *gate.Gate
	p       visittest.Person
	ref     string // the person's
	who     map[string]context.Context
	session map[string]string
	b       *visittest.Browser
}

func settle(t *testing.T, g *gate.Gate) house {
	t.Helper()
	h := house{t: t, g: g, p: visittest.AddPerson(t, g, 1, 540, 45, 1, ""), who: map[string]context.Context{}, session: map[string]string{}}
	for name, role := range map[string]actor.Role{
		"lead": actor.SafeguardingLead, "second": actor.SafeguardingLead, "boss": actor.Manager, "co": actor.Coordinator, "sam": actor.Worker, "harm": actor.Worker,
	} {
		h.enrol(name, auth.KindStaff, role, "")
	}
	h.enrol("daughter", auth.KindClose, actor.Family, h.p.ID)
	visittest.Write(t, g, func(tx *gate.Tx) error {
		if err := tx.Exec(`UPDATE person SET ref = 'SH-TESTER', born_on = '1940-05-01' WHERE id = ?`, h.p.ID); err != nil {
			return err
		}
		return tx.Exec(`UPDATE plan_task SET goal_id = (SELECT g.id FROM plan_goal g WHERE g.plan_id = plan_task.plan_id)`)
	})
	if err := person.AddContact(h.who["co"], g, person.Contact{ID: person.ContactID(ids.New()), Person: h.p.ID, Name: "Ann Testcase", Relationship: "daughter", Phone: "01632 960123"}); err != nil {
		t.Fatal(err)
	}
	h.ref = "SH-TESTER"
	h.b = visittest.Serve(t, g, lead.Routes, tell.Routes)
	return h
}

func (h house) enrol(name string, kind auth.Kind, role actor.Role, about ids.Person) {
	h.t.Helper()
	err := auth.Enrol(gatetest.System(), h.g, auth.New{ID: ids.Account(h.account(name)), Kind: kind, Login: name + "@test.example", Name: name + " Madeup", Roles: []actor.Role{role}, Person: about})
	if err != nil {
		h.t.Fatal(err)
	}
	h.who[name] = actor.With(context.Background(), actor.Actor{ID: h.account(name), Roles: []actor.Role{role}})
	if h.session[name], err = auth.StartSession(gatetest.System(), h.g, ids.Account(h.account(name)), "test", auth.DefaultLimits); err != nil {
		h.t.Fatal(err)
	}
}

// account is the id of somebody's account, the same each time.
func (house) account(name string) string { return ids.Derived("house", name) }

// told raises a concern by a worker, changed as wanted, and gives its id.
func (h house) told(change func(*safeguarding.Concern)) safeguarding.ID {
	h.t.Helper()
	c := safeguarding.Concern{
		Ref: ids.NewHidden(), Person: h.p.ID, Visit: visit.ID(ids.New()), Kind: visit.Abuse, Urgency: visit.Now, Words: canary, Channel: visit.Office,
		At: when.Date("2026-11-30").AtMinute(8*60 + 20),
	}
	if change != nil {
		change(&c)
	}
	if err := safeguarding.Raise(h.who["sam"], h.g, c); err != nil {
		h.t.Fatal(err)
	}
	var id safeguarding.ID
	visittest.Read(h.t, h.g, func(s *gate.Snapshot) (err error) {
		id, err = gate.Value[safeguarding.ID](s, `SELECT id FROM safeguarding_concern WHERE visit_id = ?`, c.Visit)
		return err
	})
	return id
}

// decision is one with nothing wrong.
func decision(id safeguarding.ID) safeguarding.Decision {
	d := safeguarding.Decision{
		ID: ids.NewHidden(), Concern: id, Types: []safeguarding.Type{"financial", "neglect"}, Place: "own_home", Source: "known",
		Asked: safeguarding.Yes, Wishes: "I want my purse back.", Capacity: safeguarding.Yes, Advocate: "not_needed", Way: safeguarding.Section42, Why: "All three.",
	}
	for i := range d.Tests {
		d.Tests[i] = safeguarding.Test{Met: safeguarding.Yes, Why: "As told."}
	}
	return d
}

func (h house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// phone gives somebody a number to which texts go.
func (h house) phone(name string) {
	h.t.Helper()
	visittest.AddWorker(h.t, h.g, h.account(name))
	visittest.Write(h.t, h.g, func(tx *gate.Tx) error {
		return tx.Exec(`UPDATE staff_member SET phone = '07700900123' WHERE account_id = ?`, h.account(name))
	})
}

// texts are the accounts of all texts of the sealed lane.
func (h house) texts() (to []string) {
	h.t.Helper()
	visittest.Read(h.t, h.g, func(s *gate.Snapshot) (err error) {
		to, err = gate.Values[string](s, `SELECT account_id FROM notify_sealed WHERE words = 'Something waits for you. Open Stillhome.' ORDER BY queued_at, account_id`)
		return err
	})
	return to
}

// duplicate makes a second record, of which nobody knows yet that it is the
// same person.
func (h house) duplicate() ids.Person {
	h.t.Helper()
	other := visittest.AddPerson(h.t, h.g, 9, 540, 45, 1, "")
	visittest.Write(h.t, h.g, func(tx *gate.Tx) error {
		return tx.Exec(`UPDATE person SET ref = 'SH-DOUBLE', born_on = '1940-05-01' WHERE id = ?`, other.ID)
	})
	return other.ID
}

// merged says that a record is one with the person's.
func (h house) merged(other ids.Person) {
	h.t.Helper()
	visittest.Write(h.t, h.g, func(tx *gate.Tx) error {
		return tx.Exec(`UPDATE person SET merged_into = ? WHERE id = ?`, h.p.ID, other)
	})
}

// wait moves the clock on.
func (h house) wait(d time.Duration) { h.g.Clock.Set(h.g.Clock.Now().Add(d)) }

// sees reports whether somebody gets the concern's page; the answer is the page
// of nothing otherwise, byte for byte.
func (h house) sees(name string, id safeguarding.ID) bool {
	h.t.Helper()
	a := h.b.Get(h.who[name], "/safeguarding/"+string(id))
	if a.Status == 200 && a.Has("Her son took the purse") {
		if a.Statements > 8 {
			h.t.Errorf("%d statements for the page", a.Statements)
		}
		return true
	}
	if nothing := h.b.Get(h.who[name], "/no/such/page"); a.Status != 404 || a.Body != nothing.Body {
		h.t.Errorf("%s gets %d, and not the page of nothing", name, a.Status)
	}
	return false
}
