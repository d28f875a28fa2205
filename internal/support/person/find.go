package person

import (
	"regexp"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Query is what somebody looks for. Empty parts are not asked.
type Query struct {
	Ref      string
	Name     string // or the start of one; family name first or given name first
	Born     when.Date
	NHS      ids.NHSNumber
	Postcode place.Postcode
}

// Empty reports whether nothing is asked.
func (q Query) Empty() bool { return q == Query{} }

var (
	refIn      = regexp.MustCompile(`(?i)\bSH-?[2-9A-HJ-NP-Z]{6}\b`)
	isoDateIn  = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	dateIn     = regexp.MustCompile(`\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b`)
	nhsIn      = regexp.MustCompile(`\b\d{3}[ -]?\d{3}[ -]?\d{4}\b`)
	postcodeIn = regexp.MustCompile(`(?i)\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b`)
)

// ParseQuery reads what people type into one box: a name, a date of birth like
// 27/3/1941, an NHS number, a postcode or our own reference, in any order.
func ParseQuery(text string) Query {
	var q Query
	take := func(in *regexp.Regexp, use func(m []string) bool) {
		if m := in.FindStringSubmatch(text); m != nil && use(m) {
			text = strings.Replace(text, m[0], " ", 1)
		}
	}
	take(refIn, func(m []string) bool {
		ref := strings.ToUpper(m[0])
		q.Ref = "SH-" + ref[len(ref)-6:]
		return true
	})
	date := func(year, month, day string) bool {
		two := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
		d, err := when.ParseDate(year + "-" + two(month) + "-" + two(day))
		q.Born = d
		return err == nil
	}
	take(isoDateIn, func(m []string) bool { return date(m[1], m[2], m[3]) })
	take(dateIn, func(m []string) bool { return date(m[3], m[2], m[1]) })
	take(nhsIn, func(m []string) bool { q.NHS = ids.ParseNHSNumber(m[0]); return true })
	take(postcodeIn, func(m []string) bool {
		p, err := place.ParsePostcode(m[0])
		q.Postcode = p
		return err == nil
	})
	q.Name = Fold(text)
	return q
}

// mostFound is how many people a search shows. A longer list is no help: ask
// for more of the name or the date of birth.
const mostFound = 50

// Each way in begins with what an index answers; the rest narrows it down.
const (
	findRest = ` AND (? = '' OR p.born_on = ?) AND (? = '' OR p.nhs_number = ?) AND (? = '' OR p.postcode = ?)
		AND (? = '' OR (p.name_key >= ? AND p.name_key < ?) OR (p.given_key >= ? AND p.given_key < ?))
		ORDER BY p.name_key, p.born_on, p.id LIMIT ?`
	findByRef      = `SELECT ` + columns + ` FROM person p WHERE p.ref = ?` + findRest
	findByNHS      = `SELECT ` + columns + ` FROM person p WHERE p.nhs_number = ?` + findRest
	findByBorn     = `SELECT ` + columns + ` FROM person p WHERE p.born_on = ?` + findRest
	findByPostcode = `SELECT ` + columns + ` FROM person p WHERE p.postcode = ?` + findRest
	findByName     = `SELECT ` + columns + ` FROM person p WHERE p.id IN (SELECT n.id FROM person n WHERE n.name_key >= ? AND n.name_key < ?
		UNION SELECT g.id FROM person g WHERE g.given_key >= ? AND g.given_key < ?)` + findRest
)

// Search finds at most 51 people for whom every part of the query holds, by
// name. An empty query finds nobody. Merged records are among them, as
// somebody may know a person by those. The 51st says that there are more.
func Search(s *gate.Snapshot, q Query) ([]Person, error) {
	up := upTo(q.Name)
	rest := []any{
		string(q.Born), string(q.Born), string(q.NHS), string(q.NHS), string(q.Postcode), string(q.Postcode),
		q.Name, q.Name, up, q.Name, up, mostFound + 1,
	}
	with := func(first ...any) []any { return append(first, rest...) }
	switch {
	case q.Ref != "":
		return gate.All(s, (*Person).fields, findByRef, with(q.Ref)...)
	case q.NHS != "":
		return gate.All(s, (*Person).fields, findByNHS, with(q.NHS)...)
	case q.Born != "":
		return gate.All(s, (*Person).fields, findByBorn, with(q.Born)...)
	case q.Postcode != "":
		return gate.All(s, (*Person).fields, findByPostcode, with(q.Postcode)...)
	case q.Name != "":
		return gate.All(s, (*Person).fields, findByName, with(q.Name, up, q.Name, up)...)
	}
	return nil, nil
}

// findNear reaches each record by an index, at most 100 by each key, and reads
// them in one statement.
const findNear = `SELECT ` + columns + ` FROM person p WHERE p.merged_into IS NULL AND p.id IN (
	SELECT a.id FROM (SELECT id FROM person WHERE nhs_number = ? LIMIT 100) a
	UNION SELECT b.id FROM (SELECT id FROM person WHERE born_on = ? LIMIT 100) b
	UNION SELECT c.id FROM (SELECT id FROM person WHERE born_on = ? LIMIT 100) c
	UNION SELECT d.id FROM (SELECT id FROM person WHERE postcode = ? LIMIT 100) d
	UNION SELECT e.id FROM (SELECT id FROM person WHERE name_key >= ? AND name_key < ? LIMIT 100) e
	UNION SELECT f.id FROM (SELECT id FROM person WHERE name_key >= ? AND name_key < ? LIMIT 100) f
	UNION SELECT g.id FROM (SELECT id FROM person WHERE name_key >= ? AND name_key < ? AND given_key >= ? AND given_key < ? LIMIT 100) g)`

// Near lists records that may be of the person described, the likeliest first,
// at most five. It is one statement and scans nothing. Merged records are left
// out.
func Near(s *gate.Snapshot, l Like) ([]Candidate, error) {
	b := l.blocks()
	found, err := gate.All(s, (*Person).fields, findNear, b.nhs, b.born, b.bornSwapped, b.postcode,
		b.straight, upTo(b.straight), b.crossed, upTo(b.crossed), b.startFamily, upTo(b.startFamily), b.startGiven, upTo(b.startGiven))
	return rank(l, found), err
}

// asked is how many names one statement gives.
const asked = 100

const namesOf = `SELECT p.id, p.given, p.family FROM person p WHERE p.id IN (` +
	`?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ` +
	`?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// Names gives the names of the people listed, one statement for each hundred.
// An id that nobody has is left out. A list that can join table person should.
func Names(s *gate.Snapshot, people []ID) (map[ID]string, error) {
	out := map[ID]string{}
	for some := range slices.Chunk(people, asked) {
		args := make([]any, asked)
		for i := range args {
			args[i] = some[min(i, len(some)-1)]
		}
		rows, err := gate.All(s, func(p *Person) []any { return []any{&p.ID, &p.Given, &p.Family} }, namesOf, args...)
		if err != nil {
			return nil, err
		}
		for _, p := range rows {
			out[p.ID] = p.Name()
		}
	}
	return out, nil
}
