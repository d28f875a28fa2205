package medicine

import (
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/plan"
)

const columns = `m.id, m.person_id, m.name, m.dose, m.kind, m.slots, m.from_on, m.until_on, m.time_critical, m.source,
	m.form, m.strength, m.route, m.code, m.ingredients, m.dosage, m.instructions, m.times, m.every_days, m.review_on,
	m.needed_for, m.effect_min, m.gap_min, m.most_doses, m.most_units, m.controlled, m.high_risk, m.shape, m.sites, m.rest_days,
	m.pack_id, m.supplied_by, m.prescriber, m.preparation_id, m.line_id, m.replaces_id, m.amended_why, m.word, m.word_until_on, m.contact_id,
	m.added_at, m.added_by, m.checked_at, m.checked_by, m.stopped_at, m.stopped_by, m.stopped_why, m.version`

func (m *Medicine) fields() []any {
	return []any{
		&m.ID, &m.Person, &m.Name, &m.Dose, &m.Kind,
		listed[plan.Part]{&m.Parts},
		&m.From, &m.Until, &m.TimeCritical, &m.Source,
		&m.Form, &m.Strength, &m.Route, &m.Code, &m.Ingredients, &m.Dosage, &m.Instructions,
		minutesOf{&m.Times},
		&m.EveryDays, &m.ReviewOn,
		&m.NeededFor, &m.EffectMin, &m.GapMin, &m.MostDoses, &m.MostUnits, &m.Controlled, &m.HighRisk, &m.Shape,
		listed[Site]{&m.Sites},
		&m.RestDays,
		&m.Pack, &m.SuppliedBy, &m.Prescriber, &m.Preparation, &m.Line, &m.Replaces, &m.AmendedWhy, &m.Word, &m.WordUntil, &m.Contact,
		&m.Added, &m.AddedBy, &m.Checked, gate.Null(&m.CheckedBy), &m.Stopped, gate.Null(&m.StoppedBy), &m.StoppedWhy, &m.Version,
	}
}

// listed is a list of codes as one column, with spaces between.
type listed[T ~string] struct{ into *[]T }

// Scan reads the column.
func (l listed[T]) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l.into = nil
	for _, code := range strings.Fields(string(t)) {
		*l.into = append(*l.into, T(code))
	}
	return nil
}

// inOrder is those codes of all that are among the ones given, as one column.
func inOrder[T ~string](all, given []T) string {
	var words []string
	for _, code := range all {
		if slices.Contains(given, code) {
			words = append(words, string(code))
		}
	}
	return strings.Join(words, " ")
}

// minutesOf is a list of minutes past midnight as one column.
type minutesOf struct{ into *Times }

// Scan reads the column.
func (l minutesOf) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l.into = nil
	for _, word := range strings.Fields(string(t)) {
		n, err := strconv.Atoi(word)
		if err != nil {
			return err
		}
		*l.into = append(*l.into, n)
	}
	return nil
}

func (t Times) column() string {
	var words []string
	for _, minute := range slices.Sorted(slices.Values(t)) {
		words = append(words, strconv.Itoa(minute))
	}
	return strings.Join(words, " ")
}

// together is a person and the records merged into it: what was said of any of
// them holds.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// Get is one medicine of one person. Error: gate.not_found.
func Get(s *gate.Snapshot, person ids.Person, id ID) (Medicine, error) {
	var m Medicine
	err := gate.One(s, &m, (*Medicine).fields, `SELECT `+columns+` FROM medicine m WHERE m.id = ? AND m.person_id IN `+together, id, person, person)
	return m, err
}

// Of lists what a person takes and took: what is taken first, then what was
// stopped, the latest first.
func Of(s *gate.Snapshot, person ids.Person) ([]Medicine, error) {
	return gate.All(s, (*Medicine).fields, `SELECT `+columns+` FROM medicine m WHERE m.person_id IN `+together+`
		ORDER BY CASE WHEN m.stopped_at IS NULL THEN 0 ELSE 1 END, m.stopped_at DESC, m.name, m.id`, person, person)
}

// Revision is one entry of a line, with the names of who wrote and ended it.
type Revision struct {
	Medicine
	AddedName   string
	StoppedName string
}

// LineOf is one medicine of one person with all entries that replaced one
// another, the oldest first. Error: gate.not_found.
func LineOf(s *gate.Snapshot, person ids.Person, id ID) (Medicine, []Revision, error) {
	all, err := gate.All(s, func(r *Revision) []any {
		return append(r.Medicine.fields(), (*gate.Text)(&r.AddedName), (*gate.Text)(&r.StoppedName))
	}, `SELECT `+columns+`, a.name, b.name FROM medicine m LEFT JOIN auth_account a ON a.id = m.added_by LEFT JOIN auth_account b ON b.id = m.stopped_by
		WHERE m.line_id = (SELECT x.line_id FROM medicine x WHERE x.id = ? AND x.person_id IN `+together+`) ORDER BY m.added_at, m.id`, id, person, person)
	if err != nil {
		return Medicine{}, nil, err
	}
	i := slices.IndexFunc(all, func(r Revision) bool { return r.ID == id })
	if i < 0 {
		return Medicine{}, nil, gate.NotFound()
	}
	return all[i].Medicine, all, nil
}

// ChartAt is the chart as it was at a moment: what was written down by then, not
// stopped and not over, with only the checks that had been made and the written
// words that had come.
func ChartAt(s *gate.Snapshot, person ids.Person, at when.Instant) ([]Medicine, error) {
	type row struct {
		Medicine
		said saying
	}
	all, err := gate.All(s, func(r *row) []any { return append(r.Medicine.fields(), &r.said.due, &r.said.written, &r.said.ended) },
		`SELECT `+columns+`, v.due_at, v.confirmed_at, v.ended_at FROM medicine m LEFT JOIN medicine_verbal v ON v.contact_id = m.contact_id AND m.contact_id <> ''
		WHERE m.person_id IN `+together+` AND m.added_at <= ? AND (m.stopped_at IS NULL OR m.stopped_at > ?) AND (m.until_on IS NULL OR m.until_on >= ?)
		ORDER BY m.name, m.id`, person, person, at, at, at.On())
	out := make([]Medicine, 0, len(all))
	for _, r := range all {
		m := r.Medicine
		if m.Checked.After(at.Time) {
			m.Checked, m.CheckedBy = when.Instant{}, ""
		}
		m.Stopped, m.StoppedBy, m.StoppedWhy = when.Instant{}, "", ""
		if until, spoken := r.said.until(at); spoken {
			m.Word = Spoken
			// What it was agreed until stands, but where that has been cut short since.
			if m.WordUntil == "" || !r.said.inForce(s.Now) && m.WordUntil >= r.said.over().On().Add(-1) {
				m.WordUntil = until
			}
		}
		out = append(out, m)
	}
	return out, err
}

// saying is a change by word of mouth: until when it holds, when its written word
// came, and when it was taken back.
type saying struct{ due, written, ended when.Instant }

func (w saying) inForce(now when.Instant) bool {
	return w.ended.IsZero() && (!w.written.IsZero() || now.Before(w.due.Time))
}

// over is when a change that was never written stopped being in force.
func (w saying) over() when.Instant {
	if w.ended.IsZero() || w.due.Before(w.ended.Time) {
		return w.due
	}
	return w.ended
}

// until is the last day of the change by what was known at a moment; false where
// there is none, or its written word had come.
func (w saying) until(at when.Instant) (last when.Date, spoken bool) {
	if w.due.IsZero() || !w.written.IsZero() && !at.Before(w.written.Time) {
		return "", false
	}
	if over := w.over(); !at.Before(over.Time) {
		return over.On().Add(-1), true
	}
	return w.due.On(), true
}

// saidAt is the change that was given at a contact; the zero one, which is not in
// force, where the person has no such contact.
func saidAt(s *gate.Snapshot, person ids.Person, contact string) (saying, error) {
	var w saying
	err := gate.One(s, &w, func(w *saying) []any { return []any{&w.due, &w.written, &w.ended} }, `SELECT v.due_at, v.confirmed_at, v.ended_at
		FROM medicine_verbal v WHERE v.contact_id = ? AND v.person_id IN `+together, contact, person, person)
	if gate.Missing(err) {
		return saying{}, nil
	}
	return w, err
}

func insert(tx *gate.Tx, m Medicine) error {
	return tx.Exec(`INSERT INTO medicine (id, person_id, name, dose, kind, slots, from_on, until_on, time_critical, source,
		form, strength, route, code, ingredients, dosage, instructions, times, every_days, review_on,
		needed_for, effect_min, gap_min, most_doses, most_units, controlled, high_risk, shape, sites, rest_days,
		pack_id, supplied_by, prescriber, preparation_id, line_id, replaces_id, amended_why, word, word_until_on, contact_id,
		added_at, added_by, stopped_why, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1)`,
		m.ID, m.Person, m.Name, m.Dose, m.Kind, inOrder(plan.Parts, m.Parts), m.From, m.Until, m.TimeCritical, m.Source,
		m.Form, m.Strength, m.Route, m.Code, m.Ingredients, m.Dosage, m.Instructions, m.Times.column(), m.EveryDays, m.ReviewOn,
		m.NeededFor, m.EffectMin, m.GapMin, m.MostDoses, m.MostUnits, m.Controlled, m.HighRisk, m.Shape, inOrder(Sites, m.Sites), m.RestDays,
		m.Pack, m.SuppliedBy, m.Prescriber, m.Preparation, m.Line, m.Replaces, m.AmendedWhy, m.Word, m.WordUntil, m.Contact,
		tx.At, tx.Actor.ID)
}

func stop(tx *gate.Tx, s Stopping) error {
	return tx.Update(`UPDATE medicine SET stopped_at = ?, stopped_by = ?, stopped_why = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND stopped_at IS NULL`,
		tx.At, tx.Actor.ID, s.Why, s.Medicine, s.Person, s.Person, s.Version)
}

// takenBy lists what the people take on a day, with whose it is now that
// records were merged.
func takenBy(s *gate.Snapshot, day when.Date, people []ids.Person) ([]Medicine, error) {
	type row struct {
		Medicine
		into ids.Person
	}
	rows, err := gate.All(s, func(r *row) []any { return append(r.Medicine.fields(), gate.Null(&r.into)) },
		`SELECT `+columns+`, p.merged_into FROM medicine m JOIN person p ON p.id = m.person_id
		WHERE (p.id IN ? OR p.merged_into IN ?) AND m.from_on <= ? AND (m.until_on IS NULL OR m.until_on >= ?) AND m.stopped_at IS NULL
		ORDER BY m.person_id, m.name, m.id`, gate.In(people), gate.In(people), day, day)
	out := make([]Medicine, 0, len(rows))
	for _, r := range rows {
		if r.into != "" {
			r.Person = r.into
		}
		out = append(out, r.Medicine)
	}
	return out, err
}
