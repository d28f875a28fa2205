package medicine

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

const doseColumns = `d.id, d.person_id, d.medicine_id, d.slot, d.outcome, d.reason, d.words, d.at, d.visit_id, d.account_id, d.channel, d.recorded_at, d.again, d.corrects_id,
	d.help, d.amount, d.site, d.why, d.witness, d.warned, d.warnings, d.held_right, d.ask_at`

func (d *Dose) fields() []any {
	return []any{
		&d.ID, &d.Person, &d.Medicine, &d.Slot, &d.Outcome, &d.Reason, &d.Words, &d.At, &d.Visit, &d.Account, &d.Channel, &d.Recorded, &d.Again, &d.Corrects,
		&d.Help, &d.Amount, &d.Site, &d.Why, &d.Witness,
		listed[Warning]{&d.Warned},
		listed[Warning]{&d.Warnings},
		&d.Right, &d.Ask,
	}
}

// history lists the doses of a medicine and of those it replaced whose slot is of
// a day or later and that no other record has put right, the oldest first.
func history(s *gate.Snapshot, line ID, day when.Date) ([]Dose, error) {
	return gate.All(s, (*Dose).fields, `SELECT `+doseColumns+` FROM medicine_dose d JOIN medicine m ON m.id = d.medicine_id WHERE m.line_id = ? AND d.slot >= ?
		AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '') ORDER BY d.at, d.id`, line, string(day))
}

func insertDose(tx *gate.Tx, d Dose) error {
	return tx.Exec(`INSERT INTO medicine_dose (id, person_id, medicine_id, slot, outcome, reason, words, at, visit_id, account_id, channel, recorded_at, again, corrects_id,
		help, amount, site, why, witness, warned, warnings, held_right, ask_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Person, d.Medicine, d.Slot, d.Outcome, d.Reason, d.Words, d.At, d.Visit, tx.Actor.ID, d.Channel, tx.At, d.Again, d.Corrects,
		d.Help, d.Amount, d.Site, d.Why, d.Witness, inOrder(Warnings, d.Warned), inOrder(Warnings, d.Warnings), d.Right, d.Ask)
}

// Told is a dose with the name of who recorded it, and whether another record
// has put it right. Effect is how it helped, as it was last said; empty where
// nobody did.
type Told struct {
	Dose
	By        string
	Corrected bool
	Effect    Effect
}

// Since lists every record of doses of a medicine, and of those it replaced,
// whose day is the one given or later, the latest day first.
func Since(s *gate.Snapshot, id ID, day when.Date) ([]Told, error) {
	return gate.All(s, (*Told).fields, `SELECT `+toldColumns+` FROM medicine_dose d JOIN medicine m ON m.id = d.medicine_id LEFT JOIN auth_account a ON a.id = d.account_id
		WHERE m.line_id = (SELECT x.line_id FROM medicine x WHERE x.id = ?) AND d.slot >= ? ORDER BY d.at DESC, d.recorded_at DESC, d.id`, id, string(day))
}

const toldColumns = doseColumns + `, a.name, EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> ''),
	(SELECT e.effect FROM medicine_effect e WHERE e.dose_id = d.id ORDER BY e.recorded_at DESC, e.id DESC LIMIT 1)`

func (d *Told) fields() []any {
	return append(d.Dose.fields(), (*gate.Text)(&d.By), &d.Corrected, gate.Null(&d.Effect))
}

// lookBack is for how many days the last doses before are looked for, and
// lookBackOnBody for how many those that go on a place of the body: as long as
// that may have to rest.
const (
	lookBack       = 14
	lookBackOnBody = 60
)

// aroundDay is for how many days before a day every record is read, so that the
// last 24 hours are whole at any hour of it.
const aroundDay = 2

// dosesOf lists, of the lines of each medicine, the records of a day and of the
// two before, the latest before that which were given, and of what goes on a
// place of the body that rests every one with its place, by time. What another
// record has put right is left out.
func dosesOf(s *gate.Snapshot, day when.Date, lines []ID) ([]lineDose, error) {
	return gate.All(s, func(d *lineDose) []any { return append(d.Dose.fields(), &d.line) }, `SELECT `+doseColumns+`, n.line_id FROM medicine_dose d
		JOIN (SELECT x.id, m.line_id, CASE WHEN m.rest_days > 0 AND m.shape IN ('patch', 'injection') AND x.site <> '' THEN 1 ELSE 0 END AS placed, ROW_NUMBER() OVER (PARTITION BY m.line_id ORDER BY x.at DESC, x.id DESC) AS latest,
				ROW_NUMBER() OVER (PARTITION BY m.line_id, CASE WHEN x.outcome IN ('taken', 'part') THEN 1 ELSE 0 END ORDER BY x.at DESC, x.id DESC) AS latest_alike
			FROM medicine_dose x JOIN medicine m ON m.id = x.medicine_id
			WHERE m.line_id IN ? AND x.slot >= ? AND x.slot < ? AND (x.slot >= ? OR m.shape <> '') AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = x.id AND c.corrects_id <> '')) n ON n.id = d.id
		WHERE n.latest = 1 OR n.latest_alike = 1 OR n.placed = 1 OR d.slot >= ? ORDER BY d.at, d.id`,
		gate.In(lines), string(day.Add(-lookBackOnBody)), string(day.Add(1)), string(day.Add(-lookBack)), string(day.Add(-aroundDay)))
}

// lineDose is a dose with the line of the medicine it is of.
type lineDose struct {
	Dose
	line ID
}

// insertEffect adds how a dose helped.
func insertEffect(tx *gate.Tx, e Noted, m ID) error {
	return tx.Exec(`INSERT INTO medicine_effect (id, person_id, medicine_id, dose_id, effect, words, at, account_id, channel, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.ID, e.Person, m, e.Dose, e.Effect, strings.TrimSpace(e.Words), e.At, tx.Actor.ID, e.Channel, tx.At)
}

// DoseOf is one dose of one person. Error: gate.not_found.
func DoseOf(s *gate.Snapshot, person ids.Person, id DoseID) (Dose, error) {
	var d Dose
	err := gate.One(s, &d, (*Dose).fields, `SELECT `+doseColumns+` FROM medicine_dose d WHERE d.id = ? AND d.person_id IN `+together, id, person, person)
	return d, err
}
