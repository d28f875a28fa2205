package risk

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

func (r *line) fields() []any {
	out := []any{&r.person, &r.kind, new(gate.Text), (*gate.Text)(&r.id)}
	for i := range r.t {
		out = append(out, &r.t[i])
	}
	return append(out, &r.n, &r.on, &r.until)
}

// lines reads what is known of people on a day: allergies, facts, how they move, warnings
// in force, what to heed at home, and wishes. What hangs on a record that was
// merged is that of the one it was merged into.
func lines(s *gate.Snapshot, on when.Date, people []ids.Person) ([]line, error) {
	who := gate.In(people)
	return gate.All(s, (*line).fields, `WITH who AS (SELECT id, COALESCE(merged_into, id) AS whose FROM person WHERE id IN ? OR merged_into IN ?),
		home AS (SELECT h.id, w.whose, ROW_NUMBER() OVER (PARTITION BY w.whose ORDER BY h.on_date DESC, h.recorded_at DESC, h.id DESC) AS nth
			FROM risk_home h JOIN who w ON w.id = h.person_id),
		moved AS (SELECT m.id, w.whose, m.source, m.words, m.workers, m.on_date, m.review_on,
			ROW_NUMBER() OVER (PARTITION BY w.whose ORDER BY m.on_date DESC, m.recorded_at DESC, m.id DESC) AS nth
			FROM risk_moving m JOIN who w ON w.id = m.person_id)
		SELECT w.whose, 'fact' AS kind, CASE WHEN f.seen THEN '0' ELSE '1' END || f.recorded_at AS ord, f.source, f.kind, f.paper, f.attempt, CASE WHEN f.seen THEN 'yes' ELSE 'no' END,
			f.paper_place, f.signed_by, f.food, f.drink, f.thickener, f.words, 0, f.known_on AS on_date, f.review_on
			FROM risk_fact f JOIN who w ON w.id = f.person_id WHERE f.ended_at IS NULL
		UNION ALL SELECT w.whose, 'allergy', a.substance, a.source, a.substance, a.reaction, '', '', '', '', '', '', '', '', 0, SUBSTR(a.added_at, 1, 10), NULL
			FROM medicine_allergy a JOIN who w ON w.id = a.person_id WHERE a.ended_at IS NULL
		UNION ALL SELECT w.whose, 'no_allergy', h.at, h.source, '', '', '', '', '', '', '', '', '', '', CASE WHEN h.allergies = 'none' THEN 1 ELSE 0 END, SUBSTR(h.at, 1, 10), NULL
			FROM medicine_head h JOIN who w ON w.id = h.person_id
		UNION ALL SELECT m.whose, 'moving', '', m.id, m.source, m.words, '', '', '', '', '', '', '', '', m.workers, m.on_date, m.review_on FROM moved m WHERE m.nth = 1
		UNION ALL SELECT m.whose, 'task', t.task, m.id, t.task, t.able, t.method, t.equipment, '', '', '', '', '', '', t.workers, NULL, NULL
			FROM moved m JOIN risk_moving_task t ON t.moving_id = m.id WHERE m.nth = 1
		UNION ALL SELECT w.whose, 'warning', x.happened_on, x.id, x.kind, x.happened, x.todo, x.source, '', '', '', '', '', '',
			(SELECT COUNT(*) FROM risk_challenge c WHERE c.warning_id = x.id AND c.answered_at IS NULL), x.happened_on, x.until_on
			FROM risk_warning x JOIN who w ON w.id = x.person_id WHERE x.ended_at IS NULL AND x.until_on >= ?
		UNION ALL SELECT h.whose, 'home', i.area, h.id, i.area, i.words, '', '', '', '', '', '', '', '', 0, NULL, NULL
			FROM home h JOIN risk_home_item i ON i.home_id = h.id WHERE h.nth = 1 AND i.found IN ('heed', 'act') AND i.done_at IS NULL
		UNION ALL SELECT w.whose, 'wishes', '', c.id, c.place, c.matters, c.pain, c.spiritual, c.not_to_do, c.medicines, '', '', '', '', 0, c.from_on, NULL
			FROM risk_comfort c JOIN who w ON w.id = c.person_id WHERE c.ended_at IS NULL
		UNION ALL SELECT w.whose, 'wishes_call', CAST(k.ord AS TEXT), c.id, k.who, k.phone, k.when_words, '', '', '', '', '', '', '', 0, NULL, NULL
			FROM risk_comfort c JOIN who w ON w.id = c.person_id JOIN risk_comfort_call k ON k.comfort_id = c.id WHERE c.ended_at IS NULL
		ORDER BY 1, 2, 3, 4`, who, who, on)
}

func (f *Fact) fields() []any {
	return []any{
		&f.ID, &f.Person, &f.Kind, &f.Paper, &f.Attempt,
		yesNo{&f.Seen},
		&f.Place, &f.SignedBy, &f.Food, &f.Drink, &f.Thickener, &f.Words,
		&f.Source, &f.KnownOn, &f.ReviewOn, &f.Recorded, (*gate.Text)(&f.ByName), &f.Ended, &f.EndedWhy, &f.Version,
	}
}

// yesNo reads a column that is true or false as "yes" or "no".
type yesNo struct{ into *string }

// Scan reads the column.
func (y yesNo) Scan(src any) error {
	var b bool
	if err := gate.Null(&b).(interface{ Scan(any) error }).Scan(src); err != nil {
		return err
	}
	*y.into = "no"
	if b {
		*y.into = "yes"
	}
	return nil
}

// facts lists what was written down of a person, what holds first, then the
// latest ended.
func facts(s *gate.Snapshot, person ids.Person) ([]Fact, error) {
	return gate.All(s, (*Fact).fields, `SELECT f.id, f.person_id, f.kind, f.paper, f.attempt, f.seen, f.paper_place, f.signed_by, f.food, f.drink, f.thickener, f.words,
		f.source, f.known_on, f.review_on, f.recorded_at, a.name, f.ended_at, f.ended_why, f.version
		FROM risk_fact f LEFT JOIN auth_account a ON a.id = f.recorded_by
		WHERE f.person_id IN `+together+` ORDER BY CASE WHEN f.ended_at IS NULL THEN 0 ELSE 1 END, f.recorded_at DESC, f.id LIMIT 100`, person, person)
}

func insertFact(tx *gate.Tx, f Fact) error {
	return tx.Exec(`INSERT INTO risk_fact (id, person_id, kind, paper, attempt, seen, paper_place, signed_by, food, drink, thickener, words,
		source, known_on, review_on, recorded_at, recorded_by, ended_why, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1)`,
		f.ID, f.Person, f.Kind, f.Paper, f.Attempt, f.Seen == "yes", f.Place, f.SignedBy, f.Food, f.Drink, f.Thickener, f.Words,
		f.Source, f.KnownOn, f.ReviewOn, tx.At, tx.Actor.ID)
}

// replaceFacts ends what another fact of the kind takes the place of: a paper
// that was seen gives way to none but one that was seen.
func replaceFacts(tx *gate.Tx, f Fact) error {
	return tx.Exec(`UPDATE risk_fact SET ended_at = ?, ended_by = ?, ended_why = 'Written down anew.', version = version + 1
		WHERE person_id IN `+together+` AND kind = ? AND ended_at IS NULL AND (? OR NOT seen)`, tx.At, tx.Actor.ID, f.Person, f.Person, f.Kind, f.Seen == "yes")
}

// alike is one fact of a kind, and whether it holds.
type alike struct {
	id    string
	holds bool
}

// likeFact lists the facts of the kind of one, itself among them; none for a
// kind of which many hold.
func likeFact(s *gate.Snapshot, person ids.Person, fact string) ([]alike, error) {
	return gate.All(s, func(a *alike) []any { return []any{&a.id, &a.holds} },
		`SELECT o.id, o.ended_at IS NULL FROM risk_fact o JOIN risk_fact f ON f.id = ? AND f.kind = o.kind
		WHERE o.person_id IN `+together+` AND o.kind <> 'other' ORDER BY o.id`, fact, person, person)
}

func endFact(tx *gate.Tx, e Ending) error {
	return tx.Update(`UPDATE risk_fact SET ended_at = ?, ended_by = ?, ended_why = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND ended_at IS NULL`, tx.At, tx.Actor.ID, e.Why, e.ID, e.Person, e.Person, e.Version)
}

func insertDoor(tx *gate.Tx, d Door) error {
	codes := make([]string, 0, len(d.Seen))
	for _, c := range d.Seen {
		codes = append(codes, string(c))
	}
	return tx.Exec(`INSERT INTO risk_door (id, person_id, visit_id, answer, seen, words, first, went_in, at, channel, recorded_at, recorded_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Person, d.Visit, d.Answer, strings.Join(codes, " "), d.Words, d.First, d.WentIn, d.At, d.Channel, tx.At, tx.Actor.ID)
}

// doorRows is how many checks at the door the person's page shows.
const doorRows = 50

// doors lists what was seen at a person's door, the latest first.
func doors(s *gate.Snapshot, person ids.Person) ([]Door, error) {
	type row struct {
		Door
		seen string
	}
	rows, err := gate.All(s, func(r *row) []any {
		d := &r.Door
		return []any{
			&d.ID, &d.Person, &d.Visit, &d.Answer, &r.seen, &d.Words, &d.First, &d.WentIn, &d.At, &d.Channel, &d.Recorded, (*gate.Text)(&d.ByName),
		}
	}, `SELECT d.id, d.person_id, d.visit_id, d.answer, d.seen, d.words, d.first, d.went_in, d.at, d.channel, d.recorded_at, a.name
		FROM risk_door d LEFT JOIN auth_account a ON a.id = d.recorded_by
		WHERE d.person_id IN `+together+` ORDER BY d.at DESC, d.recorded_at DESC, d.id LIMIT ?`, person, person, doorRows)
	out := make([]Door, 0, len(rows))
	for _, r := range rows {
		for _, c := range strings.Fields(r.seen) {
			r.Seen = append(r.Seen, DoorCode(c))
		}
		out = append(out, r.Door)
	}
	return out, err
}
