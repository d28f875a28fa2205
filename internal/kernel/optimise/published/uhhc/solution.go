package uhhc

import (
	"encoding/json"
	"io"
	"slices"

	"stillhome/internal/kernel/optimise/published"
)

// LunchBreak is the service of a lunch.
const LunchBreak = "lunch_break"

// Solution is who goes where, and when. Identifiers are kept as they are in
// the file, so that a checker can name what it does not know.
type Solution struct {
	Routes  []Route  // every caregiver has one, in no fixed order
	Claimed *Claimed // what the file says it costs; nil where it does not
}

// Route is one caregiver's day.
type Route struct {
	Caregiver string
	Stops     []Stop // in order of their starts, lunch among them
}

// Stop is one service given, or lunch, see LunchBreak.
type Stop struct {
	Patient, Service string
	Start, End       float64
}

// Claimed is a cost as a file states it, with the weights counted in.
type Claimed struct {
	Objective  float64
	Components map[string]float64 // by the names of Components.Parts; a part may be absent
}

// solutionFile is the solution as it is published. What it calls arrival is
// the start of the service.
type solutionFile struct {
	Cost *struct {
		Objective  float64 `json:"objective"`
		Violations int     `json:"violations"`
	} `json:"cost,omitempty"`
	Components map[string]float64 `json:"cost_components,omitempty"`
	Routes     []routeFile        `json:"routes"`
}

type routeFile struct {
	Caregiver string     `json:"caregiver_id"`
	Locations []stopFile `json:"locations,omitempty"`
}

type stopFile struct {
	Patient   string   `json:"patient"`
	Service   string   `json:"service"`
	Start     *float64 `json:"arrival_time,omitempty"`
	End       *float64 `json:"departure_time,omitempty"`
	EatsFrom  *float64 `json:"start_time,omitempty"`
	EatsUntil *float64 `json:"end_time,omitempty"`
}

// ReadSolution reads a solution as it is; Check judges it. Errors are Invalid
// and begin with the line.
func ReadSolution(r io.Reader) (*Solution, error) {
	var f solutionFile
	text, err := published.Decode(r, &f, false)
	if err != nil {
		return nil, err
	}
	if f.Routes == nil {
		return nil, text.Wrong(nil, "there are no routes. A solution has one for each caregiver under \"routes\".")
	}
	s := &Solution{Routes: make([]Route, len(f.Routes))}
	if f.Cost != nil {
		s.Claimed = &Claimed{f.Cost.Objective, f.Components}
	}
	for i, route := range f.Routes {
		if route.Caregiver == "" {
			return nil, text.Wrong([]any{"routes", i}, "a route has no caregiver_id. Say whose it is.")
		}
		s.Routes[i].Caregiver = route.Caregiver
		for j, at := range route.Locations {
			from, until := at.Start, at.End
			if at.Service == LunchBreak {
				from, until = at.EatsFrom, at.EatsUntil
			}
			if at.Patient == "" || at.Service == "" || from == nil || until == nil {
				return nil, text.Wrong([]any{"routes", i, "locations", j},
					"a location on the route of %s needs patient, service, arrival_time and departure_time, or start_time and end_time for a lunch_break. Give all four.", route.Caregiver)
			}
			s.Routes[i].Stops = append(s.Routes[i].Stops, Stop{at.Patient, at.Service, *from, *until})
		}
		slices.SortStableFunc(s.Routes[i].Stops, func(a, b Stop) int {
			switch {
			case a.Start < b.Start:
				return -1
			case a.Start > b.Start:
				return 1
			}
			return 0
		})
	}
	return s, nil
}

// Write writes the solution in the benchmark's own format, with the cost where
// Claimed says it. Lunch stands last in a route, as it is published. A
// caregiver without stops has a route without locations, the only empty one
// that the published validator reads.
func (s *Solution) Write(w io.Writer) error {
	f := solutionFile{Routes: make([]routeFile, len(s.Routes))}
	if s.Claimed != nil {
		f.Cost = &struct {
			Objective  float64 `json:"objective"`
			Violations int     `json:"violations"`
		}{Objective: s.Claimed.Objective}
		f.Components = s.Claimed.Components
	}
	for i, route := range s.Routes {
		f.Routes[i].Caregiver = route.Caregiver
		var lunches []stopFile
		for j := range route.Stops {
			stop := &route.Stops[j]
			if stop.Service == LunchBreak {
				lunches = append(lunches, stopFile{Patient: stop.Patient, Service: stop.Service, EatsFrom: &stop.Start, EatsUntil: &stop.End})
				continue
			}
			f.Routes[i].Locations = append(f.Routes[i].Locations, stopFile{Patient: stop.Patient, Service: stop.Service, Start: &stop.Start, End: &stop.End})
		}
		f.Routes[i].Locations = append(f.Routes[i].Locations, lunches...)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(f)
}

// Claim states the cost in the solution, as the published files do.
func (s *Solution) Claim(c Cost) {
	s.Claimed = &Claimed{Objective: c.Objective(), Components: map[string]float64{}}
	for _, p := range c.Weighted.Parts() {
		s.Claimed.Components[p.Name] = p.Value
	}
}
