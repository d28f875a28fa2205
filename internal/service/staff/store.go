package staff

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

const columns = `id, account_id, given, family, job_title, team_id, mode, gender, postcode, lat, lon, contracted_min, languages, opted_out_on, way_back, phone, started_on, ended_on, version`

func (m *Member) fields() []any {
	return []any{
		&m.ID, &m.Account, &m.Given, &m.Family, &m.JobTitle, (*gate.Text)(&m.Team), &m.Mode, &m.Gender, &m.Postcode,
		&m.At.Lat, &m.At.Lon, &m.ContractedMin, (*LanguageList)(&m.Languages), &m.OptedOutOn, &m.WayBack, &m.Phone, &m.StartedOn, &m.EndedOn, &m.Version,
	}
}

// Get is one member of staff. Error: gate.not_found.
func Get(s *gate.Snapshot, id ID) (Member, error) {
	var m Member
	err := gate.One(s, &m, (*Member).fields, `SELECT `+columns+` FROM staff_member WHERE id = ?`, id)
	return m, err
}

// ByAccount is the member of staff who signs in with the account. Error:
// gate.not_found.
func ByAccount(s *gate.Snapshot, account ids.Account) (Member, error) {
	var m Member
	err := gate.One(s, &m, (*Member).fields, `SELECT `+columns+` FROM staff_member WHERE account_id = ?`, account)
	return m, err
}

// Employed lists everybody who works here on the date, away or not, by family
// name.
func Employed(s *gate.Snapshot, day when.Date) ([]Member, error) {
	return gate.All(s, (*Member).fields, `SELECT `+columns+` FROM staff_member
		WHERE started_on <= ? AND (ended_on IS NULL OR ended_on >= ?) ORDER BY family, given, id`, day, day)
}

// Working lists those who work here on the date and are not away, by family
// name.
func Working(s *gate.Snapshot, day when.Date) ([]Member, error) {
	return gate.All(s, (*Member).fields, `SELECT `+columns+` FROM staff_member m
		WHERE started_on <= ? AND (ended_on IS NULL OR ended_on >= ?)
		AND NOT EXISTS (SELECT 1 FROM staff_absence a WHERE a.member_id = m.id AND a.from_on <= ? AND a.until_on >= ?)
		ORDER BY family, given, id`, day, day, day, day)
}

// SkillsOn is what everybody is trained in on the date. Training that has run
// out is left out.
func SkillsOn(s *gate.Snapshot, day when.Date) (map[ID][]Skill, error) {
	type row struct {
		member ID
		skill  Skill
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.member, &r.skill} },
		`SELECT member_id, skill FROM staff_skill WHERE until_on IS NULL OR until_on >= ? ORDER BY member_id, skill`, day)
	out := make(map[ID][]Skill, len(rows))
	for _, r := range rows {
		out[r.member] = append(out[r.member], r.skill)
	}
	return out, err
}

// Names is the name of everybody who has an account, also of those who have
// left: what they did stays theirs.
func Names(s *gate.Snapshot) (map[ids.Account]string, error) {
	type row struct {
		account       ids.Account
		given, family string
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.account, &r.given, &r.family} },
		`SELECT account_id, given, family FROM staff_member WHERE account_id <> ''`)
	out := make(map[ids.Account]string, len(rows))
	for _, r := range rows {
		out[r.account] = Member{Given: r.given, Family: r.family}.Name()
	}
	return out, err
}

// memberNames is the name of everybody who works or worked here.
func memberNames(s *gate.Snapshot) (map[ID]string, error) {
	rows, err := gate.All(s, func(m *Member) []any { return []any{&m.ID, &m.Given, &m.Family} }, `SELECT id, given, family FROM staff_member`)
	out := make(map[ID]string, len(rows))
	for _, m := range rows {
		out[m.ID] = m.Name()
	}
	return out, err
}

// Add keeps a member of staff with what they are trained in. Error:
// staff.member; gate.exists.
func Add(tx *gate.Tx, m Member, skills ...Skill) error {
	if err := m.Check(); err != nil {
		return err
	}
	err := tx.Exec(`INSERT INTO staff_member (`+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		m.ID, m.Account, m.Given, m.Family, m.JobTitle, gate.Text(m.Team), m.Mode, m.Gender, m.Postcode,
		m.At.Lat, m.At.Lon, m.ContractedMin, LanguageList(m.Languages), m.OptedOutOn, m.WayBack, m.Phone, m.StartedOn, m.EndedOn)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, skill := range skills {
		rows = append(rows, []any{m.ID, skill, nil})
	}
	return tx.InsertMany(`INSERT INTO staff_skill (member_id, skill, until_on) VALUES `, rows)
}

func (a *Absence) fields() []any {
	return []any{&a.ID, &a.Member, &a.From, &a.Until, &a.Reason, &a.ReportedAt}
}

// Absences lists who is away on any date from one to another, both included,
// by first date.
func Absences(s *gate.Snapshot, from, until when.Date) ([]Absence, error) {
	return gate.All(s, (*Absence).fields, `SELECT id, member_id, from_on, until_on, reason, reported_at FROM staff_absence
		WHERE from_on <= ? AND until_on >= ? ORDER BY from_on, id`, until, from)
}

func addAbsence(tx *gate.Tx, a Absence) error {
	return tx.Exec(`INSERT INTO staff_absence (id, member_id, from_on, until_on, reason, reported_at) VALUES (?, ?, ?, ?, ?, ?)`,
		a.ID, a.Member, a.From, a.Until, a.Reason, tx.At)
}

// Team is one of the council's teams.
type Team struct{ ID, Name, Area string }

// AddTeam adds a team.
func AddTeam(tx *gate.Tx, t Team) error {
	return tx.Exec(`INSERT INTO staff_team (id, name, area) VALUES (?, ?, ?)`, t.ID, t.Name, t.Area)
}

// Teams lists the council's teams by name.
func Teams(s *gate.Snapshot) ([]Team, error) {
	return gate.All(s, func(t *Team) []any { return []any{&t.ID, &t.Name, &t.Area} },
		`SELECT id, name, area FROM staff_team WHERE ended_on IS NULL ORDER BY name, id`)
}

func teamName(teams []Team, id string) string {
	for _, t := range teams {
		if t.ID == id {
			return t.Name
		}
	}
	return ""
}

// absencesOf lists one member's time away that ends on a date or later, the
// latest first.
func absencesOf(s *gate.Snapshot, m ID, from when.Date) ([]Absence, error) {
	return gate.All(s, (*Absence).fields, `SELECT id, member_id, from_on, until_on, reason, reported_at FROM staff_absence
		WHERE member_id = ? AND until_on >= ? ORDER BY from_on DESC, id LIMIT 50`, m, from)
}
