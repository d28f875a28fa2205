package hhcrsp

import (
	"encoding/json"
	"io"

	"stillhome/internal/kernel/optimise/published"
)

// Solution is who goes where, and when. Identifiers are kept as they are in
// the file, so that a checker can name what it does not know.
type Solution struct {
	Routes []Route // every caregiver has one, in no fixed order
}

// Route is one caregiver's day.
type Route struct {
	Caregiver string
	Stops     []Stop // in order; none where the caregiver stays at home
}

// Stop is one service given.
type Stop struct {
	Patient, Service string
	Start, End       float64
}

// solutionFile is the solution as it is published. What it calls arrival is
// the start of the service. The toy instance's solution has the older names.
type solutionFile struct {
	Routes []routeFile `json:"routes"`
}

type routeFile struct {
	Caregiver string     `json:"caregiver_id"`
	Locations []stopFile `json:"locations"`
}

type stopFile struct {
	Patient    string   `json:"patient"`
	Service    string   `json:"service"`
	OldPatient string   `json:"patient_id,omitempty"`
	OldService string   `json:"service_id,omitempty"`
	Start      *float64 `json:"arrival_time"`
	End        *float64 `json:"departure_time"`
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
	for i, route := range f.Routes {
		if route.Caregiver == "" {
			return nil, text.Wrong([]any{"routes", i}, "a route has no caregiver_id. Say whose it is.")
		}
		s.Routes[i].Caregiver = route.Caregiver
		for j, at := range route.Locations {
			stop := Stop{Patient: at.Patient + at.OldPatient, Service: at.Service + at.OldService}
			if stop.Patient == "" || stop.Service == "" || at.Start == nil || at.End == nil {
				return nil, text.Wrong([]any{"routes", i, "locations", j},
					"a location on the route of %s needs patient, service, arrival_time and departure_time. Give all four.", route.Caregiver)
			}
			stop.Start, stop.End = *at.Start, *at.End
			s.Routes[i].Stops = append(s.Routes[i].Stops, stop)
		}
	}
	return s, nil
}

// Write writes the solution in the benchmark's own format. Times are written
// to the last digit, so that reading it back gives the same solution.
func (s *Solution) Write(w io.Writer) error {
	f := solutionFile{Routes: make([]routeFile, len(s.Routes))}
	for i, route := range s.Routes {
		f.Routes[i] = routeFile{Caregiver: route.Caregiver, Locations: make([]stopFile, len(route.Stops))}
		for j := range route.Stops {
			stop := &route.Stops[j]
			f.Routes[i].Locations[j] = stopFile{Patient: stop.Patient, Service: stop.Service, Start: &stop.Start, End: &stop.End}
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(f)
}
