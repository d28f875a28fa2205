package plan

import (
	"context"
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
)

// Ref names the plan as its editor saw it. Version 0 begins a new plan with
// this id for the person's open episode.
type Ref struct {
	Person  ids.Person `json:"-"`
	Plan    ID         `json:"plan"`
	Version int        `json:"version"`
}

var (
	errEnded     = fault.New(fault.Conflict, "plan.over", "This plan has ended. Start a new one.")
	errNoEpisode = fault.New(fault.Invalid, "plan.no_episode", "There is no open support for this person. Accept a referral first.")
)

// hold reads the plan for a write and moves its version on, or begins it.
func (r Ref) hold(tx *gate.Tx) (Plan, error) {
	if r.Version == 0 {
		e, err := episode.Open(tx.Snapshot, r.Person)
		if gate.Missing(err) {
			return Plan{}, errNoEpisode
		}
		if err != nil {
			return Plan{}, err
		}
		p := Plan{ID: r.Plan, Person: r.Person, Episode: e.ID, State: StateDraft, Version: 1}
		return p, insertPlan(tx, p)
	}
	p, err := header(tx.Snapshot, r.Person, r.Plan)
	if err != nil {
		return p, err
	}
	if p.State == StateEnded {
		return p, errEnded
	}
	return p, touch(tx, r)
}

// Draft is a whole new plan.
type Draft struct {
	Ref
	Goals    []Goal
	Patterns []Pattern
}

// Save begins a plan with all its parts, as a draft. The version must be 0.
// Errors: plan.draft with the fields that are wrong, plan.no_episode,
// gate.exists when the episode has a plan.
func Save(ctx context.Context, g *gate.Gate, d Draft) error {
	return g.Write(ctx, MayWrite, gate.Person(d.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		has := func(id GoalID) bool { return slices.ContainsFunc(d.Goals, func(x Goal) bool { return x.ID == id }) }
		for _, x := range d.Goals {
			x.check(&c, tx.Today())
		}
		for _, x := range d.Patterns {
			x.check(&c, has)
			c.Field(x.FromOn == "", "from", "Enter the first day of the visits.")
		}
		c.Field(len(d.Goals) > maxGoals, "words", "A plan has at most %d goals: choose those that matter most.", maxGoals)
		c.Field(len(d.Patterns) > maxPatterns, "part", "A plan has at most %d visit patterns.", maxPatterns)
		if err := c.Err("plan.draft"); err != nil {
			return err
		}
		d.Version = 0
		p, err := d.hold(tx)
		if err != nil {
			return err
		}
		if err := insertGoals(tx, p, 0, d.Goals...); err != nil {
			return err
		}
		return insertPatterns(tx, p, d.Patterns...)
	})
}

// SaveGoal adds a goal to the plan, or changes the one with its id.
// Errors: plan.goal, plan.no_episode, plan.over, gate.changed.
func SaveGoal(ctx context.Context, g *gate.Gate, r Ref, goal Goal) error {
	return g.Write(ctx, MayWrite, gate.Person(r.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		goal.check(&c, tx.Today())
		have, err := goalIDs(tx.Snapshot, r.Plan)
		if err != nil {
			return err
		}
		c.Field(!have[goal.ID] && len(have) >= maxGoals, "words", "A plan has at most %d goals: choose those that matter most.", maxGoals)
		if err := c.Err("plan.goal"); err != nil {
			return err
		}
		p, err := r.hold(tx)
		if err != nil {
			return err
		}
		if have[goal.ID] {
			return updateGoal(tx, p, goal)
		}
		return insertGoals(tx, p, len(have), goal)
	})
}

// DropGoal takes a goal out of a draft. In an agreed plan a goal stays and is
// reviewed. Errors: plan.goal_agreed, plan.goal_used, gate.changed.
func DropGoal(ctx context.Context, g *gate.Gate, r Ref, id GoalID) error {
	return g.Write(ctx, MayWrite, gate.Person(r.Person), func(tx *gate.Tx) error {
		p, err := r.hold(tx)
		if err != nil {
			return err
		}
		if p.State != StateDraft {
			return fault.New(fault.Invalid, "plan.goal_agreed", "This goal was agreed. Review it instead, and say what became of it.")
		}
		used, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM plan_task WHERE goal_id = ? AND person_id = ?`, id, r.Person)
		if err != nil {
			return err
		}
		if used > 0 {
			return fault.New(fault.Invalid, "plan.goal_used", "A visit does something for this goal. Change the visit first.")
		}
		if err := tx.Exec(`DELETE FROM plan_step WHERE goal_id = ? AND person_id = ?`, id, r.Person); err != nil {
			return err
		}
		return tx.Update(`DELETE FROM plan_goal WHERE id = ? AND plan_id = ? AND person_id = ?`, id, p.ID, r.Person)
	})
}

// PatternChange adds a pattern, or puts it in the place of Old from a day on.
type PatternChange struct {
	Ref
	Old     PatternID // empty adds
	Pattern Pattern   // with an id of its own
	From    when.Date
}

// SavePattern adds or changes a visit pattern. A draft is simply rewritten. In
// an agreed plan the old pattern ends the day before From and the new one
// begins; where only tasks differ the pattern goes on and its tasks change.
// Errors: plan.pattern, plan.over, gate.changed, gate.not_found.
func SavePattern(ctx context.Context, g *gate.Gate, n PatternChange) error {
	return g.Write(ctx, MayWrite, gate.Person(n.Person), func(tx *gate.Tx) error {
		have, err := goalIDs(tx.Snapshot, n.Plan)
		if err != nil {
			return err
		}
		var c fault.Checks
		n.Pattern.check(&c, func(id GoalID) bool { return have[id] })
		c.Field(n.From == "", "from", "Enter the first day.")
		p, err := n.hold(tx)
		if err != nil {
			return err
		}
		c.Field(p.State == StateAgreed && n.From != "" && n.From < tx.Today(), "from", "A change cannot begin in the past: choose today or later.")
		if err := c.Err("plan.pattern"); err != nil {
			return err
		}
		n.Pattern.FromOn, n.Pattern.UntilOn = n.From, ""
		return n.apply(tx, p)
	})
}

func (n PatternChange) apply(tx *gate.Tx, p Plan) error {
	if p.State == StateDraft {
		if n.Old != "" {
			if err := deletePattern(tx, p, n.Old); err != nil {
				return err
			}
		}
		return insertPatterns(tx, p, n.Pattern)
	}
	if n.Old == "" {
		tx.Emit(PatternAdded{p.Person, n.Pattern.ID, n.From})
		return insertPatterns(tx, p, n.Pattern)
	}
	old, err := pattern(tx.Snapshot, p.Person, n.Old)
	if err != nil {
		return err
	}
	if old.Plan != p.ID || old.UntilOn != "" {
		return errPatternOver
	}
	if old.sameVisit(n.Pattern) {
		return n.changeTasks(tx, p, old)
	}
	if err := endPattern(tx, old, n.From.Add(-1)); err != nil {
		return err
	}
	for i := range n.Pattern.Tasks { // the old ones stay with what was recorded
		t := &n.Pattern.Tasks[i]
		t.ID = TaskID(ids.Derived(string(t.ID), string(n.Pattern.ID)))
	}
	tx.Emit(PatternEnded{p.Person, old.ID, n.From.Add(-1)})
	tx.Emit(PatternAdded{p.Person, n.Pattern.ID, n.From})
	return insertPatterns(tx, p, n.Pattern)
}

var errPatternOver = fault.New(fault.Conflict, "plan.pattern_over", "These visits have already ended or been changed. Look at the plan again.")

// changeTasks ends the tasks that are gone and adds the new ones, at once.
func (n PatternChange) changeTasks(tx *gate.Tx, p Plan, old Pattern) error {
	now, err := TasksOf(tx.Snapshot, old.ID)
	if err != nil {
		return err
	}
	same := func(a, b Task) bool { return a.Goal == b.Goal && a.Words == b.Words }
	var gone []TaskID
	for _, t := range now {
		if !slices.ContainsFunc(n.Pattern.Tasks, func(x Task) bool { return same(x, t) }) {
			gone = append(gone, t.ID)
		}
	}
	fresh := Pattern{ID: old.ID}
	for _, t := range n.Pattern.Tasks {
		if !slices.ContainsFunc(now, func(x Task) bool { return same(x, t) }) {
			t.ID = TaskID(ids.New())
			fresh.Tasks = append(fresh.Tasks, t)
		}
	}
	if err := endTasks(tx, p.Person, gone, tx.Today().Add(-1)); err != nil {
		return err
	}
	tx.Emit(TasksChanged{p.Person, old.ID})
	return insertTasks(tx, p, fresh)
}

// StopPattern ends a pattern by hand after a day, or takes it out of a draft.
// Errors: plan.until, plan.over, plan.pattern_over, gate.changed.
func StopPattern(ctx context.Context, g *gate.Gate, r Ref, id PatternID, until when.Date) error {
	return g.Write(ctx, MayWrite, gate.Person(r.Person), func(tx *gate.Tx) error {
		p, err := r.hold(tx)
		if err != nil {
			return err
		}
		if p.State == StateDraft {
			return deletePattern(tx, p, id)
		}
		return EndPattern(tx, r.Person, id, until)
	})
}

// EndPattern ends a pattern of an agreed plan: the day is the last that may
// have a visit. The caller cancels visits planned later.
// Errors: plan.until, plan.pattern_over, gate.not_found.
func EndPattern(tx *gate.Tx, person ids.Person, id PatternID, until when.Date) error {
	x, err := pattern(tx.Snapshot, person, id)
	if err != nil {
		return err
	}
	if x.UntilOn != "" {
		return errPatternOver
	}
	var c fault.Checks
	c.Field(until < tx.Today().Add(-1), "until", "Choose today or a later day.")
	if err := c.Err("plan.until"); err != nil {
		return err
	}
	tx.Emit(PatternEnded{person, id, until})
	return endPattern(tx, x, until)
}

// Shorten makes the visits of a pattern shorter from a day on. The pattern
// goes on under its id, so that progress can be read across the change; visits
// already planned keep their length until the caller shortens them too.
// Errors: plan.shorten, plan.pattern_over, gate.not_found.
func Shorten(tx *gate.Tx, person ids.Person, id PatternID, minutes int, from when.Date) error {
	x, err := pattern(tx.Snapshot, person, id)
	if err != nil {
		return err
	}
	if x.UntilOn != "" {
		return errPatternOver
	}
	var c fault.Checks
	c.Field(minutes >= x.DurationMin, "minutes", "The visits are %d minutes long already.", x.DurationMin)
	c.Field(from < tx.Today(), "from", "Choose today or a later day.")
	x.Short.check(&c, minutes)
	if err := c.Err("plan.shorten"); err != nil {
		return err
	}
	tx.Emit(PatternShortened{person, id, x.DurationMin, minutes, from, (x.DurationMin - minutes) * x.Workers * x.Weekdays.Count()})
	return tx.Update(`UPDATE plan_pattern SET duration_min = ?, version = version + 1 WHERE id = ? AND person_id = ? AND version = ?`,
		minutes, id, person, x.Version)
}

// Agree makes a draft the plan that visits follow.
// Errors: plan.agreement, plan.agreed_before, gate.changed.
func Agree(ctx context.Context, g *gate.Gate, a Agreement) error {
	return g.Write(ctx, MayAgree, gate.Person(a.Person), func(tx *gate.Tx) error {
		p, err := Current(tx.Snapshot, a.Person)
		if err != nil {
			return err
		}
		if p.ID != a.Plan {
			return gate.NotFound()
		}
		state, ok := p.State.next("agree")
		if !ok {
			return fault.New(fault.Conflict, "plan.agreed_before", "This plan has been agreed already.")
		}
		needs, err := person.Needs(tx.Snapshot, a.Person)
		if err != nil {
			return err
		}
		if err := a.check(p, needs, tx.Today()); err != nil {
			return err
		}
		at := tx.At
		if a.On < tx.Today() {
			at = a.On.AtMinute(12 * 60)
		}
		tx.Emit(Agreed{p.Person, p.ID, p.Episode})
		return tx.Update(`UPDATE plan SET state = ?, agreed_at = ?, agreed_by = ?, copy_given = ?, review_on = ?, version = version + 1
			WHERE id = ? AND person_id = ? AND version = ?`, state, at, a.By, a.Copy, a.ReviewOn, p.ID, p.Person, a.Version)
	})
}
