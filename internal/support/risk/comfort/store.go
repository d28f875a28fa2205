package comfort

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/risk"
)

// together is a person and the records merged into it: what was said of any of
// them holds.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

func (p *Profile) fields() []any {
	return []any{
		&p.ID, &p.Person, &p.FromOn, &p.Source, &p.Place, &p.Matters, &p.Pain, &p.Spiritual, &p.NotToDo, &p.Medicines,
		&p.Recorded, (*gate.Text)(&p.ByName), &p.Ended, &p.EndedWhy, &p.Version,
	}
}

// profiles lists what was ever written down, what holds first, each with whom to
// call.
func profiles(s *gate.Snapshot, person ids.Person) ([]Profile, error) {
	type row struct {
		Profile
		call risk.Call
	}
	rows, err := gate.All(s, func(r *row) []any {
		return append(r.Profile.fields(), (*gate.Text)(&r.call.Who), (*gate.Text)(&r.call.Phone), (*gate.Text)(&r.call.When))
	}, `SELECT c.id, c.person_id, c.from_on, c.source, c.place, c.matters, c.pain, c.spiritual, c.not_to_do, c.medicines,
		c.recorded_at, a.name, c.ended_at, c.ended_why, c.version, k.who, k.phone, k.when_words
		FROM risk_comfort c LEFT JOIN auth_account a ON a.id = c.recorded_by LEFT JOIN risk_comfort_call k ON k.comfort_id = c.id
		WHERE c.person_id IN `+together+` ORDER BY CASE WHEN c.ended_at IS NULL THEN 0 ELSE 1 END, c.recorded_at DESC, c.id, k.ord`, person, person)
	var out []Profile
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].ID != r.ID {
			out = append(out, r.Profile)
		}
		if r.call.Who != "" {
			last := &out[len(out)-1]
			last.Calls = append(last.Calls, r.call)
		}
	}
	return out, err
}

// Now is the profile that holds. Error: gate.not_found while support is not for
// comfort only.
func Now(s *gate.Snapshot, person ids.Person) (Profile, error) {
	all, err := profiles(s, person)
	if err != nil {
		return Profile{}, err
	}
	if len(all) == 0 || !all[0].Ended.IsZero() {
		return Profile{}, gate.NotFound()
	}
	return all[0], nil
}

func insert(tx *gate.Tx, p Profile) error {
	if err := tx.Exec(`INSERT INTO risk_comfort (id, person_id, from_on, source, place, matters, pain, spiritual, not_to_do, medicines, recorded_at, recorded_by, ended_why, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1)`,
		p.ID, p.Person, p.FromOn, p.Source, p.Place, p.Matters, p.Pain, p.Spiritual, p.NotToDo, p.Medicines, tx.At, tx.Actor.ID); err != nil {
		return err
	}
	rows := make([][]any, 0, len(p.Calls))
	for i, k := range p.Calls {
		rows = append(rows, []any{p.ID, p.Person, i, k.Who, k.Phone, k.When})
	}
	return tx.InsertMany(`INSERT INTO risk_comfort_call (comfort_id, person_id, ord, who, phone, when_words) VALUES `, rows)
}

func end(tx *gate.Tx, e risk.Ending) error {
	return tx.Update(`UPDATE risk_comfort SET ended_at = ?, ended_by = ?, ended_why = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND ended_at IS NULL`, tx.At, tx.Actor.ID, e.Why, e.ID, e.Person, e.Person, e.Version)
}

func insertReleased(tx *gate.Tx, r Release) error {
	return tx.Exec(`INSERT INTO risk_released (id, person_id, comfort_id, words, agreed, released_at, released_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Person, r.Profile, r.Words, r.Agreed, tx.At, tx.Actor.ID)
}

func takeBack(tx *gate.Tx, person ids.Person) error {
	return tx.Exec(`UPDATE risk_released SET taken_back_at = ?, taken_back_by = ? WHERE person_id IN `+together+` AND taken_back_at IS NULL`,
		tx.At, tx.Actor.ID, person, person)
}

// releases lists what was released, the newest first.
func releases(s *gate.Snapshot, person ids.Person) ([]Release, error) {
	return gate.All(s, func(r *Release) []any {
		return []any{&r.ID, &r.Person, &r.Profile, &r.Words, &r.Agreed, &r.Released, (*gate.Text)(&r.ByName), &r.TakenBack}
	}, `SELECT r.id, r.person_id, r.comfort_id, r.words, r.agreed, r.released_at, a.name, r.taken_back_at
		FROM risk_released r LEFT JOIN auth_account a ON a.id = r.released_by
		WHERE r.person_id IN `+together+` ORDER BY r.released_at DESC, r.id LIMIT 20`, person, person)
}

// Released is what people close to a person may read of the wishes, as it was
// released; empty where nothing is. It reads nothing else.
func Released(s *gate.Snapshot, person ids.Person) (string, error) {
	words, err := gate.Values[string](s, `SELECT r.words FROM risk_released r WHERE r.person_id IN `+together+` AND r.taken_back_at IS NULL
		ORDER BY r.released_at DESC LIMIT 1`, person, person)
	if err != nil || len(words) == 0 {
		return "", err
	}
	return words[0], nil
}
