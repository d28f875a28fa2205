package sealed_test

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/visit/visittest"
	"stillhome/internal/world/sealed"
)

// TestConcern: a whole case goes through the real acts, on every engine; what
// it changes in the ordinary record is what the ordinary change does.
func TestConcern(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		about := visittest.AddPerson(t, g, 1, 540, 45, 1, "")
		other := visittest.AddPerson(t, g, 2, 540, 45, 1, "")
		visittest.AddWorker(t, g, "sam")
		for account, role := range map[string]actor.Role{"lead": actor.SafeguardingLead, "co": actor.Coordinator, "boss": actor.Manager} {
			gatetest.As(t, g, account, role)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error { // a plan's tasks are for its goals
			return tx.Exec(`UPDATE plan_task SET goal_id = (SELECT g.id FROM plan_goal g WHERE g.plan_id = plan_task.plan_id)`)
		})
		account := func(name string, role actor.Role) ids.Account {
			id := ids.Account(ids.New())
			if err := auth.Enrol(gatetest.System(), g, auth.New{ID: id, Kind: auth.KindStaff, Login: name + "@test.example", Name: name + " Madeup", Roles: []actor.Role{role}}); err != nil {
				t.Fatal(err)
			}
			return id
		}
		x := sealed.Case{
			Person: about.ID, Worker: "sam", Lead: "lead", Named: account("Cora", actor.Coordinator), Glass: account("Mona", actor.Manager),
			Against: account("Harm", actor.Worker), Words: "canary", Ordinary: true,
		}
		var err error
		if x.Session, err = auth.StartSession(gatetest.System(), g, x.Glass, "test", auth.DefaultLimits); err != nil {
			t.Fatal(err)
		}
		co := gatetest.As(t, g, "co", actor.Coordinator)
		for _, p := range []ids.Person{about.ID, other.ID} {
			if err := person.AddContact(co, g, person.Contact{ID: person.ContactID(ids.New()), Person: p, Name: "Ann Testcase", Phone: "01632 960123"}); err != nil {
				t.Fatal(err)
			}
		}
		id, err := sealed.Concern(gatetest.System(), g, x)
		if err != nil || !ids.Valid(string(id)) {
			t.Fatal(id, err)
		}
		x.Person = other.ID
		if err := sealed.OrdinaryChange(gatetest.System(), g, x); err != nil {
			t.Fatal(err)
		}
		for _, p := range []ids.Person{about.ID, other.ID} {
			visittest.Read(t, g, func(s *gate.Snapshot) error {
				now, err := plan.Current(s, p)
				two := 0
				for _, x := range now.Patterns {
					if x.Workers == 2 && x.UntilOn == "" {
						two++
					}
				}
				contacts, err2 := person.Contacts(s, p)
				if two != 1 || len(contacts) != 1 || !contacts[0].OfficeFirst || err2 != nil {
					t.Errorf("two workers at %d patterns, contacts %v", two, contacts)
				}
				return err
			})
		}
	})
}
