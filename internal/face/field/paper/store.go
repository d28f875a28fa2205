package paper

import (
	"cmp"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/visit"
)

// stopsOn lists who goes where on a day, by time, without visits that were
// called off, and says whether the day was given out. What has no worker is
// among them, on no shift. Own leaves open only people on the actor's work now.
func stopsOn(s *gate.Snapshot, on when.Date, own bool) (stops []Stop, published bool, err error) {
	type row struct {
		Stop
		preferred, given, family string
		postcode                 place.Postcode
		published                bool
		worker                   staff.Member
	}
	rows, err := gate.All(s, func(r *row) []any {
		w := &r.Worker
		return append(r.Visit.Fields(), &w.ID, &r.Slot, &r.ToldMin, &r.TravelMin, &r.preferred, &r.given, &r.family, &r.Address, &r.postcode,
			&r.Phone, &r.Language, &r.Open, &r.published,
			(*gate.Text)(&w.Account), gate.Null(&w.StartMin), gate.Null(&w.EndMin), gate.Null(&r.worker.Given), gate.Null(&r.worker.Family))
	}, `SELECT v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
	v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version,
		a.shift_id, a.slot, a.start_min, a.travel_min, p.preferred, p.given, p.family, p.address, p.postcode, p.phone, p.language,
		? = 'all' OR EXISTS (SELECT 1 FROM gate_relation r WHERE r.account_id = ? AND r.person_id = v.person_id
			AND r.kind = 'work' AND r.from_at <= ? AND (r.until_at IS NULL OR r.until_at > ?)),
		d.published_at IS NOT NULL, h.account_id, h.start_min, h.end_min, m.given, m.family
		FROM (SELECT visit_id, slot, shift_id, ord, start_min, travel_min FROM roster_assignment WHERE on_date = ?
			UNION ALL SELECT u.visit_id, u.slot, '', 0, n.start_min, 0 FROM roster_unplaced u JOIN visit n ON n.id = u.visit_id WHERE u.on_date = ?) a
		JOIN visit v ON v.id = a.visit_id JOIN person p ON p.id = v.person_id LEFT JOIN roster_day d ON d.on_date = v.on_date
		LEFT JOIN roster_shift h ON h.id = a.shift_id LEFT JOIN staff_member m ON m.id = h.member_id
		WHERE v.state <> 'cancelled' AND COALESCE(h.cancelled, '') = ''
		AND NOT EXISTS (SELECT 1 FROM prison_stay z WHERE z.person_id = v.person_id AND z.from_on <= v.on_date AND (z.until_on IS NULL OR z.until_on > v.on_date))
		ORDER BY a.start_min, a.ord, a.visit_id, a.slot`,
		whose(own), s.Actor.ID, s.Now, s.Now, on, on)
	for _, r := range rows {
		x := r.Stop
		published = r.published
		x.CallThem, x.FullName = cmp.Or(r.preferred, r.given, r.family), joined(" ", r.given, r.family)
		x.Area, x.Address, x.Code = string(r.postcode.Outcode()), joined(", ", x.Address, string(r.postcode)), codeOf(x.Visit, x.Slot)
		x.Worker.On, x.Worker.Name = on, r.worker.Name()
		if !x.Open {
			x.hide()
		}
		stops = append(stops, x)
	}
	return stops, published, err
}

// whose says to a statement whether everybody's record is open.
func whose(own bool) string {
	if own {
		return "own"
	}
	return "all"
}

// joined puts what is not empty behind one another.
func joined(between string, texts ...string) string {
	out := ""
	for _, t := range texts {
		if t != "" && out != "" {
			out += between
		}
		out += t
	}
	return out
}

// known is one thing a worker should have in mind at the door. Kind says what.
type known struct {
	person              ids.Person
	kind, words         string
	relationship, phone string    // of a contact
	until               when.Date // of infection
	task                Task      // of a task of the plan, with its pattern
	pattern             plan.PatternID
}

// knownOf is what is known of each person, in one statement: needs and contacts
// also of records merged into theirs, what matters newest first, and the tasks
// planned on the day in the plan's order, with how each went the last time it was
// recorded.
func knownOf(s *gate.Snapshot, people []ids.Person, on when.Date) (map[ids.Person][]known, error) {
	who := gate.In(people)
	rows, err := gate.All(s, func(k *known) []any {
		var ord string
		return []any{&k.person, &k.kind, &k.words, &k.relationship, &k.phone, &k.until, &ord, &k.task.ID, &k.pattern, (*gate.Text)(&k.task.Last)}
	}, `SELECT COALESCE(t.merged_into, t.id) AS whose, 'need' AS kind, n.what_to_do, '', '', NULL AS until_on, n.recorded_at AS ord, '', '', NULL
			FROM person t JOIN person_need n ON n.person_id = t.id AND n.ended_at IS NULL WHERE t.id IN ? OR t.merged_into IN ?
		UNION ALL SELECT COALESCE(t.merged_into, t.id), CASE WHEN c.keyholder THEN 'keyholder' ELSE 'carer' END, c.name, c.relationship, c.phone, NULL, c.name, '', '', NULL
			FROM person t JOIN person_contact c ON c.person_id = t.id AND c.ended_at IS NULL AND (c.keyholder OR c.carer) WHERE t.id IN ? OR t.merged_into IN ?
		UNION ALL SELECT COALESCE(t.merged_into, t.id), 'infection', w.infection, '', '', w.infection_until_on, '', '', '', NULL
			FROM person t JOIN preference_wish w ON w.person_id = t.id WHERE (t.id IN ? OR t.merged_into IN ?)
			AND NOT EXISTS (SELECT 1 FROM preference_wish n JOIN person o ON o.id = n.person_id
				WHERE COALESCE(o.merged_into, o.id) = COALESCE(t.merged_into, t.id) AND (n.recorded_at > w.recorded_at OR n.recorded_at = w.recorded_at AND n.id > w.id))
		UNION ALL SELECT a.person_id, 'matters', a.matters, '', '', NULL, '', '', '', NULL FROM assessment a WHERE a.person_id IN ? AND a.matters <> ''
			AND NOT EXISTS (SELECT 1 FROM assessment n WHERE n.person_id = a.person_id AND n.matters <> ''
				AND (n.on_date > a.on_date OR n.on_date = a.on_date AND n.recorded_at > a.recorded_at))
		UNION ALL SELECT g.person_id, 'goal', g.words, '', '', NULL, '', '', '', NULL FROM plan_goal g JOIN plan p ON p.id = g.plan_id AND p.state = 'agreed'
			WHERE g.person_id IN ? AND g.result = ''
		UNION ALL SELECT k.person_id, 'task', k.words, '', '', NULL, CAST(k.ord + 1000000 AS TEXT) || k.id, k.id, k.pattern_id,
			(SELECT v.level FROM visit_task v WHERE v.person_id = k.person_id AND v.task_id = k.id AND v.on_date <= ?
				ORDER BY v.on_date DESC, v.visit_id DESC LIMIT 1)
			FROM plan_task k WHERE k.person_id IN ? AND (k.until_on IS NULL OR k.until_on >= ?)
		ORDER BY whose, kind, ord`,
		who, who, who, who, who, who, who, who, on, who, on)
	out := map[ids.Person][]known{}
	for _, k := range rows {
		out[k.person] = append(out[k.person], k)
	}
	return out, err
}

// tasksOf is what is planned for the visits of each pattern, in the plan's order.
func tasksOf(rows []known) map[plan.PatternID][]Task {
	out := map[plan.PatternID][]Task{}
	for _, k := range rows {
		if k.kind == "task" {
			k.task.Words = k.words
			out[k.pattern] = append(out[k.pattern], k.task)
		}
	}
	return out
}

// recordOf is who recorded a visit, and each task of the record in the plan's
// words.
func recordOf(s *gate.Snapshot, person ids.Person, id visit.ID) (by string, tasks []recordedTask, err error) {
	type row struct {
		by gate.Text
		recordedTask
	}
	rows, err := gate.All(s, func(x *row) []any {
		return []any{&x.by, (*gate.Text)(&x.id), (*gate.Text)(&x.activity), (*gate.Text)(&x.level), (*gate.Text)(&x.words)}
	}, `SELECT m.given || ' ' || m.family, t.task_id, t.activity, t.level, k.words FROM visit v
		LEFT JOIN staff_member m ON m.account_id = v.recorded_by LEFT JOIN visit_task t ON t.visit_id = v.id
		LEFT JOIN plan_task k ON k.id = t.task_id AND k.person_id = v.person_id
		WHERE v.id = ? AND v.person_id = ? ORDER BY COALESCE(k.ord, 99), t.task_id`, id, person)
	for _, x := range rows {
		by = string(x.by)
		if x.id != "" {
			tasks = append(tasks, x.recordedTask)
		}
	}
	return by, tasks, err
}

// visitWithTasks is one visit and the tasks planned for it, each with how it
// went the last time. Error: gate.not_found.
func visitWithTasks(s *gate.Snapshot, person ids.Person, id visit.ID) (v visit.Visit, tasks []visit.TaskTrend, err error) {
	type row struct {
		visit.Visit
		task  plan.TaskID
		words string
		last  visit.Point
	}
	rows, err := gate.All(s, func(r *row) []any {
		return append(r.Visit.Fields(), gate.Null(&r.task), gate.Null(&r.words), (*gate.Text)(&r.last.Level))
	}, `SELECT v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
	v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version,
		t.id, t.words, (SELECT k.level FROM visit_task k WHERE k.person_id = t.person_id AND k.task_id = t.id AND k.on_date <= v.on_date AND k.visit_id <> v.id
			ORDER BY k.on_date DESC, k.visit_id DESC LIMIT 1)
		FROM visit v LEFT JOIN plan_task t ON t.pattern_id = v.pattern_id AND v.pattern_id <> '' AND t.person_id = v.person_id
			AND (t.until_on IS NULL OR t.until_on >= v.on_date)
		WHERE v.id = ? AND v.person_id = ? ORDER BY t.ord, t.id`, id, person)
	if err == nil && len(rows) == 0 {
		return v, nil, gate.NotFound()
	}
	for _, r := range rows {
		v = r.Visit
		if r.task == "" {
			continue
		}
		t := visit.TaskTrend{Task: r.task, Words: r.words}
		if r.last.Level != "" {
			t.Points = []visit.Point{r.last}
		}
		tasks = append(tasks, t)
	}
	return v, tasks, err
}
