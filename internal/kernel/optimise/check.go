package optimise

import (
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/place"
)

// Check refuses a problem that makes no sense, naming the first thing wrong by
// the caller's identifiers. A sound problem may still have visits that cannot
// be placed. Errors, all Invalid: optimise.travel, optimise.shift,
// optimise.shifts_overlap, optimise.visit.
func (p *Problem) Check() error {
	if p.Travel == nil {
		return fault.New(fault.Invalid, "optimise.travel", "Say how long travel takes before making a rota.")
	}
	if err := p.checkShifts(); err != nil {
		return err
	}
	seen := make(map[VisitID]bool, len(p.Visits))
	for i := range p.Visits {
		v := &p.Visits[i]
		wrong := v.wrong()
		if wrong == "" && seen[v.ID] {
			wrong = "is listed twice"
		}
		if wrong != "" {
			return fault.New(fault.Invalid, "optimise.visit", "Visit %s %s.", v.ID, wrong)
		}
		seen[v.ID] = true
	}
	return nil
}

func (p *Problem) checkShifts() error {
	seen := make(map[ShiftID]bool, len(p.Shifts))
	byWorker := make(map[WorkerID][]*Shift)
	for i := range p.Shifts {
		s := &p.Shifts[i]
		wrong := s.wrong()
		if wrong == "" && seen[s.ID] {
			wrong = "is listed twice"
		}
		if wrong != "" {
			return fault.New(fault.Invalid, "optimise.shift", "Shift %s %s.", s.ID, wrong)
		}
		seen[s.ID] = true
		for _, other := range byWorker[s.Worker] {
			if s.StartMin < other.EndMin && other.StartMin < s.EndMin {
				return fault.New(fault.Invalid, "optimise.shifts_overlap",
					"Shifts %s and %s are the same worker's and overlap. Change one.", other.ID, s.ID)
			}
		}
		byWorker[s.Worker] = append(byWorker[s.Worker], s)
	}
	return nil
}

func (s *Shift) wrong() string {
	switch {
	case s.ID == "":
		return "has no identifier"
	case s.Worker == "":
		return "has no worker"
	case s.StartMin < 0 || s.EndMin > latestMinute || s.StartMin >= s.EndMin:
		return "must start before it ends, within the day and the night after"
	case s.Start < 0:
		return "has no place to start from"
	case !slices.Contains(place.Modes, s.Mode):
		return "does not say how the worker travels"
	case s.BreakMin < 0 || s.BreakMin > longestStretchMin:
		return "has a break of no sensible length"
	}
	return ""
}

func (v *Visit) wrong() string {
	switch {
	case v.ID == "":
		return "has no identifier"
	case v.Person == "":
		return "has no person"
	case v.Place < 0:
		return "has no place"
	case v.EarliestMin < 0 || v.EarliestMin > v.LatestMin || v.LatestMin > latestMinute:
		return "must have an earliest start no later than its latest"
	case v.DurationMin < 1 || v.DurationMin > latestMinute:
		return "must last at least a minute"
	case v.Workers != 1 && v.Workers != 2:
		return "must need one worker or two"
	case v.GenderMust && v.Gender == "":
		return "requires a gender and does not say which"
	case v.Pin != nil && v.Pin.StartMin < AnyTime:
		return "is pinned to a time before the day"
	}
	return ""
}
