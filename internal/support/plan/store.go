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

type stepRow struct {
	goal GoalID
	Step
}

// fill reads the parts of a plan in four queries.
func fill(s *gate.Snapshot, p Plan) (_ Plan, err error) {
	p.Goals, err = gate.All(s, (*Goal).fields, `SELECT id, words, why, activity, baseline, target, target_on, result, version
		FROM plan_goal WHERE plan_id = ? AND person_id = ? ORDER BY ord, id`, p.ID, p.Person)
	if err != nil {
		return p, err
	}
	steps, err := gate.All(s, func(r *stepRow) []any { return []any{&r.goal, &r.ID, &r.Words, &r.DoneOn} },
		`SELECT s.goal_id, s.id, s.words, s.done_on FROM plan_step s JOIN plan_goal g ON g.id = s.goal_id WHERE g.plan_id = ? ORDER BY s.ord, s.id`, p.ID)
	if err != nil {
		return p, err
	}
	for _, r := range steps {
		for i := range p.Goals {
			if p.Goals[i].ID == r.goal {
				p.Goals[i].Steps = append(p.Goals[i].Steps, r.Step)
			}
		}
	}
	p.Patterns, err = gate.All(s, (*Pattern).fields, patternColumns+`FROM plan_pattern x WHERE x.plan_id = ? AND (x.until_on IS NULL OR x.until_on >= ?)
		ORDER BY x.start_min, x.from_on, x.id`, p.ID, s.Today())
	if err != nil {
		return p, err
	}
	tasks, err := gate.All(s, (*Task).fields, `SELECT id, pattern_id, goal_id, activity, words FROM plan_task
		WHERE plan_id = ? AND (until_on IS NULL OR until_on >= ?) ORDER BY ord, id`, p.ID, s.Today())
	if err != nil {
		return p, err
	}
	for _, t := range tasks {
		for i := range p.Patterns {
			if p.Patterns[i].ID == t.Pattern {
				p.Patterns[i].Tasks = append(p.Patterns[i].Tasks, t)
			}
		}
	}
	return p, nil
}

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
		&p.Workers, &p.MustBeAt, (*skillList)(&p.Skills), &p.Short, &p.FromOn, &p.UntilOn, &p.Version,
	}
}

const patternColumns = `SELECT x.id, x.plan_id, x.person_id, x.episode_id, x.part, x.weekdays, x.start_min, x.earliest_min, x.latest_min, x.duration_min,
	x.workers, x.must_be_at, x.skills, x.short_reason, x.from_on, x.until_on, x.version `

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

// InUse is every pattern of agreed plans, of one person or of everybody (""),
// that has begun by the day and has no last day, each with its tasks.
func InUse(s *gate.Snapshot, day when.Date, person ids.Person) ([]Pattern, error) {
	out, err := gate.All(s, (*Pattern).fields, patternColumns+`FROM plan_pattern x JOIN plan p ON p.id = x.plan_id JOIN episode e ON e.id = x.episode_id
		WHERE p.state = 'agreed' AND e.state = 'active' AND x.from_on <= ? AND x.until_on IS NULL AND (x.person_id = ? OR ? = '')
		ORDER BY x.id`, day, person, person)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	tasks, err := gate.All(s, (*Task).fields, `SELECT t.id, t.pattern_id, t.goal_id, t.activity, t.words FROM plan_task t JOIN plan p ON p.id = t.plan_id
		WHERE p.state = 'agreed' AND (t.until_on IS NULL OR t.until_on >= ?) AND (t.person_id = ? OR ? = '')
		ORDER BY t.pattern_id, t.ord, t.id`, day, person, person)
	at := 0
	for i := range out {
		for at < len(tasks) && tasks[at].Pattern < out[i].ID {
			at++
		}
		for ; at < len(tasks) && tasks[at].Pattern == out[i].ID; at++ {
			out[i].Tasks = append(out[i].Tasks, tasks[at])
		}
	}
	return out, err
}

// TasksOf is what the visits of these patterns do today and later, in order.
func TasksOf(s *gate.Snapshot, patterns ...PatternID) ([]Task, error) {
	if len(patterns) == 0 {
		return nil, nil
	}
	list, args := gate.In(patterns)
	return gate.All(s, (*Task).fields, `SELECT id, pattern_id, goal_id, activity, words FROM plan_task
		WHERE (until_on IS NULL OR until_on >= ?) AND pattern_id IN `+list+` ORDER BY pattern_id, ord, id`, append([]any{s.Today()}, args...)...)
}

// Tasks is every task the person's plans ever had, also ended ones, so that
// what was recorded can be read. Ordered by pattern.
func Tasks(s *gate.Snapshot, person ids.Person) ([]Task, error) {
	return gate.All(s, (*Task).fields, `SELECT id, pattern_id, goal_id, activity, words FROM plan_task WHERE person_id = ? ORDER BY pattern_id, ord, id`, person)
}
