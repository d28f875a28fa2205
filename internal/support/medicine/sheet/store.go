package sheet

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
)

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

const columns = `x.id, x.code, x.person_id, x.from_on, x.days, x.filled, x.entries, x.chart_at, x.printed_at, a.name`

const from = ` FROM medicine_sheet x LEFT JOIN auth_account a ON a.id = x.printed_by `

func (p *Print) fields() []any {
	return []any{&p.ID, &p.Code, &p.Person, &p.From, &p.Days, &p.Filled, idList{&p.Entries}, &p.ChartAt, &p.At, (*gate.Text)(&p.By)}
}

// idList is a list of entries as one column, with spaces between.
type idList struct{ into *[]medicine.ID }

// Scan reads the column.
func (l idList) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l.into = nil
	for _, id := range strings.Fields(string(t)) {
		*l.into = append(*l.into, medicine.ID(id))
	}
	return nil
}

// Of lists the prints of a person's chart, the latest first.
func Of(s *gate.Snapshot, p ids.Person) ([]Print, error) {
	return gate.All(s, (*Print).fields, `SELECT `+columns+from+`WHERE x.person_id IN `+together+` ORDER BY x.printed_at DESC, x.id`, p, p)
}

// topOf is a print with who the person is and the top of their chart as both are
// now, who wrote and checked its entries, and which weeks of it were keyed in.
// Error: gate.not_found.
func topOf(s *gate.Snapshot, p ids.Person, id ID) (Chart, error) {
	var c Chart
	err := gate.One(s, &c, func(c *Chart) []any {
		return append(
			c.Print.fields(), &c.Who.Given, &c.Who.Family, &c.Who.Preferred, &c.Who.Born, &c.Who.NHS, &c.Who.Address, &c.Who.Postcode,
			(*gate.Text)(&c.Head.GPPractice), (*gate.Text)(&c.Head.Pharmacy), gate.Null(&c.Head.Allergies),
			signedList{&c.Prepared}, signedList{&c.Checked}, dayList{&c.Keyed},
		)
	}, `SELECT `+columns+`, p.given, p.family, p.preferred, p.born_on, p.nhs_number, p.address, p.postcode, h.gp_practice, h.pharmacy, h.allergies,
			(SELECT STRING_AGG(g.at || ' ' || g.name, '|') FROM (SELECT w.name, MAX(m.added_at) AS at FROM medicine m JOIN auth_account w ON w.id = m.added_by
				WHERE ' ' || x.entries || ' ' LIKE '% ' || m.id || ' %' GROUP BY w.name) g),
			(SELECT STRING_AGG(g.at || ' ' || g.name, '|') FROM (SELECT w.name, MAX(m.checked_at) AS at FROM medicine m JOIN auth_account w ON w.id = m.checked_by
				WHERE m.checked_at IS NOT NULL AND ' ' || x.entries || ' ' LIKE '% ' || m.id || ' %' GROUP BY w.name) g),
			(SELECT STRING_AGG(k.week_on, ' ') FROM medicine_sheet_week k WHERE k.sheet_id = x.id)`+from+`
		JOIN person p ON p.id = ?
		LEFT JOIN medicine_head h ON h.id = (SELECT n.id FROM medicine_head n WHERE n.person_id IN `+together+` ORDER BY n.at DESC, n.id DESC LIMIT 1)
		WHERE x.id = ? AND x.person_id IN `+together, p, p, p, id, p, p)
	return c, err
}

// signedList is who did something and when they last did, with a stroke between
// them.
type signedList struct{ into *[]Signed }

// Scan reads the column.
func (l signedList) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l.into = nil
	for _, one := range strings.Split(string(t), "|") {
		at, name, ok := strings.Cut(one, " ")
		if i, err := when.ParseInstant(at); ok && err == nil {
			*l.into = append(*l.into, Signed{name, i})
		}
	}
	slices.SortFunc(*l.into, func(a, b Signed) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// dayList is days with spaces between.
type dayList struct{ into *map[when.Date]bool }

// Scan reads the column.
func (l dayList) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil {
		return err
	}
	*l.into = map[when.Date]bool{}
	for _, d := range strings.Fields(string(t)) {
		(*l.into)[when.Date(d)] = true
	}
	return nil
}

// called is the print with a code. Error: gate.not_found.
func called(s *gate.Snapshot, code Code) (Print, error) {
	var x Print
	err := gate.One(s, &x, (*Print).fields, `SELECT `+columns+from+`WHERE x.code = ?`, code)
	return x, err
}

func insert(tx *gate.Tx, p Print) error {
	words := make([]string, 0, len(p.Entries))
	for _, id := range p.Entries {
		words = append(words, string(id))
	}
	return tx.Exec(`INSERT INTO medicine_sheet (id, code, person_id, from_on, days, filled, entries, chart_at, printed_at, printed_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, p.ID, p.Code, p.Person, p.From, p.Days, p.Filled, strings.Join(words, " "), p.ChartAt, tx.At, tx.Actor.ID)
}

// doses lists what was recorded of entries for the days of a print, the oldest
// first. What another record has put right is left out.
func doses(s *gate.Snapshot, entries []medicine.ID, first, last when.Date) ([]Dose, error) {
	return gate.All(s, func(d *Dose) []any {
		return []any{
			&d.Medicine, &d.Slot, &d.Outcome, &d.Reason, &d.At, (*gate.Text)(&d.By), &d.Channel, &d.Help, &d.Amount, &d.Site, &d.Why, &d.Witness, gate.Null(&d.Effect),
		}
	}, `SELECT d.medicine_id, d.slot, d.outcome, d.reason, d.at, a.name, d.channel, d.help, d.amount, d.site, d.why, d.witness,
			(SELECT e.effect FROM medicine_effect e WHERE e.dose_id = d.id ORDER BY e.recorded_at DESC, e.id DESC LIMIT 1)
		FROM medicine_dose d LEFT JOIN auth_account a ON a.id = d.account_id
		WHERE d.medicine_id IN ? AND d.slot >= ? AND d.slot < ?
			AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '') ORDER BY d.at, d.id`,
		gate.In(entries), string(first), string(last.Add(1)))
}

// Said is what stood in one box, and what became of it.
type Said struct {
	ID       string
	Sheet    ID
	Person   ids.Person
	Medicine medicine.ID
	Slot     medicine.Slot
	Words    string // as it was keyed in
	Became   Became
	Why      string // what the rule said of one that was not added
	By       string
	At       when.Instant
}

func (x *Said) fields() []any {
	return []any{&x.ID, &x.Sheet, &x.Person, &x.Medicine, &x.Slot, &x.Words, &x.Became, &x.Why, (*gate.Text)(&x.By), &x.At}
}

// boxes lists what was keyed in of a print, the latest for each box alone.
func boxes(s *gate.Snapshot, id ID) ([]Said, error) {
	return gate.All(s, (*Said).fields, `SELECT b.id, b.sheet_id, b.person_id, b.medicine_id, b.slot, b.said, b.became, b.why, a.name, b.at
		FROM medicine_sheet_box b LEFT JOIN auth_account a ON a.id = b.account_id
		WHERE b.sheet_id = ? AND NOT EXISTS (SELECT 1 FROM medicine_sheet_box n WHERE n.sheet_id = b.sheet_id AND n.medicine_id = b.medicine_id AND n.slot = b.slot
			AND (n.at > b.at OR n.at = b.at AND n.id > b.id)) ORDER BY b.slot, b.medicine_id`, id)
}

func insertBoxes(tx *gate.Tx, all []Said) error {
	rows := make([][]any, 0, len(all))
	for _, x := range all {
		rows = append(rows, []any{x.ID, x.Sheet, x.Person, x.Medicine, x.Slot, x.Words, x.Became, x.Why, tx.Actor.ID, tx.At})
	}
	return tx.InsertMany(`INSERT INTO medicine_sheet_box (id, sheet_id, person_id, medicine_id, slot, said, became, why, account_id, at) VALUES `, rows)
}

func keyed(tx *gate.Tx, id ID, week when.Date) error {
	return tx.Exec(`INSERT INTO medicine_sheet_week (sheet_id, week_on, account_id, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (sheet_id, week_on) DO UPDATE SET account_id = excluded.account_id, at = excluded.at`, id, week, tx.Actor.ID, tx.At)
}
