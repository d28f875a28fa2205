package pack

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// doses are what is due to each person on each day of the pack.
type doses map[when.Date]map[ids.Person][]medicine.DueDose

// dosesOf reads what is due at the homes of the run: two statements a day.
func dosesOf(s *gate.Snapshot, stops []roster.Stop) (doses, error) {
	byDay := map[when.Date][]roster.Stop{}
	for _, x := range stops {
		byDay[x.On] = append(byDay[x.On], x)
	}
	out := doses{}
	for day, there := range byDay {
		people, _ := whom(there)
		due, err := medicine.Due(s, day, people...)
		if err != nil {
			return nil, err
		}
		out[day] = due
	}
	return out, nil
}

// at lists what is due at one visit: the doses of its part of the day, and what
// may be needed.
func (d doses) at(v visit.Visit) []dueDose {
	out := []dueDose{}
	for _, x := range d[v.On][v.Person] {
		if p := x.Slot.Part(); p != partOf(v) && p != medicine.Needed {
			continue
		}
		m := x.Medicine
		one := dueDose{
			Medicine: string(m.ID), Name: m.Name, Dose: m.Dose, Slot: string(x.Slot), Kind: string(m.Kind), TimeCritical: m.TimeCritical,
		}
		if !x.Last.At.IsZero() {
			one.Last = &lastDose{string(x.Last.Outcome), x.Last.At.Text()}
		}
		out = append(out, one)
	}
	return out
}

// partOf is the part of the day of a visit; of one that was added by hand, the
// part in which it is to start, as on paper.
func partOf(v visit.Visit) plan.Part {
	if v.Part != "" {
		return v.Part
	}
	return medicine.PartAt(v.StartMin)
}
