package check

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
)

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

const columns = `k.id, k.person_id, k.understood, k.said, k.effects, k.stored, k.out_of_date, k.words, k.at, a.name,
	(SELECT COUNT(*) FROM medicine_finding f WHERE f.check_id = k.id AND f.closed_at IS NULL)`

func (k *Check) fields() []any {
	return []any{&k.ID, &k.Person, &k.Understood, &k.Said, &k.Effects, &k.Stored, &k.OutOfDate, &k.Words, &k.At, (*gate.Text)(&k.By), &k.Open}
}

// Of lists the checks of a person, the latest first.
func Of(s *gate.Snapshot, person ids.Person) ([]Check, error) {
	return gate.All(s, (*Check).fields, `SELECT `+columns+` FROM medicine_check k LEFT JOIN auth_account a ON a.id = k.account_id
		WHERE k.person_id IN `+together+` ORDER BY k.at DESC, k.id`, person, person)
}

// Get is one check with what was counted. Error: gate.not_found.
func Get(s *gate.Snapshot, person ids.Person, id ID) (Check, error) {
	var k Check
	err := gate.One(s, &k, (*Check).fields, `SELECT `+columns+` FROM medicine_check k LEFT JOIN auth_account a ON a.id = k.account_id
		WHERE k.id = ? AND k.person_id IN `+together, id, person, person)
	if err != nil {
		return k, err
	}
	k.Counts, err = gate.All(s, func(n *Count) []any { return []any{&n.Medicine, &n.Name, &n.Found, gate.Null(&n.Expected), &n.Known} },
		`SELECT n.medicine_id, m.name, n.found, n.expected, n.expected IS NOT NULL FROM medicine_check_count n JOIN medicine m ON m.id = n.medicine_id
		WHERE n.check_id = ? ORDER BY m.name, m.id`, id)
	return k, err
}

func insert(tx *gate.Tx, k Check) error {
	if err := tx.Exec(`INSERT INTO medicine_check (id, person_id, understood, said, effects, stored, out_of_date, words, at, account_id, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, k.ID, k.Person, k.Understood, k.Said, k.Effects, k.Stored, k.OutOfDate, k.Words, k.At, tx.Actor.ID, tx.At); err != nil {
		return err
	}
	var counts [][]any
	for _, n := range k.Counts {
		var expected any
		if n.Known {
			expected = n.Expected
		}
		counts = append(counts, []any{k.ID, n.Medicine, n.Found, expected})
	}
	if err := tx.InsertMany(`INSERT INTO medicine_check_count (check_id, medicine_id, found, expected) VALUES `, counts); err != nil {
		return err
	}
	var found [][]any
	for _, f := range k.findings() {
		found = append(found, []any{f.ID, f.Check, f.Person, f.Medicine, f.Kind, f.Words, f.Owner, f.DueOn, "", 1})
	}
	return tx.InsertMany(`INSERT INTO medicine_finding (id, check_id, person_id, medicine_id, kind, words, owner_id, due_on, closed_words, version) VALUES `, found)
}

func (f *Finding) fields() []any {
	return []any{
		&f.ID, &f.Check, &f.Person, &f.Medicine, &f.Kind, &f.Words, &f.Owner, &f.DueOn, &f.Closed, &f.Done, &f.Version,
		(*gate.Text)(&f.OwnerName), &f.PersonName, (*gate.Text)(&f.Name),
	}
}

const findingColumns = `f.id, f.check_id, f.person_id, f.medicine_id, f.kind, f.words, f.owner_id, f.due_on, f.closed_at, f.closed_words, f.version,
	a.name, p.given || ' ' || p.family, m.name`

const findingFrom = ` FROM medicine_finding f JOIN person p ON p.id = f.person_id LEFT JOIN auth_account a ON a.id = f.owner_id LEFT JOIN medicine m ON m.id = f.medicine_id `

// findingsOf lists what one check found.
func findingsOf(s *gate.Snapshot, person ids.Person, id ID) ([]Finding, error) {
	return gate.All(s, (*Finding).fields, `SELECT `+findingColumns+findingFrom+`WHERE f.check_id = ? AND f.person_id IN `+together+` ORDER BY f.kind, f.words, f.id`, id, person, person)
}

// open lists what is still to be put right, the earliest day first; with an
// actor only of the people whose record is open to them now.
func open(s *gate.Snapshot, own ids.Account) ([]Finding, error) {
	return gate.All(s, (*Finding).fields, `SELECT `+findingColumns+findingFrom+`WHERE f.closed_at IS NULL AND (? = '' OR EXISTS (SELECT 1 FROM gate_relation r
			WHERE r.account_id = ? AND r.person_id = f.person_id AND r.from_at <= ? AND (r.until_at IS NULL OR r.until_at > ?)))
		ORDER BY f.due_on, f.person_id, f.id LIMIT 200`, own, own, s.Now, s.Now)
}

// owners are those who may be given what was found: the office and lead workers.
func owners(s *gate.Snapshot) ([]ui.Option, error) {
	return gate.All(s, func(o *ui.Option) []any { return []any{&o.Value, &o.Label} },
		`SELECT DISTINCT a.id, a.name FROM auth_account a JOIN gate_role r ON r.account_id = a.id
		WHERE r.role IN ('coordinator', 'manager', 'lead-worker', 'therapist') AND r.from_at <= ? AND (r.until_at IS NULL OR r.until_at > ?) ORDER BY a.name, a.id`, s.Now, s.Now)
}

// mayOwn reports whether an account is one of them.
func mayOwn(s *gate.Snapshot, account ids.Account) (bool, error) {
	all, err := owners(s)
	for _, o := range all {
		if o.Value == string(account) {
			return true, err
		}
	}
	return false, err
}

// doneWith closes a finding, and says how many of its check are open still.
func doneWith(tx *gate.Tx, f Finding, words string) (left int, err error) {
	if err := tx.Update(`UPDATE medicine_finding SET closed_at = ?, closed_by = ?, closed_words = ?, version = version + 1
		WHERE id = ? AND version = ? AND closed_at IS NULL AND person_id IN `+together, tx.At, tx.Actor.ID, words, f.ID, f.Version, f.Person, f.Person); err != nil {
		return 0, err
	}
	return gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM medicine_finding f WHERE f.check_id = ? AND f.closed_at IS NULL`, f.Check)
}

// checkOf is the check a finding is of. Error: gate.not_found.
func checkOf(s *gate.Snapshot, person ids.Person, finding string) (ID, error) {
	return gate.Value[ID](s, `SELECT f.check_id FROM medicine_finding f WHERE f.id = ? AND f.person_id IN `+together, finding, person, person)
}
