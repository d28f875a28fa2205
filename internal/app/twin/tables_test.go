package twin

import (
	"fmt"
	"strings"

	"stillhome/internal/platform/gate"
)

// sealedTable reports whether a table belongs to the sealed side, of which
// nobody without need is shown anything. All others are shared.
func sealedTable(name string) bool {
	return strings.HasPrefix(name, "safeguarding") || strings.HasPrefix(name, "gate_sealed_") || name == "notify_sealed"
}

func tableNames(s *gate.Snapshot) ([]string, error) {
	return gate.Values[string](s, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
}

// table is every row of one shared table, in the order they were written.
type table struct {
	name string
	rows []string
}

// row is one row; empty where there are not so many.
func (t table) row(n int) string {
	if n < len(t.rows) {
		return t.rows[n]
	}
	return ""
}

// dump is the shared side of a record.
func dump(g *gate.Gate) (out []table, err error) {
	look := gate.Action{Name: "test.dump", Quiet: true, Who: may.Who}
	err = g.Read(system(), look, gate.Council, func(s *gate.Snapshot) error {
		names, err := tableNames(s)
		if err != nil {
			return err
		}
		for _, name := range names {
			if sealedTable(name) {
				continue
			}
			columns, err := gate.Values[string](s, `SELECT name FROM pragma_table_info(?) ORDER BY cid`, name)
			if err != nil {
				return err
			}
			for i, c := range columns {
				columns[i] = `COALESCE(CASE TYPEOF(` + c + `) WHEN 'blob' THEN LOWER(HEX(` + c + `)) ELSE CAST(` + c + ` AS TEXT) END, 'none')`
			}
			rows, err := gate.Values[string](s, "SELECT "+strings.Join(columns, " || ' | ' || ")+" FROM "+name+" ORDER BY rowid")
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			out = append(out, table{name, rows})
		}
		return nil
	})
	return out, err
}
