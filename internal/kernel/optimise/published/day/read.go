package day

import (
	"io"
	"sort"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/published"
	"stillhome/internal/kernel/place"
)

// Read reads a day and refuses one that makes no sense. Errors are Invalid and
// begin with the line, see published.Decode and Text.Wrong.
func Read(r io.Reader) (*optimise.Problem, error) {
	var f dayFile
	text, err := published.Decode(r, &f, true)
	if err != nil {
		return nil, err
	}
	if f.Format != dayFormat {
		return nil, text.Wrong([]any{"format"}, "the format is %q. This program reads a day as %q.", f.Format, dayFormat)
	}
	places, err := f.places(text)
	if err != nil {
		return nil, err
	}
	p := &optimise.Problem{Travel: func(from, to int, mode place.Mode) int { return int(f.Travel[mode][from][to]) }}
	for i := range f.Shifts {
		s := f.Shifts[i].shift()
		if _, ok := f.Travel[s.Mode]; !ok {
			return nil, text.Wrong([]any{"shifts", i}, "shift %s travels by %q, which has no table in travel_seconds. Add it there or correct it here.", s.ID, s.Mode)
		}
		if s.Start >= places {
			return nil, text.Wrong([]any{"shifts", i}, "shift %s starts at place %d; there are places 0 to %d. Correct it.", s.ID, s.Start, places-1)
		}
		p.Shifts = append(p.Shifts, s)
	}
	for i := range f.Visits {
		v := f.Visits[i].visit()
		if v.Place >= places {
			return nil, text.Wrong([]any{"visits", i}, "visit %s is at place %d; there are places 0 to %d. Correct it.", v.ID, v.Place, places-1)
		}
		p.Visits = append(p.Visits, v)
	}
	return p, sensible(text, p)
}

// sensible passes on what Problem.Check refuses, with the line of the first
// shift or visit with which it does.
func sensible(text *published.Text, p *optimise.Problem) error {
	err := p.Check()
	refused, ok := fault.Of(err)
	if !ok {
		return err
	}
	shifts, visits := len(p.Shifts), len(p.Visits)
	first := func(list string, n int, part func(n int) optimise.Problem) error {
		i := sort.Search(n, func(i int) bool {
			some := part(i + 1)
			return some.Check() != nil
		})
		if i == n {
			return nil
		}
		return text.Wrong([]any{list, i}, "%s Correct it.", refused.Say)
	}
	if err := first("shifts", shifts, func(n int) optimise.Problem {
		return optimise.Problem{Travel: p.Travel, Shifts: p.Shifts[:n]}
	}); err != nil {
		return err
	}
	return first("visits", visits, func(n int) optimise.Problem {
		return optimise.Problem{Travel: p.Travel, Visits: p.Visits[:n]}
	})
}

// places checks the tables of travel and says how many places they have.
func (f *dayFile) places(text *published.Text) (int, error) {
	if len(f.Travel) == 0 {
		return 0, text.Wrong([]any{"travel_seconds"}, "travel_seconds has no table. Give one for each mode in use.")
	}
	places := -1
	for _, mode := range place.Modes {
		table, ok := f.Travel[mode]
		if !ok {
			continue
		}
		if places < 0 {
			places = len(table)
		}
		if len(table) != places {
			return 0, text.Wrong([]any{"travel_seconds", string(mode)}, "the table for %s has %d rows and another has %d. Give each the same places.", mode, len(table), places)
		}
		for i, row := range table {
			if len(row) != places {
				return 0, text.Wrong([]any{"travel_seconds", string(mode), i}, "row %d of the table for %s has %d numbers and needs %d.", i, mode, len(row), places)
			}
			for j, s := range row {
				if s < 0 || i == j && s != 0 {
					return 0, text.Wrong([]any{"travel_seconds", string(mode), i, j}, "from place %d to place %d takes %d seconds. Give 0 or more, and 0 from a place to itself.", i, j, s)
				}
			}
		}
	}
	for mode := range f.Travel {
		if _, err := place.ParseMode(string(mode)); err != nil {
			return 0, text.Wrong([]any{"travel_seconds", string(mode)}, "%q is not a way to travel. The modes are %v.", mode, place.Modes)
		}
	}
	return places, nil
}

// ReadPlan reads a plan as it is; checkplan.Check judges it. Errors are Invalid
// and begin with the line.
func ReadPlan(r io.Reader) (*optimise.Plan, error) {
	var f planFile
	text, err := published.Decode(r, &f, true)
	if err != nil {
		return nil, err
	}
	if f.Format != planFormat {
		return nil, text.Wrong([]any{"format"}, "the format is %q. This program reads a plan as %q.", f.Format, planFormat)
	}
	return f.plan(), nil
}
