package prison

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/support/visit"
)

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

const stayColumns = `z.id, z.person_id, z.wing_id, z.landing, z.cell, z.escort, z.from_on, z.until_on, z.release_on, z.receiving, z.version, w.name, p.given || ' ' || p.family`

const fromStay = ` FROM prison_stay z JOIN prison_wing w ON w.id = z.wing_id JOIN person p ON p.id = z.person_id `

func (s *Stay) fields() []any {
	return []any{&s.ID, &s.Person, &s.Wing, &s.Landing, &s.Cell, &s.Escort, &s.From, &s.Until, &s.Release, &s.Receiving, &s.Version, &s.WingName, &s.PersonName}
}

// Here is where somebody is now. Error: gate.not_found for somebody who is not in
// prison.
func Here(s *gate.Snapshot, person ids.Person) (Stay, error) {
	var z Stay
	err := gate.One(s, &z, (*Stay).fields, `SELECT `+stayColumns+fromStay+`WHERE z.person_id IN `+together+` AND z.until_on IS NULL`, person, person)
	return z, err
}

// latestStay is the stay that goes on, or the last one. Error: gate.not_found.
func latestStay(s *gate.Snapshot, person ids.Person) (Stay, error) {
	var z Stay
	err := gate.One(s, &z, (*Stay).fields, `SELECT `+stayColumns+fromStay+`WHERE z.person_id IN `+together+` ORDER BY z.until_on IS NOT NULL, z.until_on DESC, z.id LIMIT 1`, person, person)
	return z, err
}

// present is everybody in the prison, for what must leave out nobody: who, and by
// which stay.
func present(s *gate.Snapshot) ([]Stay, error) {
	return gate.All(s, func(z *Stay) []any { return []any{&z.ID, &z.Person} }, `SELECT z.id, z.person_id FROM prison_stay z WHERE z.until_on IS NULL ORDER BY z.id`)
}

// openStays lists those in the prison, by where they are: as many as a page holds.
func openStays(s *gate.Snapshot) ([]Stay, error) {
	return gate.All(s, (*Stay).fields, `SELECT `+stayColumns+fromStay+`WHERE z.until_on IS NULL ORDER BY w.name, w.id, z.landing, z.cell, z.id LIMIT 500`)
}

func members(s *gate.Snapshot) ([]ids.Account, error) {
	return gate.Values[ids.Account](s, `SELECT account_id FROM prison_member WHERE until_at IS NULL ORDER BY account_id`)
}

// member is one of the team with their name.
type member struct {
	account ids.Account
	name    string
	since   when.Instant
}

func team(s *gate.Snapshot) ([]member, error) {
	return gate.All(s, func(m *member) []any { return []any{&m.account, (*gate.Text)(&m.name), &m.since} },
		`SELECT m.account_id, a.name, m.from_at FROM prison_member m LEFT JOIN auth_account a ON a.id = m.account_id WHERE m.until_at IS NULL ORDER BY a.name, m.account_id`)
}

// others are staff who could be put into the team.
func others(s *gate.Snapshot) ([]ui.Option, error) {
	return gate.All(s, func(o *ui.Option) []any { return []any{&o.Value, &o.Label} },
		`SELECT a.id, a.name FROM auth_account a WHERE a.kind = 'staff' AND a.ended_at IS NULL
		AND EXISTS (SELECT 1 FROM gate_role r WHERE r.account_id = a.id AND r.role IN ('worker', 'lead-worker', 'coordinator', 'manager', 'therapist', 'social-worker') AND (r.until_at IS NULL OR r.until_at > ?))
		AND NOT EXISTS (SELECT 1 FROM prison_member m WHERE m.account_id = a.id AND m.until_at IS NULL) ORDER BY a.name, a.id LIMIT 1000`, s.Now)
}

// wings lists the wings, by name.
func wings(s *gate.Snapshot) ([]Wing, error) {
	type row struct {
		Wing
		windows string
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.ID, &r.Name, &r.windows, &r.Escort, &r.Version} },
		`SELECT id, name, windows, escort, version FROM prison_wing ORDER BY name, id`)
	out := make([]Wing, 0, len(rows))
	for _, r := range rows {
		r.Wing.Windows = parted(r.windows)
		out = append(out, r.Wing)
	}
	return out, err
}

// tasksOf lists what is to be done before a release, in order.
func tasksOf(s *gate.Snapshot, stay StayID) ([]Task, error) {
	return gate.All(s, func(t *Task) []any {
		return []any{&t.ID, &t.Stay, &t.Kind, &t.Due, &t.Done, &t.Words, &t.Version, (*gate.Text)(&t.ByName)}
	}, `SELECT t.id, t.stay_id, t.kind, t.due_on, t.done_at, t.words, t.version, a.name FROM prison_task t LEFT JOIN auth_account a ON a.id = t.done_by
		WHERE t.stay_id = ? ORDER BY t.due_on, t.ord`, stay)
}

// Stop is one visit of a round: where, when the wing is open, and the least of
// who it is.
type Stop struct {
	visit.Visit
	Stay
	Wing   Wing
	Called string // what the person likes to be called
	Family string
	Needs  []string // what to do so that the person can take part
}

// RoundOn lists the visits of a day to people in the prison, by where they are
// and then by time, with nothing of their home, telephone or family.
func RoundOn(s *gate.Snapshot, day when.Date) ([]Stop, error) {
	type row struct {
		Stop
		windows, preferred, given string
		needs                     gate.Text
	}
	rows, err := gate.All(s, func(r *row) []any {
		return append(append(r.Visit.Fields(), r.Stay.fields()...), &r.windows, &r.Stop.Wing.Escort, &r.preferred, &r.given, &r.Family, &r.needs)
	}, `SELECT v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
		v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version,
		`+stayColumns+`, w.windows, w.escort, p.preferred, p.given, p.family,
		(SELECT STRING_AGG(n.what_to_do, '|') FROM person_need n WHERE n.person_id = z.person_id AND n.ended_at IS NULL AND n.what_to_do <> '')
		FROM visit v JOIN prison_stay z ON z.person_id = v.person_id AND z.from_on <= v.on_date AND (z.until_on IS NULL OR z.until_on > v.on_date)
		JOIN prison_wing w ON w.id = z.wing_id JOIN person p ON p.id = z.person_id
		WHERE v.on_date = ? AND v.state <> 'cancelled' ORDER BY w.name, w.id, v.start_min, z.landing, z.cell, v.id LIMIT 500`, day)
	out := make([]Stop, 0, len(rows))
	for _, r := range rows {
		r.Stop.Wing.ID, r.Stop.Wing.Name, r.Stop.Wing.Windows = r.Stay.Wing, r.WingName, parted(r.windows)
		r.Called = r.given
		if r.preferred != "" {
			r.Called = r.preferred
		}
		if r.needs != "" {
			r.Needs = strings.Split(string(r.needs), "|")
		}
		out = append(out, r.Stop)
	}
	return out, err
}

// unkeyed lists visits in prison of days before one that nobody has keyed in.
func unkeyed(s *gate.Snapshot, from, day when.Date) ([]Stop, error) {
	return gate.All(s, func(r *Stop) []any { return append(r.Visit.Fields(), r.Stay.fields()...) },
		`SELECT v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
		v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version,
		`+stayColumns+`
		FROM visit v JOIN prison_stay z ON z.person_id = v.person_id AND z.from_on <= v.on_date AND (z.until_on IS NULL OR z.until_on > v.on_date)
		JOIN prison_wing w ON w.id = z.wing_id JOIN person p ON p.id = z.person_id
		WHERE v.on_date >= ? AND v.on_date < ? AND v.state IN ('planned', 'missed') ORDER BY v.on_date DESC, v.start_min, v.id LIMIT 100`, from, day)
}
