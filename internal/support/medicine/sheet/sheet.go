package sheet

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
)

// ID names one print of a chart.
type ID string

// Print is one chart that was put on paper. Entries were on it. ChartAt is when
// the chart was last changed before.
type Print struct {
	ID      ID
	Code    Code
	Person  ids.Person
	From    when.Date
	Days    int
	Filled  bool
	Entries []medicine.ID
	ChartAt when.Instant
	At      when.Instant
	By      string // name of who printed it
}

// Until is its last day.
func (p Print) Until() when.Date { return p.From.Add(p.Days - 1) }

// Chart is what stands on the paper.
type Chart struct {
	Print
	Council   string
	Help      string // telephone number of the office
	Who       person.Person
	Head      medicine.Head
	Allergies []medicine.Allergy
	Entries   []Entry
	Names     []Initials         // who stands behind initials on it
	Prepared  []Signed           // who wrote the entries, by name
	Checked   []Signed           // who checked them
	Keyed     map[when.Date]bool // weeks that were keyed in, by their first day
	Newer     bool               // the chart has changed since it was printed
}

// Signed is who did something, and when they last did.
type Signed struct {
	Name string
	At   when.Instant
}

// Entry is one medicine with what was recorded of it in these days.
type Entry struct {
	medicine.Medicine
	Doses  []Dose  // the oldest first, those put right left out
	inside []Entry // of a pack, what is listed singly
}

// Dose is one record as it is printed.
type Dose struct {
	Medicine medicine.ID
	Slot     medicine.Slot
	Outcome  medicine.Outcome
	Reason   medicine.Reason
	At       when.Instant
	By       string // name of who recorded it
	Channel  medicine.Channel
	Help     medicine.Help
	Amount   string
	Site     medicine.Site
	Why      string
	Witness  string
	Effect   medicine.Effect
}

// Initials are how somebody signs a box.
type Initials struct{ Short, Name string }

// short is the initials of a name: Sam Madeup is SM.
func short(name string) string {
	var out []rune
	for _, w := range strings.Fields(name) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLetter(r) {
			out = append(out, unicode.ToUpper(r))
		}
	}
	if len(out) == 0 {
		return "??"
	}
	if len(out) == 1 {
		return string(out) + string(out) // one letter is a code
	}
	return string(out[:min(len(out), 3)])
}

// A Mark is a letter that stands in a box instead of initials.
type Mark struct {
	Letter string
	Means  string
}

// marks are the letters of the key, in its order. Two letters or more are
// initials: whoever gave the dose.
var marks = []Mark{
	{"C", "Chose not to"},
	{"A", "Was asleep"},
	{"H", "Was not at home"},
	{"N", "None in the house"},
	{"U", "Was not well enough"},
	{"T", "Had taken it already"},
	{"O", "Another reason (write it down)"},
	{"P", "Part taken (say why)"},
	{"F", "Family or a friend gave it"},
	{"S", "Took it without help"},
}

var reasonMarks = map[medicine.Reason]string{
	medicine.ChoseNot: "C", medicine.Asleep: "A", medicine.NotHome: "H", medicine.NoneLeft: "N", medicine.Unwell: "U", medicine.AlreadyTaken: "T", medicine.Other: "O",
}

// mark is what stands in the box of a dose: initials, or a letter of the key.
// Brackets say that the office recorded it for somebody else.
func (d Dose) mark() string {
	switch {
	case d.Outcome == medicine.Unknown:
		return "?"
	case d.Outcome == medicine.NotTaken:
		return cmp.Or(reasonMarks[d.Reason], "O")
	case d.Outcome == medicine.Part:
		return "P"
	case d.Help == medicine.Family:
		return "F"
	case d.Help == medicine.Self:
		return "S"
	case d.Channel == medicine.Office || d.Channel == medicine.Paper:
		return "(" + short(d.By) + ")"
	}
	return short(d.By)
}

// Log says that an entry has a page of lines to write on instead of boxes.
type Log string

// The logs.
const (
	Boxes   Log = ""
	Needed  Log = "needed"
	Placed  Log = "placed"  // patches and injections: where on the body
	Measure Log = "measure" // warfarin: another dose each time
)

// log says how an entry is recorded on paper.
func (e Entry) log() Log {
	switch {
	case e.Kind == medicine.AsNeeded:
		return Needed
	case e.Shape == medicine.Patch || e.Shape == medicine.Injection:
		return Placed
	case e.HighRisk == medicine.Warfarin:
		return Measure
	}
	return Boxes
}

// onBody reports whether the map of the body is needed for it.
func (e Entry) onBody() bool { return e.Shape != "" }

// due reports whether a box is there to be filled: not for a pack on a day on
// which what is in it is recorded singly.
func (e Entry) due(day when.Date) bool {
	if slices.ContainsFunc(e.inside, func(x Entry) bool { return x.due(day) }) {
		return false
	}
	return e.On(day) && (e.Stopped.IsZero() || day <= e.Stopped.On())
}

// printed is the entry as it was when it was printed: not ended since.
func (e Entry) printed(at when.Instant) Entry {
	if e.Stopped.After(at.Time) {
		e.Stopped = when.Instant{}
	}
	inside := make([]Entry, 0, len(e.inside))
	for _, x := range e.inside {
		inside = append(inside, x.printed(at))
	}
	e.inside = inside
	return e
}

// in are the records of a slot.
func (e Entry) in(slot medicine.Slot) (out []Dose) {
	for _, d := range e.Doses {
		if d.Slot == slot {
			out = append(out, d)
		}
	}
	return out
}

// Box is what stands in one box, in two lines. Off is a box that nothing
// belongs in.
type Box struct {
	Top, Under string
	Off        bool
	Weekend    bool
}

// box is a box of the chart, filled where that was asked for.
func (e Entry) box(p Print, day when.Date, part plan.Part) Box {
	b := Box{Off: !e.due(day), Weekend: weekend(day)}
	if b.Off {
		b.Top = "×"
	}
	if !p.Filled {
		return b
	}
	switch have := e.in(medicine.SlotOf(day, part)); len(have) {
	case 0:
	case 1:
		b.Top, b.Under, b.Off = have[0].mark(), have[0].At.In(when.London).Format("15:04"), false
	default:
		b.Top, b.Under, b.Off = "2!", "see record", false
	}
	return b
}

func weekend(d when.Date) bool { return d.Weekday() == 0 || d.Weekday() == 6 }

// order puts a pack before what is in it, and the rest by name.
func order(entries []Entry) {
	names := map[medicine.ID]string{}
	for i := range entries {
		e := &entries[i]
		if e.Kind != medicine.Pack {
			continue
		}
		names[e.ID], names[e.Line] = e.Name, e.Name
		e.inside = nil
		for _, x := range entries {
			if x.Medicine.Pack != "" && (x.Medicine.Pack == e.ID || x.Medicine.Pack == e.Line) {
				e.inside = append(e.inside, x)
			}
		}
	}
	key := func(e Entry) (int, string, int) {
		switch {
		case e.Kind == medicine.Pack:
			return 0, e.Name, 0
		case e.Medicine.Pack != "" && names[e.Medicine.Pack] != "":
			return 0, names[e.Medicine.Pack], 1
		}
		return 1, "", 0
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		a1, a2, a3 := key(a)
		b1, b2, b3 := key(b)
		return cmp.Or(cmp.Compare(a1, b1), strings.Compare(a2, b2), cmp.Compare(a3, b3), strings.Compare(a.Name, b.Name), cmp.Compare(a.From, b.From), strings.Compare(string(a.ID), string(b.ID)))
	})
}
