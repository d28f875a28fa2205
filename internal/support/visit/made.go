package visit

import (
	"cmp"
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

// dayKnown is what was known of a day before its visits are made.
type dayKnown struct {
	made    map[plan.PatternID]bool // patterns that have their visit
	away    map[ids.Person]bool     // died, in hospital, or in a care home
	started map[episode.ID]bool     // episodes that have had or will have a first visit
}

// made gives the visits of a day that are still missing. The earliest visit of
// an episode that has none is its first.
func made(patterns []plan.Pattern, day when.Date, known dayKnown, firstExtraMin int) []Visit {
	patterns = slices.Clone(patterns)
	slices.SortStableFunc(patterns, func(a, b plan.Pattern) int { return cmp.Compare(a.StartMin, b.StartMin) })
	begun := map[episode.ID]bool{}
	var out []Visit
	for _, p := range patterns {
		if known.made[p.ID] || known.away[p.Person] {
			continue
		}
		v := Visit{
			ID: ID(ids.Derived("visit", string(p.ID), string(day))), Person: p.Person, Episode: p.Episode, Pattern: p.ID,
			On: day, Part: p.Part, StartMin: p.StartMin, EarliestMin: p.EarliestMin, LatestMin: p.LatestMin,
			DurationMin: p.DurationMin, Workers: p.Workers, MustBeAt: p.MustBeAt, Skills: p.Skills, State: Planned, Version: 1,
		}
		if !known.started[p.Episode] && !begun[p.Episode] {
			v.First = true
			v.DurationMin += firstExtraMin
		}
		begun[p.Episode] = true
		out = append(out, v)
	}
	return out
}

// visit is the visit that is to be added by hand. Error: visit.one_off.
func (o OneOff) visit(today when.Date) (Visit, error) {
	var c fault.Checks
	c.Field(!ids.Valid(string(o.ID)), "id", "Start the form again: it has lost its number.")
	c.Field(o.On == "", "on", "Enter the day of the visit.")
	c.Field(o.On != "" && o.On < today, "on", "The day of the visit cannot be in the past.")
	c.Field(o.On > today.Add(90), "on", "Enter a day within 90 days.")
	c.Field(o.StartMin < 0 || o.StartMin >= 24*60, "start", "Enter a time, like 8:30.")
	c.Field(o.WindowMin < 0 || o.WindowMin > 4*60, "window", "Enter a number of minutes from 0 to 240.")
	c.Field(o.DurationMin < 5 || o.DurationMin > 8*60, "duration", "Enter a number of minutes from 5 to 480.")
	c.Field(o.Workers != 1 && o.Workers != 2, "workers", "Choose one worker or two.")
	if err := c.Err("visit.one_off"); err != nil {
		return Visit{}, err
	}
	v := Visit{
		ID: o.ID, Person: o.Person, On: o.On, StartMin: o.StartMin, DurationMin: o.DurationMin, Workers: o.Workers,
		MustBeAt: o.MustBeAt, Skills: o.Skills, First: o.First, State: Planned, Version: 1,
	}
	v.EarliestMin, v.LatestMin = max(0, o.StartMin-o.WindowMin), min(24*60-1, o.StartMin+o.WindowMin)
	return v, nil
}
