package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"stillhome/bench/county"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// work is visits to be recorded, by a worker who may.
type work struct {
	worker ids.Account
	token  string // of the worker's session
	visits []visit.Recording
	until  when.Instant // after the last of the visits
}

// prepare makes the visits of the days to come in a record and puts everybody
// on one worker's work. Who is on whose work does not change what a record
// costs; that it is looked up does.
func prepare(ctx context.Context, o options, e *county.Engine, dsn string) (w work, err error) {
	w.until = county.Today.Add(o.days).AtMinute(23*60 + 30)
	t, err := serveTested(ctx, e, dsn)
	if err != nil {
		return w, err
	}
	defer t.close()
	b, err := openBare(ctx, dsn, 1)
	if err != nil {
		return w, err
	}
	defer b.close()
	workers, err := list(ctx, b.pool, `SELECT account_id FROM gate_role WHERE role = 'worker' AND until_at IS NULL ORDER BY account_id LIMIT 1`)
	if err != nil {
		return w, err
	}
	w.worker = ids.Account(workers[0])
	people, err := list(ctx, b.pool, `SELECT DISTINCT person_id FROM episode WHERE state IN ('accepted', 'active')`)
	if err != nil {
		return w, err
	}
	office, err := list(ctx, b.pool, `SELECT account_id FROM gate_role WHERE role = 'coordinator' AND until_at IS NULL ORDER BY account_id LIMIT 1`)
	if err != nil {
		return w, err
	}
	err = t.gate.Write(actor.With(ctx, actor.Actor{ID: office[0]}), roster.MayBuild, gate.Council, func(tx *gate.Tx) error {
		for n := range o.days {
			if _, err := visit.Generate(tx, county.Today.Add(n+1)); err != nil {
				return err
			}
		}
		for _, p := range people {
			if err := tx.Relate(string(w.worker), p, actor.Work, "bench", tx.At, when.Instant{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return w, err
	}
	t.gate.Clock.Set(w.until)
	if w.token, err = t.signIn(ctx, w.worker); err != nil {
		return w, err
	}
	w.visits, err = recordings(ctx, b.pool, county.Today.Add(o.days))
	return w, err
}

// recordings is what a worker might say of each visit to come: that it took as
// long as planned, and that the person did as they last did.
func recordings(ctx context.Context, db *sql.DB, until when.Date) ([]visit.Recording, error) {
	levels := map[string]string{}
	err := each(ctx, db, `SELECT task_id, level FROM visit_task WHERE on_date >= '`+string(county.Today.Add(-12))+`' ORDER BY on_date`,
		func(rows *sql.Rows) error {
			var task, level string
			err := rows.Scan(&task, &level)
			levels[task] = level
			return err
		})
	if err != nil {
		return nil, err
	}
	tasks := map[string][]visit.TaskDone{}
	err = each(ctx, db, `SELECT id, activity, pattern_id FROM plan_task WHERE until_on IS NULL ORDER BY ord`,
		func(rows *sql.Rows) error {
			var id, activity, pattern string
			err := rows.Scan(&id, &activity, &pattern)
			level := levels[id]
			if level == "" {
				level = string(assessment.HandsOn)
			}
			tasks[pattern] = append(tasks[pattern], visit.TaskDone{
				Task: plan.TaskID(id), Activity: assessment.Activity(activity), Level: assessment.Level(level),
			})
			return err
		})
	if err != nil {
		return nil, err
	}
	var out []visit.Recording
	err = each(ctx, db, `SELECT id, person_id, pattern_id, on_date, start_min, duration_min, version FROM visit
		WHERE state = 'planned' AND on_date > '`+string(county.Today)+`' AND on_date <= '`+string(until)+`' ORDER BY on_date, start_min, id`,
		func(rows *sql.Rows) error {
			var id, person, pattern, on string
			var start, takes, version int
			err := rows.Scan(&id, &person, &pattern, &on, &start, &takes, &version)
			arrived := when.Date(on).AtMinute(start)
			out = append(out, visit.Recording{
				Visit: visit.ID(id), Person: ids.Person(person), Version: version, Tasks: tasks[pattern], Feeling: visit.Same,
				Arrived: arrived, Left: when.Date(on).AtMinute(start + takes), Channel: visit.App,
			})
			return err
		})
	return out, err
}

func each(ctx context.Context, db *sql.DB, q string, fn func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, q)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// take gives the next n visits.
func (w *work) take(n int) ([]visit.Recording, error) {
	if len(w.visits) < n {
		return nil, fmt.Errorf("%d visits are left to record and %d are needed: ask for more people", len(w.visits), n)
	}
	out := w.visits[:n]
	w.visits = w.visits[n:]
	return out, nil
}

// ask is a batch as a phone sends it.
func (w *work) ask(visits []visit.Recording) (ask, error) {
	type task struct {
		Task     plan.TaskID         `json:"task"`
		Activity assessment.Activity `json:"activity"`
		Level    assessment.Level    `json:"level"`
	}
	type fact struct {
		ID      string     `json:"id"`
		Action  string     `json:"action"`
		Person  ids.Person `json:"person"`
		Visit   visit.ID   `json:"visit"`
		Version int        `json:"version"`
		At      string     `json:"at"`
		Body    any        `json:"body"`
	}
	var facts []fact
	for _, v := range visits {
		var done []task
		for _, d := range v.Tasks {
			done = append(done, task{d.Task, d.Activity, d.Level})
		}
		facts = append(facts, fact{
			ids.New(), "visit.record", v.Person, v.Visit, v.Version, v.Left.Text(),
			map[string]any{"arrived": v.Arrived.Text(), "left": v.Left.Text(), "feeling": v.Feeling, "tasks": done},
		})
	}
	b, err := json.Marshal(map[string]any{"device": "bench", "facts": facts})
	return ask{method: http.MethodPost, path: "/field/v1/sync", body: string(b), mediaType: "application/json", cookie: w.token}, err
}

// allDone reports an answer in which something was not taken.
func allDone(answer []byte) error {
	var got struct {
		Answers []struct{ Verdict, Message string } `json:"answers"`
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return err
	}
	for _, a := range got.Answers {
		if a.Verdict != "done" {
			return errors.New("a fact was answered " + a.Verdict + ": " + a.Message)
		}
	}
	return nil
}
