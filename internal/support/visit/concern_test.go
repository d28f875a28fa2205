package visit_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

func TestRaiseConcern(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		b := visittest.Serve(t, g, visit.Routes)
		at := "/people/" + string(s.p.ID) + "/concerns"
		if a := b.Get(s.office, at); a.Status != 200 || !a.Has("No concerns have been told.", "safeguarding lead alone") || a.Statements > 8 {
			t.Fatalf("an empty page: %d, %d statements", a.Status, a.Statements)
		}
		c := visit.Concern{
			ID: ids.New(), Person: s.p.ID, Visit: v.ID, Kind: visit.HomeNotSafe, Urgency: visit.Now, Words: "The back door does not lock.",
			At: today.AtMinute(8*60 + 20), Channel: visit.App,
		}
		if err := visit.RaiseConcern(s.ada, g, c); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker who is not on the work: %v", err)
		}
		if err := visit.RaiseConcern(s.sam, g, c); err != nil {
			t.Fatal(err)
		}
		if err := visit.RaiseConcern(s.sam, g, c); !fault.Is(err, "gate.exists") {
			t.Errorf("raised twice: %v", err)
		}
		var open []alert.Alert
		visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
			open, err = alert.Open(x)
			return err
		})
		if len(open) != 1 || open[0].Kind != alert.Concern || open[0].Level != alert.ActNow || open[0].Source != c.ID || open[0].Detail != "home_not_safe" {
			t.Errorf("alerts: %+v", open)
		}
		if a := b.Get(s.office, at); !a.Has("The home is not safe (now)", "The back door does not lock.", "8:20am") {
			t.Errorf("the page: %s", a.Body)
		}
		one := "/people/" + string(s.p.ID) + "/visits/" + string(v.ID)
		if a := b.Get(s.office, one); !a.Has("Added later", "Concern: The home is not safe (now)", "The back door does not lock.") || a.Statements > 8 {
			t.Errorf("the visit’s page: %d statements", a.Statements)
		}
		if a := b.Get(s.sam, one); a.Status != 200 || a.Has("The back door") {
			t.Errorf("the worker reads it back: %d", a.Status)
		}
		if a := b.Get(s.sam, at); a.Status != 404 {
			t.Errorf("the worker at the page: %d", a.Status)
		}
		if a := b.Get(s.office, "/people/"+string(s.p.ID)+"/visits/"+string(visit.ID(ids.New()))); a.Status != 404 {
			t.Errorf("a visit that is not there: %d", a.Status)
		}
	})
}

func TestConcernLevels(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		for urgency, want := range map[visit.Urgency]alert.Level{
			visit.Now: alert.ActNow, visit.SameDay: alert.Today, visit.NextVisit: alert.Inform, "soonish": alert.ActNow,
		} {
			c := visit.Concern{ID: ids.New(), Person: s.p.ID, Kind: visit.OtherConcern, Urgency: urgency, Channel: visit.App}
			if err := visit.RaiseConcern(s.sam, g, c); err != nil {
				t.Fatal(urgency, err)
			}
			visittest.Read(t, g, func(x *gate.Snapshot) error {
				level, err := gate.Value[alert.Level](x, `SELECT level FROM alert WHERE source = ?`, c.ID)
				if level != want {
					t.Errorf("%s is level %d, want %d", urgency, level, want)
				}
				return err
			})
		}
		for code, c := range map[string]visit.Concern{
			"visit.concern":        {ID: ids.New(), Person: s.p.ID, Kind: visit.Fell, Words: strings.Repeat("long ", 5000)},
			"visit.concern_sealed": {ID: ids.New(), Person: s.p.ID, Kind: visit.Abuse, Words: "canary"},
			"gate.not_found":       {ID: ids.New(), Person: "nobody", Kind: visit.Fell},
		} {
			if err := visit.RaiseConcern(s.office, g, c); !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
	})
}

// TestUnknownConcernsAreSealed: what we do not know we do not show around.
func TestUnknownConcernsAreSealed(t *testing.T) {
	sealed := 0
	for _, k := range visit.ConcernKinds {
		if k.Label() == "" {
			t.Errorf("%s has no words", k)
		}
		if k.Sealed() {
			sealed++
		}
	}
	if sealed != 1 || !visit.Abuse.Sealed() || !visit.ConcernKind("trafficking").Sealed() || !visit.ConcernKind("").Sealed() {
		t.Errorf("%d kinds are sealed", sealed)
	}
	for _, u := range visit.Urgencies {
		if u.Label() == "" || u.Read() != u {
			t.Error(u)
		}
	}
}
