package dmd

import (
	"slices"
	"strings"

	"stillhome/internal/platform/gate"
)

// Current is the release in use. Error: gate.not_found while there is none.
func Current(s *gate.Snapshot) (Release, error) {
	var r Release
	err := gate.One(s, &r, func(r *Release) []any { return []any{&r.ID, &r.On, &r.Imported, &r.Products} },
		`SELECT id, on_date, imported_at, products FROM medicine_release WHERE current`)
	return r, err
}

const columns = `p.code, p.kind, p.name, p.above, p.form, p.route, p.control`

func (p *Product) fields() []any {
	return []any{&p.Code, &p.Kind, &p.Name, &p.Above, &p.Form, &p.Route, &p.Control}
}

// Get is one product. Error: gate.not_found.
func Get(s *gate.Snapshot, code Code) (Product, error) {
	var p Product
	err := gate.One(s, &p, (*Product).fields, `SELECT `+columns+` FROM medicine_product p JOIN medicine_release r ON r.id = p.release_id
		WHERE r.current AND p.code = ?`, code)
	return p, err
}

// Search lists products in whose name each word of the query begins a word:
// those that begin with the first of them before others. At most 20; more says
// whether there were others. Fewer than two letters find nothing.
func Search(s *gate.Snapshot, query string) (found []Product, more bool, err error) {
	words := strings.Fields(key(query))
	if len(strings.Join(words, "")) < fewestLetters {
		return nil, false, nil
	}
	first := words[0] + "%"
	patterns := make([]string, mostWords)
	for i := range patterns {
		patterns[i] = "%"
		if i < len(words) {
			patterns[i] = "% " + words[i] + "%" // a key holds letters and digits alone
		}
	}
	found, err = gate.All(s, (*Product).fields, `SELECT `+columns+` FROM medicine_product p JOIN medicine_release r ON r.id = p.release_id
		WHERE r.current AND p.named AND ' ' || p.name_key LIKE ? AND ' ' || p.name_key LIKE ? AND ' ' || p.name_key LIKE ?
			AND ' ' || p.name_key LIKE ? AND ' ' || p.name_key LIKE ?
		ORDER BY CASE WHEN p.name_key LIKE ? THEN 0 ELSE 1 END, p.name_key, p.code LIMIT ?`,
		patterns[0], patterns[1], patterns[2], patterns[3], patterns[4], first, mostShown+1)
	if len(found) > mostShown {
		return found[:mostShown], true, err
	}
	return found, false, err
}

// Ingredients names what is in a product, in the order of the alphabet: of a
// brand what is in the generic product it is one of, of a substance what is in
// any product of it. A code that is not known has none: no warning may rest on
// that there are none.
func Ingredients(s *gate.Snapshot, code Code) ([]string, error) {
	names, err := gate.Values[string](s, `SELECT DISTINCT i.name FROM medicine_ingredient i JOIN medicine_release r ON r.id = i.release_id
		WHERE r.current AND (i.code = ?
			OR i.code IN (SELECT p.above FROM medicine_product p WHERE p.release_id = i.release_id AND p.code = ?)
			OR i.code IN (SELECT p.code FROM medicine_product p WHERE p.release_id = i.release_id AND p.above = ?))`, code, code, code)
	slices.Sort(names)
	return names, err
}

func insertRelease(tx *gate.Tx, r Release) error {
	return tx.Exec(`INSERT INTO medicine_release (id, on_date, imported_at, current, products) VALUES (?, ?, ?, ?, ?)`, r.ID, r.On, tx.At, false, r.Products)
}

func insert(tx *gate.Tx, release string, products []Product, ingredients map[Code][]string) error {
	var names, parts [][]any
	for _, p := range products {
		names = append(names, []any{release, p.Code, p.Kind, p.Name, key(p.Name), p.Above, p.Form, p.Route, p.Control, p.named})
		in := slices.Clone(ingredients[p.Code])
		slices.Sort(in)
		for _, name := range slices.Compact(in) {
			parts = append(parts, []any{release, p.Code, name})
		}
	}
	if err := tx.InsertMany(`INSERT INTO medicine_product (release_id, code, kind, name, name_key, above, form, route, control, named) VALUES `, names); err != nil {
		return err
	}
	return tx.InsertMany(`INSERT INTO medicine_ingredient (release_id, code, name) VALUES `, parts)
}

// use makes a release the one that is looked in.
func use(tx *gate.Tx, release string) error {
	if err := tx.Exec(`UPDATE medicine_release SET current = ? WHERE current`, false); err != nil {
		return err
	}
	return tx.Exec(`UPDATE medicine_release SET current = ? WHERE id = ?`, true, release)
}

// forget removes a piece of the releases that are not in use, and reports
// whether there is more.
func forget(tx *gate.Tx) (more bool, err error) {
	codes, err := gate.Values[string](tx.Snapshot, `SELECT p.code FROM medicine_product p JOIN medicine_release r ON r.id = p.release_id WHERE NOT r.current LIMIT ?`, piece)
	if err != nil {
		return false, err
	}
	const old = `(SELECT r.id FROM medicine_release r WHERE NOT r.current)`
	if err := tx.Exec(`DELETE FROM medicine_ingredient WHERE code IN ? AND release_id IN `+old, gate.In(codes)); err != nil {
		return false, err
	}
	if err := tx.Exec(`DELETE FROM medicine_product WHERE code IN ? AND release_id IN `+old, gate.In(codes)); err != nil {
		return false, err
	}
	if len(codes) > 0 {
		return true, nil
	}
	return false, tx.Exec(`DELETE FROM medicine_release WHERE NOT current`)
}
