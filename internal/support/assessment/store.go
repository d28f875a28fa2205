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
	type row struct {
		Assessment
		found Ability
	}
	rows, err := gate.All(s, func(r *row) []any {
		f := &r.found
		return append(r.Assessment.fields(), (*gate.Text)(&r.ByName), (*gate.Text)(&f.Activity), (*gate.Text)(&f.Level), (*gate.Text)(&f.Words))
	}, `SELECT a.id, a.person_id, a.episode_id, a.kind, a.on_date, a.account_id, a.matters, a.before_words, a.told_service, a.recorded_at,
		w.name, b.activity, b.level, b.words
		FROM assessment a LEFT JOIN assessment_ability b ON b.assessment_id = a.id LEFT JOIN auth_account w ON w.id = a.account_id
		WHERE a.person_id = ? ORDER BY a.on_date DESC, a.recorded_at DESC, a.id DESC`, person)
	var out []Assessment
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].ID != r.ID {
			out = append(out, r.Assessment)
		}
		if r.found.Activity != "" {
			a := &out[len(out)-1]
			a.Abilities = append(a.Abilities, r.found)
		}
	}
	for _, a := range out {
		slices.SortFunc(a.Abilities, func(x, y Ability) int {
			return slices.Index(Activities, x.Activity) - slices.Index(Activities, y.Activity)
		})
	}
	return out, err
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
