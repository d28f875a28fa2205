package board_test

import (
	"encoding/base64"
	"encoding/hex"
	"testing"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
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
