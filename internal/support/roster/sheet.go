package roster

import (
	"slices"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/visit"
)

// Sheet is one day's rota as it stands, or as a draft would leave it.
type Sheet struct {
	Day    Day
	NowMin int     // the minute it is, or -1 when the day is not today
	Shifts []Shift // those that are worked, by start
	Gone   []Shift // those nobody works, by start: cancelled, or the worker is away
	Visits []Entry // by person and the start agreed with them

	// Of a draft only.
	Changes []Changed          // what it would change, by start
	Refused []optimise.NotKept // what in it cannot be done, with the rule in the way
	Seen    string             // names the changes: the same only while they are the same
}

// Entry is one visit of a sheet.
type Entry struct {
	visit.Visit
	Name    string      // of the person
	Key     string      // by which the name is sorted
	Outcode string      // the first half of the postcode
	At      place.Point // of the home; the zero Point when not known
	With    []Assignment
	Drafted bool   // not where the kept rota has it
	Code    string // why it has no worker, or too few; empty where it has all
	Reason  string // the same as a sentence
}

// Fixed reports whether the visit can no longer be moved: it is over, or
// somebody is there.
func (e Entry) Fixed() bool { return placed{Visit: e.Visit}.over() }

// StartsAt is when its worker is told to start, or what was agreed where it
// has none.
func (e Entry) StartsAt() int {
	if len(e.With) > 0 {
		return e.With[0].StartMin
	}
	return e.StartMin
}

// Shift finds a shift of the sheet, worked or not; the zero Shift where it has
// none of that name.
func (s Sheet) Shift(id ShiftID) Shift {
	for _, list := range [][]Shift{s.Shifts, s.Gone} {
		if i := slices.IndexFunc(list, func(x Shift) bool { return x.ID == id }); i >= 0 {
			return list[i]
		}
	}
	return Shift{}
}

// Visit finds a visit of the sheet; false where it has none of that name.
func (s Sheet) Visit(id visit.ID) (Entry, bool) {
	i := slices.IndexFunc(s.Visits, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}, false
	}
	return s.Visits[i], true
}

// SheetOf is a day's rota as it stands, in four statements.
func SheetOf(s *gate.Snapshot, day when.Date) (Sheet, error) {
	d, err := DayOf(s, day)
	if err != nil {
		return Sheet{}, err
	}
	m, err := look(s, day)
	if err != nil {
		return Sheet{}, err
	}
	return m.sheet(s, d, m.now, m.loose), nil
}

// sheet shows a day with the assignments given.
func (m material) sheet(s *gate.Snapshot, d Day, as []Assignment, not []Unplaced) Sheet {
	out := Sheet{Day: d, NowMin: -1}
	if d.On == s.Today() {
		out.NowMin = s.Now.Minute()
	}
	worked := map[ShiftID]bool{}
	for _, w := range m.workers {
		out.Shifts, worked[w.ID] = append(out.Shifts, w.Shift), true
	}
	for _, w := range m.gone {
		out.Gone = append(out.Gone, w.Shift)
	}
	with, why := map[visit.ID][]Assignment{}, map[visit.ID]Unplaced{}
	for _, a := range as {
		with[a.Visit] = append(with[a.Visit], a)
	}
	for _, u := range not {
		why[u.Visit] = u
	}
	for _, v := range m.visits {
		e := Entry{Visit: v.Visit, Name: v.name, Key: v.nameKey, Outcode: string(v.home.postcode.Outcode()), At: v.at, With: with[v.ID]}
		if !v.over() {
			e.With = slices.DeleteFunc(slices.Clone(e.With), func(a Assignment) bool { return !worked[a.Shift] })
		}
		if u, ok := why[v.ID]; ok && len(e.With) < v.Workers {
			e.Code, e.Reason = u.Code, u.Reason
		} else if len(e.With) < v.Workers && !v.over() && !d.BuiltAt.IsZero() {
			e.Code, e.Reason = "shift_gone", "Its worker is not working."
		}
		out.Visits = append(out.Visits, e)
	}
	return out
}
