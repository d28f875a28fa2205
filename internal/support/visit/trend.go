package visit

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
)

// trendDays is how far back a trend looks: the free six weeks.
const trendDays = 42

// lastTimes is with how many earlier times a record of a task is compared.
const lastTimes = 3

// Point is one record of one task.
type Point struct {
	Visit ID
	On    when.Date
	Level assessment.Level
}

// TaskTrend is one task of the person's plans with its records of the last six
// weeks, newest first. A task may have no records yet.
type TaskTrend struct {
	Task     plan.TaskID
	Pattern  plan.PatternID
	Activity assessment.Activity
	Words    string
	Until    when.Date // its last day; empty while it goes on
	Points   []Point
}

// Last is the newest step recorded; empty when there is none.
func (t TaskTrend) Last() assessment.Level {
	if len(t.Points) == 0 {
		return ""
	}
	return t.Points[0].Level
}

// Trend is how each task of the person's plans has gone lately, by pattern and
// in the plan's order. One query.
func Trend(s *gate.Snapshot, person ids.Person) ([]TaskTrend, error) {
	return trends(s, `SELECT t.id, t.pattern_id, t.activity, t.words, t.until_on, v.visit_id, v.on_date, v.level
		FROM plan_task t LEFT JOIN visit_task v ON v.person_id = t.person_id AND v.task_id = t.id AND v.on_date BETWEEN ? AND ?
		WHERE t.person_id = ? ORDER BY t.pattern_id, t.ord, t.id, v.on_date DESC, v.visit_id DESC`,
		s.Today().Add(-trendDays), s.Today(), person)
}

// lately is the tasks named, with how each went the last few times it was tried
// before a day.
func lately(s *gate.Snapshot, person ids.Person, tasks []plan.TaskID, before when.Date) ([]TaskTrend, error) {
	return trends(s, `SELECT t.id, t.pattern_id, t.activity, t.words, t.until_on, v.visit_id, v.on_date, v.level
		FROM plan_task t LEFT JOIN visit_task v ON v.person_id = t.person_id AND v.task_id = t.id AND v.on_date < ? AND v.level <> 'not_done'
			AND v.on_date >= (SELECT MIN(z.on_date) FROM (SELECT y.on_date FROM visit_task y
				WHERE y.person_id = t.person_id AND y.task_id = t.id AND y.on_date < ? AND y.level <> 'not_done' ORDER BY y.on_date DESC LIMIT ?) z)
		WHERE t.person_id = ? AND t.id IN ? ORDER BY t.pattern_id, t.ord, t.id, v.on_date DESC, v.visit_id DESC`,
		before, before, lastTimes, person, gate.In(tasks))
}

func trends(s *gate.Snapshot, q string, args ...any) ([]TaskTrend, error) {
	type row struct {
		t TaskTrend
		p Point
	}
	rows, err := gate.All(s, func(r *row) []any {
		return []any{&r.t.Task, &r.t.Pattern, &r.t.Activity, &r.t.Words, &r.t.Until, (*gate.Text)(&r.p.Visit), &r.p.On, (*gate.Text)(&r.p.Level)}
	}, q, args...)
	var out []TaskTrend
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].Task != r.t.Task {
			out = append(out, r.t)
		}
		if r.p.Visit != "" {
			last := &out[len(out)-1]
			last.Points = append(last.Points, r.p)
		}
	}
	return out, err
}
