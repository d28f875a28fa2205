package measure

import (
	"cmp"
	"slices"

	"stillhome/internal/kernel/when"
)

// Spell is a time from one UK date to another, both included. Until is empty
// while it goes on.
type Spell struct{ From, Until when.Date }

// on reports whether the spell covers the date.
func (s Spell) on(day when.Date) bool {
	return s.From <= day && (s.Until == "" || s.Until >= day)
}

// Stay is a time in hospital, from admission to discharge. From is empty where
// nobody recorded the admission; Until is empty while the person is still there.
type Stay struct {
	From, Until when.Date
	Emergency   bool // admitted without a plan
}

// overnight reports whether the stay lasted at least one night, as far as is
// known on the day asked: a stay that goes on has lasted one from the day after
// admission.
func (s Stay) overnight(asOf when.Date) bool {
	if s.Until == "" {
		return s.From < asOf
	}
	return s.From < s.Until
}

// Life is what the record says of one person, as far as the two measures of
// being still at home ask. Orders do not matter. Born is empty when the date of
// birth is not known, Died while the person lives.
type Life struct {
	Born, Died when.Date
	Reablement []Spell // every spell of reablement (ST-Max, component Reablement)
	Hospital   []Stay  // also the one that support followed
	CareHome   []Spell // residential or nursing
	Community  []Spell // long-term support in the community
}

// clusterGapDays is how long after the end of one spell of reablement another
// may start and still count as the same.
const clusterGapDays = 7

// clusters joins spells of which one starts at most 7 days after the latest end
// before it. They come back by their start. A spell that goes on takes in all
// that follow. Source: Create_ASCOF_2D.sql, DHSC, 11 June 2026.
func clusters(spells []Spell) []Spell {
	spells = slices.SortedFunc(slices.Values(spells), func(a, b Spell) int { return cmp.Compare(a.From, b.From) })
	var out []Spell
	for _, s := range spells {
		if n := len(out) - 1; n >= 0 && (out[n].Until == "" || s.From <= out[n].Until.Add(clusterGapDays)) {
			if s.Until == "" || out[n].Until == "" {
				out[n].Until = ""
			} else {
				out[n].Until = max(out[n].Until, s.Until)
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// covers reports whether any of the spells covers the date.
func covers(spells []Spell, day when.Date) bool {
	return slices.ContainsFunc(spells, func(s Spell) bool { return s.on(day) })
}
