package alert_test

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
)

var mayRaise = gate.Action{Name: "test.raise", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func raise(t *testing.T, g *gate.Gate, n alert.New) {
	t.Helper()
	if err := g.Write(gatetest.System(), mayRaise, gate.Council, func(tx *gate.Tx) error { return alert.Raise(tx, n) }); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, ctx context.Context, g *gate.Gate) (out []alert.Alert) {
	t.Helper()
	if err := g.Read(ctx, alert.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		out, err = alert.Open(s)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRaiseOnce(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		co := gatetest.As(t, g, "co", actor.Coordinator)
		for range 3 {
			raise(t, g, alert.New{Kind: alert.NoAnswer, Source: "v1"})
		}
		raise(t, g, alert.New{Kind: alert.NotWanted, Source: "v1"})
		got := open(t, co, g)
		if len(got) != 2 || got[0].Kind != alert.NoAnswer || got[0].Level != alert.ActNow {
			t.Fatalf("%+v", got)
		}
		if err := alert.Close(co, g, alert.Closing{Alert: got[0].ID, Version: got[0].Version, Outcome: alert.Safe, Note: "Joan was in the garden"}); err != nil {
			t.Fatal(err)
		}
		raise(t, g, alert.New{Kind: alert.NoAnswer, Source: "v1"})
		if got := open(t, co, g); len(got) != 2 {
			t.Fatal("after closing, the same thing can be raised again")
		}
		if err := g.Write(gatetest.System(), mayRaise, gate.Council, func(tx *gate.Tx) error {
			return alert.CloseFor(tx, alert.NoAnswer, "v1", alert.Answered)
		}); err != nil {
			t.Fatal(err)
		}
		if got := open(t, co, g); len(got) != 1 {
			t.Fatal("a later fact answers it")
		}
	})
}

func TestEscalates(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		co := gatetest.As(t, g, "co", actor.Coordinator)
		if err := staff.SetDuty(co, g, g.Clock.Today(), []ids.Account{"first", "second"}); err != nil {
			t.Fatal(err)
		}
		raise(t, g, alert.New{Kind: alert.NoAnswer, Source: "v1"})
		raise(t, g, alert.New{Kind: alert.HeldFact, Source: "f1"})
		asked := func() ids.Account { return open(t, co, g)[0].Asked }
		escalate := func() {
			t.Helper()
			if err := alert.Escalate(gatetest.System(), g); err != nil {
				t.Fatal(err)
			}
		}
		if asked() != "first" {
			t.Fatal(asked())
		}
		escalate()
		if asked() != "first" {
			t.Fatal("the clock has not run out")
		}
		for i, want := range []ids.Account{"second", "first", "second"} {
			g.Clock.Set(g.Clock.Now().Add(16 * time.Minute))
			escalate()
			if asked() != want {
				t.Fatalf("time %d: %s is asked, want %s: it goes round and never stops", i+1, asked(), want)
			}
		}
		a := open(t, co, g)
		if a[0].Rung != 3 || a[1].Rung != 0 {
			t.Fatalf("rungs %d and %d: only act-now alerts escalate", a[0].Rung, a[1].Rung)
		}
		if err := alert.Take(co, g, a[0].ID, a[0].Version); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(g.Clock.Now().Add(time.Hour))
		escalate()
		if got := open(t, co, g)[0]; got.Rung != 3 || got.Owner != "co" {
			t.Fatal("one that is taken on stays with whoever took it")
		}
	})
}

func TestClosing(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		co := gatetest.As(t, g, "co", actor.Coordinator)
		raise(t, g, alert.New{Kind: alert.Late, Source: "v1"})
		a := open(t, co, g)[0]
		good := alert.Closing{Alert: a.ID, Version: a.Version, Outcome: alert.Rearranged, Note: "Sam goes at ten"}
		for name, c := range map[string]struct {
			c    alert.Closing
			kind fault.Kind
		}{
			"no outcome":          {alert.Closing{Alert: a.ID, Version: a.Version, Note: "Sam goes at ten"}, fault.Invalid},
			"the machine's words": {alert.Closing{Alert: a.ID, Version: a.Version, Outcome: alert.Answered, Note: "Sam goes at ten"}, fault.Invalid},
			"no note":             {alert.Closing{Alert: a.ID, Version: a.Version, Outcome: alert.Safe}, fault.Invalid},
			"an old version":      {alert.Closing{Alert: a.ID, Version: 7, Outcome: alert.Safe, Note: "Sam goes at ten"}, fault.Conflict},
			"no such alert":       {alert.Closing{Alert: "x", Version: 1, Outcome: alert.Safe, Note: "Sam goes at ten"}, fault.NotFound},
		} {
			if err := alert.Close(co, g, c.c); fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := alert.Close(gatetest.As(t, g, "sw", actor.Worker), g, good); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a worker: %v", err)
		}
		if err := alert.Close(co, g, good); err != nil {
			t.Fatal(err)
		}
		if err := alert.Close(co, g, good); fault.KindOf(err) != fault.Conflict {
			t.Errorf("closed twice: %v", err)
		}
	})
}

func TestBrokenGlassIsSeen(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		co := gatetest.As(t, g, "co", actor.Coordinator)
		sam := gatetest.As(t, g, "sam", actor.Worker)
		if err := gate.BreakGlass(sam, g, ids.Person(ids.New()), "Ambulance asks which medicines she takes"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := g.CatchUp(co, alert.Followers); err != nil {
				t.Fatal(err)
			}
		}
		if got := open(t, co, g); len(got) != 1 || got[0].Kind != alert.GlassBroken {
			t.Fatalf("%+v", got)
		}
	})
}
