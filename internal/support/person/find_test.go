package person_test

import (
	"fmt"
	"strings"
	"testing"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
)

func TestSearchAndNear(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		a := add(t, g, joan)
		b := add(t, g, person.Person{Given: "Zoë", Family: "O’Brien-Núñez", Born: "1950-01-02", Postcode: "PE19 1AA"})
		add(t, g, person.Person{Given: "Joan", Family: "Elsewhere"})
		for text, want := range map[string][]person.ID{
			"test":                    {a},
			"testcase jo":             {a},
			"joan testcase":           {a},
			"obrien":                  {b},
			"zoe 2/1/1950":            {b},
			"pe191aa":                 {b},
			"999 000 0026":            {a},
			"999 000 0026 obrien":     nil,
			"1941-05-03 testcase":     {a},
			get(t, g, b).Ref:          {b},
			"estcase":                 nil,
			"%":                       nil,
			"cb1 0ah zoe":             nil,
			get(t, g, b).Ref + " zoe": {b},
		} {
			read(t, g, func(s *gate.Snapshot) error {
				found, err := person.Search(s, person.ParseQuery(text))
				var got []person.ID
				for _, p := range found {
					got = append(got, p.ID)
				}
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%q finds %v, want %v", text, got, want)
				}
				return err
			})
		}
		for _, l := range []person.Like{
			{NHS: "9990000026"},
			{Given: "Joan", Family: "Testcase"},
			{Given: "Testcase", Family: "Joan", Born: "1941-05-03"},
			{Given: "Joanne", Family: "Testcsae", Born: "1941-03-05"},
			{Family: "Wedded", Given: "Joan", Born: "1941-05-03", Postcode: "CB1 0AH"},
			{Given: "J", Family: "Testcase", Postcode: "CB1 0AH"},
			{Given: "Jaon", Family: "Testcase", Born: "1941-05-08"},
		} {
			counted, counter := gate.WithCounter(gatetest.System())
			err := g.Read(counted, mayTest, gate.Council, func(s *gate.Snapshot) error {
				near, err := person.Near(s, l)
				if len(near) == 0 || near[0].Person.ID != a {
					t.Errorf("%+v finds %+v", l, near)
				}
				return err
			})
			if err != nil || len(counter.Statements) > 4 {
				t.Errorf("%v, %d statements", err, len(counter.Statements))
			}
		}
		read(t, g, func(s *gate.Snapshot) error {
			names, err := person.Names(s, []person.ID{a, b, "none"})
			if len(names) != 2 || names[a] != "Joan Testcase" {
				t.Errorf("%v", names)
			}
			return err
		})
	})
}

// Near must not read the whole table: every key is answered by an index.
func TestNearScansNothing(t *testing.T) {
	g := gatetest.SQLite(t)
	type step struct {
		id, parent, unused int
		detail             string
	}
	counted, counter := gate.WithCounter(gatetest.System())
	err := g.Read(counted, mayTest, gate.Council, func(s *gate.Snapshot) error {
		_, err := person.Near(s, person.Like{Given: "Joan", Family: "Testcase"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	near := counter.Statements[len(counter.Statements)-1]
	args := make([]any, strings.Count(near, "?"))
	for i := range args {
		args[i] = "x"
	}
	read(t, g, func(s *gate.Snapshot) error {
		steps, err := gate.All(s, func(p *step) []any { return []any{&p.id, &p.parent, &p.unused, &p.detail} }, "EXPLAIN QUERY PLAN "+near, args...)
		for _, p := range steps {
			if strings.HasPrefix(p.detail, "SCAN person") || strings.HasPrefix(p.detail, "SCAN p ") || p.detail == "SCAN p" {
				t.Error(p.detail)
			}
		}
		return err
	})
}
