package plan

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
)

// header reads a plan without its parts.
func header(s *gate.Snapshot, person ids.Person, id ID) (Plan, error) {
	var p Plan
	err := gate.One(s, &p, (*Plan).fields, `SELECT id, person_id, episode_id, state, agreed_at, agreed_by, copy_given, review_on, ended_on, version
		FROM plan WHERE id = ? AND person_id = ?`, id, person)
	return p, err
}

func insertPlan(tx *gate.Tx, p Plan) error {
	return tx.Exec(`INSERT INTO plan (id, person_id, episode_id, state, copy_given, version) VALUES (?, ?, ?, 'draft', '', 1)`, p.ID, p.Person, p.Episode)
}

// touch moves the plan's version on: who edits one part has seen the whole.
func touch(tx *gate.Tx, r Ref) error {
	return tx.Update(`UPDATE plan SET version = version + 1 WHERE id = ? AND person_id = ? AND version = ? AND state <> 'ended'`, r.Plan, r.Person, r.Version)
}

func insertGoals(tx *gate.Tx, p Plan, from int, goals ...Goal) error {
	var rows [][]any
	for i, g := range goals {
		rows = append(rows, []any{g.ID, p.ID, p.Person, from + i, g.Words, g.Why, g.Activity, g.Baseline, g.Target, g.TargetOn, g.Result, 1})
	}
	if err := tx.InsertMany(`INSERT INTO plan_goal (id, plan_id, person_id, ord, words, why, activity, baseline, target, target_on, result, version) VALUES `, rows); err != nil {
		return err
	}
	return insertSteps(tx, p, goals...)
}

func insertSteps(tx *gate.Tx, p Plan, goals ...Goal) error {
	var rows [][]any
	for _, g := range goals {
		for i, s := range g.Steps {
			rows = append(rows, []any{s.ID, g.ID, p.Person, i, s.Words, s.DoneOn})
		}
	}
	return tx.InsertMany(`INSERT INTO plan_step (id, goal_id, person_id, ord, words, done_on) VALUES `, rows)
}

func updateGoal(tx *gate.Tx, p Plan, g Goal) error {
	if err := tx.Update(`UPDATE plan_goal SET words = ?, why = ?, activity = ?, baseline = ?, target = ?, target_on = ?, version = version + 1
		WHERE id = ? AND plan_id = ? AND person_id = ?`, g.Words, g.Why, g.Activity, g.Baseline, g.Target, g.TargetOn, g.ID, p.ID, p.Person); err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM plan_step WHERE goal_id = ? AND person_id = ?`, g.ID, p.Person); err != nil {
		return err
	}
	return insertSteps(tx, p, g)
}

func insertPatterns(tx *gate.Tx, p Plan, patterns ...Pattern) error {
	var rows [][]any
	for _, x := range patterns {
		rows = append(rows, []any{
			x.ID, p.ID, p.Person, p.Episode, x.Part, int(x.Weekdays), x.StartMin, x.EarliestMin, x.LatestMin, x.DurationMin,
			x.Workers, x.MustBeAt, joinSkills(x.Skills), x.Short.For, x.AfterLeastMin, x.AfterMostMin, x.OrEarliestMin, x.OrLatestMin, x.FromOn, x.UntilOn, 1,
		})
	}
	if err := tx.InsertMany(`INSERT INTO plan_pattern (id, plan_id, person_id, episode_id, part, weekdays, start_min, earliest_min, latest_min, duration_min,
		workers, must_be_at, skills, short_reason, after_least_min, after_most_min, or_earliest_min, or_latest_min, from_on, until_on, version) VALUES `, rows); err != nil {
		return err
	}
	return insertTasks(tx, p, patterns...)
}

func insertTasks(tx *gate.Tx, p Plan, patterns ...Pattern) error {
	var rows [][]any
	for _, x := range patterns {
		for i, t := range x.Tasks {
			rows = append(rows, []any{t.ID, p.ID, p.Person, x.ID, t.Goal, i, t.Activity, t.Words})
		}
	}
	return tx.InsertMany(`INSERT INTO plan_task (id, plan_id, person_id, pattern_id, goal_id, ord, activity, words) VALUES `, rows)
}

// pattern reads one pattern of a person, also one that has ended, without its
// tasks.
func pattern(s *gate.Snapshot, person ids.Person, id PatternID) (Pattern, error) {
	var p Pattern
	err := gate.One(s, &p, (*Pattern).fields, patternColumns+`FROM plan_pattern x WHERE x.id = ? AND x.person_id = ?`, id, person)
	return p, err
}

func deletePattern(tx *gate.Tx, p Plan, id PatternID) error {
	if err := tx.Exec(`DELETE FROM plan_task WHERE pattern_id = ? AND person_id = ?`, id, p.Person); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM plan_pattern WHERE id = ? AND plan_id = ? AND person_id = ?`, id, p.ID, p.Person)
}

func endPattern(tx *gate.Tx, x Pattern, until when.Date) error {
	return tx.Update(`UPDATE plan_pattern SET until_on = ?, version = version + 1 WHERE id = ? AND person_id = ? AND version = ?`, until, x.ID, x.Person, x.Version)
}

// endTasks ends tasks of a pattern that goes on, after a day.
func endTasks(tx *gate.Tx, person ids.Person, tasks []TaskID, until when.Date) error {
	if len(tasks) == 0 {
		return nil
	}
	return tx.Exec(`UPDATE plan_task SET until_on = ? WHERE person_id = ? AND id IN ?`, until, person, gate.In(tasks))
}

func goalIDs(s *gate.Snapshot, plan ID) (map[GoalID]bool, error) {
	list, err := gate.Values[GoalID](s, `SELECT id FROM plan_goal WHERE plan_id = ?`, plan)
	have := map[GoalID]bool{}
	for _, id := range list {
		have[id] = true
	}
	return have, err
}

// EndAll ends the plan of an episode and every pattern in it, so that the day
// is the last with a visit. An episode without a plan has nothing to end.
func EndAll(tx *gate.Tx, person ids.Person, e episode.ID, on when.Date) error {
	n, err := tx.Changed(`UPDATE plan SET state = 'ended', ended_on = ?, version = version + 1 WHERE episode_id = ? AND person_id = ? AND state <> 'ended'`, on, e, person)
	if err != nil || n == 0 {
		return err
	}
	tx.Emit(Ended{person, e, on})
	return tx.Exec(`UPDATE plan_pattern SET until_on = ?, version = version + 1 WHERE episode_id = ? AND person_id = ? AND (until_on IS NULL OR until_on > ?)`, on, e, person, on)
}

// SetResults records what became of goals, and when the plan is reviewed next;
// an empty date leaves the day as it was.
func SetResults(tx *gate.Tx, person ids.Person, id ID, results map[GoalID]Result, next when.Date) error {
	for _, r := range []Result{Met, Partly, NotMet} {
		var goals []GoalID
		for g, is := range results {
			if is == r {
				goals = append(goals, g)
			}
		}
		if len(goals) == 0 {
			continue
		}
		if err := tx.Exec(`UPDATE plan_goal SET result = ?, version = version + 1 WHERE plan_id = ? AND person_id = ? AND id IN ?`,
			r, id, person, gate.In(goals)); err != nil {
			return err
		}
	}
	if next == "" {
		return nil
	}
	return tx.Exec(`UPDATE plan SET review_on = ?, version = version + 1 WHERE id = ? AND person_id = ?`, next, id, person)
}
