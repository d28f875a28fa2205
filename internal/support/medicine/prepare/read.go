package prepare

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"stillhome/internal/support/medicine"
)

// Listed is one line of a list: its number from 1, as it stood, and what it
// seems to say.
type Listed struct {
	Line     int
	Text     string
	Name     string
	Strength string
	Form     string
	Dose     string
}

// mostLines is how many lines of a list are read.
const mostLines = 100

var (
	bullet   = regexp.MustCompile(`^(?:[-*•·]|\d{1,2}[.)])\s+`)
	strength = regexp.MustCompile(`(?i)\b\d+(?:[.,]\d+)?(?:/\d+(?:[.,]\d+)?)?\s?(?:micrograms?/(?:hour|hr|dose)|mg/ml|mg/\d+ml|milligrams?|micrograms?|grams?|units?/ml|mcg|mg|g|ml|%)(?:\b|$|\s)`)
)

// forms are words for what a medicine is made up as.
var forms = []string{
	"tablets", "tablet", "capsules", "capsule", "caplets", "caplet", "patches", "patch", "cream", "ointment", "gel", "drops", "inhaler", "liquid", "solution",
	"suspension", "syrup", "spray", "sachets", "sachet", "injection", "pen", "lozenges", "suppository", "suppositories", "granules", "powder",
}

// ReadList reads a list as it was typed or pasted, a medicine on each line. What
// it cannot tell apart it leaves in the name: a person reads it, with the line
// beside.
func ReadList(words string) (out []Listed) {
	for _, text := range strings.Split(words, "\n") {
		text = strings.Join(strings.Fields(text), " ")
		if text == "" || len(out) == mostLines {
			continue
		}
		l := Listed{Line: len(out) + 1, Text: text}
		l.read(bullet.ReplaceAllString(text, ""))
		out = append(out, l)
	}
	return out
}

func (l *Listed) read(text string) {
	name, dose, told := strings.Cut(text, ": ")
	if !told {
		name, dose, told = strings.Cut(text, " - ")
	}
	if at := strength.FindStringIndex(name); at != nil && at[0] > 0 {
		l.Strength = strings.ReplaceAll(strings.TrimSpace(name[at[0]:at[1]]), " ", "")
		after := strings.TrimSpace(name[at[1]:])
		name = name[:at[0]]
		if !told {
			dose = after
		} else if after != "" {
			l.Form = after
		}
	} else if first, rest, cut := strings.Cut(name, ", "); cut && !told {
		name, dose = first, rest
	}
	l.Name, l.Dose = tidy(name), tidy(dose)
	for _, f := range forms {
		if first, rest, _ := strings.Cut(l.Dose, " "); strings.EqualFold(tidy(first), f) && l.Form == "" {
			l.Form, l.Dose = strings.ToLower(f), tidy(rest)
		}
		if before, cut := strings.CutSuffix(strings.ToLower(l.Name), " "+f); cut && l.Form == "" && len(before) >= 3 {
			l.Form, l.Name = f, l.Name[:len(before)]
		}
	}
	l.Form = tidy(strings.ToLower(l.Form))
}

func tidy(s string) string { return strings.Trim(s, " ,;-–") }

// Verdict is how a line of a list stands to the chart.
type Verdict string

// The verdicts. The first three are of a line, the last of an entry of the chart
// that no line names.
const (
	New     Verdict = "new"
	Changed Verdict = "changed"
	Same    Verdict = "same"
	Missing Verdict = "missing"
)

var verdictWords = map[Verdict]string{New: "Not on the chart", Changed: "Differs from the chart", Same: "Same as on the chart", Missing: "Not on the list"}

// Label is the verdict in words for a screen.
func (v Verdict) Label() string { return verdictWords[v] }

// Difference is one line of a list beside the entry it is about, or an entry that
// no line is about. What says in words what differs.
type Difference struct {
	Listed
	Verdict  Verdict
	Medicine medicine.Medicine
	What     string
}

// Compare sets a list beside the chart: each line by its name, strength and dose,
// then the entries that no line is about. An entry is beside one line at most.
func Compare(list []Listed, chart []medicine.Medicine) (out []Difference) {
	taken := map[medicine.ID]bool{}
	for _, l := range list {
		best, score := -1, 0
		for i, m := range chart {
			if n := l.likeness(m); n > score && !taken[m.ID] {
				best, score = i, n
			}
		}
		d := Difference{Listed: l, Verdict: New}
		if best >= 0 {
			d.Medicine = chart[best]
			taken[d.Medicine.ID] = true
			d.Verdict, d.What = Same, l.differs(d.Medicine)
			if d.What != "" {
				d.Verdict = Changed
			}
		}
		out = append(out, d)
	}
	for _, m := range chart {
		if !taken[m.ID] {
			out = append(out, Difference{Verdict: Missing, Medicine: m})
		}
	}
	return out
}

// likeness is how much a line looks to be about an entry; 0 where the names have
// nothing in common.
func (l Listed) likeness(m medicine.Medicine) int {
	mine, theirs := plainWords(l.Name), plainWords(m.Name+" "+m.Ingredients)
	if len(mine) == 0 || !slices.Contains(theirs, mine[0]) {
		return 0
	}
	n := 1
	for _, w := range mine[1:] {
		if slices.Contains(theirs, w) {
			n++
		}
	}
	if same(l.Strength, strengthOf(m)) {
		n += 2
	}
	if same(l.Dose, m.Dose) {
		n += 2
	}
	return n
}

// differs is what a line says otherwise than an entry, in words; empty where they
// agree as far as the line goes.
func (l Listed) differs(m medicine.Medicine) string {
	var out []string
	if have := strengthOf(m); l.Strength != "" && !same(l.Strength, have) {
		out = append(out, "Strength: "+orNone(have)+" on the chart, "+l.Strength+" on the list.")
	}
	if l.Dose != "" && !same(l.Dose, m.Dose) {
		out = append(out, "Dose: “"+m.Dose+"” on the chart, “"+l.Dose+"” on the list.")
	}
	return strings.Join(out, " ")
}

// strengthOf is the strength of an entry, also where it stands in its name.
func strengthOf(m medicine.Medicine) string {
	if m.Strength != "" {
		return m.Strength
	}
	return strings.TrimSpace(strength.FindString(m.Name))
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// same compares what two people wrote: letters and figures count, and a number
// in words or in figures is one.
func same(a, b string) bool { return slices.Equal(plainWords(a), plainWords(b)) }

var alike = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "mcg": "microgram", "micrograms": "microgram", "milligram": "mg", "milligrams": "mg", "tablets": "tablet", "capsules": "capsule",
	"drops": "drop", "puffs": "puff", "od": "once-daily", "bd": "twice-daily", "tds": "three-times-daily", "qds": "four-times-daily",
}

// plainWords are the words and numbers of a text, figures apart from letters.
func plainWords(s string) (out []string) {
	var word []rune
	flush := func() {
		if len(word) > 0 {
			w := string(word)
			if a, ok := alike[w]; ok {
				w = a
			}
			out = append(out, w)
			word = nil
		}
	}
	for _, r := range strings.ToLower(s) {
		figure := unicode.IsDigit(r) || r == '.' && len(word) > 0 && unicode.IsDigit(word[len(word)-1])
		switch {
		case !figure && !unicode.IsLetter(r):
			flush()
			continue
		case len(word) > 0 && figure != (unicode.IsDigit(word[len(word)-1]) || word[len(word)-1] == '.'):
			flush()
		}
		word = append(word, r)
	}
	flush()
	return out
}
