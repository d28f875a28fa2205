package medicine

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Those who go to people are shown the people they go to now; whoever else may
// see a list is shown all. The empty account stands for all.
const theirs = `(? = '' OR EXISTS (SELECT 1 FROM gate_relation r WHERE r.account_id = ? AND r.person_id = p.id AND r.kind = 'work'
	AND r.from_at <= ? AND (r.until_at IS NULL OR r.until_at > ?)))`

// here are people whose support has not ended: it is open, or has not begun.
const here = `(p.open_episode <> '' OR NOT EXISTS (SELECT 1 FROM episode e WHERE e.person_id = p.id))`

// whose is the account whose people a list is of; empty for all.
func whose(s *gate.Snapshot) string {
	if slices.ContainsFunc(planners, s.Actor.Has) {
		return ""
	}
	return s.Actor.ID
}

// Waiting is an entry that nobody has checked yet: whose, and who wrote it.
type Waiting struct {
	Medicine
	Who     string
	By      string
	Differs bool // somebody looked and did not agree
}

// ToCheck lists the entries that wait for a second person, those that waited
// longest first, at most as many as asked for. Those of people whose support has
// ended are not among them.
func ToCheck(s *gate.Snapshot, most int) ([]Waiting, error) {
	all, err := gate.All(s, func(w *Waiting) []any {
		return append(w.Medicine.fields(), &w.Who, (*gate.Text)(&w.By), &w.Differs)
	}, `SELECT `+columns+`, p.given || ' ' || p.family, a.name, EXISTS (SELECT 1 FROM medicine_looked l WHERE l.medicine_id = m.id AND NOT l.agrees)
		FROM medicine m JOIN person p ON p.id = m.person_id LEFT JOIN auth_account a ON a.id = m.added_by
		WHERE m.checked_at IS NULL AND m.stopped_at IS NULL AND (m.until_on IS NULL OR m.until_on >= ?) AND `+here+` AND `+theirs+`
		ORDER BY m.added_at, m.id LIMIT ?`, s.Today(), whose(s), s.Actor.ID, s.Now, s.Now, most)
	show(s, all, func(w Waiting) ids.Person { return w.Person })
	return all, err
}

// About is a dose with the medicine and the person it is of.
type About struct {
	Told
	Name string // of the medicine
	Who  string
}

const aboutColumns = toldColumns + `, m.name, p.given || ' ' || p.family`

func (a *About) fields() []any { return append(a.Told.fields(), &a.Name, &a.Who) }

// Warned lists the doses recorded since a moment that were given against a
// warning, the newest first. That an entry was unchecked has a list of its own.
func Warned(s *gate.Snapshot, since when.Instant, most int) ([]About, error) {
	all, err := gate.All(s, (*About).fields, `SELECT `+aboutColumns+` FROM medicine_dose d JOIN medicine m ON m.id = d.medicine_id JOIN person p ON p.id = d.person_id
		LEFT JOIN auth_account a ON a.id = d.account_id WHERE d.recorded_at >= ? AND d.warnings <> '' AND d.warnings <> 'unchecked' AND `+theirs+`
		ORDER BY d.recorded_at DESC, d.id LIMIT ?`, since, whose(s), s.Actor.ID, s.Now, s.Now, most)
	show(s, all, func(a About) ids.Person { return a.Person })
	return all, err
}

// askFor is for how many days how a dose helped is still asked.
const askFor = 3

// ToAsk lists the doses of which nobody has said how they helped though the time
// to ask has come, the latest first.
func ToAsk(s *gate.Snapshot, most int) ([]About, error) {
	all, err := gate.All(s, (*About).fields, `SELECT `+aboutColumns+` FROM medicine_dose d JOIN medicine m ON m.id = d.medicine_id JOIN person p ON p.id = d.person_id
		LEFT JOIN auth_account a ON a.id = d.account_id WHERE d.ask_at <= ? AND d.recorded_at >= ?
		AND NOT EXISTS (SELECT 1 FROM medicine_effect e WHERE e.dose_id = d.id) AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '')
		AND `+theirs+` ORDER BY d.ask_at DESC, d.id LIMIT ?`,
		s.Now, s.Today().Add(-askFor).Start(), whose(s), s.Actor.ID, s.Now, s.Now, most)
	show(s, all, func(a About) ids.Person { return a.Person })
	return all, err
}

// AsksOf lists the doses of some people of which to ask how they helped, for the
// next visit: the oldest first.
func AsksOf(s *gate.Snapshot, people ...ids.Person) ([]About, error) {
	return gate.All(s, (*About).fields, `SELECT `+aboutColumns+` FROM medicine_dose d JOIN medicine m ON m.id = d.medicine_id JOIN person p ON p.id = d.person_id
		LEFT JOIN auth_account a ON a.id = d.account_id WHERE (p.id IN ? OR p.merged_into IN ?) AND d.ask_at IS NOT NULL AND d.recorded_at >= ?
		AND NOT EXISTS (SELECT 1 FROM medicine_effect e WHERE e.dose_id = d.id) AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '')
		ORDER BY d.ask_at, d.id`, gate.In(people), gate.In(people), s.Today().Add(-askFor).Start())
}

// show notes that a list gave the actor these people's records.
func show[T any](s *gate.Snapshot, rows []T, person func(T) ids.Person) {
	var people []ids.Person
	for _, r := range rows {
		if p := person(r); !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	gate.Shown(s, people...)
}
