package contact

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/support/medicine"
)

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

const columns = `k.id, k.person_id, k.medicine_id, k.role, k.who, k.about, k.asked, k.channel, k.at, k.account_id, k.recorded_at, a.name,
	(SELECT COUNT(*) FROM medicine_contact_answer w WHERE w.contact_id = k.id),
	v.words, v.confirmed_by_name, v.due_at, v.confirmed_at, v.confirmed_words, v.file_id, v.ended_at, v.ended_why, v.version`

const from = ` FROM medicine_contact k LEFT JOIN auth_account a ON a.id = k.account_id LEFT JOIN medicine_verbal v ON v.contact_id = k.id `

func (k *Contact) fields() []any {
	v := &k.Verbal
	return []any{
		&k.ID, &k.Person, &k.Medicine, &k.Role, &k.Who, &k.About, &k.Asked, &k.Channel, &k.At, &k.Account, &k.Recorded, (*gate.Text)(&k.By), &k.Answers,
		(*gate.Text)(&v.Words), (*gate.Text)(&v.ConfirmedBy), &v.Due, &v.Written, (*gate.Text)(&v.WrittenSaid), gate.Null(&v.File), &v.Ended, (*gate.Text)(&v.EndedWhy), gate.Null(&v.Version),
	}
}

// Of lists the contacts about a person, the latest first.
func Of(s *gate.Snapshot, person ids.Person) ([]Contact, error) {
	return gate.All(s, (*Contact).fields, `SELECT `+columns+from+`WHERE k.person_id IN `+together+` ORDER BY k.at DESC, k.id`, person, person)
}

// Get is one contact. Error: gate.not_found.
func Get(s *gate.Snapshot, person ids.Person, id ID) (Contact, error) {
	var k Contact
	err := gate.One(s, &k, (*Contact).fields, `SELECT `+columns+from+`WHERE k.id = ? AND k.person_id IN `+together, id, person, person)
	return k, err
}

func answers(s *gate.Snapshot, id ID) ([]Answer, error) {
	return gate.All(s, func(w *Answer) []any {
		return []any{&w.ID, &w.Contact, &w.Person, &w.Who, &w.Words, &w.At, (*gate.Text)(&w.By)}
	}, `SELECT w.id, w.contact_id, w.person_id, w.who, w.words, w.at, a.name FROM medicine_contact_answer w
		LEFT JOIN auth_account a ON a.id = w.account_id WHERE w.contact_id = ? ORDER BY w.at, w.id`, id)
}

func insert(tx *gate.Tx, k Contact) error {
	return tx.Exec(`INSERT INTO medicine_contact (id, person_id, medicine_id, role, who, about, asked, channel, at, account_id, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, k.ID, k.Person, k.Medicine, k.Role, k.Who, k.About, k.Asked, k.Channel, k.At, tx.Actor.ID, tx.At)
}

func insertAnswer(tx *gate.Tx, w Answer) error {
	return tx.Exec(`INSERT INTO medicine_contact_answer (id, contact_id, person_id, who, words, at, account_id, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, w.ID, w.Contact, w.Person, w.Who, w.Words, w.At, tx.Actor.ID, tx.At)
}

func insertVerbal(tx *gate.Tx, t Telling) error {
	return tx.Exec(`INSERT INTO medicine_verbal (contact_id, person_id, words, confirmed_by_name, due_at, confirmed_words, file_id, ended_why, version)
		VALUES (?, ?, ?, ?, ?, '', '', '', 1)`, t.ID, t.Person, t.Asked, t.ConfirmedBy, t.Verbal.Due)
}

// due lists the changes whose time is up without a written word, and which
// nobody was alerted of.
func due(s *gate.Snapshot) ([]Contact, error) {
	return gate.All(s, (*Contact).fields, `SELECT `+columns+from+`WHERE v.due_at <= ? AND v.confirmed_at IS NULL AND v.ended_at IS NULL AND v.told_at IS NULL ORDER BY v.due_at, k.id`, s.Now)
}

// restingOn lists the entries of the chart that a change by word of mouth gave an
// end, until its written word comes.
func restingOn(s *gate.Snapshot, id ID) ([]medicine.ID, error) {
	return gate.Values[medicine.ID](s, `SELECT m.id FROM medicine m WHERE m.contact_id = ? AND m.contact_id <> '' AND m.word = 'spoken' AND m.word_until_on IS NOT NULL ORDER BY m.id`, id)
}

// Spoken offers the changes by word of mouth that hold, for the form that
// changes an entry by one.
func Spoken(s *gate.Snapshot, person ids.Person) ([]ui.Option, error) {
	all, err := Of(s, person)
	var out []ui.Option
	for _, k := range all {
		if k.Verbal.Standing(s.Now).InForce() {
			out = append(out, ui.Option{Value: string(k.ID), Label: k.At.Said() + ": " + k.Asked})
		}
	}
	return out, err
}

// aMedicine reports whether a medicine is one of the person's.
func aMedicine(s *gate.Snapshot, person ids.Person, medicine string) (bool, error) {
	n, err := gate.Value[int](s, `SELECT COUNT(*) FROM medicine m WHERE m.id = ? AND m.person_id IN `+together, medicine, person, person)
	return n > 0, err
}

// named is a medicine of the form.
type named struct{ ID, Name string }

func medicines(s *gate.Snapshot, person ids.Person) ([]named, error) {
	return gate.All(s, func(n *named) []any { return []any{&n.ID, &n.Name} },
		`SELECT m.id, m.name FROM medicine m WHERE m.stopped_at IS NULL AND m.person_id IN `+together+` ORDER BY m.name, m.id`, person, person)
}

// toTell lists episodes of support with medicines that go on, with when the GP
// practice and the pharmacy were told, the oldest first. Both told are left out
// unless all is asked for. An empty person is everybody.
func toTell(s *gate.Snapshot, person ids.Person, all bool) ([]ToTell, error) {
	return gate.All(s, func(t *ToTell) []any {
		return []any{&t.Episode, &t.Person, &t.Name, &t.Started, &t.GP, &t.Pharmacy}
	}, `SELECT x.id, x.person_id, x.name, x.started_on, x.gp, x.pharmacy FROM (
			SELECT e.id, e.person_id, p.given || ' ' || p.family AS name, e.started_on,
				(SELECT MIN(g.at) FROM medicine_told g WHERE g.episode_id = e.id AND g.role = 'gp') AS gp,
				(SELECT MIN(g.at) FROM medicine_told g WHERE g.episode_id = e.id AND g.role = 'pharmacy') AS pharmacy
			FROM episode e JOIN person p ON p.id = e.person_id
			WHERE e.state = 'active' AND e.started_on IS NOT NULL AND (? = '' OR e.person_id = ?)
				AND EXISTS (SELECT 1 FROM medicine m WHERE m.person_id = e.person_id AND m.stopped_at IS NULL)) x
		WHERE ? OR x.gp IS NULL OR x.pharmacy IS NULL ORDER BY x.started_on, x.id`, string(person), string(person), all)
}

func insertTold(tx *gate.Tx, t Told) error {
	return tx.Exec(`INSERT INTO medicine_told (id, person_id, episode_id, role, who, channel, at, account_id, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, t.ID, t.Person, t.Episode, t.Role, t.Who, t.Channel, t.At, tx.Actor.ID, tx.At)
}
