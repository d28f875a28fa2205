package plan

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

func (p *Plan) fields() []any {
	return []any{
		&p.ID, &p.Person, &p.Episode, &p.State, &p.AgreedAt, (*gate.Text)(&p.AgreedBy), &p.Copy, &p.ReviewOn, &p.EndedOn, &p.Version,
	}
}

// Current is the person's plan that has not ended, draft or agreed, with its
// goals, steps, patterns and tasks. NotFound when there is none.
func Current(s *gate.Snapshot, person ids.Person) (Plan, error) {
	var p Plan
	err := gate.One(s, &p, (*Plan).fields, `SELECT id, person_id, episode_id, state, agreed_at, agreed_by, copy_given, review_on, ended_on, version
		FROM plan WHERE person_id = ? AND state <> 'ended'`, person)
	if err != nil {
		return p, err
	}
	return fill(s, p)
}

// Newest is the person's plan that has not ended, or else the one that ended
// last, with its goals; NotFound when they never had one.
func Newest(s *gate.Snapshot, person ids.Person) (Plan, error) {
	var p Plan
	err := gate.One(s, &p, (*Plan).fields, `SELECT id, person_id, episode_id, state, agreed_at, agreed_by, copy_given, review_on, ended_on, version
		FROM plan WHERE person_id = ? ORDER BY ended_on IS NOT NULL, ended_on DESC, id DESC LIMIT 1`, person)
	if err != nil {
		return p, err
	}
	return fill(s, p)
}

// fill reads the parts of a plan in two queries.
func fill(s *gate.Snapshot, p Plan) (_ Plan, err error) {
	if p.Goals, err = goals(s, p); err != nil {
		return p, err
	}
	p.Patterns, err = patterns(s, patternColumns+taskColumns+`FROM plan_pattern x
		LEFT JOIN plan_task t ON t.pattern_id = x.id AND (t.until_on IS NULL OR t.until_on >= ?)
		WHERE x.plan_id = ? AND x.person_id = ? AND (x.until_on IS NULL OR x.until_on >= ?)
		ORDER BY x.start_min, x.from_on, x.id, t.ord, t.id`, s.Today(), p.ID, p.Person, s.Today())
	return p, err
}

func goals(s *gate.Snapshot, p Plan) ([]Goal, error) {
	type row struct {
		Goal
		step Step
	}
	rows, err := gate.All(s, func(r *row) []any {
		return append(r.Goal.fields(), (*gate.Text)(&r.step.ID), (*gate.Text)(&r.step.Words), &r.step.DoneOn)
	}, `SELECT g.id, g.words, g.why, g.activity, g.baseline, g.target, g.target_on, g.result, g.version, s.id, s.words, s.done_on
		FROM plan_goal g LEFT JOIN plan_step s ON s.goal_id = g.id WHERE g.plan_id = ? AND g.person_id = ? ORDER BY g.ord, g.id, s.ord, s.id`, p.ID, p.Person)
	var out []Goal
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].ID != r.ID {
			out = append(out, r.Goal)
		}
		if r.step.ID != "" {
			g := &out[len(out)-1]
			g.Steps = append(g.Steps, r.step)
		}
	}
	return out, err
}

// patterns reads patterns with their tasks: rows of one pattern stand together.
func patterns(s *gate.Snapshot, q string, args ...any) ([]Pattern, error) {
	type row struct {
		Pattern
		task Task
	}
	rows, err := gate.All(s, func(r *row) []any {
		t := &r.task
		return append(r.Pattern.fields(), (*gate.Text)(&t.ID), (*gate.Text)(&t.Goal), (*gate.Text)(&t.Activity), (*gate.Text)(&t.Words))
	}, q, args...)
	var out []Pattern
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].ID != r.ID {
			out = append(out, r.Pattern)
		}
		if r.task.ID != "" {
			p := &out[len(out)-1]
			r.task.Pattern = p.ID
			p.Tasks = append(p.Tasks, r.task)
		}
	}
	return out, err
}

const taskColumns = `, t.id, t.goal_id, t.activity, t.words `

func (g *Goal) fields() []any {
	return []any{&g.ID, &g.Words, &g.Why, &g.Activity, &g.Baseline, &g.Target, &g.TargetOn, &g.Result, &g.Version}
}

func (t *Task) fields() []any { return []any{&t.ID, &t.Pattern, &t.Goal, &t.Activity, &t.Words} }

// skillList is a list of skills as one column, with spaces between.
type skillList []Skill

// Scan reads the column.
func (l *skillList) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l = nil
	for _, s := range strings.Fields(string(t)) {
		*l = append(*l, Skill(s))
	}
	return nil
}

// Scan reads why a visit may be short: only whole reasons are kept.
func (s *Short) Scan(src any) error {
	var t gate.Text
	err := t.Scan(src)
	*s = Short{KnownWorker: t != "", PartOfMore: t != "", For: string(t)}
	return err
}

func joinSkills(l []Skill) string {
	words := make([]string, 0, len(l))
	for _, s := range l {
		words = append(words, string(s))
	}
	return strings.Join(words, " ")
}

func (p *Pattern) fields() []any {
	return []any{
		&p.ID, &p.Plan, &p.Person, &p.Episode, &p.Part, &p.Weekdays, &p.StartMin, &p.EarliestMin, &p.LatestMin, &p.DurationMin,
		&p.Workers, &p.MustBeAt, (*skillList)(&p.Skills), &p.Short, &p.AfterLeastMin, &p.AfterMostMin,
		&p.OrEarliestMin, &p.OrLatestMin, &p.FromOn, &p.UntilOn, &p.Version,
	}
}

const patternColumns = `SELECT x.id, x.plan_id, x.person_id, x.episode_id, x.part, x.weekdays, x.start_min, x.earliest_min, x.latest_min, x.duration_min,
	x.workers, x.must_be_at, x.skills, x.short_reason, x.after_least_min, x.after_most_min,
	x.or_earliest_min, x.or_latest_min, x.from_on, x.until_on, x.version `

// PatternsOn is every pattern with a visit on the day, of all people with an
// agreed plan, by person and time. Tasks are not filled: see TasksOf.
func PatternsOn(s *gate.Snapshot, day when.Date) ([]Pattern, error) {
	all, err := gate.All(s, (*Pattern).fields, patternColumns+`FROM plan_pattern x JOIN plan p ON p.id = x.plan_id JOIN episode e ON e.id = x.episode_id
		WHERE p.state = 'agreed' AND e.state <> 'ended' AND x.from_on <= ? AND (x.until_on IS NULL OR x.until_on >= ?)
		ORDER BY x.person_id, x.start_min, x.id`, day, day)
	if err != nil {
		return nil, err
	}
	var out []Pattern
	for _, p := range all {
		if p.On(day) {
			out = append(out, p)
		}
	}
	return out, nil
}

// InUse is every pattern of agreed plans, of everybody whose support is under
// way, that has begun by the day and has no last day, each with its tasks.
func InUse(s *gate.Snapshot, day when.Date) ([]Pattern, error) {
	return patterns(s, patternColumns+taskColumns+`FROM plan_pattern x JOIN plan p ON p.id = x.plan_id JOIN episode e ON e.id = x.episode_id
		LEFT JOIN plan_task t ON t.pattern_id = x.id AND (t.until_on IS NULL OR t.until_on >= ?)
		WHERE p.state = 'agreed' AND e.state = 'active' AND x.from_on <= ? AND x.until_on IS NULL
		ORDER BY x.id, t.ord, t.id`, day, day)
}

// PatternOf is one pattern of a person with its tasks, also one that has ended.
func PatternOf(s *gate.Snapshot, person ids.Person, id PatternID) (Pattern, error) {
	found, err := patterns(s, patternColumns+taskColumns+`FROM plan_pattern x
		LEFT JOIN plan_task t ON t.pattern_id = x.id AND (t.until_on IS NULL OR t.until_on >= ?)
		WHERE x.id = ? AND x.person_id = ? ORDER BY t.ord, t.id`, s.Today(), id, person)
	if err == nil && len(found) == 0 {
		err = gate.NotFound()
	}
	if err != nil {
		return Pattern{}, err
	}
	return found[0], nil
}

// TasksOf is what the visits of these patterns do today and later, in order.
func TasksOf(s *gate.Snapshot, patterns ...PatternID) ([]Task, error) {
	if len(patterns) == 0 {
		return nil, nil
	}
	return gate.All(s, (*Task).fields, `SELECT id, pattern_id, goal_id, activity, words FROM plan_task
		WHERE (until_on IS NULL OR until_on >= ?) AND pattern_id IN ? ORDER BY pattern_id, ord, id`, s.Today(), gate.In(patterns))
}

// Tasks is every task the person's plans ever had, also ended ones, so that
// what was recorded can be read. Ordered by pattern.
func Tasks(s *gate.Snapshot, person ids.Person) ([]Task, error) {
	return gate.All(s, (*Task).fields, `SELECT id, pattern_id, goal_id, activity, words FROM plan_task WHERE person_id = ? ORDER BY pattern_id, ord, id`, person)
}

// PartsOf is the part of the day of each of the person's patterns, also of
// those that have ended.
func PartsOf(s *gate.Snapshot, person ids.Person) (map[PatternID]Part, error) {
	type row struct {
		id   PatternID
		part Part
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.id, &r.part} }, `SELECT id, part FROM plan_pattern WHERE person_id = ?`, person)
	out := map[PatternID]Part{}
	for _, r := range rows {
		out[r.id] = r.part
	}
	return out, err
}
