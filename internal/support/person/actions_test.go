package person_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
)

var mayTest = gate.Action{Name: "test.person", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// add makes somebody's record as package referral does.
func add(t *testing.T, g *gate.Gate, p person.Person) person.ID {
	t.Helper()
	if p.ID == "" {
		p.ID = person.ID(ids.New())
	}
	write(t, g, func(tx *gate.Tx) error { return person.Add(tx, p) })
	return p.ID
}

func write(t *testing.T, g *gate.Gate, fn func(tx *gate.Tx) error) {
	t.Helper()
	if err := g.Write(gatetest.System(), mayTest, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, g *gate.Gate, fn func(s *gate.Snapshot) error) {
	t.Helper()
	if err := g.Read(gatetest.System(), mayTest, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, g *gate.Gate, id person.ID) (p person.Person) {
	t.Helper()
	read(t, g, func(s *gate.Snapshot) (err error) { p, err = person.Get(s, id); return err })
	return p
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("got %v, want %q", err, code)
	}
}

var joan = person.Person{
	Given: "Joan", Family: "Testcase", Preferred: "Joanie", Born: "1941-05-03", Gender: person.Female, NHS: "9990000026",
	Address: "1 Test Road", Postcode: "CB1 0AH", Phone: "01632 960111",
}

func TestAddAndChange(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Coordinator)
		id := add(t, g, joan)
		p := get(t, g, id)
		if p.Ref != person.Ref("SH", string(id), 0) || p.Version != 1 || !p.At.Known() || p.Born != "1941-05-03" || p.NHSStatus != person.Verified {
			t.Fatalf("%+v", p)
		}
		p.Phone, p.NHS, p.At.Lat = "01632 960222", "999 000 0027", 1
		wants(t, person.Change(office, g, p), "")
		got := get(t, g, id)
		if got.Phone != p.Phone || got.NHS != "9990000027" || got.NHSStatus != person.NotVerified || got.Version != 2 || got.At.Lat == 1 {
			t.Errorf("%+v", got)
		}
		wants(t, person.Change(office, g, p), "gate.changed") // with the version from before
		got.Family = ""
		wants(t, person.Change(office, g, got), "person.details")
		unknown := got
		unknown.ID, unknown.Family = person.ID(ids.New()), "X"
		wants(t, person.Change(office, g, unknown), "gate.not_found")
		err := g.Write(gatetest.System(), mayTest, gate.Council, func(tx *gate.Tx) error {
			again := joan
			again.ID = id
			return person.Add(tx, again)
		})
		wants(t, err, "gate.exists")
	})
}

func TestReferencesNeverClash(t *testing.T) {
	g := gatetest.SQLite(t)
	id := person.ID(ids.New())
	first := person.Person{ID: person.ID(ids.New()), Given: "A", Family: "B"}
	write(t, g, func(tx *gate.Tx) error {
		if err := person.Add(tx, first); err != nil {
			return err
		}
		// Somebody else has the reference that this id would have.
		return tx.Exec(`UPDATE person SET ref = ? WHERE id = ?`, person.Ref("SH", string(id), 0), first.ID)
	})
	other := joan
	other.ID = id
	add(t, g, other)
	if got := get(t, g, id); got.Ref != person.Ref("SH", string(id), 1) {
		t.Errorf("%s", got.Ref)
	}
}

// Every act and who may do it, for a worker with and without the person on
// their work.
func TestWhoMay(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		id, other := add(t, g, joan), add(t, g, person.Person{Given: "Other", Family: "Testcase"})
		ctx := map[actor.Role]context.Context{}
		for _, r := range actor.Roles {
			ctx[r] = gatetest.As(t, g, "a-"+string(r), r)
		}
		gatetest.Relate(t, g, "a-worker", id, actor.Work)
		see := func(ctx context.Context) error {
			return g.Read(ctx, person.MaySee, gate.Person(id), func(*gate.Snapshot) error { return nil })
		}
		for _, c := range []struct {
			name string
			may  string // roles that may for Joan
			act  func(ctx context.Context) error
		}{
			{"see", "coordinator worker therapist social-worker manager safeguarding-lead", see},
			{"change", "coordinator therapist social-worker manager", func(ctx context.Context) error { return person.Change(ctx, g, get(t, g, id)) }},
			{"getting in", "coordinator worker therapist social-worker manager", func(ctx context.Context) error { return person.SetGettingIn(ctx, g, id, "Key safe 1234") }},
			{"contact", "coordinator worker therapist social-worker manager", func(ctx context.Context) error {
				return person.AddContact(ctx, g, person.Contact{ID: person.ContactID(ids.New()), Person: id, Name: "Ann", Phone: "1"})
			}},
			{"needs", "coordinator worker therapist social-worker manager", func(ctx context.Context) error {
				return person.AddNeeds(ctx, g, id, person.NewNeeds{ID: ids.New(), Talk: []person.NeedCode{"bsl"}})
			}},
			{"consent", "coordinator worker therapist social-worker manager", func(ctx context.Context) error {
				return person.RecordConsent(ctx, g, person.Consent{ID: person.ConsentID(ids.New()), Person: id, About: person.ToSupport, Answer: person.Yes, How: person.Said})
			}},
			{"stay", "coordinator worker therapist social-worker manager", func(ctx context.Context) error {
				return person.RecordEvent(ctx, g, person.Event{ID: person.EventID(ids.New()), Person: id, Kind: person.Hospital, From: "2026-11-01", Source: person.FamilyTold})
			}},
			{"death", "coordinator therapist social-worker manager", func(ctx context.Context) error {
				return person.RecordDeath(ctx, g, person.Death{Person: id, On: "2026-11-29", Source: person.FamilyTold, Words: "Her daughter rang", Sure: true, Version: get(t, g, id).Version})
			}},
			{"merge", "coordinator manager", func(ctx context.Context) error {
				err := person.Join(ctx, g, person.Merging{ID: person.MergeID(ids.New()), Kept: id, Merged: other, Reason: "The same daughter and number."})
				if err == nil {
					err = person.Separate(ctx, g, other, "Two people after all.")
				}
				return err
			}},
		} {
			for _, r := range actor.Roles {
				err := c.act(ctx[r])
				may := strings.Contains(" "+c.may+" ", " "+string(r)+" ")
				if may && err != nil || !may && !fault.Is(err, "gate.not_found") {
					t.Errorf("%s, %s: may %v, got %v", c.name, r, may, err)
				}
			}
		}
		wants(t, see(gatetest.As(t, g, "other-worker", actor.Worker)), "gate.not_found")
	})
}

func TestGettingInIsSealed(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Manager)
		id := add(t, g, joan)
		wants(t, person.SetGettingIn(office, g, id, " Key safe 4711, side door "), "")
		wants(t, person.SetGettingIn(office, g, id, strings.Repeat("a", 1001)), "person.getting_in")
		read(t, g, func(s *gate.Snapshot) error {
			got, err := person.GettingIn(s, id)
			if got != "Key safe 4711, side door" {
				t.Errorf("%q %v", got, err)
			}
			stored, err := gate.Value[string](s, `SELECT getting_in FROM person WHERE id = ?`, id)
			if strings.Contains(stored, "4711") || stored == "" {
				t.Errorf("stored as %q", stored)
			}
			return err
		})
		wants(t, person.SetGettingIn(office, g, id, ""), "")
		read(t, g, func(s *gate.Snapshot) error {
			got, err := person.GettingIn(s, id)
			if got != "" {
				t.Errorf("%q", got)
			}
			return err
		})
	})
}

func TestNeedsContactsAndStays(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Coordinator)
		id, other := add(t, g, joan), add(t, g, person.Person{Given: "Harold", Family: "Testcase"})
		n := person.NewNeeds{ID: ids.New(), Talk: []person.NeedCode{"lip_reads", "hearing_aid"}, Words: "Knock loudly."}
		for range 2 { // the same form twice
			wants(t, person.AddNeeds(office, g, id, n), "")
		}
		wants(t, person.AddNeeds(office, g, id, person.NewNeeds{ID: ids.New(), Talk: []person.NeedCode{"lip_reads"}}), "") // asked again
		var needs []person.Need
		list := func() {
			read(t, g, func(s *gate.Snapshot) (err error) { needs, err = person.Needs(s, id); return err })
		}
		list()
		if len(needs) != 3 {
			t.Fatalf("%+v", needs)
		}
		first := needs[0]
		wants(t, person.StillRight(office, g, id, first.ID), "")
		wants(t, person.EndNeed(office, g, other, first.ID), "gate.changed") // not his
		wants(t, person.EndNeed(office, g, id, first.ID), "")
		wants(t, person.EndNeed(office, g, id, first.ID), "gate.changed")
		if list(); len(needs) != 2 {
			t.Errorf("%+v", needs)
		}

		k := person.Contact{ID: person.ContactID(ids.New()), Person: id, Name: "Ann Testcase", Relationship: "daughter", Phone: "01632 960123", Carer: true}
		wants(t, person.AddContact(office, g, k), "")
		wants(t, person.AddContact(office, g, k), "gate.exists")
		wants(t, person.EndContact(office, g, other, k.ID, 1), "gate.changed")
		wants(t, person.EndContact(office, g, id, k.ID, 1), "")
		wants(t, person.EndContact(office, g, id, k.ID, 2), "gate.changed")

		e := person.Event{ID: person.EventID(ids.New()), Person: id, Kind: person.Hospital, From: "2026-11-01", Emergency: true, Source: person.HospitalTold}
		wants(t, person.RecordEvent(office, g, e), "")
		wants(t, person.EndEvent(office, g, id, e.ID, "", 1), "person.event")
		wants(t, person.EndEvent(office, g, id, e.ID, "2026-10-01", 1), "person.event")
		wants(t, person.EndEvent(office, g, other, e.ID, "2026-11-20", 1), "gate.not_found")
		wants(t, person.EndEvent(office, g, id, e.ID, "2026-11-20", 1), "")
		wants(t, person.EndEvent(office, g, id, e.ID, "2026-11-21", 1), "gate.changed")
		read(t, g, func(s *gate.Snapshot) error {
			all, err := person.Events(s, id)
			if len(all) != 1 || all[0].Until != "2026-11-20" || !all[0].Emergency {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}

func TestDeathAndItsCorrection(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Coordinator)
		id := add(t, g, joan)
		d := person.Death{Person: id, On: "2026-11-29", Source: person.FamilyTold, Words: "Her daughter Ann rang.", Version: 1}
		wants(t, person.RecordDeath(office, g, d), "person.death") // not sure
		d.Sure, d.On = true, "2026-12-01"
		wants(t, person.RecordDeath(office, g, d), "person.death") // to come
		d.On = "2026-11-29"
		var heard []person.Died
		follow := []gate.Follower{gate.Follow("test.died", func(_ *gate.Tx, e person.Died) error { heard = append(heard, e); return nil })}
		wants(t, person.RecordDeath(office, g, d), "")
		wants(t, person.RecordDeath(office, g, d), "gate.changed")
		if err := g.CatchUp(context.Background(), follow); err != nil || len(heard) != 1 || heard[0].On != "2026-11-29" {
			t.Errorf("%v %v", heard, err)
		}
		if get(t, g, id).Died != "2026-11-29" {
			t.Error("not recorded")
		}
		wants(t, person.CorrectDeath(office, g, id, "oh", 2), "person.reason")
		wants(t, person.CorrectDeath(office, g, id, "It was her sister.", 2), "")
		if get(t, g, id).Died != "" {
			t.Error("not corrected")
		}
	})
}

// snapshotOf is a person's row, column by column, but for the version.
func snapshotOf(t *testing.T, g *gate.Gate, id person.ID) (out string) {
	t.Helper()
	p := get(t, g, id)
	p.Version = 0
	var needs, contacts any
	read(t, g, func(s *gate.Snapshot) (err error) {
		if needs, err = person.Needs(s, id); err != nil {
			return err
		}
		contacts, err = person.Contacts(s, id)
		return err
	})
	return fmt.Sprintf("%+v\n%+v\n%+v", p, needs, contacts)
}

func TestMergeAndUndo(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Coordinator)
		twin := joan
		twin.Given, twin.NHS, twin.Phone = "Jo", "", ""
		a, b := add(t, g, joan), add(t, g, twin)
		wants(t, person.AddNeeds(office, g, b, person.NewNeeds{ID: ids.New(), Talk: []person.NeedCode{"bsl"}}), "")
		wants(t, person.AddContact(office, g, person.Contact{ID: person.ContactID(ids.New()), Person: b, Name: "Ann", Phone: "1"}), "")
		beforeA, beforeB := snapshotOf(t, g, a), snapshotOf(t, g, b)
		m := person.Merging{ID: person.MergeID(ids.New()), Kept: a, Merged: b, Reason: "The same daughter and telephone."}

		write(t, g, func(tx *gate.Tx) error { return person.SupportOpened(tx, b, "e1") })
		wants(t, person.Join(office, g, m), "person.merge_other_way")
		write(t, g, func(tx *gate.Tx) error { return person.SupportOpened(tx, a, "e2") })
		wants(t, person.Join(office, g, m), "person.merge_both_open")
		write(t, g, func(tx *gate.Tx) error {
			if err := person.SupportClosed(tx, b, "another"); err != nil { // changes nothing
				return err
			}
			return person.SupportClosed(tx, a, "e2")
		})
		wants(t, person.Join(office, g, m), "person.merge_other_way")
		write(t, g, func(tx *gate.Tx) error { return person.SupportClosed(tx, b, "e1") })

		wants(t, person.Join(office, g, m), "")
		wants(t, person.Join(office, g, m), "person.merge_moved")
		if get(t, g, b).MergedInto != a {
			t.Error("it does not say where it went")
		}
		read(t, g, func(s *gate.Snapshot) error {
			p, err := person.Current(s, b)
			if err != nil || p.ID != a {
				t.Errorf("%+v %v", p.ID, err)
			}
			needs, err := person.Needs(s, a) // what stands in the merged record is shown with the kept one
			if err != nil || len(needs) != 1 {
				t.Errorf("%+v %v", needs, err)
			}
			near, err := person.Near(s, person.Like{Given: "Jo", Family: "Testcase", Born: "1941-05-03"})
			for _, n := range near {
				if n.Person.ID == b {
					t.Error("a merged record is proposed")
				}
			}
			return err
		})
		err := g.Write(gatetest.System(), mayTest, gate.Council, func(tx *gate.Tx) error { return person.SupportOpened(tx, b, "e3") })
		wants(t, err, "gate.changed")
		wants(t, person.Change(office, g, get(t, g, b)), "gate.changed")

		third := add(t, g, joan)
		chain := person.Merging{ID: person.MergeID(ids.New()), Kept: third, Merged: a, Reason: "The same daughter and telephone."}
		wants(t, person.Join(office, g, chain), "person.merge_has_merged")

		wants(t, person.Separate(office, g, b, "no"), "person.reason")
		wants(t, person.Separate(office, g, b, "Sisters with one telephone."), "")
		wants(t, person.Separate(office, g, b, "Sisters with one telephone."), "gate.not_found")
		if got := snapshotOf(t, g, a); got != beforeA {
			t.Errorf("kept:\n%s\n%s", beforeA, got)
		}
		if got := snapshotOf(t, g, b); got != beforeB {
			t.Errorf("merged:\n%s\n%s", beforeB, got)
		}
		m.ID = person.MergeID(ids.New())
		wants(t, person.Join(office, g, m), "") // and again, after all
	})
}

func TestBreakGlassSaysNothingWithoutAReason(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		worker := gatetest.As(t, g, "w", actor.Worker)
		id := add(t, g, joan)
		nobody := person.ID(ids.New())
		for _, who := range []person.ID{id, nobody} {
			wants(t, person.OpenFor(worker, g, who, "help"), "gate.glass_reason")
		}
		wants(t, person.OpenFor(worker, g, nobody, "She rang and cannot breathe."), "gate.not_found")
		read(t, g, func(s *gate.Snapshot) error {
			n, err := gate.Value[int](s, `SELECT COUNT(*) FROM gate_relation`)
			if n != 0 {
				t.Error("a relation to nobody")
			}
			return err
		})
		wants(t, person.OpenFor(worker, g, id, "She rang and cannot breathe."), "")
		wants(t, g.Read(worker, person.MaySee, gate.Person(id), func(*gate.Snapshot) error { return nil }), "")
		wants(t, person.OpenFor(gatetest.As(t, g, "hr", actor.HR), g, id, "I would like to look."), "gate.not_found")
	})
}
