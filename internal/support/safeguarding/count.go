package safeguarding

import (
	"slices"
	"strconv"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// The counts follow the Safeguarding Adults Collection: concerns and the
// people they are about, section 42 and other enquiries, and what became of
// enquiries that ended in the period. Each case counts once in a table, but in
// that of the kinds, where it counts for each kind. Ages are those at the end
// of the period. What is hidden from who counts is not counted.

// Cell is one count, with the concerns it is made of.
type Cell struct {
	Concerns []ID
	people   map[string]bool // filled where people are counted
}

// Count is the number that stands in the cell.
func (x Cell) Count() int {
	if x.people != nil {
		return len(x.people)
	}
	return len(x.Concerns)
}

// Shared is the number as it may leave the council: rounded to the nearest 5,
// and c for 1 to 4.
func (x Cell) Shared() string {
	n := x.Count()
	if n > 0 && n < 5 {
		return "c"
	}
	return strconv.Itoa((n + 2) / 5 * 5)
}

// CountRow is one line of a table.
type CountRow struct {
	Code, Label string
	Cells       []Cell // one for each column
}

// Table is one table of counts.
type Table struct {
	Code, Title string
	Columns     []string
	Rows        []CountRow
}

// counted is one concern as far as the counts ask.
type counted struct {
	id       ID
	person   ids.Person
	known    bool
	born     when.Date
	received when.Instant
	closed   when.Instant
	first    *Decision // the first that began an enquiry of section 42, or nil
	last     *Decision
	outcome  *Outcome
}

// who is whom a concern counts for: somebody we do not know counts by
// themselves.
func (x counted) who() string {
	if x.known {
		return string(x.person)
	}
	return "concern:" + string(x.id)
}

// Counts makes the tables of a period, both days in it.
func Counts(s *gate.Snapshot, from, until when.Date) ([]Table, error) {
	all, err := gate.All(s, func(x *counted) []any {
		return []any{&x.id, &x.person, &x.known, &x.born, &x.received, &x.closed}
	}, `SELECT c.id, `+about+`, p.id IS NOT NULL, p.born_on, c.received_at, c.closed_at FROM safeguarding_concern c LEFT JOIN person p ON p.id = `+about+`
		WHERE NOT `+hiddenFromMe+` AND c.received_at < ? ORDER BY c.received_at, c.id`, s.Actor.ID, s.Actor.ID, until.Add(1).Start())
	if err != nil {
		return nil, err
	}
	made, err := decisions(s, until.Add(1).Start())
	if err != nil {
		return nil, err
	}
	ends, err := outcomes(s)
	if err != nil {
		return nil, err
	}
	for i := range all {
		x := &all[i]
		for j, d := range made {
			if d.Concern != x.id {
				continue
			}
			x.last = &made[j]
			if x.first == nil && d.Way == Section42 {
				x.first = &made[j]
			}
		}
		if o, ok := ends[x.id]; ok {
			x.outcome = &o
		}
	}
	return tables(all, from, until), nil
}

// decisions are all that were made before a moment, the oldest first.
func decisions(s *gate.Snapshot, before when.Instant) ([]Decision, error) {
	rows, err := gate.All(s, func(p *piece) []any { return []any{&p.id, &p.kind, &p.at, &p.text} },
		`SELECT id, concern_id, at, sealed FROM safeguarding_decision WHERE at < ? ORDER BY at, id`, before)
	out := make([]Decision, 0, len(rows))
	for _, p := range rows {
		d := Decision{ID: p.id, Concern: ID(p.kind), At: p.at}
		if err == nil {
			err = unsealed(s, p.id, p.text, &d)
		}
		out = append(out, d)
	}
	return out, err
}

func outcomes(s *gate.Snapshot) (map[ID]Outcome, error) {
	rows, err := gate.All(s, func(p *piece) []any { return []any{&p.id, &p.at, &p.text} }, `SELECT concern_id, at, sealed FROM safeguarding_outcome`)
	out := map[ID]Outcome{}
	for _, p := range rows {
		o := Outcome{Concern: ID(p.id), At: p.at}
		if err == nil {
			err = unsealed(s, "outcome:"+p.id, p.text, &o)
		}
		out[o.Concern] = o
	}
	return out, err
}

// table begins one with empty rows.
func table(code, title string, columns []string, rows ...CountRow) Table {
	for i := range rows {
		rows[i].Cells = make([]Cell, len(columns))
	}
	return Table{code, title, columns, rows}
}

func rowsOf[T ~string](list []word[T]) (rows []CountRow) {
	for _, w := range list {
		rows = append(rows, CountRow{Code: string(w.code), Label: w.say})
	}
	return rows
}

// add counts a concern in one cell; who, where people are counted, is whom.
func (t *Table) add(row string, column int, id ID, who string) {
	i := slices.IndexFunc(t.Rows, func(r CountRow) bool { return r.Code == row })
	if i < 0 {
		return
	}
	cell := &t.Rows[i].Cells[column]
	if who != "" {
		if cell.people == nil {
			cell.people = map[string]bool{}
		}
		cell.people[who] = true
	}
	cell.Concerns = append(cell.Concerns, id)
}

// bands are the ages of the collection, each up to and with the number.
var bands = []struct {
	code, label string
	to          int
}{
	{"under_18", "Under 18", 17},
	{"18_64", "18 to 64", 64},
	{"65_74", "65 to 74", 74},
	{"75_84", "75 to 84", 84},
	{"85_94", "85 to 94", 94},
	{"95", "95 and over", 200},
	{"not_known", "Not known", 1000},
}

func band(born, on when.Date) string {
	age := 1000
	if born != "" {
		age = born.Age(on)
	}
	for _, b := range bands {
		if age <= b.to {
			return b.code
		}
	}
	return "not_known"
}

func tables(all []counted, from, until when.Date) []Table {
	ended := []string{"Section 42 enquiries that ended", "Other enquiries that ended"}
	activity := table("activity", "What came and what was decided", []string{"Cases", "People"},
		append([]CountRow{{Code: "concerns", Label: "Concerns told"}}, rowsOf(ways)...)...)
	age := table("age", "People by age", []string{"Told of in a concern", "Section 42 enquiries begun"})
	for _, b := range bands {
		age.Rows = append(age.Rows, CountRow{Code: b.code, Label: b.label, Cells: make([]Cell, 2)})
	}
	kind := table("type", "Kinds of abuse or neglect", ended, rowsOf(types)...)
	place := table("place", "Where it happened", ended, rowsOf(places)...)
	source := table("source", "Who is thought to have done it", ended, rowsOf(sources)...)
	risk := table("risk", "What became of the risk", ended, rowsOf(risks)...)
	asked := table("asked", "Were they asked what they wanted", ended, rowsOf(answers)...)
	came := table("achieved", "How far it came true", ended, rowsOf(achieved)...)
	capacity := table("capacity", "Can decide about keeping safe", ended, rowsOf(answers)...)
	in := func(t when.Instant) bool { return !t.IsZero() && t.On() >= from && t.On() <= until }
	for _, x := range all {
		if in(x.received) {
			activity.add("concerns", 0, x.id, "")
			activity.add("concerns", 1, x.id, x.who())
			age.add(band(x.born, until), 0, x.id, x.who())
		}
		if x.last == nil {
			continue
		}
		if in(x.last.At) {
			activity.add(string(x.last.Way), 0, x.id, "")
			activity.add(string(x.last.Way), 1, x.id, x.who())
		}
		if x.first != nil && in(x.first.At) {
			age.add(band(x.born, until), 1, x.id, x.who())
		}
		if !in(x.closed) || x.outcome == nil || !x.last.Way.Enquires() {
			continue
		}
		column := 0
		if x.last.Way == Other {
			column = 1
		}
		for _, t := range x.last.Types {
			kind.add(string(t), column, x.id, "")
		}
		place.add(string(x.last.Place), column, x.id, "")
		source.add(string(x.last.Source), column, x.id, "")
		capacity.add(string(x.last.Capacity), column, x.id, "")
		risk.add(string(x.outcome.Risk), column, x.id, "")
		asked.add(string(x.outcome.Asked), column, x.id, "")
		came.add(string(x.outcome.Achieved), column, x.id, "")
	}
	return []Table{activity, age, kind, place, source, risk, asked, came, capacity}
}
