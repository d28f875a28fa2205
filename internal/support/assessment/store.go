package assessment

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
)

func (a *Assessment) fields() []any {
	return []any{
		&a.ID, &a.Person, &a.Episode, &a.Kind, &a.On, &a.Account, &a.Matters, &a.Before, &a.ToldService, &a.RecordedAt,
	}
}

// History is every assessment of the person with what was found, newest first.
func History(s *gate.Snapshot, person ids.Person) ([]Assessment, error) {
	all, err := gate.All(s, (*Assessment).fields, `SELECT id, person_id, episode_id, kind, on_date, account_id, matters, before_words, told_service, recorded_at
		FROM assessment WHERE person_id = ? ORDER BY on_date DESC, recorded_at DESC, id DESC`, person)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	type row struct {
		of ID
		Ability
	}
	found, err := gate.All(s, func(r *row) []any { return []any{&r.of, &r.Activity, &r.Level, &r.Words} },
		`SELECT b.assessment_id, b.activity, b.level, b.words FROM assessment_ability b
		JOIN assessment a ON a.id = b.assessment_id WHERE a.person_id = ?`, person)
	if err != nil {
		return nil, err
	}
	for i := range all {
		for _, r := range found {
			if r.of == all[i].ID {
				all[i].Abilities = append(all[i].Abilities, r.Ability)
			}
		}
		slices.SortFunc(all[i].Abilities, func(x, y Ability) int {
			return slices.Index(Activities, x.Activity) - slices.Index(Activities, y.Activity)
		})
	}
	return all, nil
}

// Latest is the newest assessment of the person. NotFound when there is none.
func Latest(s *gate.Snapshot, person ids.Person) (Assessment, error) {
	all, err := History(s, person)
	if err != nil {
		return Assessment{}, err
	}
	if len(all) == 0 {
		return Assessment{}, gate.NotFound()
	}
	return all[0], nil
}

// baselines counts the first looks of an episode.
func baselines(s *gate.Snapshot, e episode.ID) (int, error) {
	return gate.Value[int](s, `SELECT COUNT(*) FROM assessment WHERE episode_id = ? AND kind = 'baseline'`, e)
}

func insert(tx *gate.Tx, a Assessment) error {
	err := tx.Exec(`INSERT INTO assessment (id, person_id, episode_id, kind, on_date, account_id, matters, before_words, told_service, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Person, a.Episode, a.Kind, a.On, a.Account, a.Matters, a.Before, a.ToldService, a.RecordedAt)
	if err != nil {
		return err
	}
	rows := make([][]any, 0, len(a.Abilities))
	for _, b := range a.Abilities {
		rows = append(rows, []any{a.ID, b.Activity, b.Level, b.Words})
	}
	return tx.InsertMany(`INSERT INTO assessment_ability (assessment_id, activity, level, words) VALUES `, rows)
}
