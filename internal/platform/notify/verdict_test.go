package notify_test

import (
	"testing"
	"time"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/notify/notifytest"
)

// TestEveryMessageEnds: whatever is wrong, a message ends as sent, dead or unset,
// and one that died is told.
func TestEveryMessageEnds(t *testing.T) {
	for _, c := range []struct {
		fault   notifytest.Fault
		state   notify.State
		failure notify.Failure
		rounds  int // tries until then
	}{
		{notifytest.Fine, notify.Sent, "", 1},
		{notifytest.Down, notify.Dead, notify.ProviderBad, 18},
		{notifytest.Slam, notify.Dead, notify.Unreachable, 18},
		{notifytest.Many, notify.Dead, notify.TooMany, 18},
		{notifytest.Refuse, notify.Dead, notify.NotAllowed, 18},
		{notifytest.Trial, notify.Dead, notify.ProviderBad, 18},
		{notifytest.Bad, notify.Dead, notify.BadAddress, 1},
	} {
		t.Run(string(c.fault)+" "+string(c.state), func(t *testing.T) {
			gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
				d := notifytest.Start(t)
				d.Set(notify.Text, c.fault)
				s := d.Sender(t)
				queue(t, g, text("m"))
				rounds := 0
				for k := kept(t, g)["m"]; k.State == notify.Waiting && rounds < 50; k = kept(t, g)["m"] {
					run(t, g, s, "notify.text.alarm")
					g.Clock.Set(g.Clock.Now().Add(61 * time.Second))
					rounds++
				}
				k := kept(t, g)["m"]
				if k.State != c.state || k.Failure != c.failure || rounds != c.rounds {
					t.Errorf("%+v after %d", k, rounds)
				}
				var died []notify.Died
				follower := gate.Follow("test.died", func(_ *gate.Tx, e notify.Died) error {
					died = append(died, e)
					return nil
				})
				if err := g.CatchUp(gatetest.System(), []gate.Follower{follower}); err != nil {
					t.Fatal(err)
				}
				if (len(died) == 1) != (c.state == notify.Dead) {
					t.Errorf("told %v", died)
				}
			})
		})
	}
}

// TestWhoseFaultItIs: a refusal of one address leaves the way out as it is. One that
// is about us, as a template that is not there, ends no message, and the way out
// shows as failing until the provider takes one.
func TestWhoseFaultItIs(t *testing.T) {
	for _, w := range []notify.Way{notify.Text, notify.Call} {
		g := gatetest.SQLite(t)
		d := notifytest.Start(t)
		m := text("m")
		m.By = w
		queue(t, g, m)
		var now notify.Out
		try := func(s *notify.Sender, f notifytest.Fault) (k notify.Kept) {
			t.Helper()
			d.Set(w, f)
			run(t, g, s, "notify."+string(w)+".alarm")
			g.Clock.Set(g.Clock.Now().Add(time.Minute))
			if err := g.Read(gatetest.System(), mayQueue, gate.Council, func(x *gate.Snapshot) error {
				outs, err := notify.Outs(x)
				for _, o := range outs {
					if o.Way == w {
						now = o
					}
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return kept(t, g)["m"]
		}
		c := d.Config()
		c.TextTemplate = "another"
		ours, err := notify.NewSender(c)
		if err != nil {
			t.Fatal(err)
		}
		if w == notify.Text { // the double knows only the template
			if k := try(ours, notifytest.Fine); k.State != notify.Waiting || k.Failure != notify.ProviderBad || now.Failing.IsZero() {
				t.Errorf("%s, our template is not there: %+v %+v", w, k, now)
			}
		}
		if k := try(d.Sender(t), notifytest.Trial); k.State != notify.Waiting || now.Failing.IsZero() || !now.Worked.IsZero() {
			t.Errorf("%s, a service on trial: %+v %+v", w, k, now)
		}
		if k := try(d.Sender(t), notifytest.Fine); k.State != notify.Sent || !now.Failing.IsZero() {
			t.Errorf("%s, mended: %+v %+v", w, k, now)
		}
		m.Key = "m2"
		queue(t, g, m)
		if try(d.Sender(t), notifytest.Bad); !now.Failing.IsZero() || kept(t, g)["m2"].Failure != notify.BadAddress {
			t.Errorf("%s, one bad address: %+v", w, now)
		}
	}
}
