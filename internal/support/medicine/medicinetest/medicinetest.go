// Package medicinetest is one person who takes medicines, with those around them,
// for the tests of medicine and of its folders.
package medicinetest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/chart"
	"stillhome/internal/support/medicine/prepare"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
)

// Today is the day of every scene.
const Today = when.Date("2026-11-30")

// Scene is one person with a coordinator, the worker on their work, and one who
// is not.
type Scene struct {
	T                *testing.T
	G                *gate.Gate
	P                ids.Person
	Web              *webtest.Site
	Office, Sam, Ada context.Context
}

// Prepare makes a scene on a record.
func Prepare(t *testing.T, g *gate.Gate) Scene {
	t.Helper()
	s := Scene{T: t, G: g, Office: gatetest.As(t, g, "co", actor.Coordinator), Web: webtest.Serve(t, g, person.Bar, slices.Concat(chart.Routes, prepare.Routes))}
	s.Sam, s.Ada = gatetest.As(t, g, "sam", actor.Worker), gatetest.As(t, g, "ada", actor.Worker)
	s.P = s.Somebody("Joan")
	gatetest.Relate(t, g, "sam", s.P, actor.Work)
	return s
}

var may = gate.Action{Name: "test.prepare", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// Write runs one statement as the system.
func (s Scene) Write(q string, args ...any) {
	s.T.Helper()
	if err := s.G.Write(gatetest.System(), may, gate.Council, func(tx *gate.Tx) error { return tx.Exec(q, args...) }); err != nil {
		s.T.Fatal(err)
	}
}

// Read reads as the system.
func (s Scene) Read(fn func(x *gate.Snapshot) error) {
	s.T.Helper()
	if err := s.G.Read(gatetest.System(), may, gate.Council, fn); err != nil {
		s.T.Fatal(err)
	}
}

// Somebody is one more person.
func (s Scene) Somebody(given string) ids.Person {
	s.T.Helper()
	id := ids.Person(ids.New())
	s.Write(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
		VALUES (?, ?, ?, 'Madeup', ?, '', '', '', '', 'absent', '1 Test Street', 'CB1 0AH', 52.2, 0.15, '', '', '', '', '', '', ?, 1)`,
		id, "T"+string(id), given, given, s.G.Clock.Now())
	return id
}

// Add writes one more medicine down: eye drops, morning and evening, unless change says else.
func (s Scene) Add(change func(m *medicine.Medicine)) medicine.ID {
	s.T.Helper()
	m := medicine.Medicine{
		ID: medicine.ID(ids.New()), Person: s.P, Name: "Eye drops", Dose: "1 drop in each eye", Kind: medicine.Regular,
		Parts: []plan.Part{plan.Evening, plan.Morning}, From: "2026-11-20", Source: "The pharmacy’s label",
	}
	if change != nil {
		change(&m)
	}
	if err := medicine.Add(s.Office, s.G, m); err != nil {
		s.T.Fatal(err)
	}
	return m.ID
}

// Dose is a dose of this morning, not given yet.
func (s Scene) Dose(id medicine.ID, o medicine.Outcome, minute int) medicine.Dose {
	d := medicine.Dose{
		ID: medicine.DoseID(ids.New()), Person: s.P, Medicine: id, Slot: medicine.SlotOf(Today, plan.Morning), Outcome: o,
		At: Today.AtMinute(minute), Channel: medicine.App, Visit: "v1",
	}
	if o != medicine.Taken {
		d.Reason = medicine.Asleep
	}
	return d
}

// Since is what was recorded of a medicine in the last two weeks.
func (s Scene) Since(id medicine.ID) (all []medicine.Told) {
	s.T.Helper()
	s.Read(func(x *gate.Snapshot) (err error) {
		all, err = medicine.Since(x, id, Today.Add(-14))
		return err
	})
	return all
}

// Due is what is due today.
func (s Scene) Due(people ...ids.Person) (due map[ids.Person][]medicine.DueDose) {
	s.T.Helper()
	s.Read(func(x *gate.Snapshot) (err error) {
		due, err = medicine.Due(x, Today, people...)
		return err
	})
	return due
}

// Alerts counts open alerts of medicines that must be on time and were not taken.
func (s Scene) Alerts() (n int) {
	s.T.Helper()
	s.Read(func(x *gate.Snapshot) (err error) {
		n, err = gate.Value[int](x, `SELECT COUNT(*) FROM alert WHERE kind = 'medicine_not_taken' AND closed_at IS NULL`)
		return err
	})
	return n
}

// Scans lists what the last of some statements that holds the words given reads
// from end to end, on SQLite.
func Scans(t *testing.T, g *gate.Gate, all []string, words string) (out []string) {
	t.Helper()
	said := ""
	for _, s := range all {
		if strings.Contains(s, words) {
			said = s
		}
	}
	if said == "" {
		t.Fatalf("no statement says %q", words)
	}
	args := make([]any, strings.Count(said, "?"))
	for i := range args {
		args[i] = "x"
	}
	type step struct {
		id, parent, unused int
		detail             string
	}
	if err := g.Read(gatetest.System(), may, gate.Council, func(x *gate.Snapshot) error {
		steps, err := gate.All(x, func(p *step) []any { return []any{&p.id, &p.parent, &p.unused, &p.detail} }, "EXPLAIN QUERY PLAN "+said, args...)
		for _, p := range steps {
			if strings.HasPrefix(p.detail, "SCAN ") && !strings.HasPrefix(p.detail, "SCAN CONSTANT") {
				out = append(out, p.detail)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}
