package preference

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

func (p *Pair) fields() []any {
	return []any{&p.ID, &p.Person, &p.Member, &p.Tie, &p.Why, &p.Recorded, &p.Version, &p.Name}
}

// together is a person and the records merged into it: what was said of any of
// them holds.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// Pairs lists the workers a person likes or who must not come, as it is now:
// by tie, then by family name.
func Pairs(s *gate.Snapshot, person ids.Person) ([]Pair, error) {
	return gate.All(s, (*Pair).fields, `SELECT w.id, w.person_id, w.member_id, w.tie, w.why, w.recorded_at, w.version, m.given || ' ' || m.family
		FROM preference_worker w JOIN staff_member m ON m.id = w.member_id
		WHERE w.person_id IN `+together+` AND w.ended_at IS NULL ORDER BY w.tie, m.family, m.given, w.id`, person, person)
}

func insertPair(tx *gate.Tx, p Pair) error {
	return tx.Exec(`INSERT INTO preference_worker (id, person_id, member_id, tie, why, recorded_at, recorded_by, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1)`,
		p.ID, p.Person, p.Member, p.Tie, p.Why, tx.At, tx.Actor.ID)
}

func endPair(tx *gate.Tx, person ids.Person, id PairID, version int) error {
	return tx.Update(`UPDATE preference_worker SET ended_at = ?, ended_by = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND ended_at IS NULL`,
		tx.At, tx.Actor.ID, id, person, person, version)
}

// Fields are the places to scan gender, gender_must, language, language_must,
// infection and infection_until_on into, in that order, for later packages that
// join the table. They take what is not there as no wish.
func (w *Wish) Fields() []any {
	return []any{
		gate.Null(&w.Gender), gate.Null(&w.GenderMust), gate.Null(&w.Language), gate.Null(&w.LanguageMust), gate.Null(&w.Infection), &w.InfectionUntil,
	}
}

// historyRows is how many wishes of the past are shown.
const historyRows = 20

// wishes lists what a person asked for, the newest, which holds, first.
func wishes(s *gate.Snapshot, person ids.Person) ([]Wish, error) {
	return gate.All(s, func(w *Wish) []any {
		return append([]any{&w.ID, &w.Person, &w.Recorded, (*gate.Text)(&w.ByName)}, w.Fields()...)
	}, `SELECT w.id, w.person_id, w.recorded_at, a.name, w.gender, w.gender_must, w.language, w.language_must, w.infection, w.infection_until_on
		FROM preference_wish w LEFT JOIN auth_account a ON a.id = w.recorded_by
		WHERE w.person_id IN `+together+` ORDER BY w.recorded_at DESC, w.id DESC LIMIT ?`, person, person, historyRows)
}

func insertWish(tx *gate.Tx, w Wish) error {
	return tx.Exec(`INSERT INTO preference_wish (id, person_id, gender, gender_must, language, language_must, infection, infection_until_on, recorded_at, recorded_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.ID, w.Person, w.Gender, w.GenderMust, w.Language, w.LanguageMust, w.Infection, w.InfectionUntil, tx.At, tx.Actor.ID)
}
