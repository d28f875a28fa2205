package council

import (
	"fmt"
	"strconv"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// All is every setting's value now.
func All(s *gate.Snapshot) (map[Name]string, error) {
	type row struct {
		name  Name
		value string
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.name, &r.value} },
		`SELECT c.name, c.value FROM council_setting c
		WHERE c.from_at = (SELECT MAX(x.from_at) FROM council_setting x WHERE x.name = c.name AND x.from_at <= ?)`, s.Now)
	if err != nil {
		return nil, err
	}
	out := map[Name]string{}
	for _, d := range Settings {
		out[d.Name] = d.Default
	}
	for _, r := range rows {
		if _, ok := known(r.name); ok {
			out[r.name] = r.value
		}
	}
	return out, nil
}

// Words is one setting's words now.
func Words(s *gate.Snapshot, n Name) (string, error) {
	d, ok := known(n)
	if !ok {
		return "", fmt.Errorf("no setting %q", n)
	}
	v, err := gate.Value[string](s, `SELECT value FROM council_setting WHERE name = ? AND from_at <= ? ORDER BY from_at DESC LIMIT 1`, n, s.Now)
	if gate.Missing(err) {
		return d.Default, nil
	}
	return v, err
}

// Number is one setting's number now, in the setting's unit.
func Number(s *gate.Snapshot, n Name) (int, error) {
	v, err := Words(s, n)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(v)
}

// Version is one value a setting had.
type Version struct {
	Value   string
	From    when.Instant
	Account ids.Account
}

// history of a setting, newest first.
func history(s *gate.Snapshot, n Name) ([]Version, error) {
	return gate.All(s, func(v *Version) []any { return []any{&v.Value, &v.From, &v.Account} },
		`SELECT value, from_at, account_id FROM council_setting WHERE name = ? ORDER BY from_at DESC LIMIT 50`, n)
}

func save(tx *gate.Tx, n Name, value string) error {
	return tx.Exec(`INSERT INTO council_setting (name, value, from_at, account_id) VALUES (?, ?, ?, ?)`, n, value, tx.At, tx.Actor.ID)
}
