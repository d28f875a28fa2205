package review

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

func (r *Review) fields() []any {
	return []any{&r.ID, &r.Person, &r.Episode, &r.On, &r.Account, &r.PersonsView, &r.WorkersView, &r.Decision, &r.DecisionWords, &r.RecordedAt}
}

// OfPerson is every review of the person with its goals, newest first.
func OfPerson(s *gate.Snapshot, person ids.Person) ([]Review, error) {
	type row struct {
		Review
		goal GoalResult
	}
	rows, err := gate.All(s, func(r *row) []any {
		g := &r.goal
		return append(r.Review.fields(), (*gate.Text)(&r.ByName), (*gate.Text)(&g.Goal), (*gate.Text)(&g.Result), (*gate.Text)(&g.Words), (*gate.Text)(&g.GoalWords))
	}, `SELECT r.id, r.person_id, r.episode_id, r.on_date, r.account_id, r.persons_view, r.workers_view, r.decision, r.decision_words, r.recorded_at,
		w.name, g.goal_id, g.result, g.words, p.words
		FROM review r LEFT JOIN review_goal g ON g.review_id = r.id LEFT JOIN plan_goal p ON p.id = g.goal_id LEFT JOIN auth_account w ON w.id = r.account_id
		WHERE r.person_id = ? ORDER BY r.on_date DESC, r.recorded_at DESC, r.id DESC, p.ord, p.id`, person)
	var out []Review
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].ID != r.ID {
			out = append(out, r.Review)
		}
		if r.goal.Goal != "" {
			x := &out[len(out)-1]
			x.Goals = append(x.Goals, r.goal)
		}
	}
	return out, err
}

func insertReview(tx *gate.Tx, r Review) error {
	err := tx.Exec(`INSERT INTO review (id, person_id, episode_id, on_date, account_id, persons_view, workers_view, decision, decision_words, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Person, r.Episode, r.On, r.Account, r.PersonsView, r.WorkersView, r.Decision, r.DecisionWords, r.RecordedAt)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, g := range r.Goals {
		rows = append(rows, []any{r.ID, g.Goal, g.Result, g.Words})
	}
	return tx.InsertMany(`INSERT INTO review_goal (review_id, goal_id, result, words) VALUES `, rows)
}

const stepDownColumns = `SELECT d.id, d.person_id, d.episode_id, d.pattern_id, d.kind, d.from_min, d.to_min, d.freed_week_min, d.why, d.state,
	d.proposed_at, d.decided_at, d.decided_by, d.decided_words, d.version`

func (d *StepDown) fields() []any {
	return []any{
		&d.ID, &d.Person, &d.Episode, &d.Pattern, &d.Kind, &d.FromMin, &d.ToMin, &d.FreedMin, &d.Why, &d.State,
		&d.ProposedAt, &d.DecidedAt, gate.Null(&d.DecidedBy), &d.Words, &d.Version,
	}
}

// Listed is a proposal with whom and which visits it is about.
type Listed struct {
	StepDown
	Given, Family, Preferred string
	Part                     plan.Part
	StartMin                 int
	Weekdays                 plan.Weekdays
}

// CallThem is what the person likes to be called.
func (l Listed) CallThem() string {
	if l.Preferred != "" {
		return l.Preferred
	}
	return l.Given
}

func (l *Listed) fields() []any {
	return append(l.StepDown.fields(), &l.Given, &l.Family, &l.Preferred, &l.Part, &l.StartMin, &l.Weekdays)
}

const listedFrom = `, p.given, p.family, p.preferred, x.part, x.start_min, x.weekdays
	FROM review_step_down d JOIN person p ON p.id = d.person_id JOIN plan_pattern x ON x.id = d.pattern_id `

// OpenStepDowns lists proposals that wait for a decision: those that free most
// first, then those that ask for a decision only.
func OpenStepDowns(s *gate.Snapshot, limit, skip int) ([]Listed, error) {
	return gate.All(s, (*Listed).fields, stepDownColumns+listedFrom+`WHERE d.state = 'proposed'
		ORDER BY d.freed_week_min DESC, d.proposed_at, d.id LIMIT ? OFFSET ?`, limit, skip)
}

// GetStepDown is one proposal of a person.
func GetStepDown(s *gate.Snapshot, person ids.Person, id StepDownID) (Listed, error) {
	var l Listed
	err := gate.One(s, &l, (*Listed).fields, stepDownColumns+listedFrom+`WHERE d.id = ? AND d.person_id = ?`, id, person)
	return l, err
}

// Freed is how many minutes of work a week were freed by proposals accepted
// from one moment to before another, and by how many.
func Freed(s *gate.Snapshot, from, until when.Instant) (minutes, accepted int, err error) {
	type row struct{ minutes, accepted int }
	var r row
	err = gate.One(s, &r, func(r *row) []any { return []any{&r.minutes, &r.accepted} },
		`SELECT CAST(COALESCE(SUM(freed_week_min), 0) AS BIGINT), COUNT(*) FROM review_step_down WHERE state = 'accepted' AND decided_at >= ? AND decided_at < ?`, from, until)
	return r.minutes, r.accepted, err
}

// standing is every proposal that waits, and every decision of the last days,
// by pattern: they say what need not be proposed again.
func standing(s *gate.Snapshot, since when.Instant) ([]StepDown, error) {
	return gate.All(s, (*StepDown).fields, stepDownColumns+` FROM review_step_down d
		WHERE d.state = 'proposed' OR d.state IN ('accepted', 'declined') AND d.decided_at >= ? ORDER BY d.pattern_id, d.proposed_at`, since)
}

func insertStepDown(tx *gate.Tx, d StepDown) error {
	return tx.Exec(`INSERT INTO review_step_down (id, person_id, episode_id, pattern_id, kind, from_min, to_min, freed_week_min, why, state, proposed_at, decided_words, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1)`,
		d.ID, d.Person, d.Episode, d.Pattern, d.Kind, d.FromMin, d.ToMin, d.FreedMin, d.Why, d.State, tx.At)
}

func decide(tx *gate.Tx, d StepDown, state StepDownState, words string, version int) error {
	return tx.Update(`UPDATE review_step_down SET state = ?, decided_at = ?, decided_by = ?, decided_words = ?, version = version + 1
		WHERE id = ? AND person_id = ? AND version = ? AND state = 'proposed'`, state, tx.At, tx.Actor.ID, words, d.ID, d.Person, version)
}

// lapseAll lets every proposal of a person lapse: their support is over.
func lapseAll(tx *gate.Tx, person ids.Person, words string) error {
	return tx.Exec(`UPDATE review_step_down SET state = 'lapsed', decided_at = ?, decided_by = ?, decided_words = ?, version = version + 1
		WHERE person_id = ? AND state = 'proposed'`, tx.At, tx.Actor.ID, words, person)
}

// evidence reads every pattern in use of people under way with its tasks and
// its last recorded visits, at most so many each.
func evidence(s *gate.Snapshot, day when.Date, most int) ([]Evidence, error) {
	patterns, err := plan.InUse(s, day)
	if err != nil || len(patterns) == 0 {
		return nil, err
	}
	return seen(s, patterns, lastVisits+`WHERE state = 'done' AND pattern_id <> '' AND on_date BETWEEN ? AND ?`+theirTasks,
		day.Add(-lookbackDays), day, most)
}

// evidenceOf is the evidence of one pattern, also one that has ended.
func evidenceOf(s *gate.Snapshot, person ids.Person, pattern plan.PatternID, most int) (Evidence, error) {
	p, err := plan.PatternOf(s, person, pattern)
	if err != nil {
		return Evidence{}, err
	}
	all, err := seen(s, []plan.Pattern{p}, lastVisits+`WHERE state = 'done' AND pattern_id = ? AND person_id = ?`+theirTasks, pattern, person, most)
	if err != nil {
		return Evidence{}, err
	}
	return all[0], nil
}

const (
	lastVisits = `SELECT v.pattern_id, v.id, v.on_date, v.arrived_at, v.left_at, t.task_id, t.level
		FROM (SELECT pattern_id, id, on_date, arrived_at, left_at, ROW_NUMBER() OVER (PARTITION BY pattern_id ORDER BY on_date DESC, id DESC) AS nth
			FROM visit `
	theirTasks = `) v LEFT JOIN visit_task t ON t.visit_id = v.id WHERE v.nth <= ? ORDER BY v.pattern_id, v.nth`
)

// seen reads what was recorded for the patterns, newest visit first.
func seen(s *gate.Snapshot, patterns []plan.Pattern, q string, args ...any) ([]Evidence, error) {
	type row struct {
		pattern       plan.PatternID
		visit         string
		on            when.Date
		arrived, left when.Instant
		task          plan.TaskID
		level         assessment.Level
	}
	rows, err := gate.All(s, func(r *row) []any {
		return []any{&r.pattern, &r.visit, &r.on, &r.arrived, &r.left, (*gate.Text)(&r.task), (*gate.Text)(&r.level)}
	}, q, args...)
	if err != nil {
		return nil, err
	}
	visits := map[plan.PatternID][]Seen{}
	last := ""
	for _, r := range rows {
		if r.visit != last {
			last = r.visit
			visits[r.pattern] = append(visits[r.pattern], Seen{On: r.on, Minutes: minutes(r.arrived, r.left), Levels: map[plan.TaskID]assessment.Level{}})
		}
		if r.task != "" {
			list := visits[r.pattern]
			list[len(list)-1].Levels[r.task] = r.level
		}
	}
	out := make([]Evidence, 0, len(patterns))
	for _, p := range patterns {
		out = append(out, Evidence{Pattern: p, Visits: visits[p.ID]})
	}
	return out, nil
}

func minutes(arrived, left when.Instant) int {
	if arrived.IsZero() || left.IsZero() {
		return 0
	}
	return int(left.Sub(arrived.Time).Minutes())
}

const followUpColumns = `SELECT f.id, f.person_id, f.episode_id, f.discharged_on, f.due_on, f.whereabouts, f.known_from, f.tries, f.words, f.closed_at, f.closed_by, f.version`

func (f *FollowUp) fields() []any {
	return []any{
		&f.ID, &f.Person, &f.Episode, &f.DischargedOn, &f.DueOn, &f.Whereabouts, &f.KnownFrom, &f.Tries, &f.Words,
		&f.ClosedAt, gate.Null(&f.ClosedBy), &f.Version,
	}
}

// Called is a follow-up with whom it is about and how to reach them.
type Called struct {
	FollowUp
	Given, Family, Phone string
}

func (c *Called) fields() []any {
	return append(c.FollowUp.fields(), &c.Given, &c.Family, &c.Phone)
}

// ToFollowUp lists follow-ups nobody has answered that are due within a week
// or past, the oldest first.
func ToFollowUp(s *gate.Snapshot, limit, skip int) ([]Called, error) {
	return gate.All(s, (*Called).fields, followUpColumns+`, p.given, p.family, p.phone FROM review_follow_up f JOIN person p ON p.id = f.person_id
		WHERE f.closed_at IS NULL AND f.due_on <= ? ORDER BY f.due_on, f.id LIMIT ? OFFSET ?`, s.Today().Add(startDays), limit, skip)
}

// GetFollowUp is one follow-up of a person.
func GetFollowUp(s *gate.Snapshot, person ids.Person, id FollowUpID) (FollowUp, error) {
	var f FollowUp
	err := gate.One(s, &f, (*FollowUp).fields, followUpColumns+` FROM review_follow_up f WHERE f.id = ? AND f.person_id = ?`, id, person)
	return f, err
}

// FollowUps lists those of one person, newest first.
func FollowUps(s *gate.Snapshot, person ids.Person) ([]FollowUp, error) {
	return gate.All(s, (*FollowUp).fields, followUpColumns+` FROM review_follow_up f WHERE f.person_id = ? ORDER BY f.due_on DESC, f.id`, person)
}

// unanswered lists follow-ups the record may answer now: due by the day, or
// about somebody who has died.
func unanswered(s *gate.Snapshot, day when.Date) ([]FollowUp, error) {
	return gate.All(s, (*FollowUp).fields, followUpColumns+` FROM review_follow_up f JOIN person p ON p.id = f.person_id
		WHERE f.closed_at IS NULL AND (f.due_on <= ? OR p.died_on IS NOT NULL AND p.died_on <= f.due_on) ORDER BY f.due_on, f.id LIMIT 500`, day)
}

// unopened lists episodes whose day 91 comes near without a follow-up, as
// their support is still under way or their discharge was recorded late. Whose
// support was for comfort when they left hospital is not among them: it was not
// to get better, so the old measure does not ask.
func unopened(s *gate.Snapshot, discharged when.Date) ([]episode.Episode, error) {
	return gate.All(s, func(e *episode.Episode) []any { return []any{&e.ID, &e.Person, &e.DischargedOn} },
		`SELECT e.id, e.person_id, e.discharged_on FROM episode e
		WHERE e.discharged_on IS NOT NULL AND e.discharged_on <= ? AND e.started_on IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM review_follow_up f WHERE f.episode_id = e.id)
		AND NOT EXISTS (SELECT 1 FROM risk_comfort c JOIN person o ON o.id = c.person_id JOIN person w ON w.id = e.person_id
			WHERE COALESCE(o.merged_into, o.id) = COALESCE(w.merged_into, w.id) AND c.from_on <= e.discharged_on
			AND (c.ended_at IS NULL OR SUBSTR(c.ended_at, 1, 10) > e.discharged_on)) ORDER BY e.id LIMIT 500`, discharged)
}

// openFollowUp makes the follow-up of an episode, once; none where support was for
// comfort by then.
func openFollowUp(tx *gate.Tx, person ids.Person, e episode.ID, discharged when.Date, days int) error {
	return tx.Exec(`INSERT INTO review_follow_up (id, person_id, episode_id, discharged_on, due_on, whereabouts, known_from, tries, words, version)
		SELECT ?, ?, ?, ?, ?, '', '', 0, '', 1 WHERE NOT EXISTS (SELECT 1 FROM risk_comfort c JOIN person o ON o.id = c.person_id JOIN person w ON w.id = ?
			WHERE COALESCE(o.merged_into, o.id) = COALESCE(w.merged_into, w.id) AND c.from_on <= ? AND (c.ended_at IS NULL OR SUBSTR(c.ended_at, 1, 10) > ?))
		ON CONFLICT (episode_id) DO NOTHING`,
		ids.Derived("follow-up", string(e)), person, e, discharged, discharged.Add(days), person, discharged, discharged)
}

// moveFollowUp moves an unanswered follow-up to the discharge as now known.
func moveFollowUp(tx *gate.Tx, e episode.ID, discharged when.Date, days int) error {
	return tx.Exec(`UPDATE review_follow_up SET discharged_on = ?, due_on = ?, version = version + 1 WHERE episode_id = ? AND closed_at IS NULL`,
		discharged, discharged.Add(days), e)
}

func saveFollowUp(tx *gate.Tx, f FollowUp, version int) error {
	return tx.Update(`UPDATE review_follow_up SET whereabouts = ?, known_from = ?, tries = ?, words = ?, closed_at = ?, closed_by = ?, version = version + 1
		WHERE id = ? AND person_id = ? AND version = ? AND closed_at IS NULL`,
		f.Whereabouts, f.KnownFrom, f.Tries, f.Words, f.ClosedAt, gate.Text(f.ClosedBy).SQL(), f.ID, f.Person, version)
}

// visitedOn reports whether somebody visited the person at home on the day.
func visitedOn(s *gate.Snapshot, person ids.Person, day when.Date) (bool, error) {
	n, err := gate.Value[int](s, `SELECT COUNT(*) FROM visit WHERE person_id = ? AND on_date = ? AND state = 'done'`, person, day)
	return n > 0, err
}
