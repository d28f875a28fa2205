package medicine

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/plan"
)

const columns = `m.id, m.person_id, m.name, m.dose, m.kind, m.slots, m.from_on, m.until_on, m.time_critical, m.source,
	m.added_at, m.added_by, m.stopped_at, m.stopped_by, m.stopped_why, m.version`

func (m *Medicine) fields() []any {
	return []any{
		&m.ID, &m.Person, &m.Name, &m.Dose, &m.Kind,
		partList{&m.Parts},
		&m.From, &m.Until, &m.TimeCritical, &m.Source,
		&m.Added, &m.AddedBy, &m.Stopped, gate.Null(&m.StoppedBy), &m.StoppedWhy, &m.Version,
	}
}

// partList is a list of parts of the day as one column, with spaces between.
type partList struct{ into *[]plan.Part }

// Scan reads the column.
func (l partList) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l.into = nil
	for _, p := range strings.Fields(string(t)) {
		*l.into = append(*l.into, plan.Part(p))
	}
	return nil
}

// joined is the parts in the order of the day, each once, as one column.
func joined(parts []plan.Part) string {
	var words []string
	for _, p := range plan.Parts {
		for _, have := range parts {
			if have == p {
				words = append(words, string(p))
				break
			}
		}
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

func insert(tx *gate.Tx, m Medicine) error {
	return tx.Exec(`INSERT INTO medicine (id, person_id, name, dose, kind, slots, from_on, until_on, time_critical, source, added_at, added_by, stopped_why, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1)`,
		m.ID, m.Person, m.Name, m.Dose, m.Kind, joined(m.Parts), m.From, m.Until, m.TimeCritical, m.Source, tx.At, tx.Actor.ID)
}

func stop(tx *gate.Tx, s Stopping) error {
	return tx.Update(`UPDATE medicine SET stopped_at = ?, stopped_by = ?, stopped_why = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND stopped_at IS NULL`,
		tx.At, tx.Actor.ID, s.Why, s.Medicine, s.Person, s.Person, s.Version)
}

const doseColumns = `d.id, d.person_id, d.medicine_id, d.slot, d.outcome, d.reason, d.words, d.at, d.visit_id, d.account_id, d.channel, d.recorded_at, d.again, d.corrects_id`

func (d *Dose) fields() []any {
	return []any{
		&d.ID, &d.Person, &d.Medicine, &d.Slot, &d.Outcome, &d.Reason, &d.Words, &d.At, &d.Visit, &d.Account, &d.Channel, &d.Recorded, &d.Again, &d.Corrects,
	}
}

// inSlot lists the records of one slot that no other has put right, the oldest
// first.
func inSlot(s *gate.Snapshot, id ID, slot Slot) ([]Dose, error) {
	return gate.All(s, (*Dose).fields, `SELECT `+doseColumns+` FROM medicine_dose d WHERE d.medicine_id = ? AND d.slot = ?
		AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '') ORDER BY d.at, d.id`, id, slot)
}

func insertDose(tx *gate.Tx, d Dose) error {
	return tx.Exec(`INSERT INTO medicine_dose (id, person_id, medicine_id, slot, outcome, reason, words, at, visit_id, account_id, channel, recorded_at, again, corrects_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Person, d.Medicine, d.Slot, d.Outcome, d.Reason, d.Words, d.At, d.Visit, tx.Actor.ID, d.Channel, tx.At, d.Again, d.Corrects)
}

// Told is a dose with the name of who recorded it, and whether another record
// has put it right.
type Told struct {
	Dose
	By        string
	Corrected bool
}

// Since lists every record of a medicine's doses whose day is the one given or
// later, the latest day first.
func Since(s *gate.Snapshot, id ID, day when.Date) ([]Told, error) {
	return gate.All(s, func(d *Told) []any { return append(d.Dose.fields(), (*gate.Text)(&d.By), &d.Corrected) },
		`SELECT `+doseColumns+`, a.name, EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '')
		FROM medicine_dose d LEFT JOIN auth_account a ON a.id = d.account_id
		WHERE d.medicine_id = ? AND d.slot >= ? ORDER BY d.at DESC, d.recorded_at DESC, d.id`, id, string(day))
}

// lookBack is for how many days the last dose before is looked for.
const lookBack = 14

// dosesOf lists, of each medicine, the records of a day and the latest before
// it, by time. What another record has put right is left out.
func dosesOf(s *gate.Snapshot, day when.Date, medicines []ID) ([]Dose, error) {
	return gate.All(s, (*Dose).fields, `SELECT `+doseColumns+` FROM medicine_dose d
		JOIN (SELECT x.id, ROW_NUMBER() OVER (PARTITION BY x.medicine_id ORDER BY x.at DESC, x.id DESC) AS latest FROM medicine_dose x
			WHERE x.medicine_id IN ? AND x.slot >= ? AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = x.id AND c.corrects_id <> '')) n ON n.id = d.id
		WHERE n.latest = 1 OR d.slot >= ? AND d.slot < ? ORDER BY d.at, d.id`,
		gate.In(medicines), string(day.Add(-lookBack)), string(day), string(day.Add(1)))
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
