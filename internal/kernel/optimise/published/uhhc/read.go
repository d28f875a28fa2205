package uhhc

import (
	"io"

	"stillhome/internal/kernel/optimise/published"
)

// file is the instance as it is published.
type file struct {
	Metadata struct {
		Met     string `json:"time_window_met"`
		Weights struct {
			TravelTime       *float64 `json:"travel_time"`
			TotalTardiness   *float64 `json:"total_tardiness"`
			HighestTardiness *float64 `json:"highest_tardiness"`
			TotalWaitingTime *float64 `json:"total_waiting_time"`
			TotalExtraTime   *float64 `json:"total_extra_time"`
			MaxIdleTime      *float64 `json:"max_idle_time"`
			Preferences      *float64 `json:"caregiver_preferences"`
			Unscheduled      *float64 `json:"optional_patients"`
			MissedLunchBreak *float64 `json:"missed_lunch_break"`
			// Parts of other objectives, which older instances were converted with.
			Qualification *any `json:"qualification"`
			WorkingTime   *any `json:"working_time"`
			Incompatible  *any `json:"incompabilities"`
			MaxDeviation  *any `json:"tw_max_dev_in_time"`
			MaxDesired    *any `json:"tw_max_dev_in_desired_time"`
			Balance       *any `json:"workload_balance"`
			MaxWaiting    *any `json:"max_waiting_time"`
		} `json:"cost_components"`
	} `json:"metadata"`
	Terminals []struct {
		ID    string `json:"id"`
		Place *int   `json:"distance_matrix_index"`
	} `json:"terminal_points"`
	Services []struct {
		ID              string   `json:"id"`
		DefaultDuration *float64 `json:"default_duration"`
	} `json:"services"`
	Caregivers []caregiverFile `json:"caregivers"`
	Patients   []patientFile   `json:"patients"`
	Distances  [][]float64     `json:"distances"`
	Lunch      *struct {
		Start    float64 `json:"start"`
		End      float64 `json:"end"`
		Duration float64 `json:"min_duration"`
	} `json:"lunch_breaks"`
}

type windowFile struct {
	Start *float64 `json:"start"`
	End   *float64 `json:"end"`
}

// whole says that the window has both ends, in order.
func (w *windowFile) whole() bool {
	return w != nil && w.Start != nil && w.End != nil && 0 <= *w.Start && *w.Start <= *w.End
}

type caregiverFile struct {
	ID        string      `json:"id"`
	Abilities []string    `json:"abilities"`
	From      string      `json:"departing_point"`
	To        string      `json:"arrival_point"`
	Shift     *windowFile `json:"working_shift"`
	Lunch     bool        `json:"lunch_break"`
}

type patientFile struct {
	ID       string       `json:"id"`
	Place    *int         `json:"distance_matrix_index"`
	Windows  []windowFile `json:"time_windows"`
	Required []struct {
		Service  string   `json:"service"`
		Duration *float64 `json:"duration"`
	} `json:"required_services"`
	Sync *struct {
		Type     string `json:"type"`
		Distance *struct {
			Min float64 `json:"min"`
			Max float64 `json:"max"`
		} `json:"distance"`
	} `json:"synchronization"`
	Preferred    []string `json:"preferred_caregivers"`
	Incompatible []string `json:"incompatible_caregivers"`
	Optional     bool     `json:"optional"`
}

// Read reads an instance and refuses one that makes no sense, or whose
// objective is another than the one described in this package (instances
// converted from older benchmarks). Errors are Invalid and begin with the
// line, see published.Decode and Text.Wrong.
func Read(r io.Reader) (*Instance, error) {
	var f file
	text, err := published.Decode(r, &f, false)
	if err != nil {
		return nil, err
	}
	b := builder{
		text: text, file: &f, in: &Instance{},
		service: map[string]int{}, terminal: map[string]int{}, caregiver: map[string]int{}, place: map[int]bool{},
	}
	for _, step := range []func() error{b.objective, b.terminals, b.services, b.caregivers, b.patients, b.distances} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.in, nil
}

type builder struct {
	text                         *published.Text
	file                         *file
	in                           *Instance
	service, terminal, caregiver map[string]int
	place                        map[int]bool // rows of the matrix that are taken
}

func (b *builder) wrong(list string, i int, say string, args ...any) error {
	return b.text.Wrong([]any{list, i}, say, args...)
}

func (b *builder) objective() error {
	switch b.file.Metadata.Met {
	case "at_service_start", "":
	case "at_service_end":
		b.in.AtEnd = true
	default:
		return b.text.Wrong([]any{"metadata", "time_window_met"}, "time_window_met is %q. Say at_service_start or at_service_end.", b.file.Metadata.Met)
	}
	f, w := &b.file.Metadata.Weights, &b.in.Weights
	for _, other := range []*any{f.Qualification, f.WorkingTime, f.Incompatible, f.MaxDeviation, f.MaxDesired, f.Balance, f.MaxWaiting} {
		if other != nil {
			return b.text.Wrong([]any{"metadata", "cost_components"}, "cost_components has a part that is not checked here. Give an instance with the nine parts of the unified benchmark.")
		}
	}
	for _, part := range []struct {
		name string
		from *float64
		to   *float64
	}{
		{"travel_time", f.TravelTime, &w.TravelTime},
		{"total_tardiness", f.TotalTardiness, &w.TotalTardiness},
		{"highest_tardiness", f.HighestTardiness, &w.HighestTardiness},
		{"total_waiting_time", f.TotalWaitingTime, &w.TotalWaitingTime},
		{"total_extra_time", f.TotalExtraTime, &w.TotalExtraTime},
		{"max_idle_time", f.MaxIdleTime, &w.MaxIdleTime},
		{"caregiver_preferences", f.Preferences, &w.Preferences},
		{"optional_patients", f.Unscheduled, &w.Unscheduled},
		{"missed_lunch_break", f.MissedLunchBreak, &w.MissedLunchBreak},
	} {
		if part.from == nil || *part.from < 0 {
			return b.text.Wrong([]any{"metadata", "cost_components", part.name}, "cost_components needs a weight, from 0 up, for %s. Add it.", part.name)
		}
		*part.to = *part.from
	}
	l := b.file.Lunch
	if l == nil || l.Start < 0 || l.Duration < 0 || l.Start+l.Duration > l.End {
		return b.text.Wrong([]any{"lunch_breaks"}, "lunch_breaks needs start, end and min_duration, with room for the break between them. Correct it.")
	}
	b.in.Lunch = Lunch{l.Start, l.End, l.Duration}
	return nil
}

func (b *builder) terminals() error {
	for i, p := range b.file.Terminals {
		if _, seen := b.terminal[p.ID]; seen || p.ID == "" {
			return b.wrong("terminal_points", i, "terminal point %q is listed twice or has no id. Give each its own id.", p.ID)
		}
		if p.Place == nil || b.place[*p.Place] {
			return b.wrong("terminal_points", i, "terminal point %s needs a distance_matrix_index of its own.", p.ID)
		}
		b.terminal[p.ID] = i
		b.place[*p.Place] = true
		b.in.Terminals = append(b.in.Terminals, Terminal{p.ID, *p.Place})
	}
	return nil
}

func (b *builder) services() error {
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
	for i := range b.file.Caregivers {
		f := &b.file.Caregivers[i]
		if _, seen := b.caregiver[f.ID]; seen || f.ID == "" {
			return b.wrong("caregivers", i, "caregiver %q is listed twice or has no id. Give each their own id.", f.ID)
		}
		if f.To == "" {
			f.To = f.From
		}
		from, leaves := b.terminal[f.From]
		to, returns := b.terminal[f.To]
		if !leaves || !returns {
			return b.wrong("caregivers", i, "caregiver %s leaves %q for %q, which are not both terminal_points. Correct them.", f.ID, f.From, f.To)
		}
		if !f.Shift.whole() {
			return b.wrong("caregivers", i, "caregiver %s needs a working_shift with a start, from 0 up, and a later end.", f.ID)
		}
		c := Caregiver{
			ID: f.ID, Can: make([]bool, len(b.in.Services)), From: from, To: to,
			ShiftStart: *f.Shift.Start, ShiftEnd: *f.Shift.End, Lunch: f.Lunch,
		}
		for _, a := range f.Abilities {
			s, ok := b.service[a]
			if !ok {
				return b.wrong("caregivers", i, "caregiver %s can give %q, which is not among the services. Add it there or correct it here.", f.ID, a)
			}
			c.Can[s] = true
		}
		b.caregiver[f.ID] = i
		b.in.Caregivers = append(b.in.Caregivers, c)
	}
	return nil
}

func (b *builder) distances() error {
	places := len(b.in.Terminals) + len(b.in.Patients)
	if len(b.file.Distances) != places {
		return b.text.Wrong([]any{"distances"}, "distances has %d rows; the terminal points and patients need %d.", len(b.file.Distances), places)
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
	for place := range b.place {
		if place < 0 || place >= places {
			return b.text.Wrong([]any{"distances"}, "a distance_matrix_index is %d; the matrix has places 0 to %d. Correct it.", place, places-1)
		}
	}
	b.in.Distances = b.file.Distances
	return nil
}
