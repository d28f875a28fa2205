package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/job"
)

func TestOneOwnerAtATime(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ran := map[string]int{}
		j := func(owner string) job.Job {
			return job.Job{Name: "test.job", Every: time.Minute, Run: func(context.Context, *gate.Gate) error {
				ran[owner]++
				return nil
			}}
		}
		once := func(owner string) {
			t.Helper()
			if err := job.Once(gatetest.System(), g, j(owner), owner); err != nil {
				t.Fatal(err)
			}
		}
		once("a")
		once("b")
		once("a")
		if ran["a"] != 2 || ran["b"] != 0 {
			t.Fatalf("ran %v: b must wait while a holds the lease", ran)
		}
		g.Clock.Set(g.Clock.Now().Add(4 * time.Minute))
		once("b")
		if ran["b"] != 1 {
			t.Fatal("b takes over when a is gone")
		}
	})
}

func TestFailureIsWrittenDown(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		boom := errors.New("boom")
		bad := job.Job{Name: "test.bad", Every: time.Minute, Run: func(context.Context, *gate.Gate) error { return boom }}
		if err := job.Once(gatetest.System(), g, bad, "a"); err != boom {
			t.Fatal(err)
		}
		admin := gatetest.As(t, g, "ad", actor.Admin)
		if err := g.Read(admin, job.MaySee, gate.Council, func(s *gate.Snapshot) error {
			states, err := job.States(s)
			if len(states) != 1 || states[0].Failed == "" || states[0].RanAt.IsZero() {
				t.Errorf("%+v", states)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
