package supply

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
)

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

func (m *Movement) fields() []any {
	return []any{&m.ID, &m.Person, &m.Medicine, &m.Kind, &m.Units, &m.Who, &m.Words, &m.At, (*gate.Text)(&m.By), &m.Name, &m.line}
}

// Of lists what came, went and was counted at a person's home, by time.
func Of(s *gate.Snapshot, person ids.Person) ([]Movement, error) {
	return gate.All(s, (*Movement).fields, `SELECT y.id, y.person_id, y.medicine_id, y.kind, y.units, y.who, y.words, y.at, a.name, m.name, m.line_id
		FROM medicine_supply y JOIN medicine m ON m.id = y.medicine_id LEFT JOIN auth_account a ON a.id = y.account_id
		WHERE y.person_id IN `+together+` ORDER BY y.at, y.recorded_at, y.id`, person, person)
}

func insert(tx *gate.Tx, all []Movement) error {
	var rows [][]any
	for _, m := range all {
		rows = append(rows, []any{m.ID, m.Person, m.Medicine, m.Kind, m.Units, m.Who, m.Words, m.At, tx.Actor.ID, tx.At})
	}
	return tx.InsertMany(`INSERT INTO medicine_supply (id, person_id, medicine_id, kind, units, who, words, at, account_id, recorded_at) VALUES `, rows)
}

// dosesOf lists the doses of a person that were taken since a moment, and that
// no other record has put right, by time.
func dosesOf(s *gate.Snapshot, person ids.Person, since when.Instant) ([]taken, error) {
	return gate.All(s, func(d *taken) []any { return []any{&d.line, &d.part, &d.amount, &d.at} },
		`SELECT m.line_id, d.outcome = 'part', d.amount, d.at FROM medicine_dose d JOIN medicine m ON m.id = d.medicine_id
		WHERE m.person_id IN `+together+` AND d.slot >= ? AND d.outcome IN ('taken', 'part') AND d.at > ?
			AND NOT EXISTS (SELECT 1 FROM medicine_dose c WHERE c.corrects_id = d.id AND c.corrects_id <> '') ORDER BY d.at, d.id`,
		person, person, string(since.On().Add(-1)), since)
}

// home is all that is known of what is in one home.
type home struct {
	medicines []medicine.Medicine // those taken now
	moves     []Movement
	doses     []taken
}

func homeOf(s *gate.Snapshot, person ids.Person) (h home, err error) {
	all, err := medicine.Of(s, person)
	if err != nil {
		return h, err
	}
	for _, m := range all {
		if m.Stopped.IsZero() && (m.Until == "" || m.Until >= s.Today()) {
			h.medicines = append(h.medicines, m)
		}
	}
	if h.moves, err = Of(s, person); err != nil {
		return h, err
	}
	if since := h.since(); !since.IsZero() {
		h.doses, err = dosesOf(s, person, since)
	}
	return h, err
}

// since is from when doses count: of the newest count of each medicine that is
// taken now, the earliest. Zero where none was ever counted.
func (h home) since() (first when.Instant) {
	newest := map[medicine.ID]when.Instant{}
	for _, x := range h.moves { // by time
		if x.Kind == Counted {
			newest[x.line] = x.At
		}
	}
	for _, m := range h.medicines {
		if at := newest[m.Line]; !at.IsZero() && (first.IsZero() || at.Before(first.Time)) {
			first = at
		}
	}
	return first
}

// stock is what should be there of one medicine.
func (h home) stock(m medicine.Medicine) Stock {
	var own []Movement
	for _, x := range h.moves {
		if x.line == m.Line {
			own = append(own, x)
		}
	}
	var had []taken
	for _, d := range h.doses {
		if d.line == m.Line {
			had = append(had, d)
		}
	}
	return reckon(m, own, had)
}

// Stocks is what should be in a person's home of each medicine they take, with
// what came and went, by time.
func Stocks(s *gate.Snapshot, person ids.Person) ([]Stock, []Movement, error) {
	h, err := homeOf(s, person)
	out := make([]Stock, 0, len(h.medicines))
	for _, m := range h.medicines {
		out = append(out, h.stock(m))
	}
	return out, h.moves, err
}

// counted lists the people some of whose medicines were ever counted and whose
// support goes on.
func counted(s *gate.Snapshot) ([]ids.Person, error) {
	return gate.Values[ids.Person](s, `SELECT DISTINCT p.id FROM medicine_supply y JOIN person p ON p.id = y.person_id
		WHERE y.kind = 'counted' AND p.merged_into IS NULL AND p.open_episode IS NOT NULL AND p.open_episode <> '' ORDER BY p.id`)
}

// alerted lists the medicines about whose running out an alert is open.
func alerted(s *gate.Snapshot) ([]string, error) {
	return gate.Values[string](s, `SELECT source FROM alert WHERE kind = 'medicine_runs_out' AND closed_at IS NULL`)
}
