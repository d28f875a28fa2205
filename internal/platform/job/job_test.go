package job_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
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

func TestAPanicIsAFailure(t *testing.T) {
	g := gatetest.SQLite(t)
	bad := job.Job{Name: "test.panic", Every: time.Minute, Run: func(context.Context, *gate.Gate) error { panic("Joan Smith") }}
	if err := job.Once(gatetest.System(), g, bad, "a"); err == nil || strings.Contains(err.Error(), "Joan") {
		t.Fatal(err)
	}
}

func TestRunsAgainWhenTheClockIsMoved(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ran := make(chan when.Date)
		hourly := job.Job{Name: "test.hourly", Every: time.Hour, Run: func(ctx context.Context, g *gate.Gate) error {
			select {
			case ran <- g.Clock.Today():
			case <-ctx.Done():
			}
			return nil
		}}
		ctx, stop := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() {
			job.Run(ctx, g, []job.Job{hourly})
			close(stopped)
		}()
		today := <-ran
		g.Clock.Set(g.Clock.Now().Add(24 * time.Hour))
		select {
		case next := <-ran:
			if next != today.Add(1) {
				t.Errorf("ran on %s, want the day after %s", next, today)
			}
		case <-time.After(30 * time.Second):
			t.Error("the job did not run after the clock was moved")
		}
		stop()
		<-stopped
	})
}
