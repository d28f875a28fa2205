package prepare

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
)

const columns = `r.id, r.person_id, r.source, r.source_on, r.words, r.file_id, r.prepared_at, r.prepared_by, r.finished_at, r.version, a.name`

func (p *Preparation) fields() []any {
	return []any{&p.ID, &p.Person, &p.Source, &p.SourceOn, &p.Words, &p.File, &p.At, &p.By, &p.Finished, &p.Version, (*gate.Text)(&p.ByName)}
}

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// Get is one preparation of one person. Error: gate.not_found.
func Get(s *gate.Snapshot, person ids.Person, id ID) (Preparation, error) {
	var p Preparation
	err := gate.One(s, &p, (*Preparation).fields, `SELECT `+columns+` FROM medicine_preparation r LEFT JOIN auth_account a ON a.id = r.prepared_by
		WHERE r.id = ? AND r.person_id IN `+together, id, person, person)
	return p, err
}

// Of lists a person's preparations, the newest first.
func Of(s *gate.Snapshot, person ids.Person) ([]Preparation, error) {
	return gate.All(s, (*Preparation).fields, `SELECT `+columns+` FROM medicine_preparation r LEFT JOIN auth_account a ON a.id = r.prepared_by
		WHERE r.person_id IN `+together+` ORDER BY r.prepared_at DESC, r.id LIMIT 50`, person, person)
}

func insert(tx *gate.Tx, p Preparation) error {
	return tx.Exec(`INSERT INTO medicine_preparation (id, person_id, source, source_on, words, file_id, prepared_at, prepared_by, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		p.ID, p.Person, p.Source, string(p.SourceOn), p.Words, p.File, tx.At, tx.Actor.ID)
}

func insertLine(tx *gate.Tx, x Settling, words string) error {
	return tx.Exec(`INSERT INTO medicine_preparation_line (id, preparation_id, person_id, line, became, medicine_id, words, why, account_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		x.ID, x.Preparation, x.Person, x.Line, x.Became, x.Medicine, words, x.Why, tx.Actor.ID, tx.At)
}

// settled is what became of a line, with who said so.
type settled struct {
	line     int
	became   Became
	medicine medicine.ID
	why      string
	by       string
	at       when.Instant
}

func settledOf(s *gate.Snapshot, id ID) ([]settled, error) {
	return gate.All(s, func(x *settled) []any {
		return []any{&x.line, &x.became, &x.medicine, &x.why, (*gate.Text)(&x.by), &x.at}
	},
		`SELECT l.line, l.became, l.medicine_id, l.why, a.name, l.at FROM medicine_preparation_line l LEFT JOIN auth_account a ON a.id = l.account_id
		WHERE l.preparation_id = ? ORDER BY l.at, l.id`, id)
}

// work is a preparation with how each line stands.
type work struct {
	Preparation
	rows []row
}

// row is a difference, and what became of it; nil while it is open.
type row struct {
	Difference
	done *settled
}

// Open counts what is not settled yet.
func (w work) Open() (n int) {
	for _, r := range w.rows {
		if r.done == nil {
			n++
		}
	}
	return n
}

// look sets a preparation beside the chart as it is now. A line that was settled
// is beside the entry it became; an entry that a settled line is about is not
// missing from the list.
func look(s *gate.Snapshot, person ids.Person, id ID) (w work, err error) {
	if w.Preparation, err = Get(s, person, id); err != nil {
		return w, err
	}
	done, err := settledOf(s, id)
	if err != nil {
		return w, err
	}
	all, err := medicine.Of(s, person)
	if err != nil {
		return w, err
	}
	byID, used, byLine := map[medicine.ID]medicine.Medicine{}, map[medicine.ID]bool{}, map[int]*settled{}
	for _, m := range all {
		byID[m.ID] = m
	}
	for i, x := range done {
		used[byID[x.medicine].Line] = true
		if x.line > 0 {
			byLine[x.line] = &done[i]
		}
	}
	var open []Listed
	list := ReadList(w.Words)
	for _, l := range list {
		if byLine[l.Line] == nil {
			open = append(open, l)
		}
	}
	var chart []medicine.Medicine
	for _, m := range all {
		over := m.Until != "" && m.Until < s.Today()
		if m.Stopped.IsZero() && !over && !used[m.Line] {
			chart = append(chart, m)
		}
	}
	found := Compare(open, chart)
	next := 0
	for _, l := range list {
		if x := byLine[l.Line]; x != nil {
			w.rows = append(w.rows, row{Difference{Listed: l, Medicine: byID[x.medicine]}, x})
			continue
		}
		w.rows = append(w.rows, row{Difference: found[next]})
		next++
	}
	for i, x := range done {
		if x.line == 0 {
			w.rows = append(w.rows, row{Difference{Verdict: Missing, Medicine: byID[x.medicine]}, &done[i]})
		}
	}
	for _, d := range found[next:] {
		w.rows = append(w.rows, row{Difference: d})
	}
	return w, nil
}

// fromReferrals are the medicines and allergies that referrals of the person
// named, the newest referral's: what a hospital sent in its message.
func fromReferrals(s *gate.Snapshot, person ids.Person) (medicines, allergies []string, err error) {
	type line struct {
		referral, label, words string
	}
	rows, err := gate.All(s, func(l *line) []any { return []any{&l.referral, &l.label, &l.words} },
		`SELECT r.id, l.label, l.words FROM referral_line l JOIN referral r ON r.id = l.referral_id
		WHERE r.person_id IN `+together+` AND l.kind = 'said' AND l.label IN ('Medicine', 'Allergy') ORDER BY r.id DESC, l.message_id DESC, l.ord LIMIT 200`, person, person)
	for _, l := range rows {
		if l.referral != rows[0].referral {
			break
		}
		into := &medicines
		if l.label == "Allergy" {
			into = &allergies
		}
		if !slices.Contains(*into, l.words) { // a message sent again says it again
			*into = append(*into, l.words)
		}
	}
	return medicines, allergies, err
}
