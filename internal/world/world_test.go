package world_test

import (
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/world"
)

var maySee = gate.Action{Name: "test.count", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// TestBuild makes a small service on each engine: everything in it went
// through the use cases, so building it is most of the test.
func TestBuild(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		began := time.Now()
		if err := world.Build(gatetest.System(), g, world.Options{People: 14, Weeks: 5, Year: 18}); err != nil {
			t.Fatal(err)
		}
		t.Logf("built in %v", time.Since(began))
		if err := g.Read(gatetest.System(), maySee, gate.Council, func(s *gate.Snapshot) error {
			for _, c := range []struct {
				what  string
				q     string
				least int
			}{
				{"people on service", `SELECT COUNT(*) FROM episode WHERE state = 'active'`, 6},
				{"episodes that have ended", `SELECT COUNT(*) FROM episode WHERE state = 'ended'`, 10},
				{"visits made", `SELECT COUNT(*) FROM visit WHERE state = 'done'`, 200},
				{"tasks recorded", `SELECT COUNT(*) FROM visit_task`, 400},
				{"reviews", `SELECT COUNT(*) FROM review`, 5},
				{"follow-ups answered", `SELECT COUNT(*) FROM review_follow_up WHERE closed_at IS NOT NULL`, 1},
				{"step-downs accepted", `SELECT COUNT(*) FROM review_step_down WHERE state = 'accepted'`, 1},
				{"people waiting", `SELECT COUNT(*) FROM referral WHERE state IN ('new', 'matched')`, 0},
				{"medicines", `SELECT COUNT(*) FROM medicine`, 10},
				{"doses recorded", `SELECT COUNT(*) FROM medicine_dose WHERE outcome = 'taken'`, 20},
				{"worries told", `SELECT COUNT(*) FROM visit_concern`, 1},
				{"worries told to the safeguarding lead", `SELECT COUNT(*) FROM safeguarding_concern`, 1},
				{"visits today", `SELECT COUNT(*) FROM visit WHERE on_date = '2026-11-30'`, 10},
			} {
				n, err := gate.Value[int](s, c.q)
				if err != nil {
					return err
				}
				t.Log(c.what, n)
				if n < c.least {
					t.Errorf("%s: %d, want at least %d", c.what, n, c.least)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAlive: as the demo's clock passes the visits of the day, the made-up
// workers record them, and leave a few for whoever looks.
func TestAlive(t *testing.T) {
	g := gatetest.SQLite(t)
	if err := world.Build(gatetest.System(), g, world.Options{People: 12, Weeks: 1, Year: 8}); err != nil {
		t.Fatal(err)
	}
	count := func(state string) (n int) {
		t.Helper()
		if err := g.Read(gatetest.System(), maySee, gate.Council, func(s *gate.Snapshot) (err error) {
			n, err = gate.Value[int](s, `SELECT COUNT(*) FROM visit WHERE on_date = '2026-11-30' AND state = ?`, state)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count("done")
	g.Clock.Set(g.Clock.Now().Add(8 * time.Hour))
	for range 2 {
		if err := world.Continue(gatetest.System(), g); err != nil {
			t.Fatal(err)
		}
	}
	if after := count("done"); after <= before {
		t.Errorf("%d visits done before, %d after eight hours", before, after)
	}
}
