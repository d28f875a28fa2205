package medicine

import (
	"cmp"
	"slices"
	"time"

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
// and of the day, with those two, by time. Doses of an entry that this one
// replaced count as its own.
type DueDose struct {
	Medicine  Medicine
	Slot      Slot
	Recorded  []Dose
	Last      Dose
	LastGiven Dose
	History   []Dose
}

// GivenIn24h is how many doses were taken in the 24 hours up to a moment.
func (d DueDose) GivenIn24h(now when.Instant) (n int) {
	for _, x := range d.History {
		if since := now.Sub(x.At.Time); x.Outcome.Given() && since >= 0 && since < 24*time.Hour {
			n++
		}
	}
	return n
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
		if m.Kind == Pack && (listed[m.ID] || listed[m.Line]) {
			continue
		}
		for _, slot := range m.SlotsOn(day) {
			due[m.Person] = append(due[m.Person], m.known(slot, of[m.Line]))
		}
	}
	for _, list := range due {
		slices.SortStableFunc(list, func(a, b DueDose) int { return cmp.Compare(order(a.Slot.Part()), order(b.Slot.Part())) })
	}
	return due, nil
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

// Forward is what one person takes on each day from one to another, both
// included, in order: what a pack shows.
func Forward(s *gate.Snapshot, person ids.Person, from, until when.Date) (out []DueDose, err error) {
	for day := from; day <= until; day = day.Add(1) {
		due, err := Due(s, day, person)
		if err != nil {
			return nil, err
		}
		out = append(out, due[person]...)
	}
	return out, nil
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
