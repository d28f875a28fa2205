package council_test

import (
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/council"
)

func number(t *testing.T, g *gate.Gate, n council.Name) (v int) {
	t.Helper()
	err := g.Read(gatetest.As(t, g, "reader", actor.Manager), council.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		v, err = council.Number(s, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSettingHasHistory(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		manager := gatetest.As(t, g, "ma", actor.Manager)
		if n := number(t, g, council.PeriodDays); n != 42 {
			t.Fatalf("the default is %d", n)
		}
		g.Clock.Set(g.Clock.Now().Add(2 * time.Hour))
		if err := council.Set(manager, g, council.PeriodDays, " 28 "); err != nil {
			t.Fatal(err)
		}
		if n := number(t, g, council.PeriodDays); n != 28 {
			t.Fatalf("after setting it is %d", n)
		}
		g.Clock.Set(g.Clock.Now().Add(-time.Hour))
		if n := number(t, g, council.PeriodDays); n != 42 {
			t.Fatalf("an hour before it was %d", n)
		}
	})
}

func TestBadSettings(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		manager := gatetest.As(t, g, "ma", actor.Manager)
		for _, c := range []struct {
			name  council.Name
			value string
			kind  fault.Kind
		}{
			{council.PeriodDays, "six weeks", fault.Invalid},
			{council.PeriodDays, "85", fault.Invalid},
			{council.FollowUpDays, "90", fault.Invalid},
			{council.LadderAlone, "  ", fault.Invalid},
			{"no_such_setting", "1", fault.NotFound},
		} {
			if err := council.Set(manager, g, c.name, c.value); fault.KindOf(err) != c.kind {
				t.Errorf("%s = %q: %v", c.name, c.value, err)
			}
		}
		if err := council.Set(gatetest.As(t, g, "co", actor.Coordinator), g, council.PeriodDays, "30"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a coordinator set it: %v", err)
		}
	})
}

func TestEverySettingWillDo(t *testing.T) {
	for _, s := range council.Settings {
		if s.Meaning == "" || s.Default == "" {
			t.Errorf("%s says too little", s.Name)
		}
	}
}
