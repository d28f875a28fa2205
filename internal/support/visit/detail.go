package visit

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/plan"
)

// detail is one visit with all that was recorded of it, and by whom.
type detail struct {
	visit     Visit
	by        string
	harm      Harm
	tasks     []said
	additions []added
}

// said is one task with its words in the plan; empty where the plan has none.
type said struct {
	Task
	words string
}

func (t said) said() string {
	if t.words != "" {
		return t.words
	}
	return t.Activity.Label()
}

// added is an addition with the name of who added it.
type added struct {
	Addition
	name string
}

// details reads one visit whole, in three statements; with the worries that
// were told at it, for those who may read them. Error: gate.not_found.
func details(s *gate.Snapshot, person ids.Person, id ID, worries bool) (d detail, err error) {
	type row struct {
		Visit
		by, alone, does string
	}
	var r row
	err = gate.One(s, &r, func(r *row) []any { return append(r.Visit.Fields(), gate.Null(&r.by), &r.alone, gate.Null(&r.does)) },
		`SELECT `+columns+`, m.given || ' ' || m.family, w.lives_alone,
		(SELECT STRING_AGG(k.activity, ' ') FROM plan_task k WHERE k.pattern_id = v.pattern_id AND (k.until_on IS NULL OR k.until_on >= v.on_date))
		FROM visit v JOIN person w ON w.id = v.person_id LEFT JOIN staff_member m ON m.account_id = v.recorded_by
		WHERE v.id = ? AND v.person_id = ?`, id, person)
	if err != nil {
		return d, err
	}
	d.visit, d.by, d.harm = r.Visit, r.by, HarmOf(r.Visit, Doings(r.does), r.alone)
	d.tasks, err = gate.All(s, func(t *said) []any {
		return []any{&t.Visit, &t.Task.Task, &t.On, &t.Activity, &t.Level, gate.Null(&t.words)}
	}, `SELECT t.visit_id, t.task_id, t.on_date, t.activity, t.level, p.words FROM visit_task t LEFT JOIN plan_task p ON p.id = t.task_id AND p.person_id = t.person_id
		WHERE t.visit_id = ? AND t.person_id = ? ORDER BY COALESCE(p.ord, 99), t.task_id`, id, person)
	if err != nil {
		return d, err
	}
	d.additions, err = gate.All(s, func(a *added) []any { return append(a.fields(), gate.Null(&a.name)) },
		`SELECT a.id, a.visit_id, a.person_id, a.kind, a.task_id, a.was, a.now, a.words, a.arrived_at, a.left_at, a.account_id, a.at, m.given || ' ' || m.family
		FROM visit_addition a LEFT JOIN staff_member m ON m.account_id = a.account_id
		WHERE a.visit_id = ? AND a.person_id = ?
		UNION ALL
		SELECT c.id, c.visit_id, c.person_id, 'concern', '', c.kind, c.urgency, c.words, NULL, NULL, c.account_id, c.happened_at, m.given || ' ' || m.family
		FROM visit_concern c LEFT JOIN staff_member m ON m.account_id = c.account_id
		WHERE ? AND c.visit_id = ? AND c.person_id = ? ORDER BY 12, 1`, id, person, worries, id, person)
	return d, err
}

func taskID(s string) plan.TaskID { return plan.TaskID(s) }
