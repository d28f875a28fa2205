package optimise

import (
	"fmt"
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
	return p.checkVisits()
}

func (p *Problem) checkVisits() error {
	after := make(map[VisitID][]Gap, len(p.Visits))
	for i := range p.Visits {
		v := &p.Visits[i]
		wrong := v.wrong()
		if _, seen := after[v.ID]; wrong == "" && seen {
			wrong = "is listed twice"
		}
		if wrong != "" {
			return fault.New(fault.Invalid, "optimise.visit", "Visit %s %s.", v.ID, wrong)
		}
		after[v.ID] = v.After
	}
	for i := range p.Visits {
		if why := followsItself(p.Visits[i].ID, after); why != "" {
			return fault.New(fault.Invalid, "optimise.visit", "Visit %s %s.", p.Visits[i].ID, why)
		}
	}
	return nil
}

// followsItself says what is wrong with the visits that one must follow, or
// with those they must follow.
func followsItself(v VisitID, after map[VisitID][]Gap) string {
	seen := map[VisitID]bool{}
	for next := after[v]; len(next) > 0; {
		gap := next[0]
		next = slices.Clone(next[1:])
		_, known := after[gap.Visit]
		switch {
		case !known:
			return fmt.Sprintf("must follow visit %s, which is not in the day", gap.Visit)
		case gap.Visit == v:
			return "would have to follow itself"
		case !seen[gap.Visit]:
			seen[gap.Visit] = true
			next = append(next, after[gap.Visit]...)
		}
	}
	return ""
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
	case s.End != nil && *s.End < 0:
		return "has no place to end at"
	case s.EnoughMin < 0 || s.MostMin < 0:
		return "must have no less than no time for visits"
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
	case slices.ContainsFunc(v.Or, Window.wrong):
		return "has a further window that ends before it starts or lies outside the day"
	case slices.ContainsFunc(v.After, Gap.wrong):
		return "must follow another by a gap that makes no sense"
	case v.Harm < 0 || v.Harm > MostHarm:
		return fmt.Sprintf("must have a harm from 0 to %d", MostHarm)
	case v.Pin != nil && v.Pin.StartMin < AnyTime:
		return "is pinned to a time before the day"
	}
	return ""
}

func (w Window) wrong() bool {
	return w.EarliestMin < 0 || w.EarliestMin > w.LatestMin || w.LatestMin > latestMinute
}

func (g Gap) wrong() bool { return g.LeastMin < 0 || g.MostMin != 0 && g.MostMin < g.LeastMin }

// windows are all the times a visit may start.
func (v *Visit) windows() []Window {
	return append([]Window{{v.EarliestMin, v.LatestMin}}, v.Or...)
}

// mayStart is true where a minute is in one of the visit's windows.
func (v *Visit) mayStart(at int) bool {
	return slices.ContainsFunc(v.windows(), func(w Window) bool { return at >= w.EarliestMin && at <= w.LatestMin })
}
