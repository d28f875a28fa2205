package person

import (
	"cmp"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
)

// Like is what is known of somebody who may have a record already.
type Like struct {
	Given, Family string
	Born          when.Date
	NHS           ids.NHSNumber
	Postcode      place.Postcode
	Except        ID // a record to leave out, when looking for others like it
}

// Candidate is a record that may be of the same person. Score is 0 to 100, a
// way to put the likeliest first and nothing more: a human decides. Exact
// means that the NHS number is the same and sound, or name and date of birth
// are the same.
type Candidate struct {
	Person  Person
	Score   int
	Exact   bool
	Reasons []string // what is alike and what is not, in words
}

// worthShowing is the least score a candidate is shown with: a same name alone,
// or a same date of birth and postcode under another name.
const worthShowing = 25

// mostShown is how many candidates a human can compare.
const mostShown = 5

// compare scores one record. The weights order the candidates of a page; they
// are not probabilities.
func (l Like) compare(p Person) Candidate {
	c := Candidate{Person: p}
	say := func(score int, reason string) {
		c.Score += score
		c.Reasons = append(c.Reasons, reason)
	}
	sameNHS := l.NHS != "" && l.NHS == p.NHS
	switch {
	case sameNHS && l.NHS.Verified():
		say(60, "Same NHS number")
	case sameNHS:
		say(30, "Same NHS number, but it fails its check digit")
	case l.NHS.Verified() && p.NHS.Verified():
		say(-30, "Different NHS number")
	}
	sameName := l.compareNames(p, say)
	sameBorn := l.Born != "" && l.Born == p.Born
	switch {
	case l.Born == "" || p.Born == "":
	case sameBorn:
		say(25, "Same date of birth")
	case swapped(l.Born) == p.Born:
		say(15, "Day and month of birth are swapped")
	case oneDigitOff(string(l.Born), string(p.Born)):
		say(12, "Date of birth differs by one digit")
	default:
		say(-10, "Different date of birth")
	}
	if l.Postcode != "" && l.Postcode == p.Postcode && !l.Postcode.Pseudo() {
		say(10, "Same postcode")
	}
	c.Exact = sameNHS && l.NHS.Verified() || sameName && sameBorn
	c.Score = max(0, min(c.Score, 100))
	return c
}

// compareNames says how alike the names are, and whether they are the same.
func (l Like) compareNames(p Person, say func(int, string)) (same bool) {
	lf, lg := Fold(l.Family), Fold(l.Given)
	pf, pg, pp := Fold(p.Family), Fold(p.Given), Fold(p.Preferred)
	switch {
	case lf == "" && lg == "":
	case lf == pf && lg == pg:
		say(25, "Same name")
		return true
	case lf == pg && lg == pf:
		say(20, "Given and family name are swapped")
	case lf == pf && lg != "" && (lg == pp || within(lg, pg)):
		say(20, "Same family name, and given name as they are called or shortened")
	case alike(lf, pf) >= 0.9 && alike(lg, pg) >= 0.9:
		say(15, "Nearly the same name")
	case lf == pf:
		say(8, "Same family name only")
	default:
		say(-10, "Different name")
	}
	return false
}

// within reports whether one given name is the start of the other: Liz and
// Lizzie, J and Joan, Mary and Mary Ann.
func within(a, b string) bool {
	return a != "" && b != "" && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// rank keeps the candidates worth showing, the likeliest first.
func rank(l Like, found []Person) []Candidate {
	var out []Candidate
	for _, p := range found {
		if p.ID == l.Except {
			continue
		}
		if c := l.compare(p); c.Exact || c.Score >= worthShowing {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Person.Name(), b.Person.Name()), cmp.Compare(a.Person.ID, b.Person.ID))
	})
	return out[:min(len(out), mostShown)]
}

// swapped is the date with day and month exchanged; empty when that is no date.
func swapped(d when.Date) when.Date {
	if len(d) != 10 {
		return ""
	}
	s, err := when.ParseDate(string(d[:5] + d[8:10] + "-" + d[5:7]))
	if err != nil || s == d {
		return ""
	}
	return s
}

func oneDigitOff(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	off := 0
	for i := range len(a) {
		if a[i] != b[i] {
			off++
		}
	}
	return off == 1
}

// alike is the Jaro-Winkler likeness of two folded names, 0 to 1. Source: W.
// Winkler, String Comparator Metrics, 1990; prefix weight 0.1, at most four.
func alike(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	reach := max(0, max(len(x), len(y))/2-1)
	hitX, hitY := make([]bool, len(x)), make([]bool, len(y))
	hits := 0
	for i := range x {
		for j := max(0, i-reach); j < min(len(y), i+reach+1); j++ {
			if !hitY[j] && x[i] == y[j] {
				hitX[i], hitY[j] = true, true
				hits++
				break
			}
		}
	}
	if hits == 0 {
		return 0
	}
	moved, j := 0, 0
	for i := range x {
		if !hitX[i] {
			continue
		}
		for !hitY[j] {
			j++
		}
		if x[i] != y[j] {
			moved++
		}
		j++
	}
	m := float64(hits)
	jaro := (m/float64(len(x)) + m/float64(len(y)) + (m-float64(moved)/2)/m) / 3
	prefix := 0
	for prefix < min(4, len(x), len(y)) && x[prefix] == y[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}

// blocks are the keys by which [Near] asks for records, each answered by an
// index. Between them they reach every record that compare would show: same
// number, same or swapped date, same postcode, and names that begin alike.
type blocks struct {
	nhs, born, bornSwapped, postcode string
	// name ranges, each from a key up to its last: the whole family name and the
	// first letter of the given one, the same with both swapped, and both names
	// by their first three letters.
	straight, crossed, startFamily, startGiven string
}

// nobody is a value no column holds.
const nobody = "-"

func (l Like) blocks() blocks {
	f, g := Fold(l.Family), Fold(l.Given)
	b := blocks{
		nhs: orNobody(string(l.NHS)), born: orNobody(string(l.Born)), bornSwapped: orNobody(string(swapped(l.Born))),
		postcode: orNobody(string(l.Postcode)),
		straight: nobody, crossed: nobody, startFamily: nobody, startGiven: nobody,
	}
	if l.Postcode.Pseudo() {
		b.postcode = nobody // everybody without a home has this one
	}
	if f != "" {
		b.straight = strings.TrimSpace(f + " " + start(g, 1))
	}
	if g != "" {
		b.crossed = strings.TrimSpace(g + " " + start(f, 1))
	}
	if f != "" && g != "" {
		b.startFamily, b.startGiven = start(f, 3), start(g, 3)
	}
	return b
}

func orNobody(s string) string {
	if s == "" {
		return nobody
	}
	return s
}

func start(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}

// upTo is the end of the range of keys that begin with the prefix.
func upTo(prefix string) string { return prefix + "\U0010FFFF" }
