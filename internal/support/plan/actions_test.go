package plan_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	et "stillhome/internal/support/episode/episodetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
)

// draft is a plan with one goal and one visit every morning.
func draft(e episode.Episode) plan.Draft {
	g := plan.Goal{
		ID: plan.GoalID(ids.New()), Words: "Make my own breakfast", Activity: assessment.Meals, Baseline: assessment.HandsOn, Target: assessment.Alone,
		Steps: []plan.Step{{ID: plan.StepID(ids.New()), Words: "Butter the bread"}, {ID: plan.StepID(ids.New()), Words: "Fill the kettle"}},
	}
	return plan.Draft{
		Ref: plan.Ref{Person: e.Person, Plan: plan.ID(ids.New())}, Goals: []plan.Goal{g},
		Patterns: []plan.Pattern{{
			ID: plan.PatternID(ids.New()), Part: plan.Morning, Weekdays: plan.EveryDay, StartMin: 480, EarliestMin: 450, LatestMin: 510, DurationMin: 45,
			Workers: 1, FromOn: "2026-11-30", Tasks: []plan.Task{
				{ID: plan.TaskID(ids.New()), Goal: g.ID, Activity: assessment.Meals, Words: "Make breakfast"},
				{ID: plan.TaskID(ids.New()), Goal: g.ID, Activity: assessment.Eat, Words: "Eat at the table"},
			},
		}},
	}
}

func current(t *testing.T, g *gate.Gate, who ids.Person) (p plan.Plan) {
	t.Helper()
	et.Read(t, g, func(s *gate.Snapshot) (err error) {
		p, err = plan.Current(s, who)
		return err
	})
	return p
}

func agreement(p plan.Plan) plan.Agreement {
	return plan.Agreement{
		Ref: plan.Ref{Person: p.Person, Plan: p.ID, Version: p.Version}, By: plan.ByPerson, On: "2026-11-30", Copy: plan.Print, ReviewOn: "2026-12-14",
	}
}

// agreed is a person with an agreed plan.
func agreed(t *testing.T, g *gate.Gate, office context.Context) plan.Plan {
	t.Helper()
	d := draft(et.Accepted(t, g))
	et.Fails(t, plan.Save(office, g, d), "")
	et.Fails(t, plan.Agree(office, g, agreement(current(t, g, d.Person))), "")
	return current(t, g, d.Person)
}

func TestSaveAndAgree(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		d := draft(et.Accepted(t, g))
		worker := gatetest.As(t, g, "wo", actor.Worker)
		gatetest.Relate(t, g, "wo", d.Person, actor.Work)
		if err := plan.Save(worker, g, d); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a support worker wrote a plan: %v", err)
		}
		et.Counted(t, office, func(ctx context.Context) error { return plan.Save(ctx, g, d) })
		et.Fails(t, plan.Save(office, g, d), "gate.exists")
		p := current(t, g, d.Person)
		if p.State != plan.StateDraft || len(p.Goals) != 1 || len(p.Goals[0].Steps) != 2 || len(p.Patterns) != 1 || len(p.Patterns[0].Tasks) != 2 || p.WeekMin() != 315 {
			t.Fatalf("the draft is %+v", p)
		}
		if n := on(t, g, "2026-11-30"); len(n) != 0 {
			t.Error("a draft has visits")
		}
		stale := agreement(p)
		stale.Version = 9
		et.Fails(t, plan.Agree(office, g, stale), "gate.changed")
		et.Counted(t, office, func(ctx context.Context) error { return plan.Agree(ctx, g, agreement(p)) })
		et.Fails(t, plan.Agree(office, g, agreement(p)), "plan.agreed_before")
		if got := current(t, g, d.Person); got.State != plan.StateAgreed || got.AgreedBy != plan.ByPerson || got.ReviewOn != "2026-12-14" || got.AgreedAt.IsZero() {
			t.Errorf("agreed as %+v", got)
		}
		if n := on(t, g, "2026-11-30"); len(n) != 1 || n[0].ID != d.Patterns[0].ID {
			t.Errorf("the day has %+v", n)
		}
		if n := on(t, g, "2026-11-29"); len(n) != 0 {
			t.Error("visits before the first day")
		}
	})
}

func on(t *testing.T, g *gate.Gate, day when.Date) (out []plan.Pattern) {
	t.Helper()
	et.Read(t, g, func(s *gate.Snapshot) (err error) {
		out, err = plan.PatternsOn(s, day)
		return err
	})
	return out
}

func TestOneOpenPlan(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		p := agreed(t, g, office)
		et.Fails(t, plan.StopPattern(office, g, plan.Ref{Person: p.Person, Plan: p.ID, Version: p.Version}, p.Patterns[0].ID, "2026-12-20"), "")
		p.Version++
		another := draft(episode.Episode{Person: p.Person})
		et.Fails(t, plan.Save(office, g, another), "gate.exists")
		et.Write(t, g, func(tx *gate.Tx) error { return plan.EndAll(tx, p.Person, p.Episode, tx.Today()) })
		et.Write(t, g, func(tx *gate.Tx) error { return plan.EndAll(tx, p.Person, p.Episode, tx.Today()) })
		if n := on(t, g, "2026-12-01"); len(n) != 0 {
			t.Errorf("after its end the plan has visits: %+v", n)
		}
		et.Read(t, g, func(s *gate.Snapshot) error {
			x, err := plan.PatternOf(s, p.Person, p.Patterns[0].ID)
			if x.UntilOn != "2026-11-30" {
				t.Errorf("a pattern that had a last day goes on until %s", x.UntilOn)
			}
			return err
		})
		et.Fails(t, plan.SaveGoal(office, g, plan.Ref{Person: p.Person, Plan: p.ID, Version: p.Version + 1}, p.Goals[0]), "plan.over")
		et.Fails(t, plan.Save(office, g, another), "")
		nobody := draft(episode.Episode{Person: "0190a000-0000-7000-8000-000000000001"})
		et.Fails(t, plan.Save(office, g, nobody), "plan.no_episode")
	})
}

func TestBadAgreement(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		d := draft(et.Accepted(t, g))
		empty := plan.Draft{Ref: d.Ref}
		et.Fails(t, plan.Save(office, g, empty), "")
		if got := et.Wrong(plan.Agree(office, g, agreement(current(t, g, d.Person)))); got != "by" {
			t.Errorf("an empty plan: wrong are %q", got)
		}
		r := plan.Ref{Person: d.Person, Plan: d.Plan, Version: 1}
		et.Fails(t, plan.SaveGoal(office, g, r, d.Goals[0]), "")
		r.Version++
		et.Fails(t, plan.SavePattern(office, g, plan.PatternChange{Ref: r, Pattern: d.Patterns[0], From: "2026-11-30"}), "")
		et.Fails(t, person.AddNeeds(office, g, d.Person, person.NewNeeds{ID: ids.New(), Written: []person.NeedCode{"large_print"}}), "")
		for _, c := range []struct {
			name string
			edit func(*plan.Agreement)
			want string
		}{
			{"by nobody", func(a *plan.Agreement) { a.By = "" }, "by"},
			{"tomorrow", func(a *plan.Agreement) { a.On = "2026-12-01" }, "on"},
			{"in no form", func(a *plan.Agreement) { a.Copy = "" }, "copy"},
			{"in small print", func(a *plan.Agreement) { a.Copy = plan.Print }, "copy"},
			{"no review", func(a *plan.Agreement) { a.ReviewOn = "" }, "review"},
			{"a review at once", func(a *plan.Agreement) { a.ReviewOn = "2026-11-30" }, "review"},
			{"a review in spring", func(a *plan.Agreement) { a.ReviewOn = "2027-03-01" }, "review"},
		} {
			a := agreement(current(t, g, d.Person))
			a.Copy = plan.LargePrint
			c.edit(&a)
			if got := et.Wrong(plan.Agree(office, g, a)); got != c.want {
				t.Errorf("%s: wrong are %q, want %q", c.name, got, c.want)
			}
		}
	})
}

func TestEditDraft(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		d := draft(et.Accepted(t, g))
		et.Fails(t, plan.Save(office, g, d), "")
		r := plan.Ref{Person: d.Person, Plan: d.Plan, Version: 1}
		goal := d.Goals[0]
		goal.Words, goal.Steps = "Make breakfast for us both", goal.Steps[:1]
		et.Counted(t, office, func(ctx context.Context) error { return plan.SaveGoal(ctx, g, r, goal) })
		et.Fails(t, plan.SaveGoal(office, g, r, goal), "gate.changed")
		r.Version++
		et.Fails(t, plan.DropGoal(office, g, r, goal.ID), "plan.goal_used")
		spare := plan.Goal{ID: plan.GoalID(ids.New()), Words: "Walk to the gate", Activity: assessment.Move, Target: assessment.Alone}
		et.Fails(t, plan.SaveGoal(office, g, r, spare), "")
		r.Version++
		et.Fails(t, plan.DropGoal(office, g, r, spare.ID), "")
		r.Version++
		x := d.Patterns[0]
		old := x.ID
		x.ID, x.DurationMin = plan.PatternID(ids.New()), 60
		et.Counted(t, office, func(ctx context.Context) error {
			return plan.SavePattern(ctx, g, plan.PatternChange{Ref: r, Old: old, Pattern: x, From: "2026-12-01"})
		})
		r.Version++
		p := current(t, g, d.Person)
		if len(p.Goals) != 1 || p.Goals[0].Words != goal.Words || len(p.Goals[0].Steps) != 1 || len(p.Patterns) != 1 || p.Patterns[0].DurationMin != 60 || p.Patterns[0].FromOn != "2026-12-01" {
			t.Errorf("after editing: %+v", p)
		}
		for i := range 5 {
			spare.ID = plan.GoalID(ids.New())
			et.Fails(t, plan.SaveGoal(office, g, plan.Ref{Person: r.Person, Plan: r.Plan, Version: r.Version + i}, spare), "")
		}
		spare.ID = plan.GoalID(ids.New())
		if got := et.Wrong(plan.SaveGoal(office, g, plan.Ref{Person: r.Person, Plan: r.Plan, Version: r.Version + 5}, spare)); got != "words" {
			t.Errorf("a seventh goal: wrong are %q", got)
		}
	})
}

func TestChangeOfAgreedPlan(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		p := agreed(t, g, office)
		r := plan.Ref{Person: p.Person, Plan: p.ID, Version: p.Version}
		old := p.Patterns[0]
		et.Fails(t, plan.DropGoal(office, g, r, p.Goals[0].ID), "plan.goal_agreed")
		next := old
		next.ID, next.StartMin, next.EarliestMin, next.LatestMin = plan.PatternID(ids.New()), 540, 510, 570
		next.Tasks = slices.Clone(old.Tasks)
		change := plan.PatternChange{Ref: r, Old: old.ID, Pattern: next, From: "2026-12-02"}
		past := change
		past.From = "2026-11-29"
		if got := et.Wrong(plan.SavePattern(office, g, past)); got != "from" {
			t.Errorf("from yesterday: wrong are %q", got)
		}
		et.Counted(t, office, func(ctx context.Context) error { return plan.SavePattern(ctx, g, change) })
		if a, b := on(t, g, "2026-12-01"), on(t, g, "2026-12-02"); len(a) != 1 || a[0].StartMin != 480 || len(b) != 1 || b[0].StartMin != 540 {
			t.Fatalf("before %+v, after %+v", a, b)
		}
		change.Version++
		et.Fails(t, plan.SavePattern(office, g, change), "plan.pattern_over")
		p = current(t, g, p.Person)
		if len(p.Patterns) != 2 || len(p.Patterns[0].Tasks) != 2 || len(p.Patterns[1].Tasks) != 2 {
			t.Errorf("old and new stand side by side until the day: %+v", p.Patterns)
		}
	})
}

func TestChangeOfTasks(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		p := agreed(t, g, office)
		old := p.Patterns[0]
		next := old
		next.ID = plan.PatternID(ids.New())
		next.Tasks = []plan.Task{old.Tasks[0], {ID: plan.TaskID(ids.New()), Goal: p.Goals[0].ID, Activity: assessment.Meals, Words: "Wash up after"}}
		et.Counted(t, office, func(ctx context.Context) error {
			return plan.SavePattern(ctx, g, plan.PatternChange{Ref: plan.Ref{Person: p.Person, Plan: p.ID, Version: p.Version}, Old: old.ID, Pattern: next, From: "2026-11-30"})
		})
		got := current(t, g, p.Person).Patterns
		if len(got) != 1 || got[0].ID != old.ID || len(got[0].Tasks) != 2 || got[0].Tasks[0].ID != old.Tasks[0].ID || got[0].Tasks[1].Words != "Wash up after" {
			t.Errorf("the pattern goes on as %+v", got)
		}
		et.Read(t, g, func(s *gate.Snapshot) error {
			if all, err := plan.Tasks(s, p.Person); err != nil || len(all) != 3 {
				t.Errorf("what was recorded can still be read: %+v, %v", all, err)
			}
			now, err := plan.TasksOf(s, old.ID)
			if len(now) != 2 {
				t.Errorf("today's tasks are %+v", now)
			}
			return err
		})
	})
}

func TestShortenAndEnd(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		p := agreed(t, g, office)
		x := p.Patterns[0]
		write := func(fn func(tx *gate.Tx) error) error {
			return g.Write(gatetest.System(), gate.Action{Name: "test.step", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Person(p.Person), fn)
		}
		shorten := func(minutes int, from when.Date) error {
			return write(func(tx *gate.Tx) error { return plan.Shorten(tx, p.Person, x.ID, minutes, from) })
		}
		for _, c := range []struct {
			minutes int
			from    when.Date
			want    string
		}{{45, "2026-12-01", "minutes"}, {30, "2026-11-29", "from"}, {25, "2026-12-01", "known_worker part_of_more short_for"}} {
			if got := et.Wrong(shorten(c.minutes, c.from)); got != c.want {
				t.Errorf("to %d from %s: wrong are %q, want %q", c.minutes, c.from, got, c.want)
			}
		}
		et.Fails(t, shorten(30, "2026-12-01"), "")
		if got := current(t, g, p.Person).Patterns[0]; got.ID != x.ID || got.DurationMin != 30 || len(got.Tasks) != 2 {
			t.Fatalf("shortened to %+v", got)
		}
		end := func() error {
			return write(func(tx *gate.Tx) error { return plan.EndPattern(tx, p.Person, x.ID, "2026-12-03") })
		}
		et.Fails(t, end(), "")
		et.Fails(t, end(), "plan.pattern_over")
		et.Fails(t, shorten(15, "2026-12-01"), "plan.pattern_over")
		if len(on(t, g, "2026-12-03")) != 1 || len(on(t, g, "2026-12-04")) != 0 {
			t.Error("the last day is not the last with a visit")
		}
		if err := write(func(tx *gate.Tx) error { return plan.EndPattern(tx, "another", x.ID, "2026-12-03") }); fault.KindOf(err) != fault.NotFound {
			t.Errorf("ended through another person: %v", err)
		}
	})
}

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		et.Office(t, g)
		gatetest.As(t, g, "wo", actor.Worker)
		e := et.Accepted(t, g)
		gatetest.Relate(t, g, "wo", e.Person, actor.Work)
		site := et.Serve(t, g, plan.Routes)
		at := "/people/" + string(e.Person) + "/plan"
		site.Shows("office", at, "There is no plan yet", "Add the first goal")
		if page := site.Shows("wo", at, "There is no plan yet"); strings.Contains(page, "Add the first goal") {
			t.Error("a support worker is shown a button they cannot use")
		}
		site.Shows("office", at+"/visits/new", "Add a goal first")
		goal := url.Values{"plan": {ids.New()}, "version": {"0"}, "goal": {ids.New()}, "words": {"Make my own breakfast"}, "activity": {"meals"}, "baseline": {"hands_on"}, "target": {"done_for"}, "steps": {"Butter the bread\n\nFill the kettle"}}
		site.Shows("office", at+"/goals/new", "What does the person want to do?")
		status, page := site.Post("office", at+"/goals/new", goal)
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, "The target is below where the person is now.") {
			t.Fatalf("a low target answered %d", status)
		}
		goal.Set("target", "alone")
		if status, to := site.Post("office", at+"/goals/new", goal); status != http.StatusSeeOther || to != at {
			t.Fatalf("a goal answered %d, %s", status, to)
		}
		p := current(t, g, e.Person)
		id := string(p.Goals[0].ID)
		site.Shows("office", at+"/goals/"+id, "Butter the bread\nFill the kettle")
		visits := url.Values{
			"plan": {string(p.ID)}, "version": {"1"}, "id": {ids.New()}, "part": {"morning"}, "weekdays": {"1", "2", "64"}, "start": {"08:15"}, "earliest": {"07:45"}, "latest": {"09:00"}, "duration": {"20"}, "workers": {"1"}, "after_least": {"240"}, "after_most": {"300"}, "or_earliest": {"14:00"}, "or_latest": {"15:30"},
			"skills": {"medicines"}, "task_" + id: {"Make breakfast\nEat it"}, "known_worker": {"yes"},
		}
		et.Date(visits, "from", "2026-11-30")
		site.Shows("office", at+"/visits/new", "Part of the day", "For “Make my own breakfast”")
		if status, page = site.Post("office", at+"/visits/new", visits); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Confirm all three, or make the visit longer.") {
			t.Fatalf("20 minutes without reasons answered %d", status)
		}
		visits.Set("start", "half past")
		if status, page = site.Post("office", at+"/visits/new", visits); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Enter a time, like 8:30.") {
			t.Fatalf("no time answered %d", status)
		}
		visits.Set("start", "08:15")
		visits.Set("part_of_more", "yes")
		visits.Set("short_for", "Check that tablets were taken")
		if status, _ = site.Post("office", at+"/visits/new", visits); status != http.StatusSeeOther {
			t.Fatalf("visits answered %d", status)
		}
		site.Shows("office", at, "Monday, Tuesday, Sunday", "20 minutes, 1 worker", "between 7:45am and 9:00am, or between 2:00pm and 3:30pm", "Check that tablets were taken", "3, 1 hour together", "Eat it (for “Make my own breakfast”)", "At least 4 hours, at most 5 hours")
		p = current(t, g, e.Person)
		pattern := string(p.Patterns[0].ID)
		site.Shows("office", at+"/visits/"+pattern, "Make breakfast\nEat it", "08:15", `value="240"`, `value="300"`, `value="14:00"`, `value="15:30"`)
		agree := url.Values{"plan": {string(p.ID)}, "version": {"2"}, "by": {"person"}, "copy": {"print"}}
		et.Date(agree, "on", "2026-11-30")
		et.Date(agree, "review", "2026-12-14")
		site.Shows("office", at+"/agree", "Who agreed on the person")
		if status, page = site.Post("office", at+"/agree", agree); status != http.StatusSeeOther {
			t.Fatalf("agreeing answered %d: %s", status, page)
		}
		site.Shows("wo", at, "Agreed", "14 December 2026", "The person")
		end := url.Values{"plan": {string(p.ID)}, "version": {"3"}}
		et.Date(end, "until", "2026-12-05")
		site.Shows("office", at+"/visits/"+pattern+"/end", "Which is the last day with a visit?")
		if status, page = site.Post("office", at+"/visits/"+pattern+"/end", end); status != http.StatusSeeOther {
			t.Fatalf("ending answered %d: %s", status, page)
		}
		site.Shows("office", at, "5 December 2026")
	})
}
