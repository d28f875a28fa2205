package measure

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
)

func joined(given, family string) string { return strings.TrimSpace(given + " " + family) }

// lived is a person's life with their name, for lists.
type lived struct {
	whom
	Life
}

// lives puts episodes and events together, one life for each person, in the
// order of the episodes.
func lives(spells []spell, events []away) []lived {
	var out []lived
	at := map[ids.Person]int{}
	for _, e := range spells {
		i, seen := at[e.person]
		if !seen {
			i = len(out)
			at[e.person] = i
			out = append(out, lived{whom: e.whom, Life: Life{Born: e.born, Died: e.died}})
		}
		l := &out[i].Life
		l.Reablement = append(l.Reablement, Spell{e.started, e.ended})
		if e.pathway == episode.FromHospital && e.discharged != "" {
			l.Hospital = append(l.Hospital, Stay{From: e.admitted, Until: e.discharged})
		}
		if e.ended != "" && (e.sequel == episode.LongResidential || e.sequel == episode.LongNursing) {
			l.CareHome = append(l.CareHome, Spell{From: e.ended})
		}
	}
	for _, e := range events {
		i, seen := at[e.person]
		if !seen {
			continue
		}
		l := &out[i].Life
		switch person.EventKind(e.kind) {
		case person.Hospital:
			l.take(Stay{e.spell.From, e.spell.Until, e.emergency})
		case person.CareHome:
			l.CareHome = append(l.CareHome, e.spell)
		case person.CommunityCare:
			l.Community = append(l.Community, e.spell)
		}
	}
	return out
}

// take adds a stay in hospital that somebody recorded. An episode and an event
// may speak of the same stay: those with one day of discharge are one, and the
// event knows more.
func (l *Life) take(s Stay) {
	i := slices.IndexFunc(l.Hospital, func(h Stay) bool { return h.Until != "" && h.Until == s.Until })
	if i < 0 {
		l.Hospital = append(l.Hospital, s)
		return
	}
	l.Hospital[i] = s
}

// case84 is one case of the 2D estimate with its person.
type case84 struct {
	whom
	Case2D
}

// cases84 finds the cases of the 2D estimate whose discharge was in the period.
func cases84(s *gate.Snapshot, p Period, asOf when.Date) ([]case84, error) {
	episodes, err := spells(s, p)
	if err != nil {
		return nil, err
	}
	happened, err := events(s, p)
	if err != nil {
		return nil, err
	}
	var out []case84
	for _, l := range lives(episodes, happened) {
		for _, c := range Remained2D(l.Life, asOf) {
			if c.Hospital.Until >= p.From && c.Hospital.Until <= p.Until {
				out = append(out, case84{l.whom, c})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b case84) int { return strings.Compare(string(a.Hospital.Until), string(b.Hospital.Until)) })
	return out, nil
}
