package safeguarding_test

import (
	"slices"
	"testing"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit/visittest"
)

func (h house) plan() (p plan.Plan) {
	h.t.Helper()
	visittest.Read(h.t, h.g, func(s *gate.Snapshot) (err error) {
		p, err = plan.Current(s, h.p.ID)
		return err
	})
	return p
}

// change puts another pattern in the place of one, or adds one, from a day on.
func (h house) change(old plan.PatternID, x plan.Pattern, from when.Date) {
	h.t.Helper()
	p := h.plan()
	x.ID, x.Tasks = plan.PatternID(ids.New()), slices.Clone(x.Tasks)
	for i := range x.Tasks {
		x.Tasks[i].ID = plan.TaskID(ids.New())
	}
	h.ok(plan.SavePattern(h.who["co"], h.g, plan.PatternChange{Ref: plan.Ref{Person: h.p.ID, Plan: p.ID, Version: p.Version}, Old: old, Pattern: x, From: from}))
}

// TestSendTwo: what begins later is changed from its own first day, so that
// nothing is visited twice; where something ends on a day and may be followed,
// nothing is changed, and the task is not done.
func TestSendTwo(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		today := g.Clock.Today()
		later := h.plan().Patterns[0]
		later.StartMin, later.EarliestMin, later.LatestMin = later.StartMin+300, later.EarliestMin+300, later.LatestMin+300
		h.change("", later, today.Add(7))
		h.ok(safeguarding.SendTwo(h.who["co"], g, h.p.ID, today.Add(1)))
		planned := func(on when.Date) (all, single int) {
			for _, x := range h.plan().Patterns {
				if x.FromOn <= on && (x.UntilOn == "" || x.UntilOn >= on) {
					all++
					if x.Workers != 2 {
						single++
					}
				}
			}
			return all, single
		}
		for _, c := range []struct{ day, all, single int }{{0, 1, 1}, {1, 1, 0}, {6, 1, 0}, {7, 2, 0}, {30, 2, 0}} {
			if all, single := planned(today.Add(c.day)); all != c.all || single != c.single {
				t.Errorf("day %d: %d kinds of visit, %d of them with one worker", c.day, all, single)
			}
		}
	})
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		today := g.Clock.Today()
		id := h.told(nil)
		h.ok(safeguarding.NameThem(h.who["lead"], g, safeguarding.Grant{ID: ids.NewHidden(), Concern: id, Account: ids.Account(h.account("co")), Why: "Plans visits"}, today.Add(3)))
		task := safeguarding.Task{ID: ids.NewHidden(), Concern: id, Kind: safeguarding.ProtectTask, Words: "Keep her safe", Owner: "Co", Due: today, Effect: safeguarding.TwoWorkers}
		h.ok(safeguarding.AddTask(h.who["lead"], g, task))
		first := h.plan().Patterns[0]
		moved := first
		moved.StartMin, moved.EarliestMin, moved.LatestMin = moved.StartMin+60, moved.EarliestMin+60, moved.LatestMin+60
		h.change(first.ID, moved, today.Add(7))
		before := h.plan()
		at := "/safeguarding/" + string(id) + "/tasks/" + task.ID
		if a := h.b.Post(h.who["co"], at+"/arrange"); a.Status != 422 || !a.Has("Change these by hand") {
			t.Errorf("two kinds of visit follow each other: %d", a.Status)
		}
		if after := h.plan(); after.Version != before.Version || len(after.Patterns) != len(before.Patterns) {
			t.Error("the plan was changed all the same")
		}
		if a := h.b.Get(h.who["co"], at); !a.Has("Send two workers from tomorrow") {
			t.Error("the task is done, and the visits are as they were")
		}
	})
}

// TestWatchAsksTheSame: the job that looks after concerns asks as many things
// for thirty of them as for three.
func TestWatchAsksTheSame(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		h := settle(t, g)
		asked := func() int {
			h.ok(safeguarding.Watch(gatetest.System(), g))
			ctx, counter := gate.WithCounter(gatetest.System())
			h.ok(safeguarding.Watch(ctx, g))
			return len(counter.Statements)
		}
		more := func(n int) {
			for range n {
				h.hide("lead", h.told(nil), "harm")
			}
			h.told(func(c *safeguarding.Concern) { c.Told.NotLead = true })
		}
		more(3)
		few := asked()
		more(27)
		if many := asked(); many != few || few > 5 {
			t.Errorf("%d statements, then %d", few, many)
		}
	})
}
