package chart

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/covert"
	"stillhome/internal/support/medicine/level"
)

// standing is what else holds of a person's medicines: which may be given hidden,
// by entry, and how much help they have, by line.
type standing struct {
	hidden map[medicine.ID]bool
	level  map[medicine.ID]level.Level
}

// standingOf reads both in one statement.
func standingOf(s *gate.Snapshot, person ids.Person) (standing, error) {
	type row struct {
		id     medicine.ID
		code   string
		review when.Date
		hidden bool
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.id, &r.code, &r.review, &r.hidden} },
		`SELECT x.id, x.code, x.review_on, x.hidden FROM (
			SELECT c.medicine_id AS id, c.decision AS code, c.review_on AS review_on, TRUE AS hidden, c.at AS at, c.id AS row_id FROM medicine_covert c
				JOIN person p ON p.id = c.person_id WHERE p.id = ? OR p.merged_into = ?
			UNION ALL SELECT m.line_id, l.level, NULL, FALSE, l.at, l.id FROM medicine_level l
				JOIN medicine m ON m.id = l.medicine_id JOIN person p ON p.id = l.person_id WHERE p.id = ? OR p.merged_into = ?) x ORDER BY x.at, x.row_id`, person, person, person, person)
	out := standing{map[medicine.ID]bool{}, map[medicine.ID]level.Level{}}
	made := map[medicine.ID][]covert.Made{}
	for _, r := range rows {
		if r.hidden {
			made[r.id] = append(made[r.id], covert.Made{Decision: covert.Decision(r.code), ReviewOn: r.review})
		} else {
			out.level[r.id] = level.Level(r.code)
		}
	}
	for id, all := range made {
		_, out.hidden[id] = covert.InForce(all, s.Today())
	}
	return out, err
}
