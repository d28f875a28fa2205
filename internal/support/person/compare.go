package person

import (
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Side is one column of a comparison: a record, or what a referral says.
type Side struct {
	Head   string
	Person Person
	Born   string // as it is shown
	Href   string // to the record; may be empty
}

func (p Person) side(head string, today when.Date) Side {
	return Side{Head: head, Person: p, Born: p.bornSaid(today), Href: web.PersonPath(p.ID)}
}

// AsSide is a record as a column of a comparison.
func (p Person) AsSide(today when.Date) Side { return p.side(p.Name()+", "+p.Ref, today) }

// compared are the rows of a comparison: what each says, and how two are alike.
var compared = []struct {
	head  string
	said  func(s Side) string
	key   func(p Person) string
	close func(a, b Person) bool
}{
	{"Family name", func(s Side) string { return s.Person.Family }, func(p Person) string { return Fold(p.Family) }, func(a, b Person) bool {
		return alike(Fold(a.Family), Fold(b.Family)) >= 0.9 || Fold(a.Family) == Fold(b.Given)
	}},
	{"Given name", func(s Side) string { return s.Person.Given }, func(p Person) string { return Fold(p.Given) }, func(a, b Person) bool {
		return alike(Fold(a.Given), Fold(b.Given)) >= 0.9 || within(Fold(a.Given), Fold(b.Given)) || Fold(a.Given) == Fold(b.Family)
	}},
	{"Likes to be called", func(s Side) string { return s.Person.Preferred }, func(p Person) string { return Fold(p.Preferred) }, never},
	{"Born", func(s Side) string { return s.Born }, func(p Person) string { return string(p.Born) }, func(a, b Person) bool {
		return swapped(a.Born) == b.Born || oneDigitOff(string(a.Born), string(b.Born))
	}},
	{"NHS number", func(s Side) string { return s.Person.nhsSaid() }, func(p Person) string { return string(p.NHS) }, never},
	{"Gender", func(s Side) string { return s.Person.Gender.Label() }, func(p Person) string { return strings.TrimPrefix(string(p.Gender), string(Unknown)) }, never},
	{"Address", func(s Side) string { return strings.ReplaceAll(s.Person.Address, "\n", ", ") }, func(p Person) string { return Fold(p.Address) }, func(a, b Person) bool {
		return alike(Fold(a.Address), Fold(b.Address)) >= 0.9
	}},
	{"Postcode", func(s Side) string { return string(s.Person.Postcode) }, func(p Person) string { return string(p.Postcode) }, func(a, b Person) bool {
		return a.Postcode.Outcode() == b.Postcode.Outcode()
	}},
	{"Telephone", func(s Side) string { return s.Person.Phone }, func(p Person) string { return digits(p.Phone) }, never},
}

func never(_, _ Person) bool { return false }

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// nhsSaid is the NHS number with a word when it cannot be relied on.
func (p Person) nhsSaid() string {
	if NHSStatusOf(p.NHS) == NotVerified {
		return p.NHS.String() + " (not verified)"
	}
	return p.NHS.String()
}

// Compare is a table with one column for each side, in which each value is
// marked as the same as the first side’s, close to it, or different.
func Compare(caption string, sides []Side) ui.List {
	l := ui.List{Caption: caption, CaptionHidden: true, Empty: "There is nothing to compare.", Columns: []ui.Column{{Head: "What"}}}
	for _, s := range sides {
		l.Columns = append(l.Columns, ui.Column{Head: s.Head})
	}
	for _, row := range compared {
		cells := []ui.Cell{{Text: row.head}}
		for i, s := range sides {
			cell := ui.Cell{Text: row.said(s)}
			if cell.Text == "" {
				cell.Text = ui.NotProvided
			}
			first := sides[0].Person
			a, b := row.key(first), row.key(s.Person)
			if i > 0 && a != "" && b != "" {
				cell.Block = ui.Group(ui.Text(cell.Text), likeness(a == b, row.close(first, s.Person)))
			}
			cells = append(cells, cell)
		}
		l.Rows = append(l.Rows, ui.Row{Cells: cells})
	}
	return l
}

func likeness(same, near bool) ui.Tag {
	switch {
	case same:
		return ui.Tag{Text: "Same", Kind: ui.Good}
	case near:
		return ui.Tag{Text: "Close", Kind: ui.Waiting}
	}
	return ui.Tag{Text: "Different", Kind: ui.Urgent}
}
