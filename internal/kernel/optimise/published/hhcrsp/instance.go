package hhcrsp

import (
	"io"
	"math"

	"stillhome/internal/kernel/optimise/published"
)

// Instance is one day to plan. Services, caregivers and patients are referred
// to by their positions here.
type Instance struct {
	Services   []string // identifiers
	Caregivers []Caregiver
	Patients   []Patient
	// Distances is the time from one place to another: 0 is the office, 1+p is
	// patient p. Square, never negative, not always symmetric.
	Distances [][]float64
}

// Caregiver is somebody who gives services.
type Caregiver struct {
	ID  string
	Can []bool // by service
}

// Patient is somebody who needs one service or two.
type Patient struct {
	ID string
	// No service starts before Earliest; a start after Latest is tardy.
	Earliest, Latest float64
	Needs            []Need // one or two
	Sync             Sync   // Alone where one is needed
	// For Sequential: Needs[1] starts from MinGap to MaxGap after the start of
	// Needs[0].
	MinGap, MaxGap float64
}

// Need is one service a patient needs.
type Need struct {
	Service  int
	Duration float64
}

// Sync is how the two services of a patient depend on each other.
type Sync int

// The ways two services may depend on each other.
const (
	Alone        Sync = iota // one service only
	Simultaneous             // both start together
	Sequential               // the second starts within a gap after the first
)

// file is the instance as it is published.
type file struct {
	Services []struct {
		ID              string   `json:"id"`
		DefaultDuration *float64 `json:"default_duration"`
	} `json:"services"`
	Caregivers []struct {
		ID        string   `json:"id"`
		Abilities []string `json:"abilities"`
	} `json:"caregivers"`
	Patients  []filePatient `json:"patients"`
	Offices   []struct{}    `json:"central_offices"`
	Distances [][]float64   `json:"distances"`
}

type filePatient struct {
	ID       string    `json:"id"`
	Window   []float64 `json:"time_window"`
	Required []struct {
		Service  string   `json:"service"`
		Duration *float64 `json:"duration"`
	} `json:"required_caregivers"`
	Sync *struct {
		Type     string    `json:"type"`
		Distance []float64 `json:"distance"`
	} `json:"synchronization"`
}

// Read reads an instance and refuses one that makes no sense. Windows that are
// a whole number but for rounding, such as 459.99999999999994 in the Italian
// instances, become the whole number at or below, which is how their
// publishers' solutions read them. Errors are Invalid and begin with the line,
// see published.Decode and Text.Wrong.
func Read(r io.Reader) (*Instance, error) {
	var f file
	text, err := published.Decode(r, &f, false)
	if err != nil {
		return nil, err
	}
	b := builder{text: text, file: &f, in: &Instance{}, service: map[string]int{}}
	for _, step := range []func() error{b.services, b.caregivers, b.patients, b.distances} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.in, nil
}

type builder struct {
	text    *published.Text
	file    *file
	in      *Instance
	service map[string]int
}

func (b *builder) wrong(list string, i int, say string, args ...any) error {
	return b.text.Wrong([]any{list, i}, say, args...)
}

func (b *builder) services() error {
	if len(b.file.Services) == 0 {
		return b.text.Wrong([]any{"services"}, "no services are listed. List at least one under \"services\".")
	}
	for i, s := range b.file.Services {
		if _, seen := b.service[s.ID]; seen || s.ID == "" {
			return b.wrong("services", i, "service %q is listed twice or has no id. Give each its own id.", s.ID)
		}
		b.service[s.ID] = i
		b.in.Services = append(b.in.Services, s.ID)
	}
	return nil
}

func (b *builder) caregivers() error {
	if len(b.file.Caregivers) == 0 {
		return b.text.Wrong([]any{"caregivers"}, "no caregivers are listed. List at least one under \"caregivers\".")
	}
	seen := map[string]bool{}
	for i, c := range b.file.Caregivers {
		if c.ID == "" || seen[c.ID] {
			return b.wrong("caregivers", i, "caregiver %q is listed twice or has no id. Give each their own id.", c.ID)
		}
		seen[c.ID] = true
		can := make([]bool, len(b.in.Services))
		for _, a := range c.Abilities {
			s, ok := b.service[a]
			if !ok {
				return b.wrong("caregivers", i, "caregiver %s can give %q, which is not among the services. Add it there or correct it here.", c.ID, a)
			}
			can[s] = true
		}
		b.in.Caregivers = append(b.in.Caregivers, Caregiver{c.ID, can})
	}
	return nil
}

func (b *builder) patients() error {
	if len(b.file.Patients) == 0 {
		return b.text.Wrong([]any{"patients"}, "no patients are listed. List at least one under \"patients\".")
	}
	seen := map[string]bool{}
	for i := range b.file.Patients {
		f := &b.file.Patients[i]
		if f.ID == "" || seen[f.ID] {
			return b.wrong("patients", i, "patient %q is listed twice or has no id. Give each their own id.", f.ID)
		}
		seen[f.ID] = true
		if len(f.Window) != 2 || f.Window[0] < 0 || f.Window[0] > f.Window[1] {
			return b.wrong("patients", i, "patient %s needs a time_window of two numbers, from 0 up, the earlier first.", f.ID)
		}
		p := Patient{ID: f.ID, Earliest: wholeBelow(f.Window[0]), Latest: wholeBelow(f.Window[1])}
		if err := b.needs(i, f, &p); err != nil {
			return err
		}
		if err := b.sync(i, f, &p); err != nil {
			return err
		}
		b.in.Patients = append(b.in.Patients, p)
	}
	return nil
}

// wholeBelow undoes noise in the last digits the way conversion to a whole
// number does; other numbers are left as they are.
func wholeBelow(t float64) float64 {
	if math.Abs(t-math.Round(t)) < 1e-9 {
		return math.Floor(t)
	}
	return t
}

func (b *builder) needs(i int, f *filePatient, p *Patient) error {
	if n := len(f.Required); n != 1 && n != 2 {
		return b.wrong("patients", i, "patient %s has %d required_caregivers; this benchmark has one or two. Correct the list.", f.ID, n)
	}
	for _, need := range f.Required {
		s, ok := b.service[need.Service]
		if !ok {
			return b.wrong("patients", i, "patient %s needs %q, which is not among the services. Add it there or correct it here.", f.ID, need.Service)
		}
		lasts := need.Duration
		if lasts == nil {
			lasts = b.file.Services[s].DefaultDuration
		}
		if lasts == nil || *lasts < 0 {
			return b.wrong("patients", i, "patient %s needs a duration, from 0 up, for service %s. Give it there or as the service's default_duration.", f.ID, need.Service)
		}
		p.Needs = append(p.Needs, Need{s, *lasts})
	}
	if len(p.Needs) == 2 && p.Needs[0].Service == p.Needs[1].Service {
		return b.wrong("patients", i, "patient %s needs service %s twice, so a solution could not say which is which. Name two services.", f.ID, f.Required[0].Service)
	}
	return nil
}

func (b *builder) sync(i int, f *filePatient, p *Patient) error {
	if len(p.Needs) == 1 {
		return nil
	}
	switch {
	case f.Sync != nil && f.Sync.Type == "simultaneous":
		p.Sync = Simultaneous
	case f.Sync != nil && f.Sync.Type == "sequential":
		p.Sync = Sequential
		if d := f.Sync.Distance; len(d) != 2 || d[0] < 0 || d[0] > d[1] {
			return b.wrong("patients", i, "patient %s is sequential and needs a distance of two numbers, from 0 up, the smaller first.", f.ID)
		}
		p.MinGap, p.MaxGap = f.Sync.Distance[0], f.Sync.Distance[1]
	default:
		return b.wrong("patients", i, "patient %s needs two services, so synchronization must have the type simultaneous or sequential.", f.ID)
	}
	return nil
}

func (b *builder) distances() error {
	if n := len(b.file.Offices); n != 1 {
		return b.text.Wrong([]any{"central_offices"}, "there are %d central_offices; this benchmark has one. List exactly one.", n)
	}
	places := len(b.in.Patients) + 1
	if len(b.file.Distances) != places {
		return b.text.Wrong([]any{"distances"}, "distances has %d rows; one office and %d patients need %d.", len(b.file.Distances), places-1, places)
	}
	for i, row := range b.file.Distances {
		if len(row) != places {
			return b.wrong("distances", i, "row %d of distances has %d numbers and needs %d.", i, len(row), places)
		}
		for j, d := range row {
			if d < 0 {
				return b.text.Wrong([]any{"distances", i, j}, "the distance from %d to %d is %g. Give a number from 0 up.", i, j, d)
			}
		}
	}
	b.in.Distances = b.file.Distances
	return nil
}
