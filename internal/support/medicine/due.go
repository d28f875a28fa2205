package medicine

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/plan"
)

// DueDose is one dose that is due on a day, or may be needed. Recorded is what
// is known of this very dose, the oldest first; Last the latest record of any
// dose of the medicine within two weeks before (two months for what goes on a
// place of the body), the zero Dose where there is none, and LastGiven the latest
// of which something was taken. History is every record of the two days before
// and of the day, with those two and those whose place on the body still rests,
// by time. Doses of an entry that this one
// replaced count as its own.
type DueDose struct {
	Medicine  Medicine
	Slot      Slot
	Recorded  []Dose
	Last      Dose
	LastGiven Dose
	History   []Dose
}

// Due is what is due on a day to each of the people, in the order of the day;
// what is taken when needed comes last. It takes two statements, however many
// people there are. Medicines that were stopped are not among it, nor is a pack
// whose contents are listed singly.
func Due(s *gate.Snapshot, day when.Date, people ...ids.Person) (map[ids.Person][]DueDose, error) {
	taken, err := takenBy(s, day, people)
	if err != nil {
		return nil, err
	}
	return DueAmong(s, day, taken)
}

// DueAmong is what is due on a day among medicines that were read before. It
// takes one statement, and none where nothing is taken that day.
func DueAmong(s *gate.Snapshot, day when.Date, all []Medicine) (map[ids.Person][]DueDose, error) {
	var taken []Medicine
	for _, m := range all {
		if m.Stopped.IsZero() && m.On(day) {
			taken = append(taken, m)
		}
	}
	if len(taken) == 0 {
		return nil, nil
	}
	lines := make([]ID, 0, len(taken))
	listed := map[ID]bool{}
	for _, m := range taken {
		lines = append(lines, m.Line)
		listed[m.Pack] = true
	}
	doses, err := dosesOf(s, day, lines)
	if err != nil {
		return nil, err
	}
	of := map[ID][]Dose{}
	for _, d := range doses {
		of[d.line] = append(of[d.line], d.Dose)
	}
	due := map[ids.Person][]DueDose{}
	for _, m := range taken {
		if m.Kind == Pack && listed[m.Line] {
			continue
		}
		history := m.matters(of[m.Line], day)
		for _, slot := range m.SlotsOn(day) {
			due[m.Person] = append(due[m.Person], m.known(slot, history))
		}
	}
	for _, list := range due {
		slices.SortStableFunc(list, func(a, b DueDose) int { return cmp.Compare(order(a.Slot.Part()), order(b.Slot.Part())) })
	}
	return due, nil
}

// matters leaves out of a history, the oldest first, those that went on a place of
// the body which has rested since.
func (m Medicine) matters(history []Dose, day when.Date) (out []Dose) {
	around, rests := string(day.Add(-aroundDay)), string(day.Add(-m.RestDays-1))
	last, lastGiven := len(history)-1, -1
	for i, d := range history {
		if d.Outcome.Given() {
			lastGiven = i
		}
	}
	for i, d := range history {
		if i == last || i == lastGiven || string(d.Slot) >= around || d.Site != "" && string(d.Slot) >= rests {
			out = append(out, d)
		}
	}
	return out
}

// known is one due dose with what is known of it.
func (m Medicine) known(slot Slot, history []Dose) DueDose {
	x := DueDose{Medicine: m, Slot: slot, History: history}
	for _, d := range history {
		x.Last = d
		if d.Outcome.Given() {
			x.LastGiven = d
		}
		if d.Slot == slot {
			x.Recorded = append(x.Recorded, d)
		}
	}
	return x
}

// order is where a part stands in the day; when needed comes last.
func order(p plan.Part) int {
	if i := slices.Index(plan.Parts, p); i >= 0 {
		return i
	}
	return len(plan.Parts)
}

// Later reports whether a part of the day is another or comes after it.
func Later(p, than plan.Part) bool { return order(p) >= order(than) }

// PartOf is the part of the day of a visit; of one that was added by hand, which
// has none, the part in which it is to start.
func PartOf(part plan.Part, startMin int) plan.Part {
	if part != "" {
		return part
	}
	return PartAt(startMin)
}

// DosesAt are those of a day's doses that belong to a visit in a part of it: the
// doses of that part, and what is taken when needed.
func DosesAt(part plan.Part, all []DueDose) (out []DueDose) {
	for _, d := range all {
		if p := d.Slot.Part(); p == part || p == Needed {
			out = append(out, d)
		}
	}
	return out
}

// Said is how a dose is to be taken and what to take care of, for paper: 1 tablet
// with water. Must be on time.
func (d DueDose) Said() string {
	m := d.Medicine
	text := strings.TrimRight(m.Dose, ". ") + "."
	add := func(is bool, format string, args ...any) {
		if is {
			text += " " + fmt.Sprintf(format, args...)
		}
	}
	add(d.Slot.Part() == Needed, "Only when needed.")
	add(m.NeededFor != "", "For: %s.", strings.TrimRight(m.NeededFor, ". "))
	add(m.GapMin > 0, "At least %s between two.", Lasts(m.GapMin))
	add(m.MostDoses > 0, "At most %d times in 24 hours.", m.MostDoses)
	add(m.MostUnits > 0, "At most %d in all in 24 hours, counted as tablets, puffs or the like.", m.MostUnits)
	minute, exact := m.At(d.Slot.Part())
	add(exact, "At %s.", when.Hour(minute))
	add(m.TimeCritical, "Must be on time.")
	add(m.Instructions != "", "%s.", strings.TrimRight(m.Instructions, ". "))
	add(m.HighRisk != "", "High risk: %s.", strings.ToLower(m.HighRisk.Label()))
	add(m.Controlled, "Controlled drug.")
	over := m.WordOver(d.Slot.Day())
	add(over, "CHANGED BY TELEPHONE, NOT IN FORCE ANY MORE: ring the office first.")
	add(m.WordUntil != "" && !over, "Changed by telephone: in force until %s.", m.WordUntil.Said())
	add(m.ToCheck(), "NOT CHECKED YET by a second person: hold it against the label.")
	return text
}

// WhenSaid is when it is taken, in words.
func (m Medicine) WhenSaid() string {
	said := "Only when needed"
	if m.NeededFor != "" {
		said += ", for: " + m.NeededFor
	}
	if m.Kind != AsNeeded {
		var parts []string
		for _, p := range m.Parts {
			label := p.Label()
			if minute, exact := m.At(p); exact {
				label += " at " + when.Hour(minute)
			}
			parts = append(parts, label)
		}
		said = strings.Join(parts, ", ")
		if m.EveryDays == 7 {
			said += ", once a week on " + m.From.Weekday().String()
		} else if m.EveryDays > 1 {
			said += ", every " + strconv.Itoa(m.EveryDays) + " days"
		}
	}
	if m.TimeCritical {
		said += ", must be on time"
	}
	return said
}

// Lasts is a number of minutes in words.
func Lasts(minutes int) string {
	switch {
	case minutes == 60:
		return "1 hour"
	case minutes%60 == 0:
		return strconv.Itoa(minutes/60) + " hours"
	}
	return strconv.Itoa(minutes) + " minutes"
}

// PartAt is the part of the day that a minute since midnight lies in, for
// visits that were given none.
func PartAt(minute int) plan.Part {
	switch {
	case minute < partFrom[plan.Morning] || minute >= partFrom[plan.Night]:
		return plan.Night
	case minute < partFrom[plan.Lunch]:
		return plan.Morning
	case minute < partFrom[plan.Afternoon]:
		return plan.Lunch
	case minute < partFrom[plan.Evening]:
		return plan.Afternoon
	}
	return plan.Evening
}
