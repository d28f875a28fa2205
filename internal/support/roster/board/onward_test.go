package board_test

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/visit/visittest"
)

// TestTheBoardLeadsOn follows the short names by which the board speaks of visits.
func TestTheBoardLeadsOn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		o := open(t, g, 2, 2)
		o.post(day+"/build", 303)
		a := o.assignments()[o.people[0].ID]
		id := string(a.Visit)
		b, err := hex.DecodeString(id[24:])
		if err != nil {
			t.Fatal(err)
		}
		key := base64.RawURLEncoding.EncodeToString(b)
		if !o.see(day).Has(`"` + key + `"`) {
			t.Errorf("the board does not call the visit %s", key)
		}
		other := string(o.shifts["w1"])
		if a.Shift == o.shifts["w1"] {
			other = string(o.shifts["w0"])
		}
		person := "/people/" + string(o.people[0].ID) + "/visits/" + id
		for _, c := range []struct{ query, to string }{
			{"", person},
			{"act=open", person},
			{"act=cancel", person + "/cancel"},
			{"act=move", day + "/visits/" + id},
			{"act=off", day + "?to=" + id + "~-1#" + key},
			{"act=place&shift=" + other + "&start=570", day + "?to=" + id + "~" + other + "~570#" + key},
			{"act=late", day + "/shifts/" + string(a.Shift) + "/late"},
			{"act=move&to=x~y~5", day + "/visits/" + id + "?to=x~y~5"},
		} {
			for _, name := range []string{key, id} {
				if x := o.b.Get(o.as, day+"/visits/"+name+"/onward?"+c.query); x.Status != 303 || x.To != c.to {
					t.Errorf("%s leads to %d %s, want %s", c.query, x.Status, x.To, c.to)
				}
			}
		}
		for _, path := range []string{key + "/onward?act=sing", key + "/onward?act=place&start=soon", "AAAAAAAA/onward?act=open", "x/onward?act=open"} {
			if x := o.b.Get(o.as, day+"/visits/"+path); x.Status != 404 {
				t.Errorf("%s: %d", path, x.Status)
			}
		}
		if x := o.b.Get(o.as, "/rota/"+string(today)+"/visits/"+key+"/onward?act=open"); x.Status != 404 {
			t.Errorf("a visit of another day: %d", x.Status)
		}
	})
}

// TestTwoWorkersAreBothChosen moves a visit that needs two.
func TestTwoWorkersAreBothChosen(t *testing.T) {
	g := gatetest.SQLite(t)
	o := open(t, g, 3, 0)
	o.people = append(o.people, visittest.AddPerson(t, g, 1, 10*60, 45, 2, ""))
	o.post(day+"/build", 303)
	one := day + "/visits/" + string(o.assignments()[o.people[0].ID].Visit)
	first, second := string(o.shifts["w0"]), string(o.shifts["w2"])
	if a := o.post(one, 422, "shift", first); !a.Has("This visit needs 2 workers. Choose a shift for each.") {
		t.Error("one shift for two workers was not refused in words")
	}
	o.post(one, 422, "shift", first, "second", first)
	to := o.post(one, 303, "shift", first, "second", second, "time", "10:15").To
	to, _, _ = strings.Cut(to, "#")
	o.see(to, "2 workers, not sent")
	o.see(strings.Replace(to, "?", "/check?", 1), "Worker w0 and Worker w2 at 10:15am")
}
