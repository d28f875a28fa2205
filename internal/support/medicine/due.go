package medicine

import (
	"cmp"
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/plan"
)

// DueDose is one dose that is due on a day, or may be needed. Recorded is what
// is known of this very dose, the oldest first; Last the latest record of any
// dose of the medicine within two weeks before, the zero Dose where there is
// none.
type DueDose struct {
	Medicine Medicine
	Slot     Slot
	Recorded []Dose
	Last     Dose
}

// Due is what is due on a day to each of the people, in the order of the day;
// what is taken when needed comes last. It takes two statements, however many
// people there are. Medicines that were stopped are not among it.
func Due(s *gate.Snapshot, day when.Date, people ...ids.Person) (map[ids.Person][]DueDose, error) {
	taken, err := takenBy(s, day, people)
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	all := make([]ID, 0, len(taken))
	for _, m := range taken {
		all = append(all, m.ID)
	}
	doses, err := dosesOf(s, day, all)
	if err != nil {
		return nil, err
	}
	of := map[ID][]Dose{}
	for _, d := range doses {
		of[d.Medicine] = append(of[d.Medicine], d)
	}
	due := map[ids.Person][]DueDose{}
	for _, m := range taken {
		for _, slot := range m.slotsOn(day) {
			x := DueDose{Medicine: m, Slot: slot}
			for _, d := range of[m.ID] {
				x.Last = d
				if d.Slot == slot {
					x.Recorded = append(x.Recorded, d)
				}
			}
			due[m.Person] = append(due[m.Person], x)
		}
	}
	for _, list := range due {
		slices.SortStableFunc(list, func(a, b DueDose) int { return cmp.Compare(order(a.Slot.Part()), order(b.Slot.Part())) })
	}
	return due, nil
}

// slotsOn are the slots of a medicine on a day it is taken.
func (m Medicine) slotsOn(day when.Date) []Slot {
	if m.Kind == AsNeeded {
		return []Slot{SlotOf(day, Needed)}
	}
	out := make([]Slot, 0, len(m.Parts))
	for _, p := range m.Parts {
		out = append(out, SlotOf(day, p))
	}
	return out
}

// order is where a part stands in the day; when needed comes last.
func order(p plan.Part) int {
	if i := slices.Index(plan.Parts, p); i >= 0 {
		return i
	}
	return len(plan.Parts)
}

// PartAt is the part of the day that a minute since midnight lies in, for
// visits that were given none.
func PartAt(minute int) plan.Part {
	switch {
	case minute < 5*60 || minute >= 22*60:
		return plan.Night
	case minute < 11*60+30:
		return plan.Morning
	case minute < 15*60:
		return plan.Lunch
	case minute < 18*60:
		return plan.Afternoon
	}
	return plan.Evening
}
