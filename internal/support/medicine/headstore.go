package medicine

import (
	"cmp"
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// AllergiesOf lists what a person must not be given, by substance.
func AllergiesOf(s *gate.Snapshot, people ...ids.Person) ([]Allergy, error) {
	return gate.All(s, func(a *Allergy) []any {
		return []any{&a.ID, &a.Person, &a.Substance, &a.Reaction, &a.Source, &a.Added, &a.AddedBy, &a.Version}
	}, `SELECT x.id, CASE WHEN p.merged_into IS NULL THEN p.id ELSE p.merged_into END, x.substance, x.reaction, x.source, x.added_at, x.added_by, x.version
		FROM medicine_allergy x JOIN person p ON p.id = x.person_id
		WHERE (p.id IN ? OR p.merged_into IN ?) AND x.ended_at IS NULL ORDER BY x.substance, x.id`, gate.In(people), gate.In(people))
}

// HeadOf is the top of a person's chart. Error: gate.not_found where nobody has
// written one.
func HeadOf(s *gate.Snapshot, person ids.Person) (Head, error) {
	var h Head
	err := gate.One(s, &h, (*Head).fields, `SELECT `+headColumns+` FROM medicine_head h WHERE h.person_id IN `+together+` ORDER BY h.at DESC, h.id DESC LIMIT 1`, person, person)
	return h, err
}

// TopOf is the top of a person's chart, with their NHS number and the allergies on
// the list; a Head with the number alone where nobody has written one.
func TopOf(s *gate.Snapshot, person ids.Person) (h Head, allergies []Allergy, err error) {
	type row struct {
		Head
		kind    string
		version int
	}
	rows, err := gate.All(s, func(r *row) []any { return append(r.Head.fields(), &r.kind, &r.version) },
		`SELECT `+headColumns+`, 'head', 0 FROM medicine_head h WHERE h.person_id IN `+together+`
		UNION ALL SELECT x.id, x.person_id, x.substance, x.reaction, '', x.source, x.added_by, x.added_at, 'allergy', x.version
			FROM medicine_allergy x WHERE x.person_id IN `+together+` AND x.ended_at IS NULL
		UNION ALL SELECT p.id, p.id, p.nhs_number, '', '', '', '', p.created_at, 'person', 0 FROM person p WHERE p.id = ?`, person, person, person, person, person)
	number := ids.NHSNumber("")
	for _, r := range rows {
		switch {
		case r.kind == "person":
			number = ids.NHSNumber(r.GPPractice)
		case r.kind == "allergy":
			allergies = append(allergies, Allergy{
				ID: r.ID, Person: person, Substance: r.GPPractice, Reaction: r.Pharmacy, Source: r.Source, Added: r.At, AddedBy: r.Account, Version: r.version,
			})
		case r.At.After(h.At.Time) || r.At == h.At && r.ID > h.ID:
			h = r.Head
		}
	}
	h.NHS = number
	slices.SortFunc(allergies, func(a, b Allergy) int { return cmp.Or(cmp.Compare(a.Substance, b.Substance), cmp.Compare(a.ID, b.ID)) })
	return h, allergies, err
}

// HeadsOf are the tops of the charts of several people, by person; of a record
// that was merged, that of the one it was merged into.
func HeadsOf(s *gate.Snapshot, people ...ids.Person) (map[ids.Person]Head, error) {
	type row struct {
		Head
		whose ids.Person
	}
	rows, err := gate.All(s, func(r *row) []any { return append(r.Head.fields(), &r.whose) },
		`SELECT `+headColumns+`, CASE WHEN p.merged_into IS NULL THEN p.id ELSE p.merged_into END FROM medicine_head h JOIN person p ON p.id = h.person_id
		WHERE p.id IN ? OR p.merged_into IN ? ORDER BY h.at, h.id`, gate.In(people), gate.In(people))
	out := make(map[ids.Person]Head, len(rows))
	for _, r := range rows {
		out[r.whose] = r.Head
	}
	return out, err
}

const headColumns = `h.id, h.person_id, h.gp_practice, h.pharmacy, h.allergies, h.source, h.account_id, h.at`

func (h *Head) fields() []any {
	return []any{&h.ID, &h.Person, &h.GPPractice, &h.Pharmacy, &h.Allergies, &h.Source, &h.Account, &h.At}
}

func insertHead(tx *gate.Tx, h Head) error {
	return tx.Exec(`INSERT INTO medicine_head (id, person_id, gp_practice, pharmacy, allergies, source, account_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		h.ID, h.Person, h.GPPractice, h.Pharmacy, h.Allergies, h.Source, tx.Actor.ID, tx.At)
}

func insertAllergy(tx *gate.Tx, a Allergy) error {
	return tx.Exec(`INSERT INTO medicine_allergy (id, person_id, substance, reaction, source, added_at, added_by, ended_why, version) VALUES (?, ?, ?, ?, ?, ?, ?, '', 1)`,
		a.ID, a.Person, a.Substance, a.Reaction, a.Source, tx.At, tx.Actor.ID)
}

func endAllergy(tx *gate.Tx, e EndingAllergy) error {
	return tx.Update(`UPDATE medicine_allergy SET ended_at = ?, ended_by = ?, ended_why = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND ended_at IS NULL`, tx.At, tx.Actor.ID, e.Why, e.Allergy, e.Person, e.Person, e.Version)
}

// rightsOf lists who holds the right to the slots of the people.
func rightsOf(s *gate.Snapshot, people []ids.Person, slots []Slot) ([]Right, error) {
	return gate.All(s, func(r *Right) []any {
		return []any{&r.Person, &r.Slot, &r.Visit, &r.Holder, &r.Given, &r.Until, &r.Told, &r.Account}
	}, `SELECT person_id, slot, visit_id, holder, given_at, until_at, told_at, account_id FROM medicine_right WHERE person_id IN ? AND slot IN ? ORDER BY person_id, slot`,
		gate.In(people), gate.In(slots))
}

// saveRights writes who holds the rights now.
func saveRights(tx *gate.Tx, rights []Right) error {
	if len(rights) == 0 {
		return nil
	}
	var people []ids.Person
	var keys []string
	var rows [][]any
	for _, r := range rights {
		people, keys = append(people, r.Person), append(keys, string(r.Person)+" "+string(r.Slot))
		rows = append(rows, []any{r.Person, r.Slot, r.Visit, r.Holder, r.Given, r.Until, r.Told, r.Account})
	}
	// By person first, which the key of the table leads with.
	if err := tx.Exec(`DELETE FROM medicine_right WHERE person_id IN ? AND person_id || ' ' || slot IN ?`, gate.In(people), gate.In(keys)); err != nil {
		return err
	}
	return tx.InsertMany(`INSERT INTO medicine_right (person_id, slot, visit_id, holder, given_at, until_at, told_at, account_id) VALUES `, rows)
}

// sweepRights takes away rights of days long over.
func sweepRights(tx *gate.Tx, before when.Date) error {
	return tx.Exec(`DELETE FROM medicine_right WHERE slot < ?`, string(before))
}
