package home

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/risk"
)

// together is a person and the records merged into it: what was said of any of
// them holds.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

func (l *Look) fields() []any {
	return []any{&l.ID, &l.Person, &l.On, &l.RecheckOn, &l.Words, &l.Recorded, (*gate.Text)(&l.ByName)}
}

const lookColumns = `SELECT h.id, h.person_id, h.on_date, h.recheck_on, h.words, h.recorded_at, a.name FROM risk_home h LEFT JOIN auth_account a ON a.id = h.recorded_by `

// looks lists the looks at a home without what was found, the newest first.
func looks(s *gate.Snapshot, person ids.Person) ([]Look, error) {
	return gate.All(s, (*Look).fields, lookColumns+`WHERE h.person_id IN `+together+`
		ORDER BY h.on_date DESC, h.recorded_at DESC, h.id DESC LIMIT 50`, person, person)
}

// latest is the newest look at a home, without what was found. Error:
// gate.not_found.
func latest(s *gate.Snapshot, person ids.Person) (Look, error) {
	all, err := looks(s, person)
	if err == nil && len(all) == 0 {
		err = gate.NotFound()
	}
	if err != nil {
		return Look{}, err
	}
	return all[0], nil
}

func (i *Item) fields() []any {
	return []any{
		&i.Look, &i.Person, &i.Area, &i.Found, &i.Words, &i.Todo, &i.Equipment, &i.Owner, (*gate.Text)(&i.OwnerName), &i.DueOn, &i.Photo,
		&i.Done, &i.DoneWords, &i.Version,
	}
}

// items is what was found at one look, in the order of risk.Areas.
func items(s *gate.Snapshot, person ids.Person, id ID) ([]Item, error) {
	all, err := gate.All(s, (*Item).fields, `SELECT i.home_id, i.person_id, i.area, i.found, i.words, i.todo, i.equipment, i.owner_id, m.given || ' ' || m.family, i.due_on, i.photo_id,
		i.done_at, i.done_words, i.version FROM risk_home_item i LEFT JOIN staff_member m ON m.id = i.owner_id
		WHERE i.home_id = ? AND i.person_id IN `+together, id, person, person)
	slices.SortFunc(all, func(x, y Item) int { return slices.Index(risk.Areas, x.Area) - slices.Index(risk.Areas, y.Area) })
	return all, err
}

// item is one of them. Error: gate.not_found.
func item(s *gate.Snapshot, person ids.Person, id ID, area risk.Area) (Item, error) {
	all, err := items(s, person, id)
	if err != nil {
		return Item{}, err
	}
	i := slices.IndexFunc(all, func(i Item) bool { return i.Area == area })
	if i < 0 {
		return Item{}, gate.NotFound()
	}
	return all[i], nil
}

func insertLook(tx *gate.Tx, l Look) error {
	if err := tx.Exec(`INSERT INTO risk_home (id, person_id, on_date, recheck_on, words, recorded_at, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		l.ID, l.Person, l.On, l.RecheckOn, l.Words, tx.At, tx.Actor.ID); err != nil {
		return err
	}
	rows := make([][]any, 0, len(l.Items))
	for _, i := range l.Items {
		rows = append(rows, []any{l.ID, l.Person, i.Area, i.Found, i.Words, "", "", "", i.DueOn, "", "", 1})
	}
	return tx.InsertMany(`INSERT INTO risk_home_item (home_id, person_id, area, found, words, equipment, todo, owner_id, due_on, photo_id, done_words, version) VALUES `, rows)
}

func arrange(tx *gate.Tx, p Plan, photo files.ID) error {
	return tx.Update(`UPDATE risk_home_item SET todo = ?, equipment = ?, owner_id = ?, due_on = ?, photo_id = CASE WHEN ? = '' THEN photo_id ELSE ? END, version = version + 1
		WHERE home_id = ? AND area = ? AND person_id IN `+together+` AND version = ? AND done_at IS NULL AND found IN ('heed', 'act')`,
		p.Todo, p.Equipment, p.Owner, p.DueOn, photo, photo, p.Look, p.Area, p.Person, p.Person, p.Version)
}

func finish(tx *gate.Tx, d Doing) error {
	return tx.Update(`UPDATE risk_home_item SET done_at = ?, done_by = ?, done_words = ?, version = version + 1
		WHERE home_id = ? AND area = ? AND person_id IN `+together+` AND version = ? AND done_at IS NULL AND found IN ('heed', 'act')`,
		tx.At, tx.Actor.ID, d.Words, d.Look, d.Area, d.Person, d.Person, d.Version)
}

func (r *Referral) fields() []any {
	return []any{&r.ID, &r.Person, &r.Look, &r.Consent, &r.Words, &r.Drafted, (*gate.Text)(&r.ByName), &r.SentOn, &r.SentWords, &r.Version}
}

const referralColumns = `SELECT r.id, r.person_id, r.home_id, r.consent, r.words, r.drafted_at, a.name, r.sent_on, r.sent_words, r.version
	FROM risk_fire_referral r LEFT JOIN auth_account a ON a.id = r.drafted_by `

func referrals(s *gate.Snapshot, person ids.Person) ([]Referral, error) {
	return gate.All(s, (*Referral).fields, referralColumns+`WHERE r.person_id IN `+together+` ORDER BY r.drafted_at DESC, r.id LIMIT 50`, person, person)
}

func referral(s *gate.Snapshot, person ids.Person, id string) (Referral, error) {
	var r Referral
	err := gate.One(s, &r, (*Referral).fields, referralColumns+`WHERE r.id = ? AND r.person_id IN `+together, id, person, person)
	return r, err
}

func insertReferral(tx *gate.Tx, r Referral) error {
	return tx.Exec(`INSERT INTO risk_fire_referral (id, person_id, home_id, consent, words, drafted_at, drafted_by, sent_words, version) VALUES (?, ?, ?, ?, ?, ?, ?, '', 1)`,
		r.ID, r.Person, r.Look, r.Consent, r.Words, tx.At, tx.Actor.ID)
}

func send(tx *gate.Tx, x Sending) error {
	return tx.Update(`UPDATE risk_fire_referral SET sent_on = ?, sent_by = ?, sent_words = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND sent_on IS NULL`,
		x.On, tx.Actor.ID, x.Words, x.Referral, x.Person, x.Person, x.Version)
}

// assessments lists how somebody moves as it was assessed, the newest first,
// each with its tasks.
func assessments(s *gate.Snapshot, person ids.Person) ([]Moving, error) {
	type row struct {
		Moving
		task Task
	}
	rows, err := gate.All(s, func(r *row) []any {
		m, t := &r.Moving, &r.task
		return []any{
			&m.ID, &m.Person, &m.On, &m.ReviewOn, &m.Source, &m.Words, &m.Recorded, (*gate.Text)(&m.ByName),
			gate.Null(&t.Task), gate.Null(&t.Able), gate.Null(&t.Workers), gate.Null(&t.Method), gate.Null(&t.Equipment), &t.CheckedOn,
		}
	}, `SELECT m.id, m.person_id, m.on_date, m.review_on, m.source, m.words, m.recorded_at, a.name, t.task, t.able, t.workers, t.method, t.equipment, t.checked_on
		FROM (SELECT x.id, x.person_id, x.on_date, x.review_on, x.source, x.words, x.recorded_at, x.recorded_by FROM risk_moving x WHERE x.person_id IN `+together+`
			ORDER BY x.on_date DESC, x.recorded_at DESC, x.id DESC LIMIT 20) m
		LEFT JOIN risk_moving_task t ON t.moving_id = m.id LEFT JOIN auth_account a ON a.id = m.recorded_by
		ORDER BY m.on_date DESC, m.recorded_at DESC, m.id DESC`, person, person)
	var out []Moving
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].ID != r.ID {
			out = append(out, r.Moving)
		}
		if r.task.Task != "" {
			last := &out[len(out)-1]
			last.Tasks = append(last.Tasks, r.task)
		}
	}
	for _, m := range out {
		slices.SortFunc(m.Tasks, func(x, y Task) int { return slices.Index(risk.Tasks, x.Task) - slices.Index(risk.Tasks, y.Task) })
	}
	return out, err
}

func insertMoving(tx *gate.Tx, m Moving) error {
	if err := tx.Exec(`INSERT INTO risk_moving (id, person_id, on_date, review_on, workers, source, words, recorded_at, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.ID, m.Person, m.On, m.ReviewOn, m.Workers(), m.Source, m.Words, tx.At, tx.Actor.ID); err != nil {
		return err
	}
	rows := make([][]any, 0, len(m.Tasks))
	for _, t := range m.Tasks {
		rows = append(rows, []any{m.ID, m.Person, t.Task, t.Able, t.Workers, t.Method, t.Equipment, t.CheckedOn})
	}
	return tx.InsertMany(`INSERT INTO risk_moving_task (moving_id, person_id, task, able, workers, method, equipment, checked_on) VALUES `, rows)
}

// visitsOfOne is how many kinds of visit in the person's plan are for one
// worker.
func visitsOfOne(s *gate.Snapshot, person ids.Person) (int, error) {
	return gate.Value[int](s, `SELECT COUNT(*) FROM plan_pattern x JOIN plan p ON p.id = x.plan_id
		WHERE x.person_id IN `+together+` AND p.state = 'agreed' AND x.until_on IS NULL AND x.workers < 2`, person, person)
}
